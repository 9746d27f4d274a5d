"""Reading people, and the one place where a scope becomes SQL."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload, undefer

from safety.access.permissions import Permission
from safety.access.roles import Role, permissions_of
from safety.access.scope import Actor, Held, Place, Scope
from safety.database import session
from safety.errors import NotFound
from safety.folding.names import name_key
from safety.folding.texts import fold
from safety.people.models import (
    Appointment,
    Member,
    SignIn,
    Union,
)
from safety.people.rules import UnionLevel
from safety.reads import Read

LIKE_ESCAPE = "\\"


def like_pattern(words: str) -> str:
    """A LIKE pattern that finds ``words`` anywhere, its own ``%`` and ``_`` meaning themselves."""
    escaped = words.replace(LIKE_ESCAPE, LIKE_ESCAPE * 2).replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def contains(column: Any, words: str) -> ColumnElement[bool]:
    """Whether ``column`` contains ``words`` literally, letter case aside."""
    condition: ColumnElement[bool] = func.lower(column).like(like_pattern(words.lower()), escape=LIKE_ESCAPE)
    return condition


def union_branch(paths: Iterable[str]) -> ColumnElement[bool]:
    """Whether a union lies in one of the branches ``paths``, by its primary or its industrial line."""
    conditions = [
        column.like(f"{path}%") for path in sorted(paths) for column in (Union.path, Union.industry_path)
    ]
    return or_(*conditions) if conditions else false()


def in_scope(model: Any, scope: Scope) -> ColumnElement[bool]:
    """The scope filter: whether a row of ``model`` (``people.models.Scoped``, or ``Union``) is covered.

    Every list, count, map, search, export and file goes through it.
    """
    if scope.everything:
        return true()
    conditions: list[ColumnElement[bool]] = []
    if scope.district_codes:
        conditions.append(model.district_code.in_(sorted(scope.district_codes)))
    if scope.union_paths:
        branch = union_branch(scope.union_paths)
        conditions.append(branch if model is Union else model.union_id.in_(select(Union.id).where(branch)))
    return or_(*conditions) if conditions else false()


@dataclass(frozen=True)
class OfItsDay:
    """Union and district of the rows of a model as they were on their day, for ``in_scope`` and for counting."""

    union_id: Any
    district_code: Any


def of_its_day(model: Any) -> Any:
    """``model``, or where its rows go with their sites (``people.models.FollowsSite``) what they were before."""
    if not hasattr(model, "was_union_id"):
        return model
    moved = model.was_union_id.is_not(None)
    return OfItsDay(
        case((moved, model.was_union_id), else_=model.union_id),
        case((moved, model.was_district_code), else_=model.district_code),
    )


def ids_within(model: Any, scope: Scope, among: Collection[uuid.UUID] | None = None) -> frozenset[uuid.UUID]:
    """The ids of the rows of ``model`` (or those ``among`` them) that ``scope`` covers; none, without a question, for an empty scope."""
    if scope.is_empty:
        return frozenset()
    wanted = [in_scope(model, scope), *([] if among is None else [model.id.in_(among)])]
    return frozenset(session.scalars(select(model.id).where(*wanted)))


def place_of(row: Any) -> Place:
    """The place of a ``Scoped`` row (or of a union), for checks in operations."""
    union = row if isinstance(row, Union) else session.get_one(Union, row.union_id)
    return Place(row.district_code, union.id, union.path, union.industry_path)


def place_in(union: Union, district_code: str | None = None) -> Place:
    """The place of a record to be made for ``union`` (in its district unless another is given)."""
    return Place(district_code or union.district_code, union.id, union.path, union.industry_path)


def districts_open_to(
    actor: Actor, permission: Permission, names: Mapping[str, str], *, chosen: object = None
) -> dict[str, str]:
    """Of districts by code, those in which ``actor`` may make records; ``chosen`` stays, for a form that shows it already."""
    scope = actor.scope(permission)
    holders = session.scalars(
        select(Union.district_code).where(Union.id.in_([one.union_id for one in actor.held]))
    )
    own = set(holders)
    if scope.everything or None in own:  # a union without a district has its own sites anywhere
        return dict(names)
    open_to = scope.district_codes | own | {chosen}
    return {code: name for code, name in names.items() if code in open_to}


def held_by(member: Member, on: date) -> tuple[Held, ...]:
    """The appointments of ``member`` that are valid on ``on``, as plain facts."""
    return tuple(
        held_in(one.id, one.role, one.union)
        for one in member.appointments
        if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
    )


def held_in(appointment_id: uuid.UUID, role: str, union: Any) -> Held:
    """An appointment as a plain fact; ``union`` is a ``Union`` or a row with its columns."""
    of_district = union.level == UnionLevel.DISTRICT and union.district_code
    codes = {union.district_code, *(union.former_codes or ())}
    return Held(
        appointment_id=appointment_id,
        role=Role(role),
        union_id=union.id,
        union_name=union.name,
        union_path=union.path,
        covers_city=union.level == UnionLevel.CITY,
        district_codes=frozenset(codes) if of_district else frozenset(),
    )


def actor_of(
    member: Member,
    *,
    on: date,
    channel: str = "page",
    session_id: uuid.UUID | None = None,
    device_id: uuid.UUID | None = None,
) -> Actor:
    """The member as an actor on the day ``on``."""
    return Actor(
        member_id=member.id,
        name=member.name,
        union_id=member.union_id,
        held=held_by(member, on),
        channel=channel,
        session_id=session_id,
        device_id=device_id,
    )


def _with_appointments(statement: Select[Member]) -> Select[Member]:
    return statement.options(joinedload(Member.appointments).joinedload(Appointment.union))


def member_by_id(member_id: uuid.UUID) -> Member | None:
    """A member with appointments and their unions, whatever the scope (for signing in and for names)."""
    statement = _with_appointments(select(Member).where(Member.id == member_id))
    return session.scalars(statement).unique().one_or_none()


def member_by_sign_in_name(name: str) -> Member | None:
    """The member who signs in by ``name``, letter case aside."""
    statement = _with_appointments(select(Member).where(Member.sign_in_name == fold(name)))
    return session.scalars(statement).unique().one_or_none()


def digest(token: str) -> str:
    """What of a random token is kept: its SHA-256 (it has 256 random bits, so no salt is needed)."""
    return hashlib.sha256(token.encode()).hexdigest()


def live_sign_in(token: str) -> SignIn | None:
    """The open browser session of ``token``; idleness is judged by the caller."""
    statement = select(SignIn).where(SignIn.token_hash == digest(token), SignIn.ended_at.is_(None))
    return session.scalars(statement).one_or_none()


def get_union(union_id: uuid.UUID, scope: Scope | None = None) -> Union:
    """A union by id; with a scope, only within it.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = select(Union).where(Union.id == union_id)
    if scope is not None:
        statement = statement.where(in_scope(Union, scope))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


