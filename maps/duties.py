"""What the other duties say of a district: accidents, and projects in use without the union's part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from maps.reader import Reader
from safety.access.permissions import Permission as P
from safety.accidents.queries import counts_by_district
from safety.inspections.queries.standing import StandingFilters
from safety.projects.queries import without_union_part_by_district

#: Measures that come from here, each with the right to see it.
RIGHTS: Mapping[str, P] = {"accidents": P.ACCIDENT_READ, "bare_projects": P.PROJECT_READ}


@dataclass(frozen=True)
class DutyCounts:
    """Numbers by district code; None where the person may not see them, or where they are not known of a past day."""

    accidents: Mapping[str, int | None] | None = None
    bare_projects: Mapping[str, int] | None = None

    def of(self, code: str) -> dict[str, int | None]:
        """The known numbers of a district."""
        found: dict[str, Mapping[str, int | None] | Mapping[str, int] | None] = {
            "accidents": self.accidents,
            "bare_projects": self.bare_projects,
        }
        return {name: counts.get(code, 0) for name, counts in found.items() if counts is not None}


NOT_ASKED = DutyCounts()


def duty_counts(reader: Reader, filters: StandingFilters, today: date) -> DutyCounts:
    """The numbers within the actor's scopes: accidents of the period, as far as registered on the map's day.

    A project's state has no history here: of a past day the second number is not known.
    """
    day = filters.on or today
    actor = reader.actor
    accidents = bare = None
    if actor.may(P.ACCIDENT_READ):
        until = min(filters.until or day, day)
        scope = reader.scope(P.ACCIDENT_READ)
        accidents = reader.accident_counts(
            counts_by_district(scope, since=filters.since, until=until, known_on=day)
        )
    if actor.may(P.PROJECT_READ) and filters.on is None:
        bare = without_union_part_by_district(reader.scope(P.PROJECT_READ))
    return DutyCounts(accidents, bare)
