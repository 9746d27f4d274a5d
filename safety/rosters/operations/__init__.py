"""Taking lists of members in."""
