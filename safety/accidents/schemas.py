"""What goes in: forms and JSON share these; unknown fields are refused, and nothing is looked up here."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from safety.accidents.inputs import AccidentFacts, ActivityFacts, NoticeFacts, VictimFacts
from safety.accidents.rules import Casualties
from safety.accidents.vocabulary import (
    About,
    ActivityKind,
    Channel,
    ExtensionOf,
    HandoverKind,
    OpinionStatus,
    Outcome,
    Sex,
)
from safety.corrections.schemas import Minute
from safety.corrections.vocabulary import Stance
from safety.law.days import shanghai_date
from safety.law.injuries import EmploymentForm, InjuryDegree
from safety.wire.drawn import Drawn
from safety.wire.paging import ListArgs
from safety.wire.schemas import Choice, Day, Instant, Length, Line, OneOf, Range, Strict, Words

MOST_PEOPLE = 40
MOST_FILES = 30
COUNTS = ("deaths", "serious", "slight", "missing")


def _line(maximum: int) -> Line:
    return Line(maximum=maximum, load_default=None, allow_none=True)


def _words(maximum: int) -> Words:
    return Words(maximum=maximum, load_default=None, allow_none=True)


def _id() -> fields.UUID:
    return fields.UUID(load_default=None, allow_none=True)


def _day() -> Day:
    return Day(load_default=None, allow_none=True)


def _minute() -> Minute:
    return Minute(load_default=None, allow_none=True)


def _degrees() -> fields.Float:
    return fields.Float(load_default=None, allow_none=True)


def _count() -> fields.Integer:
    return fields.Integer(load_default=0, validate=Range(min=0, max=100_000))


def _yuan() -> fields.Decimal:
    return fields.Decimal(
        load_default=None, allow_none=True, places=2, as_string=True, validate=Range(min=0, max=10**14)
    )


def _files() -> fields.Field[Any]:
    return fields.List(fields.UUID(), load_default=list, validate=Length(max=MOST_FILES))


class AccidentArgs(ListArgs):
    """The filters of the register."""

    district = _line(6)
    grade = _line(16)
    category = _line(8)
    state = _line(16)
    union_part = _line(12)
    since = _day()
    until = _day()
    site_id = _id()
    employer_id = _id()


class NotificationArgs(ListArgs):
    """The filters of the inbox."""

    linked = fields.String(load_default=None, allow_none=True, validate=OneOf(["yes", "no"]))
    since = _day()
    until = _day()


class OpinionArgs(ListArgs):
    """The filters of the opinions on every accident."""

    status = Choice(OpinionStatus, load_default=None, allow_none=True)
    about = Choice(About, load_default=None, allow_none=True)
    since = _day()
    until = _day()


class SpanArgs(Strict):
    """A span of days, both included."""

    since = _day()
    until = _day()


class NumbersArgs(SpanArgs):
    """What the numbers are grouped by."""

    by = fields.String(load_default="grade", validate=OneOf(["grade", "category", "district", "month"]))


class RunningArgs(Strict):
    """Which terms: all that run, overdue ones, those that end within a week."""

    due = fields.String(load_default=None, allow_none=True, validate=OneOf(["late", "week"]))


class NotificationIn(Strict):
    """News of an accident; loads as ``id`` and ``facts``."""

    id = _id()
    received_at = Minute(required=True)
    channel = Choice(Channel, required=True)
    source = Line(required=True, maximum=200)
    words = Words(required=True, maximum=4000)
    happened_at = _minute()
    place = _line(300)
    employer_name = _line(200)
    employer_id = _id()
    site_id = _id()
    lon = _degrees()
    lat = _degrees()
    deaths = _count()
    serious = _count()
    slight = _count()
    missing = _count()
    direct_loss_yuan = _yuan()

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"id": data.pop("id"), "facts": NoticeFacts(**data)}


class LinkIn(Strict):
    """Which accident a notice is about."""

    accident_id = fields.UUID(required=True)


class AccidentEditIn(Strict):
    """What is entered of an accident; loads as ``facts``."""

    title = Line(required=True, maximum=200)
    happened_at = Minute(required=True)
    place = Line(required=True, maximum=300)
    words = Words(maximum=8000, load_default="")
    employer_name = _line(200)
    employer_id = _id()
    site_id = _id()
    category = _line(8)
    traffic_or_fire = fields.Boolean(load_default=False)
    at_project = fields.Boolean(load_default=False)
    industry = _line(1)
    lon = _degrees()
    lat = _degrees()
    head_told_at = _minute()
    authority_told_at = _minute()
    upward_told_at = _minute()
    source = _line(300)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        data["words"] = data["words"] or ""
        return {"facts": AccidentFacts(**data)}


class AccidentIn(AccidentEditIn):
    """A new accident with the first numbers; loads as ``id``, ``notification_id``, ``facts`` and ``casualties``."""

    id = _id()
    notification_id = _id()
    deaths = _count()
    serious = _count()
    slight = _count()
    missing = _count()
    direct_loss_yuan = _yuan()

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        names = (*COUNTS, "direct_loss_yuan")
        numbers = {name: data.pop(name) for name in names}
        given = {name: data.pop(name) for name in ("id", "notification_id")}
        data["words"] = data["words"] or ""
        casualties = Casualties(shanghai_date(data["happened_at"]), **numbers)
        return {**given, "facts": AccidentFacts(**data), "casualties": casualties}


class CasualtiesIn(Strict):
    """The numbers as known on a day; loads as ``casualties`` and ``source``."""

    on = Day(required=True)
    deaths = _count()
    serious = _count()
    slight = _count()
    missing = _count()
    direct_loss_yuan = _yuan()
    source = _line(200)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        source = data.pop("source")
        return {"casualties": Casualties(**data), "source": source}


class VictimIn(Strict):
    """A person who was hurt; loads as ``facts``."""

    name = Line(required=True, maximum=60)
    degree = Choice(InjuryDegree, load_default=None, allow_none=True)
    age = fields.Integer(load_default=None, allow_none=True, validate=Range(min=0, max=120))
    sex = Choice(Sex, load_default=None, allow_none=True)
    employment = Choice(EmploymentForm, load_default=None, allow_none=True)
    injury = _line(300)
    lost_days = fields.Integer(load_default=None, allow_none=True, validate=Range(min=0, max=6000))
    is_member = fields.Boolean(load_default=None, allow_none=True)
    family_contact = _line(200)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"facts": VictimFacts(**data)}


class HandoverIn(Strict):
    """The investigation taken over or entrusted."""

    kind = Choice(HandoverKind, required=True)
    to_whom = Line(required=True, maximum=200)
    on_day = Day(required=True)
    number = _line(80)
    words = _words(2000)


class ExtensionIn(Strict):
    """An approved extension, in days."""

    days = fields.Integer(required=True, validate=Range(min=1, max=60))
    approved_on = Day(required=True)
    asked_on = _day()
    number = _line(80)
    term = Choice(ExtensionOf, load_default=ExtensionOf.REPORT)


class AppraisalIn(Strict):
    """Days of technical appraisal, both included."""

    first_day = Day(required=True)
    last_day = Day(required=True)
    body = Line(required=True, maximum=200)
    words = _line(300)


class DaysIn(Strict):
    """When copies were sent, the measures were evaluated, 工伤认定 was applied for."""

    copies_sent_on = _day()
    evaluated_on = _day()
    injury_applied_on = _day()


class AskSeatIn(Strict):
    """Asking for a seat, with the letter if wanted."""

    id = _id()
    union_id = _id()
    asked_of = Line(required=True, maximum=200)
    asked_on = Day(required=True)
    with_letter = fields.Boolean(load_default=False)


class GiveSeatIn(Strict):
    """The government gave the seat."""

    given_on = Day(required=True)
    number = _line(80)


class NotInvitedIn(Strict):
    """The union was not invited: the application to a department."""

    department = Line(required=True, maximum=120)
    reason = Words(required=True, maximum=2000)
    request = _words(2000)


class NamePersonIn(Strict):
    """Who sits, and why this person."""

    member_id = fields.UUID(required=True)
    expertise = Line(required=True, maximum=200)
    with_letter = fields.Boolean(load_default=False)


class DeclareIn(Strict):
    """The declaration of no direct interest."""

    words = Words(required=True, maximum=500)


class ReplaceIn(NamePersonIn):
    """Somebody else sits, and why."""

    reason = Words(required=True, maximum=500)


class EndSeatIn(Strict):
    """The union's part in the team has ended."""

    ended_on = Day(required=True)
    reason = _words(500)


