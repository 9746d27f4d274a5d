"""What a device should hear at its next contact."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from safety.database import session
from safety.sync.models import SyncConflict, SyncEntry
from safety.sync.rules import EntryState

#: How many notices a contact tells, the newest first.
MOST = 100


@dataclass(frozen=True)
class Notice:
    """What became of an entry after it was answered, or what an office decided on it."""

    entry_id: uuid.UUID
    kind: str
    record_id: uuid.UUID
    state: str
    at: datetime
    words: str | None = None
    choice: str | None = None
    receipt: str | None = None


def notices_for(device_id: uuid.UUID) -> list[Notice]:
    """Decisions and judgements on a device's entries, what was withdrawn, and what a wait ended in."""
    entries = session.scalars(
        select(SyncEntry)
        .where(
            SyncEntry.device_id == device_id,
            or_(
                SyncEntry.judged_at.is_not(None),
                SyncEntry.state == EntryState.WITHDRAWN,
                SyncEntry.settled_at > SyncEntry.received_at,
            ),
        )
        .order_by(SyncEntry.received_at.desc())
        .limit(MOST)
    )
    conflicts = session.scalars(
        select(SyncConflict)
        .where(SyncConflict.device_id == device_id, SyncConflict.decided_at.is_not(None))
        .order_by(SyncConflict.decided_at.desc())
        .limit(MOST)
    )
    told = [_of_entry(one) for one in entries] + [_of_conflict(one) for one in conflicts]
    return sorted(told, key=lambda one: one.at, reverse=True)[:MOST]


def _of_entry(one: SyncEntry) -> Notice:
    at = one.judged_at or one.settled_at or one.received_at
    return Notice(one.id, one.kind, one.record_id, one.state, at, words=one.judged_words, receipt=one.receipt)


def _of_conflict(one: SyncConflict) -> Notice:
    at = one.decided_at or one.received_at
    return Notice(
        one.entry_id,
        one.kind,
        one.record_id,
        EntryState.CONFLICT,
        at,
        words=one.decided_words,
        choice=one.choice,
    )
