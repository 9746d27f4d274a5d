"""Accident cases as programs receive them; people who were hurt are not among the fields."""

from __future__ import annotations

from marshmallow import fields

from safety.accidents import page_words
from safety.accidents.schemas_standing import ClockOut
from safety.people.sight import PlacedOut
from safety.wire.paging import ListOut
from safety.wire.schemas import Instant, Strict


class NotificationOut(PlacedOut):
    """News of an accident."""

    id = fields.UUID()
    received_at = Instant()
    channel = fields.String()
    source = fields.String()
    words = fields.String()
    happened_at = Instant(allow_none=True)
    place = fields.String(allow_none=True)
    employer_name = fields.String(allow_none=True)
    employer_id = fields.UUID(allow_none=True)
    site_id = fields.UUID(allow_none=True)
    lon = fields.Float(allow_none=True)
    lat = fields.Float(allow_none=True)
    deaths = fields.Integer()
    serious = fields.Integer()
    slight = fields.Integer()
    missing = fields.Integer()
    poisoned = fields.Integer()
    direct_loss_yuan = fields.Decimal(as_string=True, allow_none=True)
    accident_id = fields.UUID(allow_none=True)
    district_code = fields.String(allow_none=True)
    union_id = fields.UUID()
    version = fields.Integer()


class AccidentRowOut(PlacedOut):
    """An accident in a list."""

    id = fields.UUID()
    title = fields.String()
    happened_at = Instant()
    place = fields.String()
    category = fields.String(allow_none=True)
    standard = fields.String()
    employer_name = fields.String()
    employer_id = fields.UUID(allow_none=True)
    site_id = fields.UUID(allow_none=True)
    district_code = fields.String(allow_none=True)
    home_district_code = fields.String(allow_none=True)
    union_id = fields.UUID()
    regime = fields.String()
    grade = fields.String()
    level = fields.String()
    state = fields.String()
    union_part = fields.String()
    deaths = fields.Integer()
    serious = fields.Integer()
    slight = fields.Integer()
    missing = fields.Integer()
    poisoned = fields.Integer()
    direct_loss_yuan = fields.Decimal(as_string=True, allow_none=True)
    lon = fields.Float(allow_none=True)
    lat = fields.Float(allow_none=True)
    version = fields.Integer()


class CasualtiesOut(Strict):
    """The numbers as known on a day."""

    on = fields.Date()
    deaths = fields.Integer()
    serious = fields.Integer()
    slight = fields.Integer()
    missing = fields.Integer()
    poisoned = fields.Integer()
    direct_loss_yuan = fields.Decimal(as_string=True, allow_none=True)
    deaths_on = fields.List(fields.String(metadata={"format": "date"}))
    reason = fields.String(allow_none=True)
    source = fields.String(allow_none=True)


class ExtensionOut(Strict):
    """An approved extension."""

    id = fields.UUID()
    term = fields.String()
    days = fields.Integer()
    asked_on = fields.Date(allow_none=True)
    approved_on = fields.Date()
    number = fields.String(allow_none=True)
    asked_in_time = fields.Boolean(allow_none=True)


class AppraisalOut(Strict):
    """Days of technical appraisal."""

    id = fields.UUID()
    first_day = fields.Date()
    last_day = fields.Date()
    body = fields.String()


