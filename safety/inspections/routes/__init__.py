"""Pages of duty 1: checklists, plans, site checks and findings."""

from __future__ import annotations

from safety.inspections.routes import checklists, checks, plans, registers
from safety.inspections.routes.blueprint import pages

__all__ = ["checklists", "checks", "pages", "plans", "registers"]
