"""Pages of duty 3."""

from safety.accidents.routes import (
    activities,
    cases,
    notices,
    opinions,
    reports,
    seats,
    sheets,
    statistics,
    terms,
)
from safety.accidents.routes.blueprint import pages

__all__ = [
    "activities",
    "cases",
    "notices",
    "opinions",
    "pages",
    "reports",
    "seats",
    "sheets",
    "statistics",
    "terms",
]
