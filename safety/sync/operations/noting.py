"""Audit rows of the queue."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from safety.access.scope import Actor
from safety.audit import operations as audit


def note(
    actor: Actor,
    now: datetime,
    action: str,
    kind: str,
    record_id: uuid.UUID,
    union_id: uuid.UUID | None,
    **change: Any,
) -> None:
    """An audit row about a device, an entry or a conflict."""
    audit.record(
        actor=actor, now=now, action=action, kind=kind, record_id=record_id, union_id=union_id, change=change
    )
