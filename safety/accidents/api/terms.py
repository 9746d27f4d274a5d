"""Terms, who investigates, and calendars, for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import current_app, url_for

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas, schemas_filters
from safety.accidents import schemas_out as out
from safety.accidents.api.blueprint import ONE, api, found
from safety.accidents.models import (
    Accident,
    Appraisal,
    Extension,
    Handover,
)
from safety.accidents.queries import Running
from safety.accidents.schemas_standing import ClockOut
from safety.corrections.guard import who
from safety.law.clocks import Clock
from safety.people.guard import current_scope, needs, now


@api.route(f"{ONE}/clocks", methods=["GET"])
@api.response(200, ClockOut(many=True))
@needs(P.ACCIDENT_READ)
def list_clocks(accident_id: uuid.UUID) -> list[Clock]:
    """Every term of the accident."""
    return queries.clocks_of(found(accident_id))


@api.route("/accident-clocks", methods=["GET"])
@api.arguments(schemas_filters.RunningArgs, location="query")
@api.response(200, out.RunningOut(many=True))
@needs(P.ACCIDENT_READ)
def list_running(args: dict[str, Any]) -> list[Running]:
    """Terms that run, by accident, the soonest first."""
    return queries.running_clocks(current_scope(P.ACCIDENT_READ), now(), due=args["due"])


@api.route(f"{ONE}/handovers", methods=["GET"])
@api.response(200, out.HandoverOut(many=True))
@needs(P.ACCIDENT_READ)
def list_handovers(accident_id: uuid.UUID) -> Sequence[Handover]:
    """Taking over and entrusting."""
    return queries.handovers_of(found(accident_id).id)


@api.route(f"{ONE}/handovers", methods=["POST"])
@api.arguments(schemas.HandoverIn)
@api.response(201, out.HandoverOut)
@needs(P.ACCIDENT_RECORD)
def add_handover(args: dict[str, Any], accident_id: uuid.UUID) -> Handover:
    """The investigation was taken over or entrusted."""
    return operations.record_handover(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/extensions", methods=["POST"])
@api.arguments(schemas.ExtensionIn)
@api.response(201, out.ExtensionOut)
@needs(P.ACCIDENT_RECORD)
def add_extension(args: dict[str, Any], accident_id: uuid.UUID) -> Extension:
    """An extension was approved."""
    return operations.extend_term(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/appraisals", methods=["POST"])
@api.arguments(schemas.AppraisalIn)
@api.response(201, out.AppraisalOut)
@needs(P.ACCIDENT_RECORD)
def add_appraisal(args: dict[str, Any], accident_id: uuid.UUID) -> Appraisal:
    """Days of technical appraisal, which do not count."""
    return operations.record_appraisal(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/days", methods=["POST"])
@api.arguments(schemas.DaysIn)
@api.response(200, out.AccidentOut)
@needs(P.ACCIDENT_RECORD)
def record_days(args: dict[str, Any], accident_id: uuid.UUID) -> Accident:
    """When copies were sent, measures evaluated, 工伤认定 applied for."""
    return operations.record_days(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route("/calendar", methods=["POST"])
@api.response(201, out.CalendarOut)
@needs(P.ACCIDENT_READ)
def make_calendar() -> dict[str, str]:
    """A new address of one's calendar of terms, told this once; the one before ends."""
    _feed, token = operations.make_feed(**who())
    base: str = current_app.config["SETTINGS"].base_url
    return {"address": base.rstrip("/") + url_for("accidents.calendar_file", token=token)}


@api.route("/calendar", methods=["DELETE"])
@api.response(204)
@needs(P.ACCIDENT_READ)
def revoke_calendar() -> None:
    """End one's calendar's address."""
    operations.revoke_feed(**who())
