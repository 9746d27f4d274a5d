"""Counting demands: for the Today page, for maps, for people's loads.  Counts equal their lists."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from safety.access.scope import Scope
from safety.corrections.clocks import REFERRAL_WARNING_DAYS
from safety.corrections.models import Demand, Referral, SiteTally
from safety.corrections.queries.demands import Due, due_when, in_sight
from safety.corrections.queries.found import found_within
from safety.corrections.queries.referrals import referrals_in_sight
from safety.corrections.rules import DemandKind, DemandState, FindingGrade, Sight
from safety.database import session
from safety.people.queries import in_scope
from safety.workplaces.models import Site


@dataclass(frozen=True)
class DemandCounts:
    """How many open demands are in which condition; each number has a list of the same length."""

    open: int = 0
    overdue: int = 0
    due_today: int = 0
    due_week: int = 0
    waiting_recheck: int = 0
    awaiting_second: int = 0
    uncorrected: int = 0
    referred: int = 0
    not_demanded: int = 0
    referrals_running_out: int = 0


@dataclass(frozen=True)
class AreaCounts:
    """Findings of an area: how many in all, and of the open ones how many major and of each colour."""

    found: int = 0
    open: int = 0
    closed: int = 0
    overdue: int = 0
    major: int = 0
    red: int = 0
    orange: int = 0
    yellow: int = 0
    blue: int = 0

    @property
    def worst(self) -> str | None:
        """The worst colour among the open findings."""
        return next((name for name in ("red", "orange", "yellow", "blue") if getattr(self, name)), None)


def _number(condition: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def demand_counts(sight: Sight, today: date, responsible_id: uuid.UUID | None = None) -> DemandCounts:
    """The numbers of the Today page over what may be seen, or only one member's own."""
    statement = select(
        func.count().label("open"),
        _number(due_when(Due.OVERDUE, today)).label("overdue"),
        _number(due_when(Due.TODAY, today)).label("due_today"),
        _number(due_when(Due.WEEK, today)).label("due_week"),
        _number(Demand.state == DemandState.REPLIED).label("waiting_recheck"),
        _number(Demand.state == DemandState.AWAITING_SECOND).label("awaiting_second"),
        _number(Demand.state == DemandState.UNCORRECTED).label("uncorrected"),
        _number(Demand.state == DemandState.REFERRED).label("referred"),
        _number(Demand.state == DemandState.RAISED).label("not_demanded"),
    ).where(Demand.is_open, in_sight(sight))
    if responsible_id is not None:
        statement = statement.where(Demand.responsible_id == responsible_id)
    row = session.execute(statement).mappings().one()
    running_out = (
        select(func.count()).select_from(Referral).where(referrals_in_sight(sight), running_out_when(today))
    )
    numbers = {name: int(value) for name, value in row.items()}
    return DemandCounts(**numbers, referrals_running_out=session.scalar(running_out) or 0)


def running_out_when(today: date) -> ColumnElement[bool]:
    """Whether a referral's 30 days end within the warning days, or have ended without an answer."""
    return and_(
        Referral.answered_on.is_(None),
        Referral.revoked_at.is_(None),
        Referral.due_on <= today + timedelta(days=REFERRAL_WARNING_DAYS),
    )


def site_tallies(scope: Scope, site_ids: Iterable[uuid.UUID] | None = None) -> dict[uuid.UUID, SiteTally]:
    """The kept counters of sites within ``scope`` (all, or those named); sites without findings are absent."""
    statement = select(SiteTally).join(Site, SiteTally.site_id == Site.id).where(in_scope(Site, scope))
    if site_ids is not None:
        statement = statement.where(SiteTally.site_id.in_(set(site_ids)))
    return {tally.site_id: tally for tally in session.scalars(statement)}


def _area_columns(today: date) -> list[ColumnElement[int]]:
    return [
        func.count().label("found"),
        _number(Demand.is_open).label("open"),
        _number(Demand.closed_at.is_not(None)).label("closed"),
        _number(due_when(Due.OVERDUE, today)).label("overdue"),
        _number(and_(Demand.is_open, Demand.grade == FindingGrade.MAJOR)).label("major"),
        *(
            _number(and_(Demand.is_open, Demand.colour == colour)).label(colour)
            for colour in ("red", "orange", "yellow", "blue")
        ),
    ]


def counts_by_district(
    sight: Sight, today: date, since: date | None = None, until: date | None = None
) -> dict[str, AreaCounts]:
    """Findings by the district of their day, found within the period; withdrawn ones are left out."""
    columns = _area_columns(today)
    statement = (
        select(Demand.district_code, *columns)
        .where(
            Demand.kind == DemandKind.FINDING,
            Demand.withdrawn_at.is_(None),
            Demand.district_code.is_not(None),
            in_sight(sight),
            *found_within(since, until),
        )
        .group_by(Demand.district_code)
    )
    return {
        row[0]: AreaCounts(*map(int, row[1:])) for row in session.execute(statement) if row[0] is not None
    }


def counts_by_site(
    sight: Sight, today: date, since: date | None = None, until: date | None = None
) -> dict[uuid.UUID, AreaCounts]:
    """Findings by site within a period: what a map with a period filter reads."""
    columns = _area_columns(today)
    statement = (
        select(Demand.site_id, *columns)
        .where(
            Demand.kind == DemandKind.FINDING,
            Demand.withdrawn_at.is_(None),
            Demand.site_id.is_not(None),
            in_sight(sight),
            *found_within(since, until),
        )
        .group_by(Demand.site_id)
    )
    return {
        row[0]: AreaCounts(*map(int, row[1:])) for row in session.execute(statement) if row[0] is not None
    }


def overdue_by_site(sight: Sight, today: date) -> dict[uuid.UUID, int]:
    """How many demands of each site are overdue; sites with none are absent."""
    statement = (
        select(Demand.site_id, func.count())
        .where(due_when(Due.OVERDUE, today), Demand.site_id.is_not(None), in_sight(sight))
        .group_by(Demand.site_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(statement) if row[0] is not None}


def responsible_load(sight: Sight) -> dict[uuid.UUID, int]:
    """How many open demands each responsible member has."""
    statement = (
        select(Demand.responsible_id, func.count())
        .where(Demand.is_open, Demand.responsible_id.is_not(None), in_sight(sight))
        .group_by(Demand.responsible_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(statement) if row[0] is not None}


def count_open_at(site_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many findings are open at each site with the union that has it."""
    statement = (
        select(Demand.site_id, func.count(Demand.id))
        .join(Site, Site.id == Demand.site_id)
        .where(
            Demand.site_id.in_(list(site_ids)),
            Demand.is_open,
            Demand.kind == DemandKind.FINDING,
            Demand.union_id == Site.union_id,
        )
        .group_by(Demand.site_id)
    )
    return {site_id: count for site_id, count in session.execute(statement) if site_id is not None}
