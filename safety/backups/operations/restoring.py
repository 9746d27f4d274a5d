"""Restoring a backup of this version on an empty machine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Table, insert, select, text, update

from safety.access.scope import system_actor
from safety.audit import queries as audit
from safety.audit.append_only import APPEND_ONLY
from safety.backups.archive import Manifest, check_members, lines_of, read_manifest, row_from_json
from safety.backups.operations.writing import ROWS_AT_ONCE
from safety.database import db, session
from safety.errors import Conflict, Invalid
from safety.proof.operations.lifting import lifted
from safety.text import N_, Text

#: What the audit tells of the triggers that a restore lifts.
WHY_LIFTED = (
    "a backup was restored: references of rows to rows of their own table are filled in when all are there"
)


def restore_backup(*, source: Path, data_dir: Path) -> Manifest:
    """Restore a backup into an empty, migrated database and an empty data folder.

    Everything is compared with the manifest before the first row is written, and the audit's head
    afterwards; the rows come in one transaction (the caller's).

    Raises:
        Invalid: the backup is incomplete, damaged or of another schema; a member's path leads outside.
        Conflict: the database already holds members or records.
    """
    with zipfile.ZipFile(source) as archive:
        manifest = read_manifest(archive)
        check_members(archive, manifest)
        connection = session.connection()
        present = MigrationContext.configure(connection).get_current_revision() or ""
        if present != manifest.revision:
            raise Invalid(
                Text(
                    N_("备份的数据库版本是 %(theirs)s，程序是 %(ours)s"),
                    theirs=manifest.revision,
                    ours=present,
                ),
                code="backup_revision",
            )
        refuse_full(connection)
        tables = db.metadata.sorted_tables
        filled_in = filled_in_later(tables)
        with lifted(actor=system_actor(), now=datetime.now(UTC), why=WHY_LIFTED, tables=filled_in):
            for table in tables:
                restore_table(connection, table, lines_of(archive, f"tables/{table.name}.jsonl"))
        restore_stored(archive, data_dir)
    if audit.head_hash() != manifest.audit_head:
        raise Invalid(N_("恢复后的审计链与备份清单不符"), code="backup_audit")
    return manifest


def refuse_full(connection: Connection) -> None:
    """Refuse a database that holds anything.

    Raises:
        Conflict: a table has a row; the sentence names it.
    """
    for table in db.metadata.sorted_tables:
        if connection.execute(select(text("1")).select_from(table).limit(1)).first() is not None:
            raise Conflict(
                Text(N_("数据库不是空的（%(table)s 表已有记录），没有恢复任何内容"), table=table.name),
                code="database_not_empty",
            )


def filled_in_later(tables: Iterable[Table]) -> list[str]:
    """The append-only tables in which ``restore_table`` changes rows that it has just added."""
    return [one.name for one in tables if one.name in APPEND_ONLY and _own_references(one)]


def _own_references(table: Table) -> list[str]:
    return [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def restore_table(connection: Connection, table: Table, lines: Iterator[Mapping[str, Any]]) -> None:
    """Insert a table's rows; references of a table to itself are filled in when all rows are there."""
    own = _own_references(table)
    key = [column.name for column in table.primary_key.columns]
    later: list[dict[str, Any]] = []
    while chunk := [row_from_json(table, line) for line in islice(lines, ROWS_AT_ONCE)]:
        for row in chunk:
            if any(row.get(name) is not None for name in own):
                later.append({name: row[name] for name in [*key, *own]})
                row.update(dict.fromkeys(own))
        connection.execute(insert(table), chunk)
    for row in later:
        match = [table.columns[name] == row[name] for name in key]
        connection.execute(update(table).where(*match).values({name: row[name] for name in own}))


def restore_stored(archive: zipfile.ZipFile, data_dir: Path) -> None:
    """Write the stored files of the backup below ``data_dir``.

    Raises:
        Invalid: a member's path leads outside.
    """
    for name in archive.namelist():
        if not name.startswith("files/"):
            continue
        target = (data_dir / name.removeprefix("files/")).resolve()
        if not target.is_relative_to(data_dir.resolve()):
            raise Invalid(Text(N_("备份与清单不符：%(name)s"), name=name), code="backup_members")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(name))


def restore_keys(*, source: Path, data_dir: Path) -> Manifest:
    """Put the server's keys back from a file that ``create_keys_backup`` wrote.

    Raises:
        Conflict: there are keys already.
        Invalid: the file is damaged, or holds anything but keys.
    """
    with zipfile.ZipFile(source) as archive:
        manifest = read_manifest(archive)
        check_members(archive, manifest)
        names = [name.removeprefix("files/") for name in manifest.hashes]
        if not names or any(not name.startswith("keys/") for name in names):
            raise Invalid(N_("这个文件不是密钥的备份"), code="backup_keys")
        if there := [name for name in names if (data_dir / name).exists()]:
            raise Conflict(Text(N_("文件已存在：%(name)s"), name=there[0]), code="backup_exists")
        restore_stored(archive, data_dir)
    return manifest
