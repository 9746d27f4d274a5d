"""Statements beside the unit of work that wait until all is read and judged, and are then run in one go.

The rows of a site check take longer to make than to write.  On SQLite every other writer waits from the first write
to the commit; on PostgreSQL each statement by itself is a journey to the server.  So an operation that is sent often
notes its statements here, their values already in the driver's form, and they run just before the commit.

Nobody can tell the difference: any other statement of the transaction first runs what waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Connection, Dialect, Insert, Update, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.compiler import SQLCompiler

from safety.database import begin_writing, session
from safety.errors import Conflict

Statement = Insert | Update
Row = Mapping[str, Any]


class OutrunError(Conflict):
    """Another writer changed a row between this transaction's reading and its writing; it can be tried again."""


class Write:
    """An INSERT or UPDATE that is made once and run with the values of its rows, by name of column or parameter.

    ``statement`` may be a function that makes it for ``"sqlite"`` or ``"postgresql"``.  With ``meets_each`` every
    row has to change exactly one row of the table; otherwise the transaction has been outrun.
    """

    def __init__(
        self, statement: Statement | Callable[[str], Statement], *, meets_each: bool = False
    ) -> None:
        self.statement = statement
        self.meets_each = meets_each

    def for_database(self, dialect: str) -> Statement:
        """The statement as SQLite or PostgreSQL takes it."""
        return self.statement(dialect) if callable(self.statement) else self.statement


class _Waiting(NamedTuple):
    write: Write
    words: str
    rows: list[tuple[Any, ...]]


#: What waits in the present transaction; None outside of one, where nothing can wait.
_waiting: ContextVar[list[_Waiting] | None] = ContextVar("waiting", default=None)


@contextmanager
def may_wait() -> Iterator[None]:
    """Let writes wait within the block; what still waits at its end was given up with its transaction."""
    token = _waiting.set([])
    try:
        yield
    finally:
        _waiting.reset(token)


def write_later(write: Write, rows: Sequence[Row]) -> None:
    """Run ``write`` with ``rows`` (all of one shape) before the next other statement, at the latest at the commit.

    Raises:
        OutrunError: when it is run, a row of a ``meets_each`` write met no row.
        IntegrityError: when it is run, a row breaks a constraint.
    """
    if not rows:
        return
    connection = session.connection()
    form = _form(write, connection.dialect, tuple(rows[0]))
    waiting = _waiting.get()
    one = _Waiting(write, form.words, [form.values(row) for row in rows])
    if waiting is None:
        _run(connection, [one])
    else:
        waiting.append(one)


def add_later(write: Write, record: Any) -> None:
    """Write a new ``record`` by the INSERT ``write``, every column of it given, and let the session know it as kept.

    The unit of work takes a longer way to the same statement.
    """
    values = {one.key: getattr(record, one.key) for one in record.__table__.columns}
    write_later(write, [values])
    left_empty = values.keys() - record.__dict__.keys()
    make_transient_to_detached(record)
    for name in left_empty:
        set_committed_value(record, name, None)  # or it would be asked for
    session.add(record)


def run_waiting() -> None:
    """Run what waits."""
    waiting = _waiting.get()
    if waiting:
        _run(session.connection(), waiting)


def forget_waiting() -> None:
    """Give up what waits, with the transaction that it belongs to."""
    waiting = _waiting.get()
    if waiting:
        waiting.clear()


@contextmanager
def forgotten_when_refused() -> Iterator[None]:
    """Give up what waits when the block raises: the savepoint around it is then undone, not filled."""
    try:
        yield
    except BaseException:
        forget_waiting()
        raise


@event.listens_for(Engine, "before_execute")
def _first_what_waits(connection: Connection, *_: Any) -> None:
    waiting = _waiting.get()
    if waiting:
        _run(connection, waiting)


def _run(connection: Connection, waiting: list[_Waiting]) -> None:
    todo = waiting[:]
    waiting.clear()
    begin_writing(connection)
    if connection.dialect.name == "postgresql":
        _in_one_journey(connection, todo)
        return
    for one in todo:
        rows: Any = one.rows if len(one.rows) > 1 else one.rows[0]
        _check(one, connection.exec_driver_sql(one.words, rows).rowcount)


def _in_one_journey(connection: Connection, todo: list[_Waiting]) -> None:
    """Send all statements to a PostgreSQL server without waiting for the answer to each."""
    driver: Any = connection.connection.driver_connection
    cursors = []
    try:
        with driver.pipeline():
            for one in todo:
                cursors.append(cursor := driver.cursor())
                cursor.executemany(one.words, one.rows)
    except psycopg.Error as error:
        words, rows = todo[max(len(cursors) - 1, 0)][1:]
        raise DBAPIError.instance(words, rows, error, psycopg.Error, dialect=connection.dialect) from error
    for one, cursor in zip(todo, cursors, strict=True):
        _check(one, cursor.rowcount)
        cursor.close()


def _check(one: _Waiting, changed: int) -> None:
    if one.write.meets_each and changed != len(one.rows):
        raise OutrunError


class _Form(NamedTuple):
    """A statement in the driver's words, and how a row becomes its values."""

    words: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def values(self, row: Row) -> tuple[Any, ...]:
        """The values of ``row`` in the order of the statement's places."""
        return tuple(row[name] if bind is None else bind(row[name]) for name, bind in self.columns)


@lru_cache(maxsize=256)
def _form(write: Write, dialect: Dialect, names: tuple[str, ...]) -> _Form:
    # Places by order rather than by name: a tuple is made faster than a dictionary.
    style = "qmark" if dialect.name == "sqlite" else "format"
    kind_of_dialect: Any = type(dialect)
    by_order = kind_of_dialect(paramstyle=style)
    made: Any = write.for_database(dialect.name).compile(dialect=by_order, column_keys=list(names))
    compiled: SQLCompiler = made
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise TypeError(f"columns with defaults of their own are to be named: {compiled}")
    columns = []
    for name in compiled.positiontup or ():
        kind = compiled.binds[name].type.dialect_impl(dialect)
        columns.append((name, kind.bind_processor(dialect)))
    return _Form(str(compiled), tuple(columns))
