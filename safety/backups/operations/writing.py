"""Writing a backup while people work: all tables as of one moment, and the stored files."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Table, select

from safety.audit import queries as audit
from safety.backups.archive import MANIFEST, Manifest, write_file, write_lines
from safety.backups.sealing import Recipient, encrypt_file
from safety.database import db, session
from safety.errors import Conflict, Invalid
from safety.text import N_, Text

#: Folders of the data directory that belong to the records; the server's keys are kept apart (`create_keys_backup`).
STORED = ("evidence", "papers", "boundaries", "maps", "imports")
KEYS = ("keys",)
ROWS_AT_ONCE = 500


def create_backup(
    *, out: Path, data_dir: Path, now: datetime, recipients: Sequence[Recipient] = ()
) -> Manifest:
    """Write a consistent backup of all tables and stored files to ``out``, encrypted for ``recipients`` (age).

    The rows are those of one moment (one reading transaction).  Files are content-addressed and never
    change, so copying them afterwards is consistent.  ``out`` gets its name only when it is complete and on disk.
    Without ``recipients`` it can be read by whoever holds the file.

    Raises:
        Conflict: ``out`` exists already.
    """
    refuse_existing(out)
    with _plain_file(out, data_dir, encrypted=bool(recipients)) as plain:
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            manifest = _write_tables(archive, now)
            hashes = dict(manifest.hashes) | _write_stored(archive, data_dir, STORED)
            manifest = Manifest(
                manifest.made_at, manifest.revision, manifest.rows, hashes, manifest.audit_head
            )
            _write_manifest(archive, manifest)
        _give_its_name(plain, out, recipients)
    return manifest


def create_keys_backup(
    *, out: Path, data_dir: Path, now: datetime, recipients: Sequence[Recipient] = ()
) -> Manifest:
    """Write the server's keys (what signs records and PDFs) to ``out``, apart from the records that they prove.

    Raises:
        Conflict: ``out`` exists already.
        Invalid: there are no keys yet.
    """
    refuse_existing(out)
    with _plain_file(out, data_dir, encrypted=bool(recipients)) as plain:
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as archive:
            hashes = _write_stored(archive, data_dir, KEYS)
            if not hashes:
                raise Invalid(N_("还没有签名密钥：签发第一份文书后才有"), code="no_keys")
            manifest = Manifest(now.isoformat(), "", {}, hashes, "")
            _write_manifest(archive, manifest)
        _give_its_name(plain, out, recipients)
    return manifest


def refuse_existing(out: Path) -> None:
    """Refuse to write over a file.

    Raises:
        Conflict: ``out`` exists already.
    """
    if out.exists():
        raise Conflict(Text(N_("文件已存在：%(name)s"), name=out.name), code="backup_exists")


@contextmanager
def _plain_file(out: Path, data_dir: Path, *, encrypted: bool) -> Iterator[Path]:
    """Where the archive is written before it gets its name.

    What will be encrypted never lies readable where backups are kept: until then it stays beside the data themselves.
    """
    if not encrypted:
        yield partial_of(out)
        return
    with tempfile.TemporaryDirectory(prefix="backup-", dir=data_dir) as folder:
        yield Path(folder) / "plain.zip"


def partial_of(out: Path) -> Path:
    """The name that a file bears until it is complete."""
    return out.with_name(out.name + ".partial")


def _give_its_name(plain: Path, out: Path, recipients: Sequence[Recipient]) -> None:
    partial = partial_of(out)
    if recipients:
        encrypt_file(plain, partial, recipients)
    with partial.open("rb+") as written:
        os.fsync(written.fileno())
    partial.rename(out)


def _write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, json.dumps(manifest.document(), ensure_ascii=False, indent=1, sort_keys=True))


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


def _write_stored(archive: zipfile.ZipFile, data_dir: Path, folders: Sequence[str]) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for folder in folders:
        for path in sorted((data_dir / folder).rglob("*")):
            if path.is_file():
                name = f"files/{path.relative_to(data_dir).as_posix()}"
                hashes[name] = write_file(archive, name, path)
    return hashes
