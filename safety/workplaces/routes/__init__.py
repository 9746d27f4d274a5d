"""Pages of employers, sites and imports."""

from __future__ import annotations

from safety.workplaces.routes import duplicates, employers, imports, sites, transfers
from safety.workplaces.routes.blueprint import pages

__all__ = ["duplicates", "employers", "imports", "pages", "sites", "transfers"]
