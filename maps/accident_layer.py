"""Accidents on the map: by grade, with those in whose investigation the union had no part."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from maps.reader import Reader
from safety.access.permissions import Permission as P
from safety.accidents.queries import AccidentFilters, MapAccident
from safety.accidents.vocabulary import UnionPart
from safety.law.days import shanghai_date

#: The most accidents that a map is given.
MOST_ACCIDENTS = 2000
_DECIMALS = 5
_WITHOUT = {UnionPart.NONE, UnionPart.NOT_INVITED}


def accidents(
    reader: Reader,
    given: Mapping[str, Any],
    today: date,
    url_of: Callable[[uuid.UUID], str],
    most: int | None = None,
) -> dict[str, Any]:
    """Accidents with a position as GeoJSON, the newest first, and no more than ``most`` (else ``MOST_ACCIDENTS``).

    They hold what the register says of the case and nothing of the people who were hurt.
    """
    features = all_accidents(reader, given, today, url_of)
    if given.get("accident"):
        features = [one for one in features if one["properties"]["id"] == str(given["accident"])]
    return {
        "type": "FeatureCollection",
        "features": features[: most or MOST_ACCIDENTS],
        "shown": min(len(features), most or MOST_ACCIDENTS),
        "total": len(features),
        "positions": reader.precision(P.ACCIDENT_READ),
    }


def all_accidents(
    reader: Reader, given: Mapping[str, Any], today: date, url_of: Callable[[uuid.UUID], str]
) -> list[dict[str, Any]]:
    """Every accident that may be read and has a position as a feature, the newest first."""
    day = min(given.get("on") or today, today)
    until = min(given.get("until") or day, day)
    filters = AccidentFilters(since=given.get("since"), until=until, district=given.get("district"))
    return [accident_feature(row, url_of) for row in reversed(reader.accidents(filters, known_on=day))]


def accident_feature(row: MapAccident, url_of: Callable[[uuid.UUID], str]) -> dict[str, Any]:
    """An accident with a position as a feature."""
    at = [round(row.lon, _DECIMALS), round(row.lat, _DECIMALS)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": at},
        "properties": {
            "id": str(row.id),
            "name": row.title,
            "day": shanghai_date(row.happened_at).isoformat(),
            "grade": row.grade,
            "deaths": row.deaths,
            "no_union_part": row.union_part in _WITHOUT,
            "district_code": row.district_code,
            "url": url_of(row.id),
            "at": at,
        },
    }