class ActivityIn(Strict):
    """Something the union's people did; loads as ``id`` and ``facts``."""

    id = _id()
    kind = Choice(ActivityKind, required=True)
    starts_at = Minute(required=True)
    ends_at = Minute(required=True)
    place = Line(required=True, maximum=200)
    people = fields.List(fields.UUID(), required=True, validate=Length(min=1, max=MOST_PEOPLE))
    words = Words(required=True, maximum=4000)
    others = _line(300)
    lon = _degrees()
    lat = _degrees()
    accuracy_m = fields.Float(load_default=None, allow_none=True, validate=Range(min=0, max=100_000))
    datum = fields.String(load_default="wgs84", validate=OneOf(["wgs84"]))
    device_time = Instant(load_default=None, allow_none=True)
    files = _files()

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        data.pop("datum")
        return {"id": data.pop("id"), "facts": ActivityFacts(**data)}


class OpinionIn(Strict):
    """An opinion of the union."""

    id = _id()
    about = Choice(About, required=True)
    words = Words(required=True, maximum=4000)
    addressee = Line(required=True, maximum=200)
    sent_on = Day(required=True)
    due_on = _day()
    with_paper = fields.Boolean(load_default=False)


class AnswerIn(Strict):
    """How an opinion was answered."""

    stance = Choice(Stance, required=True)
    answer = Words(required=True, maximum=4000)
    answered_on = Day(required=True)


class ReferOpinionIn(NotInvitedIn):
    """The application to a department about an opinion."""

    id = _id()


class ReportIn(Strict):
    """A version of the report; ``file_ids`` are staged files."""

    title = Line(required=True, maximum=200)
    received_on = Day(required=True)
    comments = _words(4000)
    file_ids = _files()


class SignIn(Strict):
    """What is done with the report; the password again and the drawn signature."""

    outcome = Choice(Outcome, required=True)
    words = _words(4000)
    password = fields.String(required=True, load_only=True, validate=Length(max=200))
    signature = Drawn(load_default=None, allow_none=True)


class ApprovalIn(Strict):
    """The government's approval."""

    number = Line(required=True, maximum=80)
    approved_on = Day(required=True)
    received_on = _day()
    words = _words(4000)
    file_ids = _files()


class MeasureIn(Strict):
    """A corrective measure of the report."""

    id = _id()
    summary = Line(required=True, maximum=300)
    detail = Words(maximum=4000, load_default="")
    owner = Line(required=True, maximum=200)
    term_on = Day(required=True)

    @post_load
    def _detail(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"detail": data["detail"] or ""}


class CloseIn(Strict):
    """The day on which the case went into the archive; today without one."""

    closed_on = _day()
