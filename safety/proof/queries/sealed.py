"""What the server signed (papers, signatures under reports, receipts of replies), and the bytes of the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from safety.database import db
from safety.proof.canonical_json import fault_of_seal
from safety.proof.rules import Fault, Why

#: What the statement of a paper says of its columns.
_PAPER_FACTS = ("id", "kind", "union_id", "number", "verification_code", "subject_kind", "subject_id")


def check_seals_of_records(connection: Connection, keys: Mapping[str, bytes]) -> Iterator[Fault]:
    """Every seal that is kept beside a record, by the keys outside the database; the table, the record, what is false."""
    for row in _rows(connection, "papers", "statement"):
        why = fault_of_seal({"content": row["content"], "imprint": row["imprint"]}, row, keys)
        told = row["statement"].get("paper") if isinstance(row["statement"], dict) else None
        if why is None and told != {name: str(row[name]) for name in _PAPER_FACTS}:
            why = Why.CHANGED
        if why is not None:
            yield Fault("papers", str(row["id"]), why)
    for row in _rows(connection, "accident_signings", "seal"):
        why = _why(row["content"], row["seal"], keys)
        if why is not None:
            yield Fault("accident_signings", str(row["id"]), why)
    for row in _rows(connection, "replies", "receipt"):
        receipt = row["receipt"]
        whole = isinstance(receipt, dict) and receipt.keys() == {"content", "seal"}
        why = _why(receipt["content"], receipt["seal"], keys) if whole else Why.CHANGED
        if why is not None:
            yield Fault("replies", str(row["id"]), why)


def _why(content: Any, seal: Any, keys: Mapping[str, bytes]) -> Why | None:
    try:
        return fault_of_seal(content, seal, keys)
    except (KeyError, TypeError, AttributeError):
        return Why.CHANGED


def _rows(connection: Connection, name: str, given: str) -> Iterator[Mapping[str, Any]]:
    table = db.metadata.tables[name]
    some = select(table).where(table.c[given].is_not(None)).execution_options(yield_per=100)
    yield from map(dict, connection.execute(some).mappings())


def check_bytes(connection: Connection, folder: Path) -> Iterator[Fault]:
    """The content of every file of evidence that was not removed, read from the disk and hashed anew."""
    table = db.metadata.tables["evidence_files"]
    wanted = select(table.c.sha256, table.c.size).where(table.c.removed_at.is_(None)).distinct()
    for row in connection.execute(wanted.order_by(table.c.sha256)):
        places = (
            folder / row.sha256[:2] / row.sha256,
            folder / row.sha256[:2] / row.sha256[2:4] / row.sha256,
        )
        path = next((one for one in places if one.is_file()), None)
        if path is None:
            yield Fault("evidence_bytes", row.sha256, Why.MISSING)
        elif (_sha256(path), path.stat().st_size) != (row.sha256, row.size):
            yield Fault("evidence_bytes", row.sha256, Why.CHANGED)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
