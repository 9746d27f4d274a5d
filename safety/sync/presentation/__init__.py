"""Contents of entries and conflicts as people read them."""
