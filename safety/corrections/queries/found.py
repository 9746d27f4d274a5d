"""When what a demand is about was found, for statements: what ``subjects.found_at`` says of rows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, null

from safety.corrections.models import Demand
from safety.law.days import end_of_day, start_of_day

Moment = Callable[[SQLColumnExpression[uuid.UUID]], ColumnElement[Any]]
_moments: dict[str, Moment] = {}


def register_moment(source_kind: str, moment: Moment) -> None:
    """Say when a record of ``source_kind``, by its id, was made; called while the application is made."""
    _moments[source_kind] = moment


def found_moment() -> ColumnElement[Any]:
    """By the times of its record, else when it was entered; what was raised again was found again then."""
    cases = [
        (and_(Demand.source_kind == kind, Demand.continues_id.is_(None)), moment(Demand.source_id))
        for kind, moment in _moments.items()
    ]
    return func.coalesce(case(*cases) if cases else null(), Demand.raised_at)


def found_within(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """The conditions that a demand's matter was found on one of these days, both included."""
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(found_moment() >= start_of_day(since))
    if until is not None:
        found.append(found_moment() < end_of_day(until))
    return found
