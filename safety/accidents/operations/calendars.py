"""A member's address of a calendar of terms: made, shown once, revoked."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents.models import CalendarFeed
from safety.audit import operations as audit
from safety.database import session
from safety.errors import NotAllowed
from safety.ids import new_id
from safety.people.queries import digest


def make_feed(*, actor: Actor, now: datetime) -> tuple[CalendarFeed, str]:
    """A new address; the one before ends.  The token is given once and never kept."""
    actor.require(P.ACCIDENT_READ)
    if actor.member_id is None:
        raise NotAllowed
    _revoke(actor, now)
    token = secrets.token_urlsafe(32)
    row = CalendarFeed(id=new_id(), member_id=actor.member_id, token_hash=digest(token), created_at=now)
    session.add(row)
    session.flush()
    _note(actor, now, "calendar_made")
    return row, token


def revoke_feed(*, actor: Actor, now: datetime) -> None:
    """End one's own address."""
    actor.require(P.ACCIDENT_READ)
    _revoke(actor, now)
    _note(actor, now, "calendar_revoked")


def _revoke(actor: Actor, now: datetime) -> None:
    session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.member_id == actor.member_id, CalendarFeed.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _note(actor: Actor, now: datetime, action: str) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="calendar_feed",
        record_id=str(actor.member_id),
        union_id=actor.union_id,
    )
