"""Photographs and files kept as evidence: kinds, hashes, storage, and who may see them."""
