"""When the heads last went outside, as the audit tells it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import session

#: Kind and id under which each sending is noted.
RECORD = ("audit_heads", "outside")


def last_sending() -> tuple[datetime, bool] | None:
    """When sending was last tried, and whether it succeeded everywhere."""
    found = select(AuditEntry.at, AuditEntry.action).where(
        AuditEntry.kind == RECORD[0], AuditEntry.record_id == RECORD[1]
    )
    row = session.execute(found.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc()).limit(1)).first()
    return (row.at, row.action == "heads_sent") if row else None
