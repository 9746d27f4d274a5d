"""Random records in every table that matters, and single values of them changed behind the application's back."""

from __future__ import annotations

import copy
import random
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import JSON, Boolean, Connection, Date, Float, Integer, Numeric, Table, Uuid, insert, update
from sqlalchemy import text as text_of

from safety.access.scope import system_actor
from safety.audit import operations as audit
from safety.audit.append_only import APPEND_ONLY, HEADS, lifted
from safety.audit.covered import COVERED
from safety.database import Moment, db
from safety.transactions import one_transaction
from tests.cast import NOW
from tests.conftest import empty

LETTERS = "abc 临边洞口未设防护é🦺\\\"'/<"
AT_ONCE = 200
_CHECKS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'c' AND conrelid <> 0 AND connamespace = 'public'::regnamespace"
)
Planted = dict[tuple[str, str], dict[str, Any]]


def note() -> None:
    """A row of the audit, which takes up whatever its transaction changed."""
    audit.record(actor=system_actor(), now=NOW, action="noted", kind="thing", record_id="1", union_id=None)


def value_for(kind: Any, dice: random.Random) -> Any:  # noqa: PLR0911 - one line per kind of column
    """A random value of a column."""
    if isinstance(kind, Moment):
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=dice.randrange(10**14))
    if isinstance(kind, Date):
        return date(2026, 1, 1) + timedelta(days=dice.randrange(900))
    if isinstance(kind, Uuid):
        return uuid.UUID(int=dice.getrandbits(128))
    if isinstance(kind, Boolean):
        return dice.random() < 0.5
    if isinstance(kind, Integer):
        return dice.randrange(2**31 - 2)
    if isinstance(kind, Float):
        return dice.choice([0.0, -0.0, dice.uniform(-180, 180), 1e-9])
    if isinstance(kind, Numeric):
        whole = 10 ** ((kind.precision or 9) - (kind.scale or 0)) - 2
        return Decimal(dice.randrange(min(whole, 10**9) * 10 ** (kind.scale or 0))).scaleb(-(kind.scale or 0))
    if isinstance(kind, JSON):
        inner = {
            text(12, dice): dice.choice([None, True, 3, 0.1, 2.0, 1e-9, text(9, dice)]) for _ in range(3)
        }
        return {"格": inner, "list": [inner, dice.randrange(9), []], "x": text(20, dice)}
    return text(min(getattr(kind, "length", None) or 30, 30), dice)


def text(most: int, dice: random.Random) -> str:
    """Some letters, never ``draft``."""
    return "".join(dice.choice(LETTERS) for _ in range(dice.randint(max(1, most - 3), most)))


def other_than(value: Any, kind: Any, dice: random.Random) -> Any:  # noqa: PLR0911 - one line per kind of value
    """The smallest change of a value."""
    if value is None:
        return value_for(kind, dice)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, Decimal):
        return value + Decimal(1).scaleb(-(kind.scale or 0))
    if isinstance(value, float):
        return value + 1e-6
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=value.int ^ 1)
    if isinstance(value, dict):
        changed = copy.deepcopy(value)
        changed["list"][1] += 1
        return changed
    return value[:-1] + ("乙" if value[-1] == "甲" else "甲")


def random_rows(table: Table, count: int, dice: random.Random) -> list[dict[str, Any]]:
    """New records of a table, every column named; what may be empty is so at times."""
    return [
        {
            one.key: None
            if one.nullable and not one.primary_key and dice.random() < 0.2
            else value_for(one.type, dice)
            for one in table.columns
        }
        for _ in range(count)
    ]


@contextmanager
def by_force() -> Iterator[Connection]:
    """A transaction of somebody who owns the database: the triggers are taken away, and put back to look untouched."""
    with db.engine.begin() as connection, lifted(connection, [*APPEND_ONLY, HEADS]):
        yield connection
    db.session.rollback()  # what it reads next is what is there now


@contextmanager
def no_constraints(app: Flask) -> Iterator[None]:
    """The database asks neither for references nor for checks, and holds nothing afterwards: only the proof is on trial."""
    lifted = _on_sqlite if db.engine.dialect.name == "sqlite" else _on_postgresql
    with lifted(app):
        yield


@contextmanager
def _on_sqlite(app: Flask) -> Iterator[None]:
    _say_to_driver("PRAGMA foreign_keys=OFF", "PRAGMA ignore_check_constraints=ON")
    try:
        yield
    finally:
        empty(app)
        _say_to_driver("PRAGMA foreign_keys=ON", "PRAGMA ignore_check_constraints=OFF")


def _say_to_driver(*words: str) -> None:
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for one in words:
            driver.execute(one)


@contextmanager
def _on_postgresql(app: Flask) -> Iterator[None]:
    """The role of a replica asks for no reference; checks are taken away and put back as they were."""
    database = f'ALTER DATABASE "{db.engine.url.database}"'
    with db.engine.begin() as connection:
        checks = connection.execute(text_of(_CHECKS)).all()
        for table, name, _ in checks:
            connection.execute(text_of(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        connection.execute(text_of(f"{database} SET session_replication_role = replica"))
    db.engine.dispose()
    try:
        yield
    finally:
        empty(app)
        with db.engine.begin() as connection:
            for table, name, words in checks:
                connection.execute(text_of(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words}'))
            connection.execute(text_of(f"{database} RESET session_replication_role"))
        db.engine.dispose()


def keep_records(each: int, dice: random.Random) -> dict[tuple[str, str], Mapping[str, Any]]:
    """``each`` random records in every table that matters, written and noted as operations do."""
    kept: dict[tuple[str, str], Mapping[str, Any]] = {}
    for name in COVERED:
        table = db.metadata.tables[name]
        for _ in range(0, each, AT_ONCE):
            rows = random_rows(table, min(each, AT_ONCE), dice)
            with one_transaction():
                db.session.execute(insert(table), rows)
                audit.record(
                    actor=system_actor(), now=NOW, action="noted", kind="thing", record_id=name, union_id=None
                )
            for row in rows:
                kept[name, "/".join(str(row[one.key]) for one in table.primary_key.columns)] = row
    return kept


def plant(connection: Connection, name: str, row: Mapping[str, Any], dice: random.Random) -> str:
    """Change one value of one record by SQL; the column's name."""
    table, covered = db.metadata.tables[name], COVERED[name]
    keys = list(table.primary_key.columns)
    open_to = [one for one in table.columns if not one.primary_key and one.key not in covered.without]
    if not open_to:  # a record that is all key: a change of it is another record
        open_to = keys
    column = dice.choice(open_to)
    changed = other_than(row[column.key], column.type, dice)
    found = update(table).where(*(one == row[one.key] for one in keys)).values({column.key: changed})
    assert connection.execute(found).rowcount == 1
    return column.key
