"""Accident cases for programs: whatever a page can do."""

from __future__ import annotations

from safety.accidents.api import (
    activities,
    cases,
    casualties,
    notices,
    opinions,
    reports,
    seats,
    sheets,
    terms,
)
from safety.accidents.api.blueprint import api

__all__ = [
    "activities",
    "api",
    "cases",
    "casualties",
    "notices",
    "opinions",
    "reports",
    "seats",
    "sheets",
    "terms",
]
