"""News of accidents, for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas, schemas_filters
from safety.accidents import schemas_out as out
from safety.accidents.api.blueprint import api, found
from safety.accidents.models import (
    Accident,
    Notification,
)
from safety.accidents.queries import NotificationFilters
from safety.corrections.guard import who
from safety.people.guard import current_scope, needs
from safety.people.queries.named import named_at
from safety.wire.paging import listing, window_at
from safety.wire.versions import edits_version, fresh


@api.route("/accident-notices", methods=["GET"])
@api.arguments(schemas_filters.NotificationArgs, location="query")
@api.response(200, out.NotificationListOut)
@needs(P.ACCIDENT_READ)
def list_notices(args: dict[str, Any]) -> dict[str, Any]:
    """The inbox."""
    window = window_at(args)
    args.pop("sort")
    filters = NotificationFilters(**args)
    return listing(queries.list_notifications(current_scope(P.ACCIDENT_READ), filters, window))


@api.route("/accident-notices", methods=["POST"])
@api.arguments(schemas.NotificationIn)
@api.response(201, out.NotificationOut)
@needs(P.ACCIDENT_RECORD)
def add_notice(args: dict[str, Any]) -> Notification:
    """Enter news of an accident."""
    return operations.record_notification(**who(), **args)


@api.route("/accident-notices/<uuid:notification_id>", methods=["GET"])
@api.response(200, out.NotificationOut)
@needs(P.ACCIDENT_READ)
def get_notice(notification_id: uuid.UUID) -> Notification:
    """News of an accident."""
    return queries.get_notification(notification_id, current_scope(P.ACCIDENT_READ))


@api.route("/accident-notices/<uuid:notification_id>/link", methods=["POST"])
@api.arguments(schemas.LinkIn)
@api.response(200, out.NotificationOut)
@needs(P.ACCIDENT_RECORD)
@edits_version
def link_notice(args: dict[str, Any], notification_id: uuid.UUID) -> Notification:
    """Say which accident it is about."""
    notification = fresh(queries.get_notification(notification_id, current_scope(P.ACCIDENT_RECORD)))
    with named_at("accident_id"):
        accident = found(args["accident_id"], P.ACCIDENT_RECORD)
    return operations.link_notification(**who(), notification=notification, accident=accident)


@api.route("/accident-notices/<uuid:notification_id>/likely", methods=["GET"])
@api.response(200, out.AccidentRowOut(many=True))
@needs(P.ACCIDENT_READ)
def list_likely(notification_id: uuid.UUID) -> Sequence[Accident]:
    """Accidents it is likely about: a day apart at most, at the same employer or near."""
    scope = current_scope(P.ACCIDENT_READ)
    return queries.likely_about(queries.get_notification(notification_id, scope), scope)
