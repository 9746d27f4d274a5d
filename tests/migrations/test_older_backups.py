"""A backup that an older version made comes in: its rows go through the migrations between."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, insert, select, text

from safety.audit import queries as audit
from safety.audit.models import AuditEntry, AuditHead
from safety.backups.archive import MANIFEST, Manifest, write_lines
from safety.backups.operations import restore_any
from safety.backups.operations.older import tables_of
from safety.database import db
from safety.errors import Invalid
from safety.jobs.models import Job
from safety.people.models import Member
from safety.proof.queries.whole import verify_everything
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.migrations.test_hashes_of_records import old_row

#: Before names were tidied: its rows may hold what a later migration takes out.
OLDER = "0020"


def backup_of(out: Path, revision: str) -> Manifest:
    """What the program of another version wrote: its tables, and a file that was being imported."""
    with zipfile.ZipFile(out, "w") as archive, db.engine.connect() as connection:
        told = {}
        for table in tables_of(connection):
            rows = connection.execute(select(table)).mappings()
            told[table.name] = write_lines(archive, f"tables/{table.name}.jsonl", map(dict, rows))
        archive.writestr("files/imports/ab/sheet.csv", "场所名称\n")
        head = audit.head_hash()
        hashes = {f"tables/{name}.jsonl": one[1] for name, one in told.items()}
        hashes["files/imports/ab/sheet.csv"] = hashlib.sha256("场所名称\n".encode()).hexdigest()
        counts = {name: one[0] for name, one in told.items()}
        manifest = Manifest("2026-01-01T00:00:00+00:00", revision, counts, hashes, head)
        archive.writestr(MANIFEST, json.dumps(manifest.document()))
    return manifest


@pytest.fixture
def older(upgraded_app: Flask, tmp_path: Path) -> Path:
    """A backup with an untidy name; the database is empty and of this version again."""
    with one_transaction():
        the_cast.load()
        row = old_row()
        db.session.execute(insert(AuditEntry), [row])
        db.session.add(AuditHead(chain="general", seq=1, hash=row["hash"]))
    db.session.remove()
    downgrade(revision=OLDER)
    with one_transaction():
        db.session.execute(
            text("UPDATE unions SET name = '南岸区\u200b总工会（示例）' WHERE name LIKE '南岸区%'")
        )
    out = tmp_path / "older.zip"
    backup_of(out, OLDER)
    db.session.remove()
    downgrade(revision="base")
    upgrade()
    return out


def test_it_comes_in_through_the_migrations_between(older: Path, tmp_path: Path) -> None:
    restored = restore_any(source=older, data_dir=tmp_path / "new")

    assert restored.revision == OLDER
    assert db.session.scalar(select(func.count(Member.id))) == len(the_cast.PEOPLE)
    # The migration to tidied names found one and queued the work.
    assert "tidy_names" in db.session.scalars(select(Job.kind)).all()
    assert (tmp_path / "new/imports/ab/sheet.csv").read_text(encoding="utf-8") == "场所名称\n"
    # Its records are from before there were hashes of them: none of them is false.
    with one_transaction(write=False):
        found = verify_everything(data_dir=tmp_path, keys={})
    assert found.holds, found.faults[:5]
    # What was put on the list since is registered by the upgrade.
    assert found.proved >= len(the_cast.PEOPLE)
    assert found.before > 0


def test_one_of_a_newer_version_is_refused_before_anything_is_touched(
    upgraded_app: Flask, tmp_path: Path
) -> None:
    backup_of(tmp_path / "newer.zip", "9999")
    with pytest.raises(Invalid) as refusal:
        restore_any(source=tmp_path / "newer.zip", data_dir=tmp_path / "new")
    assert refusal.value.code == "backup_revision"
    assert db.session.scalar(select(func.count(Member.id))) == 0
    assert not (tmp_path / "new").exists()
