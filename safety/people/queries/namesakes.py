"""People who bear one name: who they are, and what tells them apart."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from safety.database import session
from safety.law.days import start_of_day
from safety.people.models import Member
from safety.people.queries.certificates import certificate_numbers


def members_named(names: Collection[str], union_ids: Collection[uuid.UUID], on: date) -> Sequence[Member]:
    """The members of the unions who bear one of the names and had not left by the day ``on``."""
    there = or_(Member.disabled_at.is_(None), Member.disabled_at >= start_of_day(on))
    statement = select(Member).where(Member.union_id.in_(union_ids), Member.name.in_(names), there)
    return session.scalars(statement.order_by(Member.id)).all() if names else []


def namesakes_in(union_ids: Collection[uuid.UUID]) -> Sequence[Member]:
    """The members of the unions whose name another member of them bears, by name."""
    own, other = Member, aliased(Member)
    twin = (
        select(other.id)
        .where(other.union_id.in_(union_ids), other.name == own.name, other.id != own.id)
        .where(other.disabled_at.is_(None))
        .exists()
    )
    statement = select(own).where(own.union_id.in_(union_ids), own.disabled_at.is_(None), twin)
    return session.scalars(statement.order_by(own.name_order, own.id)).all()


def shared_names(names: Iterable[str]) -> set[str]:
    """Those names that stand there more than once."""
    return {name for name, borne in Counter(names).items() if borne > 1}


def told_apart(members: Collection[Member], on: date) -> dict[uuid.UUID, str]:
    """The names of the members by id; a name that several of them bear stands with its union and certificate.

    Who holds no certificate on the day ``on`` stands with the position and the sign-in name.
    """
    shared = shared_names(one.name for one in members)
    doubtful = [one.id for one in members if one.name in shared]
    numbers = certificate_numbers(doubtful, on)
    rows = session.scalars(select(Member).where(Member.id.in_(doubtful)).options(joinedload(Member.union)))
    unions = {one.id: one.union.short_name for one in rows} if doubtful else {}
    return {
        one.id: _with(one, unions[one.id], numbers.get(one.id)) if one.name in shared else one.name
        for one in members
    }


def _with(member: Member, union: str, number: str | None) -> str:
    marks = [number] if number else [member.position, member.sign_in_name]
    return f"{member.name}（{' · '.join(mark for mark in (union, *marks) if mark)}）"
