"""Wrong passwords and codes, counted in the database: for all processes alike, and for names that nobody has.

A count belongs to a lane: the name for whoever comes from anywhere, a known device with its member, an open session.
Guessing from elsewhere fills the lane of the name and keeps nobody out who comes from a device of his own.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from safety.audit import operations as audit
from safety.database import db, session
from safety.errors import TooMany
from safety.folding.texts import fold
from safety.people import queries, rules
from safety.people.models import Member, SignInTry
from safety.text import N_, Text

#: After this a count is forgotten; the longest delay is an hour.
KEPT_FOR = timedelta(days=1)


def lane_of_name(sign_in_name: str) -> str:
    """The lane of whoever tries this name from a device that is not known."""
    return queries.digest(f"name {fold(sign_in_name)}")


def lane_of_token_name(sign_in_name: str) -> str:
    """The lane of programs that come with this name and a token."""
    return queries.digest(f"token {fold(sign_in_name)}")


def lane_of_device(device: str, member_id: uuid.UUID) -> str:
    """The lane of a member on a device on which he or she signed in before."""
    return queries.digest(f"device {device} {member_id}")


def lane_of_session(session_or_token_id: uuid.UUID) -> str:
    """The lane of questions for the password inside a session, or a program's."""
    return queries.digest(f"session {session_or_token_id}")


def check_unlocked(lane: str, now: datetime) -> None:
    """Refuse a try while the lane is locked.

    Raises:
        TooMany: the sentence says for how many seconds.
    """
    row = session.get(SignInTry, lane, populate_existing=True)
    if row is not None and row.locked_until is not None and row.locked_until > now:
        seconds = int((row.locked_until - now).total_seconds()) + 1
        raise TooMany(Text(N_("尝试次数过多，请在 %(seconds)s 秒后再试"), seconds=seconds), code="locked")


def note_wrong(lane: str, now: datetime, member: Member | None) -> None:
    """Count a wrong password or code and lock the lane with a growing delay; a member's is told to the auditor."""
    session.execute(delete(SignInTry).where(SignInTry.last_at < now - KEPT_FOR))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = insert(SignInTry).values(lane=lane, failures=1, last_at=now)
    session.execute(
        first.on_conflict_do_update(
            index_elements=[SignInTry.lane], set_={"failures": SignInTry.failures + 1, "last_at": now}
        )
    )
    row = session.get_one(SignInTry, lane, populate_existing=True)
    delay = rules.lock_delay(row.failures)
    if delay is None:
        return
    session.execute(update(SignInTry).where(SignInTry.lane == lane).values(locked_until=now + delay))
    if member is not None:
        audit.record(
            actor=queries.actor_of(member, on=now.date()),
            now=now,
            action="sign_in_locked",
            kind="member",
            record_id=member.id,
            union_id=member.union_id,
            change={"failures": row.failures},
        )


def forget(lane: str) -> None:
    """Begin the count of a lane anew, after the right password or a reset."""
    session.execute(delete(SignInTry).where(SignInTry.lane == lane))
