"""The numbers of a return: counted by union within what a person may see, added up the tree of that day."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, func, select

from safety.access.permissions import Permission
from safety.access.scope import Actor, Scope
from safety.audit.rules import row_hash
from safety.database import session
from safety.exports.models import ReturnFigure
from safety.exports.queries.duty_one import DUTY_ONE
from safety.exports.queries.duty_papers import PAPERS
from safety.exports.queries.duty_three import DUTY_THREE
from safety.exports.queries.duty_two import DUTY_TWO
from safety.exports.queries.records import Behind, Records
from safety.exports.queries.tree import Node, Tree, tree_before
from safety.exports.rules.numbers import NUMBERS, Kept, Number, entered_numbers, year_of
from safety.exports.rules.periods import Period, Span
from safety.lists import Page, Window, part_of
from safety.pages import in_order, rows_of
from safety.people.models import Union
from safety.people.queries import in_scope, of_its_day, place_of

RECORDS: Mapping[str, Records] = MappingProxyType({**DUTY_ONE, **DUTY_TWO, **DUTY_THREE, **PAPERS})
#: Figures by union and key; a union or key that is absent has none.
ByUnion = Mapping[uuid.UUID, Mapping[str, int]]


@dataclass(frozen=True)
class Figures:
    """The numbers of one union: ``total`` with all below it, ``own`` without; None where they may not be seen
    or (for entered ones) nobody entered any.
    """

    total: Mapping[str, int | None]
    own: Mapping[str, int | None]


@dataclass(frozen=True)
class UnionFigures:
    """The figures of one union, and how deep below the return's own union it lies."""

    id: uuid.UUID
    name: str
    depth: int
    figures: Figures


@dataclass(frozen=True)
class Return:
    """A return of one union: its figures, those of the unions directly below it, those of its whole branch.

    ``hidden`` are the numbers that the reader may not see.
    """

    span: Span
    union: UnionFigures
    children: Sequence[UnionFigures]
    branch: Sequence[UnionFigures]
    hidden: frozenset[str]

    def document(self) -> dict[str, Any]:
        """What the return says, as JSON values: the same whenever it is made again."""
        return {
            "period": self.span.period.key,
            "as_of": self.span.as_of.isoformat(),
            "union": str(self.union.id),
            "total": dict(self.union.figures.total),
            "own": dict(self.union.figures.own),
            "below": {str(one.id): dict(one.figures.total) for one in self.children},
        }

    @property
    def content_hash(self) -> str:
        """SHA-256 over the canonical JSON of ``document``."""
        return row_hash(self.document())


def make_return(actor: Actor, union: Union, span: Span, *, whole: bool = False) -> Return:
    """The return of ``union``, over the records that ``actor`` may see; the caller has checked the union.

    ``whole`` adds the figures of every union of its branch.
    """
    tree = tree_before(span.known_before)
    by_key = {key: numbers_of(actor, NUMBERS[key], span) for key in NUMBERS}
    place = place_of(union)
    hidden = frozenset(
        key for key, number in NUMBERS.items() if not actor.scope(number.permission).covers(place)
    )

    def line(node: Node, depth: int = 0) -> UnionFigures:
        return UnionFigures(node.id, node.name, depth, _figures(tree, node.id, by_key, hidden))

    return Return(
        span,
        line(tree.nodes[union.id]),
        [line(one) for one in tree.children(union.id)],
        [line(one, depth) for one, depth in tree.branch(union.id)] if whole else [],
        hidden,
    )


def _figures(
    tree: Tree, union_id: uuid.UUID, by_key: Mapping[str, Mapping[uuid.UUID, int]], hidden: frozenset[str]
) -> Figures:
    ids = [node.id for node, _ in tree.branch(union_id)]
    total: dict[str, int | None] = {}
    own: dict[str, int | None] = {}
    for key, counts in by_key.items():
        known = [counts[one] for one in ids if one in counts]
        counted = NUMBERS[key].kept is Kept.COUNTED
        total[key] = None if key in hidden else sum(known) if known or counted else None
        own[key] = None if key in hidden else counts.get(union_id, 0 if counted else None)
    return Figures(total, own)


def numbers_of(actor: Actor, number: Number, span: Span) -> Mapping[uuid.UUID, int]:
    """One number by union, over the records that ``actor`` may see."""
    scope = actor.scope(number.permission)
    if number.kept is not Kept.COUNTED:
        return {union_id: row.value for union_id, row in entered(scope, number, span).items()}
    records = RECORDS[number.key]
    if records.keep is not None or records.weigh is not None:
        counted: Counter[uuid.UUID] = Counter()
        for row in _judged(records, scope, span):
            counted[row.union_id] += row.amount
        return counted
    found = records.statement(span).where(in_scope(of_its_day(records.model), scope)).subquery()
    totals = select(found.c.union_id, func.sum(found.c.amount)).group_by(found.c.union_id)
    return {row[0]: int(row[1]) for row in session.execute(totals)}


