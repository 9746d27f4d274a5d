"""Every record that matters against the hash that the audit kept when it last changed."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import Connection, Numeric, Table, select

from safety.audit.covered import COVERED, Covered
from safety.audit.models import RecordSalt
from safety.database import db, table_of
from safety.proof.rules import Fault, Why

_ROWS_AT_ONCE = 1000


class Latest:
    """The last hash of each record, gathered in a file of its own while the audit is walked: memory would not do.

    Within a chain the later row counts, between chains the later id (both are ordered in time).
    """

    def __init__(self, folder: Path) -> None:
        self._file = sqlite3.connect(folder / "latest.sqlite3", isolation_level=None)
        for words in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE latest (tbl TEXT, key TEXT, stamp TEXT, hash TEXT, PRIMARY KEY (tbl, key)) WITHOUT ROWID",
            "BEGIN",
        ):
            self._file.execute(words)
        self._chain, self._stamp = "", ""
        #: Whether every row of the audit tells hashes: then no record can be from before.
        self.complete = True

    def take(self, row: Mapping[str, Any]) -> None:
        """Take the hashes of the next row of the audit."""
        if row["after"] is None:
            self.complete = False
            return
        if row["chain"] != self._chain:
            self._chain, self._stamp = row["chain"], ""
        self._stamp = max(self._stamp, row["id"].hex)
        for table, hashes in row["after"].items():
            for key, hashed in hashes.items():
                self._file.execute(
                    "INSERT INTO latest VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
                    " SET stamp = excluded.stamp, hash = excluded.hash WHERE excluded.stamp >= latest.stamp",
                    (table, key, self._stamp, hashed),
                )

    def pop(self, table: str, key: str) -> tuple[str | None] | None:
        """The hash of a record that was found, once: what is left at the end was not found.  None: it has none."""
        found: tuple[str | None] | None = self._file.execute(
            "SELECT hash FROM latest WHERE tbl = ? AND key = ?", (table, key)
        ).fetchone()
        if found:
            self._file.execute("DELETE FROM latest WHERE tbl = ? AND key = ?", (table, key))
        return found

    def left(self) -> Iterator[tuple[str, str]]:
        """The records that have a hash and were not found."""
        yield from self._file.execute("SELECT tbl, key FROM latest WHERE hash IS NOT NULL ORDER BY tbl, key")

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def check_records(connection: Connection, latest: Latest, counted: dict[str, int]) -> Iterator[Fault]:
    """Each record of each table that matters; ``counted`` gets how many were ``proved`` and how many are ``before``."""
    for name, covered in COVERED.items():
        table = db.metadata.tables[name]
        salts = _salts(connection, name) if covered.personal else {}
        rows = connection.execute(select(table).execution_options(yield_per=_ROWS_AT_ONCE))
        for row in map(dict, rows.mappings()):
            key = "/".join(str(row[one.key]) for one in table.primary_key.columns)
            why = _why(table, covered, key, row, salts.get(key), latest, counted)
            if why is not None:
                yield Fault(name, key, why)
    for name, key in latest.left():
        yield Fault(name, key, Why.MISSING)


def _why(  # noqa: PLR0911 - one line per answer
    table: Table,
    covered: Covered,
    key: str,
    row: Mapping[str, Any],
    salt: str | None,
    latest: Latest,
    counted: dict[str, int],
) -> Why | None:
    kept = latest.pop(table.name, key)
    if kept is None:
        if covered.drafts and row["state"] == "draft":
            return None
        if latest.complete:
            return Why.ADDED
        counted["before"] = counted.get("before", 0) + 1
        return None
    if kept[0] is None:
        return Why.ADDED
    if covered.personal and salt is None:
        return Why.ERASED
    if record_hash(table, covered, key, row, salt) != kept[0]:
        return Why.CHANGED
    counted["proved"] = counted.get("proved", 0) + 1
    return None


def record_hash(table: Table, covered: Covered, key: str, row: Mapping[str, Any], salt: str | None) -> str:
    """The hash of a record as docs/security/proof.md describes it."""
    values = {
        column.name: _spelled(row[column.name], column.type)
        for column in table.columns
        if column.name not in covered.without and row[column.name] is not None
    }
    content: dict[str, Any] = {"table": str(table.name), "id": key, "values": values}
    if salt is not None:
        content["salt"] = salt
    try:
        spelled = rfc8785.dumps(content)
    except (
        rfc8785.CanonicalizationError,
        ValueError,
    ):  # what nobody could have written through the application
        return ""
    return base64.urlsafe_b64encode(hashlib.sha256(spelled).digest()).decode().rstrip("=")


def _spelled(value: Any, kind: Any) -> Any:  # noqa: PLR0911 - one line per kind of value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        places = kind.scale if isinstance(kind, Numeric) else 0
        return f"{value:.{places or 0}f}"
    if isinstance(value, float):
        return repr(value + 0.0)
    if isinstance(value, dict):
        return {name: _spelled(one, None) for name, one in value.items()}
    if isinstance(value, list):
        return [_spelled(one, None) for one in value]
    return value


def _salts(connection: Connection, name: str) -> dict[str, str]:
    table = table_of(RecordSalt)
    found = connection.execute(select(table.c.record_id, table.c.salt).where(table.c.table_name == name))
    return {row.record_id: row.salt for row in found}
