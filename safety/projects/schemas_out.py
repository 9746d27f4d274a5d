"""Projects and reviews as programs receive them."""

from __future__ import annotations

from marshmallow import fields

from safety.jobs.queries import reason_of
from safety.law.citations import on_page
from safety.law.project_terms import TERM_LABELS
from safety.projects.terms import basis_of
from safety.wire.paging import ListOut
from safety.wire.problems import translate, translate_all
from safety.wire.schemas import Instant, Strict
from safety.workplaces.schemas import PlaceOut


class ProjectRowOut(PlaceOut):
    """A project in a list; ``no_union_part``: in use, and the union had no part in its acceptance."""

    id = fields.UUID()
    name = fields.String()
    nature = fields.String()
    industry = fields.String(allow_none=True)
    owner_id = fields.UUID()
    owner_name = fields.String()
    site_id = fields.UUID(allow_none=True)
    district_code = fields.String(allow_none=True)
    union_id = fields.UUID()
    stage = fields.String()
    no_union_part = fields.Boolean()
    is_high_risk = fields.Boolean()
    is_city_project = fields.Boolean()
    investment_yuan = fields.Decimal(as_string=True, allow_none=True)
    workers_expected = fields.Integer(allow_none=True)
    version = fields.Integer()


class MoveOut(Strict):
    """A step to a later stage."""

    stage = fields.String()
    on_day = fields.Date()
    words = fields.String(allow_none=True)
    at = Instant()
    by_name = fields.String()


class OpinionOut(Strict):
    """An opinion; its course is that of its demand."""

    id = fields.UUID()
    demand_id = fields.UUID()
    position = fields.Integer()
    category = fields.String()
    drawing = fields.String(allow_none=True)
    answers_id = fields.UUID(allow_none=True)
    text = fields.String(attribute="demand.summary")
    detail = fields.String(attribute="demand.detail")
    place = fields.String(attribute="demand.place_on_site", allow_none=True)
    mandatory = fields.Boolean(attribute="demand.binding")
    basis = fields.List(fields.Dict(), attribute="demand.basis")
    state = fields.String(attribute="demand.state")
    needs_reply = fields.Boolean(attribute="demand.needs_reply")
    replied_at = Instant(attribute="demand.replied_at", allow_none=True)
    no_reply_at = Instant(attribute="demand.no_reply_at", allow_none=True)
    stance = fields.String(attribute="demand.stance", allow_none=True)
    result = fields.String(attribute="demand.result", allow_none=True)
    term_on = fields.Date(attribute="demand.term_on", allow_none=True)


class MaterialOut(Strict):
    """A paper the owner sent."""

    id = fields.UUID()
    name = fields.String()
    edition = fields.String(allow_none=True)
    received_on = fields.Date()


class ParticipantOut(Strict):
    """A member who takes part."""

    id = fields.UUID()
    member_id = fields.UUID()
    duty = fields.String(allow_none=True)


class AttendanceOut(Strict):
    """A person's part in the meeting or the look at the site."""

    id = fields.UUID()
    kind = fields.String()
    held_on = fields.Date()
    place = fields.String(allow_none=True)
    person = fields.String()
    unit = fields.String(allow_none=True)
    is_union = fields.Boolean()


class SignOffOut(Strict):
    """A conclusion: proposed, signed, withdrawn; ``paper_id`` is the sealed 会签表."""

    id = fields.UUID()
    state = fields.String()
    conclusion = fields.String()
    words = fields.String(allow_none=True)
    conditions = fields.List(fields.Dict())
    proposed_at = Instant()
    proposed_by = fields.UUID(allow_none=True)
    signed_at = Instant(allow_none=True)
    signed_by = fields.UUID(allow_none=True)
    paper_id = fields.UUID(allow_none=True)
    needs_counter = fields.Boolean()
    countered_at = Instant(allow_none=True)
    countered_by = fields.UUID(allow_none=True)
    counter_paper_id = fields.UUID(allow_none=True)


class DissentOut(Strict):
    """A participant's reservation."""

    id = fields.UUID()
    member_id = fields.UUID()
    words = fields.String()
    at = Instant()


class ReviewOut(Strict):
    """A design review or a completion acceptance with everything that was recorded."""

    id = fields.UUID()
    project_id = fields.UUID()
    kind = fields.String()
    invited = fields.Boolean()
    notified_on = fields.Date()
    notified_by = fields.String()
    how = fields.String()
    words = fields.String(allow_none=True)
    meeting_on = fields.Date(allow_none=True)
    opened_at = Instant()
    reply_by = fields.Date(allow_none=True)
    number = fields.String(allow_none=True)
    paper_id = fields.UUID(allow_none=True)
    transmitted_at = Instant(allow_none=True)
    settled_at = Instant(allow_none=True)
    materials = fields.List(fields.Nested(MaterialOut))
    participants = fields.List(fields.Nested(ParticipantOut))
    attendances = fields.List(fields.Nested(AttendanceOut))
    opinions = fields.List(fields.Nested(OpinionOut))
    sign_offs = fields.List(fields.Nested(SignOffOut))
    dissents = fields.List(fields.Nested(DissentOut))
    version = fields.Integer()


