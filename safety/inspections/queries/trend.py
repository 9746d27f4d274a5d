"""Numbers month by month: what was found and closed, what stood open at each month's end, and the checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from safety.access.scope import Scope
from safety.corrections.models import Demand
from safety.corrections.rules import DemandKind
from safety.database import session
from safety.inspections.models import Inspection
from safety.inspections.queries.standing import StandingFilters
from safety.law.days import end_of_day, start_of_day
from safety.people.queries import in_scope
from safety.workplaces.models import Site


@dataclass(frozen=True)
class Month:
    """One month of some sites, up to ``last`` (the month's end, or the day the row ends on)."""

    first: date
    last: date
    found: int
    closed: int
    open: int
    checks: int


def months_before(day: date, months: int) -> list[tuple[date, date]]:
    """First and last day of the ``months`` months that end with the one of ``day``; the last ends on it."""
    found: list[tuple[date, date]] = []
    last = day
    for _ in range(months):
        first = last.replace(day=1)
        found.append((first, last))
        last = first - timedelta(days=1)
    return found[::-1]


def monthly(scope: Scope, filters: StandingFilters, *, day: date, months: int = 12) -> list[Month]:
    """The months up to ``day`` for the sites of ``scope`` that fit district, industry and kind."""
    spans = months_before(day, months)
    wanted: list[ColumnElement[bool]] = [in_scope(Site, scope)]
    for column, value in (
        (Site.district_code, filters.district),
        (Site.industry, filters.industry),
        (Site.kind, filters.kind),
    ):
        if value is not None:
            wanted.append(column == value)
    chosen = select(Site.id).where(*wanted)
    ours = (
        Demand.kind == DemandKind.FINDING,
        Demand.site_id.in_(chosen),
        Demand.raised_at < end_of_day(day),
    )
    found = _row(ours, [_within(Demand.raised_at, span) for span in spans])
    closed = _row(ours, [_within(Demand.closed_at, span) for span in spans])
    still = _row(ours, [_open_after(last) for _, last in spans])
    done = (Inspection.submitted_at.is_not(None), Inspection.site_id.in_(chosen))
    checks = _row(done, [_within(Inspection.started_at, span) for span in spans])
    return [Month(*span, *counts) for span, *counts in zip(spans, found, closed, still, checks, strict=True)]


def _within(column: Any, span: tuple[date, date]) -> ColumnElement[bool]:
    first, last = span
    return and_(column >= start_of_day(first), column < end_of_day(last))


def _open_after(last: date) -> ColumnElement[bool]:
    end = end_of_day(last)
    return and_(
        Demand.raised_at < end,
        or_(Demand.closed_at.is_(None), Demand.closed_at >= end),
        or_(Demand.withdrawn_at.is_(None), Demand.withdrawn_at >= end),
    )


def _row(wanted: Sequence[ColumnElement[bool]], conditions: Sequence[ColumnElement[bool]]) -> list[int]:
    """How many rows meet each condition, counted in one reading."""
    columns = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    return [int(count) for count in session.execute(select(*columns).where(*wanted)).one()]
