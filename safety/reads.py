"""Questions that come with nearly every request: made once, put to the driver itself, answered with plain rows.

SQLAlchemy takes longer on the way to a statement it has made before, and back from its rows, than the database takes
to find them.  Its statements, types and errors are the ones used here; what is left out is its result and its events.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Dialect, Float, Select
from sqlalchemy.sql.compiler import SQLCompiler

from safety.database import begin_writing, present_connection
from safety.driver import binders_of, by_order
from safety.writes import answers_after_what_waits, answers_ahead

Convert = Callable[[Any], Any] | None
#: The statement names its columns, so the type checker cannot.
_kind_of_row: Any = namedtuple  # noqa: PYI024


class Read:
    """A SELECT that is made once and asked with values, by name of parameter.

    A parameter that expands (``IN``) takes a list.  With ``locks`` the statement takes its rows for a change: on
    SQLite the transaction's turn to write begins with it.  What waits to be written is written before.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]], *, locks: bool = False) -> None:
        self.statement = statement
        self.locks = locks

    def rows(self, **values: Any) -> list[Any]:
        """The rows found, each with its columns as attributes, in the forms of their types.

        Raises:
            sqlalchemy.exc.DBAPIError: the database refused the statement, or is not there.
        """
        connection = present_connection()
        form = _form(self, connection.dialect, tuple(map(_length, values.values())), tuple(values))
        if self.locks:
            begin_writing(connection)
        question = form.words, form.values(values)
        ahead = answers_ahead.get()
        if ahead and question in ahead:
            return form.rows(ahead.pop(question))
        return form.rows(answers_after_what_waits(connection, [question])[0])

    def of(self, **values: Any) -> Asked:
        """The question with its values, to be asked ahead."""
        return Asked(self, values)

    def row(self, **values: Any) -> Any | None:
        """The one row there can be, or None."""
        found = self.rows(**values)
        return found[0] if found else None


class Asked(NamedTuple):
    """A question with its values."""

    read: Read
    values: dict[str, Any]


def ask_ahead(*several: Asked) -> None:
    """Ask what will be asked soon, in one journey to a PostgreSQL server.

    ``rows`` with the same values then takes the answer from here, once, unless something was written in between.
    SQLite is asked when it is asked: there is no journey to it.
    """
    connection, ahead = present_connection(), answers_ahead.get()
    if ahead is None or connection.dialect.name != "postgresql":
        return
    questions = []
    for read, values in several:
        form = _form(read, connection.dialect, tuple(map(_length, values.values())), tuple(values))
        questions.append((form.words, form.values(values)))
    found = answers_after_what_waits(connection, questions)
    ahead.update(zip(questions, found, strict=True))


def _length(value: Any) -> int | None:
    return len(value) if isinstance(value, list) else None


class _Form(NamedTuple):
    """A statement in the driver's words, how values become its own, and how what it finds becomes rows."""

    words: str
    expands: bool
    places: tuple[tuple[int, Convert], ...]
    row: Callable[..., Any]
    converts: tuple[Convert, ...] | None

    def values(self, given: dict[str, Any]) -> tuple[Any, ...]:
        """The values in the order of the statement's places."""
        flat: Sequence[Any] = list(given.values())
        if self.expands:
            flat = list(chain.from_iterable(one if isinstance(one, list) else (one,) for one in flat))
        return tuple(flat[at] if bind is None else bind(flat[at]) for at, bind in self.places)

    def rows(self, found: list[tuple[Any, ...]]) -> list[Any]:
        """The driver's rows with names, and in the forms of their types."""
        if self.converts is None:
            return [self.row(*one) for one in found]
        return [
            self.row(*[value if f is None else f(value) for f, value in zip(self.converts, one, strict=True)])
            for one in found
        ]


def _conversion(column: ColumnElement[Any], dialect: Dialect) -> Convert:
    """What makes a driver's value one of the column's type; both drivers give floats as they are."""
    told = column.type.dialect_impl(dialect)
    return None if isinstance(told, Float) else told.result_processor(dialect, None)


@lru_cache(maxsize=256)
def _form(read: Read, dialect: Dialect, lengths: tuple[int | None, ...], names: tuple[str, ...]) -> _Form:
    made: Any = read.statement.compile(dialect=by_order(dialect))
    compiled: SQLCompiler = made
    several = {
        name: [None] * length for name, length in zip(names, lengths, strict=True) if length is not None
    }
    words, order = str(compiled), list(compiled.positiontup or ())
    expanded: dict[str, list[str]] = {}
    if several:
        state = compiled.construct_expanded_state(dict.fromkeys(names) | several)
        words, order = state.statement, list(state.positiontup or ())
        expanded = dict(state.parameter_expansion)
    flat = list(chain.from_iterable(expanded.get(name, [name]) for name in names))
    if unnamed := set(order) - set(flat):
        raise TypeError(f"values of its own are to be named: {sorted(unnamed)}")
    base = {one: name for name in names for one in expanded.get(name, [name])}
    binders = binders_of(compiled, dialect, names)
    columns = read.statement.selected_columns
    converts = [_conversion(column, dialect) for column in columns]
    return _Form(
        words,
        bool(several),
        tuple((flat.index(one), binders[base[one]]) for one in order),
        _kind_of_row("Row", [str(column.key) for column in columns]),
        tuple(converts) if any(converts) else None,
    )
