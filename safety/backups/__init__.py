"""Backups: written while people work, encrypted, restored on an empty machine, rehearsed, and recorded."""
