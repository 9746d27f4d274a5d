"""Temporary passwords of the members whom an import gave a sign-in name: told once, kept nowhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.database import session
from safety.errors import NotFound, NotPossibleNow
from safety.people.models import Member
from safety.people.operations import two_persons
from safety.people.operations.members import reset_password
from safety.people.queries import place_of
from safety.text import N_, Text
from safety.workplaces.models import RegisterImport, RegisterImportRow

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Told:
    """A temporary password, to be told to the member."""

    row: int
    member_id: uuid.UUID
    name: str
    sign_in_name: str
    temporary_password: str


@dataclass(frozen=True)
class Held:
    """A row whose member gets no password from here, and why."""

    row: int
    name: str | None
    reason: Text


@dataclass(frozen=True)
class Issued:
    """The passwords that were made, the rows that got none, and how many more wait for another call."""

    told: list[Told]
    held: list[Held]
    left: int


def issue_passwords(*, actor: Actor, now: datetime, found: RegisterImport) -> Issued:
    """Give each member who got a sign-in name by the import a temporary password, once.

    Whoever chose a password since keeps it; a member who went where ``actor`` manages nobody is held back by itself.

    Raises:
        NotPossibleNow: nobody waits for one.
    """
    actor.require(Permission.MEMBER_MANAGE, place_of(found))
    waiting = list(_waiting(found))
    if not waiting:
        raise NotPossibleNow(N_("这次导入没有等待临时密码的人"), code="no_passwords_wait")
    told, held = list[Told](), list[Held]()
    for row, member in waiting[:MOST_AT_ONCE]:
        try:
            told.append(_issue(actor, now, row, member))
        except NotFound:
            held.append(
                Held(row.row, row.name, Text(N_("已不在您管理的工会，请由其所在工会的管理员重置密码")))
            )
        except NotPossibleNow as refusal:
            held.append(Held(row.row, row.name, refusal.sentence))
    session.flush()
    return Issued(told, held, len(waiting) - len(told) - len(held))


def passwords_waiting(found: RegisterImport) -> int:
    """How many members of an import wait for a temporary password; administrators and auditors are reset by two."""
    return sum(1 for _ in _waiting(found))


def _waiting(found: RegisterImport) -> Iterator[tuple[RegisterImportRow, Member]]:
    rows = select(RegisterImportRow).where(
        RegisterImportRow.import_id == found.id,
        RegisterImportRow.outcome.in_(("created", "updated")),
        RegisterImportRow.back.is_(None),
    )
    for row in session.scalars(rows.order_by(RegisterImportRow.row)).all():
        steps = [one for one in row.steps or () if one["kind"] == "member"]
        if not any(_gives_sign_in(one) for one in steps) or any(one.get("password") for one in steps):
            continue
        member = session.get(Member, row.record_id) if row.record_id else None
        if member is None or member.sign_in_name is None or not _waits(member):
            continue
        if not two_persons.administers(member, date.min):
            yield row, member


def _waits(member: Member) -> bool:
    """Whether a member has no password, or only a temporary one: another would lock out whoever works with theirs."""
    return member.disabled_at is None and (member.password_hash is None or member.must_change_password)


def _gives_sign_in(step: dict[str, Any]) -> bool:
    return step["change"] is None or "sign_in_name" in step["change"]


def _issue(actor: Actor, now: datetime, row: RegisterImportRow, member: Member) -> Told:
    _, password = reset_password(actor=actor, now=now, member_id=member.id)
    # A password is no edit: what the row made can still be taken back.
    row.steps = [
        one | {"version": one["version"] + 1, "password": True} if one["kind"] == "member" else one
        for one in row.steps or ()
    ]
    return Told(row.row, member.id, member.name, member.sign_in_name or "", password)
