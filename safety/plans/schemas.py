"""What comes in and goes out about plans."""

from __future__ import annotations

from marshmallow import fields

from safety.plans.rules import PlanKind
from safety.wire.paging import ListArgs
from safety.wire.schemas import Choice, Length, Line, Strict, Words


class PlanIn(Strict):
    """A new plan."""

    union_id = fields.UUID(required=True)
    name = Line(required=True, maximum=120)
    kind = Choice(PlanKind, required=True)
    starts_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    template_id = fields.UUID(load_default=None, allow_none=True)
    note = Words(maximum=2000, load_default=None, allow_none=True)
    site_ids = fields.List(fields.UUID(), required=True, validate=Length(min=1, max=2000))
    inspector_ids = fields.List(fields.UUID(), load_default=list, validate=Length(max=200))


class PlanEditIn(Strict):
    """What may change about a plan; ``version`` is the one that was read."""

    version = fields.Integer(required=True)
    name = Line(required=True, maximum=120)
    due_on = fields.Date(required=True)
    note = Words(maximum=2000, load_default=None, allow_none=True)


class AssignIn(Strict):
    """Items and the person they go to (none: to nobody)."""

    item_ids = fields.List(fields.UUID(), required=True, validate=Length(min=1, max=2000))
    inspector_id = fields.UUID(load_default=None, allow_none=True)


class DropIn(Strict):
    """Items to take off, and why."""

    item_ids = fields.List(fields.UUID(), required=True, validate=Length(min=1, max=2000))
    reason = Line(required=True, maximum=300)


class ReasonIn(Strict):
    """Why."""

    reason = Line(required=True, maximum=300)


class HandOverIn(Strict):
    """Whose work goes to whom, and why."""

    from_id = fields.UUID(required=True)
    to_id = fields.UUID(required=True)
    reason = Line(required=True, maximum=300)


class HandedOverOut(Strict):
    """How much changed hands."""

    items = fields.Integer(required=True)
    demands = fields.Integer(required=True)


class ProgressOut(Strict):
    """How far a plan has come."""

    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    dropped = fields.Integer(required=True)
    percent = fields.Integer(required=True)


class PlanOut(Strict):
    """A plan."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    union_id = fields.UUID(required=True)
    district_code = fields.String(allow_none=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    starts_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    template_id = fields.UUID(allow_none=True)
    note = fields.String(allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    closed_reason = fields.String(allow_none=True)
    progress = fields.Nested(ProgressOut, required=True)


class PlanItemOut(Strict):
    """One site of a plan."""

    id = fields.UUID(required=True)
    plan_id = fields.UUID(required=True)
    site_id = fields.UUID(required=True)
    site_name = fields.String(attribute="site.name", required=True)
    employer_name = fields.String(attribute="site.employer.name", required=True)
    lon = fields.Float(attribute="site.lon", allow_none=True)
    lat = fields.Float(attribute="site.lat", allow_none=True)
    inspector_id = fields.UUID(allow_none=True)
    due_on = fields.Date(required=True)
    done_at = fields.AwareDateTime(allow_none=True)
    inspection_id = fields.UUID(allow_none=True)
    dropped_at = fields.AwareDateTime(allow_none=True)
    dropped_reason = fields.String(allow_none=True)


class PlansArgs(ListArgs):
    """Filters of the list of plans, as on the page."""

    district = Line(maximum=6, load_default=None)
    state = Line(maximum=10, load_default=None)
    kind = Line(maximum=10, load_default=None)


class ItemsArgs(ListArgs):
    """Filters of a plan's items."""

    state = Line(maximum=10, load_default=None)
    inspector = fields.UUID(load_default=None)


class PlansOut(Strict):
    """A page of plans."""

    items = fields.List(fields.Nested(PlanOut), required=True)
    next = fields.String(allow_none=True)
    total = fields.Integer(required=True)


class PlanItemsOut(Strict):
    """A page of a plan's items."""

    items = fields.List(fields.Nested(PlanItemOut), required=True)
    next = fields.String(allow_none=True)
    total = fields.Integer(required=True)


class PlanPageIn(PlanIn):
    """A new plan from the page, with the id that the page made: sent twice, it is one plan."""

    id = fields.UUID(required=True)
