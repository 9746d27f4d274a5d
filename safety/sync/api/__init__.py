"""The queue for devices."""

from __future__ import annotations

from safety.sync.api import devices, entries, files
from safety.sync.api.blueprint import api

__all__ = ["api", "devices", "entries", "files"]
