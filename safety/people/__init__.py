"""Unions, members, appointments, certificates, sign-in, and the scope filter."""
