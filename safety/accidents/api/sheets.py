"""The sheets of a case, for programs."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas
from safety.accidents.api.blueprint import ONE, api, found
from safety.corrections.guard import who
from safety.papers.models import Paper
from safety.papers.schemas import PaperOut
from safety.people.guard import current_scope, needs


@api.route(f"{ONE}/sheets", methods=["POST"])
@api.arguments(schemas.SheetIn)
@api.response(200, PaperOut)
@api.alt_response(409, description="There is nothing to tell yet")
@needs(P.ACCIDENT_RECORD)
def issue_sheet(args: dict[str, Any], accident_id: uuid.UUID) -> Paper:
    """Issue a sheet of the case as it stands now; while nothing changed, the same paper is given again."""
    return operations.issue_sheet(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route("/accident-notices/<uuid:notification_id>/slip", methods=["POST"])
@api.response(200, PaperOut)
@needs(P.ACCIDENT_RECORD)
def issue_slip(notification_id: uuid.UUID) -> Paper:
    """Issue the slip (事故接报单) of news that came; while nothing changed, the same paper is given again."""
    row = queries.get_notification(notification_id, current_scope(P.ACCIDENT_RECORD))
    return operations.issue_notification_slip(**who(), notification=row)
