"""A backup restores on an empty machine, and a bad one is refused before the first row."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from safety.audit.models import AuditEntry
from safety.backups.archive import MANIFEST
from safety.backups.operations import create_backup, restore_backup
from safety.database import db
from safety.errors import Conflict, Invalid
from safety.people import operations as people
from safety.people.models import Member, Union
from safety.proof.queries.chains import verify_chains
from safety.transactions import one_transaction
from tests.cast import IN_A_YEAR, NOW, PASSWORD, Cast
from tests.conftest import empty


@pytest.fixture
def backup(cast: Cast, tmp_path: Path) -> Path:
    """A backup of the cast, one audited act and one stored file."""
    stored = tmp_path / "old" / "evidence" / "ab" / "abc.jpg"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"a photo")
    with one_transaction():
        people.create_token(actor=cast.actor("chenjing"), now=NOW, name="示例", expires_at=IN_A_YEAR)
    out = tmp_path / "backup.zip"
    create_backup(out=out, data_dir=tmp_path / "old", now=NOW)
    return out


def hashes_of_the_audit() -> list[str]:
    """The hash of every row, the oldest first."""
    return list(db.session.scalars(select(AuditEntry.hash).order_by(AuditEntry.id)))


def restored(app: Flask, backup: Path, target: Path) -> None:
    empty(app)
    with one_transaction():
        restore_backup(source=backup, data_dir=target)


def test_everyone_and_everything_is_there_after_a_restore(app: Flask, backup: Path, tmp_path: Path) -> None:
    before = (db.session.scalar(select(func.count(Member.id))), hashes_of_the_audit())
    restored(app, backup, tmp_path / "new")
    count = db.session.scalar(select(func.count(Member.id)))
    *hashes, restoring = hashes_of_the_audit()
    assert (count, hashes) == before  # the last row tells of the restore itself
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.hash == restoring)).all() == [
        "append_only_lifted"
    ]
    assert verify_chains()[1] is None
    assert (tmp_path / "new/evidence/ab/abc.jpg").read_bytes() == b"a photo"


def test_the_union_tree_keeps_its_parents(app: Flask, backup: Path, tmp_path: Path, cast: Cast) -> None:
    restored(app, backup, tmp_path / "new")
    plant = db.session.scalars(select(Union).where(Union.level == "basic")).one()
    assert plant.parent_id == cast.union("nanan").id
    assert plant.industry_parent_id == cast.union("chemistry").id


def test_chen_jing_signs_in_with_her_old_password(app: Flask, backup: Path, tmp_path: Path) -> None:
    restored(app, backup, tmp_path / "new")
    with one_transaction():
        member = people.check_sign_in(sign_in_name="chenjing", password=PASSWORD, now=NOW, lane="a lane")
    assert member is not None
    assert member.name == "陈静"


def test_a_backup_is_not_restored_over_records(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(Conflict), one_transaction():
        restore_backup(source=backup, data_dir=tmp_path / "new")


def rewritten(backup: Path, *, member: str, content: bytes | None) -> Path:
    """A copy of the backup with one member altered, or left out."""
    copy = backup.with_name("altered.zip")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
            elif content is not None:
                new.writestr(name, content)
    return copy


@pytest.mark.parametrize(
    ("member", "content", "code"),
    [
        (MANIFEST, None, "backup_incomplete"),
        ("tables/members.jsonl", b"{}\n", "backup_damaged"),
        ("files/evidence/ab/abc.jpg", b"another photo", "backup_damaged"),
        ("files/evidence/ab/abc.jpg", None, "backup_members"),
    ],
)
def test_an_aborted_or_altered_backup_is_refused_whole(
    app: Flask, backup: Path, tmp_path: Path, member: str, content: bytes | None, code: str
) -> None:
    bad = rewritten(backup, member=member, content=content)
    with pytest.raises(Invalid) as refusal:
        restored(app, bad, tmp_path / "new")
    assert refusal.value.code == code
    assert db.session.scalar(select(func.count(Member.id))) == 0


def test_an_aborted_backup_leaves_no_file_of_that_name(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("safety.backups.operations.writing._write_stored", fail)
    with pytest.raises(OSError, match="disk full"):
        create_backup(out=tmp_path / "backup.zip", data_dir=tmp_path, now=NOW)
    assert not (tmp_path / "backup.zip").exists()


def test_a_backup_of_another_schema_is_refused(app: Flask, backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    manifest["revision"] = "9999"
    bad = rewritten(backup, member=MANIFEST, content=json.dumps(manifest).encode())
    with pytest.raises(Invalid) as refusal:
        restored(app, bad, tmp_path / "new")
    assert refusal.value.code == "backup_revision"
