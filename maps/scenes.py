"""The data of the map page, of its document and of the API: scope and filters → features with numbers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from maps import shades
from maps.boundaries import edition_on
from maps.choice import ANY_SITE, SiteChoice
from maps.duties import NOT_ASKED, DutyCounts
from maps.duties import RIGHTS as DUTY_MEASURES
from maps.editions import Edition
from maps.features import cells, district_features
from maps.kept import area_sums
from maps.reader import Reader
from maps.risk import WORST_FIRST
from maps.rulebook import rule_on
from maps.sources import AreaSummary, RatedSite, StandingFilters, count_outside
from maps.wording import warning_of
from safety.access.permissions import Permission as P
from safety.access.scope import Scope
from safety.errors import NotFound
from safety.wire.problems import translate

#: The most single sites that a map is given; beyond, cells with counts.
MOST_SITES = 2000
#: The numbers of a district, in the order of its popup.
NUMBERS = ("sites", "open", "overdue", "major", "checks", "checks_per_100")
#: Of a degree: about a metre.
_DECIMALS = 5
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class DistrictRow:
    """A district on the map page: its code, name and numbers (None without a site)."""

    code: str
    name: str
    summary: AreaSummary | None
    #: What other duties say of it, by the name of the measure; only what the person may see.
    duties: Mapping[str, int | None] = field(default_factory=dict)


def filters_from(given: Mapping[str, Any], today: date) -> StandingFilters:
    """The loaded filters of an address as the filters of a query; a period of N days ends on the map's day."""
    since = given.get("since")
    if given.get("period") and since is None:
        since = (past_day(given, today) or today) - timedelta(days=given["period"] - 1)
    return StandingFilters(
        district=given.get("district"),
        industry=given.get("industry"),
        kind=given.get("kind"),
        site_id=given.get("site"),
        box=given.get("bbox"),
        since=since,
        until=given.get("until"),
        on=past_day(given, today),
    )


def past_day(given: Mapping[str, Any], today: date) -> date | None:
    """The past day that is asked for; None for today (and for a day that has not come)."""
    on: date | None = given.get("on")
    return on if on is not None and on < today else None


def visible_codes(scope: Scope, edition: Edition, present: Mapping[str, object]) -> list[str]:
    """The districts that a scope shows: all for the city, else its own and those where its sites lie."""
    if scope.everything:
        return list(edition.outlines)
    return [code for code in edition.outlines if code in scope.district_codes or code in present]


def district_rows(
    reader: Reader, filters: StandingFilters, today: date, duties: DutyCounts = NOT_ASKED
) -> list[DistrictRow]:
    """The districts of the map with their numbers, the worst first, then by code."""
    day, scope = filters.on or today, reader.scope(P.MAP_READ)
    edition, rule = edition_on(day), rule_on(day)
    found = reader.areas(area_sums(scope, filters, today=day, rule=rule))
    codes = visible_codes(scope, edition, found)
    if filters.district:
        codes = [code for code in codes if code == filters.district]
    rows = [
        DistrictRow(code, edition.outlines[code].name, found.get(code), duties.of(code)) for code in codes
    ]
    return sorted(rows, key=_by_urgency)


def outside(reader: Reader, filters: StandingFilters, today: date) -> int | None:
    """How many sites lie in no district of the map's edition; None for those who may read no sites there.

    With the sites of the districts they make up all there are.
    """
    scope = reader.scope(P.SITE_READ)
    if not scope.holds(reader.scope(P.MAP_READ)):
        return None
    return 0 if filters.district else count_outside(scope, filters, edition_on(filters.on or today).names)


def _by_urgency(row: DistrictRow) -> tuple[int, str]:
    level = row.summary.attention.level if row.summary else None
    return (WORST_FIRST.index(level) if level else len(WORST_FIRST), row.code)


def districts(
    rows: Sequence[DistrictRow],
    measure: str,
    day: date,
    url_of: Callable[[str], str],
    known_on: date | None = None,
) -> dict[str, Any]:
    """The districts as GeoJSON: level, counts by level, the number of ``measure``, and its shade.

    ``classes`` say the smallest and largest number of each shade; none where the rule colours.
    """
    edition = edition_on(day)
    numbers = {row.code: number_of(row, measure) for row in rows}
    known = [number for number in numbers.values() if number is not None]
    bounds = shades.upper_bounds(known) if measure != "attention" else []
    facts = {}
    for row in rows:
        shade = shades.shade_of(numbers[row.code], bounds) if measure != "attention" else None
        told = {"number": numbers[row.code], "shade": shade, "url": url_of(row.code)}
        facts[row.code] = district_facts(row) | told
    return {
        "type": "FeatureCollection",
        "features": district_features(edition, facts),
        "rule_version": rule_on(day).version,
        "day": day,
        "known_on": known_on,
        "measure": measure,
        "classes": shades.classes(known) if bounds else [],
        "district_edition": edition.name,
        "is_outdated": edition.is_outdated_on(day),
        "district_warning": translate(warning) if (warning := warning_of(edition, day)) else None,
    }


