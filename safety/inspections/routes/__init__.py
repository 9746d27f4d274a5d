"""Pages of duty 1: checklists, plans, site checks and findings."""

from __future__ import annotations

from safety.inspections.routes import checklists, checks, passed, plans, registers
from safety.inspections.routes.blueprint import pages

__all__ = ["checklists", "checks", "pages", "passed", "plans", "registers"]
