"""Reading the audit; ``safety.proof`` checks it."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import Select, select

from safety.audit.models import AuditEntry, AuditHead, AuditSeal
from safety.audit.rules import row_hash
from safety.database import session


def head_hash() -> str:
    """One hash over all chain heads of this moment: what papers and exports print."""
    found = session.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.hash).order_by(AuditHead.chain))
    return row_hash({row.chain: {"seq": row.seq, "hash": row.hash} for row in found})


def history_of(kind: str, record_id: object) -> Select[AuditEntry]:
    """The audit rows of one record, oldest first."""
    return (
        select(AuditEntry)
        .where(AuditEntry.kind == kind, AuditEntry.record_id == str(record_id))
        .order_by(AuditEntry.at, AuditEntry.seq)
    )


def who_did(kind: str, record_id: object, actions: Collection[str]) -> set[uuid.UUID]:
    """The members who did one of ``actions`` to a record."""
    statement = select(AuditEntry.actor_id).where(
        AuditEntry.kind == kind,
        AuditEntry.record_id == str(record_id),
        AuditEntry.action.in_(actions),
        AuditEntry.actor_id.is_not(None),
    )
    return {one for one in session.scalars(statement) if one is not None}


def is_known_head(wanted: str) -> bool:
    """Whether ``wanted`` is the hash of a kept seal or of the present heads."""
    sealed = session.scalar(select(AuditSeal.id).where(AuditSeal.hash == wanted))
    return sealed is not None or head_hash() == wanted
