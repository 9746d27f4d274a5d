"""Which return is asked for, by a person in an address or by a program: union, period, last day that counts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.errors import NotFound
from safety.exports.queries.returns import Figures, Return, make_return, typed_entries
from safety.exports.rules.numbers import NUMBERS, RATES
from safety.exports.rules.periods import Period, Span, present_period, span_of
from safety.folding.readings import order_of
from safety.people.models import Union
from safety.people.queries import get_union, member_names, unions_in
from safety.people.rules import UnionLevel


def own_union(actor: Actor) -> Union:
    """The union whose return a person is shown first: that of the appointment, or the highest in sight.

    Raises:
        NotFound: no union is in sight.
    """
    scope = actor.scope(P.RETURN_READ)
    if actor.union_id is not None:
        try:
            return get_union(actor.union_id, scope)
        except NotFound:
            pass
    found = unions_in(scope)
    if not found:
        raise NotFound
    return found[0]


def chosen_union(actor: Actor, union_id: uuid.UUID | None) -> Union:
    """The union of a return.

    Raises:
        NotFound: it lies out of scope.
    """
    return get_union(union_id, actor.scope(P.RETURN_READ)) if union_id else own_union(actor)


def chosen_span(period: Period | None, as_of: date | None, today: date) -> Span:
    """The span of a return.

    Raises:
        Invalid: the period has not begun, or the last day lies before it.
    """
    return span_of(period or present_period(today), today=today, as_of=as_of)


def union_choices(actor: Actor, chosen: Union) -> list[tuple[str, str]]:
    """The unions to choose from: all that have others below them, and the chosen one."""
    found = [
        one
        for one in unions_in(actor.scope(P.RETURN_READ))
        if one.level != UnionLevel.BASIC or one.id == chosen.id
    ]
    found.sort(key=lambda one: (one.path.count("/"), one.level, one.district_code or "~", order_of(one.name)))
    return [(str(one.id), one.name) for one in found]


def figures_out(figures: Mapping[str, int | None]) -> dict[str, Any]:
    """Numbers that registers count, those that unions typed, and the rates."""
    return {
        "numbers": {key: value for key, value in figures.items() if not NUMBERS[key].is_typed},
        "typed": {key: value for key, value in figures.items() if NUMBERS[key].is_typed},
        "rates": {rate.key: rate.of(figures) for rate in RATES},
    }


def entries_out(actor: Actor, union: Union, span: Span) -> list[dict[str, Any]]:
    """The entries that count for the typed numbers of a union and all below it: who typed what, and when."""
    found = typed_entries(actor, union.id, span)
    people = member_names(row.entered_by for _, row in found)
    return [
        {
            name: getattr(row, name)
            for name in ("id", "period", "union_id", "key", "value", "source", "entered_at", "entered_by")
        }
        | {"entered_by_name": people.get(row.entered_by) if row.entered_by else None}
        for _, row in found
    ]


def return_out(actor: Actor, union: Union, span: Span, today: date) -> dict[str, Any]:
    """A return as a program reads it."""
    made: Return = make_return(actor, union, span)
    figures: Figures = made.union.figures
    return {
        "period": span.period,
        "first_day": span.period.first_day,
        "last_day": span.period.last_day,
        "as_of": span.as_of,
        "provisional": span.is_provisional(today),
        "union": made.union.id,
        "name": made.union.name,
        "total": figures_out(figures.total),
        "own": figures_out(figures.own),
        "below": [
            {"id": one.id, "name": one.name, "total": figures_out(one.figures.total)} for one in made.children
        ],
        "entries": entries_out(actor, union, span),
        "content_hash": made.content_hash,
    }
