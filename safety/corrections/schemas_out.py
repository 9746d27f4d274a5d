"""What goes out as JSON: every field spelt out."""

from __future__ import annotations

from marshmallow import Schema, fields

from safety.wire.paging import ListOut


class FactOut(Schema):
    """One thing that happened to a demand."""

    kind = fields.String()
    at = fields.AwareDateTime()
    by_id = fields.UUID(allow_none=True)
    by_name = fields.String(allow_none=True)
    term_on = fields.Date(allow_none=True)
    stance = fields.String(allow_none=True)
    result = fields.String(allow_none=True)
    words = fields.String(allow_none=True)
    source_id = fields.UUID(allow_none=True)


class DemandOut(Schema):
    """A demand as it stands.

    ``needs_reply``: it is closed only after a written reply, or after ``no_reply_at``, when it was recorded
    that the term passed without one.
    """

    id = fields.UUID()
    version = fields.Integer()
    kind = fields.String()
    site_id = fields.UUID(allow_none=True)
    employer_id = fields.UUID(allow_none=True)
    union_id = fields.UUID()
    district_code = fields.String(allow_none=True)
    addressee = fields.String()
    summary = fields.String()
    detail = fields.String()
    place_on_site = fields.String(allow_none=True)
    orders = fields.Boolean(allow_none=True)
    health = fields.Boolean(allow_none=True)
    toxic = fields.Boolean(allow_none=True)
    coal_mine = fields.Boolean(allow_none=True)
    women = fields.Boolean(allow_none=True)
    gas = fields.Boolean(allow_none=True)
    disabled = fields.Boolean(allow_none=True)
    acting = fields.Boolean(allow_none=True)
    grade = fields.String()
    colour = fields.String(allow_none=True)
    basis = fields.List(fields.Dict())
    binding = fields.Boolean()
    can_be_demanded = fields.Boolean()
    responsible_id = fields.UUID(allow_none=True)
    source_kind = fields.String()
    source_id = fields.UUID()
    continues_id = fields.UUID(allow_none=True)
    state = fields.String()
    is_open = fields.Boolean()
    term_on = fields.Date(allow_none=True)
    first_term_on = fields.Date(allow_none=True)
    raised_at = fields.AwareDateTime()
    demanded_at = fields.AwareDateTime(allow_none=True)
    replied_at = fields.AwareDateTime(allow_none=True)
    no_reply_at = fields.AwareDateTime(allow_none=True)
    needs_reply = fields.Boolean()
    stance = fields.String(allow_none=True)
    result = fields.String(allow_none=True)
    open_referrals = fields.Integer()
    reminders = fields.Integer()
    closed_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class DemandFoundOut(DemandOut):
    """A demand with the moment of its finding, and whether its remedy may be left no day."""

    found_at = fields.AwareDateTime()
    at_once = fields.Boolean()


class DemandWithFactsOut(DemandFoundOut):
    """A demand with its history."""

    facts = fields.List(fields.Nested(FactOut))


class DemandsOut(ListOut):
    """A part of the list of demands."""

    items = fields.List(fields.Nested(DemandFoundOut), required=True)


class CountsOut(Schema):
    """How many open demands are in which condition."""

    open = fields.Integer()
    overdue = fields.Integer()
    due_today = fields.Integer()
    due_week = fields.Integer()
    waiting_recheck = fields.Integer()
    awaiting_second = fields.Integer()
    uncorrected = fields.Integer()
    referred = fields.Integer()
    not_demanded = fields.Integer()
    referrals_running_out = fields.Integer()


class NoticeItemOut(Schema):
    """A finding on a notice."""

    demand_id = fields.UUID()
    position = fields.Integer()
    asked = fields.String()
    term_on = fields.Date()


class NoticeItemReadOut(NoticeItemOut):
    """A finding on a notice, and whether its remedy may be left no day."""

    at_once = fields.Boolean()


class NoticeOut(Schema):
    """A correction notice."""

    id = fields.UUID()
    version = fields.Integer()
    site_id = fields.UUID()
    union_id = fields.UUID()
    district_code = fields.String(allow_none=True)
    addressee = fields.String()
    note = fields.String(allow_none=True)
    reply_by = fields.Date()
    state = fields.String()
    number = fields.String(allow_none=True)
    paper_id = fields.UUID(allow_none=True)
    drafted_at = fields.AwareDateTime()
    issued_at = fields.AwareDateTime(allow_none=True)
    delivered_at = fields.AwareDateTime(allow_none=True)
    delivered_how = fields.String(allow_none=True)
    delivered_to = fields.String(allow_none=True)
    settled_at = fields.AwareDateTime(allow_none=True)
    revoked_at = fields.AwareDateTime(allow_none=True)
    revoked_reason = fields.String(allow_none=True)
    items = fields.List(fields.Nested(NoticeItemOut))


