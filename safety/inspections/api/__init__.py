"""Inspections for programs: the same operations as the pages."""

from __future__ import annotations

from safety.inspections.api import checklists, checks, plans
from safety.inspections.api.blueprint import api

__all__ = ["api", "checklists", "checks", "plans"]
