"""Operations that a step of an upgrade asks for: ``env.py`` runs them once every step is done, and keeps what waits.

A step knows its own tables and none of our code.  What follows from rules, such as the grade of an accident, is written
by the operation that always writes it, with its line in the audit, when the database is that of the code.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, inspect, select

#: Accidents are graded anew (``accidents regrade``), so that no count shows a grade that no rule makes.
REGRADE = "regrade"
_ACTS = Table("acts_after_migrations", MetaData(), Column("act", String(40), primary_key=True))


def owe(connection: Connection, act: str) -> None:
    """Have ``act`` run after the upgrade: kept in the step's own transaction, so that a killed upgrade owes it still."""
    _ACTS.create(connection, checkfirst=True)
    if connection.scalar(select(_ACTS.c.act).where(_ACTS.c.act == act)) is None:
        connection.execute(_ACTS.insert().values(act=act))


def owed_acts(connection: Connection) -> Sequence[str]:
    """The acts that are owed, in their order by name."""
    if not inspect(connection).has_table(_ACTS.name):
        return ()
    return connection.scalars(select(_ACTS.c.act).order_by(_ACTS.c.act)).all()


def did(connection: Connection, act: str) -> None:
    """Strike out an act that was carried out; with the last one the table goes."""
    connection.execute(delete(_ACTS).where(_ACTS.c.act == act))
    if not owed_acts(connection):
        _ACTS.drop(connection)
