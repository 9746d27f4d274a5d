"""The queue for devices."""

from __future__ import annotations

from safety.sync.api import area, conflicts, devices, entries, files
from safety.sync.api.blueprint import api

__all__ = ["api", "area", "conflicts", "devices", "entries", "files"]
