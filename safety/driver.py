"""Putting statements to the database's driver itself, in SQLAlchemy's words and types and with its errors.

Its result, its events and its unit of work are left out: they take longer than the databases take to answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg.generators import send
from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Bind = Callable[[Any], Any] | None
#: A statement in the driver's words with its values, and the rows it found.
Question = tuple[str, tuple[Any, ...]]
Answer = list[tuple[Any, ...]]


class Order(NamedTuple):
    """A statement that changes rows, in the driver's words, with the values for each time that it is run."""

    words: str
    times: list[tuple[Any, ...]]


class Report(NamedTuple):
    """How many rows each order changed, and what each question found."""

    changed: list[int]
    found: list[Answer]


def tell(
    connection: Connection,
    orders: Sequence[Order],
    questions: Sequence[Question] = (),
    *,
    commit: bool = False,
) -> Report:
    """Run ``orders``, ask ``questions`` and perhaps commit, in this sequence; with PostgreSQL in one journey if it saves one.

    Raises:
        DBAPIError: the database refused a statement, or is not there.
    """
    several = len(orders) + len(questions) + commit > 1
    if connection.dialect.name == "postgresql" and (
        several or _is_between(connection.connection.driver_connection)
    ):
        return _in_one_journey(connection, orders, questions, commit=commit)
    return _one_by_one(connection, orders, questions, commit=commit)


def _is_between(driver: Any) -> bool:
    """Whether the driver is in no transaction: its BEGIN then shares the journey of the first statement."""
    return bool(driver.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE)


def _one_by_one(
    connection: Connection, orders: Sequence[Order], questions: Sequence[Question], *, commit: bool
) -> Report:
    driver: Any = connection.connection.driver_connection
    words: str = ""
    values: Any = ()
    changed, found = [], []
    try:
        for words, values in orders:
            changed.append(_run(driver, words, values).rowcount)
        for words, values in questions:
            found.append(_run(driver, words, [values]).fetchall())
        if commit:
            words, values = "COMMIT", ()
            driver.commit()
    except (sqlite3.Error, psycopg.Error) as error:
        raise _in_our_words(connection, words, values, error) from error
    return Report(changed, found)


def _run(driver: Any, words: str, times: list[tuple[Any, ...]]) -> Any:
    # PostgreSQL's own places ($1) are SQLAlchemy's words already: psycopg need not translate them with every use.
    cursor = driver.cursor() if isinstance(driver, sqlite3.Connection) else psycopg.RawCursor(driver)
    if len(times) == 1:
        return cursor.execute(words, times[0])
    cursor.executemany(words, times)
    return cursor


def _in_one_journey(
    connection: Connection, orders: Sequence[Order], questions: Sequence[Question], *, commit: bool
) -> Report:
    """Send all statements to a PostgreSQL server without waiting for the answer to each."""
    driver: Any = connection.connection.driver_connection
    words: str = ""
    values: Any = ()
    ordered, asked = [], []
    try:
        with _sent_together(driver):
            for words, values in orders:
                ordered.append(_run(driver, words, values))
            for words, values in questions:
                asked.append(_run(driver, words, [values]))
            if commit:
                words, values = "COMMIT", ()
                psycopg.RawCursor(driver).execute(words, prepare=True)
    except psycopg.Error as error:
        raise _in_our_words(connection, words, values, error) from error
    return Report([one.rowcount for one in ordered], [one.fetchall() for one in asked])


class _Together(psycopg.Pipeline):
    """psycopg's pipeline, which sends what it has with every statement: this one does at its end, all at once.

    Each sending wakes the server's process for a statement; on a busy machine that is dearer than most statements are.
    """

    def _communicate_gen(self) -> Generator[Any, Any, None]:
        while self.command_queue:
            self.command_queue.popleft()()  # into libpq's buffer; the last one, a sync, sends it
        yield from ()

    def _exit_gen(self) -> Generator[Any, Any, None]:
        try:
            self._enqueue_sync()
            yield from self._communicate_gen()
        finally:
            yield from send(self.pgconn)  # what the line could not take at once
            yield from self._fetch_gen(flush=False)


@contextmanager
def _sent_together(driver: Any) -> Iterator[None]:
    """What is said to the driver within leaves together, with the BEGIN that it may need before."""
    begins = _is_between(driver)
    driver._pipeline = pipeline = _Together(driver)  # noqa: SLF001 - psycopg offers no other place for it
    driver._autocommit = True  # noqa: SLF001 - its own BEGIN would wait for an answer before the first statement
    try:
        with pipeline:
            if begins:
                psycopg.RawCursor(driver).execute("BEGIN", prepare=True)
            yield
    finally:
        driver._autocommit = False  # noqa: SLF001
        driver._pipeline = None  # noqa: SLF001


def _in_our_words(
    connection: Connection, words: str, values: Any, error: sqlite3.Error | psycopg.Error
) -> BaseException:
    """The driver's error as SQLAlchemy tells it; a connection that is gone is not used again."""
    driver: Any = connection.connection.driver_connection
    base = psycopg.Error if isinstance(error, psycopg.Error) else sqlite3.Error
    told: Any = error
    gone = connection.dialect.is_disconnect(told, driver, None)
    if gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        words, values, error, base, connection_invalidated=gone, dialect=connection.dialect
    )


def by_order(dialect: Dialect) -> Dialect:
    """``dialect`` with places by order rather than by name: a tuple is made faster than a dictionary."""
    kind_of_dialect: Any = type(dialect)
    made: Dialect = kind_of_dialect(paramstyle="qmark" if dialect.name == "sqlite" else "numeric_dollar")
    return made


def binders_of(compiled: SQLCompiler, dialect: Dialect, names: Iterable[str]) -> dict[str, Bind]:
    """How the driver takes the values of a statement's parameters, by name; None: as they are."""
    return {name: compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names}
