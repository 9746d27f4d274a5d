"""What goes in and out of the shell's own pages and API."""

from __future__ import annotations

from marshmallow import Schema, fields

from safety.jobs.queries import reason_of
from safety.people.schemas import TokenOut
from safety.people.sight import change_as_seen
from safety.wire.paging import LARGEST_PAGE, PAGE_SIZE, ListOut, WordsArgs
from safety.wire.problems import translate_all
from safety.wire.schemas import Choice, Day, Line, Range, Strict
from safety.worklist import Whose


class TrailFilters(WordsArgs):
    """Filters of the audit, the same on page and API."""

    action = Line(maximum=64, load_default=None)
    kind = Line(maximum=48, load_default=None)
    record_id = Line(maximum=64, load_default=None)
    member_id = fields.UUID(load_default=None)
    union_id = fields.UUID(load_default=None)
    first = Day(load_default=None)
    last = Day(load_default=None)


class TrailRow(Schema):
    """A row of the audit."""

    id = fields.UUID()
    chain = fields.String()
    seq = fields.Integer()
    at = fields.AwareDateTime(format="iso")
    actor_id = fields.UUID(allow_none=True)
    appointment_id = fields.UUID(allow_none=True)
    union_id = fields.UUID(allow_none=True)
    channel = fields.String()
    device_id = fields.UUID(allow_none=True)
    action = fields.String()
    kind = fields.String()
    record_id = fields.String()
    change = fields.Function(
        lambda row: change_as_seen(row.change or {}, row.union_id),
        metadata={
            "type": "object",
            "description": "What was changed; positions are rounded for want of ``position:precise`` "
            "(the hash covers what was written)",
        },
    )
    previous = fields.String()
    algorithm = fields.String()
    hash = fields.String()


class TrailOut(ListOut):
    """A part of the audit."""

    items = fields.List(fields.Nested(TrailRow), required=True)


class VerifiedOut(Schema):
    """What came of checking the chains; ``why`` is order, link, content or head."""

    holds = fields.Boolean()
    chains = fields.Integer()
    chain = fields.String(allow_none=True)
    seq = fields.Integer(allow_none=True)
    why = fields.String(allow_none=True)
    head_hash = fields.String()


class FaultOut(Schema):
    """One thing that is false (``why``: changed, missing, added, head, signature, key, unreadable), or one ``erased``."""

    where = fields.String()
    record = fields.String()
    why = fields.String()


class WholeVerifiedOut(Schema):
    """What the last verification of every record found."""

    verified_at = fields.DateTime(allow_none=True)
    rows = fields.Integer()
    proved = fields.Integer()
    before = fields.Integer()
    by_table = fields.Dict(keys=fields.String(), values=fields.Integer())
    faults = fields.List(fields.Nested(FaultOut))
    erased = fields.List(fields.Nested(FaultOut))


class JobOut(Schema):
    """Long work; ``state`` is queued, running, done or failed."""

    id = fields.UUID()
    kind = fields.String()
    state = fields.String()
    done = fields.Integer()
    total = fields.Integer()
    result = fields.Dict(allow_none=True)
    problem = fields.Function(
        lambda job: translate_all(reason_of(job)), metadata={"type": ["string", "null"]}
    )
    created_at = fields.AwareDateTime(format="iso")
    ended_at = fields.AwareDateTime(format="iso", allow_none=True)


class JobsOut(ListOut):
    """A part of one's own long work."""

    items = fields.List(fields.Nested(JobOut), required=True)


class HeldOut(Schema):
    """An appointment that is valid today."""

    appointment_id = fields.UUID()
    role = fields.String()
    union_id = fields.UUID()
    union_name = fields.String()


class MeOut(Schema):
    """Who is asking."""

    member_id = fields.UUID()
    name = fields.String()
    union_id = fields.UUID(allow_none=True)
    held = fields.List(fields.Nested(HeldOut))
    permissions = fields.List(fields.String())


class CsrfOut(Schema):
    """The token that a browser session's writing requests carry as ``X-CSRFToken``."""

    csrf_token = fields.String(required=True)


class SessionOut(Schema):
    """One of one's own browser sessions."""

    id = fields.UUID()
    began_at = fields.AwareDateTime(format="iso")
    last_seen_at = fields.AwareDateTime(format="iso")
    client = fields.String()


class SessionsOut(ListOut):
    """One's own browser sessions."""

    items = fields.List(fields.Nested(SessionOut), required=True)


class TokenMade(TokenOut):
    """A new token, told this once."""

    token = fields.String()


class TodayLine(Schema):
    """A number of today's page, and the page that lists what it counts."""

    key = fields.String()
    label = fields.String()
    count = fields.Integer()
    url = fields.String()
    tone = fields.String()


class TodayArgs(Strict):
    """Whose open items are told, of which duty, and how many of them."""

    whose = Choice(Whose, load_default=Whose.ALL)
    duty = Line(maximum=20, load_default=None)
    limit = fields.Integer(load_default=PAGE_SIZE, validate=Range(min=1, max=LARGEST_PAGE))


class NextStep(Schema):
    """The next act on an open item, and the page on which it is done."""

    label = fields.String()
    url = fields.String()


class OpenItemOut(Schema):
    """One thing that somebody has to do."""

    what = fields.String()
    where = fields.String()
    kind_label = fields.String()
    state_label = fields.String()
    who = fields.String()
    due = fields.Date(allow_none=True)
    urgency = fields.String()
    grave = fields.Boolean()
    url = fields.String()
    step = fields.Nested(NextStep)


class TodayOut(Schema):
    """Today's numbers for exactly the rows the person may see, and what has to be done, the most pressing first."""

    day = fields.Date()
    items = fields.List(fields.Nested(TodayLine))
    open_items = fields.List(fields.Nested(OpenItemOut))
    open_items_total = fields.Integer()
