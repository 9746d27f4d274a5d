"""The data of the map page, of its document and of the API: scope and filters → features with numbers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from maps import layers
from maps.boundaries import edition_on
from maps.outlines import Edition
from maps.risk import WORST_FIRST
from maps.sources import RULE_IN_FORCE, AreaSummary, RatedSite, StandingFilters, areas, rated_sites
from safety.access.scope import Scope
from safety.errors import NotFound

#: The most single sites that a map is given; beyond, cells with counts.
MOST_SITES = 2000
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class DistrictRow:
    """A district on the map page: its code, name and numbers (None without a site)."""

    code: str
    name: str
    summary: AreaSummary | None


def filters_from(given: Mapping[str, Any], today: date) -> StandingFilters:
    """The loaded filters of an address as the filters of a query; a period of N days ends today."""
    since = given.get("since")
    if given.get("period") and since is None:
        since = today - timedelta(days=given["period"] - 1)
    return StandingFilters(
        district=given.get("district"),
        industry=given.get("industry"),
        kind=given.get("kind"),
        site_id=given.get("site"),
        box=given.get("bbox"),
        since=since,
        until=given.get("until"),
    )


def visible_codes(scope: Scope, edition: Edition, present: Mapping[str, object]) -> list[str]:
    """The districts that a scope shows: all for the city, else its own and those where its sites lie."""
    if scope.everything:
        return list(edition.outlines)
    return [code for code in edition.outlines if code in scope.district_codes or code in present]


def district_rows(scope: Scope, filters: StandingFilters, today: date) -> list[DistrictRow]:
    """The districts of the map with their numbers, the worst first, then by code."""
    edition = edition_on(today)
    found = areas(rated_sites(scope, filters, today=today))
    codes = visible_codes(scope, edition, found)
    if filters.district:
        codes = [code for code in codes if code == filters.district]
    rows = [DistrictRow(code, edition.outlines[code].name, found.get(code)) for code in codes]
    return sorted(rows, key=_by_urgency)


def _by_urgency(row: DistrictRow) -> tuple[int, str]:
    level = row.summary.attention.level if row.summary else None
    return (WORST_FIRST.index(level) if level else len(WORST_FIRST), row.code)


def districts(
    rows: Sequence[DistrictRow], measure: str, today: date, url_of: Callable[[str], str]
) -> dict[str, Any]:
    """The districts as GeoJSON: level, counts by level, and the number of ``measure`` to be written on them."""
    edition = edition_on(today)
    facts = {row.code: _district_facts(row, measure) | {"url": url_of(row.code)} for row in rows}
    document = layers.as_geojson(layers.district_frame(edition, facts)) if facts else _nothing()
    return document | {
        "rule_version": RULE_IN_FORCE.version,
        "day": today,
        "district_edition": edition.name,
        "is_outdated": edition.is_outdated_on(today),
    }


def _district_facts(row: DistrictRow, measure: str) -> dict[str, object]:
    if row.summary is None:
        return {"level": None, "number": None, "sites": 0, "uncertain": False}
    found = row.summary
    numbers = {name: getattr(found, name) for name in ("sites", "open", "overdue", "major", "checks")}
    by_level = {level.value: found.attention.counts.get(level, 0) for level in WORST_FIRST}
    return {
        "level": found.attention.level,
        "number": numbers[measure],
        "uncertain": found.attention.is_uncertain,
        **numbers,
        **by_level,
    }


def sites(
    scope: Scope, filters: StandingFilters, today: date, url_of: Callable[[uuid.UUID], str]
) -> dict[str, Any]:
    """Sites as GeoJSON, worst first; cells with exact counts when there are more than ``MOST_SITES``."""
    found = rated_sites(scope, filters, today=today)
    placed = [site for site in found if site.standing.lon is not None and site.standing.lat is not None]
    few = len(placed) <= MOST_SITES
    document = _singly(placed, url_of) if few else _in_cells(placed, filters.box)
    return document | {
        "rule_version": RULE_IN_FORCE.version,
        "day": today,
        "shown": len(placed) if few else 0,
        "total": len(placed),
        "unplaced": len(found) - len(placed),
        "complete": few and filters.box is None,
    }


def one_site(scope: Scope, site_id: uuid.UUID, today: date) -> RatedSite:
    """A site with its level.

    Raises:
        NotFound: there is none in ``scope``.
    """
    found = rated_sites(scope, StandingFilters(site_id=site_id), today=today)
    if not found:
        raise NotFound
    return found[0]


def worst_first(found: Sequence[RatedSite], most: int) -> list[RatedSite]:
    """The ``most`` sites that need attention first: by level, then by score."""
    return sorted(found, key=lambda site: (WORST_FIRST.index(site.attention.level), -site.attention.score))[
        :most
    ]


def _singly(placed: Sequence[RatedSite], url_of: Callable[[uuid.UUID], str]) -> dict[str, Any]:
    rows = [
        {
            "id": str(site.standing.id),
            "name": site.standing.name,
            "employer": site.standing.employer,
            "level": site.attention.level.value,
            "score": site.attention.score,
            "open": site.standing.open,
            "overdue": site.standing.overdue,
            "major": site.standing.open_major,
            "last_checked": site.last_checked_on.isoformat() if site.last_checked_on else None,
            "url": url_of(site.standing.id),
            "lon": site.standing.lon,
            "lat": site.standing.lat,
        }
        for site in placed
    ]
    return layers.as_geojson(layers.site_frame(rows)) if rows else _nothing()


def _in_cells(placed: Sequence[RatedSite], box: Box | None) -> dict[str, Any]:
    lons = [float(site.standing.lon or 0) for site in placed]
    lats = [float(site.standing.lat or 0) for site in placed]
    return layers.cells(
        lons,
        lats,
        [site.attention.level for site in placed],
        box or (min(lons), min(lats), max(lons), max(lats)),
    )


def _nothing() -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": []}
