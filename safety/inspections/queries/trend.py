"""Numbers month by month: what was found and closed, what stood open at each month's end, and the checks."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, case, func, select, text

from safety.access.scope import Scope
from safety.corrections.models import Demand
from safety.corrections.queries.found import found_moment
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
    ours = _lives(chosen).c
    lives = _counted(
        [ours.found_at, ours.closed_at, ours.withdrawn_at], spans, [ours.found_at < end_of_day(day)]
    )
    done = (Inspection.submitted_at.is_not(None), Inspection.site_id.in_(chosen))
    checks = _counted([Inspection.began_at], spans, done)
    return [
        Month(
            *span,
            found=sum(count for (raised, _, _), count in lives.items() if raised == number),
            closed=sum(count for (_, closed, _), count in lives.items() if closed == number),
            open=sum(count for life, count in lives.items() if life[0] <= number < min(life[1:])),
            checks=checks[number,],
        )
        for number, span in enumerate(spans, start=1)
    ]


def _lives(chosen: Select[uuid.UUID]) -> CTE:
    """When each finding of these sites was found, and when it ended; looked up once, however often it is asked."""
    wanted = (Demand.kind == DemandKind.FINDING, Demand.site_id.in_(chosen))
    lives = select(found_moment().label("found_at"), Demand.closed_at, Demand.withdrawn_at).where(*wanted)
    return lives.cte("lives").prefix_with("MATERIALIZED")


def _counted(
    moments: Sequence[Any],
    spans: Sequence[tuple[date, date]],
    wanted: Sequence[ColumnElement[bool]],
) -> Counter[tuple[int, ...]]:
    """How many rows have their ``moments`` in which months, in one reading.

    A month is its number from 1 on; 0 is before the first, and one more than there are is later, or never.
    """
    months = [_month(moment, spans).label(f"month_{n}") for n, moment in enumerate(moments)]
    statement = select(*months, func.count()).where(*wanted).group_by(*(text(one.name) for one in months))
    return Counter({tuple(numbers): count for *numbers, count in session.execute(statement)})


def _month(moment: Any, spans: Sequence[tuple[date, date]]) -> ColumnElement[int]:
    later = len(spans) + 1
    begins = [(moment < start_of_day(first), number) for number, (first, _) in enumerate(spans)]
    ended = (moment < end_of_day(spans[-1][1]), len(spans))
    return case((moment.is_(None), later), *begins, ended, else_=later)
