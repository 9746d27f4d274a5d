"""Pages of employers, sites and imports."""

from __future__ import annotations

from safety.workplaces.routes import employers, imports, sites
from safety.workplaces.routes.blueprint import pages

__all__ = ["employers", "imports", "pages", "sites"]
