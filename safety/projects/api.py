"""Projects and reviews for programs: whatever a page can do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.corrections.gate import Shut
from safety.corrections.guard import status_of, who
from safety.corrections.models import Referral
from safety.errors import NotFound
from safety.jobs.models import Job
from safety.papers.models import Paper
from safety.people.guard import current_actor, current_scope, needs, today
from safety.projects import operations, queries, schemas
from safety.projects import schemas_out as out
from safety.projects.guard import base_url, dossier_answer, own_dossier
from safety.projects.models import (
    Attendance,
    Dissent,
    Material,
    Opinion,
    Participant,
    Project,
    Review,
    SignOff,
)
from safety.projects.queries import ProjectFilters, Tally
from safety.projects.rules import missing_for
from safety.projects.signing_rules import SigningAct, why_not
from safety.projects.terms import acceptances_of, clocks_of
from safety.projects.vocabulary import Conclusion
from safety.wire.paging import listing, window_at
from safety.wire.problems import translate
from safety.wire.versions import asked_version, edits_version, fresh

api = Blueprint(
    "projects_api", __name__, description="Construction projects, their reviews and what was signed"
)
REVIEW = "/project-reviews/<uuid:review_id>"


def found(project_id: uuid.UUID, permission: P = P.PROJECT_READ) -> Project:
    """The project, where ``permission`` is held."""
    return queries.get_project(project_id, current_scope(permission))


def found_review(review_id: uuid.UUID, permission: P = P.PROJECT_READ) -> Review:
    """The review, where ``permission`` is held."""
    return queries.get_review(review_id, current_scope(permission))


@api.route("/projects", methods=["GET"])
@api.arguments(schemas.ProjectArgs, location="query")
@api.response(200, out.ProjectListOut)
@needs(P.PROJECT_READ)
def list_projects(args: dict[str, Any]) -> dict[str, Any]:
    """The register, filtered as on the page."""
    window = window_at(args)
    sort, scope = args.pop("sort"), current_scope(P.PROJECT_READ)
    return listing(queries.list_projects(scope, ProjectFilters(**args), window, today=today(), sort=sort))


@api.route("/projects/<uuid:project_id>", methods=["PUT"])
@api.arguments(schemas.ProjectNewIn)
@api.response(201, out.ProjectOut)
@api.alt_response(200, schema=out.ProjectOut, description="The same again")
@api.alt_response(409, description="A likely duplicate, or the id is taken")
@needs(P.PROJECT_RECORD)
def put_project(args: dict[str, Any], project_id: uuid.UUID) -> Any:
    """Register a project under an id of one's own."""
    there = queries.is_kept(project_id)
    project = operations.create_project(**who(), id=project_id, **args)
    return project, status_of(made=not there)


@api.route("/projects/<uuid:project_id>", methods=["GET"])
@api.response(200, out.ProjectOut)
@needs(P.PROJECT_READ)
def get_project(project_id: uuid.UUID) -> Project:
    """A project with its reviews."""
    return found(project_id)


@api.route("/projects/<uuid:project_id>/terms", methods=["GET"])
@api.response(200, out.TermsOut)
@needs(P.PROJECT_READ)
def list_terms(project_id: uuid.UUID) -> dict[str, Any]:
    """What the law asks of a project by when, and who organises its acceptance."""
    project = found(project_id)
    return {"terms": clocks_of(project, today()), "acceptances": acceptances_of(project, today())}


@api.route("/projects/<uuid:project_id>", methods=["PATCH"])
@api.arguments(schemas.ProjectChangeIn)
@api.response(200, out.ProjectOut)
@api.alt_response(412, description="It was changed since it was read")
@needs(P.PROJECT_RECORD)
@edits_version
def edit_project(args: dict[str, Any], project_id: uuid.UUID) -> Project:
    """Change a project's own facts (``If-Match`` with the version that was read)."""
    project = found(project_id, P.PROJECT_RECORD)
    return operations.edit_project(**who(), project=project, version=asked_version(), **args)


