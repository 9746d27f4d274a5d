"""Alembic's environment: runs inside the Flask application (``flask --app app db …``)."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from safety.database import db, writing


def run(connection: Connection) -> None:
    """Run the wanted migrations in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        compare_type=True,
        render_as_batch=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def online() -> None:
    """Connect as the application does; foreign keys are checked at the end, since tables are rebuilt."""
    token = writing.set(True)
    try:
        with current_app.extensions["sqlalchemy"].engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                # A batch migration rebuilds a table: with enforcement on, dropping the old one would
                # delete or refuse the rows that refer to it.  The pragma works outside transactions only.
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
            run(connection)
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"rows that refer to nothing after the migration: {broken[:5]}")
                connection.rollback()
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
    finally:
        writing.reset(token)


online()
