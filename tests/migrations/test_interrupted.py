"""An upgrade that is killed goes on when it is started again, and ends as one that nobody disturbed."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, select, text

from safety.audit.models import AuditEntry
from safety.database import db
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.machine import ROOT
from tests.migrations.conftest import WORKED_ON, _address, _fresh_database

pytestmark = pytest.mark.database

#: The upgrades between read, fold, cover and lift: names were not tidied, the audit had no hashes of records.
OLDER = "0020"
#: What happens when an upgrade tells of itself, so its rows are made anew each time.
TELLING = {"audit_entries", "audit_heads"}
#: Tables, columns, indexes, constraints and triggers, as each database writes them itself.
SCHEMA = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master"],
    "postgresql": [
        (
            "SELECT table_name, column_name, data_type, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
        ),
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    ],
}
Rows = dict[str, list[dict[str, Any]]]


class Upgrades:
    """Copies of one older database with the cast in it, upgraded in processes that may be killed."""

    def __init__(self, older: Path, server: str | None, stack: ExitStack) -> None:
        """``older`` is the folder of the SQLite file, and of the copies."""
        self.older, self.server, self.stack, self.made = older, server, stack, 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.migrations.interrupted"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(self.process.wait)
        stack.callback(self.process.communicate)

    def copy(self) -> tuple[Path, str | None]:
        """Another copy of the older database: its folder, and its address on PostgreSQL."""
        self.made += 1
        name = f"interrupted_{self.made}"
        folder = self.older / name
        folder.mkdir()
        if self.server is None:
            shutil.copyfile(self.older / "test.sqlite3", folder / "test.sqlite3")
        self.stack.enter_context(_fresh_database(self.server, name, like=WORKED_ON))
        return folder, _address(self.server, name)

    def run(self, where: tuple[Path, str | None], statement: int = 0) -> int:
        """Upgrade, killed before ``statement``; how many statements it took, or what it died of."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(where[0], statement, where[1] or "", file=self.process.stdin, flush=True)
        for line in self.process.stdout:
            if line.startswith("RESULT"):
                return int(line.split()[1])
        raise AssertionError("the process that forks upgrades ended")


def plain(row: Sequence[Any]) -> str:
    """A part of the schema; a table that SQLite rebuilt may name its constraints in another order."""
    return str([sorted(line.strip(" ,") for line in str(value).splitlines()) for value in row])


def found_in(where: tuple[Path, str | None]) -> tuple[list[str], Rows]:
    """Schema and rows of a database."""
    engine = create_engine(where[1] or f"sqlite:///{where[0] / 'test.sqlite3'}")
    with engine.connect() as connection:
        schema = [plain(row) for one in SCHEMA[engine.name] for row in connection.execute(text(one))]
        rows = {
            name: [dict(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()]  # noqa: S608 - a name of the schema
            for name in inspect(connection).get_table_names()
        }
    engine.dispose()
    return sorted(schema), rows


def same(rows: Rows) -> dict[str, list[str]]:
    """The rows in an order of their own; of what an upgrade tells of itself, that it is told (once or again)."""
    return {
        name: sorted({str(one.get("action")) for one in some}) if name in TELLING else sorted(map(str, some))
        for name, some in without_drawn(rows).items()
    }


def without_drawn(rows: Rows) -> Rows:
    """Without the salt that is drawn for each record when it is registered, and the names and times of jobs."""
    salts = [{key: value for key, value in one.items() if key != "salt"} for one in rows["record_salts"]]
    return rows | {"record_salts": salts, "jobs": [{"kind": one["kind"]} for one in rows["jobs"]]}


@pytest.fixture
def upgrades(upgraded_app: Flask, database_url: str | None, tmp_path: Path) -> Iterator[Upgrades]:
    """The cast in a database of an older version."""
    with one_transaction():
        the_cast.load()
    db.session.remove()
    downgrade(revision=OLDER)
    with one_transaction():
        db.session.execute(
            text("UPDATE unions SET name = '南岸区\u200b总工会（示例）' WHERE name LIKE '南岸区%'")
        )
    db.session.remove()
    if database_url is None:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(str(db.engine.url.database), tmp_path / "test.sqlite3")
    db.engine.dispose()
    with ExitStack() as stack:
        yield Upgrades(tmp_path, database_url, stack)


def ends_as_undisturbed(upgrades: Upgrades, points: int, last: Sequence[int]) -> None:
    """Kill at so many random statements and at the ``last`` ones from the end, then run again."""
    whole = upgrades.copy()
    statements = upgrades.run(whole)
    assert statements > 300, statements
    schema, rows = found_in(whole)
    assert rows["members"]
    assert rows["audit_entries"]
    chosen = random.Random(20).sample(range(1, statements), points)
    for statement in [*chosen, *(statements - one for one in last)]:
        where = upgrades.copy()
        assert upgrades.run(where, statement) == -signal.SIGKILL
        assert upgrades.run(where) > 0, statement
        again, its = found_in(where)
        assert again == schema, statement
        assert same(its) == same(rows), statement


def test_what_a_killed_upgrade_owed_the_audit_is_told_by_the_next(
    upgraded_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps were done: nothing but their telling was left, and nothing would have come back to it."""
    with one_transaction():
        the_cast.load()
    db.session.remove()
    downgrade(revision="0045")
    with monkeypatch.context() as power_cut:
        power_cut.setattr("safety.proof.operations.lifting.register_all", _killed)
        with pytest.raises(KilledError):
            upgrade()
    db.session.remove()
    assert "records_registered" not in db.session.scalars(select(AuditEntry.action)).all()
    db.session.remove()
    upgrade()
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "records_registered")).all()
    assert ("members", len(the_cast.PEOPLE)) in {(one.change["table"], one.change["count"]) for one in told}
    assert not inspect(db.engine).has_table("owed_after_migrations")


class KilledError(Exception):
    """The upgrade ended here."""


def _killed(**_: object) -> None:
    raise KilledError


@pytest.mark.long
def test_upgrades_with_data_killed_at_many_points_go_on(upgrades: Upgrades) -> None:
    ends_as_undisturbed(upgrades, 12, [1, 3, 9, 20])
