"""Where something lies: a place as it was given, brought to WGS 84, with the district found from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from safety.access.positions import rounded
from safety.database import session
from safety.errors import Invalid
from safety.law.days import shanghai_date
from safety.law.positions import check_position, distance_m
from safety.text import N_, Text
from safety.workplaces.geography import geography
from safety.workplaces.models import FormerDistrict, Site
from safety.workplaces.rules import Datum, Position

#: Two places of one name that lie farther apart, in metres, are not taken for one.
_APART_M = 500.0
#: A tenth of a metre, in degrees: less is lost by programs that show six decimals.
_SIXTH = 1e-6
#: In which datums a position is told: WGS 84, from which CGCS2000 differs by centimetres.
_READ_IN = frozenset({Datum.WGS84, Datum.CGCS2000})


@dataclass(frozen=True)
class Located:
    """A place in WGS 84 with the district found from it."""

    lon: float | None = None
    lat: float | None = None
    outline: dict[str, Any] | None = None
    district: str | None = None


def locate(position: Position | None, now: datetime) -> Located:
    """A given position in WGS 84, with its district on the day of ``now``.

    Raises:
        Invalid: only one of the two degrees; no place in China; an outline that is none.
    """
    if position is None:
        return Located()
    outline, lon, lat = None, position.lon, position.lat
    if position.outline is not None:
        outline, (lon, lat) = geography().outline_to_wgs84(position.outline, position.datum)
    elif lon is None and lat is None:
        return Located()
    elif lon is None or lat is None:
        missing = "lon" if lon is None else "lat"
        raise Invalid(fields={missing: [N_("经度和纬度须同时填写")]})
    else:
        check_position(lon, lat)
        lon, lat = geography().to_wgs84(lon, lat, position.datum)
    check_position(lon, lat)
    return Located(lon, lat, outline, geography().district_at(lon, lat, shanghai_date(now)))


def as_it_is(row: Any, position: Position | None) -> bool:
    """Whether ``position`` says where ``row`` (a site or a project) lies already, as it was read: in WGS 84.

    What was entered, in whatever datum, then stays as it is: writing back what was read changes nothing.
    """
    if position is None or row.lon is None or position.datum not in _READ_IN:
        return False
    same_point = (position.lon, position.lat) == (row.lon, row.lat)
    is_outline_alone = position.outline is not None and position.lon is None and position.lat is None
    same_outline = position.outline is None or position.outline == row.outline
    same_accuracy = position.accuracy_m in {None, getattr(row, "accuracy_m", None)}
    return (same_point or is_outline_alone) and same_outline and same_accuracy


def lies_there(row: Any, position: Position | None) -> bool:
    """Whether a sheet says where ``row`` lies already: to the sixth decimal, which programs show, or rounded.

    Who may not know positions precisely gets them rounded, and must not move a site by bringing that back.
    """
    if as_it_is(row, position):
        return True
    if position is None or row.lon is None or position.outline is not None or position.datum not in _READ_IN:
        return False
    told = (position.lon, position.lat)
    return any(
        all(one is not None and abs(one - other) < _SIXTH for one, other in zip(told, known, strict=True))
        for known in ((row.lon, row.lat), rounded(row.lon, row.lat))
    )


def lies_at(row: Site, position: Position, now: datetime) -> bool:
    """Whether ``position``, brought to WGS 84, is the place of ``row``."""
    located = locate(position, now)
    return (located.lon, located.lat, located.outline) == (row.lon, row.lat, row.outline)


def relocate_former(site: Site, lon: float | None, lat: float | None) -> None:
    """A place that was corrected lies where it lies on earlier days too: by the outlines of those days."""
    if lon is None or lat is None:
        return
    rows = session.scalars(select(FormerDistrict).where(FormerDistrict.site_id == site.id))
    for row in rows:
        found = geography().district_at(lon, lat, row.until - timedelta(days=1))
        row.district_code = found or row.district_code


def far_apart(
    lon: float | None, lat: float | None, other_lon: float | None, other_lat: float | None
) -> Text | None:
    """Why two places of one name are not taken for one (both WGS 84): they lie too far apart; None where they may be."""
    if lon is None or lat is None or other_lon is None or other_lat is None:
        return None
    far = distance_m(lon, lat, other_lon, other_lat)
    sentence = N_(
        "这个单位的同名场所在 %(m)s 米以外：是另一处，请在名称中加上地点；是同一处，请先在它的页面上改正位置"
    )
    return Text(sentence, m=round(far)) if far > _APART_M else None
