"""What the register writes on its machine, another account of that machine cannot read."""

from __future__ import annotations

import stat
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from safety.backups.operations import create_backup
from safety.papers.operations import seal_files
from tests.cast import NOW, Cast
from tests.conftest import settings_for
from tests.evidence import samples
from tests.papers.test_operations import issued

pytestmark = pytest.mark.once


def open_to_others(folder: Path) -> list[str]:
    """What lies under ``folder``, itself included, that the group or anybody else may touch."""
    found = [folder, *folder.rglob("*")]
    return [str(one) for one in found if one.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]


def test_photographs_papers_exports_and_backups_are_their_owners_alone(
    app: Flask, cast: Cast, api: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    folder = app.config["SETTINGS"].data_dir
    sent = api("liqiang").put(
        f"/api/v1/evidence/{uuid.uuid4()}", data=samples.jpeg(), content_type="image/jpeg"
    )
    assert sent.status_code == 201, sent.text
    seal_files(issued(cast).id)
    program = api("chenjing")
    job = program.post("/api/v1/exports", json={"register": "hazards", "format": "xlsx"}).get_json()
    file = program.get(f"/api/v1/exports/{job['id']}/file")
    file.close()
    assert file.status_code == 200
    out = tmp_path / "backup.zip"
    create_backup(out=out, data_dir=folder, now=NOW)
    assert len(list(folder.rglob("*"))) > 5
    assert open_to_others(folder) == []
    assert open_to_others(out) == []


def test_a_folder_that_an_earlier_version_left_open_is_closed_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    folder.chmod(0o755)
    create_app(settings_for(folder))
    assert open_to_others(folder) == []
