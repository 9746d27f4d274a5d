"""What goes in: forms and JSON share these; unknown fields are refused, and nothing is looked up here."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from safety.corrections import inputs
from safety.corrections.queries import Due
from safety.corrections.vocabulary import (
    COLOUR_LABELS,
    Delivery,
    DemandKind,
    DemandState,
    EvacuationDecision,
    FindingGrade,
    NoticeState,
    RecheckMethod,
    RecheckResult,
    ReferralDecision,
    ReferralKind,
    Stance,
)
from safety.law.days import SHANGHAI
from safety.law.grounds import Said
from safety.papers.schemas import EnclosedIn, Listed
from safety.wire.paging import ListArgs, Order, WordsArgs
from safety.wire.schemas import Choice, Day, Instant, Length, Line, OneOf, Range, Strict, Words

MOST_LINES = 100


class Minute(Instant):
    """A moment; without an offset (a page's date-and-time field) it is Chongqing's."""

    zone = SHANGHAI


def _lines(schema: type[Strict]) -> fields.Field[Any]:
    return fields.List(fields.Nested(schema), required=True, validate=Length(min=1, max=MOST_LINES))


def _optional(maximum: int) -> Line:
    return Line(maximum=maximum, load_default=None, allow_none=True)


class NoticeLineIn(Strict):
    """A finding on a notice."""

    demand_id = fields.UUID(required=True)
    asked = Words(maximum=2000, load_default=None, allow_none=True)
    term_on = Day(load_default=None, allow_none=True)

    @post_load
    def _plain(self, data: dict[str, Any], **_: Any) -> inputs.NoticeLine:
        return inputs.NoticeLine(**data)


class NoticeChangeIn(EnclosedIn):
    """The content of a draft."""

    lines = _lines(NoticeLineIn)
    reply_by = Day(load_default=None, allow_none=True)
    words = Words(maximum=2000, load_default=None, allow_none=True)


class NoticeIn(NoticeChangeIn):
    """A new notice for a site."""

    site_id = fields.UUID(required=True)


class GroundsIn(Strict):
    """What is said of a finding that decides the law of its papers; null where nobody says it."""

    orders = fields.Boolean(load_default=None, allow_none=True)
    health = fields.Boolean(load_default=None, allow_none=True)
    toxic = fields.Boolean(load_default=None, allow_none=True)
    coal_mine = fields.Boolean(load_default=None, allow_none=True)
    women = fields.Boolean(load_default=None, allow_none=True)
    gas = fields.Boolean(load_default=None, allow_none=True)
    disabled = fields.Boolean(load_default=None, allow_none=True)
    acting = fields.Boolean(load_default=None, allow_none=True)

    @post_load
    def _plain(self, data: dict[str, Any], **_: Any) -> Any:
        return {"said": Said(**data)}


class GroundsLineIn(GroundsIn):
    """The same of a finding on a notice."""

    demand_id = fields.UUID(required=True)

    @post_load
    def _plain(self, data: dict[str, Any], **_: Any) -> Any:
        return inputs.SaidLine(data.pop("demand_id"), Said(**data))


class IssueIn(Strict):
    """What is said of findings while a notice is checked; what is left out stays as it was said."""

    grounds = fields.List(fields.Nested(GroundsLineIn), load_default=list, validate=Length(max=MOST_LINES))


class DeliveryIn(Strict):
    """When, how and to whom a notice was delivered."""

    at = Minute(required=True)
    how = Choice(Delivery, required=True)
    to = Line(maximum=120, required=True)


class ReasonIn(Strict):
    """Why."""

    reason = Words(maximum=300, required=True)


class RemindIn(EnclosedIn):
    """Pressing the employer, by word or by a letter that is issued."""

    words = Words(maximum=1000, load_default=None, allow_none=True)
    by_letter = fields.Boolean(load_default=False)


class ReplyLineIn(Strict):
    """What a reply says to one demand."""

    demand_id = fields.UUID(required=True)
    stance = Choice(Stance, required=True)
    words = Words(maximum=2000, load_default=None, allow_none=True)
    person = _optional(60)
    done_on = Day(load_default=None, allow_none=True)
    cost_yuan = fields.Decimal(
        load_default=None, allow_none=True, places=2, as_string=True, validate=Range(min=0, max=10**12)
    )
    file_ids = fields.List(fields.UUID(), load_default=list, validate=Length(max=30))

    @post_load
    def _plain(self, data: dict[str, Any], **_: Any) -> inputs.ReplyLine:
        return inputs.ReplyLine(**data)


class LinkReplyIn(Strict):
    """The employer's own reply through the link."""

    lines = _lines(ReplyLineIn)
    author = Line(maximum=120, required=True)
    phone = _optional(30)
    words = Words(maximum=4000, load_default=None, allow_none=True)
    workers_told_on = Day(load_default=None, allow_none=True)


class NoticeReplyIn(LinkReplyIn):
    """A reply to a notice that the union enters."""

    received_at = Minute(required=True)


class ReplyIn(NoticeReplyIn):
    """A reply that the union enters; ``notice_id`` when it answers a notice."""

    notice_id = fields.UUID(load_default=None, allow_none=True)


class RecheckLineIn(Strict):
    """What a re-check found for one demand."""

    demand_id = fields.UUID(required=True)
    result = Choice(RecheckResult, required=True)
    words = Words(maximum=2000, load_default=None, allow_none=True)
    file_ids = fields.List(fields.UUID(), load_default=list, validate=Length(max=30))

    @post_load
    def _plain(self, data: dict[str, Any], **_: Any) -> inputs.RecheckLine:
        return inputs.RecheckLine(**data)


class RecheckIn(Strict):
    """A re-check of demands of one site."""

    lines = _lines(RecheckLineIn)
    checked_on = Day(required=True)
    method = Choice(RecheckMethod, load_default=RecheckMethod.ON_SITE)
    notice_id = fields.UUID(load_default=None, allow_none=True)
    companions = _optional(200)
    companion_ids = fields.List(fields.UUID(), load_default=list, validate=Length(max=20))
    met = _optional(200)
    words = Words(maximum=4000, load_default=None, allow_none=True)


class TermIn(Strict):
    """A new term."""

    term_on = Day(required=True)
    reason = Words(maximum=300, load_default=None, allow_none=True)


class ConfirmIn(Strict):
    """The second person's remark."""

    words = Words(maximum=1000, load_default=None, allow_none=True)


class HandOverIn(Strict):
    """To whom open demands go."""

    to_id = fields.UUID(required=True)
    reason = Words(maximum=300, required=True)


class ReopenIn(Strict):
    """A closed demand raised again as a new one."""

    reason = Words(maximum=1000, required=True)
    term_on = Day(load_default=None, allow_none=True)


class ReferralIn(Strict):
    """An application to a department about demands; without ``attachments`` it lists the papers and replies of the case."""

    department = Line(maximum=120, required=True)
    about = Line(maximum=200, required=True)
    reason = Words(maximum=4000, required=True)
    request = Words(maximum=2000, required=True)
    kind = Choice(ReferralKind, load_default=ReferralKind.OTHER)
    attachments = Listed(maximum=200, most=MOST_LINES)
    copies_to = Listed(maximum=120)
    demand_ids = fields.List(fields.UUID(), required=True, validate=Length(min=1, max=MOST_LINES))


class ReferralSentIn(ReferralIn):
    """The same from a program, which issues it at once unless it says ``draft``."""

    draft = fields.Boolean(load_default=False)


class ReferralChangeIn(ReferralIn):
    """A draft as it shall be; what it is about stays, and its kind where none is given."""

    kind = Choice(ReferralKind)

    class Meta:
        exclude = ("demand_ids",)


class ReceiptIn(Strict):
    """The day the department received the application."""

    received_on = Day(required=True)


class AnswerIn(Strict):
    """What the department decided."""

    answered_on = Day(required=True)
    decision = Choice(ReferralDecision, required=True)
    answer = Words(maximum=4000, required=True)


class EvacuationIn(EnclosedIn):
    """A proposal to withdraw people at once."""

    site_id = fields.UUID(required=True)
    danger = Words(maximum=2000, required=True)
    suggestion = Words(maximum=2000, required=True)
    toxic = fields.Boolean(load_default=False)
    health = fields.Boolean(load_default=None, allow_none=True)
    coal_mine = fields.Boolean(load_default=None, allow_none=True)
    told_name = Line(maximum=60, required=True)
    told_position = _optional(60)
    proposed_at = Minute(required=True)


class EvacuationDecisionIn(Strict):
    """What the employer decided."""

    decision = Choice(EvacuationDecision, required=True)
    decided_at = Minute(required=True)
    decided_by = Line(maximum=120, required=True)
    words = Words(maximum=2000, load_default=None, allow_none=True)


class TermsIn(Strict):
    """A union's usual terms, in days."""

    ordinary_days = fields.Integer(required=True, validate=Range(min=1, max=365))
    major_days = fields.Integer(required=True, validate=Range(min=1, max=730))
    recheck_days = fields.Integer(required=True, validate=Range(min=1, max=365))
    link_days = fields.Integer(required=True, validate=Range(min=1, max=365))


class TermsEdit(TermsIn):
    """The form of a union's usual terms, with the version that it was filled from."""

    version = fields.Integer(required=True)


class DemandArgs(WordsArgs):
    """Filters of the list of demands."""

    sort = Order("term", "raised", "addressee")

    kind = Choice(DemandKind, load_default=None)
    state = Choice(DemandState, load_default=None)
    due = Choice(Due, load_default=None)
    is_open = fields.Boolean(load_default=None)
    grade = Choice(FindingGrade, load_default=None)
    colour = Line(maximum=8, load_default=None)
    district = Line(maximum=6, load_default=None)
    site_id = fields.UUID(load_default=None)
    responsible_id = fields.UUID(load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)
    template = fields.UUID(load_default=None)
    factor = Line(maximum=8, load_default=None)
    inspector = fields.UUID(load_default=None)


class NoticeArgs(WordsArgs):
    """Filters of the list of notices."""

    state = Choice(NoticeState, load_default=None)
    late = fields.Boolean(load_default=False)
    site_id = fields.UUID(load_default=None)
    district = Line(maximum=6, load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)


class ReferralArgs(WordsArgs):
    """Filters of the list of referrals."""

    status = fields.String(
        load_default=None, validate=OneOf(["draft", "waiting", "running_out", "late", "answered"])
    )
    site_id = fields.UUID(load_default=None)


class EvacuationArgs(ListArgs):
    """Filters of the list of evacuation proposals."""

    undecided = fields.Boolean(load_default=None)
    site_id = fields.UUID(load_default=None)


COLOURS = tuple(COLOUR_LABELS)
