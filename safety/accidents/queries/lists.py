"""Registers: accidents, notices, running terms, hours; everything through the scope."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from safety.access.scope import Actor, Scope
from safety.accidents.models import (
    Accident,
    Activity,
    ActivityMember,
    Notification,
    ReportVersion,
    Seat,
    Signing,
)
from safety.accidents.queries.cases import clocks_of
from safety.accidents.queries.owed import owes_terms
from safety.accidents.queries.scope import visible
from safety.accidents.vocabulary import CaseState, SeatState
from safety.database import session
from safety.folding import columns as folding
from safety.folding.readings import order_of
from safety.law.clocks import Clock, ClockStatus
from safety.law.days import end_of_day, start_of_day
from safety.lists import Page, Window
from safety.pages import in_order, ordered, page_of
from safety.people.models import Member, Union
from safety.people.queries import in_scope, union_branch

SORTS = {
    "happened": Accident.happened_at,
    "grade": Accident.grade,
    "title": Accident.title,
}
USUAL_SORT = "-happened"


@dataclass(frozen=True)
class AccidentFilters:
    """The filters of the register; days are those of the accident, both included."""

    q: str | None = None
    district: str | None = None
    grade: str | None = None
    category: str | None = None
    regime: str | None = None
    state: str | None = None
    union_part: str | None = None
    since: date | None = None
    until: date | None = None
    site_id: uuid.UUID | None = None
    employer_id: uuid.UUID | None = None
    union: uuid.UUID | None = None


@dataclass(frozen=True)
class NotificationFilters:
    """The filters of the inbox; ``linked`` is ``yes`` or ``no``."""

    q: str | None = None
    linked: str | None = None
    since: date | None = None
    until: date | None = None


EVERY = AccidentFilters()
EVERY_NOTICE = NotificationFilters()


def conditions(scope: Scope, filters: AccidentFilters) -> list[ColumnElement[bool]]:
    """What a row must fit."""
    found: list[ColumnElement[bool]] = [visible(scope)]
    if filters.q:
        found.append(folding.found([Accident], filters.q))
    for column, value in (
        (Accident.district_code, filters.district),
        (Accident.grade, filters.grade),
        (Accident.category, filters.category),
        (Accident.regime, filters.regime),
        (Accident.state, filters.state),
        (Accident.union_part, filters.union_part),
        (Accident.site_id, filters.site_id),
        (Accident.employer_id, filters.employer_id),
    ):
        if value is not None:
            found.append(column == value)
    if filters.since:
        found.append(Accident.happened_at >= start_of_day(filters.since))
    if filters.until:
        found.append(Accident.happened_at < end_of_day(filters.until))
    if filters.union is not None:
        path = session.scalar(select(Union.path).where(Union.id == filters.union)) or "/"
        below = select(Union.id).where(union_branch([path]))
        found.append(Accident.union_id.in_(below))
    return found


def accidents_in_order(scope: Scope, filters: AccidentFilters, *, sort: str = USUAL_SORT) -> Select[Accident]:
    """The register of accidents."""
    statement = select(Accident).where(*conditions(scope, filters))
    return ordered(statement, sort, SORTS, default=USUAL_SORT, tie=Accident.id)


def list_accidents(
    scope: Scope, filters: AccidentFilters, window: Window, *, sort: str = USUAL_SORT
) -> Page[Accident]:
    """One part of ``accidents_in_order``."""
    return page_of(accidents_in_order(scope, filters, sort=sort), window)


def count_accidents(scope: Scope, filters: AccidentFilters = EVERY) -> int:
    """How many accidents fit."""
    return session.scalar(select(func.count()).select_from(Accident).where(*conditions(scope, filters))) or 0


def accidents_of_site(site_id: uuid.UUID, scope: Scope) -> Sequence[Accident]:
    """The accidents at a site, the newest first."""
    statement = select(Accident).where(Accident.site_id == site_id, visible(scope))
    return session.scalars(statement.order_by(Accident.happened_at.desc())).all()


def notifications_in_order(scope: Scope, filters: NotificationFilters) -> Select[Notification]:
    """The inbox, the newest first."""
    statement = select(Notification).where(in_scope(Notification, scope))
    if filters.q:
        statement = statement.where(folding.found([Notification], filters.q))
    if filters.linked == "yes":
        statement = statement.where(Notification.accident_id.is_not(None))
    if filters.linked == "no":
        statement = statement.where(Notification.accident_id.is_(None))
    if filters.since:
        statement = statement.where(Notification.received_at >= start_of_day(filters.since))
    if filters.until:
        statement = statement.where(Notification.received_at < end_of_day(filters.until))
    return in_order(statement, Notification.received_at.desc(), Notification.id)


def list_notifications(scope: Scope, filters: NotificationFilters, window: Window) -> Page[Notification]:
    """One part of ``notifications_in_order``."""
    return page_of(notifications_in_order(scope, filters), window)


@dataclass(frozen=True)
class Running:
    """An accident with its terms that run or are overdue."""

    accident: Accident
    clocks: list[Clock]


#: What the terms of an accident are reckoned from, to be read with many accidents at once.
CLOCK_PARTS = (
    selectinload(Accident.casualties),
    selectinload(Accident.handovers),
    selectinload(Accident.extensions),
    selectinload(Accident.appraisals),
    selectinload(Accident.versions),
    selectinload(Accident.approval),
    selectinload(Accident.seats),
)


def running_clocks(scope: Scope, now: datetime, *, due: str | None = None) -> list[Running]:
    """Terms that run now, by accident: all, ``late`` ones, or those that end within a ``week``; the soonest first."""
    statement = select(Accident).where(visible(scope), owes_terms())
    statement = statement.options(*CLOCK_PARTS)
    found = []
    for accident in session.scalars(statement.order_by(Accident.happened_at, Accident.id)):
        clocks = [one for one in clocks_of(accident) if _wanted(one, now, due)]
        if clocks:
            found.append(Running(accident, sorted(clocks, key=_end)))
    return sorted(found, key=lambda one: _end(one.clocks[0]))


def _wanted(clock: Clock, now: datetime, due: str | None) -> bool:
    status = clock.status(now)
    if status is ClockStatus.OVERDUE:
        return due in {None, "late"}
    if status is not ClockStatus.RUNNING or due == "late":
        return False
    left = clock.time_left(now)
    return due is None or (left is not None and left.days < _WEEK)


_WEEK = 7


def _end(clock: Clock) -> tuple[bool, Any]:
    return (clock.ends_at is None, clock.ends_at)


def clock_counts(scope: Scope, now: datetime) -> Counter[str]:
    """How many terms are ``late`` and how many end within a ``week``."""
    found = Counter({"late": 0, "week": 0})
    for one in running_clocks(scope, now):
        for clock in one.clocks:
            if _wanted(clock, now, "late"):
                found["late"] += 1
            elif _wanted(clock, now, "week"):
                found["week"] += 1
    return found


def seats_unanswered(scope: Scope) -> Sequence[Seat]:
    """Seats that were asked for and neither given nor refused."""
    statement = select(Seat).join(Accident).where(visible(scope), Seat.state == SeatState.ASKED)
    return session.scalars(statement.order_by(Seat.asked_on, Seat.id)).all()


def waiting_for_signature(actor: Actor) -> Sequence[ReportVersion]:
    """The newest versions of reports that this member, seated in the team, has not signed or refused yet."""
    if actor.member_id is None:
        return []
    seated = select(Seat.accident_id).where(Seat.member_id == actor.member_id, Seat.state == SeatState.NAMED)
    answered = set(session.scalars(select(Signing.version_id).where(Signing.member_id == actor.member_id)))
    statement = (
        select(ReportVersion)
        .join(Accident, Accident.id == ReportVersion.accident_id)
        .where(
            ReportVersion.accident_id.in_(seated),
            Accident.state == CaseState.REPORTED,
        )
        .order_by(ReportVersion.received_on.desc(), ReportVersion.at.desc())
    )
    newest: dict[uuid.UUID, ReportVersion] = {}
    for version in session.scalars(statement):
        newest.setdefault(version.accident_id, version)
    return [one for one in newest.values() if one.id not in answered]


@dataclass(frozen=True)
class HoursRow:
    """A member's part: accidents, activities and hours."""

    member_id: uuid.UUID
    name: str
    accidents: int
    activities: int
    hours: float


