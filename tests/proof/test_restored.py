"""A backup that was restored is proved as it was: nothing of it is told as false."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from flask import Flask

from safety.backups.operations import create_backup, restore_backup
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.conftest import empty
from tests.papers.test_operations import issued
from tests.proof.planting import keep_records, no_constraints
from tests.proof.test_verifying import verified


def through_a_backup(app: Flask, folder: Path) -> None:
    """All that there is goes into a file, away, and comes back."""
    data_dir = app.config["SETTINGS"].data_dir
    out = folder / "backup.zip"
    create_backup(out=out, data_dir=data_dir, now=NOW)
    empty(app)
    with one_transaction():
        restore_backup(source=out, data_dir=data_dir)


def test_no_kind_of_value_changes_on_its_way_through_a_backup(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safety.proof.queries.whole.check_seals_of_records", lambda *_: ())
    monkeypatch.setattr("safety.proof.queries.whole.check_bytes", lambda *_: ())
    monkeypatch.setattr("safety.proof.queries.whole.check_seals", lambda *_: ())
    with no_constraints(app):
        kept = keep_records(8, random.Random(20261124))
        assert verified(app).holds
        through_a_backup(app, tmp_path)
        after = verified(app)
    assert (after.holds, after.proved, after.before) == (True, len(kept), 0), after.faults[:5]


def test_a_restored_server_with_its_papers_and_its_keys_holds(
    app: Flask, registered: Cast, tmp_path: Path
) -> None:
    issued(registered)
    before = verified(app)
    assert before.holds, before.faults[:5]
    through_a_backup(app, tmp_path)
    after = verified(app)
    assert (after.holds, after.proved, after.rows) == (True, before.proved, before.rows + 1), after.faults[:5]
    assert app.test_cli_runner().invoke(args=["verify", "--all"]).exit_code == 0