@api.route("/projects/<uuid:project_id>/stage", methods=["POST"])
@api.arguments(schemas.MoveIn)
@api.response(200, out.ProjectOut)
@needs(P.PROJECT_RECORD)
@edits_version
def move_project(args: dict[str, Any], project_id: uuid.UUID) -> Project:
    """Note that it came to a later stage."""
    return operations.move_project(**who(), project=fresh(found(project_id, P.PROJECT_RECORD)), **args)


@api.route("/projects/<uuid:project_id>/reviews", methods=["POST"])
@api.arguments(schemas.ReviewIn)
@api.response(201, out.ReviewOut)
@needs(P.PROJECT_RECORD)
def open_review(args: dict[str, Any], project_id: uuid.UUID) -> Review:
    """Enter the invitation to a review, or that there was none."""
    return operations.open_review(**who(), project=found(project_id, P.PROJECT_RECORD), **args)


@api.route("/project-numbers", methods=["GET"])
@api.arguments(schemas.NumbersArgs, location="query")
@api.response(200, out.TallyOut(many=True))
@needs(P.PROJECT_READ)
def numbers(args: dict[str, Any]) -> Sequence[Tally]:
    """Reviews with the union invited, there, its opinions adopted, answered in time."""
    by = args.pop("by")
    scope = current_scope(P.PROJECT_READ)
    return queries.tallies(scope, ProjectFilters(**args), by, today=today())


@api.route(REVIEW, methods=["GET"])
@api.response(200, out.ReviewOut)
@needs(P.PROJECT_READ)
def get_review(review_id: uuid.UUID) -> Review:
    """A review with everything that was recorded."""
    return found_review(review_id)


@api.route(f"{REVIEW}/materials", methods=["POST"])
@api.arguments(schemas.MaterialIn)
@api.response(201, out.MaterialOut)
@needs(P.PROJECT_RECORD)
def add_material(args: dict[str, Any], review_id: uuid.UUID) -> Material:
    """Enter a paper that the owner sent."""
    return operations.add_material(**who(), review=found_review(review_id, P.PROJECT_RECORD), **args)


@api.route(f"{REVIEW}/material-receipts", methods=["POST"])
@api.arguments(schemas.MaterialReceiptIn)
@api.response(200, out.PaperOut)
@api.alt_response(409, description="Nothing was received on that day")
@needs(P.PROJECT_RECORD)
def issue_material_receipt(args: dict[str, Any], review_id: uuid.UUID) -> Paper:
    """Issue the receipt (资料签收单) of a day's documents; asked again with the same facts, the same paper."""
    review = found_review(review_id, P.PROJECT_RECORD)
    return operations.issue_material_receipt(**who(), review=review, **args)


@api.route(f"{REVIEW}/participants", methods=["POST"])
@api.arguments(schemas.ParticipantIn)
@api.response(201, out.ParticipantOut)
@needs(P.PROJECT_RECORD)
def add_participant(args: dict[str, Any], review_id: uuid.UUID) -> Participant:
    """Name a member who takes part for the union."""
    return operations.add_participant(**who(), review=found_review(review_id, P.PROJECT_RECORD), **args)


@api.route(f"{REVIEW}/attendances", methods=["POST"])
@api.arguments(schemas.AttendanceIn)
@api.response(201, out.AttendanceOut)
@needs(P.PROJECT_RECORD)
def record_attendance(args: dict[str, Any], review_id: uuid.UUID) -> Attendance:
    """Enter a person's part in the meeting or the look at the site."""
    return operations.record_attendance(**who(), review=found_review(review_id, P.PROJECT_RECORD), **args)


@api.route(f"{REVIEW}/opinions", methods=["POST"])
@api.arguments(schemas.OpinionIn)
@api.response(201, out.OpinionOut)
@needs(P.PROJECT_RECORD)
def add_opinion(args: dict[str, Any], review_id: uuid.UUID) -> Opinion:
    """Enter an opinion; replies, verification and reopening go through its demand."""
    return operations.add_opinion(**who(), review=found_review(review_id, P.PROJECT_RECORD), **args)


