"""How the records behind a number of the return are found: one selection serves the number and its list."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select

from safety.exports.rules.periods import Span
from safety.people.queries import of_its_day

Keep = Callable[[Span], Callable[[Row[Any]], bool]]
Weigh = Callable[[Span], Callable[[Row[Any]], int]]


@dataclass(frozen=True)
class Behind:
    """One record behind a number; ``amount`` is what it adds."""

    id: uuid.UUID
    union_id: uuid.UUID
    district_code: str | None
    at: datetime | None
    title: str | None
    amount: int


@dataclass(frozen=True)
class Records:
    """The records behind one number.

    ``statement`` selects id, union_id, district_code, at, title and amount (what the record adds to the
    number); ``model`` is what the scope is asked of; ``keep`` judges and ``weigh`` counts what SQL cannot, row by row.
    ``endpoint`` and ``argument`` lead to the record's page.
    """

    model: Any
    statement: Callable[[Span], Select[Any]]
    endpoint: str
    argument: str
    keep: Keep | None = None
    weigh: Weigh | None = None
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def rows(
    model: Any,
    at: Any,
    title: Any,
    *where: ColumnElement[bool],
    amount: Any = None,
    more: tuple[Any, ...] = (),
    identity: Any = None,
) -> Select[Any]:
    """The selection that ``Records`` wants, over ``model`` (with ``Scoped`` columns).

    ``identity`` is the id of the record that has a page, where ``model``'s own rows have none; ``row_id`` is theirs.
    """
    day = of_its_day(model)
    return select(
        (model.id if identity is None else identity).label("id"),
        day.union_id.label("union_id"),
        day.district_code.label("district_code"),
        at.label("at"),
        title.label("title"),
        (literal(1) if amount is None else func.coalesce(amount, 0)).label("amount"),
        model.id.label("row_id"),
        *more,
    ).where(*where)


def within(column: Any, span: Span) -> ColumnElement[bool]:
    """Whether a moment lies in the period and before entries stop to count."""
    return and_(column >= span.begins, column < min(span.ends, span.known_before))


def on_days(column: Any, span: Span) -> ColumnElement[bool]:
    """Whether a day lies in the period."""
    return and_(column >= span.period.first_day, column <= min(span.period.last_day, span.as_of))


def by_then(column: Any, span: Span) -> ColumnElement[bool]:
    """Whether a moment is known and lies before entries stop to count."""
    return and_(column.is_not(None), column < span.known_before)


def not_by_then(column: Any, span: Span) -> ColumnElement[bool]:
    """Whether something had not happened when entries stopped to count."""
    return or_(column.is_(None), column >= span.known_before)


def not_at_end(column: Any, span: Span) -> ColumnElement[bool]:
    """Whether something had not happened when the period ended."""
    return or_(column.is_(None), column >= min(span.ends, span.known_before))
