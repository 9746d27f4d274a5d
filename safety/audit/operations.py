"""Writing the audit: rows are noted where the change is made and chained just before the commit.

Chaining last keeps the lock on a union's chain for the shortest time, and always in the same order.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import structlog
from sqlalchemy import (
    Insert,
    Table,
    Text,
    bindparam,
    cast,
    event,
    false,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session

from safety.access.scope import Actor
from safety.audit.covered import COVERED
from safety.audit.models import AuditEntry, AuditHead, AuditSeal
from safety.audit.record_hashes import (
    change_beside,
    hashes_after,
    touch_flushed,
    touch_rows,
    touch_statement,
    untold_changes,
)
from safety.audit.rules import (
    ALGORITHM,
    FIRST_HASH,
    NO_PLACE,
    around_its_place,
    hashed_part,
    plain,
    row_hash,
    speller_of,
)
from safety.database import Base, held, session, table_of
from safety.ids import new_id
from safety.reads import Read
from safety.writes import Write, watches_changes, watches_writes, write_later

_NOTED = "noted_audit_rows"
log = structlog.get_logger()
#: More rows of one chain in one transaction (an import's) are linked here, since the statement grows with each.
MOST_LINKED = 8
GENERAL_CHAIN = "general"
#: Papers issued within this time print the same head: a seal names every chain and is not made for each.
SEAL_SERVES = timedelta(hours=1)


def record(
    *,
    actor: Actor,
    now: datetime,
    action: str,
    kind: str,
    record_id: uuid.UUID | str,
    union_id: uuid.UUID | None,
    change: Mapping[str, Any] | None = None,
    appointment_id: uuid.UUID | None = None,
) -> None:
    """Note one change for the audit; it is chained and written with the transaction it belongs to.

    ``action`` is past tense (``"notice_issued"``), ``kind`` the record's noun (``"notice"``).  Personal
    values do not belong in ``change``: give the names of the fields, or ``rules.disguise`` them.
    """
    session.info.setdefault(_NOTED, []).append(
        {
            "chain": str(union_id) if union_id else GENERAL_CHAIN,
            "at": now,
            "actor_id": actor.member_id,
            "appointment_id": appointment_id,
            "union_id": union_id,
            "channel": actor.channel,
            "device_id": actor.device_id,
            "action": action,
            "kind": kind,
            "record_id": str(record_id),
            "change": plain(change or {}),
            "algorithm": ALGORITHM,
        }
    )


_HEAD = Read(
    held(select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == bindparam("its_chain"))),
    locks=True,
)
_MOVE_HEAD = Write(
    update(table_of(AuditHead))
    .where(AuditHead.chain == bindparam("its_chain"))
    .values(seq=bindparam("last"), hash=bindparam("its_hash"))
)
_ADD_ROWS = Write(insert(table_of(AuditEntry)))


# ---- linking by the server itself, on PostgreSQL

#: What the hash of a row covers, around the two values that only the head of its chain tells.
PARTS = ("before", "between", "behind")


def _create_or_lock(_dialect: str) -> Insert:
    made = postgresql.insert(AuditHead)
    return made.on_conflict_do_update(
        index_elements=[AuditHead.chain], set_={"chain": made.excluded.chain}, where=false()
    )


def _chained(count: int) -> Insert:
    """An INSERT that links ``count`` rows to the head of their chain, which it moves.

    Of each row it wants the columns, and what its hash covers as three texts: what stands before the hash of the
    row before, between that and the row's place, and behind it (``rules.around_its_place``).
    """
    heads, entries = table_of(AuditHead), table_of(AuditEntry)
    names = [one.key for one in entries.columns if one.key not in {"seq", "previous", "hash"}]
    of_chain = heads.c.chain == bindparam("chain_0", type_=heads.c.chain.type)
    last: Any = select(heads.c.seq, heads.c.hash).where(of_chain).subquery()
    rows = []
    for n in range(count):
        before, between, behind = (bindparam(f"{part}_{n}", type_=Text()) for part in PARTS)
        seq = last.c.seq + literal_column("1")
        spelled = before + last.c.hash + between + cast(seq, Text) + behind
        own = func.encode(
            func.sha256(func.convert_to(spelled, literal_column("'UTF8'"))), literal_column("'hex'")
        )
        last = select(seq.label("seq"), last.c.hash.label("previous"), own.label("hash")).cte(f"link_{n}")
        given = [bindparam(f"{name}_{n}", type_=entries.c[name].type) for name in names]
        rows.append(select(*given, last.c.seq, last.c.previous, last.c.hash))
    moved = (
        update(heads)
        .where(of_chain)
        .values(seq=select(last.c.seq).scalar_subquery(), hash=select(last.c.hash).scalar_subquery())
        .cte("moved")
    )
    return insert(entries).from_select([*names, "seq", "previous", "hash"], union_all(*rows)).add_cte(moved)


_HOLD_HEADS = Write(_create_or_lock)
_CHAINED = {count: Write(_chained(count)) for count in range(1, MOST_LINKED + 1)}


def _locked_head(transaction: Session, chain: str) -> tuple[int, str]:
    found = _HEAD.row(its_chain=chain)
    if found is None:
        dialect = transaction.get_bind().dialect.name
        make = postgresql.insert if dialect == "postgresql" else sqlite.insert
        new = make(AuditHead).values(chain=chain, seq=0, hash=FIRST_HASH).on_conflict_do_nothing()
        transaction.execute(new)
        found = _HEAD.rows(its_chain=chain)[0]
    return found.seq, found.hash


class _Link(NamedTuple):
    """A noted row, all of it ready but its place in the chain."""

    row: dict[str, Any]
    hashed: dict[str, Any]
    spell: Callable[[Any], bytes]

    def after(self, seq: int, previous: str) -> str:
        """Its hash as the row ``seq`` of the chain, after a row with the hash ``previous``."""
        self.hashed.update(seq=seq, previous=previous)
        own = sha256(self.spell(self.hashed)).hexdigest()
        self.row.update(seq=seq, previous=previous, hash=own)
        return own


def _link(row: dict[str, Any]) -> _Link:
    hashed = hashed_part(row | {"seq": NO_PLACE[0], "previous": NO_PLACE[1]})
    return _Link(row, hashed, speller_of(hashed))


# Before what waits is run: on PostgreSQL it and the head of the chain are then one journey.
@event.listens_for(session, "before_commit", insert=True)
def _chain_noted_rows(transaction: Session) -> None:
    if transaction.in_nested_transaction():
        return  # a savepoint: its rows are chained with the transaction around it
    noted: list[dict[str, Any]] = transaction.info.pop(_NOTED, [])
    if untold := untold_changes(transaction):
        log.warning("unregistered_change", tables=untold)
    records = hashes_after(transaction)
    if not noted:
        if records:
            log.warning("unregistered_change", tables=sorted(records))
        return
    _share_out(records, noted)
    links: dict[str, list[_Link]] = {}
    for row in noted:
        links.setdefault(row["chain"], []).append(_link(row))
    few = all(len(one) <= MOST_LINKED for one in links.values())
    if few and transaction.get_bind().dialect.name == "postgresql":
        _link_at_the_server(links)
        return
    for chain in sorted(links):  # all writers in one order; from here on others wait
        seq, previous = _locked_head(transaction, chain)
        for link in links[chain]:
            seq += 1
            previous = link.after(seq, previous)
        write_later(_MOVE_HEAD, [{"its_chain": chain, "last": seq, "its_hash": previous}])
    write_later(_ADD_ROWS, [link.row for chain in sorted(links) for link in links[chain]])


def _share_out(records: dict[str, dict[str, str | None]], noted: list[dict[str, Any]]) -> None:
    """Give each noted row an id and the hash of the record it speaks of; the last one takes what nobody named.

    Ids are given here, when every record that changes is held: of two changes of one record the later has the later id.
    """
    after: list[dict[str, dict[str, str | None]]] = [{} for _ in noted]
    speaks = {row["record_id"]: n for n, row in enumerate(noted)}
    for table, hashes in records.items():
        for key, hashed in hashes.items():
            after[speaks.get(key, len(noted) - 1)].setdefault(table, {})[key] = hashed
    for row, its in zip(noted, after, strict=True):
        row |= {"id": new_id(), "after": its}


@event.listens_for(session, "after_flush")
def _touch_flushed(flushed: Session, _context: object) -> None:
    touch_flushed(flushed)


@event.listens_for(session, "do_orm_execute")
def _touch_executed(state: ORMExecuteState) -> None:
    if not state.is_select:
        touch_statement(state)


@watches_writes
def _touch_written(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if table.name in COVERED:
        touch_rows(session(), table, rows)


@watches_changes
def _change_written(table: Table, columns: frozenset[str]) -> None:
    if table.name in COVERED and columns - COVERED[table.name].without:
        change_beside(session(), table)


def changed_beside(model: type[Base], values: Mapping[str, Any]) -> None:
    """Tell of a record that an UPDATE beside the unit of work leaves with these ``values``, every column named."""
    touch_rows(session(), table_of(model), [values])


def changed_throughout(table: Table) -> None:
    """Tell that every record of a table may have been changed beside the session: the next row hashes all anew."""
    if table.name in COVERED:
        changed_among(table, keys_of(table))


def keys_of(table: Table) -> list[dict[str, Any]]:
    """The key of every record of a table."""
    return [dict(one) for one in session.execute(select(*table.primary_key.columns)).mappings()]


def changed_among(table: Table, keys: Sequence[Mapping[str, Any]]) -> None:
    """Tell that some records of a table may have been changed beside the session."""
    touch_rows(session(), table, keys)


def _link_at_the_server(links: dict[str, list[_Link]]) -> None:
    """Have PostgreSQL link the rows: heads, rows and the COMMIT are then one journey, and others wait for no more."""
    write_later(_HOLD_HEADS, [{"chain": chain, "seq": 0, "hash": FIRST_HASH} for chain in sorted(links)])
    for chain in sorted(links):
        given: dict[str, Any] = {}
        for n, link in enumerate(links[chain]):
            parts = zip(PARTS, around_its_place(link.spell(link.hashed)), strict=True)
            given |= {f"{name}_{n}": value for name, value in (*link.row.items(), *parts)}
        write_later(_CHAINED[len(links[chain])], [given])


def seal_heads(*, now: datetime) -> AuditSeal:
    """Put all chain heads of this moment under one hash and keep it; the hash can be sent outside.

    The row that the caller writes to the audit in the same transaction carries the hash of the seal itself.
    """
    found = session.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.hash).order_by(AuditHead.chain))
    heads = {row.chain: {"seq": row.seq, "hash": row.hash} for row in found}
    seal = AuditSeal(at=now, heads=heads, algorithm=ALGORITHM, hash=row_hash(heads))
    session.add(seal)
    return seal


def printable_head(*, now: datetime) -> str:
    """The hash that a paper prints: of a seal less than an hour old, made now if there is none.

    A reader who holds the paper can ask ``flask audit verify --head`` for it years later.
    """
    statement = select(AuditSeal.hash).where(AuditSeal.at > now - SEAL_SERVES, AuditSeal.at <= now)
    recent = session.scalars(statement.order_by(AuditSeal.at.desc()).limit(1)).first()
    return recent or seal_heads(now=now).hash
