"""The union's opinions, for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas, schemas_filters
from safety.accidents import schemas_out as out
from safety.accidents.api.blueprint import ONE, api, found
from safety.accidents.models import (
    AccidentOpinion,
)
from safety.corrections.guard import who
from safety.corrections.models import Referral
from safety.corrections.schemas_out import ReferralOut
from safety.people.guard import current_scope, needs, today
from safety.wire.paging import listing, window_at
from safety.wire.versions import edits_version, fresh


@api.route(f"{ONE}/opinions", methods=["GET"])
@api.response(200, out.OpinionOut(many=True))
@needs(P.ACCIDENT_READ)
def list_opinions(accident_id: uuid.UUID) -> Sequence[AccidentOpinion]:
    """The union's opinions."""
    return queries.opinions_of(found(accident_id).id)


@api.route(f"{ONE}/opinions/<uuid:opinion_id>", methods=["GET"])
@api.response(200, out.OpinionOut)
@needs(P.ACCIDENT_READ)
def get_accident_opinion(accident_id: uuid.UUID, opinion_id: uuid.UUID) -> AccidentOpinion:
    """An opinion of the union on the accident."""
    return queries.get_opinion(opinion_id, found(accident_id))


@api.route("/accidents/opinions", methods=["GET"])
@api.arguments(schemas_filters.OpinionArgs, location="query")
@api.response(200, out.OpinionListOut)
@needs(P.ACCIDENT_READ)
def list_all_opinions(args: dict[str, Any]) -> dict[str, Any]:
    """The opinions on every accident: those whose answer is due the longest first."""
    window = window_at(args)
    args.pop("sort")
    filters = queries.OpinionFilters(**args)
    return listing(queries.list_opinions(current_scope(P.ACCIDENT_READ), filters, window, today=today()))


@api.route(f"{ONE}/opinions", methods=["POST"])
@api.arguments(schemas.OpinionIn)
@api.response(201, out.OpinionOut)
@needs(P.ACCIDENT_RECORD)
def add_opinion(args: dict[str, Any], accident_id: uuid.UUID) -> AccidentOpinion:
    """Give an opinion."""
    return operations.give_opinion(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/opinions/<uuid:opinion_id>/answer", methods=["POST"])
@api.arguments(schemas.AnswerIn)
@api.response(200, out.OpinionOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def answer_opinion(args: dict[str, Any], accident_id: uuid.UUID, opinion_id: uuid.UUID) -> AccidentOpinion:
    """Enter the answer."""
    opinion = fresh(queries.get_opinion(opinion_id, found(accident_id, P.ACCIDENT_RECORD)))
    return operations.answer_opinion(**who(), opinion=opinion, **args)


@api.route(f"{ONE}/opinions/<uuid:opinion_id>/referral", methods=["POST"])
@api.arguments(schemas.ReferOpinionIn)
@api.response(201, ReferralOut)
@needs(P.ACCIDENT_RECORD)
def refer_opinion(args: dict[str, Any], accident_id: uuid.UUID, opinion_id: uuid.UUID) -> Referral:
    """Ask a department to deal with an opinion that was not answered in time or was rejected."""
    opinion = queries.get_opinion(opinion_id, found(accident_id, P.ACCIDENT_RECORD))
    return operations.refer_opinion(**who(), opinion=opinion, **args)
