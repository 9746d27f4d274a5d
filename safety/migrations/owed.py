"""What an upgrade still owes the audit: kept in the database by the step itself, so that a killed upgrade owes it still.

Each step commits by itself.  What it lifted (``lifting.py``) or newly covers (``covering.py``) is told in the audit only
when all steps are done, and an upgrade that was ended between the two has nothing left to do but that.  The table is
there only while something is owed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, delete, insert, inspect, select

from safety.migrations.covering import taken_coverings
from safety.migrations.lifting import taken_liftings

_OWED = Table(
    "owed_after_migrations",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("why", Text),
    Column("tables", Text, nullable=False),
)


class Owed(NamedTuple):
    """Tables that a step lifted, and why; or (without a reason) the table that it newly covers."""

    id: int
    why: str | None
    tables: tuple[str, ...]


def note_owed(connection: Connection) -> None:
    """Keep what was lifted and covered on this connection, in the step's own transaction."""
    rows: list[dict[str, str | None]] = [
        {"why": one.why, "tables": json.dumps(one.tables)} for one in taken_liftings(connection)
    ]
    rows += [{"why": None, "tables": json.dumps([one])} for one in taken_coverings(connection)]
    if rows:
        _OWED.create(connection, checkfirst=True)
        connection.execute(insert(_OWED), rows)


def owed(connection: Connection) -> Sequence[Owed] | None:
    """What this upgrade and those that were interrupted before it owe, oldest first; None where nothing is kept."""
    if not inspect(connection).has_table(_OWED.name):
        return None
    rows = connection.execute(select(_OWED).order_by(_OWED.c.id))
    return [Owed(row.id, row.why, tuple(json.loads(row.tables))) for row in rows]


def settle(connection: Connection, one: Owed) -> None:
    """Strike out what was told."""
    connection.execute(delete(_OWED).where(_OWED.c.id == one.id))


def clear(connection: Connection) -> None:
    """Take the table away once everything was told."""
    _OWED.drop(connection)