class SeatOut(Strict):
    """A union's seat."""

    id = fields.UUID()
    union_id = fields.UUID()
    state = fields.String()
    asked_of = fields.String(allow_none=True)
    asked_on = fields.Date(allow_none=True)
    given_on = fields.Date(allow_none=True)
    number = fields.String(allow_none=True)
    member_id = fields.UUID(allow_none=True)
    expertise = fields.String(allow_none=True)
    declared_at = Instant(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    reason = fields.String(allow_none=True)
    referral_id = fields.UUID(allow_none=True)
    request_paper_id = fields.UUID(allow_none=True)
    request_revoked_at = Instant(allow_none=True)
    letter_paper_id = fields.UUID(allow_none=True)
    letter_revoked_at = Instant(allow_none=True)
    version = fields.Integer()


class SigningOut(Strict):
    """What somebody did with a version of the report, and the seal over it."""

    id = fields.UUID()
    member_id = fields.UUID()
    union_id = fields.UUID()
    outcome = fields.String()
    words = fields.String(allow_none=True)
    signed_at = Instant()
    paper_id = fields.UUID(allow_none=True)
    content = fields.Dict()
    seal = fields.Dict()


class SealedOut(Strict):
    """A sealed record with its public key; ``signed`` is what was sealed."""

    format = fields.String()
    signed = fields.Dict()
    statement = fields.Dict()
    content_hash = fields.String()
    hash_algorithm = fields.String()
    signature = fields.String()
    signature_algorithm = fields.String()
    key_id = fields.String()
    public_key = fields.String()


class SignStandOut(Strict):
    """Whether the caller may sign this version, and how; else ``code`` and ``why`` are those of the refusal.

    ``outcomes`` is what can be done now: without the report's file it can only be refused.
    """

    may = fields.Boolean()
    code = fields.String(allow_none=True)
    why = fields.String(allow_none=True)
    outcomes = fields.List(fields.String())
    files = fields.List(fields.Dict())


class ReportOut(Strict):
    """A version of the report."""

    id = fields.UUID()
    title = fields.String()
    received_on = fields.Date()
    comments = fields.String(allow_none=True)
    signings = fields.List(fields.Nested(SigningOut))


class ApprovalOut(Strict):
    """The government's approval; ``approver`` is null in those entered before it was asked."""

    id = fields.UUID()
    approver = fields.String(allow_none=True)
    number = fields.String()
    approved_on = fields.Date()
    received_on = fields.Date(allow_none=True)
    words = fields.String(allow_none=True)


class AccidentOut(AccidentRowOut):
    """An accident with what was entered of its investigation."""

    words = fields.String()
    regime_reason = fields.String(allow_none=True)
    told_grade = fields.String(allow_none=True)
    told_grade_source = fields.String(allow_none=True)
    concealment = fields.String(allow_none=True)
    discovered_on = fields.Date(allow_none=True)
    concealment_source = fields.String(allow_none=True)
    at_project = fields.Boolean()
    industry = fields.String(allow_none=True)
    head_told_at = Instant(allow_none=True)
    authority_told_at = Instant(allow_none=True)
    upward_told_at = Instant(allow_none=True)
    report_submitted_on = fields.Date(allow_none=True)
    copies_sent_on = fields.Date(allow_none=True)
    evaluated_on = fields.Date(allow_none=True)
    disease_diagnosed_on = fields.Date(allow_none=True)
    injury_applied_on = fields.Date(allow_none=True)
    injury_applied_by = fields.String(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    no_opinion_reason = fields.String(allow_none=True)
    source = fields.String(allow_none=True)
    casualties = fields.List(fields.Nested(CasualtiesOut))
    extensions = fields.List(fields.Nested(ExtensionOut))
    appraisals = fields.List(fields.Nested(AppraisalOut))
    seats = fields.List(fields.Nested(SeatOut))
    versions = fields.List(fields.Nested(ReportOut))
    approval = fields.Nested(ApprovalOut, allow_none=True)
    not_computed = fields.Function(
        page_words.not_computed, metadata={"type": "array", "items": {"type": "string"}}
    )


class RunningOut(Strict):
    """An accident and its terms that run."""

    accident = fields.Nested(AccidentRowOut)
    clocks = fields.List(fields.Nested(ClockOut))


class VictimOut(Strict):
    """A person who was hurt, in clear: each look is audited."""

    id = fields.UUID()
    name = fields.String()
    age = fields.Integer(allow_none=True)
    sex = fields.String(allow_none=True)
    employment = fields.String(allow_none=True)
    degree = fields.String()
    injury = fields.String(allow_none=True)
    lost_days = fields.Integer(allow_none=True)
    is_member = fields.Boolean(allow_none=True)
    is_migrant = fields.Boolean(attribute="migrant", allow_none=True)
    family_contact = fields.String(allow_none=True)


class MaskedVictimOut(Strict):
    """A person who was hurt, without name, injury or contact."""

    id = fields.UUID()
    degree = fields.String()
    employment = fields.String(allow_none=True)
    is_member = fields.Boolean(allow_none=True)
    is_migrant = fields.Boolean(attribute="migrant", allow_none=True)


class HandoverOut(Strict):
    """The investigation taken over or entrusted."""

    id = fields.UUID()
    kind = fields.String()
    level = fields.String(allow_none=True)
    to_whom = fields.String()
    on_day = fields.Date()
    number = fields.String(allow_none=True)
    words = fields.String(allow_none=True)


class ActivityOut(PlacedOut):
    """Something the union's people did."""

    id = fields.UUID()
    accident_id = fields.UUID()
    kind = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    hours = fields.Float()
    place = fields.String()
    people = fields.List(fields.UUID())
    others = fields.String(allow_none=True)
    words = fields.String()
    lon = fields.Float(allow_none=True)
    lat = fields.Float(allow_none=True)
    accuracy_m = fields.Float(allow_none=True)
    digest = fields.String()


class OpinionOut(Strict):
    """An opinion and its answer."""

    id = fields.UUID()
    accident_id = fields.UUID()
    about = fields.String()
    words = fields.String()
    addressee = fields.String()
    sent_on = fields.Date()
    due_on = fields.Date(allow_none=True)
    stance = fields.String(allow_none=True)
    answer = fields.String(allow_none=True)
    answered_on = fields.Date(allow_none=True)
    paper_id = fields.UUID(allow_none=True)
    revoked_at = Instant(allow_none=True)
    version = fields.Integer()


class MeasureOut(Strict):
    """A corrective measure; its course is that of its demand."""

    id = fields.UUID()
    summary = fields.String()
    addressee = fields.String()
    term_on = fields.Date(allow_none=True)
    state = fields.String()
    is_open = fields.Boolean()


class HoursOut(Strict):
    """A member's part."""

    member_id = fields.UUID()
    name = fields.String()
    accidents = fields.Integer()
    activities = fields.Integer()
    hours = fields.Float()


class NumbersOut(Strict):
    """Numbers of one group; ``standard`` is that of a category, null for other groups.

    ``deaths`` include the ``missing`` who count as dead (``missing_unread``: by a text not read for the day), ``serious`` acute industrial poisoning.  Of ``reported`` reports
    ``with_term`` have a term that is known, and ``in_time`` met it.
    """

    key = fields.String()
    standard = fields.String(allow_none=True)
    accidents = fields.Integer()
    deaths = fields.Integer()
    missing = fields.Integer()
    missing_unread = fields.Integer()
    serious = fields.Integer()
    with_union = fields.Integer()
    opinions = fields.Integer()
    adopted = fields.Integer()
    reported = fields.Integer()
    with_term = fields.Integer()
    in_time = fields.Integer()
    days_to_report = fields.Integer()
    measures = fields.Integer()
    verified = fields.Integer()


class AccidentListOut(ListOut):
    """Accidents."""

    items = fields.List(fields.Nested(AccidentRowOut))


class OpinionListOut(ListOut):
    """Opinions on accidents."""

    items = fields.List(fields.Nested(OpinionOut))


class NotificationListOut(ListOut):
    """News of accidents."""

    items = fields.List(fields.Nested(NotificationOut))


class CalendarOut(Strict):
    """A calendar's address, told this once."""

    address = fields.String()
