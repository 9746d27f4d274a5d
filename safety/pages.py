"""Lists in parts: by place for pages, by key for programs, so that no row is lost or told twice while others write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    String,
    UnaryExpression,
    and_,
    case,
    column,
    false,
    func,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.sql import operators

from safety.database import Moment, session
from safety.errors import Invalid
from safety.lists import COUNTED_EXACTLY, Keys, Page, Window
from safety.text import N_

T = TypeVar("T")
S = TypeVar("S", bound=Select[Any])

_ORDER = "in_order_of"
#: The two columns of the audit that are needed here, below it.
_AUDIT = table("audit_entries", column("record_id", String), column("at", Moment))


class _Key:
    """A sort key: what is compared, whether downwards, and whether it may be empty (which then comes last)."""

    def __init__(self, clause: Any) -> None:
        self.down = False
        if isinstance(clause, UnaryExpression) and clause.modifier in {operators.desc_op, operators.asc_op}:
            self.down = clause.modifier is operators.desc_op
            clause = clause.element
        plain = clause.__clause_element__() if hasattr(clause, "__clause_element__") else clause
        self.may_be_empty = bool(getattr(plain, "nullable", True))
        if isinstance(plain.type, Boolean):  # databases compare numbers alike
            plain, self.may_be_empty = case((plain, 1), else_=0), False
        self.compared: ColumnElement[Any] = plain

    @property
    def clause(self) -> Any:
        """How a statement is ordered by it."""
        direction = self.compared.desc() if self.down else self.compared.asc()
        return direction.nulls_last() if self.may_be_empty else direction

    def same(self, value: Any) -> ColumnElement[bool]:
        """Rows with this key."""
        return self.compared.is_(None) if value is None else self.compared == self._literal(value)

    def beyond(self, value: Any) -> ColumnElement[bool]:
        """Rows that come after this key."""
        if value is None:
            return false()
        bound = self._literal(value)
        further = self.compared < bound if self.down else self.compared > bound
        return or_(further, self.compared.is_(None)) if self.may_be_empty else further

    def from_here(self, value: Any) -> ColumnElement[bool] | None:
        """Rows not before this key, in words that an index answers; None where there are none."""
        if value is None or self.may_be_empty:
            return None
        bound = self._literal(value)
        return self.compared <= bound if self.down else self.compared >= bound

    def _literal(self, value: Any) -> ColumnElement[Any]:
        return literal(value, self.compared.type)


def in_order(statement: S, *keys: Any) -> S:
    """Sort by ``keys``: columns or expressions, ``.desc()`` for downwards; empty ones last on every database.

    The last key is the record's id, or another that is unique and does not change.
    """
    known = tuple(_Key(one) for one in keys)
    sorted_ = statement.order_by(None).order_by(*(one.clause for one in known))
    return sorted_.execution_options(**{_ORDER: known})


def ordered(statement: S, sort: str, columns: Mapping[str, Any], *, default: str, tie: Any) -> S:
    """Sort by a named column (``-name`` for descending); an unknown name falls back to ``default``.

    A name may stand for several columns.  ``tie`` (a unique column) keeps the order the same from page to page.
    """
    name = sort if sort.removeprefix("-") in columns else default
    wanted = columns[name.removeprefix("-")]
    several = wanted if isinstance(wanted, tuple) else (wanted,)
    return in_order(statement, *(one.desc() if name.startswith("-") else one for one in several), tie)


#: What else than an entry of the audit under a record's id tells that it changed since a moment.
Changed = Callable[[datetime], ColumnElement[bool]]


def page_of(statement: Select[T], window: Window, *, changed: Changed | None = None) -> Page[T]:
    """Run ``statement`` (one entity or column, filtered, and sorted by ``in_order``) for one window, with its total.

    Raises:
        Invalid: the window begins after a row of another order (field ``cursor``).
    """
    return _page(statement, window, _first, changed=changed, run=_each_once)


def rows_of(
    statement: Select[Any], window: Window, made: Callable[[Any], T], *, changed: Changed | None = None
) -> Page[T]:
    """The same of a statement with several columns; ``made`` makes of a row what the list holds."""
    return _page(statement, window, made, changed=changed, run=_as_they_are)


def _first(row: Any) -> Any:
    return row[0]


def _each_once(statement: Select[Any]) -> Sequence[Any]:
    """The rows of records: one that is loaded with what belongs to it comes once."""
    return session.execute(statement).unique(_first).all()


def _as_they_are(statement: Select[Any]) -> Sequence[Any]:
    return session.execute(statement).all()


def _page(
    statement: Select[Any],
    window: Window,
    made: Callable[[Any], T],
    *,
    changed: Changed | None,
    run: Callable[[Select[Any]], Sequence[Any]],
) -> Page[T]:
    if not window.by_key:
        total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
        rows = run(statement.offset(window.offset).limit(window.limit))
        return Page([made(row) for row in rows], total, window)
    keys: tuple[_Key, ...] = statement.get_execution_options()[_ORDER]
    if window.steady:
        keys = keys[-1:]
        statement = statement.order_by(None).order_by(keys[0].clause)
    if window.changed_since is not None:
        audited = audited_since(keys[-1].compared, window.changed_since)
        statement = statement.where(or_(audited, changed(window.changed_since)) if changed else audited)
    total = _counted(statement, keys[-1].compared)
    if window.after is not None:
        statement = statement.where(_after(keys, window.after))
    named = [one.compared.label(f"key_{index}") for index, one in enumerate(keys)]
    found = run(statement.add_columns(*named).limit(window.limit + 1))
    some = found[: window.limit]
    next_keys = tuple(some[-1])[-len(keys) :] if len(found) > len(some) else None
    return Page([made(row) for row in some], total, window, next_keys)


def _counted(statement: Select[Any], record_id: ColumnElement[Any]) -> int:
    some = statement.with_only_columns(record_id, maintain_column_froms=True).order_by(None)
    return session.scalar(select(func.count()).select_from(some.limit(COUNTED_EXACTLY + 1).subquery())) or 0


def _after(keys: Sequence[_Key], last: Keys) -> ColumnElement[bool]:
    if len(last) != len(keys):
        raise Invalid(code="bad_cursor", fields={"cursor": [N_("翻页标记无效")]})
    pairs = list(zip(keys, last, strict=True))
    further = [
        and_(*(one.same(value) for one, value in pairs[:index]), pairs[index][0].beyond(pairs[index][1]))
        for index in range(len(pairs))
    ]
    first = keys[0].from_here(last[0])
    return or_(*further) if first is None else and_(first, or_(*further))


def audited_since(record_id: Any, since: datetime) -> ColumnElement[bool]:
    """Whether the audit has an entry about the record from that moment on; ids are kept with dashes or without."""
    plain = func.replace(sql_cast(record_id, String), "-", "")
    entries = select(func.replace(_AUDIT.c.record_id, "-", "")).where(_AUDIT.c.at >= since)
    return plain.in_(entries)
