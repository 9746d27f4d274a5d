"""The performance figures, reproducible with ``make bench``."""
