"""The audit rows of papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.papers.models import Paper


def note(actor: Actor, now: datetime, paper: Paper, action: str, **change: Any) -> None:
    """Note one change of a paper for the audit."""
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="paper",
        record_id=paper.id,
        union_id=paper.union_id,
        change=change,
    )