@api.route(f"{REVIEW}/opinions/<uuid:opinion_id>/withdrawal", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.OpinionOut)
@needs(P.PROJECT_RECORD)
def withdraw_opinion(args: dict[str, Any], review_id: uuid.UUID, opinion_id: uuid.UUID) -> Opinion:
    """Take an opinion back before it is sent."""
    review = found_review(review_id, P.PROJECT_RECORD)
    opinion = next((one for one in review.opinions if one.id == opinion_id), None)
    if opinion is None:
        raise NotFound
    return operations.withdraw_opinion(**who(), opinion=opinion, **args)


@api.route(f"{REVIEW}/transmission", methods=["POST"])
@api.arguments(schemas.TransmitIn)
@api.response(200, out.ReviewOut)
@needs(P.NOTICE_ISSUE)
@edits_version
def transmit(args: dict[str, Any], review_id: uuid.UUID) -> Review:
    """Issue the opinion paper: the term for the written reply begins."""
    review = fresh(found_review(review_id, P.PROJECT_RECORD))
    operations.transmit_opinions(**who(), review=review, base_url=base_url(), **args)
    return review


@api.route(f"{REVIEW}/links", methods=["POST"])
@api.response(201, out.LinkOut)
@needs(P.NOTICE_ISSUE)
def make_link(review_id: uuid.UUID) -> dict[str, Any]:
    """A new address for the owner's reply, told this once."""
    link, token = operations.make_link(**who(), review=found_review(review_id, P.NOTICE_ISSUE))
    return {"address": f"{base_url()}/project-reply/{token}", "expires_at": link.expires_at}


@api.route(f"{REVIEW}/links/end", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.EndedOut)
@needs(P.NOTICE_ISSUE)
def revoke_links(args: dict[str, Any], review_id: uuid.UUID) -> dict[str, int]:
    """End the owner's addresses."""
    review = found_review(review_id, P.NOTICE_ISSUE)
    return {"ended": operations.revoke_links(**who(), review=review, **args)}


@api.route(f"{REVIEW}/referral", methods=["POST"])
@api.arguments(schemas.ReferralIn)
@api.response(201, out.ReferralOut)
@needs(P.NOTICE_ISSUE)
def refer(args: dict[str, Any], review_id: uuid.UUID) -> Referral:
    """Ask a department to deal with the review: not invited, or opinions not answered."""
    return operations.refer_review(**who(), review=found_review(review_id, P.NOTICE_ISSUE), **args)


@api.route(f"{REVIEW}/settlement", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.ReviewOut)
@needs(P.PROJECT_SIGN)
@edits_version
def settle(args: dict[str, Any], review_id: uuid.UUID) -> Review:
    """Say that a review without the union is settled."""
    return operations.settle_review(**who(), review=fresh(found_review(review_id, P.PROJECT_SIGN)), **args)


@api.route(f"{REVIEW}/proposal", methods=["POST"])
@api.arguments(schemas.ProposalIn)
@api.response(201, out.SignOffOut)
@api.alt_response(409, description="Something is missing; every missing thing is named")
@needs(P.PROJECT_PROPOSE)
def propose(args: dict[str, Any], review_id: uuid.UUID) -> SignOff:
    """Propose the conclusion that somebody else signs."""
    return operations.propose_conclusion(**who(), review=found_review(review_id, P.PROJECT_PROPOSE), **args)


@api.route(f"{REVIEW}/proposal/withdrawal", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.SignOffOut)
@needs(P.PROJECT_PROPOSE)
def withdraw_proposal(args: dict[str, Any], review_id: uuid.UUID) -> SignOff:
    """Take a proposed conclusion back."""
    return operations.withdraw_conclusion(**who(), review=found_review(review_id, P.PROJECT_PROPOSE), **args)


