"""Putting statements to the database's driver itself, in SQLAlchemy's words and types and with its errors.

Its result, its events and its unit of work are left out: they take longer than the databases take to answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from safety.journey import Forms, RefusedError, Statement, forms_of, travel

Bind = Callable[[Any], Any] | None
#: A statement in the driver's words with its values, and the rows it found.
Question = Statement
Answer = list[tuple[Any, ...]]
#: Where a connection keeps psycopg's forms of values for its life.
_FORMS: Final = "forms"
_BEGIN: Final[Statement] = "BEGIN", ()
_COMMIT: Final[Statement] = "COMMIT", ()


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
    """Run ``orders``, ask ``questions`` and perhaps commit, in this sequence; with PostgreSQL on one journey.

    Raises:
        DBAPIError: the database refused a statement, or is not there.
    """
    if connection.dialect.name == "postgresql":
        return _on_one_journey(connection, orders, questions, commit=commit)
    return _one_by_one(connection, orders, questions, commit=commit)


def _one_by_one(
    connection: Connection, orders: Sequence[Order], questions: Sequence[Question], *, commit: bool
) -> Report:
    driver: Any = connection.connection.driver_connection
    words: str = ""
    values: Any = ()
    changed, found = [], []
    try:
        for words, values in orders:
            once = len(values) == 1
            cursor = driver.execute(words, values[0]) if once else driver.executemany(words, values)
            changed.append(cursor.rowcount)
        for words, values in questions:
            found.append(driver.execute(words, values).fetchall())
        if commit:
            words, values = "COMMIT", ()
            # nosemgrep: commit-outside-transactions (what one_transaction() has sent on its one journey)
            driver.commit()
    except sqlite3.Error as error:
        raise _in_our_words(connection, words, values, error) from error
    return Report(changed, found)


def _on_one_journey(
    connection: Connection, orders: Sequence[Order], questions: Sequence[Question], *, commit: bool
) -> Report:
    driver: Any = connection.connection.driver_connection
    begins = driver.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE
    statements: list[Statement] = [_BEGIN] if begins else []
    statements += [(order.words, values) for order in orders for values in order.times]
    statements += questions
    if commit:
        statements.append(_COMMIT)
    try:
        done = iter(travel(driver, statements, _forms(connection, driver)))
    except RefusedError as refused:
        error: Any = refused.__cause__
        raise _in_our_words(connection, *statements[refused.number], error) from error
    if begins:
        next(done)
    changed = [sum(one.changed for one in islice(done, len(order.times))) for order in orders]
    return Report(changed, [one.rows for one in islice(done, len(questions))])


def _forms(connection: Connection, driver: Any) -> Forms:
    kept = connection.info.get(_FORMS)
    if kept is None:
        kept = connection.info[_FORMS] = forms_of(driver)
    return kept


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
