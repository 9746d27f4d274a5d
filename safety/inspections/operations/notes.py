"""What the audit is told of a site check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.inspections.models import Inspection

#: The kind of record in audit rows, and the owner of a check's photos and signatures.
OWNER = "inspection"


def note(actor: Actor, now: datetime, row: Inspection, action: str, **change: Any) -> None:
    """Note one change of a check for the audit."""
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind=OWNER,
        record_id=row.id,
        union_id=row.union_id,
        change=change,
    )
