"""How a migration changes rows of append-only tables: by name and reason; ``env.py`` tells it in the audit afterwards.

    with lifted(op.get_bind(), why="0050: …", tables=["demand_facts"]):
        op.execute("UPDATE demand_facts SET …")

The records are hashed anew with that row of the audit, so verify (``flask verify --all``) before an upgrade.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection

from safety.audit import append_only

_LIFTED = "lifted_in_migrations"


class Lifting(NamedTuple):
    """What one migration opened, and why."""

    why: str
    tables: tuple[str, ...]


@contextmanager
def lifted(connection: Connection, *, why: str, tables: Collection[str]) -> Iterator[None]:
    """Let ``tables`` be changed within the block, in the migration's own transaction."""
    with append_only.lifted(connection, tables):
        yield
    connection.info.setdefault(_LIFTED, []).append(Lifting(why, tuple(sorted(tables))))


def taken_liftings(connection: Connection) -> list[Lifting]:
    """What was lifted on this connection since this was last asked."""
    found: list[Lifting] = connection.info.pop(_LIFTED, [])
    return found
