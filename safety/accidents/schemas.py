"""What goes in: forms and JSON share these; unknown fields are refused, and nothing is looked up here."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from safety.accidents.fields import (
    days_of_death,
    degrees,
    optional_day,
    optional_id,
    optional_line,
    optional_minute,
    optional_words,
    people_count,
    staged_files,
    yuan,
)
from safety.accidents.grading import COUNTS, Casualties
from safety.accidents.inputs import AccidentFacts, ActivityFacts, NoticeFacts, VictimFacts
from safety.accidents.vocabulary import (
    About,
    ActivityKind,
    Channel,
    Concealment,
    ExtensionOf,
    HandoverKind,
    InjuryApplicant,
    Outcome,
    Sex,
    Sheet,
)
from safety.corrections.schemas import Minute
from safety.corrections.vocabulary import Stance
from safety.law.accident_grades import AccidentGrade, Level
from safety.law.days import shanghai_date
from safety.law.injuries import EmploymentForm, InjuryDegree
from safety.law.regimes import Regime
from safety.papers.schemas import EnclosedIn
from safety.wire.drawn import Drawn
from safety.wire.schemas import Choice, Day, Instant, Length, Line, OneOf, Range, Strict, Words

MOST_PEOPLE = 40


class NotificationIn(Strict):
    """News of an accident; loads as ``id`` and ``facts``."""

    id = optional_id()
    received_at = Minute(required=True)
    channel = Choice(Channel, required=True)
    source = Line(required=True, maximum=200)
    words = Words(required=True, maximum=4000)
    happened_at = optional_minute()
    place = optional_line(300)
    employer_name = optional_line(200)
    employer_id = optional_id()
    site_id = optional_id()
    district_code = optional_line(6)
    lon = degrees()
    lat = degrees()
    deaths = people_count()
    serious = people_count()
    slight = people_count()
    missing = people_count()
    poisoned = people_count()
    direct_loss_yuan = yuan()

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
    employer_name = optional_line(200)
    employer_id = optional_id()
    site_id = optional_id()
    category = optional_line(8)
    regime = Choice(Regime, load_default=None, allow_none=True)
    regime_reason = optional_line(500)
    told_grade = Choice(AccidentGrade, load_default=None, allow_none=True)
    told_grade_source = optional_line(300)
    district_code = optional_line(6)
    home_district_code = optional_line(6)
    concealment = Choice(Concealment, load_default=None, allow_none=True)
    discovered_on = optional_day()
    concealment_source = optional_line(300)
    at_project = fields.Boolean(load_default=False)
    industry = optional_line(1)
    lon = degrees()
    lat = degrees()
    head_told_at = optional_minute()
    authority_told_at = optional_minute()
    upward_told_at = optional_minute()
    source = optional_line(300)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        data["words"] = data["words"] or ""
        return {"facts": AccidentFacts(**data)}


class AccidentIn(AccidentEditIn):
    """A new accident with the first numbers, as of its day; each later day of death becomes a report of its own.

    Loads as ``id``, ``notification_id``, ``facts``, ``casualties`` and ``deaths_on``.
    """

    id = optional_id()
    notification_id = optional_id()
    deaths = people_count()
    serious = people_count()
    slight = people_count()
    missing = people_count()
    poisoned = people_count()
    direct_loss_yuan = yuan()
    deaths_on = days_of_death()

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        names = (*COUNTS, "direct_loss_yuan")
        numbers = {name: data.pop(name) for name in names}
        given = {name: data.pop(name) for name in ("id", "notification_id", "deaths_on")}
        data["words"] = data["words"] or ""
        casualties = Casualties(shanghai_date(data["happened_at"]), **numbers)
        return {**given, "facts": AccidentFacts(**data), "casualties": casualties}


class CasualtiesIn(Strict):
    """The numbers as known on a day; loads as ``casualties``, ``source``, ``reason`` and ``deaths_on``.

    ``deaths_on``: the days, or their numbers (0: the accident's day), on which those died whom ``deaths`` has more than
    before: one for each, or one for all.
    """

    on = Day(required=True)
    deaths = people_count()
    serious = people_count()
    slight = people_count()
    missing = people_count()
    poisoned = people_count()
    direct_loss_yuan = yuan()
    deaths_on = days_of_death()
    source = optional_line(200)
    reason = optional_line(500)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        given = {name: data.pop(name) for name in ("source", "reason", "deaths_on")}
        return {"casualties": Casualties(**data), **given}


class VictimIn(Strict):
    """A person who was hurt; loads as ``facts``."""

    name = Line(required=True, maximum=60)
    degree = Choice(InjuryDegree, load_default=None, allow_none=True)
    age = fields.Integer(load_default=None, allow_none=True, validate=Range(min=0, max=120))
    sex = Choice(Sex, load_default=None, allow_none=True)
    employment = Choice(EmploymentForm, load_default=None, allow_none=True)
    injury = optional_line(300)
    lost_days = fields.Integer(load_default=None, allow_none=True, validate=Range(min=0, max=6000))
    is_member = fields.Boolean(load_default=None, allow_none=True)
    is_migrant = fields.Boolean(load_default=None, allow_none=True)
    family_contact = optional_line(200)

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"facts": VictimFacts(**data)}


class HandoverIn(Strict):
    """The investigation taken over or entrusted; ``level`` is that of the government that took over."""

    kind = Choice(HandoverKind, required=True)
    level = Choice(Level, load_default=None, allow_none=True)
    to_whom = Line(required=True, maximum=200)
    on_day = Day(required=True)
    number = optional_line(80)
    words = optional_words(2000)


class ExtensionIn(Strict):
    """An approved extension, in days."""

    days = fields.Integer(required=True, validate=Range(min=1, max=365))
    approved_on = Day(required=True)
    asked_on = optional_day()
    number = optional_line(80)
    term = Choice(ExtensionOf, load_default=ExtensionOf.REPORT)


class AppraisalIn(Strict):
    """Days of technical appraisal, both included."""

    first_day = Day(required=True)
    last_day = Day(required=True)
    body = Line(required=True, maximum=200)
    words = optional_line(300)


class DaysIn(Strict):
    """When the government had the report, copies were sent, measures evaluated, a disease diagnosed, 工伤认定 applied for."""

    report_submitted_on = optional_day()
    copies_sent_on = optional_day()
    evaluated_on = optional_day()
    disease_diagnosed_on = optional_day()
    injury_applied_on = optional_day()
    injury_applied_by = Choice(InjuryApplicant, load_default=None, allow_none=True)


class AskSeatIn(EnclosedIn):
    """Asking for a seat, with the letter if wanted."""

    id = optional_id()
    union_id = optional_id()
    asked_of = Line(required=True, maximum=200)
    asked_on = Day(required=True)
    with_letter = fields.Boolean(load_default=False)


class GiveSeatIn(Strict):
    """The government gave the seat."""

    given_on = Day(required=True)
    number = optional_line(80)


class NotInvitedIn(Strict):
    """The union was not invited: the application to a department."""

    department = Line(required=True, maximum=120)
    reason = Words(required=True, maximum=2000)
    request = optional_words(2000)


class NamePersonIn(EnclosedIn):
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
    reason = optional_words(500)


class ActivityIn(Strict):
    """Something the union's people did; loads as ``id`` and ``facts``."""

    id = optional_id()
    kind = Choice(ActivityKind, required=True)
    starts_at = Minute(required=True)
    ends_at = Minute(required=True)
    place = Line(required=True, maximum=200)
    people = fields.List(fields.UUID(), required=True, validate=Length(min=1, max=MOST_PEOPLE))
    words = Words(required=True, maximum=4000)
    others = optional_line(300)
    lon = degrees()
    lat = degrees()
    accuracy_m = fields.Float(load_default=None, allow_none=True, validate=Range(min=0, max=100_000))
    datum = fields.String(load_default="wgs84", validate=OneOf(["wgs84"]))
    device_time = Instant(load_default=None, allow_none=True)
    files = staged_files()

    @post_load
    def _facts(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        data.pop("datum")
        return {"id": data.pop("id"), "facts": ActivityFacts(**data)}


class OpinionIn(EnclosedIn):
    """An opinion of the union."""

    id = optional_id()
    about = Choice(About, required=True)
    words = Words(required=True, maximum=4000)
    addressee = Line(required=True, maximum=200)
    sent_on = Day(required=True)
    due_on = optional_day()
    with_paper = fields.Boolean(load_default=False)


class AnswerIn(Strict):
    """How an opinion was answered."""

    stance = Choice(Stance, required=True)
    answer = Words(required=True, maximum=4000)
    answered_on = Day(required=True)


class ReferOpinionIn(NotInvitedIn):
    """The application to a department about an opinion."""

    id = optional_id()


class ReportIn(Strict):
    """A version of the report; ``file_ids`` are staged files; ``submitted_on``: the government received it."""

    title = Line(required=True, maximum=200)
    received_on = Day(required=True)
    submitted_on = optional_day()
    comments = optional_words(4000)
    file_ids = staged_files()


class ReportFilesIn(Strict):
    """Files for a version that came without them; ``file_ids`` are staged files."""

    file_ids = staged_files()


class SignIn(Strict):
    """What is done with the report; the password again and the drawn signature."""

    outcome = Choice(Outcome, required=True)
    words = optional_words(4000)
    password = fields.String(required=True, load_only=True, validate=Length(max=200))
    signature = Drawn(load_default=None, allow_none=True)


class ApprovalIn(Strict):
    """The government's approval; ``submitted_on``: the government received the report."""

    approver = Line(required=True, maximum=200)
    number = Line(required=True, maximum=80)
    approved_on = Day(required=True)
    submitted_on = optional_day()
    received_on = optional_day()
    words = optional_words(4000)
    file_ids = staged_files()


class SheetIn(Strict):
    """Which sheet of the case to issue."""

    sheet = Choice(Sheet, required=True)


class MeasureIn(Strict):
    """A corrective measure of the report."""

    id = optional_id()
    summary = Line(required=True, maximum=300)
    detail = Words(maximum=4000, load_default="")
    owner = Line(required=True, maximum=200)
    term_on = Day(required=True)

    @post_load
    def _detail(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"detail": data["detail"] or ""}


class CloseIn(Strict):
    """The day on which the case went into the archive; today without one.

    ``no_opinion_reason``: why the union gave no opinion on a case with casualties.
    """

    closed_on = optional_day()
    no_opinion_reason = optional_words(1000)