_PLACE_OF_UNION = Read(
    select(Union.district_code, Union.id, Union.path, Union.industry_path).where(
        Union.id == bindparam("union_id")
    )
)


def place_of_union(union_id: uuid.UUID) -> Place:
    """The place of a record to be made for the union ``union_id``, in its district.

    Raises:
        NotFound: there is no such union.
    """
    found = _PLACE_OF_UNION.row(union_id=union_id)
    if found is None:
        raise NotFound
    return Place(*found)


def get_member(member_id: uuid.UUID, scope: Scope) -> Member:
    """A member whose union lies in ``scope``.

    Raises:
        NotFound: there is none, or the union is out of scope.
    """
    found = (
        session.scalars(
            _with_appointments(
                select(Member).join(Union, Member.union_id == Union.id).where(Member.id == member_id)
            ).where(in_scope(Union, scope))
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found


def members_of_name(name: str, union_id: uuid.UUID) -> Sequence[Member]:
    """The members of a union who bear the name, however it is written, with their certificates."""
    statement = select(Member).where(Member.name_key == name_key(name), Member.union_id == union_id)
    loaded = statement.options(joinedload(Member.union), selectinload(Member.certificates))
    return session.scalars(loaded.order_by(Member.created_at, Member.id)).all()


def unions_in(scope: Scope) -> Sequence[Union]:
    """The unions of a scope, in the order of the tree."""
    return session.scalars(select(Union).where(in_scope(Union, scope)).order_by(Union.path)).all()


def union_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names by id, for labels."""
    rows = session.execute(select(Union.id, Union.name).where(Union.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def member_names(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Names by id, for labels; ids that are None are left out."""
    wanted = {one for one in ids if one is not None}
    rows = session.execute(select(Member.id, Member.name).where(Member.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def district_union(district_code: str) -> Union | None:
    """The general union (总工会) of a district."""
    return session.scalars(
        select(Union).where(
            Union.district_code == district_code, Union.level == UnionLevel.DISTRICT, Union.ended_on.is_(None)
        )
    ).first()


def members_with_role(role: Role, scope: Scope, on: date) -> Sequence[Member]:
    """Members who hold ``role`` on the day ``on`` in a union of the scope, by name."""
    statement = (
        select(Member)
        .join(Appointment, Appointment.member_id == Member.id)
        .join(Union, Appointment.union_id == Union.id)
        .where(
            Appointment.role == role,
            Appointment.valid_from <= on,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= on),
            Member.disabled_at.is_(None),
            in_scope(Union, scope),
        )
        .order_by(Member.name_order, Member.id)
        .distinct()
        .options(undefer(Member.name_order))
    )
    return session.scalars(statement).all()


def members_who_may(permission: Permission, union: Union, on: date) -> Sequence[Member]:
    """Members whose appointment in ``union`` or in one above it grants ``permission`` there on the day ``on``, by name."""
    paths = f"{union.path}/{union.industry_path or ''}"
    line = [uuid.UUID(part) for part in paths.split("/") if part]
    statement = (
        select(Member)
        .join(Appointment, Appointment.member_id == Member.id)
        .where(
            Appointment.role.in_([role for role in Role if permission in permissions_of(role)]),
            Appointment.union_id.in_(line),
            Appointment.valid_from <= on,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= on),
            Member.disabled_at.is_(None),
        )
        .order_by(Member.name_order, Member.id)
        .distinct()
        .options(undefer(Member.name_order))
    )
    return session.scalars(statement).all()


def find_union_by_name(name: str) -> Union | None:
    """The union with this name, however it is written (names are unique), or None."""
    alike = session.scalars(select(Union).where(Union.name_key == name_key(name)).order_by(Union.path)).all()
    return next((one for one in alike if one.name == name), alike[0] if alike else None)


def union_by_name(name: str) -> Union:
    """The union with this name, however it is written.

    Raises:
        NotFound: there is none.
    """
    found = find_union_by_name(name)
    if found is None:
        raise NotFound
    return found
