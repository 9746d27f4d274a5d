"""The backup's file: a ZIP with one JSON-lines file a table, the stored files, and a manifest.

The format is the same for SQLite and PostgreSQL, so a backup of one restores into the other.  The
manifest names every member with its SHA-256; it is written last, and a file without it is no backup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.types import JSON, Date, DateTime, LargeBinary, Numeric, TypeDecorator, Uuid

from safety.errors import Invalid
from safety.text import N_, Text

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made, the schema it belongs to, rows by table, hashes by member."""

    made_at: str
    revision: str
    rows: Mapping[str, int]
    hashes: Mapping[str, str]
    audit_head: str

    def document(self) -> dict[str, Any]:
        """The manifest as JSON values."""
        return {
            "format": FORMAT,
            "made_at": self.made_at,
            "revision": self.revision,
            "rows": dict(self.rows),
            "hashes": dict(self.hashes),
            "audit_head": self.audit_head,
        }


def to_json(value: Any) -> Any:
    """A column's value as a JSON value."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def reader_of(column_type: Any) -> Any:
    """The function that turns a JSON value back into a value of ``column_type``."""
    kind = column_type.impl if isinstance(column_type, TypeDecorator) else column_type
    if isinstance(kind, JSON):
        return lambda value: value
    table = (
        (Uuid, uuid.UUID),
        (DateTime, datetime.fromisoformat),
        (Date, date.fromisoformat),
        (LargeBinary, base64.b64decode),
    )
    for known, read in table:
        if isinstance(kind, known):
            return read
    if isinstance(kind, Numeric) and kind.asdecimal:
        return Decimal
    return lambda value: value


def row_from_json(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A table's row from its JSON line; columns the table no longer has are refused.

    Raises:
        Invalid: the line names a column that the table does not have.
    """
    unknown = set(row) - set(table.columns.keys())
    if unknown:
        raise Invalid(
            Text(N_("备份与程序版本不符：%(table)s 表没有这些列"), table=table.name), code="backup_schema"
        )
    return {
        name: None if value is None else reader_of(table.columns[name].type)(value)
        for name, value in row.items()
    }


def write_lines(archive: zipfile.ZipFile, name: str, rows: Iterable[Mapping[str, Any]]) -> tuple[int, str]:
    """Write rows as JSON lines into the member ``name``; how many, and the member's SHA-256."""
    digest, count = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for row in rows:
            line = json.dumps({key: to_json(value) for key, value in row.items()}, ensure_ascii=False)
            data = line.encode() + b"\n"
            digest.update(data)
            member.write(data)
            count += 1
    return count, digest.hexdigest()


def write_file(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Copy a stored file into the member ``name``; its SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as member:
        while data := source.read(CHUNK):
            digest.update(data)
            member.write(data)
    return digest.hexdigest()


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest of a backup.

    Raises:
        Invalid: there is none (the backup was aborted), or it is of another format.
    """
    try:
        document = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError) as error:
        raise Invalid(N_("这个文件不是完整的备份：没有清单"), code="backup_incomplete") from error
    if document.get("format") != FORMAT:
        raise Invalid(N_("不认识这种备份格式"), code="backup_format")
    return Manifest(
        document["made_at"],
        document["revision"],
        document["rows"],
        document["hashes"],
        document["audit_head"],
    )


def check_members(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Compare every member with the manifest before anything is restored.

    Raises:
        Invalid: a member is missing or differs; the sentence names the first.
    """
    names = set(archive.namelist()) - {MANIFEST}
    missing = sorted(set(manifest.hashes) ^ names)
    if missing:
        raise Invalid(Text(N_("备份与清单不符：%(name)s"), name=missing[0]), code="backup_members")
    for name in sorted(names):
        digest = hashlib.sha256()
        with archive.open(name) as member:
            while data := member.read(CHUNK):
                digest.update(data)
        if digest.hexdigest() != manifest.hashes[name]:
            raise Invalid(Text(N_("备份已损坏：%(name)s"), name=name), code="backup_damaged")


def lines_of(archive: zipfile.ZipFile, name: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a member, one at a time."""
    with archive.open(name) as member:
        for line in member:
            yield json.loads(line)
