"""Demands: the list, one with its history, and what happens to it outside notices."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from safety.access.permissions import Permission as P
from safety.corrections import operations, queries, schemas
from safety.corrections import schemas_out as out
from safety.corrections.api.blueprint import api
from safety.corrections.guard import who
from safety.corrections.models import Demand
from safety.corrections.page_terms import terms_of_demands
from safety.corrections.queries import DemandFilters
from safety.corrections.rules import sight_of
from safety.corrections.subjects import found_at
from safety.papers.models import Paper
from safety.papers.schemas import PaperOut
from safety.people.guard import current_actor, needs, today
from safety.wire.paging import listing, window_at
from safety.wire.versions import edits_version, fresh

READ = (P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ)
HANDLE = (P.CORRECTION_HANDLE, P.PROJECT_RECORD, P.ACCIDENT_RECORD)


def found(demand_id: uuid.UUID) -> Demand:
    """The demand, if the caller may see it; on the version that ``If-Match`` names."""
    demand: Demand = fresh(queries.get_demand(demand_id, sight_of(current_actor())))
    return demand


@api.route("/demands", methods=["GET"])
@api.arguments(schemas.DemandArgs, location="query")
@api.response(200, out.DemandsOut)
@needs(*READ)
def list_demands(args: dict[str, Any]) -> dict[str, Any]:
    """Demands that may be seen; ``due``: overdue (corrected but not re-checked counts), today, week."""
    window = window_at(args)
    filters = DemandFilters(**{**args, "sort": args["sort"] or "term"})
    page = queries.list_demands(sight_of(current_actor()), filters, window, today())
    return {**listing(page), "items": _as_read(page.items)}


def _as_read(demands: Sequence[Demand]) -> list[dict[str, Any]]:
    """Demands as they are told, each with the moment of its finding and whether it allows no day."""
    moments, terms, names = found_at(demands), terms_of_demands(demands), out.DemandOut().fields
    return [
        {name: getattr(one, name) for name in names}
        | {"found_at": moments[one.id], "at_once": terms[one.id].at_once}
        for one in demands
    ]


@api.route("/demands/counts", methods=["GET"])
@api.response(200, out.CountsOut)
@needs(*READ)
def count_demands() -> Any:
    """The numbers of the Today page."""
    return queries.demand_counts(sight_of(current_actor()), today())


@api.route("/demands/<uuid:demand_id>", methods=["GET"])
@api.response(200, out.DemandWithFactsOut)
@needs(*READ)
def get_demand(demand_id: uuid.UUID) -> Any:
    """A demand with its history."""
    demand = found(demand_id)
    return {**_as_read([demand])[0], "facts": queries.facts_of(demand.id)}


@api.route("/demands/<uuid:demand_id>/term", methods=["POST"])
@api.arguments(schemas.TermIn)
@api.response(200, out.DemandOut)
@needs(*HANDLE)
@edits_version
def set_term(args: dict[str, Any], demand_id: uuid.UUID) -> Demand:
    """Set or extend the term."""
    return operations.set_term(**who(), demand=found(demand_id), **args)


@api.route("/demands/<uuid:demand_id>/grounds", methods=["PUT"])
@api.arguments(schemas.GroundsIn)
@api.response(200, out.DemandOut)
@needs(P.CORRECTION_RECHECK)
@edits_version
def set_grounds(args: dict[str, Any], demand_id: uuid.UUID) -> Demand:
    """Say of an open finding what decides the law of its papers; what is left out or null nobody says."""
    return operations.say_grounds(**who(), demand=found(demand_id), **args)


@api.route("/demands/<uuid:demand_id>/withdraw", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.DemandOut)
@needs(*HANDLE, P.CORRECTION_CLOSE_MAJOR)
@edits_version
def withdraw(args: dict[str, Any], demand_id: uuid.UUID) -> Demand:
    """Withdraw a wrong demand; a major one not by who raised it."""
    return operations.withdraw_demand(**who(), demand=found(demand_id), **args)


@api.route("/demands/<uuid:demand_id>/hand-over", methods=["POST"])
@api.arguments(schemas.HandOverIn)
@api.response(200, out.DemandOut)
@needs(*HANDLE)
@edits_version
def hand_over(args: dict[str, Any], demand_id: uuid.UUID) -> Demand:
    """Give the demand to another responsible member."""
    demand = found(demand_id)
    operations.hand_over_demands(**who(), from_id=demand.responsible_id, demand_ids=[demand.id], **args)
    return demand


@api.route("/demands/<uuid:demand_id>/accept-reply", methods=["POST"])
@api.response(200, out.DemandOut)
@needs(*HANDLE)
@edits_version
def accept_reply(demand_id: uuid.UUID) -> Demand:
    """Let an advisory opinion end with its reply."""
    return operations.accept_reply(**who(), demand=found(demand_id))


@api.route("/demands/<uuid:demand_id>/no-reply", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.DemandOut)
@api.alt_response(409, description="No reply is needed, one came, or the term still runs")
@needs(*HANDLE)
@edits_version
def record_no_reply(args: dict[str, Any], demand_id: uuid.UUID) -> Demand:
    """Record that the term passed without a written reply; a verification may then close the demand."""
    return operations.record_no_reply(**who(), demand=found(demand_id), **args)


@api.route("/demands/<uuid:demand_id>/confirm-close", methods=["POST"])
@api.arguments(schemas.ConfirmIn)
@api.response(200, out.DemandOut)
@needs(P.CORRECTION_CLOSE_MAJOR)
@edits_version
def confirm_close(args: dict[str, Any], demand_id: uuid.UUID) -> Demand:
    """Close a major demand as the second person."""
    return operations.confirm_close(**who(), demand=found(demand_id), **args)


@api.route("/demands/<uuid:demand_id>/refuse-close", methods=["POST"])
@api.arguments(schemas.ReasonIn)
@api.response(200, out.DemandOut)
@needs(P.CORRECTION_CLOSE_MAJOR)
@edits_version
def refuse_close(args: dict[str, Any], demand_id: uuid.UUID) -> Demand:
    """Send a major demand back."""
    return operations.refuse_close(**who(), demand=found(demand_id), **args)


@api.route("/demands/<uuid:demand_id>/closing-slip", methods=["POST"])
@api.response(200, PaperOut)
@needs(*HANDLE)
@edits_version
def issue_closing_slip(demand_id: uuid.UUID) -> Paper:
    """Issue the closing slip (销号单) of a closed demand; asked again, the same paper."""
    return operations.issue_closing_slip(**who(), demand=found(demand_id))


@api.route("/demands/<uuid:demand_id>/reopen/<uuid:new_id>", methods=["PUT"])
@api.arguments(schemas.ReopenIn)
@api.response(201, out.DemandOut)
@needs(*HANDLE)
@edits_version
def reopen(args: dict[str, Any], demand_id: uuid.UUID, new_id: uuid.UUID) -> Demand:
    """Raise a closed demand again as a new one that names it."""
    return operations.reopen_demand(**who(), demand=found(demand_id), new_id=new_id, **args)
