"""Demonstration data from a seeded generator: real districts and industries, invented people and employers."""
