"""What comes in and goes out about employers and sites."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import fields, post_load, pre_load

from safety.law import credit_code
from safety.people.sight import PlacedOut
from safety.wire.paging import ListArgs, ListOut, Order, PartArgs, WordsArgs
from safety.wire.schemas import Address, Choice, Day, FoldedLine, Line, OneOf, Range, Strict
from safety.workplaces.import_schemas import ImportRowOut, PreviewOut
from safety.workplaces.pairs import Why
from safety.workplaces.rules import MOST_WORKERS, Datum, Position, SiteKind, TransferState


def folded_code() -> FoldedLine:
    """A credit code as a person types it, full-width or not."""
    return FoldedLine(credit_code.folded, maximum=40, load_default=None, allow_none=True)


class EmployerIn(Strict):
    """An employer's facts."""

    name = Line(required=True, maximum=200)
    credit_code = Line(maximum=40, load_default=None, allow_none=True)
    industry = Line(maximum=1, load_default=None, allow_none=True)
    headcount = fields.Integer(load_default=None, allow_none=True, validate=Range(min=0, max=MOST_WORKERS))
    has_union = fields.Boolean(load_default=None, allow_none=True)
    union_organisation = Line(maximum=120, load_default=None, allow_none=True)
    contact_name = Line(maximum=60, load_default=None, allow_none=True)
    contact_phone = Line(maximum=30, load_default=None, allow_none=True)
    address = Address(maximum=300, load_default=None, allow_none=True)
    accept_duplicate = fields.Boolean(load_default=False)


class EmployerNewIn(EmployerIn):
    """A new employer, with the union responsible for it (default: one's own)."""

    union_id = fields.UUID(load_default=None, allow_none=True)
    district_code = Line(maximum=6, load_default=None, allow_none=True)


class EmployerPageIn(EmployerNewIn):
    """A new employer from the page, with the id that the page made."""

    id = fields.UUID(required=True)
    credit_code = folded_code()


class EmployerEditPageIn(EmployerIn):
    """An edited employer from the page, with the version it was read at."""

    credit_code = folded_code()
    version = fields.Integer(required=True)


