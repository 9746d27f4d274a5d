"""The lists of people that pages and the API show: unions, members, certificates, one's own sessions."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from safety.access.roles import Role
from safety.access.scope import Scope
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.folding.names import name_key
from safety.folding.readings import order_of
from safety.lists import Page, Window
from safety.pages import audited_since, ordered, page_of
from safety.people.models import AccessToken, Appointment, Certificate, Member, SignIn, Union
from safety.people.queries import in_scope
from safety.people.rules import CertificateStatus

#: Certificates that end within so many days count as about to expire.
EXPIRING_DAYS = 60


@dataclass(frozen=True)
class UnionRow:
    """A union in the tree: how deep it lies, and how many members belong to it directly."""

    union: Union
    depth: int
    members: int
    industry_parent: str | None


def union_tree(scope: Scope, *, q: str | None = None, ended: bool = False) -> list[UnionRow]:
    """The unions of a scope in the order of the tree, with a search in their names."""
    statement = select(Union).where(in_scope(Union, scope)).order_by(Union.path)
    if not ended:
        statement = statement.where(Union.ended_on.is_(None))
    if q:
        statement = statement.where(folding.found([Union], q))
    unions = _in_tree_order(session.scalars(statement).all())
    counted = (
        select(Member.union_id, func.count()).where(Member.disabled_at.is_(None)).group_by(Member.union_id)
    )
    members = {row[0]: row[1] for row in session.execute(counted)}
    names = {union.id: union.name for union in unions}
    return [
        UnionRow(
            union,
            union.path.count("/") - 1,
            members.get(union.id, 0),
            names.get(union.industry_parent_id) if union.industry_parent_id else None,
        )
        for union in unions
    ]


def _in_tree_order(unions: Sequence[Union]) -> list[Union]:
    """Children right after their parents, siblings by district and name rather than by id."""
    known = {union.id for union in unions}
    below: dict[uuid.UUID | None, list[Union]] = {}
    for union in unions:
        below.setdefault(union.parent_id if union.parent_id in known else None, []).append(union)
    rows: list[Union] = []

    def walk(parent: uuid.UUID | None) -> None:
        for union in sorted(
            below.get(parent, []), key=lambda u: (u.level, u.district_code or "~", order_of(u.name))
        ):
            rows.append(union)
            walk(union.id)

    walk(None)
    return rows


def _members(scope: Scope) -> Select[Member]:
    return (
        select(Member)
        .join(Union, Member.union_id == Union.id)
        .where(in_scope(Union, scope))
        .options(joinedload(Member.union), selectinload(Member.appointments).joinedload(Appointment.union))
    )


def members_in_order(
    scope: Scope,
    *,
    q: str | None = None,
    union_id: uuid.UUID | None = None,
    role: Role | None = None,
    state: str | None = None,
    on: date,
    sort: str = "",
) -> Select[Member]:
    """Members by part of a name, sign-in name or position, by union, role held on ``on`` and state.

    ``state`` is ``active``, ``disabled`` or ``no_sign_in``.
    """
    statement = _members(scope)
    if q:
        statement = statement.where(folding.found([Member], q))
    if union_id:
        statement = statement.where(Member.union_id == union_id)
    if role:
        holders = select(Appointment.member_id).where(Appointment.role == role, _valid(on))
        statement = statement.where(Member.id.in_(holders))
    if state == "active":
        statement = statement.where(Member.disabled_at.is_(None))
    elif state == "disabled":
        statement = statement.where(Member.disabled_at.is_not(None))
    elif state == "no_sign_in":
        statement = statement.where(Member.sign_in_name.is_(None))
    columns_by_name = {"name": Member.name_order, "union": Union.name_order, "created": Member.created_at}
    return ordered(statement, sort, columns_by_name, default="name", tie=Member.id)


def list_members(scope: Scope, window: Window, *, on: date, **narrowed: Any) -> Page[Member]:
    """One part of ``members_in_order``."""
    return page_of(members_in_order(scope, on=on, **narrowed), window)


def _valid(on: date) -> ColumnElement[bool]:
    return (Appointment.valid_from <= on) & (Appointment.valid_to.is_(None) | (Appointment.valid_to >= on))


def _certificates(scope: Scope) -> Select[Certificate]:
    return (
        select(Certificate)
        .join(Member, Certificate.member_id == Member.id)
        .join(Union, Member.union_id == Union.id)
        .where(in_scope(Union, scope))
        .options(joinedload(Certificate.member).joinedload(Member.union))
    )


def certificates_in_order(
    scope: Scope, *, on: date, q: str | None = None, state: str | None = None, sort: str = ""
) -> Select[Certificate]:
    """Certificates by part of a name or number and by state.

    ``state`` is ``expiring`` (within ``EXPIRING_DAYS``), ``expired``, or a ``CertificateStatus``.
    """
    statement = _certificates(scope)
    if q:
        statement = statement.where(folding.found([Member, Certificate], q))
    if state == "expiring":
        statement = _expiring(statement, on)
    elif state == "expired":
        statement = statement.where(
            Certificate.valid_to < on, Certificate.status != CertificateStatus.CANCELLED
        )
    elif state in set(CertificateStatus):
        statement = statement.where(Certificate.status == state)
    columns = {"valid_to": Certificate.valid_to, "name": Member.name_order, "number": Certificate.number}
    return ordered(statement, sort, columns, default="valid_to", tie=Certificate.id)


def list_certificates(scope: Scope, window: Window, *, on: date, **narrowed: Any) -> Page[Certificate]:
    """One part of ``certificates_in_order``."""
    return page_of(certificates_in_order(scope, on=on, **narrowed), window, changed=_certificate_changed)


def _certificate_changed(since: datetime) -> ColumnElement[bool]:
    """Whether the member of a certificate has an entry in the audit since: it speaks of certificates there."""
    return audited_since(Certificate.member_id, since)


def _expiring(statement: Select[Certificate], on: date) -> Select[Certificate]:
    return statement.where(
        Certificate.valid_to.between(on, on + timedelta(days=EXPIRING_DAYS)),
        Certificate.status == CertificateStatus.VALID,
        Member.disabled_at.is_(None),
    )


def expiring_certificates(scope: Scope, on: date) -> int:
    """How many certificates of the scope end within ``EXPIRING_DAYS``."""
    statement = _expiring(_certificates(scope), on).with_only_columns(
        Certificate.id, maintain_column_froms=True
    )
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def own_certificates(member_id: uuid.UUID) -> Sequence[Certificate]:
    """One's own certificates, the longest valid first."""
    statement = select(Certificate).where(Certificate.member_id == member_id)
    return session.scalars(statement.order_by(Certificate.valid_to.desc())).all()


