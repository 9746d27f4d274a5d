"""What many tests stand on, made once a run by its real operations and put back as rows for every test after."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, text

from safety.database import db

KEPT = "kept_rows"


def made_once(app: Flask, name: str, make: Callable[[], None]) -> None:
    """Have the database hold what it held when ``make`` was first done under ``name``, and nothing else.

    What was there before ``make`` is kept with it: whoever asks for a name stands on the same rows each time.
    """
    kept: set[str] = app.extensions.setdefault(KEPT, set())
    db.session.rollback()
    db.session.remove()
    on_sqlite = db.engine.dialect.name == "sqlite"
    if name in kept:
        (_copy(_file(name), _database()) if on_sqlite else _put_back(name))
        return
    make()
    db.session.remove()
    (_copy(_database(), _file(name)) if on_sqlite else _keep(name))
    kept.add(name)


def _database() -> Path:
    return Path(str(db.engine.url.database))


def _file(name: str) -> Path:
    return _database().with_name(f"{KEPT}-{name}.sqlite3")


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def filled(connection: Connection) -> list[str]:
    """The names of the tables with a row in them, asked in one statement."""
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in db.metadata.tables)  # noqa: S608 - our own
    return list(connection.scalars(text(" UNION ALL ".join(asked))))


def _keep(name: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {KEPT}_{name}"))
        for table in filled(connection):
            connection.execute(text(f'CREATE TABLE {KEPT}_{name}."{table}" AS TABLE public."{table}"'))


def _put_back(name: str) -> None:
    """The role of a replica asks no foreign key and wakes no trigger."""
    with db.engine.begin() as connection:
        kept = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"), {"schema": f"{KEPT}_{name}"}
        ).all()
        deletes = (f'DELETE FROM "{table}"' for table in db.metadata.tables)  # noqa: S608 - our own table names
        inserts = (f'INSERT INTO "{table}" TABLE {KEPT}_{name}."{table}"' for table in kept)
        connection.execute(
            text(f"SET LOCAL session_replication_role = replica; {';'.join((*deletes, *inserts))}")
        )
