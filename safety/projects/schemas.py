"""What goes in: forms and JSON share these; unknown fields are refused, and nothing is looked up here."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from safety.corrections.schemas import LinkReplyIn
from safety.law.project_natures import ProjectNature
from safety.law.project_works import HazardClass, Organiser, SpecialWorks
from safety.papers.schemas import EnclosedIn
from safety.projects.inputs import Condition
from safety.projects.queries import By
from safety.projects.vocabulary import AttendanceKind, Category, Conclusion, How, ReviewKind, Stage, Track
from safety.wire.drawn import Drawn
from safety.wire.paging import ListArgs, Order
from safety.wire.schemas import Choice, Day, Length, Line, OneOf, Range, Strict, Words
from safety.workplaces.schemas import Positioned


def _optional(maximum: int) -> Line:
    return Line(maximum=maximum, load_default=None, allow_none=True)


def _day() -> Day:
    return Day(load_default=None, allow_none=True)


class ProjectIn(Positioned):
    """A project's own facts; ``investment_yuan`` in yuan.

    The days say when a step was taken; ``*_accepted_by`` who organised the acceptance.
    """

    name = Line(required=True, maximum=200)
    nature = Choice(ProjectNature, required=True)
    industry = _optional(1)
    designer = _optional(200)
    builder = _optional(200)
    supervisor = _optional(200)
    assessors = _optional(300)
    investment_yuan = fields.Decimal(
        load_default=None, allow_none=True, places=2, as_string=True, validate=Range(min=0, max=10**14)
    )
    workers_expected = fields.Integer(
        load_default=None, allow_none=True, validate=Range(min=0, max=1_000_000)
    )
    is_high_risk = fields.Boolean(load_default=False)
    is_city_project = fields.Boolean(load_default=False)
    tracks = fields.List(Choice(Track), required=True, validate=Length(min=1, max=2))
    approval_number = _optional(100)
    authority = _optional(120)
    design_review_planned_on = _day()
    start_planned_on = _day()
    acceptance_planned_on = _day()
    use_planned_on = _day()
    external_ref = _optional(80)
    special_works = Choice(SpecialWorks, load_default=None, allow_none=True)
    hazard_class = Choice(HazardClass, load_default=None, allow_none=True)
    design_applied_on = _day()
    design_accepted_on = _day()
    design_decided_on = _day()
    pre_evaluation_received_on = _day()
    pre_evaluation_decided_on = _day()
    effect_evaluated_on = _day()
    acceptance_plan_sent_on = _day()
    safety_accepted_on = _day()
    safety_accepted_by = Choice(Organiser, load_default=None, allow_none=True)
    health_accepted_on = _day()
    health_accepted_by = Choice(Organiser, load_default=None, allow_none=True)
    acceptance_reported_on = _day()


class ProjectNewIn(ProjectIn):
    """A new project of an employer (建设单位)."""

    owner_id = fields.UUID(required=True)
    site_id = fields.UUID(load_default=None, allow_none=True)
    district_code = _optional(6)
    union_id = fields.UUID(load_default=None, allow_none=True)
    accept_duplicate = fields.Boolean(load_default=False)


class ProjectChangeIn(ProjectIn):
    """A changed project; ``accept_duplicate`` as for a new one."""

    accept_duplicate = fields.Boolean(load_default=False)
    kind_since = _day()


class ProjectEditIn(ProjectChangeIn):
    """The same from the page, with the version it was read at."""

    version = fields.Integer(required=True)


class MoveIn(Strict):
    """A step to a later stage."""

    stage = Choice(Stage, required=True)
    on = Day(required=True)
    words = Words(maximum=1000, load_default=None, allow_none=True)


class ReviewIn(Strict):
    """The invitation to a review, or that there was none."""

    kind = Choice(ReviewKind, required=True)
    invited = fields.Boolean(required=True)
    notified_on = Day(required=True)
    notified_by = Line(required=True, maximum=120)
    how = Choice(How, required=True)
    words = Words(maximum=2000, load_default=None, allow_none=True)
    meeting_on = _day()


class MaterialIn(Strict):
    """A paper that the owner sent."""

    name = Line(required=True, maximum=200)
    edition = _optional(60)
    received_on = Day(required=True)


class MaterialReceiptIn(Strict):
    """Which day's documents to give a receipt for, and who brought them."""

    received_on = Day(required=True)
    handed_by = Line(required=True, maximum=60)


class ParticipantIn(Strict):
    """A member who takes part."""

    member_id = fields.UUID(required=True)
    duty = _optional(60)


class AttendanceIn(Strict):
    """A person's part in the meeting or the look at the site."""

    kind = Choice(AttendanceKind, required=True)
    held_on = Day(required=True)
    person = Line(required=True, maximum=60)
    is_union = fields.Boolean(load_default=False)
    unit = _optional(200)
    place = _optional(200)
    signature = Drawn(load_default=None, allow_none=True)


class OpinionIn(Strict):
    """An opinion."""

    category = Choice(Category, required=True)
    mandatory = fields.Boolean(required=True)
    text = Line(required=True, maximum=300)
    detail = Words(maximum=4000, load_default=None, allow_none=True)
    law = _optional(200)
    article = _optional(60)
    drawing = _optional(200)
    place = _optional(200)
    answers_id = fields.UUID(load_default=None, allow_none=True)


class TransmitIn(EnclosedIn):
    """By when the union asks for the written reply."""

    reply_by = Day(required=True)


class ConditionIn(Strict):
    """A condition with its term."""

    text = Line(required=True, maximum=300)
    term_on = Day(required=True)

    @post_load
    def _plain(self, data: dict[str, Any], **_: Any) -> Condition:
        return Condition(**data)


class ProposalIn(Strict):
    """The conclusion that one person proposes."""

    conclusion = Choice(Conclusion, required=True)
    words = Words(maximum=4000, load_default=None, allow_none=True)
    conditions = fields.List(fields.Nested(ConditionIn), load_default=list, validate=Length(max=20))


class ReasonIn(Strict):
    """Why."""

    reason = Words(maximum=300, required=True)


class WordsIn(Strict):
    """What is said."""

    words = Words(maximum=4000, required=True)


class SigningIn(Strict):
    """The password again, and the drawn signature."""

    password = fields.String(required=True, validate=Length(min=1, max=200))
    signature = Drawn(required=True)


class SupplementIn(SigningIn):
    """An addition to what was signed."""

    words = Words(maximum=4000, required=True)


class ReferralIn(Strict):
    """An application to a department about a review."""

    department = Line(maximum=120, required=True)
    reason = Words(maximum=4000, required=True)
    request = Words(maximum=2000, required=True)


class OwnerReplyIn(LinkReplyIn):
    """The owner's own reply through its link."""


class ProjectFilterArgs(Strict):
    """Which projects."""

    q = Line(maximum=100, load_default=None)
    district = Line(maximum=6, load_default=None)
    stage = Choice(Stage, load_default=None)
    nature = Choice(ProjectNature, load_default=None)
    no_union_part = fields.Boolean(load_default=None)
    high_risk = fields.Boolean(load_default=None)
    site_id = fields.UUID(load_default=None)
    waiting = fields.String(load_default=None, validate=OneOf(["reply", "sign"]))
    since = Day(load_default=None)
    until = Day(load_default=None)


class ProjectArgs(ProjectFilterArgs, ListArgs):
    """Filters and orders of the list of projects."""

    sort = Order("name", "nature", "district", "stage", "registered", "investment")


class NumbersArgs(ProjectFilterArgs):
    """The same, and by what is counted."""

    by = Choice(By, load_default=By.YEAR)
