"""What the map's addresses may ask for, and what its data look like."""

from __future__ import annotations

import math
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from maps.coordinates import Datum
from maps.formats import Format
from safety.projects.vocabulary import Stage
from safety.text import N_
from safety.wire.schemas import Choice, Day, Line, OneOf, Range, Regexp, Strict

MEASURES = (
    "attention",
    "open",
    "overdue",
    "major",
    "sites",
    "checks",
    "checks_per_100",
    "accidents",
    "bare_projects",
)
#: What is drawn over the districts.
LAYERS = ("sites", "unchecked", "heat", "hot", "projects", "bare", "accidents")
#: Days that the short choices of a period stand for.
PERIODS = (30, 90, 365)


class Box(fields.Field[tuple[float, float, float, float]]):
    """A rectangle ``west,south,east,north`` in WGS 84 degrees."""

    default_error_messages = {"invalid": N_("范围应为 west,south,east,north 四个经纬度")}  # noqa: RUF012 - read by marshmallow

    def _deserialize(
        self, value: Any, attr: str | None, data: Any, **kwargs: Any
    ) -> tuple[float, float, float, float]:
        try:
            west, south, east, north = (float(part) for part in str(value).split(","))
        except ValueError as error:
            raise self.make_error("invalid") from error
        sound = all(math.isfinite(number) for number in (west, south, east, north))
        if not sound or west >= east or south >= north:
            raise self.make_error("invalid")
        return west, south, east, north


class Position(fields.Field[tuple[float, float]]):
    """A position ``lon,lat`` in WGS 84 degrees."""

    default_error_messages = {"invalid": N_("位置应为 lon,lat 两个经纬度")}  # noqa: RUF012 - read by marshmallow

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[float, float]:
        try:
            lon, lat = (float(part) for part in str(value).split(","))
        except ValueError as error:
            raise self.make_error("invalid") from error
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise self.make_error("invalid")
        return lon, lat


class MapFilters(Strict):
    """The filters of the map page, its document and its data."""

    district = fields.String(validate=Regexp(r"[0-9]{6}\Z", error=N_("区县代码应为六位数字")))
    industry = fields.String(validate=Regexp(r"[A-T]\Z", error=N_("行业应为一个门类字母")))
    kind = Line(maximum=16)
    period = fields.Integer(validate=Range(min=1, max=36600))
    since = Day()
    until = Day()
    measure = fields.String(validate=OneOf(MEASURES), load_default="attention")
    layer = fields.String(validate=OneOf(LAYERS), load_default="sites")
    on = Day(metadata={"description": "The map as it was at the end of this past day"})

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        """The first day is not after the last."""
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            raise ValidationError([N_("开始日期不能晚于结束日期")], "since")


class DistrictDataFilters(MapFilters):
    """The filters of the districts' data; ``datum`` is what the answer is given in."""

    datum = Choice(Datum, load_default=Datum.WGS84)


class SiteDataFilters(DistrictDataFilters):
    """The filters of the sites' data: also the part of the map in view (in ``datum``), or one site."""

    bbox = Box()
    site = fields.UUID()
    unchecked_months = fields.Integer(validate=Range(min=1, max=240))
    near = Position()
    radius = fields.Integer(validate=Range(min=1, max=50_000), load_default=1000)


class ExportIn(Strict):
    """In which format a map is wanted; ``cartogram`` draws tiles in place of boundaries on paper."""

    format = Choice(Format, required=True)
    cartogram = fields.Boolean(load_default=False)


class ExportFilters(MapFilters, ExportIn):
    """The filters of a map and the format of its file."""


class KeptMapOut(Strict):
    """A map that was taken as a file."""

    code = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)
    made_by_name = fields.String(required=True)
    union_id = fields.UUID(required=True)
    day = fields.Date(required=True)
    layer = fields.String(required=True)
    filters = fields.Dict(required=True)
    format = fields.String(required=True)
    rule_version = fields.String(required=True)
    edition = fields.String(required=True)
    rows = fields.Integer(required=True, attribute="counted")
    sha256 = fields.String(required=True)
    rows_sha256 = fields.String(required=True)


class FeaturesOut(Strict):
    """A GeoJSON FeatureCollection in WGS 84; ``district_edition`` names the outlines that were used."""

    type = fields.String(required=True)
    features = fields.List(fields.Dict(), required=True)
    rule_version = fields.String(required=True)
    day = fields.Date(required=True)
    known_on = fields.Date(
        allow_none=True, metadata={"description": "``day`` is told as it was known on this day: today"}
    )
    positions = fields.String(metadata={"description": "precise, or rounded to about 1 km"})


class SurfaceOut(FeaturesOut):
    """Square cells of ``cell_metres``: heat with a ``shade`` (``classes``: the weights of each), or hot spots with verdict, Gi* and p-value."""

    cell_metres = fields.Float(required=True)
    classes = fields.List(fields.List(fields.Float()))
    findings = fields.Integer()
    cells = fields.Integer()
    hot = fields.Integer()


class ProjectDataFilters(Strict):
    """The filters of the projects' data."""

    district = fields.String(validate=Regexp(r"[0-9]{6}\Z", error=N_("区县代码应为六位数字")))
    stage = fields.String(validate=OneOf([stage.value for stage in Stage]))
    no_union_part = fields.Boolean()
    datum = Choice(Datum, load_default=Datum.WGS84)


class ProjectsOut(Strict):
    """Projects with a position: their outline where there is one, else a point."""

    type = fields.String(required=True)
    features = fields.List(fields.Dict(), required=True)
    shown = fields.Integer(required=True)
    total = fields.Integer(required=True)
    positions = fields.String(required=True, metadata={"description": "precise, or rounded to about 1 km"})


class AccidentDataFilters(Strict):
    """The filters of the accidents' data; the days are those of the accidents, both included."""

    district = fields.String(validate=Regexp(r"[0-9]{6}\Z", error=N_("区县代码应为六位数字")))
    since = Day()
    until = Day()
    on = Day()
    accident = fields.UUID(metadata={"description": "this accident alone"})
    datum = Choice(Datum, load_default=Datum.WGS84)


class AccidentsOut(ProjectsOut):
    """Accidents with a position: points."""


class DistrictsOut(FeaturesOut):
    """Districts with their numbers and levels; ``classes`` are the bounds of the shades of ``measure``."""

    measure = fields.String(required=True)
    classes = fields.List(fields.List(fields.Float()), required=True)
    district_edition = fields.String(required=True)
    is_outdated = fields.Boolean(required=True)
    outside = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Sites that lie in no district of the edition; null where none may be read"},
    )
    district_warning = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What has to be said where the real districts of the day were others"},
    )


class SitesOut(FeaturesOut):
    """Sites, or cells with counts by level when there are more than a map can draw.

    ``total`` sites fit the filters and the view, ``shown`` of them are single features; ``complete`` says
    that nothing changes by moving the view; ``unplaced`` sites have no position.
    """

    shown = fields.Integer(required=True)
    total = fields.Integer(required=True)
    unplaced = fields.Integer(required=True)
    complete = fields.Boolean(required=True)


class TermOut(Strict):
    """One part of a score."""

    kind = fields.String(required=True)
    count = fields.Integer(required=True)
    points = fields.Integer(required=True)
    sentence = fields.String(required=True)


class AttentionOut(Strict):
    """Why a site has its colour."""

    level = fields.String(required=True)
    label = fields.String(required=True)
    score = fields.Integer(required=True)
    rule_version = fields.String(required=True)
    day = fields.Date(required=True)
    terms = fields.List(fields.Nested(TermOut), required=True)
