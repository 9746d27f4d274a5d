"""When what a demand is about was found: the one expression by which it is told, counted, sorted and narrowed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, null, select, type_coerce

from safety.corrections.models import Demand
from safety.database import Moment, session
from safety.law.days import end_of_day, start_of_day

MomentOf = Callable[[SQLColumnExpression[uuid.UUID]], ColumnElement[Any]]
#: What is found is entered afterwards; a tablet's clock may be ahead by less than this.
CLOCKS_DIFFER = timedelta(days=1)
_moments: dict[str, MomentOf] = {}


def register_moment(source_kind: str, moment: MomentOf) -> None:
    """Say when a record of ``source_kind``, by its id, was made; called while the application is made."""
    _moments[source_kind] = moment
    found_moment.cache_clear()


@cache
def found_moment() -> ColumnElement[Any]:
    """By the times of its record, else when it was entered; what was raised again was found again then."""
    cases = [
        (and_(Demand.source_kind == kind, Demand.continues_id.is_(None)), moment(Demand.source_id))
        for kind, moment in _moments.items()
    ]
    return type_coerce(func.coalesce(case(*cases) if cases else null(), Demand.raised_at), Moment())


def moments_of(demand_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """When what each of these demands is about was found."""
    ids = set(demand_ids)
    if not ids:
        return {}
    told = session.execute(select(Demand.id, found_moment().label("found_at")).where(Demand.id.in_(ids)))
    return {row.id: row.found_at for row in told}


def found_from(moment: datetime) -> ColumnElement[bool]:
    """Found at ``moment`` or later: entered no earlier then, which the index over the moments of entry tells quickly."""
    return and_(Demand.raised_at >= moment - CLOCKS_DIFFER, found_moment() >= moment)


def found_within(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """The conditions that a demand's matter was found on one of these days, both included."""
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(found_from(start_of_day(since)))
    if until is not None:
        found.append(found_moment() < end_of_day(until))
    return found
