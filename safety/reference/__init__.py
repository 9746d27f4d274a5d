"""Dated editions that an administrator can replace: districts and holidays."""
