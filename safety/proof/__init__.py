"""Proof from outside the database: heads that go out signed, and a verifier that shares no code with the writers."""
