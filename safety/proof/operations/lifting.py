"""The one way past the triggers of append-only tables: within one transaction, and told in the audit, signed.

A restore fills references in after its rows; an erasure takes personal words or a salt away; a migration rewrites rows
(``safety/migrations/lifting.py``).  Nothing else of this program has a reason to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from safety.access.scope import Actor
from safety.audit import append_only
from safety.audit import operations as audit
from safety.database import db, session
from safety.errors import Invalid
from safety.papers import keys
from safety.papers.operations import seal_record
from safety.text import N_
from safety.transactions import one_transaction
from safety.writes import run_waiting

ACTION = "append_only_lifted"
RECORD = ("database", append_only.PREFIX)


#: So many records are registered by one row of the audit.
_AT_ONCE = 1_000


def register_all(*, actor: Actor, now: datetime, table: str) -> int:
    """Hash every record of a table that is newly on the list into the audit, as it is; how many.  It commits.

    A row of the audit for each thousand: what was false before cannot be told from then on.
    """
    its = db.metadata.tables[table]
    with one_transaction(write=False):
        keys = audit.keys_of(its)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        with one_transaction():
            audit.changed_among(its, some)
            audit.record(
                actor=actor,
                now=now,
                action="records_registered",
                kind=RECORD[0],
                record_id=table,
                union_id=None,
                change={"table": table, "count": len(some)},
            )
    return len(keys)


@contextmanager
def lifted(*, actor: Actor, now: datetime, why: str, tables: Collection[str]) -> Iterator[None]:
    """Let append-only ``tables`` be changed within the block, in the present transaction, for the reason ``why``.

    Raises:
        Invalid: no reason was given.
    """
    if not why.strip():
        raise Invalid(fields={"why": [N_("请写明理由")]})
    session.flush()
    run_waiting()
    with append_only.lifted(session.connection(), tables):
        yield
        session.flush()
        run_waiting()
    note_lifted(actor=actor, now=now, why=why, tables=tables)


def note_lifted(*, actor: Actor, now: datetime, why: str, tables: Collection[str]) -> None:
    """Tell in the audit, under the server's signature, that ``tables`` were open to changes in this transaction.

    Where this server has no key yet (a restore comes before its keys) the row says so; the signed heads cover it.
    """
    content: dict[str, Any] = {
        "kind": ACTION,
        "member": str(actor.member_id) if actor.member_id else None,
        "channel": actor.channel,
        "at": now.astimezone(UTC).isoformat(timespec="microseconds"),
        "why": why,
        "tables": sorted(tables),
    }
    seal = seal_record(content, now=now, facts={}) if keys.has_signing_key() else None
    audit.record(
        actor=actor,
        now=now,
        action=ACTION,
        kind=RECORD[0],
        record_id=RECORD[1],
        union_id=None,
        change={"why": why, "tables": sorted(tables), "content": content, "seal": seal},
    )
