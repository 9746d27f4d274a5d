"""Engine, session, naming of constraints, column types, and what SQLite and PostgreSQL each need.

Only models, queries, operations and ``transactions`` may import this module (an import contract).
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, cast

import orjson
import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Index,
    MetaData,
    Numeric,
    Select,
    Table,
    TypeDecorator,
    Uuid,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidatePoolError, InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from safety.errors import NotFound, Stale
from safety.ids import new_id
from safety.turns import turn_of

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_BUSY_MILLISECONDS = 15_000
#: A check writes mostly the same index pages as the one before: with a longer log (16 MB instead of SQLite's own 4)
#: each of them is copied into the database once for many checks.
SQLITE_CHECKPOINT_PAGES = 4_000
POOLED_CONNECTIONS = 10
#: How long a connection to PostgreSQL may have lain unused before it is asked whether it still lives.
ASK_AFTER_IDLE_SECONDS = 5.0


class Moment(TypeDecorator[datetime]):
    """An instant, stored in UTC and always read back with its zone; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC for storage (naive on SQLite, which keeps no zone)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: JSON on SQLite, JSONB on PostgreSQL.
Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
#: Yuan with cents.
Yuan = Numeric(18, 2)


class Base(DeclarativeBase):
    """Declarative base with named constraints."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: Moment,
            dict[str, Any]: Document,
            list[Any]: Document,
            uuid.UUID: Uuid,
        },
    )


def document_text(value: Any) -> str:
    """A document as it is stored: the shortest JSON, its Chinese readable.

    Raises:
        TypeError: something in it is no JSON.
    """
    return orjson.dumps(value).decode()


db = SQLAlchemy(
    model_class=Base,
    session_options={"autoflush": False, "expire_on_commit": False},
    engine_options={
        "json_serializer": document_text,
        "json_deserializer": orjson.loads,
        # As many as a process has threads, or those beyond it would be opened and closed with every request; the
        # last one given back is taken first, since what it knows is still at hand.
        "pool_size": POOLED_CONNECTIONS,
        "pool_use_lifo": True,
    },
)
session = db.session

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def table_of(model: type[Base]) -> Table:
    """The plain table of a model, for statements that are made once and run beside the unit of work."""
    return cast(Table, model.__table__)


def sparse_index(column: str) -> Index:
    """An index over those rows only in which ``column`` is given: most rows leave it empty, and cost nothing."""
    # nosemgrep: sql-from-pieces (a column of a model)
    given = text(f"{column} IS NOT NULL")
    return Index(None, column, sqlite_where=given, postgresql_where=given)


class Identified:
    """A record's id: a UUID that the client may make."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)


_Rows = TypeVar("_Rows", bound=Select[Any])


class Versioned:
    """A counter for ``If-Match``; operations raise it by one with each edit."""

    version: Mapped[int] = mapped_column(default=1)


def held(statement: _Rows, *, of: Any = None, skip_locked: bool = False) -> _Rows:
    """A question whose rows are held to the end of the transaction, and read as they stand now.

    What others commit while this transaction waits for a row is seen, also where the session has read the row before.
    ``of`` names the table that is held where several are joined; with ``skip_locked`` rows that somebody else holds
    are left out.
    """
    return statement.with_for_update(of=of, skip_locked=skip_locked).execution_options(populate_existing=True)


def hold(row: object, columns: Sequence[str] | None = None) -> None:
    """Hold a record to the end of the transaction and read it, with its parts, anew; or some of its ``columns``.

    Of two who act on it at one moment the second finds what the first has done.  What this transaction has changed of
    it and not flushed is lost: hold first, then change.

    Raises:
        NotFound: somebody deleted it meanwhile.
    """
    if columns is not None:
        try:
            session.refresh(row, columns, with_for_update=True)
        except InvalidRequestError as error:  # so says SQLAlchemy of a row that is not there
            raise NotFound from error
        return
    known = inspect(row)
    session.expire(row)
    its_key = zip(known.mapper.primary_key, known.identity, strict=True)
    question = select(known.mapper.class_).where(*[column == value for column, value in its_key])
    # Not refresh(): it would join what the record was first read with, and an outer join cannot be held.
    if session.scalars(held(question)).one_or_none() is None:
        raise NotFound


def require_version(row: Versioned, version: int) -> None:
    """Hold a record for an edit that was made on its ``version``: of two at one moment the second is told so.

    Raises:
        Stale: it was changed meanwhile (``extra.version``).
        NotFound: it was deleted meanwhile.
    """
    hold(row, ["version"])
    if row.version != version:
        raise Stale(extra={"version": row.version})


_PRESENT = "present_connection"


def present_connection() -> Connection:
    """The connection of the session's present transaction (``session.connection()`` by a shorter way)."""
    held = session()
    present = held.get_nested_transaction() or held.get_transaction()
    known: tuple[object, Connection] | None = held.info.get(_PRESENT)
    if known is not None and known[0] is present:
        return known[1]
    connection = held.connection()
    held.info[_PRESENT] = (held.get_nested_transaction() or held.get_transaction(), connection)
    return connection


