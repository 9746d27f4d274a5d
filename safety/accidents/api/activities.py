"""The participation log, for programs and tablets."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas, schemas_filters
from safety.accidents import schemas_out as out
from safety.accidents.api.blueprint import ONE, api, found
from safety.accidents.models import (
    Activity,
)
from safety.accidents.queries import HoursRow
from safety.corrections.guard import status_of, who
from safety.errors import Conflict
from safety.people.guard import current_scope, needs
from safety.text import N_
from safety.wire.problems import answer


@api.route(f"{ONE}/activities", methods=["GET"])
@api.response(200, out.ActivityOut(many=True))
@needs(P.ACCIDENT_READ)
def list_activities(accident_id: uuid.UUID) -> Sequence[Activity]:
    """What the union's people did, the newest first."""
    return queries.activities_of(found(accident_id).id)


@api.route(f"{ONE}/activities/<uuid:activity_id>", methods=["PUT"])
@api.arguments(schemas.ActivityIn)
@api.response(201, out.ActivityOut, description="Kept")
@api.alt_response(200, schema=out.ActivityOut, description="The same again")
@api.alt_response(409, description="Other content under this id; both are kept")
@needs(P.ACCIDENT_RECORD)
def put_activity(args: dict[str, Any], accident_id: uuid.UUID, activity_id: uuid.UUID) -> Any:
    """Send an activity from a tablet; safe to repeat."""
    accident = found(accident_id, P.ACCIDENT_RECORD)
    kept = operations.record_activity(**who(), accident=accident, id=activity_id, facts=args["facts"])
    if kept.outcome == "conflict":
        # Answered, not raised: what was sent is kept beside the first and has to be committed.
        return answer(
            Conflict(
                N_("同一编号下已有不同内容的参与记录，两份都已保留，请人工核对"),
                code="other_content",
                extra={"present": {"digest": kept.activity.digest}},
            )
        )
    return kept.activity, status_of(made=kept.outcome == "created")


@api.route("/accident-hours", methods=["GET"])
@api.arguments(schemas_filters.SpanArgs, location="query")
@api.response(200, out.HoursOut(many=True))
@needs(P.ACCIDENT_READ)
def list_hours(args: dict[str, Any]) -> list[HoursRow]:
    """Hours of participation by member."""
    return queries.hours_by_member(current_scope(P.ACCIDENT_READ), **args)
