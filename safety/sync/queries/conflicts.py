"""Conflicts of one's own entries and of one's scope."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from safety.access.scope import Actor
from safety.database import page_of, session
from safety.errors import NotFound
from safety.lists import Page, Window
from safety.sync.models import SyncConflict, SyncEntry
from safety.sync.queries.sight import in_sight
from safety.sync.rules import EntryKind


def _visible(actor: Actor) -> ColumnElement[bool]:
    """Those about one's own entries, and those of one's scope; who sent the second content sees no more by it."""
    own = SyncConflict.entry.has(SyncEntry.member_id == actor.member_id)
    return or_(own, in_sight(SyncConflict, actor))


def list_conflicts(
    actor: Actor,
    window: Window,
    *,
    undecided: bool = False,
    decided: bool = False,
    kind: EntryKind | None = None,
) -> Page[SyncConflict]:
    """Conflicts of one's own and of one's scope: the undecided first, then the newest."""
    statement = select(SyncConflict).where(_visible(actor)).options(joinedload(SyncConflict.entry))
    if undecided:
        statement = statement.where(SyncConflict.decided_at.is_(None))
    if decided:
        statement = statement.where(SyncConflict.decided_at.is_not(None))
    if kind is not None:
        statement = statement.where(SyncConflict.kind == kind)
    order = (SyncConflict.decided_at.is_not(None), SyncConflict.received_at.desc(), SyncConflict.id)
    return page_of(statement.order_by(*order), window)


def get_conflict(conflict_id: uuid.UUID, actor: Actor) -> SyncConflict:
    """A conflict of one's own or of one's scope.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    statement = select(SyncConflict).where(SyncConflict.id == conflict_id, _visible(actor))
    found = session.scalars(statement.options(joinedload(SyncConflict.entry))).one_or_none()
    if found is None:
        raise NotFound
    return found
