"""Exports for programs; each module here is a blueprint of its own."""
