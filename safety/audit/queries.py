"""Reading and checking the audit."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from itertools import takewhile
from typing import Any

from sqlalchemy import Select, select, tuple_

from safety.audit.models import AuditEntry, AuditHead, AuditSeal
from safety.audit.rules import Broken, first_broken, hashed_part, row_hash
from safety.database import session

_SEALS_AT_ONCE, _ROWS_AT_ONCE = 100, 1000
_COLUMNS = [
    getattr(AuditEntry, name)
    for name in [
        "id",
        "chain",
        "seq",
        "at",
        "actor_id",
        "appointment_id",
        "union_id",
        "channel",
        "device_id",
        "action",
        "kind",
        "record_id",
        "change",
        "after",
        "previous",
        "algorithm",
        "hash",
    ]
]


def _rows(chain: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    statement = select(*_COLUMNS).where(AuditEntry.chain == chain).order_by(AuditEntry.seq)
    # PostgreSQL reads through a cursor of the server: it must be closed when the first bad row ends the walk.
    with session.execute(statement.execution_options(yield_per=1000)) as result:
        for row in result.mappings():
            yield hashed_part(dict(row)), row["hash"]


def verify() -> tuple[int, Broken | None]:
    """Check every chain against its head; the number of chains held and the first bad row, if any."""
    heads = {
        row.chain: (row.seq, row.hash)
        for row in session.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.hash))
    }
    chains = sorted(set(session.scalars(select(AuditEntry.chain).distinct())) | set(heads))
    for done, chain in enumerate(chains):
        broken = first_broken(chain, _rows(chain), head=heads.get(chain, (0, "")))
        if broken is not None and broken.why == "head":
            broken = _broken_at_one_moment(chain, broken)
        if broken is not None:
            return done, broken
    return len(chains), _first_broken_seal()


def _broken_at_one_moment(chain: str, broken: Broken) -> Broken | None:
    """A chain that does not end at its head, looked at once more: somebody may have written since the head was read.

    Rows and head come by one statement, which PostgreSQL answers as of one moment.
    """
    statement = (
        select(*_COLUMNS, AuditHead.seq.label("head_seq"), AuditHead.hash.label("head_hash"))
        .outerjoin(AuditHead, AuditHead.chain == AuditEntry.chain)
        .where(AuditEntry.chain == chain)
        .order_by(AuditEntry.seq)
    )
    rows = [dict(one) for one in session.execute(statement).mappings()]
    if not rows or rows[0]["head_seq"] is None:
        return broken
    head = (rows[0]["head_seq"], rows[0]["head_hash"])
    return first_broken(chain, ((hashed_part(row), row["hash"]) for row in rows), head=head)


def _first_broken_seal() -> Broken | None:
    """A seal names a row that is gone or altered: the chain was rewritten after it was sealed."""
    seals = session.scalars(select(AuditSeal).order_by(AuditSeal.at)).all()
    heads = set(
        session.scalars(select(AuditHead.chain))
    )  # read after the seals: a chain may be newer than both
    for start in range(0, len(seals), _SEALS_AT_ONCE):
        some = list(
            takewhile(lambda one: row_hash(one.heads) == one.hash, seals[start : start + _SEALS_AT_ONCE])
        )
        kept = _kept_hashes({(chain, head["seq"]) for one in some for chain, head in one.heads.items()})
        for chain, head in ((chain, head) for one in some for chain, head in one.heads.items()):
            if head["seq"] and (chain not in heads or kept.get((chain, head["seq"])) != head["hash"]):
                return Broken(chain, head["seq"], "head")
        if len(some) < len(seals[start : start + _SEALS_AT_ONCE]):
            return Broken("seal", 0, "content")
    return None


def _kept_hashes(places: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The hashes of the rows at some places (chain and number), many rows a query."""
    found: dict[tuple[str, int], str] = {}
    named = tuple_(AuditEntry.chain, AuditEntry.seq)
    ordered = sorted(places)
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        some = named.in_(ordered[start : start + _ROWS_AT_ONCE])
        rows = select(AuditEntry.chain, AuditEntry.seq, AuditEntry.hash).where(some)
        found |= {(row.chain, row.seq): row.hash for row in session.execute(rows)}
    return found


def head_hash() -> str:
    """One hash over all chain heads of this moment: what papers and exports print."""
    found = session.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.hash).order_by(AuditHead.chain))
    return row_hash({row.chain: {"seq": row.seq, "hash": row.hash} for row in found})


def history_of(kind: str, record_id: object) -> Select[AuditEntry]:
    """The audit rows of one record, oldest first."""
    return (
        select(AuditEntry)
        .where(AuditEntry.kind == kind, AuditEntry.record_id == str(record_id))
        .order_by(AuditEntry.at, AuditEntry.seq)
    )


def who_did(kind: str, record_id: object, actions: Collection[str]) -> set[uuid.UUID]:
    """The members who did one of ``actions`` to a record."""
    statement = select(AuditEntry.actor_id).where(
        AuditEntry.kind == kind,
        AuditEntry.record_id == str(record_id),
        AuditEntry.action.in_(actions),
        AuditEntry.actor_id.is_not(None),
    )
    return {one for one in session.scalars(statement) if one is not None}


def is_known_head(wanted: str) -> bool:
    """Whether ``wanted`` is the hash of a kept seal or of the present heads."""
    sealed = session.scalar(select(AuditSeal.id).where(AuditSeal.hash == wanted))
    return sealed is not None or head_hash() == wanted
