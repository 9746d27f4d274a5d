"""How a migration puts tables on the list of records that are hashed: ``env.py`` registers what they hold afterwards.

Without that a verification could not tell a record from before from one that was put in by SQL.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

_COVERED = "newly_covered_in_migrations"


def newly_covered(connection: Connection, tables: Sequence[str]) -> None:
    """Have every record of ``tables`` hashed into the audit as it is after the upgrade."""
    connection.info.setdefault(_COVERED, []).extend(tables)


def taken_coverings(connection: Connection) -> list[str]:
    """The tables named on this connection since this was last asked."""
    found: list[str] = connection.info.pop(_COVERED, [])
    return found
