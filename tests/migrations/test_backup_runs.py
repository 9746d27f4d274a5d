"""The record of backups goes with its table; the members stay."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from safety.access.scope import system_actor
from safety.backups.models import BackupRun
from safety.backups.operations import record_run
from safety.backups.rules import RunKind
from safety.database import db
from safety.people.models import Member
from safety.text import Text
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW


def test_runs_are_kept_and_go_down_and_up(upgraded_app: Flask, tmp_path: Path) -> None:
    with one_transaction():
        the_cast.load()
        why = Text("文件无法写入或读取：%(words)s", words="No space left on device")
        record_run(
            actor=system_actor(), now=NOW, kind=RunKind.BACKUP, file=tmp_path / "backup.zip.age", failure=why
        )
    row = db.session.query(BackupRun).one()
    assert (row.kind, row.at, str(row.failure_words)) == ("backup", NOW, str(why))
    db.session.remove()
    downgrade(revision="0034")
    assert "backup_runs" not in inspect(db.engine).get_table_names()
    upgrade()
    assert db.session.query(BackupRun).count() == 0
    assert db.session.query(Member).count() == len(the_cast.PEOPLE)
