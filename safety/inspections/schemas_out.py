"""Site checks and findings as programs receive them, and the filters of their lists."""

from __future__ import annotations

from marshmallow import fields

from safety.people.sight import PlacedOut
from safety.wire.paging import ListOut, Order, WordsArgs
from safety.wire.schemas import Day, Instant, Line, Range, Strict


class NamedOut(Strict):
    """A record by id and name."""

    id = fields.UUID()
    name = fields.String()


class FindingOut(PlacedOut):
    """A finding with where its correction stands."""

    belongs_to = "demand"

    id = fields.UUID()
    inspection_id = fields.UUID()
    item_id = fields.String(allow_none=True)
    summary = fields.String(attribute="demand.summary")
    detail = fields.String(attribute="demand.detail")
    place_on_site = fields.String(attribute="demand.place_on_site", allow_none=True)
    orders = fields.Boolean(attribute="demand.orders", allow_none=True)
    health = fields.Boolean(attribute="demand.health", allow_none=True)
    toxic = fields.Boolean(attribute="demand.toxic", allow_none=True)
    coal_mine = fields.Boolean(attribute="demand.coal_mine", allow_none=True)
    women = fields.Boolean(attribute="demand.women", allow_none=True)
    gas = fields.Boolean(attribute="demand.gas", allow_none=True)
    disabled = fields.Boolean(attribute="demand.disabled", allow_none=True)
    acting = fields.Boolean(attribute="demand.acting", allow_none=True)
    grade = fields.String(attribute="demand.grade")
    colour = fields.String(attribute="demand.colour", allow_none=True)
    state = fields.String(attribute="demand.state")
    term_on = fields.Date(attribute="demand.term_on", allow_none=True)
    site_id = fields.UUID(attribute="demand.site_id")
    district_code = fields.String(attribute="demand.district_code", allow_none=True)
    responsible_id = fields.UUID(attribute="demand.responsible_id", allow_none=True)
    found_at = Instant()
    raised_at = Instant(attribute="demand.raised_at")
    can_be_demanded = fields.Boolean(attribute="demand.can_be_demanded")
    basis = fields.List(fields.Dict(), attribute="demand.basis")
    factor = fields.String(allow_none=True)
    accident = fields.String(allow_none=True)
    criterion = fields.String(allow_none=True)
    likelihood = fields.Decimal(as_string=True, allow_none=True)
    exposure = fields.Decimal(as_string=True, allow_none=True)
    consequence = fields.Decimal(as_string=True, allow_none=True)
    score = fields.Decimal(as_string=True, allow_none=True)
    suggestion = fields.String(allow_none=True)
    lon = fields.Float(allow_none=True)
    lat = fields.Float(allow_none=True)
    accuracy = fields.Float(allow_none=True)
    photos = fields.List(fields.UUID())


class InspectionRowOut(Strict):
    """A site check in a list."""

    id = fields.UUID()
    site = fields.Nested(NamedOut)
    inspector = fields.Nested(NamedOut)
    district_code = fields.String(allow_none=True)
    union_id = fields.UUID()
    version_id = fields.UUID(allow_none=True)
    assignment_id = fields.UUID(allow_none=True)
    state = fields.String()
    started_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)
    submitted_at = Instant(allow_none=True)
    made_ahead = fields.Boolean()
    clock_offset_seconds = fields.Integer(allow_none=True)
    clock_set_seconds = fields.Integer(allow_none=True)
    clock_changed_seconds = fields.Integer(allow_none=True)
    started_by_server = Instant(allow_none=True)
    ended_by_server = Instant(allow_none=True)
    failing = fields.Integer()
    finding_count = fields.Integer()
    major_count = fields.Integer()
    adopted_at = Instant(allow_none=True)
    version = fields.Integer()


class InspectionOut(PlacedOut, InspectionRowOut):
    """A site check with everything that was recorded."""

    content = fields.Dict()
    digest = fields.String()
    lon = fields.Float(allow_none=True)
    lat = fields.Float(allow_none=True)
    accuracy = fields.Float(allow_none=True)


class SavedOut(Strict):
    """The receipt of a saved check."""

    id = fields.UUID()
    state = fields.String()
    version = fields.Integer()
    digest = fields.String()
    saved_at = Instant()
    submitted_at = Instant(allow_none=True)
    made_ahead = fields.Boolean()


class _RegisterArgs(WordsArgs):
    district = Line(maximum=6, load_default=None)
    site = fields.UUID(load_default=None)
    state = Line(maximum=20, load_default=None)
    inspector = fields.UUID(load_default=None)
    template = fields.UUID(load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)


class InspectionArgs(_RegisterArgs):
    """Filters of the inspections register."""

    sort = Order("started", "site", "findings", "submitted")


class FindingArgs(_RegisterArgs):
    """Filters of the findings register."""

    sort = Order("raised", "found", "term", "score", "site", "state")

    grade = Line(maximum=10, load_default=None)
    colour = Line(maximum=8, load_default=None)
    overdue = fields.Boolean(load_default=None)


class InspectionListOut(ListOut):
    """Site checks."""

    items = fields.List(fields.Nested(InspectionRowOut))


class FindingListOut(ListOut):
    """Findings."""

    items = fields.List(fields.Nested(FindingOut))


class ConflictOut(Strict):
    """Another content that came under the id of a submitted check."""

    id = fields.UUID()
    inspection_id = fields.UUID()
    content = fields.Dict()
    digest = fields.String()
    received_at = Instant()
    received_from = fields.UUID(allow_none=True)
    settled_at = Instant(allow_none=True)
    settled_words = fields.String(allow_none=True)


class SitesArgs(Strict):
    """Where to look for sites."""

    q = Line(maximum=100, load_default=None)
    lon = fields.Float(load_default=None)
    lat = fields.Float(load_default=None)
    limit = fields.Integer(load_default=30, validate=Range(min=1, max=100))


class SiteToCheckOut(Strict):
    """A site with its distance from the device."""

    id = fields.UUID(attribute="site.id")
    name = fields.String(attribute="site.name")
    employer = fields.String(attribute="site.employer.name")
    address = fields.String(attribute="site.address", allow_none=True)
    district_code = fields.String(attribute="site.district_code", allow_none=True)
    lon = fields.Float(attribute="site.lon", allow_none=True)
    lat = fields.Float(attribute="site.lat", allow_none=True)
    distance_m = fields.Float(allow_none=True)
