"""Texts as they are compared, searched and sorted: one rule for every register and every way in."""