@api.route(f"{REVIEW}/signature", methods=["GET"])
@api.response(200, out.SigningOut)
@needs(P.PROJECT_READ)
def signing_stand(review_id: uuid.UUID) -> dict[str, Any]:
    """What waits to be signed, what is missing, and which signature the caller may give."""
    review = found_review(review_id)
    signer = operations.signer_of(current_actor(), review)
    proposed = review.proposed
    missing = (
        missing_for(Conclusion(proposed.conclusion), queries.gate_facts(review))
        if proposed is not None
        else []
    )
    return {
        "sign_off": proposed or review.signed,
        "opinions": review.opinions,
        "dissents": review.dissents,
        "missing": [translate(one) for one in missing],
        "acts": [_may(act, why_not(act, signer)) for act in SigningAct],
    }


def _may(act: SigningAct, shut: Shut | None) -> dict[str, Any]:
    why = translate(shut.sentence) if shut else None
    return {"act": act.value, "may": shut is None, "code": shut.code if shut else None, "why": why}


@api.route(f"{REVIEW}/signature", methods=["POST"])
@api.arguments(schemas.SigningIn)
@api.response(201, out.SignOffOut)
@api.alt_response(409, description="Nothing waits, the proposer signs, or something is missing")
@needs(P.PROJECT_SIGN)
def sign(args: dict[str, Any], review_id: uuid.UUID) -> SignOff:
    """Sign the proposed conclusion: the 会签表 is issued, sealed, with its code."""
    return operations.sign_conclusion(**who(), review=found_review(review_id, P.PROJECT_SIGN), **args)


@api.route(f"{REVIEW}/counter-signature", methods=["POST"])
@api.arguments(schemas.SigningIn)
@api.response(201, out.SignOffOut)
@needs(P.PROJECT_SIGN)
def counter_sign(args: dict[str, Any], review_id: uuid.UUID) -> SignOff:
    """Counter-sign for a higher union."""
    return operations.counter_sign(**who(), review=found_review(review_id, P.PROJECT_SIGN), **args)


@api.route(f"{REVIEW}/supplements", methods=["POST"])
@api.arguments(schemas.SupplementIn)
@api.response(201, out.PaperOut)
@needs(P.PROJECT_SIGN)
def supplement(args: dict[str, Any], review_id: uuid.UUID) -> Paper:
    """Add to what was signed, with a signature of its own."""
    return operations.supplement(**who(), review=found_review(review_id, P.PROJECT_SIGN), **args)


@api.route(f"{REVIEW}/dissents", methods=["POST"])
@api.arguments(schemas.WordsIn)
@api.response(201, out.DissentOut)
@needs(P.PROJECT_READ)
def dissent(args: dict[str, Any], review_id: uuid.UUID) -> Dissent:
    """Keep one's own reservation beside the conclusion."""
    return operations.record_dissent(**who(), review=found_review(review_id), **args)


@api.route("/projects/<uuid:project_id>/dossier", methods=["POST"])
@api.response(202, out.DossierOut, description="Asked for; follow it at /project-dossiers/<id>")
@needs(P.EXPORT_CREATE)
def begin_dossier(project_id: uuid.UUID) -> Job:
    """Ask for the whole dossier: files, papers, signed records, an index and a SHA-256 manifest."""
    return operations.begin_dossier(**who(), project=found(project_id))


@api.route("/project-dossiers/<uuid:job_id>", methods=["GET"])
@api.response(200, out.DossierOut)
@needs(P.EXPORT_CREATE)
def get_dossier(job_id: uuid.UUID) -> Job:
    """How far one's own dossier is."""
    return own_dossier(job_id)


@api.route("/project-dossiers/<uuid:job_id>/file", methods=["GET"])
@api.response(200, content_type="application/zip", description="The ZIP")
@needs(P.EXPORT_CREATE)
def get_dossier_file(job_id: uuid.UUID) -> Response:
    """The ZIP, for its owner only; 404 until it is done."""
    return dossier_answer(own_dossier(job_id))