_IN_TURN = "in_turn"
_USED_AT = "used_at"


class Writing(StrEnum):
    """Whether the present transaction may write, and from when on other writers to SQLite wait for it."""

    NO = "no"
    FROM_THE_START = "from the start"
    FROM_ITS_FIRST_WRITE = "from its first write"


#: Set by ``transactions.one_transaction``.
writing: ContextVar[Writing] = ContextVar("writing", default=Writing.NO)
_READS_FIRST = "reads_first"


#: How much a connection to SQLite keeps of what it read: KB, negative as SQLite wants it.
_CACHE, _CACHE_ONCE = -32_000, -4_000
_reads_once: ContextVar[bool] = ContextVar("reads_once", default=False)


@contextmanager
def reading_once() -> Iterator[None]:
    """Much is read, each row once (a long export): SQLite then keeps little of it in memory.  Counts from the next transaction on."""
    before = _reads_once.set(True)
    try:
        yield
    finally:
        _reads_once.reset(before)


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: ConnectionPoolEntry) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # SQLAlchemy's BEGIN below is the only one
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # or REPLACE would delete rows of append-only tables in silence
            f"busy_timeout={SQLITE_BUSY_MILLISECONDS}",
            f"wal_autocheckpoint={SQLITE_CHECKPOINT_PAGES}",
            f"cache_size={_CACHE}",
            "temp_store=MEMORY",
        ):
            # nosemgrep: sql-from-pieces (the lines above)
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    # A SQLite transaction that reads first and writes later cannot wait for another writer: it must
    # ask for the write lock at its start.
    if connection.dialect.name != "sqlite":
        return
    _size_cache(connection)
    if writing.get() is Writing.FROM_THE_START:
        _begin_to_write(connection)
    else:
        connection.info[_READS_FIRST] = writing.get() is Writing.FROM_ITS_FIRST_WRITE
        _tell(connection, "BEGIN")


@event.listens_for(Engine, "before_execute")
def _write_from_here(connection: Connection, statement: Any, *_: Any) -> None:
    # Another writer may have committed since the reading began, as under READ COMMITTED on PostgreSQL.
    if not connection.info.get(_READS_FIRST):
        return
    if not getattr(statement, "is_select", False) or statement._for_update_arg is not None:  # noqa: SLF001
        begin_writing(connection)


def begin_writing(connection: Connection) -> None:
    """Take the turn to write to SQLite now, if the present transaction has only been reading so far."""
    if connection.info.get(_READS_FIRST):
        _tell(connection, "ROLLBACK")
        _begin_to_write(connection)


def goes_on_reading() -> bool:
    """Whether the session is reading already, in a transaction that may from here on turn to writing."""
    if not session().in_transaction():
        return False
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # The next question sees what others have written since. Nor does a slow upload, which is read before it,
        # keep SQLite from copying its log into the database.
        _tell(connection, "ROLLBACK")
        _tell(connection, "BEGIN")
        connection.info[_READS_FIRST] = True
    return True


def _begin_to_write(connection: Connection) -> None:
    connection.info[_READS_FIRST] = False
    if not connection.info.get(_IN_TURN):
        # Who times out here asks SQLite all the same, which answers that the database is locked.
        turn = turn_of(connection.engine.url.database)
        connection.info[_IN_TURN] = turn if turn.take(SQLITE_BUSY_MILLISECONDS / 1000) else None
    _tell(connection, "BEGIN IMMEDIATE")


def _size_cache(connection: Connection) -> None:
    wanted = _CACHE_ONCE if _reads_once.get() else _CACHE
    if connection.info.get("cache", _CACHE) != wanted:
        connection.info["cache"] = wanted
        _tell(connection, f"PRAGMA cache_size={wanted}")


def _tell(connection: Connection, words: str) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(words)


def end_turn(connection: Connection) -> None:
    """Let the next writer to SQLite begin: this one has committed."""
    _give_up(connection.info)


def _give_up(known: dict[Any, Any]) -> None:
    if turn := known.pop(_IN_TURN, None):
        turn.give_up()


@event.listens_for(Pool, "checkin")
def _back_in_the_pool(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info.pop(_READS_FIRST, None)
    record.info[_USED_AT] = monotonic()
    _give_up(record.info)


@event.listens_for(Pool, "checkout")
def _ask_whether_it_lives(connection: Any, record: ConnectionPoolEntry, _fairy: Any) -> None:
    # SQLAlchemy's own question before each use costs a busy server a journey for every request.
    idle = monotonic() - record.info.get(_USED_AT, monotonic())
    if idle < ASK_AFTER_IDLE_SECONDS or isinstance(connection, sqlite3.Connection):
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as lost:
        raise InvalidatePoolError from lost  # the server has been started anew: all connections are gone
