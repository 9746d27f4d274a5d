"""Conflicts of one's scope, and how much waits for a judgement."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from safety.access.permissions import Permission
from safety.access.scope import Actor, Scope
from safety.database import page_of, session
from safety.errors import NotFound
from safety.lists import Page, Window
from safety.people.queries import in_scope
from safety.sync.models import SyncConflict, SyncEntry


def _visible(actor: Actor) -> Any:
    scope = actor.scope(Permission.INSPECTION_READ)
    return or_(SyncConflict.received_from == actor.member_id, in_scope(SyncConflict, scope))


def list_conflicts(actor: Actor, window: Window, *, undecided: bool = False) -> Page[SyncConflict]:
    """Conflicts of one's own and of one's scope: the undecided first, then the newest."""
    statement = select(SyncConflict).where(_visible(actor)).options(joinedload(SyncConflict.entry))
    if undecided:
        statement = statement.where(SyncConflict.decided_at.is_(None))
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


def waiting_judgement(scope: Scope) -> int:
    """How many conflicts and marked entries of the scope wait for a person."""
    conflicts = select(func.count(SyncConflict.id)).where(
        SyncConflict.decided_at.is_(None), in_scope(SyncConflict, scope)
    )
    entries = select(func.count(SyncEntry.id)).where(
        SyncEntry.marked, SyncEntry.judged_at.is_(None), in_scope(SyncEntry, scope)
    )
    return (session.scalar(conflicts) or 0) + (session.scalar(entries) or 0)