def number_of(row: DistrictRow, measure: str) -> float | None:
    """What is written on a district: its measure, or its open findings where the rule colours."""
    if measure in DUTY_MEASURES:
        return row.duties.get(measure)
    if row.summary is None:
        return None
    number: float | None = getattr(row.summary, "open" if measure == "attention" else measure)
    return number


def side_by_side(
    before: Sequence[DistrictRow], after: Sequence[DistrictRow], measure: str
) -> list[tuple[DistrictRow | None, DistrictRow | None, float | None]]:
    """The districts of two days with the difference of the measure, the largest growth first."""
    then = {row.code: row for row in before}
    now = {row.code: row for row in after}
    pairs = []
    for code in sorted(then.keys() | now.keys()):
        old, new = then.get(code), now.get(code)
        first = number_of(old, measure) if old else None
        second = number_of(new, measure) if new else None
        grown = round(second - first, 1) if first is not None and second is not None else None
        pairs.append((old, new, grown))
    return sorted(pairs, key=lambda pair: -(pair[2] if pair[2] is not None else float("-inf")))


def district_facts(row: DistrictRow) -> dict[str, object]:
    """The numbers of a district by name; hardly any for one without sites."""
    if row.summary is None:
        return {"level": None, "sites": 0, "uncertain": False, **row.duties}
    found = row.summary
    by_level = {level.value: found.by_level.get(level, 0) for level in WORST_FIRST}
    return {
        "level": found.attention.level,
        "uncertain": found.attention.is_uncertain,
        **{name: getattr(found, name) for name in NUMBERS},
        **by_level,
        **row.duties,
    }


def sites(
    reader: Reader,
    filters: StandingFilters,
    today: date,
    url_of: Callable[[uuid.UUID], str],
    choice: SiteChoice = ANY_SITE,
    most: int | None = None,
) -> dict[str, Any]:
    """Sites as GeoJSON, in the order of names; cells with exact counts when there are more than ``most`` (else ``MOST_SITES``)."""
    day = filters.on or today
    found = choice.of(reader.sites(filters, today=day, rule=rule_on(day)), day)
    placed = [site for site in found if site.standing.lon is not None and site.standing.lat is not None]
    few = len(placed) <= (most or MOST_SITES)
    document = _singly(placed, url_of) if few else _in_cells(placed, filters.box)
    return document | {
        "rule_version": rule_on(day).version,
        "day": day,
        "known_on": today,
        "shown": len(placed) if few else 0,
        "total": len(placed),
        "unplaced": len(found) - len(placed),
        "complete": few and filters.box is None,
        "positions": reader.precision(P.SITE_READ),
    }


def all_sites(
    reader: Reader, filters: StandingFilters, today: date, url_of: Callable[[uuid.UUID], str]
) -> list[dict[str, Any]]:
    """Every site that may be read and has a position as a single feature, for programs that page through them."""
    day = filters.on or today
    found = reader.sites(filters, today=day, rule=rule_on(day))
    placed = [site for site in found if site.standing.lon is not None and site.standing.lat is not None]
    return [site_feature(site, url_of) for site in placed]


def one_site(reader: Reader, site_id: uuid.UUID, today: date, on: date | None = None) -> RatedSite:
    """A site with its level today, or on the past day ``on``.

    Raises:
        NotFound: there is none that may be read.
    """
    day = on or today
    found = reader.sites(StandingFilters(site_id=site_id, on=on), today=day, rule=rule_on(day))
    if not found:
        raise NotFound
    return found[0]


def worst_first(found: Sequence[RatedSite], most: int) -> list[RatedSite]:
    """The ``most`` sites that need attention first: by level, then by score."""
    return sorted(found, key=lambda site: (WORST_FIRST.index(site.attention.level), -site.attention.score))[
        :most
    ]


def site_feature(site: RatedSite, url_of: Callable[[uuid.UUID], str]) -> dict[str, Any]:
    """A site with a position as a feature, to about a metre."""
    at = [round(float(place or 0), _DECIMALS) for place in (site.standing.lon, site.standing.lat)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": at},
        "properties": {
            "id": str(site.standing.id),
            "name": site.standing.name,
            "employer": site.standing.employer,
            "district_code": site.standing.district_code,
            "level": site.attention.level.value,
            "score": site.attention.score,
            "open": site.standing.open,
            "overdue": site.standing.overdue,
            "major": site.standing.open_major,
            "last_checked": site.last_checked_on.isoformat() if site.last_checked_on else None,
            "url": url_of(site.standing.id),
        },
    }


def _singly(placed: Sequence[RatedSite], url_of: Callable[[uuid.UUID], str]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [site_feature(site, url_of) for site in placed]}


def _in_cells(placed: Sequence[RatedSite], box: Box | None) -> dict[str, Any]:
    lons = [float(site.standing.lon or 0) for site in placed]
    lats = [float(site.standing.lat or 0) for site in placed]
    return cells(
        lons,
        lats,
        [site.attention.level for site in placed],
        box or (min(lons), min(lats), max(lons), max(lats)),
    )
