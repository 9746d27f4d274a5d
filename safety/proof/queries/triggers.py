"""Whether the database still refuses changes of append-only tables: triggers that somebody took away are named."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from safety.audit.append_only import APPEND_ONLY, HEADS, guards
from safety.proof.rules import Fault, Why

_KINDS = ("update", "delete")


def check_triggers(connection: Connection) -> Iterator[Fault]:
    """Each table of the list that would take a change or a deletion."""
    there = {(table, kind) for table, name in guards(connection) for kind in _KINDS if f"_{kind}" in name}
    for table in (*APPEND_ONLY, HEADS):
        if not all((table, kind) in there for kind in _KINDS):
            yield Fault("triggers", table, Why.MISSING)