class Positioned(Strict):
    """A place: a point (``lon``, ``lat``) or an ``outline``, with datum and accuracy in metres."""

    lon = fields.Float(load_default=None, allow_none=True)
    lat = fields.Float(load_default=None, allow_none=True)
    datum = Choice(Datum, load_default=Datum.WGS84)
    accuracy_m = fields.Float(load_default=None, allow_none=True, validate=Range(min=0, max=100_000))
    outline = fields.Dict(load_default=None, allow_none=True)

    @post_load
    def gather_position(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        """``position`` from its parts; None when no place was given."""
        lon, lat, outline = (values.pop(name, None) for name in ("lon", "lat", "outline"))
        datum, accuracy = values.pop("datum", Datum.WGS84), values.pop("accuracy_m", None)
        given = not (lon is None and lat is None and outline is None)
        values["position"] = Position(lon, lat, datum, accuracy, outline) if given else None
        return values


class SiteIn(Positioned):
    """A site's facts."""

    name = Line(required=True, maximum=200)
    kind = Choice(SiteKind, required=True)
    industry = Line(maximum=1, load_default=None, allow_none=True)
    headcount = fields.Integer(load_default=None, allow_none=True, validate=Range(min=0, max=MOST_WORKERS))
    address = Address(maximum=300, load_default=None, allow_none=True)
    external_ref = Line(maximum=80, load_default=None, allow_none=True)
    district_code = Line(maximum=6, load_default=None, allow_none=True)
    district_reason = Line(maximum=200, load_default=None, allow_none=True)


class SiteNewIn(SiteIn):
    """A new site of an employer; ``accept_duplicate`` after a likely duplicate was looked at."""

    employer_id = fields.UUID(required=True)
    accept_duplicate = fields.Boolean(load_default=False)


class SitePageIn(SiteNewIn):
    """A new site from the page, with the id that the page made; an outline comes as text."""

    id = fields.UUID(required=True)

    @pre_load
    def read_outline(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The outline's text as GeoJSON."""
        return with_outline(data)


class SiteEditIn(SiteIn):
    """An edited site; ``accept_duplicate`` after a likely duplicate was looked at."""

    accept_duplicate = fields.Boolean(load_default=False)


class SiteEditPageIn(SiteEditIn):
    """An edited site from the page, with the version it was read at."""

    version = fields.Integer(required=True)

    @pre_load
    def read_outline(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The outline's text as GeoJSON."""
        return with_outline(data)


def with_outline(data: dict[str, Any]) -> dict[str, Any]:
    """A form's ``outline`` text as GeoJSON; what is none stays text, which the field refuses."""
    text = data.get("outline")
    if isinstance(text, str):
        try:
            return {**data, "outline": json.loads(text)}
        except (ValueError, RecursionError):
            return data
    return data


class TransferIn(Strict):
    """A site offered to another union: which one, from which day on, and why."""

    to_union_id = fields.UUID(required=True)
    on_day = Day(required=True)
    reason = Line(required=True, maximum=300)


class NothingIn(Strict):
    """A form with nothing but its button."""


class WordsIn(Strict):
    """The reason of a refusal or withdrawal."""

    words = Line(required=True, maximum=300)


class TransfersArgs(Strict):
    """Filters of the list of transfers, as on the page."""

    state = fields.String(load_default=None, validate=OneOf([str(one) for one in TransferState]))
    side = fields.String(load_default=None, validate=OneOf(["in", "out"]))


class TransfersListArgs(TransfersArgs, ListArgs):
    """The filters and the part of the list that is wanted."""


class TransferOut(Strict):
    """A site on its way to another union; it passes when the receiver accepts, on or after ``on_day``."""

    id = fields.UUID(required=True)
    site_id = fields.UUID(required=True)
    site_name = fields.String(attribute="site.name")
    from_union_id = fields.UUID(required=True)
    to_union_id = fields.UUID(required=True)
    on_day = fields.Date(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True)
    proposed_at = fields.AwareDateTime(required=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_words = fields.String(allow_none=True)
    #: What is not done there yet and passes with it, while it waits.
    waiting = fields.Dict(keys=fields.String(), values=fields.Integer(), allow_none=True)


class TransfersOut(ListOut):
    """A part of the list of transfers."""

    items = fields.List(fields.Nested(TransferOut), required=True)


class ReasonPageIn(Strict):
    """Why, for the version that was read."""

    version = fields.Integer(required=True)
    reason = Line(required=True, maximum=300)


class ReasonIn(Strict):
    """Why."""

    reason = Line(required=True, maximum=300)


class EmployerOut(Strict):
    """An employer."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    credit_code = fields.String(allow_none=True)
    industry = fields.String(allow_none=True)
    headcount = fields.Integer(allow_none=True)
    has_union = fields.Boolean(allow_none=True)
    union_organisation = fields.String(allow_none=True)
    contact_name = fields.String(allow_none=True)
    contact_phone = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
    district_code = fields.String(allow_none=True)
    union_id = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    warnings = fields.List(fields.String())


class PlaceOut(PlacedOut):
    """Base of a record with a position that can be written back as it was read: in WGS 84, told by ``datum``."""

    lon = fields.Float(allow_none=True)
    lat = fields.Float(allow_none=True)
    datum = fields.Function(
        lambda row: None if row.lon is None else Datum.WGS84.value,
        metadata={
            "type": ["string", "null"],
            "description": "The datum of lon, lat and outline: always wgs84",
        },
    )


class SiteOut(PlaceOut):
    """A site; ``lon``/``lat`` and ``outline`` are WGS 84, ``given_*`` what was entered in ``given_datum``."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    employer_id = fields.UUID(required=True)
    employer_name = fields.String(attribute="employer.name")
    kind = fields.String(required=True)
    industry = fields.String(allow_none=True)
    headcount = fields.Integer(allow_none=True)
    address = fields.String(allow_none=True)
    outline = fields.Dict(allow_none=True)
    given_lon = fields.Float(allow_none=True)
    given_lat = fields.Float(allow_none=True)
    given_datum = fields.String(attribute="datum", allow_none=True)
    accuracy_m = fields.Float(allow_none=True)
    district_code = fields.String(allow_none=True)
    district_found = fields.String(allow_none=True)
    district_reason = fields.String(allow_none=True)
    union_id = fields.UUID(required=True)
    external_ref = fields.String(allow_none=True)
    external_source = fields.String(allow_none=True)
    last_checked_on = fields.Date(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime(required=True)


class SitesArgs(WordsArgs):
    """Filters of the list of sites, as on the page."""

    sort = Order("name", "employer", "district", "checked", "created")

    district = Line(maximum=6, load_default=None)
    kind = fields.String(load_default=None, validate=OneOf([str(one) for one in SiteKind]))
    industry = Line(maximum=1, load_default=None)
    union_id = fields.UUID(load_default=None)
    employer_id = fields.UUID(load_default=None)
    state = fields.String(load_default=None, validate=OneOf(["open", "closed", "all"]))


class EmployersArgs(WordsArgs):
    """Filters of the list of employers, as on the page."""

    sort = Order("name", "headcount", "district", "created")

    district = Line(maximum=6, load_default=None)
    industry = Line(maximum=1, load_default=None)
    has_union = fields.String(load_default=None, validate=OneOf(["yes", "no"]))


class DuplicateArgs(PartArgs):
    """Which pairs of sites that are probably one; ``within_m`` is in metres."""

    q = Line(maximum=100, load_default=None)
    district = Line(maximum=6, load_default=None)
    why = Choice(Why, load_default=None)
    within_m = fields.Integer(load_default=None, validate=Range(min=1, max=10_000))


class DuplicateSiteOut(Strict):
    """One site of a pair."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    employer_id = fields.UUID(required=True)
    employer = fields.String(required=True)
    district_code = fields.String(required=True, allow_none=True)


class DuplicateOut(Strict):
    """Two sites that are probably one, why, how alike their names are (0 to 1), and how far apart they lie."""

    first = fields.Nested(DuplicateSiteOut, required=True)
    second = fields.Nested(DuplicateSiteOut, required=True)
    why = fields.String(required=True)
    likeness = fields.Float(required=True)
    metres = fields.Float(required=True, allow_none=True)


class DuplicatesOut(ListOut):
    """A part of the pairs."""

    items = fields.List(fields.Nested(DuplicateOut), required=True)


class NearestArgs(Strict):
    """Where one stands (WGS 84) and how many sites are wanted."""

    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    limit = fields.Integer(load_default=30, validate=Range(min=1, max=100))


class NearOut(Strict):
    """A site with its distance in metres."""

    site = fields.Nested(SiteOut, required=True)
    distance_m = fields.Float(required=True)


class SitesOut(ListOut):
    """A page of sites."""

    items = fields.List(fields.Nested(SiteOut), required=True)


class EmployersOut(ListOut):
    """A page of employers."""

    items = fields.List(fields.Nested(EmployerOut), required=True)


class SiteDuplicateOut(Strict):
    """A row of the file that is probably a site known already."""

    row = fields.Integer(required=True)
    name = fields.String(required=True)
    site_id = fields.UUID(required=True, attribute="record_id")
    site_name = fields.String(required=True, attribute="record_name")


class SitePreviewOut(PreviewOut):
    """The preview of a register of sites."""

    duplicates = fields.List(fields.Nested(SiteDuplicateOut), required=True)


class SiteImportRowOut(ImportRowOut):
    """What became of one row."""

    site_id = fields.UUID(allow_none=True, attribute="record_id")


class SiteImportRowsOut(ListOut):
    """A page of results."""

    items = fields.List(fields.Nested(SiteImportRowOut), required=True)