def hours_by_member(scope: Scope, *, since: date | None = None, until: date | None = None) -> list[HoursRow]:
    """Hours of everybody who took part, the most first; an activity counts in full for each who was there."""
    statement = (
        select(ActivityMember.member_id, Member.name, Activity)
        .join(Activity, Activity.id == ActivityMember.activity_id)
        .join(Member, Member.id == ActivityMember.member_id)
        .join(Accident, Accident.id == Activity.accident_id)
        .where(visible(scope))
    )
    if since:
        statement = statement.where(Activity.starts_at >= start_of_day(since))
    if until:
        statement = statement.where(Activity.starts_at < end_of_day(until))
    names: dict[uuid.UUID, str] = {}
    cases: dict[uuid.UUID, set[uuid.UUID]] = {}
    counts: Counter[uuid.UUID] = Counter()
    hours: dict[uuid.UUID, float] = {}
    for member_id, name, activity in session.execute(statement):
        names[member_id] = name
        cases.setdefault(member_id, set()).add(activity.accident_id)
        counts[member_id] += 1
        hours[member_id] = hours.get(member_id, 0.0) + activity.hours
    rows = [HoursRow(one, names[one], len(cases[one]), counts[one], hours[one]) for one in names]
    return sorted(rows, key=lambda row: (-row.hours, order_of(row.name, of_person=True)))


