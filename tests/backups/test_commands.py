"""The clerk's commands: a backup that only its key opens, the keys kept apart, a restore that is rehearsed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import stamp
from sqlalchemy import select, text

from safety.audit.models import AuditEntry
from safety.backups.models import BackupRun
from safety.database import db
from safety.papers.keys import keep_public, signing_key
from tests.cast import Cast
from tests.conftest import empty


@pytest.fixture
def run(app: Flask, cast: Cast) -> Callable[..., Result]:
    """``run("backup", "create", …)``: what the clerk sees."""
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.fixture
def key(run: Callable[..., Result], app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The file with the secret key; the public one is set as in ``.env``."""
    secret = tmp_path / "backup.key"
    made = run("backup", "keygen", secret)
    public = made.output.strip().removeprefix("QUNJIAN_BACKUP_RECIPIENTS=")
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, backup_recipients=(public,))
    yield secret
    app.config["SETTINGS"] = settings


@pytest.fixture
def of_this_version(cast: Cast) -> Iterator[None]:
    """The tables, filled, say of which version they are, as a migrated database does."""
    stamp()
    yield
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))


def runs() -> list[tuple[str, bool, bool]]:
    rows = db.session.scalars(select(BackupRun).order_by(BackupRun.at))
    return [(row.kind, row.succeeded, row.encrypted) for row in rows]


def test_nobody_makes_a_readable_backup_without_saying_so(run: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "backup.zip"
    refused = run("backup", "create", out)
    assert refused.exit_code == 1
    assert "QUNJIAN_BACKUP_RECIPIENTS" in refused.output
    assert run("backup", "create", out, "--unencrypted").exit_code == 1  # asked, and nobody answered
    assert not out.exists()
    assert run("backup", "create", out, "--unencrypted", "--yes").exit_code == 0
    assert zipfile.is_zipfile(out)
    assert runs() == [("backup", True, False)]


def test_an_encrypted_backup_is_opened_by_its_key_alone_and_by_any_program_that_speaks_age(
    run: Callable[..., Result], app: Flask, cast: Cast, key: Path, tmp_path: Path
) -> None:
    out = tmp_path / "backup.zip.age"
    made = run("backup", "create", out)
    assert made.exit_code == 0, made.output
    assert "陈静".encode() not in out.read_bytes()
    assert not list(app.config["SETTINGS"].data_dir.glob("backup-*"))
    identity = pyrage.x25519.Identity.from_str(key.read_text(encoding="utf-8").splitlines()[-1])
    (tmp_path / "plain.zip").write_bytes(pyrage.decrypt(out.read_bytes(), [identity]))
    assert "tables/members.jsonl" in zipfile.ZipFile(tmp_path / "plain.zip").namelist()

    other = tmp_path / "other.key"
    run("backup", "keygen", other)
    empty(app)
    assert "已加密" in run("backup", "restore", out).output
    assert "无法解密" in run("backup", "restore", out, "--identity", other).output
    back = run("backup", "restore", out, "--identity", key)
    assert back.exit_code == 0, back.output
    assert cast.member("chenjing").name == "陈静"


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_the_signing_key_is_in_no_backup_and_comes_back_from_its_own_file(
    run: Callable[..., Result], app: Flask, key: Path, tmp_path: Path
) -> None:
    data_dir = app.config["SETTINGS"].data_dir
    keep_public(signing_key())
    secrets = files_in(data_dir / "keys")
    plain = tmp_path / "plain.zip"
    run("backup", "create", plain, "--unencrypted", "--yes")
    assert not [name for name in zipfile.ZipFile(plain).namelist() if "keys/" in name]

    apart = tmp_path / "keys.age"
    assert run("backup", "keys", apart).exit_code == 0
    assert run("backup", "restore-keys", apart, "--identity", key).exit_code == 1  # they are still there
    for name in secrets:
        (data_dir / "keys" / name).unlink()
    assert run("backup", "restore-keys", apart, "--identity", key).exit_code == 0
    assert files_in(data_dir / "keys") == secrets
    assert "不是密钥的备份" in run("backup", "restore-keys", plain).output


@pytest.mark.once
@pytest.mark.usefixtures("of_this_version")
def test_a_restore_is_rehearsed_on_a_copy_and_a_changed_file_fails_it(
    run: Callable[..., Result], key: Path, tmp_path: Path
) -> None:
    out = tmp_path / "backup.zip.age"
    run("backup", "create", out)
    done = run("backup", "rehearse", "--identity", key)
    assert done.exit_code == 0, done.output
    assert re.search(r"restored \d+ rows on an empty database", done.output)
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(bytes(content))
    failed = run("backup", "rehearse", "--identity", key)
    assert failed.exit_code == 1
    assert "无法解密" in failed.output
    assert runs() == [("backup", True, True), ("rehearsal", True, True), ("rehearsal", False, False)]


def test_a_backup_that_cannot_be_written_is_on_record_as_failed(
    run: Callable[..., Result], key: Path, tmp_path: Path
) -> None:
    assert run("backup", "create", tmp_path / "no such folder" / "backup.age").exit_code == 1
    assert runs() == [("backup", False, False)]
    assert "backup_made" in db.session.scalars(select(AuditEntry.action)).all()


def test_the_administrator_sees_what_was_done_and_what_is_amiss(
    run: Callable[..., Result],
    key: Path,
    signed_in: Callable[[str], FlaskClient],
    api: Callable[[str], FlaskClient],
    tmp_path: Path,
) -> None:
    page = signed_in("huangtao")
    assert "还没有做过备份" in page.get("/backups/").text
    assert "备份有事项需要处理" in page.get("/").text
    run("backup", "create", tmp_path / "backup.zip.age")
    shown = page.get("/backups/").text
    assert "backup.zip.age" in shown
    assert "还没有做过备份" not in shown
    assert str(tmp_path) not in shown
    told = api("huangtao").get("/api/v1/backups").get_json()
    assert told["warnings"] == ["签名密钥还没有另存", "还没有演练过恢复"]
    assert [(one["file_name"], one["encrypted"]) for one in told["items"]] == [("backup.zip.age", True)]
    assert signed_in("chenjing").get("/backups/").status_code == 403
