"""The audit as a person may read it: the rows of the unions in scope."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select, true

from safety.access.scope import Scope
from safety.audit.models import AuditEntry, AuditHead, AuditSeal
from safety.database import session
from safety.folding import columns as folding
from safety.law.days import end_of_day, start_of_day
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.models import Member, Union
from safety.people.queries import in_scope


@dataclass(frozen=True)
class TrailFilter:
    """Which rows are wanted; days are days in Chongqing, both included, ``since`` is a moment."""

    q: str | None = None
    action: str | None = None
    kind: str | None = None
    record_id: str | None = None
    member_id: uuid.UUID | None = None
    union_id: uuid.UUID | None = None
    first: date | None = None
    last: date | None = None
    since: datetime | None = None


def _visible(scope: Scope) -> ColumnElement[bool]:
    if scope.everything:
        return true()
    return AuditEntry.union_id.in_(select(Union.id).where(in_scope(Union, scope)))


def _wanted(scope: Scope, given: TrailFilter) -> Select[AuditEntry]:
    statement = select(AuditEntry).where(_visible(scope))
    exact = {
        AuditEntry.action: given.action,
        AuditEntry.kind: given.kind,
        AuditEntry.record_id: given.record_id,
        AuditEntry.actor_id: given.member_id,
        AuditEntry.union_id: given.union_id,
    }
    for column, value in exact.items():
        if value is not None:
            statement = statement.where(column == value)
    if given.q:
        named = select(Member.id).where(folding.found([Member], given.q))
        statement = statement.where(AuditEntry.actor_id.in_(named))
    if given.first:
        statement = statement.where(AuditEntry.at >= start_of_day(given.first))
    if given.last:
        statement = statement.where(AuditEntry.at < end_of_day(given.last))
    if given.since:
        statement = statement.where(AuditEntry.at >= given.since)
    return statement


def trail_in_order(scope: Scope, given: TrailFilter) -> Select[AuditEntry]:
    """The rows wanted, newest first."""
    newest = (AuditEntry.at.desc(), AuditEntry.chain, AuditEntry.seq.desc(), AuditEntry.id)
    return in_order(_wanted(scope, given), *newest)


def list_trail(scope: Scope, window: Window, given: TrailFilter) -> Page[AuditEntry]:
    """One part of ``trail_in_order``."""
    return page_of(trail_in_order(scope, given), window)


def kinds_and_actions(scope: Scope) -> tuple[list[str], list[str]]:
    """The kinds of records and the actions that occur, for the filters."""
    found = session.execute(
        select(AuditEntry.kind, AuditEntry.action).where(_visible(scope)).distinct()
    ).all()
    return sorted({row[0] for row in found}), sorted({row[1] for row in found})


def chain_state() -> tuple[int, int, AuditSeal | None]:
    """How many chains there are, how many rows they hold together, and the latest seal."""
    chains, rows = session.execute(select(func.count(), func.coalesce(func.sum(AuditHead.seq), 0))).one()
    latest = session.scalars(select(AuditSeal).order_by(AuditSeal.at.desc()).limit(1)).first()
    return chains, rows, latest
