"""The tables whose rows are written once: the one list, and the triggers by which the database itself refuses the rest.

Whoever owns the database can take a trigger away; ``safety.proof`` names what was changed then.  The triggers stop the
slip: a statement typed by hand, a program that writes beside this one, a fault of this program.  Nothing here passes by
them but ``lifted``, which ``proof.operations.lifting`` and ``migrations/lifting.py`` use, and both leave a row of the
audit that says who, why and which tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, text

#: Rows of these tables are added, and never changed or deleted.
APPEND_ONLY: tuple[str, ...] = (
    # the audit, what seals it, and the salts of its hashes
    "audit_entries",
    "audit_seals",
    "record_salts",
    # what was found, asked, answered and seen
    "demand_facts",
    "reply_items",
    "recheck_items",
    # accidents: each report, decision, version and signature is a row of its own
    "accident_casualties",
    "accident_reports",
    "accident_signings",
    "accident_approvals",
    "accident_extensions",
    "accident_appraisals",
    "accident_handovers",
    # reviews of projects
    "project_opinions",
    "project_dissents",
    "project_attendances",
    "project_moves",
    "project_former_kinds",
    # what tablets were told, what was in force when, and by which keys papers were signed
    "sync_receipts",
    "certificate_states",
    "checklist_versions",
    "signing_public_keys",
    "backup_runs",
)
#: The head of a chain moves on with each row, and in no other way.
HEADS = "audit_heads"
PREFIX = "append_only"

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{PREFIX}: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(connection: Connection, tables: Collection[str] | None = None) -> None:
    """Put the triggers on those of the list (or of ``tables``) that are in the database; again is no fault."""
    there = set(inspect(connection).get_table_names())
    wanted = {*APPEND_ONLY, HEADS} & there & (there if tables is None else set(tables))
    unguard(connection, wanted)
    make = _on_postgresql if connection.dialect.name == "postgresql" else _on_sqlite
    if wanted and connection.dialect.name == "postgresql":
        # nosemgrep: sql-from-pieces (the name of the triggers, written above)
        connection.execute(text(_FUNCTION))
    for table in sorted(wanted):
        for statement in make(table):
            connection.execute(text(statement))


def unguard(connection: Connection, tables: Iterable[str]) -> None:
    """Take the triggers of ``tables`` away, whatever an earlier version put there."""
    wanted = set(tables)
    for table, name in guards(connection):
        if table in wanted:
            on = f' ON "{table}"' if connection.dialect.name == "postgresql" else ""
            # nosemgrep: sql-from-pieces (names out of the database's own catalogue)
            connection.execute(text(f'DROP TRIGGER "{name}"{on}'))


def guards(connection: Connection) -> list[tuple[str, str]]:
    """The triggers that are in the database: table and name of each."""
    if connection.dialect.name == "postgresql":
        asked = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"
            " AND t.tgenabled IN ('O', 'A') AND starts_with(t.tgname, :prefix)"
        )
    else:
        asked = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND instr(name, :prefix) = 1"
    found = connection.execute(text(asked), {"prefix": f"{PREFIX}_"})
    return sorted((table, name) for table, name in found)


@contextmanager
def lifted(connection: Connection, tables: Collection[str]) -> Iterator[None]:
    """Let ``tables`` be changed within the block, in the transaction of ``connection``; whoever calls notes it.

    When the block raises, the transaction is to be rolled back, and the triggers come back with it.
    """
    unguard(connection, tables)
    yield
    guard(connection, tables)


def _on_sqlite(table: str) -> list[str]:
    refused = f"BEGIN SELECT RAISE(ABORT, '{PREFIX}: {table}'); END"
    back = "WHEN NEW.chain IS NOT OLD.chain OR NEW.seq <= OLD.seq " if table == HEADS else ""
    return [
        f'CREATE TRIGGER "{PREFIX}_update_{table}" BEFORE UPDATE ON "{table}" {back}{refused}',
        f'CREATE TRIGGER "{PREFIX}_delete_{table}" BEFORE DELETE ON "{table}" {refused}',
    ]


def _on_postgresql(table: str) -> list[str]:
    back = "WHEN (NEW.chain IS DISTINCT FROM OLD.chain OR NEW.seq <= OLD.seq) " if table == HEADS else ""
    refused = f"EXECUTE FUNCTION {PREFIX}()"
    return [
        f'CREATE TRIGGER "{PREFIX}_update" BEFORE UPDATE ON "{table}" FOR EACH ROW {back}{refused}',
        f'CREATE TRIGGER "{PREFIX}_delete" BEFORE DELETE ON "{table}" FOR EACH ROW {refused}',
        f'CREATE TRIGGER "{PREFIX}_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {refused}',
    ]
