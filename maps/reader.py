"""Who looks at a map: their scope, and how exactly they see what lies in it.

The one place between the registers and everything that shows a position or a number of a district: map data,
pages, files and ``/ogc`` ask a ``Reader``.  Without ``position:precise`` where a record belongs, its position is
rounded (about 1 km), its outline left out and a small number of dead not told; filters by box or distance look at
the rounded position, so that the true one cannot be found by asking.  Who may read no site of a district is told
no small numbers of it.  Workers' reports are on no map at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from maps.privacy import Sight, suppressed, suppressed_in
from maps.risk import RiskRule
from maps.sources import AreaSummary, RatedSite, StandingFilters, rated_sites
from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Scope
from safety.accidents.models import Accident
from safety.accidents.queries import AccidentFilters, MapAccident, map_row
from safety.accidents.queries import map_rows as accident_rows
from safety.people.queries import ids_within
from safety.projects.models import Project
from safety.projects.queries import MapRow, ProjectFilters
from safety.projects.queries import map_rows as project_rows
from safety.workplaces.models import Site

#: What is on maps, each with the right to read it and the register it comes from.
_REGISTERS: Mapping[P, Any] = {P.SITE_READ: Site, P.PROJECT_READ: Project, P.ACCIDENT_READ: Accident}
_COUNTS = ("sites", "open", "overdue", "major", "checks")


@dataclass(frozen=True)
class Reader:
    """A person before a map."""

    actor: Actor

    def scope(self, right: P) -> Scope:
        """Where the right is held."""
        return self.actor.scope(right)

    def sight(self, right: P, among: Collection[uuid.UUID] | None = None) -> Sight:
        """Which of the records that ``right`` lets this person read (or of those ``among`` them) they see precisely."""
        precise = self.scope(P.POSITION_PRECISE)
        if precise.holds(self.scope(right)):
            return Sight(None)
        return Sight(ids_within(_REGISTERS[right], precise, among) if right in _REGISTERS else frozenset())

    def precision(self, right: P) -> str:
        """Whether the positions that ``right`` lets this person read are all ``precise``, or some ``rounded``."""
        return "precise" if self.sight(right).is_full else "rounded"

    def sites(self, filters: StandingFilters, *, today: date, rule: RiskRule) -> list[RatedSite]:
        """The sites that fit, with their levels, as this person sees them, in the order of names."""
        scope, sight = self.scope(P.SITE_READ), self.sight(P.SITE_READ, filters.site_ids)
        if sight.is_full:
            return rated_sites(scope, filters, today=today, rule=rule)
        found = rated_sites(scope, replace(filters, box=None), today=today, rule=rule)
        standings = sight.of([site.standing for site in found])
        seen = [replace(site, standing=row) for site, row in zip(found, standings, strict=True)]
        return [site for site in seen if _lies_in(site, filters.box)]

    def projects(
        self, filters: ProjectFilters, *, today: date, among: Collection[uuid.UUID] | None = None
    ) -> list[MapRow]:
        """The projects with a position that fit (of those ``among`` them), as this person sees them."""
        rows = project_rows(self.scope(P.PROJECT_READ), filters, today=today, among=among)
        return list(self.sight(P.PROJECT_READ, among).of(rows))

    def accidents(
        self, filters: AccidentFilters, *, known_on: date, among: Collection[uuid.UUID] | None = None
    ) -> list[MapAccident]:
        """The accidents with a position that fit (of those ``among`` them), as this person sees them."""
        rows = accident_rows(self.scope(P.ACCIDENT_READ), filters, known_on=known_on, among=among)
        return list(self.sight(P.ACCIDENT_READ, among).of(rows))

    def accident(self, accident_id: uuid.UUID) -> MapAccident | None:
        """One accident as this person sees it; None without a position, or out of scope."""
        row = map_row(accident_id, self.scope(P.ACCIDENT_READ))
        return self.sight(P.ACCIDENT_READ).of([row])[0] if row else None

    def areas(self, found: Mapping[str, AreaSummary]) -> dict[str, AreaSummary]:
        """Sums by district, without small numbers of districts of whose sites this person may read nothing."""
        hidden = self._closed(P.SITE_READ, P.MAP_READ, found)
        if not hidden:
            return dict(found)
        shown = {
            name: suppressed_in(hidden, {c: getattr(s, name) for c, s in found.items()}) for name in _COUNTS
        }
        return {
            code: _told(one, {name: shown[name][code] for name in _COUNTS}, is_hidden=code in hidden)
            for code, one in found.items()
        }

    def accident_counts(self, counts: Mapping[str, int]) -> dict[str, int | None]:
        """Accidents by district, without small numbers where this person sees no accident precisely."""
        return suppressed_in(self._closed(P.POSITION_PRECISE, P.ACCIDENT_READ, counts), counts)

    def _closed(self, right: P, asked: P, codes: Iterable[str]) -> frozenset[str]:
        """The districts among ``codes`` that ``asked`` shows and ``right`` does not open."""
        opened = self.scope(right)
        if opened.holds(self.scope(asked)):
            return frozenset()
        return frozenset(code for code in codes if code not in opened.district_codes)


def _told(area: AreaSummary, numbers: dict[str, Any], *, is_hidden: bool) -> AreaSummary:
    """The sums with ``numbers`` in their place, and without a small number of sites of a level."""
    counts = {level: count for level, count in area.by_level.items() if count is not None}
    return replace(area, **numbers, by_level=suppressed(counts) if is_hidden else area.by_level)


def _lies_in(site: RatedSite, box: tuple[float, float, float, float] | None) -> bool:
    lon, lat = site.standing.lon, site.standing.lat
    if box is None:
        return True
    return lon is not None and lat is not None and box[0] <= lon <= box[2] and box[1] <= lat <= box[3]