def get_certificate(certificate_id: uuid.UUID, scope: Scope) -> Certificate:
    """A certificate of a member in ``scope``.

    Raises:
        NotFound: there is none, or the member is out of scope.
    """
    found = session.scalars(_certificates(scope).where(Certificate.id == certificate_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_appointment(appointment_id: uuid.UUID, scope: Scope) -> Appointment:
    """An appointment of a member in ``scope``.

    Raises:
        NotFound: there is none, or the member is out of scope.
    """
    found = session.scalars(
        select(Appointment)
        .join(Member, Appointment.member_id == Member.id)
        .join(Union, Member.union_id == Union.id)
        .where(Appointment.id == appointment_id, in_scope(Union, scope))
        .options(joinedload(Appointment.member), joinedload(Appointment.union))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def open_sign_ins(member_id: uuid.UUID) -> Sequence[SignIn]:
    """One's own open browser sessions, the latest used first."""
    statement = select(SignIn).where(SignIn.member_id == member_id, SignIn.ended_at.is_(None))
    return session.scalars(statement.order_by(SignIn.last_seen_at.desc()).limit(50)).all()


def tokens_of(member_id: uuid.UUID) -> Sequence[AccessToken]:
    """A member's API tokens that open something, or did until their day, newest first."""
    statement = (
        select(AccessToken)
        .join(AccessToken.member)
        .where(
            AccessToken.member_id == member_id,
            AccessToken.revoked_at.is_(None),
            or_(Member.access_ended_at.is_(None), AccessToken.created_at > Member.access_ended_at),
        )
    )
    return session.scalars(statement.order_by(AccessToken.created_at.desc())).all()


def appointments_ending(scope: Scope, on: date, days: int) -> int:
    """How many appointments of the scope end within ``days``."""
    statement = (
        select(func.count(Appointment.id))
        .join(Union, Appointment.union_id == Union.id)
        .where(in_scope(Union, scope), Appointment.valid_to.between(on, on + timedelta(days=days)))
    )
    return session.scalar(statement) or 0


def unions_by_name(names: Iterable[str], scope: Scope) -> dict[str, Union]:
    """Living unions of the scope by the key of their full or short name, for imports.

    A short name that several bear stands for none of them.
    """
    wanted = {name_key(one) for one in names}
    living = session.scalars(select(Union).where(in_scope(Union, scope), Union.ended_on.is_(None))).all()
    bearers = Counter(name_key(one.short_name) for one in living)
    short = {name_key(one.short_name): one for one in living}
    found = {key: one for key, one in short.items() if key in wanted and bearers[key] == 1}
    return found | {name_key(one.name): one for one in living if name_key(one.name) in wanted}
