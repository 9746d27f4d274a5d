"""Rows whose places are metres in a zone that the file does not name: in degrees by the zone that a person chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from safety.errors import Invalid
from safety.text import N_, Text
from safety.workplaces.geography import geography
from safety.workplaces.operations.registers import Row
from safety.workplaces.projections import (
    PROJECTIONS,
    Projection,
    in_order,
    is_pair_of_metres,
    metres_written,
    projection_of,
    zone_before,
)

Pair = tuple[float, float]
_UNCHOSEN = N_("坐标是以米计的平面坐标，请先选择投影坐标系")
_DEGREES = N_("坐标不是所选投影坐标系的米数")


def are_metres(rows: Sequence[Row]) -> bool:
    """Whether a row of these says its place in metres."""
    return any((pair := _corner(row)) is not None and is_pair_of_metres(*pair) for row in rows)


def in_degrees(rows: Sequence[Row], projection: str | None) -> tuple[list[Row], list[Text]]:
    """The rows in degrees of CGCS2000, with what is to be said about it; a row that cannot be converted says why.

    Without a chosen projection every row with metres is unread.
    """
    if projection is None:
        return [_unread(row, {"lon": Text(_UNCHOSEN)}) if are_metres([row]) else row for row in rows], []
    zone = projection_of(projection)
    remarks = [Text(N_("坐标已从 %(system)s 换算成经纬度"), system=zone.label)]
    if any((pair := _corner(row)) is not None and in_order(*pair) != pair for row in rows):
        remarks.append(Text(N_("文件里先写北坐标、后写东坐标（测量的 X、Y），已按数值认出")))
    return [_converted(row, zone) for row in rows], remarks


def guessed(rows: Sequence[Row], districts: Sequence[str | None], on: date) -> str | None:
    """The zone that puts most rows into the districts (codes) beside them; None where several do as well.

    Of two zones of one meridian, which differ by nothing but their number, the narrower one is taken.
    """
    told = [
        (in_order(*pair), code)
        for row, code in zip(rows, districts, strict=True)
        if code is not None and (pair := _corner(row)) is not None and is_pair_of_metres(*pair)
    ]
    hits = {zone: sum(_lies_in(zone, pair, code, on) for pair, code in told) for zone in PROJECTIONS.values()}
    most = max(hits.values(), default=0)
    best = [zone for zone, count in hits.items() if count == most and count]
    return best[0].key if len({zone.meridian for zone in best}) == 1 else None


def _lies_in(zone: Projection, pair: Pair, code: str, on: date) -> bool:
    if zone_before(pair[0]) not in {None, zone.zone}:
        return False
    lon, lat = geography().to_degrees(zone.easting(pair[0]), pair[1], zone.key)
    return geography().district_at(lon, lat, on) == code


def _corner(row: Row) -> Pair | None:
    """A row's pair of numbers as it stands, or the first one of its outline; None where there is none."""
    if "outline" not in row:
        x, y = metres_written(row.get("lon")), metres_written(row.get("lat"))
        return None if x is None or y is None else (x, y)
    corner = row["outline"]["coordinates"]
    while isinstance(corner, list) and corner and isinstance(corner[0], list):
        corner = corner[0]
    x, y = (metres_written(one) for one in [*(corner or ()), None, None][:2])
    return None if x is None or y is None else (x, y)


def _converted(row: Row, zone: Projection) -> Row:
    pair = _corner(row)
    if pair is None:
        return row
    try:
        if "outline" in row:
            outline = row["outline"]
            return row | {"outline": {**outline, "coordinates": _moved(outline["coordinates"], zone)}}
        lon, lat = _degrees(pair, zone)
    except Invalid as refusal:
        return _unread(row, {name: texts[0] for name, texts in refusal.fields.items()})
    return row | {"lon": lon, "lat": lat}


def _degrees(pair: Pair, zone: Projection) -> Pair:
    if not is_pair_of_metres(*pair):
        raise Invalid(fields={"lon": [_DEGREES]})
    easting, northing = in_order(*pair)
    lon, lat = geography().to_degrees(zone.easting(easting), northing, zone.key)
    return round(lon, 9), round(lat, 9)


def _moved(coordinates: Any, zone: Projection) -> Any:
    if isinstance(coordinates, list) and len(coordinates) > 1 and not isinstance(coordinates[0], list):
        return list(_degrees((coordinates[0], coordinates[1]), zone))
    return [_moved(one, zone) for one in coordinates] if isinstance(coordinates, list) else coordinates


def _unread(row: Row, why: dict[str, Text]) -> Row:
    return row | {"unread": {**row.get("unread", {}), **why}}
