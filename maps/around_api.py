"""What lies around an accident or a site, and the map of two days side by side, as calls."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint

from maps import scenes
from maps.around import Centre, centre_of_accident, centre_of_site, order_of, sites_around
from maps.around_schemas import AroundArgs, AroundOut, CompareArgs, ComparisonOut
from maps.choice import distance_to
from maps.comparison import comparison_of
from maps.scenes import DistrictRow
from safety.access.permissions import Permission as P
from safety.lists import Page, Window, part_of
from safety.people.guard import needs
from safety.wire.paging import listing, window_at

api = Blueprint("maps_around_api", __name__, description="What lies around a place, and two days compared")


@api.get("/map/sites/<uuid:site_id>/around")
@api.arguments(AroundArgs, location="query")
@api.response(200, AroundOut)
@needs(P.SITE_READ)
def around_site(args: dict[str, Any], site_id: uuid.UUID) -> dict[str, Any]:
    """The sites around a site, with how far they lie from it."""
    return _around(centre_of_site(site_id), args)


@api.get("/map/accidents/<uuid:accident_id>/around")
@api.arguments(AroundArgs, location="query")
@api.response(200, AroundOut)
@needs(P.ACCIDENT_READ)
def around_accident(args: dict[str, Any], accident_id: uuid.UUID) -> dict[str, Any]:
    """The sites around an accident, with how far they lie from it."""
    return _around(centre_of_accident(accident_id), args)


def _around(centre: Centre, args: dict[str, Any]) -> dict[str, Any]:
    radius, window = args["radius"], window_at(args)
    lon, lat = centre.at or (None, None)
    page = part_of(sites_around(centre, radius), window, lambda one: order_of(one, centre))
    items = [
        {
            "id": one.standing.id,
            "name": one.standing.name,
            "district_code": one.standing.district_code,
            "lon": one.standing.lon,
            "lat": one.standing.lat,
            "distance_m": round(distance_to(one, centre.at) or 0) if centre.at else 0,
            "level": one.attention.level.value,
            "open": one.standing.open,
        }
        for one in page.items
    ]
    return listing(page) | {"radius": radius, "lon": lon, "lat": lat, "items": items}


@api.get("/map/compare")
@api.arguments(CompareArgs, location="query")
@api.response(200, ComparisonOut)
@needs(P.MAP_READ)
def compare_days(args: dict[str, Any]) -> dict[str, Any]:
    """The same map on two days, district by district; without ``before`` a year earlier."""
    found = comparison_of(args, args.pop("before"))
    items = [
        {
            "district_code": named.code,
            "name": named.name,
            "earlier": _of_day(old, found.measure),
            "later": _of_day(new, found.measure),
            "change": grown,
        }
        for old, new, grown in found.pairs
        if (named := new or old) is not None
    ]
    whole = Page(items, len(items), Window(limit=len(items)))
    return listing(whole) | {"before": found.earlier, "on": found.later, "rule_versions": found.rule_versions}


def _of_day(row: DistrictRow | None, measure: str) -> dict[str, Any] | None:
    if row is None:
        return None
    found = row.summary
    return {
        "level": found.attention.level if found else None,
        "open": found.open if found else None,
        "measured": scenes.number_of(row, measure),
    }
