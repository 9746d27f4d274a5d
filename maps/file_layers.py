"""The layer over the districts as the rows of a file: sites, cells, projects or accidents, as the reader sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from maps import accident_layer, project_layer, surfaces
from maps.choice import SiteChoice
from maps.picture import LEVEL_FILLS
from maps.reader import Reader
from maps.rulebook import rule_on
from maps.sources import StandingFilters
from safety.access.permissions import Permission as P
from safety.law.days import shanghai_date
from safety.text import N_

#: The most rows in one file; the file says so when there are more.
MOST_EXPORTED = 50_000
STAGE_FILLS: Mapping[str, str] = MappingProxyType(
    {
        "registered": "#6c757d",
        "design": "#7048a8",
        "construction": "#d9580d",
        "trial": "#1f7a8c",
        "acceptance": "#2b6cb0",
        "in_use": "#2f7d4f",
    }
)
GRADE_FILLS: Mapping[str, str] = MappingProxyType(
    {"ordinary": "#8f87c4", "larger": "#7048a8", "major": "#54278f", "extraordinary": "#2d004b"}
)
HEAT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "hot_sure": N_("隐患明显聚集（1% 水平）"),
        "hot": N_("隐患聚集（5% 水平）"),
        "plain": N_("与全图平均没有明显差别"),
        "cold": N_("隐患偏少（5% 水平）"),
        "cold_sure": N_("隐患明显偏少（1% 水平）"),
    }
)
HEAT_FILLS: Mapping[object, str] = MappingProxyType(
    {
        **dict(enumerate(("#ffffff", "#fdd49e", "#fdbb84", "#fc8d59", "#e34a33", "#b30000"))),
        "hot_sure": "#a50f15",
        "hot": "#fb6a4a",
        "plain": "#ffffff",
        "cold": "#6baed6",
        "cold_sure": "#08519c",
    }
)


@dataclass(frozen=True)
class FileLayer:
    """A layer's rows: ``lon`` and ``lat`` in WGS 84, or an ``outline`` (GeoJSON), and the fill of each by its id."""

    name: str
    rows: Sequence[Mapping[str, object]] = ()
    total: int = 0
    fills: Mapping[str, str] = field(default_factory=dict)
    #: Of cells: their side in metres, and the smallest and largest weight of each shade.
    cell_metres: float = 0.0
    classes: Sequence[tuple[float, float]] = ()


def layer_of(
    reader: Reader, name: str, filters: StandingFilters, today: date, unchecked_months: int
) -> FileLayer:
    """What the map's layer ``name`` shows; no row without the right to read them."""
    if name in {"projects", "bare"}:
        return _projects(reader, filters, today, only_bare=name == "bare")
    if name == "accidents":
        return _accidents(reader, filters, today)
    if not reader.actor.may(P.SITE_READ):
        return FileLayer("sites")
    if name in {"heat", "hot"}:
        return _cells(surfaces.heat if name == "heat" else surfaces.hot, reader, filters, today)
    return _sites(reader, filters, today, SiteChoice(unchecked_months if name == "unchecked" else None))


def _sites(reader: Reader, filters: StandingFilters, today: date, choice: SiteChoice) -> FileLayer:
    day = filters.on or today
    found = choice.of(reader.sites(filters, today=day, rule=rule_on(day)), day)
    placed = [site for site in found if site.standing.lon is not None]
    rows = [_site_row(site) for site in placed[:MOST_EXPORTED]]
    return FileLayer("sites", rows, len(placed), {str(r["id"]): LEVEL_FILLS[str(r["level"])] for r in rows})


def _site_row(site: Any) -> dict[str, object]:
    standing = site.standing
    checked = standing.last_checked_at
    return {
        "id": str(standing.id),
        "name": standing.name,
        "employer": standing.employer,
        "district_code": standing.district_code or "",
        "level": site.attention.level.value,
        "score": site.attention.score,
        "open": standing.open,
        "overdue": standing.overdue,
        "major": standing.open_major,
        "last_checked": shanghai_date(checked).isoformat() if checked else "",
        "lon": standing.lon,
        "lat": standing.lat,
    }


def _projects(reader: Reader, filters: StandingFilters, today: date, *, only_bare: bool) -> FileLayer:
    if not reader.actor.may(P.PROJECT_READ):
        return FileLayer("projects")
    asked = project_layer.filters_from({"district": filters.district, "no_union_part": only_bare or None})
    found = project_layer.projects(reader, asked, today, str)
    fills = {one["properties"]["id"]: STAGE_FILLS[one["properties"]["stage"]] for one in found["features"]}
    return FileLayer("projects", _rows(found["features"]), found["total"], fills)


def _accidents(reader: Reader, filters: StandingFilters, today: date) -> FileLayer:
    if not reader.actor.may(P.ACCIDENT_READ):
        return FileLayer("accidents")
    given = {name: getattr(filters, name) for name in ("district", "since", "until", "on")}
    found = accident_layer.accidents(reader, given, today, str)
    fills = {one["properties"]["id"]: GRADE_FILLS[one["properties"]["grade"]] for one in found["features"]}
    return FileLayer("accidents", _rows(found["features"]), found["total"], fills)


def _cells(read: Any, reader: Reader, filters: StandingFilters, today: date) -> FileLayer:
    document = read(reader, filters, today)
    features = document["features"]
    rows: list[Mapping[str, object]] = [
        {"id": str(number), **one["properties"], "outline": one["geometry"]}
        for number, one in enumerate(features, 1)
    ]
    fills = {str(row["id"]): HEAT_FILLS[row.get("heat", row.get("shade"))] for row in rows}
    return FileLayer("cells", rows, len(rows), fills, document["cell_metres"], document.get("classes", ()))


def _rows(features: Sequence[Mapping[str, Any]]) -> list[Mapping[str, object]]:
    """Features as rows: the point of each, its outline where it is no point, and no address of a page."""
    rows: list[Mapping[str, object]] = []
    for one in features:
        told = {key: value for key, value in one["properties"].items() if key not in {"url", "at"}}
        lon, lat = one["properties"]["at"]
        outline = None if one["geometry"]["type"] == "Point" else one["geometry"]
        rows.append({**told, "lon": lon, "lat": lat, "outline": outline})
    return rows
