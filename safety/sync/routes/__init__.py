"""Pages of the tablet's queue at the office: devices, entries, conflicts."""

from safety.sync.routes import conflicts, devices, entries
from safety.sync.routes.blueprint import pages

__all__ = ["conflicts", "devices", "entries", "pages"]
