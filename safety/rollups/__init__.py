"""Kept sums by district for the map of the city, exact at every read (docs/decisions/0013-kept-roll-ups.md)."""
