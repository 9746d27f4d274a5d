"""Asking for a right and writing the audit row, for a project or a review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.people.queries import place_of
from safety.projects.models import Project, Review


def require(actor: Actor, permission: Permission, row: Project | Review) -> None:
    """Refuse unless ``permission`` is held for the row's place."""
    actor.require(permission, place_of(row))


def note(
    actor: Actor,
    now: datetime,
    permission: Permission,
    row: Project | Review,
    action: str,
    change: dict[str, Any] | None = None,
) -> None:
    """An audit row with the appointment it was done by."""
    held = actor.appointment_for(permission, place_of(row))
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="project" if isinstance(row, Project) else "review",
        record_id=row.id,
        union_id=row.union_id,
        change=change,
        appointment_id=held.appointment_id if held else None,
    )
