"""Making a backup under load, and restoring it on an empty machine."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Table, insert, select, text, update

from safety.audit import queries as audit
from safety.database import db, session
from safety.errors import Conflict, Invalid
from safety.exports.archive import (
    MANIFEST,
    Manifest,
    check_members,
    lines_of,
    read_manifest,
    row_from_json,
    write_file,
    write_lines,
)
from safety.text import N_, Text

#: Folders of the data directory that belong to the records (the rest can be made anew).
STORED = ("evidence", "papers", "keys", "boundaries", "maps", "imports")
ROWS_AT_ONCE = 500


def create_backup(*, out: Path, data_dir: Path, now: datetime) -> Manifest:
    """Write a consistent backup of all tables and stored files to ``out``.

    The rows are those of one moment (one reading transaction).  Files are content-addressed and never
    change, so copying them afterwards is consistent.  The work goes to ``<out>.partial``, which becomes
    ``out`` only when it is complete and on disk.

    Raises:
        Conflict: ``out`` exists already.
    """
    if out.exists():
        raise Conflict(Text(N_("文件已存在：%(name)s"), name=out.name), code="backup_exists")
    partial = out.with_name(out.name + ".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        manifest = _write_tables(archive, now)
        hashes = dict(manifest.hashes) | _write_stored(archive, data_dir)
        manifest = Manifest(manifest.made_at, manifest.revision, manifest.rows, hashes, manifest.audit_head)
        archive.writestr(
            MANIFEST, json.dumps(manifest.document(), ensure_ascii=False, indent=1, sort_keys=True)
        )
    with partial.open("rb+") as written:
        os.fsync(written.fileno())
    partial.rename(out)
    return manifest


def _write_tables(archive: zipfile.ZipFile, now: datetime) -> Manifest:
    session.rollback()
    connection = session.connection(
        execution_options={"isolation_level": "REPEATABLE READ"}
        if db.engine.dialect.name == "postgresql"
        else {}
    )
    rows: dict[str, int] = {}
    hashes: dict[str, str] = {}
    for table in db.metadata.sorted_tables:
        name = f"tables/{table.name}.jsonl"
        rows[table.name], hashes[name] = write_lines(archive, name, _rows_of(connection, table))
    head = audit.head_hash()
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    session.rollback()
    return Manifest(now.isoformat(), revision, rows, hashes, head)


def _rows_of(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    ordered = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
    for row in connection.execute(ordered).mappings():
        yield dict(row)


def _write_stored(archive: zipfile.ZipFile, data_dir: Path) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for folder in STORED:
        for path in sorted((data_dir / folder).rglob("*")):
            if path.is_file():
                name = f"files/{path.relative_to(data_dir).as_posix()}"
                hashes[name] = write_file(archive, name, path)
    return hashes


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
        for table in db.metadata.sorted_tables:
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


def restore_table(connection: Connection, table: Table, lines: Iterator[Mapping[str, Any]]) -> None:
    """Insert a table's rows; references of a table to itself are filled in when all rows are there."""
    own = [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]
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