def _judged(records: Records, scope: Scope, span: Span) -> Iterator[Behind]:
    """The records that are kept, each with its weight, oldest first."""
    statement = records.statement(span).where(in_scope(of_its_day(records.model), scope))
    keep = records.keep(span) if records.keep else None
    weigh = records.weigh(span) if records.weigh else None
    for row in session.execute(statement.order_by("at", "id")):
        if keep is None or keep(row):
            yield _behind(row, weigh(row) if weigh else None)


def _behind(row: Row[Any], amount: int | None = None) -> Behind:
    weight = int(row.amount) if amount is None else amount
    return Behind(row.id, row.union_id, row.district_code, row.at, row.title, weight)


def list_records(
    actor: Actor, number: Number, span: Span, union_id: uuid.UUID, window: Window, *, own: bool = False
) -> Page[Behind]:
    """The records behind a counted number of a union (with all below it, or its ``own``), oldest first."""
    ids = {union_id} if own else {node.id for node, _ in tree_before(span.known_before).branch(union_id)}
    records, scope = RECORDS[number.key], actor.scope(number.permission)
    if records.keep is not None or records.weigh is not None:
        kept = [row for row in _judged(records, scope, span) if row.union_id in ids and row.amount]
        return part_of(sorted(kept, key=_place), window, _place)
    found = records.statement(span).where(in_scope(of_its_day(records.model), scope)).subquery()
    chosen = select(found).where(found.c.union_id.in_(ids))
    keys = [found.c[name] for name in ("at", "id", "union_id", "district_code", "row_id") if name in found.c]
    return rows_of(in_order(chosen, *keys), window, _behind)


def _place(row: Behind) -> tuple[str, ...]:
    """Where a record stands in its list."""
    at = "" if row.at is None else row.at.isoformat()
    return at, str(row.id), str(row.union_id), row.district_code or "", row.title or ""


def sum_of_records(
    actor: Actor, number: Number, span: Span, union_id: uuid.UUID, *, own: bool = False
) -> int:
    """The number itself, as its list shows it."""
    ids = {union_id} if own else {node.id for node, _ in tree_before(span.known_before).branch(union_id)}
    return sum(count for one, count in numbers_of(actor, number, span).items() if one in ids)


@dataclass(frozen=True)
class Entered:
    """What counts of a union's entries for a number: the value, and the entries it comes from."""

    value: int
    rows: Sequence[ReturnFigure]


def entered(scope: Scope, number: Number, span: Span) -> Mapping[uuid.UUID, Entered]:
    """The entered figures by union: for a year its own, else from its quarters."""
    periods = (span.period, *span.period.quarters)
    newest = _newest(scope, number.key, periods, span.known_before)
    found: dict[uuid.UUID, Entered] = {}
    for union_id, by_period in newest.items():
        if whole := by_period.get(span.period.key):
            found[union_id] = Entered(whole.value, [whole])
            continue
        rows = [by_period[one.key] for one in span.period.quarters if one.key in by_period]
        value = year_of(number.kept, [row.value for row in rows])
        if value is not None:
            found[union_id] = Entered(value, rows if number.kept is Kept.FLOW else rows[-1:])
    return found


def _newest(
    scope: Scope, key: str, periods: Sequence[Period], before: datetime
) -> dict[uuid.UUID, dict[str, ReturnFigure]]:
    statement = (
        select(ReturnFigure)
        .where(
            ReturnFigure.key == key,
            ReturnFigure.period.in_([one.key for one in periods]),
            ReturnFigure.entered_at < before,
            in_scope(ReturnFigure, scope),
        )
        .order_by(ReturnFigure.entered_at, ReturnFigure.id)
    )
    found: dict[uuid.UUID, dict[str, ReturnFigure]] = {}
    for row in session.scalars(statement):
        found.setdefault(row.union_id, {})[row.period] = row
    return found


def entries_behind(
    actor: Actor, number: Number, span: Span, union_id: uuid.UUID, *, own: bool = False
) -> Mapping[uuid.UUID, Entered]:
    """What was entered for a number by a union (with all below it, or its ``own``)."""
    ids = {union_id} if own else {node.id for node, _ in tree_before(span.known_before).branch(union_id)}
    found = entered(actor.scope(number.permission), number, span)
    return {one: value for one, value in found.items() if one in ids}


def own_entries(
    actor: Actor, union_id: uuid.UUID, period: Period, before: datetime
) -> Mapping[str, ReturnFigure]:
    """The newest entry of a union for each figure of just this period."""
    statement = (
        select(ReturnFigure)
        .where(
            ReturnFigure.union_id == union_id,
            ReturnFigure.period == period.key,
            ReturnFigure.entered_at <= before,
            in_scope(ReturnFigure, actor.scope(Permission.RETURN_RECORD)),
        )
        .order_by(ReturnFigure.entered_at, ReturnFigure.id)
    )
    return {row.key: row for row in session.scalars(statement)}


def typed_entries(actor: Actor, union_id: uuid.UUID, span: Span) -> list[tuple[Number, ReturnFigure]]:
    """Every entry that counts for the typed numbers of a union and all below it, with its number."""
    return [
        (number, row)
        for number in entered_numbers()
        for found in entries_behind(actor, number, span, union_id).values()
        for row in found.rows
    ]
