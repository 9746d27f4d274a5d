"""Accidents on the map: by grade, with those in whose investigation the union had no part."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from safety.access.scope import Scope
from safety.accidents.queries import AccidentFilters, MapAccident, map_rows
from safety.accidents.vocabulary import UnionPart
from safety.law.days import shanghai_date

#: The most accidents that a map is given.
MOST_ACCIDENTS = 2000
_DECIMALS = 5
_WITHOUT = {UnionPart.NONE, UnionPart.NOT_INVITED}


def accidents(
    scope: Scope, given: Mapping[str, Any], today: date, url_of: Callable[[uuid.UUID], str]
) -> dict[str, Any]:
    """Accidents of ``scope`` with a position as GeoJSON, the newest first, and no more than fit.

    They hold what the register says of the case and nothing of the people who were hurt.
    """
    day = min(given.get("on") or today, today)
    until = min(given.get("until") or day, day)
    filters = AccidentFilters(since=given.get("since"), until=until, district=given.get("district"))
    found = map_rows(scope, filters, known_on=day)
    features = [_feature(row, url_of) for row in reversed(found[-MOST_ACCIDENTS:])]
    return {
        "type": "FeatureCollection",
        "features": features,
        "shown": len(features),
        "total": len(found),
    }


def _feature(row: MapAccident, url_of: Callable[[uuid.UUID], str]) -> dict[str, Any]:
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