class NoticeReadOut(NoticeOut):
    """A correction notice as it is read, by itself or in a list."""

    items = fields.List(fields.Nested(NoticeItemReadOut))


class NoticesOut(ListOut):
    """A part of the list of notices."""

    items = fields.List(fields.Nested(NoticeReadOut), required=True)


class LinkOut(Schema):
    """A new link for the employer's reply; its address is shown this once."""

    url = fields.String()
    expires_at = fields.AwareDateTime()


class ReplyItemOut(Schema):
    """What a reply says to one demand."""

    id = fields.UUID()
    demand_id = fields.UUID()
    stance = fields.String()
    words = fields.String(allow_none=True)
    person = fields.String(allow_none=True)
    done_on = fields.Date(allow_none=True)
    cost_yuan = fields.Decimal(allow_none=True, as_string=True)


class ReplyOut(Schema):
    """An employer's reply."""

    id = fields.UUID()
    notice_id = fields.UUID(allow_none=True)
    via = fields.String()
    author = fields.String()
    words = fields.String(allow_none=True)
    workers_told_on = fields.Date(allow_none=True)
    received_at = fields.AwareDateTime()
    entered_at = fields.AwareDateTime()
    receipt_number = fields.String(allow_none=True)
    items = fields.List(fields.Nested(ReplyItemOut))


class ReceiptOut(Schema):
    """The sealed receipt of a reply, as ``flask verify`` reads it: ``signed`` names every file by SHA-256."""

    format = fields.String()
    signed = fields.Dict()
    statement = fields.Dict()
    content_hash = fields.String()
    hash_algorithm = fields.String()
    signature = fields.String()
    signature_algorithm = fields.String()
    key_id = fields.String()
    public_key = fields.String()


class RecheckItemOut(Schema):
    """The result for one demand."""

    id = fields.UUID()
    demand_id = fields.UUID()
    result = fields.String()
    words = fields.String(allow_none=True)


class RecheckOut(Schema):
    """A re-check."""

    id = fields.UUID()
    site_id = fields.UUID(allow_none=True)
    notice_id = fields.UUID(allow_none=True)
    checked_on = fields.Date()
    method = fields.String()
    companions = fields.String(allow_none=True)
    companion_ids = fields.List(fields.UUID())
    met = fields.String(allow_none=True)
    words = fields.String(allow_none=True)
    by_id = fields.UUID(allow_none=True)
    by_name = fields.String()
    entered_at = fields.AwareDateTime()
    paper_id = fields.UUID(allow_none=True)
    items = fields.List(fields.Nested(RecheckItemOut))


class ReferralOut(Schema):
    """An application to a department."""

    id = fields.UUID()
    version = fields.Integer()
    site_id = fields.UUID(allow_none=True)
    subject_kind = fields.String(allow_none=True)
    subject_id = fields.UUID(allow_none=True)
    kind = fields.String()
    about = fields.String()
    department = fields.String()
    reason = fields.String()
    request = fields.String()
    attachments = fields.List(fields.String(), allow_none=True)
    number = fields.String(allow_none=True)
    paper_id = fields.UUID(allow_none=True)
    state = fields.String()
    drafted_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    revoked_at = fields.AwareDateTime(allow_none=True)
    revoked_reason = fields.String(allow_none=True)
    received_on = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True)
    answered_on = fields.Date(allow_none=True)
    decision = fields.String(allow_none=True)
    answer = fields.String(allow_none=True)


class ReferralWithTermOut(ReferralOut):
    """An application, and whose the term is by which it asks for an answer: of the law, at once, or the union's own."""

    term = fields.String()


class ReferralsOut(ListOut):
    """A part of the list of referrals."""

    items = fields.List(fields.Nested(ReferralWithTermOut), required=True)


class EvacuationOut(Schema):
    """An evacuation proposal."""

    id = fields.UUID()
    version = fields.Integer()
    site_id = fields.UUID()
    addressee = fields.String()
    danger = fields.String()
    suggestion = fields.String()
    toxic = fields.Boolean()
    health = fields.Boolean(allow_none=True)
    coal_mine = fields.Boolean(allow_none=True)
    told_name = fields.String()
    told_position = fields.String(allow_none=True)
    proposed_at = fields.AwareDateTime()
    number = fields.String(allow_none=True)
    paper_id = fields.UUID(allow_none=True)
    decision = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by = fields.String(allow_none=True)
    words = fields.String(allow_none=True)
    revoked_at = fields.AwareDateTime(allow_none=True)


class TermsOut(Schema):
    """A union's usual terms, in days; version 0 where it has set none of its own."""

    version = fields.Integer()
    ordinary_days = fields.Integer()
    major_days = fields.Integer()
    recheck_days = fields.Integer()
    link_days = fields.Integer()


class EvacuationsOut(ListOut):
    """A part of the list of evacuation proposals."""

    items = fields.List(fields.Nested(EvacuationOut), required=True)
