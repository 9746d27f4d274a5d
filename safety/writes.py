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
from functools import cache, lru_cache
from typing import Any, NamedTuple

from psycopg.errors import DivisionByZero
from sqlalchemy import (
    Connection,
    Dialect,
    Insert,
    Integer,
    Select,
    Table,
    Update,
    bindparam,
    cast,
    event,
    func,
    literal_column,
    select,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.compiler import SQLCompiler

from safety.database import begin_writing, end_turn, present_connection, session
from safety.driver import Answer, Bind, Order, Question, binders_of, by_order, tell
from safety.errors import Conflict

Statement = Insert | Update
Row = Mapping[str, Any]


class OutrunError(Conflict):
    """Another writer changed a row between this transaction's reading and its writing; it can be tried again."""


class Write:
    """An INSERT or UPDATE that is made once and run with the values of its rows, by name of column or parameter.

    ``statement`` may be a function that makes it for ``"sqlite"`` or ``"postgresql"``.  An UPDATE that ``meets`` some
    number of rows has to change exactly so many each time it is run; otherwise the transaction has been outrun.
    """

    def __init__(
        self, statement: Statement | Callable[[str], Statement], *, meets: int | None = None
    ) -> None:
        self.statement = statement
        self.meets = meets
        self.adds_to = (
            statement.table if isinstance(statement, Insert) and isinstance(statement.table, Table) else None
        )
        self.changes = (
            statement.table if isinstance(statement, Update) and isinstance(statement.table, Table) else None
        )
        #: The columns that an UPDATE sets.
        self.sets = (
            frozenset(str(getattr(one, "key", one)) for one in statement._values or ())  # noqa: SLF001
            if isinstance(statement, Update)
            else frozenset()
        )

    def for_database(self, dialect: str) -> Statement:
        """The statement as SQLite or PostgreSQL takes it."""
        return self.statement(dialect) if callable(self.statement) else self.statement


class _Waiting(NamedTuple):
    write: Write
    order: Order


#: What was asked ahead in the present transaction (``safety.reads``), until something is written.
answers_ahead: ContextVar[dict[Question, Answer] | None] = ContextVar("answers_ahead", default=None)


def _forget_answers() -> None:
    answers = answers_ahead.get()
    if answers:
        answers.clear()


#: What waits in the present transaction; None outside of one, where nothing can wait.
_waiting: ContextVar[list[_Waiting] | None] = ContextVar("waiting", default=None)


@contextmanager
def may_wait() -> Iterator[None]:
    """Let writes wait within the block; what still waits at its end was given up with its transaction."""
    token, answers = _waiting.set([]), answers_ahead.set({})
    try:
        yield
    finally:
        _waiting.reset(token)
        answers_ahead.reset(answers)


#: Who looks at the rows that are added beside the unit of work.
_WATCHERS: list[Callable[[Table, Sequence[Row]], None]] = []


def watches_writes(
    watch: Callable[[Table, Sequence[Row]], None],
) -> Callable[[Table, Sequence[Row]], None]:
    """Have ``watch`` told of every row that is to be added by ``write_later``, with its table."""
    _WATCHERS.append(watch)
    return watch


#: Who looks at the tables whose rows are changed beside the unit of work.
_CHANGE_WATCHERS: list[Callable[[Table, frozenset[str]], None]] = []


def watches_changes(
    watch: Callable[[Table, frozenset[str]], None],
) -> Callable[[Table, frozenset[str]], None]:
    """Have ``watch`` told of every table of which ``write_later`` is to change columns; of which rows it cannot know."""
    _CHANGE_WATCHERS.append(watch)
    return watch


def write_later(write: Write, rows: Sequence[Row]) -> None:
    """Run ``write`` with ``rows`` (all of one shape) before the next other statement, at the latest at the commit.

    Raises:
        OutrunError: when it is run, it met other rows than it has to.
        IntegrityError: when it is run, a row breaks a constraint.
    """
    if not rows:
        return
    if write.adds_to is not None:
        for watch in _WATCHERS:
            watch(write.adds_to, rows)
    if write.changes is not None:
        for told in _CHANGE_WATCHERS:
            told(write.changes, write.sets)
    _forget_answers()
    connection = present_connection()
    form = _form(write, connection.dialect, tuple(rows[0]), min(len(rows), _MOST_TOGETHER + 1))
    waiting = _waiting.get()
    one = _Waiting(write, Order(form.words, form.values(rows)))
    if waiting is None:
        _run(connection, [one])
    else:
        waiting.append(one)


def add_later(write: Write, record: Any) -> None:
    """Write a new ``record`` by the INSERT ``write``, every column of it given, and let the session know it as kept.

    The unit of work takes a longer way to the same statement.
    """
    given, columns = vars(record), _columns(record.__table__)
    write_later(write, [{name: given.get(name) for name in columns}])
    left_empty = [name for name in columns if name not in given]
    make_transient_to_detached(record)
    for name in left_empty:
        set_committed_value(record, name, None)  # or it would be asked for
    session.add(record)


@cache
def _columns(table: Table) -> tuple[str, ...]:
    return tuple(one.key for one in table.columns)


def run_waiting(*, commit: bool = False) -> None:
    """Run what waits; with ``commit`` the database is told at once to commit, which is done anyhow next.

    PostgreSQL is told so on the same journey; on SQLite the next writer need not wait for the unit of work to end.
    """
    waiting = _waiting.get()
    if waiting:
        _run(present_connection(), waiting, commit=commit)


@event.listens_for(session, "before_commit")
def _run_what_waits_last(committed: Session) -> None:
    # What a flush of the unit of work still has to write is no part of what can be committed here.
    whole = not (committed.in_nested_transaction() or committed.new or committed.dirty or committed.deleted)
    run_waiting(commit=whole)


def forget_waiting() -> None:
    """Give up what waits, with the transaction that it belongs to."""
    _forget_answers()
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
    _forget_answers()
    waiting = _waiting.get()
    if waiting:
        _run(connection, waiting)


def answers_after_what_waits(connection: Connection, questions: Sequence[Question]) -> list[Answer]:
    """Ask the driver in its own words, after what waits: on PostgreSQL all of it is one journey.

    Raises:
        DBAPIError: the database refused a statement, or is not there.
        OutrunError: as ``write_later``.
    """
    waiting = _waiting.get()
    if waiting:
        return _run(connection, waiting, questions)
    return tell(connection, [], questions).found


def _run(
    connection: Connection,
    waiting: list[_Waiting],
    questions: Sequence[Question] = (),
    *,
    commit: bool = False,
) -> list[Answer]:
    todo = waiting[:]
    waiting.clear()
    _forget_answers()
    begin_writing(connection)
    # PostgreSQL refuses by itself what has been outrun; on SQLite what each write met is looked at before the commit.
    looks = connection.dialect.name == "sqlite" and any(one.write.meets for one in todo)
    commit = commit and not looks
    try:
        report = tell(connection, [one.order for one in todo], questions, commit=commit)
    except DBAPIError as error:
        if isinstance(error.orig, DivisionByZero):
            raise OutrunError from error
        raise
    if commit:
        end_turn(connection)
    for one, changed in zip(todo, report.changed, strict=True):
        if looks and one.write.meets and changed != one.write.meets * len(one.order.times):
            raise OutrunError
    return report.found


class _Form(NamedTuple):
    """A statement in the driver's words, and how rows become its values: each by itself, or all at once."""

    words: str
    columns: tuple[tuple[int, str, Bind], ...]
    together: int

    def values(self, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
        """The values of ``rows`` in the order of the statement's places, for each time that it is run."""
        if self.together > 1:
            return [self._of(rows)]
        return [self._of((row,)) for row in rows]

    def _of(self, rows: Sequence[Row]) -> tuple[Any, ...]:
        return tuple(
            [rows[n][name] if bind is None else bind(rows[n][name]) for n, name, bind in self.columns]
        )


#: An INSERT of a few rows is run once for all of them: a database takes longer to begin with one than to add a row.
_MOST_TOGETHER = 8


@lru_cache(maxsize=256)
def _form(write: Write, dialect: Dialect, names: tuple[str, ...], count: int) -> _Form:
    statement = write.for_database(dialect.name)
    can_be_one = isinstance(statement, Insert)
    together = count if can_be_one and count <= _MOST_TOGETHER else 1
    of_place = {name: (0, name) for name in names}
    keys: list[str] | None = list(names)
    if isinstance(statement, Insert) and together > 1:
        of_place = {f"{name}_{n}": (n, name) for n in range(together) for name in names}
        statement, keys = _of_several(statement, names, together), None
    if isinstance(statement, Insert) and statement.select is not None:
        keys = None  # what it selects names its columns
    if isinstance(statement, Update) and write.meets and dialect.name == "postgresql":
        made: Any = _refused_unless_met(statement, write.meets).compile(dialect=by_order(dialect))
    else:
        made = statement.compile(dialect=by_order(dialect), column_keys=keys)
    compiled: SQLCompiler = made
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise TypeError(f"columns with defaults of their own are to be named: {compiled}")
    places = compiled.positiontup or ()
    binders = binders_of(compiled, dialect, places)
    return _Form(str(compiled), tuple((*of_place[name], binders[name]) for name in places), together)


def _refused_unless_met(statement: Update, rows: int) -> Select[*tuple[Any, ...]]:
    """The UPDATE, refused by the database itself unless it changes ``rows``: the COMMIT can be on the same journey.

    What PostgreSQL says then is that it cannot divide by zero.
    """
    met = statement.returning(literal_column("1")).cte("met")
    one = literal_column("1", Integer)
    return select(one // cast(func.count() == literal_column(str(rows)), Integer)).select_from(met)


def _of_several(statement: Insert, names: Sequence[str], count: int) -> Insert:
    table: Any = statement.table
    kinds = {name: table.c[name].type for name in names}
    return statement.values(
        [{name: bindparam(f"{name}_{n}", type_=kind) for name, kind in kinds.items()} for n in range(count)]
    )
