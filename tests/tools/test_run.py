"""The last step of `make run`."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tools import run


def test_the_first_start_writes_a_secret_that_only_its_owner_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUNJIAN_SECRET_KEY", raising=False)
    file = tmp_path / ".env"
    assert run.write_settings(file)
    written = file.read_text()
    values = dict(line.split("=", 1) for line in written.splitlines() if not line.startswith("#"))
    assert values["QUNJIAN_DEMO"] == "1"
    assert len(values["QUNJIAN_SECRET_KEY"]) >= 60
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    assert not run.write_settings(file)
    assert file.read_text() == written


def test_settings_of_the_environment_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUNJIAN_SECRET_KEY", "x" * 40)
    assert not run.write_settings(tmp_path / ".env")
    assert not (tmp_path / ".env").exists()
