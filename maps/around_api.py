"""What lies around an accident or a site, and the map of two days side by side, as calls."""

from __future__ import annotations

import uuid
from typing import Any

from flask_smorest import Blueprint
from marshmallow import ValidationError, fields, validates_schema

from maps import scenes
from maps.around import RADII, USUAL, centre_of_accident, centre_of_site, sites_around
from maps.choice import distance_to
from maps.display import current_reader, duties_on
from maps.routes import earlier_than
from maps.rulebook import rule_on
from maps.scenes import DistrictRow
from maps.schemas import MapFilters
from safety.access.permissions import Permission as P
from safety.people.guard import needs, today
from safety.text import N_
from safety.wire.schemas import Day, Range, Strict

api = Blueprint("maps_around_api", __name__, description="What lies around a place, and two days compared")


class AroundArgs(Strict):
    """How far around."""

    radius = fields.Integer(load_default=USUAL, validate=Range(min=1, max=RADII[-1]))


class AroundSiteOut(Strict):
    """A site nearby."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    district_code = fields.String(required=True, allow_none=True)
    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    distance_m = fields.Integer(required=True)
    level = fields.String(required=True)
    open = fields.Integer(required=True)


class AroundOut(Strict):
    """The sites in use around a record, the nearest first; none where it has no position."""

    radius = fields.Integer(required=True)
    lon = fields.Float(required=True, allow_none=True)
    lat = fields.Float(required=True, allow_none=True)
    items = fields.List(fields.Nested(AroundSiteOut), required=True)
    total = fields.Integer(required=True)


class CompareArgs(MapFilters):
    """The filters of the map, and the day before the one it is shown for."""

    before = Day(load_default=None)

    @validates_schema
    def check_before(self, data: dict[str, Any], **_: Any) -> None:
        """The earlier day is earlier."""
        if data.get("before") and data["before"] >= (data.get("on") or today()):
            raise ValidationError([N_("较早的日期应在较晚的日期之前")], "before")


class DayOfDistrictOut(Strict):
    """A district on one of the days; a number is null where there is none or it is not told."""

    level = fields.String(required=True, allow_none=True)
    open = fields.Integer(required=True, allow_none=True)
    measured = fields.Float(required=True, allow_none=True)


class ComparedOut(Strict):
    """A district on both days."""

    district_code = fields.String(required=True)
    name = fields.String(required=True)
    earlier = fields.Nested(DayOfDistrictOut, required=True, allow_none=True)
    later = fields.Nested(DayOfDistrictOut, required=True, allow_none=True)
    change = fields.Float(required=True, allow_none=True)


class ComparisonOut(Strict):
    """The districts of two days, the largest growth of the measure first."""

    before = fields.Date(required=True)
    on = fields.Date(required=True)
    rule_versions = fields.List(fields.String(), required=True)
    items = fields.List(fields.Nested(ComparedOut), required=True)
    total = fields.Integer(required=True)


@api.get("/map/sites/<uuid:site_id>/around")
@api.arguments(AroundArgs, location="query")
@api.response(200, AroundOut)
@needs(P.SITE_READ)
def around_site(args: dict[str, Any], site_id: uuid.UUID) -> dict[str, Any]:
    """The sites around a site, with how far they lie from it."""
    return _around(centre_of_site(site_id), args["radius"])


@api.get("/map/accidents/<uuid:accident_id>/around")
@api.arguments(AroundArgs, location="query")
@api.response(200, AroundOut)
@needs(P.ACCIDENT_READ)
def around_accident(args: dict[str, Any], accident_id: uuid.UUID) -> dict[str, Any]:
    """The sites around an accident, with how far they lie from it."""
    return _around(centre_of_accident(accident_id), args["radius"])


def _around(centre: Any, radius: int) -> dict[str, Any]:
    lon, lat = centre.at or (None, None)
    items = [
        {
            "id": one.standing.id,
            "name": one.standing.name,
            "district_code": one.standing.district_code,
            "lon": one.standing.lon,
            "lat": one.standing.lat,
            "distance_m": round(distance_to(one, centre.at) or 0),
            "level": one.attention.level.value,
            "open": one.standing.open,
        }
        for one in sites_around(centre, radius)
    ]
    return {"radius": radius, "lon": lon, "lat": lat, "items": items, "total": len(items)}


@api.get("/map/compare")
@api.arguments(CompareArgs, location="query")
@api.response(200, ComparisonOut)
@needs(P.MAP_READ)
def compare_days(args: dict[str, Any]) -> dict[str, Any]:
    """The same map on two days, district by district; without ``before`` a year earlier."""
    asked = args.pop("before")
    later = scenes.past_day(args, today()) or today()
    earlier = asked or earlier_than(later)
    then, now = (scenes.filters_from({**args, "on": day}, today()) for day in (earlier, later))
    before, after = (
        scenes.district_rows(current_reader(), one, today(), duties_on(one)) for one in (then, now)
    )
    measure = args["measure"]
    items = [
        {
            "district_code": named.code,
            "name": named.name,
            "earlier": _of_day(old, measure),
            "later": _of_day(new, measure),
            "change": grown,
        }
        for old, new, grown in scenes.side_by_side(before, after, measure)
        if (named := new or old) is not None
    ]
    return {
        "before": earlier,
        "on": later,
        "rule_versions": [rule_on(earlier).version, rule_on(later).version],
        "items": items,
        "total": len(items),
    }


def _of_day(row: DistrictRow | None, measure: str) -> dict[str, Any] | None:
    if row is None:
        return None
    found = row.summary
    return {
        "level": found.attention.level if found else None,
        "open": found.open if found else None,
        "measured": scenes.number_of(row, measure),
    }
