"""Alembic's environment: runs inside the Flask application (``flask --app app db …``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, cast

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import JSON, Connection

from safety.access.scope import system_actor
from safety.accidents import operations as accidents
from safety.audit import operations as audit
from safety.audit.append_only import guard
from safety.database import Moment, Writing, db, session, writing
from safety.migrations.acts import REGRADE, did, owed_acts
from safety.migrations.owed import Owed, clear, note_owed, owed, settle
from safety.proof.operations.lifting import note_lifted, register_all
from safety.transactions import one_transaction

#: What a step may ask for after the upgrade.
ACTS: Mapping[str, Callable[..., object]] = {REGRADE: accidents.refresh_grades}
#: From this revision on the database refuses changes of tables that are only added to.
FIRST_GUARDED = "0044"


def plain_types(kind: str, item: Any, context_: AutogenContext) -> str | Literal[False]:
    """Write our column types as the plain ones they are, so that an old migration needs none of our code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        context_.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')"
    return False


def end_step(**told: Any) -> None:
    """Put the triggers of append-only tables back in the step's own transaction: a table that was rebuilt lost its own.

    What the step owes the audit is kept with it.
    """
    if max(told["heads"], default="") >= FIRST_GUARDED:
        guard(told["ctx"].connection)
    note_owed(told["ctx"].connection)


def run(connection: Connection) -> None:
    """Run the wanted migrations, each in a transaction of its own."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=plain_types,
        transaction_per_migration=True,
        on_version_apply=cast(Any, end_step),  # it is called by names, which its type does not say
    )
    with context.begin_transaction():
        context.run_migrations()


def online() -> None:
    """Connect as the application does; foreign keys are checked at the end, since tables are rebuilt."""
    token = writing.set(Writing.FROM_THE_START)
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
            left, acts = owed(connection), due_acts(connection)
    finally:
        writing.reset(token)
    if left is not None:
        tell_of(left)
    if acts:
        carry_out(acts)


def due_acts(connection: Connection) -> Sequence[str]:
    """The operations that steps asked for, once the database is that of the code: before, they wait for the next upgrade."""
    script = context.script
    at_head = set(context.get_context().get_current_heads()) == set(script.get_heads())
    return owed_acts(connection) if at_head else ()


def carry_out(acts: Sequence[str]) -> None:
    """Run what steps asked for, each in a transaction with its being struck out."""
    for act in acts:
        with one_transaction():
            ACTS[act](actor=system_actor(), now=datetime.now(UTC))
            did(session.connection(), act)


def tell_of(left: Sequence[Owed]) -> None:
    """Tell in the audit which append-only tables migrations changed, and register what they newly cover.

    Records that were changed are hashed anew with it.  An upgrade that is killed here tells the rest the next time.
    """
    for one in left:
        now = datetime.now(UTC)
        if one.why is None:
            for name in one.tables:
                register_all(actor=system_actor(), now=now, table=name)
        with one_transaction():
            if one.why is not None:
                for name in one.tables:
                    audit.changed_throughout(db.metadata.tables[name])
                note_lifted(actor=system_actor(), now=now, why=one.why, tables=one.tables)
            settle(session.connection(), one)
    with one_transaction():
        clear(session.connection())


online()
