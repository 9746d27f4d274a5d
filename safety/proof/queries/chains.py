"""Every row of the audit by itself, its place in its chain, the heads, and the seals."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_

from safety.audit.models import AuditEntry, AuditHead, AuditSeal
from safety.database import session, table_of
from safety.proof.canonical_json import digest
from safety.proof.rules import Broken, Fault, Why

_ENTRIES = table_of(AuditEntry)
_FIRST = "0" * 64
_ROWS_AT_ONCE = 1000
_SEALS_AT_ONCE = 100
#: What a fault of a row within its chain is called where the first one is told.
_WHY = {Why.MISSING: "order", Why.HEAD: "link", Why.CHANGED: "content"}
_HASH = select(_ENTRIES.c.hash).where(
    _ENTRIES.c.chain == bindparam("its_chain"), _ENTRIES.c.seq == bindparam("its_seq")
)


def walk(connection: Connection) -> Generator[tuple[Mapping[str, Any], list[Fault]]]:
    """Every row of the audit, chain by chain in order, with what is false about it; all of them, not the first."""
    ordered = select(_ENTRIES).order_by(_ENTRIES.c.chain, _ENTRIES.c.seq)
    before: Mapping[str, Any] | None = None
    options = ordered.execution_options(yield_per=_ROWS_AT_ONCE)
    with connection.execute(options) as result:
        for row in map(dict, result.mappings()):
            yield row, list(_faults(row, before if before and before["chain"] == row["chain"] else None))
            before = row


def _faults(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterator[Fault]:
    name = f"{row['chain']}#{row['seq']}"
    expected = (before["seq"] + 1, before["hash"]) if before else (1, _FIRST)
    if row["seq"] != expected[0]:
        for missing in range(expected[0], min(row["seq"], expected[0] + _ROWS_AT_ONCE)):
            yield Fault("audit_entries", f"{row['chain']}#{missing}", Why.MISSING)
    elif row["previous"] != expected[1]:
        yield Fault("audit_entries", name, Why.HEAD)
    if digest(_covered(row)) != row["hash"]:
        yield Fault("audit_entries", name, Why.CHANGED)


def _covered(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the hash of a row is over: all but the hash, ids as text, the moment in UTC; of what came later, if given."""
    content = {name: value for name, value in row.items() if name not in {"hash", "after"}}
    for name in ("id", "actor_id", "appointment_id", "union_id", "device_id"):
        content[name] = None if content[name] is None else str(content[name])
    at: datetime = content["at"]
    content["at"] = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    if row.get("after") is not None:
        content["after"] = row["after"]
    return content


def verify_chains() -> tuple[int, Broken | None]:
    """Check every chain, its head and the kept seals; how many chains hold, and the first bad row, if any."""
    connection = session.connection()
    ends: dict[str, tuple[int, str]] = {}
    # PostgreSQL reads through a cursor of the server: it must be closed when the first bad row ends the walk.
    with closing(walk(connection)) as rows:
        for row, faults in rows:
            if faults:
                seq = int(faults[0].record.rpartition("#")[2])
                return len(ends.keys() - {row["chain"]}), Broken(row["chain"], seq, _WHY[faults[0].why])
            ends[row["chain"]] = (row["seq"], row["hash"])
    for fault in check_heads(connection, ends):
        return len(ends) - 1, Broken(fault.record, ends.get(fault.record, (0, ""))[0] + 1, "head")
    for fault in check_seals(connection):
        chain, _, place = fault.record.partition("#")
        broken = Broken("seal", 0, "content") if fault.where == "audit_seals" else None
        return len(ends), broken or Broken(chain, int(place.split(" ")[0]), "head")
    return len(ends), None


def check_heads(connection: Connection, ends: Mapping[str, tuple[int, str]]) -> Iterator[Fault]:
    """Heads against the last rows that were walked (chain → place and hash): a tail that was cut is otherwise valid.

    A head that moved on while the rows were walked is no fault: the row it names is there by now.
    """
    heads = {row.chain: row for row in connection.execute(select(table_of(AuditHead)))}
    for chain in sorted(heads.keys() | ends.keys()):
        head = heads.get(chain)
        if head is None:
            yield Fault("audit_heads", chain, Why.MISSING)
        elif (head.seq, head.hash) != ends.get(chain, (0, _FIRST)):
            kept = connection.execute(_HASH, {"its_chain": chain, "its_seq": head.seq}).scalar()
            beyond = head.seq >= ends.get(chain, (0, ""))[0]
            if kept != head.hash or not beyond:
                yield Fault("audit_heads", chain, Why.HEAD)


def check_seals(connection: Connection) -> Iterator[Fault]:
    """Each kept seal by itself, and each head that it names."""
    table = table_of(AuditSeal)
    seals = connection.execute(select(table).order_by(table.c.at)).mappings().all()
    for start in range(0, len(seals), _SEALS_AT_ONCE):
        whole = []
        for row in seals[start : start + _SEALS_AT_ONCE]:
            if digest(row["heads"]) == row["hash"]:
                whole.append(row)
            else:
                yield Fault("audit_seals", str(row["id"]), Why.CHANGED)
        kept = kept_hashes(connection, [row["heads"] for row in whole])
        for row in whole:
            yield from against(kept, row["heads"], f"seal {row['hash'][:12]}")


def kept_hashes(
    connection: Connection, sealed: Iterable[Mapping[str, Mapping[str, Any]]]
) -> dict[tuple[str, int], str]:
    """The hashes of the rows that some seals name (chain → place and hash), each row asked for once, many at a time."""
    named = sorted({(chain, head["seq"]) for heads in sealed for chain, head in heads.items() if head["seq"]})
    places = tuple_(_ENTRIES.c.chain, _ENTRIES.c.seq)
    found: dict[tuple[str, int], str] = {}
    for start in range(0, len(named), _ROWS_AT_ONCE):
        some = places.in_(named[start : start + _ROWS_AT_ONCE])
        rows = select(_ENTRIES.c.chain, _ENTRIES.c.seq, _ENTRIES.c.hash).where(some)
        found |= {(row.chain, row.seq): row.hash for row in connection.execute(rows)}
    return found


def against(
    kept: Mapping[tuple[str, int], str], heads: Mapping[str, Mapping[str, Any]], name: str
) -> Iterator[Fault]:
    """Each head of one seal that is not (any more) a row of the audit."""
    for chain, head in sorted(heads.items()):
        if head["seq"] and kept.get((chain, head["seq"])) != head["hash"]:
            yield Fault("audit_entries", f"{chain}#{head['seq']} ({name})", Why.HEAD)
