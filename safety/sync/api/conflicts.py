"""Conflicts, and the judgement of marked entries."""

from __future__ import annotations

import uuid
from typing import Any

from safety.access.permissions import Permission
from safety.people.guard import current_actor, needs, now
from safety.people.sight import as_seen
from safety.sync import operations, schemas
from safety.sync.api.blueprint import api
from safety.sync.api.entries import told
from safety.sync.models import SyncConflict
from safety.sync.queries import conflicts as queries
from safety.sync.queries.entries import get_entry
from safety.sync.rights import JUDGES
from safety.sync.rules import differing_fields
from safety.wire.paging import listing, window_at


def shown(conflict: SyncConflict) -> dict[str, Any]:
    """A conflict with its contents field by field."""
    server, device = as_seen(conflict.server, conflict), as_seen(conflict.device, conflict)
    row = {name: getattr(conflict, name) for name in schemas.ConflictRowOut().fields}
    changed = queries.changed_last(conflict)
    return row | {
        "server_changed_by": changed.by if changed else None,
        "server_changed_at": changed.at if changed else None,
        "server": server,
        "device": device,
        "base": as_seen(conflict.base, conflict),
        "decided_content": as_seen(conflict.decided_content, conflict),
        "fields_differing": [
            {"name": name, "server": server.get(name), "device": device.get(name)}
            for name in differing_fields(server, device)
        ],
    }


@api.route("/sync/conflicts", methods=["GET"])
@needs(Permission.SELF)
@api.doc(summary="Conflicts of one's own and of one's scope")
@api.arguments(schemas.ConflictArgs, location="query")
@api.response(200, schemas.ConflictListOut)
def list_conflicts(args: dict[str, Any]) -> dict[str, Any]:
    """The undecided first."""
    window = window_at(args)
    return listing(queries.list_conflicts(current_actor(), window, undecided=args["undecided"]))


@api.route("/sync/conflicts/<uuid:conflict_id>", methods=["GET"])
@needs(Permission.SELF)
@api.doc(summary="Two contents of one record, field by field")
@api.response(200, schemas.ConflictOut)
def get_conflict(conflict_id: uuid.UUID) -> dict[str, Any]:
    """Both contents."""
    return shown(queries.get_conflict(conflict_id, current_actor()))


@api.route("/sync/conflicts/<uuid:conflict_id>/decision", methods=["POST"])
@needs(*JUDGES)
@api.doc(summary="Choose or merge")
@api.arguments(schemas.DecisionIn)
@api.response(200, schemas.ConflictOut)
@api.alt_response(409, description="Decided before, or such a record is never rewritten")
def decide(args: dict[str, Any], conflict_id: uuid.UUID) -> dict[str, Any]:
    """Which content stands; the others stay in history."""
    conflict = queries.get_conflict(conflict_id, current_actor())
    operations.decide_conflict(actor=current_actor(), now=now(), conflict=conflict, **args)
    return shown(conflict)


@api.route("/sync/entries/<uuid:entry_id>/judgement", methods=["POST"])
@needs(*JUDGES)
@api.doc(summary="Judge the marks of an arrived entry")
@api.arguments(schemas.JudgementIn)
@api.response(200, schemas.EntryOut)
def judge(args: dict[str, Any], entry_id: uuid.UUID) -> dict[str, Any]:
    """What was made of them."""
    entry = get_entry(entry_id, current_actor())
    operations.judge_entry(actor=current_actor(), now=now(), entry=entry, words=args["words"])
    return told(entry)
