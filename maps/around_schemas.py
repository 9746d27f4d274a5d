"""What lies around a place, and two days compared, as the API gives them."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from maps.around import RADII, USUAL
from maps.schemas import MapFilters
from safety.people.guard import today
from safety.text import N_
from safety.wire.paging import ListOut, PartArgs
from safety.wire.schemas import Day, Range, Strict


class AroundArgs(PartArgs):
    """How far around, and which part of the list."""

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


class AroundOut(ListOut):
    """The sites in use around a record, the nearest first; none where it has no position."""

    radius = fields.Integer(required=True)
    lon = fields.Float(required=True, allow_none=True)
    lat = fields.Float(required=True, allow_none=True)
    items = fields.List(fields.Nested(AroundSiteOut), required=True)


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


class ComparisonOut(ListOut):
    """The districts of two days in one part, the largest growth of the measure first."""

    before = fields.Date(required=True)
    on = fields.Date(required=True)
    rule_versions = fields.List(fields.String(), required=True)
    items = fields.List(fields.Nested(ComparedOut), required=True)
