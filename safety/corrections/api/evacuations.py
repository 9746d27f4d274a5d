"""Evacuation proposals."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission as P
from safety.corrections import operations, queries, schemas
from safety.corrections import schemas_out as out
from safety.corrections.api.blueprint import api
from safety.corrections.guard import status_of, who
from safety.corrections.models import EvacuationProposal
from safety.people.guard import current_scope, needs
from safety.people.queries.named import named_at
from safety.wire.paging import listing, window_at
from safety.wire.versions import edits_version, fresh


@api.route("/evacuations", methods=["GET"])
@api.arguments(schemas.EvacuationArgs, location="query")
@api.response(200, out.EvacuationsOut)
@needs(P.CORRECTION_READ)
def list_evacuations(args: dict[str, Any]) -> dict[str, Any]:
    """Evacuation proposals, undecided ones first."""
    window = window_at(args)
    scope = current_scope(P.CORRECTION_READ)
    return listing(
        queries.list_evacuations(scope, window, undecided=args["undecided"], site_id=args["site_id"])
    )


@api.route("/evacuations/<uuid:proposal_id>", methods=["GET"])
@api.response(200, out.EvacuationOut)
@needs(P.CORRECTION_READ)
def get_evacuation(proposal_id: uuid.UUID) -> EvacuationProposal:
    """An evacuation proposal."""
    return queries.get_evacuation(proposal_id, current_scope(P.CORRECTION_READ))


@api.route("/evacuations/<uuid:proposal_id>", methods=["PUT"])
@api.arguments(schemas.EvacuationIn)
@api.response(201, out.EvacuationOut)
@api.alt_response(200, schema=out.EvacuationOut, description="The same again")
@needs(P.INSPECTION_RECORD)
def put_evacuation(args: dict[str, Any], proposal_id: uuid.UUID) -> Any:
    """Propose to withdraw people at once; the paper is issued."""
    with named_at("site_id"):
        site = queries.site_of(args.pop("site_id"), current_scope(P.INSPECTION_RECORD))
    there = queries.is_kept(EvacuationProposal, proposal_id)
    proposal = operations.propose_evacuation(**who(), site=site, proposal_id=proposal_id, **args)
    return proposal, status_of(made=not there)


@api.route("/evacuations/<uuid:proposal_id>/decision", methods=["POST"])
@api.arguments(schemas.EvacuationDecisionIn)
@api.response(200, out.EvacuationOut)
@needs(P.INSPECTION_RECORD)
@edits_version
def decide_evacuation(args: dict[str, Any], proposal_id: uuid.UUID) -> EvacuationProposal:
    """What the employer decided, by whom, at which minute."""
    proposal = fresh(queries.get_evacuation(proposal_id, current_scope(P.INSPECTION_RECORD)))
    return operations.record_evacuation_decision(**who(), proposal=proposal, **args)
