"""Applications to a department, and their 30 days."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission as P
from safety.corrections import operations, queries, schemas
from safety.corrections import schemas_out as out
from safety.corrections.answer_terms import terms_of
from safety.corrections.api.blueprint import api
from safety.corrections.facts import subject_of
from safety.corrections.guard import status_of, who
from safety.corrections.models import Referral
from safety.corrections.queries import ReferralFilters
from safety.corrections.referral_rules import issuing_right
from safety.corrections.rules import sight_of
from safety.law.applications import AnswerTerm
from safety.people.guard import current_actor, needs, today
from safety.people.queries import place_of
from safety.people.queries.named import named_at
from safety.wire.paging import listing, window_at
from safety.wire.versions import edits_version, fresh, named_version

READ = (P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ)


def found(referral_id: uuid.UUID) -> Referral:
    """The referral, if the caller may see it; on the version that ``If-Match`` names."""
    referral: Referral = fresh(queries.get_referral(referral_id, sight_of(current_actor())))
    return referral


@api.route("/referrals", methods=["GET"])
@api.arguments(schemas.ReferralArgs, location="query")
@api.response(200, out.ReferralsOut)
@needs(*READ)
def list_referrals(args: dict[str, Any]) -> dict[str, Any]:
    """Referrals, unanswered ones first, each with whose its term is."""
    window = window_at(args)
    args.pop("sort")
    page = queries.list_referrals(sight_of(current_actor()), ReferralFilters(**args), window, today())
    terms = terms_of(page.items)
    return listing(page) | {"items": [_with_term(one, terms[one.id]) for one in page.items]}


@api.route("/referrals/<uuid:referral_id>", methods=["GET"])
@api.response(200, out.ReferralWithTermOut)
@needs(*READ)
def get_referral(referral_id: uuid.UUID) -> dict[str, Any]:
    """A referral, and whose its term is: ``by_law``, ``at_once`` or ``own``."""
    referral = found(referral_id)
    return _with_term(referral, terms_of([referral])[referral.id])


def _with_term(referral: Referral, term: AnswerTerm) -> dict[str, Any]:
    return {name: getattr(referral, name) for name in out.ReferralOut().fields} | {"term": term}


@api.route("/referrals/<uuid:referral_id>", methods=["PUT"])
@api.arguments(schemas.ReferralSentIn)
@api.response(201, out.ReferralOut)
@api.alt_response(200, schema=out.ReferralOut, description="The same again")
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
def put_referral(args: dict[str, Any], referral_id: uuid.UUID) -> Any:
    """Ask a department to deal with demands; the application is issued, or kept as a draft."""
    with named_at("demand_ids"):
        demands = queries.get_demands(args["demand_ids"], sight_of(current_actor()))
    there = queries.is_kept(Referral, referral_id)
    act = operations.draft_referral if args.pop("draft") else operations.refer
    right = issuing_right(subject_of(demands)[0])
    referral = act(**who(), place=place_of(demands[0]), referral_id=referral_id, permission=right, **args)
    return referral, status_of(made=not there)


@api.route("/referrals/<uuid:referral_id>", methods=["PATCH"])
@api.arguments(schemas.ReferralChangeIn)
@api.response(200, out.ReferralOut)
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
@edits_version
def change_referral(args: dict[str, Any], referral_id: uuid.UUID) -> Referral:
    """Change a draft (``If-Match`` with the version that was read)."""
    referral = found(referral_id)
    permission = issuing_right(referral.subject_kind)
    return operations.update_referral(
        **who(), referral=referral, permission=permission, version=named_version(), **args
    )


@api.route("/referrals/<uuid:referral_id>", methods=["DELETE"])
@api.response(204)
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
@edits_version
def discard_referral(referral_id: uuid.UUID) -> None:
    """Delete a draft."""
    referral = found(referral_id)
    permission = issuing_right(referral.subject_kind)
    operations.discard_referral(**who(), referral=referral, permission=permission)


@api.route("/referrals/<uuid:referral_id>/issue", methods=["POST"])
@api.response(200, out.ReferralOut)
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
@edits_version
def issue_referral(referral_id: uuid.UUID) -> Referral:
    """Issue a draft: it gets its number, and its demands are referred."""
    referral = found(referral_id)
    permission = issuing_right(referral.subject_kind)
    return operations.issue_referral(**who(), referral=referral, permission=permission)


@api.route("/referrals/<uuid:referral_id>/revoke", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.ReferralOut)
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
@edits_version
def revoke_referral(args: dict[str, Any], referral_id: uuid.UUID) -> Referral:
    """Revoke an application that was not answered."""
    referral = found(referral_id)
    permission = issuing_right(referral.subject_kind)
    return operations.revoke_referral(
        **who(), referral=referral, permission=permission, version=named_version(), **args
    )


@api.route("/referrals/<uuid:referral_id>/receipt", methods=["POST"])
@api.arguments(schemas.ReceiptIn)
@api.response(200, out.ReferralOut)
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
@edits_version
def record_receipt(args: dict[str, Any], referral_id: uuid.UUID) -> Referral:
    """The day the department received it: the 30 days begin."""
    referral = found(referral_id)
    permission = issuing_right(referral.subject_kind)
    return operations.record_referral_receipt(
        **who(), referral=referral, permission=permission, version=named_version(), **args
    )


@api.route("/referrals/<uuid:referral_id>/answer", methods=["POST"])
@api.arguments(schemas.AnswerIn)
@api.response(200, out.ReferralOut)
@needs(P.NOTICE_ISSUE, P.ACCIDENT_RECORD)
@edits_version
def record_answer(args: dict[str, Any], referral_id: uuid.UUID) -> Referral:
    """What the department decided."""
    referral = found(referral_id)
    permission = issuing_right(referral.subject_kind)
    return operations.record_referral_answer(
        **who(), referral=referral, permission=permission, version=named_version(), **args
    )
