"""Conflicts of one's own entries and of one's scope."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from safety.access.scope import Actor
from safety.audit.models import AuditEntry
from safety.audit.queries import history_of
from safety.database import session
from safety.errors import NotFound
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.sync.models import SyncConflict, SyncEntry
from safety.sync.queries import records
from safety.sync.queries.sight import in_sight
from safety.sync.rules import EntryKind

#: Kinds whose records keep their changes in the audit: under which kind of it.
_AUDITED = {
    EntryKind.CHECK: "inspection",
    EntryKind.EVACUATION: "evacuation",
    EntryKind.ACTIVITY: "accident",
    EntryKind.FINDING_NOTE: "demand",
}

#: Audit rows that tell of other content kept beside a record.
_NO_CHANGE = ("inspection_conflicted", "activity_conflicted")


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
    return page_of(in_order(statement, *order), window)


@dataclass(frozen=True)
class Change:
    """Who changed a record last, and when; ``by`` is None for the system itself."""

    by: uuid.UUID | None
    at: datetime


def changed_last(conflict: SyncConflict) -> Change | None:
    """Who made the server's version what it is, and when; None where nothing tells it.

    While the conflict is open that is the version of now, afterwards the one that met the device's.
    """
    kind = EntryKind(conflict.kind)
    if kind in _AUDITED:
        return _audited(conflict, _AUDITED[kind])
    if kind is EntryKind.ATTENDANCE:
        attendance = records.attendance(conflict.record_id)
        return Change(attendance.by_id, attendance.at) if attendance else None
    lines = (uuid.UUID(str(one["demand_id"])) for one in conflict.device.get("lines", ()))
    recheck = records.recheck(conflict.record_id) or records.newest_recheck(lines)
    return Change(recheck.by_id, recheck.entered_at) if recheck else None


def _audited(conflict: SyncConflict, kind: str) -> Change | None:
    record = conflict.device.get("finding_id", conflict.record_id)
    rows = history_of(kind, record).where(AuditEntry.action.not_in(_NO_CHANGE)).order_by(None)
    if conflict.decided_at is not None:
        rows = rows.where(AuditEntry.at <= conflict.received_at)
    row = session.scalars(rows.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc()).limit(1)).first()
    return Change(row.actor_id, row.at) if row else None


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
