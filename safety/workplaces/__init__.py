"""Employers, sites and construction projects as places."""
