"""Migrations are one numbered line whose head is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import migrations
from tools.console import Failure


def revision(folder: Path, name: str, after: str | None) -> None:
    versions = folder / "versions"
    versions.mkdir(exist_ok=True)
    (versions / f"{name}.py").write_text(f"revision = {name!r}\ndown_revision = {after!r}\n")


def test_the_head_is_the_revision_that_no_other_follows(tmp_path: Path) -> None:
    revision(tmp_path, "0001", None)
    revision(tmp_path, "0002", "0001")
    assert migrations.single_head(tmp_path) == "0002"


def test_two_heads_are_refused_by_name(tmp_path: Path) -> None:
    revision(tmp_path, "0001", None)
    revision(tmp_path, "0002", "0001")
    revision(tmp_path, "0002b", "0001")
    with pytest.raises(Failure, match=r"2 heads \(0002, 0002b\)"):
        migrations.single_head(tmp_path)


def test_a_head_that_is_not_recorded_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "head"
    with pytest.raises(Failure, match="head says nothing"):
        migrations.check_recorded("0002", file)
    file.write_text("0001\n")
    with pytest.raises(Failure, match="head says 0001, the head is 0002"):
        migrations.check_recorded("0002", file)
    file.write_text("0002\n")
    migrations.check_recorded("0002", file)
