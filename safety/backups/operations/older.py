"""Restoring a backup that an older version made: its tables are made again as they were, filled, and brought up.

What the migrations between do with rows (folding names, filling new columns) is done to these rows as it would have
been by an upgrade in place.
"""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import CHAR, Column, Connection, ForeignKey, MetaData, Table, Uuid, inspect
from sqlalchemy.types import TypeEngine

from safety.access.scope import system_actor
from safety.audit import append_only
from safety.audit import queries as audit
from safety.backups.archive import Manifest, check_members, lines_of, read_manifest
from safety.backups.operations.restoring import (
    WHY_LIFTED,
    filled_in_later,
    refuse_full,
    restore_backup,
    restore_stored,
    restore_table,
)
from safety.database import db, session
from safety.errors import Invalid
from safety.proof.operations.lifting import note_lifted
from safety.text import N_, Text
from safety.transactions import one_transaction

_UUID_CHARACTERS = 32
_VERSIONS = "alembic_version"


def restore_any(*, source: Path, data_dir: Path) -> Manifest:
    """Restore a backup of this version or of an older one into an empty, migrated database.

    One of this version comes in one transaction.  One of an older version takes several: when it fails on the way,
    the database has to be made anew.

    Raises:
        Invalid: the backup is incomplete or damaged, or a newer version made it.
        Conflict: the database already holds members or records.
    """
    with zipfile.ZipFile(source) as archive:
        manifest = read_manifest(archive)
        with one_transaction(write=False):
            present = _revision(session.connection())
        if present == manifest.revision:
            with one_transaction():
                return restore_backup(source=source, data_dir=data_dir)
        check_members(archive, manifest)
        _know(manifest.revision, present)
        with one_transaction(write=False):
            refuse_full(session.connection())
        downgrade(revision=manifest.revision)
        with one_transaction():
            connection = session.connection()
            tables = tables_of(connection)
            guarded = {table for table, _ in append_only.guards(connection)}
            filled_in = [one for one in filled_in_later(tables) if one in guarded]
            with append_only.lifted(connection, filled_in):
                for table in tables:
                    restore_table(connection, table, lines_of(archive, f"tables/{table.name}.jsonl"))
            if audit.head_hash() != manifest.audit_head:  # the upgrade may add to the audit
                raise Invalid(N_("恢复后的审计链与备份清单不符"), code="backup_audit")
        upgrade()
        restore_stored(archive, data_dir)
    if filled_in:
        with one_transaction():
            note_lifted(actor=system_actor(), now=datetime.now(UTC), why=WHY_LIFTED, tables=filled_in)
    return manifest


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _know(theirs: str, ours: str) -> None:
    """Refuse a revision that is none of those this version comes from."""
    script = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    try:
        before = {one.revision for one in script.iterate_revisions(ours, "base")}
    except CommandError:
        before = set()
    if theirs not in before:
        sentence = Text(
            N_("备份的数据库版本是 %(theirs)s，程序是 %(ours)s：请用同样新或更新的程序恢复"),
            theirs=theirs,
            ours=ours,
        )
        raise Invalid(sentence, code="backup_revision")


def tables_of(connection: Connection) -> list[Table]:
    """The tables as they are in the database, parents first, with the types of the models where these know a column."""
    seen, typed = inspect(connection), MetaData()
    names = [name for name, _ in seen.get_sorted_table_and_fkc_names() if name and name != _VERSIONS]
    for name in names:
        parents = {
            column: f"{key['referred_table']}.{referred}"
            for key in seen.get_foreign_keys(name)
            for column, referred in zip(key["constrained_columns"], key["referred_columns"], strict=True)
        }
        keys = seen.get_pk_constraint(name)["constrained_columns"]
        columns = [
            Column(
                one["name"],
                _type_of(name, one["name"], one["type"]),
                *([ForeignKey(parents[one["name"]])] if one["name"] in parents else []),
                primary_key=one["name"] in keys,
            )
            for one in seen.get_columns(name)
        ]
        Table(name, typed, *columns)
    return [typed.tables[name] for name in names]


def _type_of(table: str, column: str, found: TypeEngine[Any]) -> TypeEngine[Any]:
    known = db.metadata.tables.get(table)
    if known is not None and column in known.columns:
        return known.columns[column].type
    if isinstance(found, CHAR) and found.length == _UUID_CHARACTERS:
        return Uuid()  # as SQLite keeps one
    return found