class MayOut(Strict):
    """Whether the caller may do one act of signing now; else ``code`` and ``why`` are those of the refusal."""

    act = fields.String()
    may = fields.Boolean()
    code = fields.String(allow_none=True)
    why = fields.String(allow_none=True)


class SigningOut(Strict):
    """What the caller would sign: the conclusion, every opinion as it stands, what is missing, and who may."""

    sign_off = fields.Nested(SignOffOut, allow_none=True)
    opinions = fields.List(fields.Nested(OpinionOut))
    dissents = fields.List(fields.Nested(DissentOut))
    missing = fields.List(fields.String())
    acts = fields.List(fields.Nested(MayOut))


class FormerKindOut(Strict):
    """What a project was until a moment, and when the change was entered."""

    nature = fields.String()
    tracks = fields.List(fields.String())
    hazard_class = fields.String(allow_none=True)
    until = Instant()
    at = Instant()


class ProjectOut(ProjectRowOut):
    """A project with its steps and reviews."""

    designer = fields.String(allow_none=True)
    builder = fields.String(allow_none=True)
    supervisor = fields.String(allow_none=True)
    assessors = fields.String(allow_none=True)
    tracks = fields.List(fields.String())
    approval_number = fields.String(allow_none=True)
    authority = fields.String(allow_none=True)
    outline = fields.Dict(allow_none=True)
    design_review_planned_on = fields.Date(allow_none=True)
    start_planned_on = fields.Date(allow_none=True)
    acceptance_planned_on = fields.Date(allow_none=True)
    use_planned_on = fields.Date(allow_none=True)
    external_ref = fields.String(allow_none=True)
    special_works = fields.String(allow_none=True)
    hazard_class = fields.String(allow_none=True)
    design_applied_on = fields.Date(allow_none=True)
    design_accepted_on = fields.Date(allow_none=True)
    design_decided_on = fields.Date(allow_none=True)
    pre_evaluation_received_on = fields.Date(allow_none=True)
    pre_evaluation_decided_on = fields.Date(allow_none=True)
    effect_evaluated_on = fields.Date(allow_none=True)
    acceptance_plan_sent_on = fields.Date(allow_none=True)
    safety_accepted_on = fields.Date(allow_none=True)
    safety_accepted_by = fields.String(allow_none=True)
    health_accepted_on = fields.Date(allow_none=True)
    health_accepted_by = fields.String(allow_none=True)
    acceptance_reported_on = fields.Date(allow_none=True)
    former_kinds = fields.List(fields.Nested(FormerKindOut))
    moves = fields.List(fields.Nested(MoveOut))
    reviews = fields.List(fields.Nested(ReviewOut))


class TermOut(Strict):
    """A term of a project today; of one that is ``unread`` no day is told, its text has to be read first."""

    term = fields.String(attribute="rule.term")
    label = fields.Function(lambda one: translate(TERM_LABELS[one.rule.term]), metadata={"type": "string"})
    standing = fields.String()
    since = fields.Date(allow_none=True)
    first_on = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True)
    met_on = fields.Date(allow_none=True)
    planned = fields.Boolean()
    days_left = fields.Integer(allow_none=True)
    basis = fields.Function(basis_of, metadata={"type": "string"})


class AcceptanceOut(Strict):
    """Who organised an acceptance, and who has to by the law of its day (null where that was not read).

    ``doubt``: articles in force that say otherwise.
    """

    track = fields.String()
    by = fields.String(allow_none=True)
    should = fields.String(allow_none=True)
    basis = fields.Function(lambda one: on_page(one.provisions, one.on), metadata={"type": "string"})
    doubt = fields.Function(lambda one: on_page(one.doubt, one.on), metadata={"type": "string"})
    held_on = fields.Date(allow_none=True)
    differs = fields.Boolean()


class TermsOut(Strict):
    """What the law asks of a project, by when, and who organises its acceptance."""

    terms = fields.List(fields.Nested(TermOut))
    acceptances = fields.List(fields.Nested(AcceptanceOut))


class ProjectListOut(ListOut):
    """Projects."""

    items = fields.List(fields.Nested(ProjectRowOut))


class TallyOut(Strict):
    """Counts of one district, kind or year; a share is two of them."""

    key = fields.String()
    projects = fields.Integer()
    reviews = fields.Integer()
    invited = fields.Integer()
    attended = fields.Integer()
    opinions = fields.Integer()
    adopted = fields.Integer()
    due = fields.Integer()
    in_time = fields.Integer()


class LinkOut(Strict):
    """The owner's address for its reply, told this once."""

    address = fields.String()
    expires_at = Instant()


class PaperOut(Strict):
    """A paper that was issued."""

    id = fields.UUID()
    number = fields.String(allow_none=True)
    state = fields.String()


class EndedOut(Strict):
    """How many links were ended."""

    ended = fields.Integer()


class ReferralOut(Strict):
    """The application to a department."""

    id = fields.UUID()
    kind = fields.String()
    department = fields.String()
    number = fields.String(allow_none=True)


class DossierOut(Strict):
    """The work on a project's dossier; ``state`` is queued, running, done or failed."""

    id = fields.UUID()
    state = fields.String()
    done = fields.Integer()
    total = fields.Integer()
    problem = fields.Function(
        lambda job: translate_all(reason_of(job)), metadata={"type": ["string", "null"]}
    )
    created_at = fields.AwareDateTime(format="iso")
