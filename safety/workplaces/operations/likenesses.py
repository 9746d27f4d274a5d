"""Which rows of a register, before it is imported, are probably sites that are known already."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from safety.access.scope import Scope
from safety.errors import Refusal
from safety.workplaces import queries
from safety.workplaces.operations import locate
from safety.workplaces.operations.import_rows import Row, checked
from safety.workplaces.rules import Datum, folded, probably_one

#: About 220 m of latitude: what is near lies in a point's own cell or one of the eight around it.
_CELL_DEGREES = 0.0025
_MOST_SHOWN = 50


@dataclass(frozen=True)
class Likeness:
    """A row (numbered as in the file, the heading is 1) that is probably a site known already."""

    row: int
    name: str
    site_id: uuid.UUID
    site_name: str


@dataclass(frozen=True)
class _Place:
    row: int
    name: str
    employer: str
    ref: str | None
    position: tuple[float, float] | None


class _Known:
    """The open sites of a scope, found by cell and by employer without asking the database per row."""

    def __init__(self, sites: Iterable[queries.SiteBrief]) -> None:
        self.by_cell: dict[tuple[int, int], list[queries.SiteBrief]] = defaultdict(list)
        self.by_employer: dict[str, list[queries.SiteBrief]] = defaultdict(list)
        for site in sites:
            self.by_employer[folded(site.employer)].append(site)
            if site.position is not None:
                self.by_cell[_cell(site.position)].append(site)

    def about(self, place: _Place) -> dict[uuid.UUID, queries.SiteBrief]:
        """The sites worth comparing with a row."""
        found = list(self.by_employer[folded(place.employer)])
        if place.position is not None:
            x, y = _cell(place.position)
            for cell in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                found += self.by_cell.get(cell, [])
        return {site.id: site for site in found}


def likenesses(rows: Sequence[Row], datum: Datum, now: datetime, scope: Scope) -> list[Likeness]:
    """The rows that are probably a site of the scope, each with the first such site.

    A row that says it is a known site (same outside number, or same employer and name) updates it and is none.
    """
    known = _Known(queries.brief_sites(scope))
    found: list[Likeness] = []
    for number, row in enumerate(rows, start=2):
        place = _place(number, row, datum, now)
        if place is None or len(found) >= _MOST_SHOWN:
            continue
        about = known.about(place).values()
        if any(_is_same(place, site) for site in about):
            continue
        like = next((site for site in about if _is_like(place, site)), None)
        if like is not None:
            found.append(Likeness(number, place.name, like.id, like.name))
    return found


def _place(number: int, row: Row, datum: Datum, now: datetime) -> _Place | None:
    """What a row says of its place; None for one that the import would refuse."""
    try:
        values, position, _ = checked(row, datum)
        located = locate(position, now)
    except Refusal:
        return None
    known = (located.lon, located.lat) if located.lon is not None and located.lat is not None else None
    return _Place(number, values["name"], row["employer"], values["external_ref"], known)


def _is_same(place: _Place, site: queries.SiteBrief) -> bool:
    numbered = place.ref is not None and place.ref == site.external_ref
    return place.employer == site.employer and (numbered or place.name == site.name)


def _is_like(place: _Place, site: queries.SiteBrief) -> bool:
    return probably_one(
        name=place.name,
        other_name=site.name,
        same_employer=folded(place.employer) == folded(site.employer),
        position=place.position,
        other_position=site.position,
    )


def _cell(position: tuple[float, float]) -> tuple[int, int]:
    return int(position[0] // _CELL_DEGREES), int(position[1] // _CELL_DEGREES)