@dataclass(frozen=True)
class MapAccident:
    """An accident as a map's layer shows it."""

    id: uuid.UUID
    title: str
    happened_at: datetime
    grade: str
    category: str | None
    lon: float
    lat: float
    district_code: str | None
    #: None where the number is not shown.
    deaths: int | None
    union_part: str


def counts_by_site(*, since: date, day: date) -> dict[uuid.UUID, int]:
    """How many accidents happened at each site from ``since`` to ``day``, as far as registered on that day.

    Bare numbers over every union, for the attention levels of sites that the caller filters by scope.
    """
    statement = (
        select(Accident.site_id, func.count())
        .where(
            Accident.site_id.is_not(None),
            Accident.happened_at >= start_of_day(since),
            Accident.happened_at < end_of_day(day),
            Accident.registered_at < end_of_day(day),
        )
        .group_by(Accident.site_id)
    )
    return {site_id: count for site_id, count in session.execute(statement) if site_id is not None}


def counts_by_district(scope: Scope, *, since: date | None, until: date, known_on: date) -> dict[str, int]:
    """How many accidents happened in each district from ``since`` to ``until``, as registered by ``known_on``."""
    filters = AccidentFilters(since=since, until=until)
    statement = (
        select(Accident.district_code, func.count())
        .where(*conditions(scope, filters), Accident.registered_at < end_of_day(known_on))
        .group_by(Accident.district_code)
    )
    return {code: count for code, count in session.execute(statement) if code is not None}


_MAP_COLUMNS = (
    Accident.id,
    Accident.title,
    Accident.happened_at,
    Accident.grade,
    Accident.category,
    Accident.lon,
    Accident.lat,
    Accident.district_code,
    Accident.deaths,
    Accident.union_part,
)


def map_row(accident_id: uuid.UUID, scope: Scope) -> MapAccident | None:
    """One accident of the scope as a map shows it; None without a position."""
    wanted = (*conditions(scope, EVERY), Accident.id == accident_id, Accident.lon.is_not(None))
    row = session.execute(select(*_MAP_COLUMNS).where(*wanted)).mappings().one_or_none()
    return MapAccident(**row) if row else None


def known_conditions(
    scope: Scope, filters: AccidentFilters, known_on: date | None
) -> list[ColumnElement[bool]]:
    """What an accident must fit, as far as it was registered by the day ``known_on``."""
    found = conditions(scope, filters)
    return found if known_on is None else [*found, Accident.registered_at < end_of_day(known_on)]


def map_rows(
    scope: Scope,
    filters: AccidentFilters = EVERY,
    *,
    known_on: date | None = None,
    among: Collection[uuid.UUID] | None = None,
) -> list[MapAccident]:
    """Accidents with a position, for a map; with ``known_on`` those that were registered by that day."""
    wanted = [] if among is None else [Accident.id.in_(among)]
    fitting = (*known_conditions(scope, filters, known_on), *wanted, Accident.lon.is_not(None))
    statement = select(*_MAP_COLUMNS).where(*fitting)
    rows = session.execute(statement.order_by(Accident.happened_at, Accident.id))
    return [MapAccident(**row) for row in rows.mappings()]
