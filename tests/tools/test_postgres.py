"""The private PostgreSQL of test runs."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.machine import absent
from tools import postgres
from tools import test as test_tool

pytestmark = pytest.mark.postgresql


@pytest.fixture
def programs() -> Path:
    """The server's programs, or the test is skipped."""
    try:
        return postgres.server_programs()
    except postgres.PostgresAbsentError as reason:
        absent(str(reason))


@pytest.mark.usefixtures("programs")
def test_a_server_comes_up_serves_and_leaves_nothing_behind() -> None:
    with postgres.running_server() as server:
        engine = create_engine(server.create_database("chongqing"), poolclass=NullPool)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT length('重庆')")) == 2
            assert connection.scalar(text("SHOW fsync")) == "off"
            assert connection.scalar(text("SHOW listen_addresses")) == ""
        folder = server.folder
    assert not folder.exists()
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(folder) not in left


@pytest.mark.usefixtures("programs")
def test_a_server_for_measurements_waits_for_the_disk() -> None:
    with postgres.running_server(durable=True) as server:
        engine = create_engine(server.create_database("durable"), poolclass=NullPool)
        with engine.connect() as connection:
            assert [connection.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit")] == [
                "on"
            ] * 2


def test_without_a_server_the_run_says_so_and_a_strict_run_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "DEBIAN_BINARIES", tmp_path)
    ran: list[tuple[str, str]] = []

    def run_nothing(database: str, arguments: Sequence[str], *, whole: bool) -> int:
        assert not whole
        ran.append((database, " ".join(arguments[:2])))
        return 0

    monkeypatch.setattr(test_tool, "run_on", run_nothing)
    monkeypatch.delenv("QUNJIAN_REQUIRE_ALL", raising=False)
    with pytest.raises(SystemExit) as ended:
        test_tool.main([])
    everyday = [("sqlite", "-m not browser and not long"), ("sqlite", "-m browser and not long")]
    assert (ended.value.code, ran) == (0, everyday)
    assert "SQLite only" in capsys.readouterr().out

    monkeypatch.setenv("QUNJIAN_REQUIRE_ALL", "1")
    with pytest.raises(SystemExit, match="no PostgreSQL server"):
        test_tool.main([])
    assert ran == everyday

    with pytest.raises(SystemExit):
        test_tool.main(["--database", "sqlite", "tests/law"])
    assert ran == [*everyday, ("sqlite", "tests/law")]
