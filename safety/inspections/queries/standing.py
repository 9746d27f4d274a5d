"""Where every site of a scope stands: its open findings by colour, what is overdue, when it was last checked.

This is what maps colour.  Without a period the counts are the tallies that the writing transactions keep;
with one they are counted anew over what was found in it.  For a past day they are counted from the dated
facts: what was found by then and not yet closed, with the term that held then.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select

from safety.access.scope import Scope
from safety.corrections.models import Demand, DemandFact, SiteTally
from safety.corrections.queries.found import found_from, found_moment
from safety.corrections.rules import DemandKind, FindingGrade
from safety.corrections.vocabulary import FactKind
from safety.database import session
from safety.inspections.models import Inspection
from safety.law.days import end_of_day, start_of_day
from safety.people.queries import in_scope
from safety.workplaces.models import Employer, Site
from safety.workplaces.queries.editions import district_on

_COLOURS = ("red", "orange", "yellow", "blue")
Chosen = Select[uuid.UUID] | list[uuid.UUID] | None
#: Up to so many chosen sites are named one by one, so that the database looks at their findings only.
_NAMED = 1000
_COUNTS = ("open", "open_major", *(f"open_{colour}" for colour in _COLOURS))


@dataclass(frozen=True)
class StandingFilters:
    """Which sites, and of which days (both included) the findings and checks are."""

    district: str | None = None
    industry: str | None = None
    kind: str | None = None
    site_id: uuid.UUID | None = None
    #: Only these, if they are in use.
    site_ids: frozenset[uuid.UUID] | None = None
    #: west, south, east, north in degrees: only sites with a position in it.
    box: tuple[float, float, float, float] | None = None
    since: date | None = None
    until: date | None = None
    #: The map as it was at the end of this day; None is now.
    on: date | None = None

    @property
    def is_counted_anew(self) -> bool:
        """Whether the kept tallies do not answer: for a period, or for a past day."""
        return self.has_period or self.on is not None

    @property
    def has_period(self) -> bool:
        """Whether findings and checks are limited to some days."""
        return self.since is not None or self.until is not None

    @property
    def chooses_sites(self) -> bool:
        """Whether only some of the sites are wanted."""
        return self.site_ids is not None or any(
            (self.district, self.industry, self.kind, self.site_id, self.box)
        )


class SiteStanding(NamedTuple):
    """A site with its counts; ``checks`` counts those of the period, ``last_checked_at`` looks at all."""

    id: uuid.UUID
    name: str
    employer: str
    district_code: str | None
    industry: str | None
    kind: str
    lon: float | None
    lat: float | None
    headcount: int | None
    open: int
    open_major: int
    open_red: int
    open_orange: int
    open_yellow: int
    open_blue: int
    overdue: int
    overdue_long: int
    checks: int
    last_checked_at: datetime | None


def site_standings(
    scope: Scope, filters: StandingFilters, *, today: date, long_overdue_before: date
) -> list[SiteStanding]:
    """The standing of every site in use within ``scope``, in the order of names; a closed one when named.

    A finding is overdue the day after its term, and long overdue when its term ended before
    ``long_overdue_before``; with ``filters.on`` that day is the ``today`` to give.
    """
    wanted = standing_conditions(scope, filters)
    chosen = _chosen(scope, filters, wanted)
    counts = _counted_anew(filters, chosen) if filters.is_counted_anew else None
    source: Any = counts.c if counts is not None else SiteTally
    late = _overdue(filters, chosen, today, long_overdue_before)
    checks = _checks(filters, chosen)
    statement = (
        select(
            Site.id,
            Site.name,
            Employer.name,
            district_on(filters.on),
            Site.industry,
            Site.kind,
            Site.lon,
            Site.lat,
            Site.headcount,
            *(func.coalesce(getattr(source, name), 0) for name in _COUNTS),
            func.coalesce(late.c.overdue, 0),
            func.coalesce(late.c.overdue_long, 0),
            func.coalesce(checks.c.checks, 0),
            checks.c.last_checked_at,
            Site.name_order,
        )
        .join(Employer, Employer.id == Site.employer_id)
        .outerjoin(counts if counts is not None else SiteTally, source.site_id == Site.id)
        .outerjoin(late, late.c.site_id == Site.id)
        .outerjoin(checks, checks.c.site_id == Site.id)
        .where(*wanted if not isinstance(chosen, list) else [Site.id.in_(chosen)])
    )
    # Sorted here: asked for an order, SQLite walks the index of names through every site of the city.
    rows = [(row[-1], SiteStanding._make(row[:-1])) for row in session.execute(statement)]
    return [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].id))]


def standing_conditions(scope: Scope, filters: StandingFilters) -> list[ColumnElement[bool]]:
    """What a site of ``scope`` must fit to be among ``site_standings``."""
    return [in_scope(Site, scope), *_site_conditions(filters)]


def count_outside(scope: Scope, filters: StandingFilters, codes: Collection[str]) -> int:
    """How many sites of ``scope`` fit ``filters`` and lie in none of the districts ``codes`` on that day."""
    code = district_on(filters.on)
    outside = or_(code.is_(None), code.not_in(sorted(codes)))
    wanted = [in_scope(Site, scope), *_site_conditions(filters), outside]
    return session.scalar(select(func.count()).select_from(Site).where(*wanted)) or 0


def _chosen(scope: Scope, filters: StandingFilters, wanted: list[ColumnElement[bool]]) -> Chosen:
    """A part of the sites, to look at that part only; None for all."""
    if scope.everything and not filters.chooses_sites:
        return None
    part = select(Site.id).where(*wanted)
    if filters.box is None and filters.site_ids is None and filters.site_id is None:
        return part
    few = list(session.scalars(part.limit(_NAMED + 1)))
    return few if len(few) <= _NAMED else part


def _site_conditions(filters: StandingFilters) -> list[ColumnElement[bool]]:
    wanted: Mapping[Any, Any] = MappingProxyType(
        {
            Site.industry: filters.industry,
            Site.kind: filters.kind,
            Site.id: filters.site_id,
        }
    )
    conditions: list[ColumnElement[bool]] = [
        column == value for column, value in wanted.items() if value is not None
    ]
    if filters.district is not None:
        conditions.append(district_on(filters.on) == filters.district)
    if filters.site_ids is not None:
        conditions.append(Site.id.in_(filters.site_ids))
    if filters.on is not None:
        conditions.append(Site.created_at < end_of_day(filters.on))
    if filters.site_id is None:
        conditions.append(_not_by(Site.closed_at, filters.on))
    if filters.box is not None:
        west, south, east, north = filters.box
        conditions += [Site.lon.between(west, east), Site.lat.between(south, north)]
    return conditions


def _not_by(column: Any, on: date | None) -> ColumnElement[bool]:
    """Whether the moment ``column`` has not come, or had not by the end of ``on``."""
    if on is None:
        missing: ColumnElement[bool] = column.is_(None)
        return missing
    return or_(column.is_(None), column >= end_of_day(on))


def _within(column: Any, filters: StandingFilters) -> list[ColumnElement[bool]]:
    """The conditions that ``column`` (a moment) lies in the period, by days in Chongqing."""
    conditions: list[ColumnElement[bool]] = []
    if filters.since is not None:
        conditions.append(column >= start_of_day(filters.since))
    last = min((day for day in (filters.until, filters.on) if day is not None), default=None)
    if last is not None:
        conditions.append(column < end_of_day(last))
    return conditions


def _open_findings(filters: StandingFilters, chosen: Chosen) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Demand.kind == DemandKind.FINDING,
        Demand.site_id.is_not(None),
    ]
    if filters.on is None:
        conditions.append(Demand.is_open.is_(True))
    else:
        conditions += [_not_by(Demand.closed_at, filters.on), _not_by(Demand.withdrawn_at, filters.on)]
    if chosen is not None:
        conditions.append(Demand.site_id.in_(chosen))
    if filters.since is not None:
        conditions.append(found_from(start_of_day(filters.since)))
    return conditions + _within(found_moment(), filters)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _counted_anew(filters: StandingFilters, chosen: Chosen) -> Subquery:
    by_colour = {f"open_{colour}": _number(Demand.colour == colour) for colour in _COLOURS}
    statement = (
        select(
            Demand.site_id,
            func.count().label("open"),
            _number(Demand.grade == FindingGrade.MAJOR).label("open_major"),
            *(column.label(name) for name, column in by_colour.items()),
        )
        .where(*_open_findings(filters, chosen))
        .group_by(Demand.site_id)
    )
    return statement.subquery("counted")


def _term(filters: StandingFilters) -> ColumnElement[date | None]:
    """The term of a finding: the present one, or the last that was set by the end of a past day."""
    if filters.on is None:
        return Demand.__table__.c.term_on
    return (
        select(DemandFact.term_on)
        .where(
            DemandFact.demand_id == Demand.id,
            DemandFact.kind.in_([FactKind.RAISED, FactKind.TERM_SET, FactKind.DEMANDED]),
            DemandFact.term_on.is_not(None),
            DemandFact.at < end_of_day(filters.on),
        )
        .order_by(DemandFact.seq.desc())
        .limit(1)
        .correlate(Demand)
        .scalar_subquery()
    )


def _overdue(filters: StandingFilters, chosen: Chosen, today: date, long_before: date) -> Subquery:
    # The term is no condition: SQLite would walk everything that is overdue in the city to find a few sites' part.
    term = _term(filters)
    return (
        select(
            Demand.site_id,
            _number(term < today).label("overdue"),
            _number(term < long_before).label("overdue_long"),
        )
        .where(*_open_findings(filters, chosen))
        .group_by(Demand.site_id)
        .subquery("late")
    )


def _checks(filters: StandingFilters, chosen: Chosen) -> Subquery:
    done: list[ColumnElement[bool]] = [
        Inspection.submitted_at.is_not(None),
        Inspection.began_at.is_not(None),
    ]
    if filters.on is not None:
        done.append(Inspection.began_at < end_of_day(filters.on))
    if chosen is not None:
        done.append(Inspection.site_id.in_(chosen))
    return (
        select(
            Inspection.site_id,
            _number(and_(True, *_within(Inspection.began_at, filters))).label("checks"),
            func.max(Inspection.began_at).label("last_checked_at"),
        )
        .where(*done)
        .group_by(Inspection.site_id)
        .subquery("checked")
    )
