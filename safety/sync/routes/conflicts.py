"""Conflicts: the list, and one with both sides, decided by choosing or merging."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.access.positions import coarse
from safety.people.guard import current_actor, needs, now
from safety.people.queries import member_names
from safety.people.sight import as_seen, sees_precisely
from safety.sync import operations, page_schemas
from safety.sync.kinds import KINDS
from safety.sync.models import SyncConflict
from safety.sync.presentation.contents import content_of
from safety.sync.presentation.saying import Named
from safety.sync.presentation.sides import REWRITTEN, Difference, alike, differences, merged
from safety.sync.queries import conflicts as queries
from safety.sync.queries import register
from safety.sync.rights import JUDGES
from safety.sync.routes.blueprint import may_judge, named, pages, pictures_in, show
from safety.sync.rules import KEPT_FOR_GOOD, Choice, EntryKind
from safety.wire.addresses import given_filters
from safety.wire.forms import Form
from safety.wire.paging import page_window


@dataclass(frozen=True)
class Sides:
    """Both contents as they are shown: while a conflict is open, the server's is what it has now."""

    kind: EntryKind
    server: Mapping[str, Any]
    device: Mapping[str, Any]
    named: Named
    found: list[Difference]
    moved: bool


def _sides(conflict: SyncConflict, *, precisely: bool) -> Sides:
    kind = EntryKind(conflict.kind)
    server = _spelled(kind, _server(conflict, kind))
    device = _spelled(kind, conflict.device)
    moved, base = not alike(server, _spelled(kind, conflict.server)), conflict.base
    if not precisely:
        server, device, base = coarse(server), coarse(device), coarse(base)
    called = named(server, device, base or {})
    found = differences(kind, server, device, called, base)
    return Sides(kind, server, device, called, found, moved=moved)


def _spelled(kind: EntryKind, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The content as the server keeps it; as it came when the kind does not take it any more."""
    try:
        return KINDS[kind].spelled(content)
    except ValidationError:
        return content


def _server(conflict: SyncConflict, kind: EntryKind) -> Mapping[str, Any]:
    """What the server has now of a record that a decision may rewrite, else what it had when the two met."""
    if conflict.decided_at is not None or kind not in REWRITTEN or conflict.entry.state not in KEPT_FOR_GOOD:
        return conflict.server
    try:
        facts = KINDS[kind].read(conflict.device)
    except ValidationError:  # what a kind takes has changed since it was sent
        return conflict.server
    return KINDS[kind].present(conflict.record_id, facts) or conflict.server


@pages.get("/conflicts")
@needs(P.SELF)
def conflicts() -> ResponseReturnValue:
    """Conflicts of one's own and of one's scope, the undecided first."""
    given = given_filters(page_schemas.ConflictPageArgs(), ("state", "record"))
    page = queries.list_conflicts(
        current_actor(),
        page_window(),
        undecided=given.get("state") == "open",
        decided=given.get("state") == "decided",
        kind=given.get("record"),
    )
    people = member_names(
        [*(one.received_from for one in page.items), *(one.decided_by for one in page.items)]
    )
    return show(
        "conflicts.html",
        page=page,
        given=given,
        names=people,
        waiting=register.open_conflicts(current_actor()),
    )


@pages.get("/conflicts/<uuid:conflict_id>")
@needs(P.SELF)
def conflict(conflict_id: uuid.UUID) -> ResponseReturnValue:
    """Both contents, side by side."""
    return _page(conflict_id, None)


def _page(conflict_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    found = queries.get_conflict(conflict_id, current_actor())
    sides = _sides(found, precisely=sees_precisely(found))
    decided = as_seen(found.decided_content, found)
    changed = queries.changed_last(found)
    return show(
        "conflict.html",
        form.status if form else 200,
        form=form or Form(page_schemas.DecisionPageIn()),
        conflict=found,
        sides=sides,
        server_fields=content_of(sides.kind, sides.server, sides.named),
        device_fields=content_of(sides.kind, sides.device, sides.named),
        decided_fields=content_of(sides.kind, decided, sides.named) if decided else (),
        seen=pictures_in(found.entry, sides.server, sides.device),
        rewritten=sides.kind in REWRITTEN and found.entry.state in KEPT_FOR_GOOD,
        may_judge=may_judge(found),
        changed=changed,
        names=member_names(
            [found.received_from, found.decided_by, found.entry.member_id, changed.by if changed else None]
        ),
    )


@pages.post("/conflicts/<uuid:conflict_id>/decision")
@needs(*JUDGES)
def decide(conflict_id: uuid.UUID) -> ResponseReturnValue:
    """Which content stands, and why."""
    form = Form(page_schemas.DecisionPageIn())
    found = queries.get_conflict(conflict_id, current_actor())
    if not form.carry_out(lambda given: _decide(found, given)):
        return _page(conflict_id, form)
    flash(_("冲突已裁决，两份内容都保留在记录中"), "success")
    return redirect(url_for("sync.conflict", conflict_id=conflict_id))


def _decide(conflict: SyncConflict, given: Mapping[str, Any]) -> None:
    choice: Choice = given["choice"]
    content = None
    if choice is Choice.MERGE:
        sides = _sides(conflict, precisely=True)
        content = merged(sides.server, sides.device, sides.found, given["take"], given["own"])
    operations.decide_conflict(
        actor=current_actor(),
        now=now(),
        conflict=conflict,
        choice=choice,
        reason=given["reason"],
        content=content,
    )
