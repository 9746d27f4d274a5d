"""The power goes at any moment while a tablet sends, on a disk that forgets every page that was not synced."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from app import create_app
from bench.server import ROOT, settings_for
from safety.database import db
from safety.errors import Refusal
from safety.evidence.storage import LocalStore
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.faults.forgetful_disk import ForgetfulDisk
from tests.faults.traces import Step, traced
from tests.inspections.workplaces import load_sites
from tests.machine import program

#: On PostgreSQL the database's own log answers for its pages; the files are the same.
pytestmark = pytest.mark.once

#: Cuts that an everyday run makes, spread over all steps.
EVERYDAY: Final = 24
Left = Callable[[Step], bool]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    program("strace")
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def before(place: Path) -> Path:
    """A register with the cast and their sites, in its own folder."""
    folder = place / "before"
    app = create_app(settings_for(folder))
    with app.app_context():
        db.create_all()
        with one_transaction():
            the_cast.load()
            load_sites()
        db.session.remove()
        db.engine.dispose()
    return folder


def send_checks(place: Path, before: Path, name: str, inject: str | None = None) -> list[Step]:
    """Send four checks of Li Qiang's to a copy of the register, in the folder ``name``; what that did to it."""
    folder, told = place / name, place / f"{name}.told"
    shutil.copytree(before, folder)
    command = [sys.executable, "-m", "tests.faults.power_sender", str(folder), str(told), "4"]
    steps = list(traced(command, place / f"{name}.trace", cwd=ROOT, inject=inject))
    return [one for one in steps if ForgetfulDisk.keeps(folder, one.path) or one.path == str(told)]


@pytest.fixture(scope="module")
def sent(place: Path, before: Path) -> list[Step]:
    """What the checks did to a folder that is again as it was before."""
    steps = send_checks(place, before, "data")
    shutil.rmtree(place / "data")
    shutil.copytree(before, place / "data")
    return steps


def amiss(folder: Path, told: list[list[str]]) -> list[str]:
    """What is false in a folder after a power cut, against what the tablet had been told."""
    found = []
    for name in ("qunjian.sqlite3", "queue.sqlite3"):
        with closing(sqlite3.connect(folder / name)) as opened:
            found += [
                f"{name}: {line}" for (line,) in opened.execute("PRAGMA integrity_check") if line != "ok"
            ]
    with closing(sqlite3.connect(folder / "qunjian.sqlite3")) as opened:
        checks = {uuid.UUID(one) for (one,) in opened.execute("SELECT id FROM inspections")}
        files = {
            uuid.UUID(one): sha256 for one, sha256 in opened.execute("SELECT id, sha256 FROM evidence_files")
        }
    store = LocalStore(folder / "evidence")
    for file_id, sha256 in files.items():
        try:
            store.get(sha256)
        except Refusal:
            found.append(f"a record points to a picture that is not there: {file_id}")
    for kind, name, *more in told:
        if kind == "refused":
            continue
        there = files.get(uuid.UUID(name)) == more[0] if kind == "file" else uuid.UUID(name) in checks
        if not there:
            found.append(f"an acknowledged {kind} is lost: {name}")
    return found


def cut_everywhere(
    place: Path, steps: list[Step], moments: int, left_out: Left = lambda _: False
) -> Iterator[list[str]]:
    """What is false after a power cut at each of so many moments: with nothing that was not synced, and with any part of it."""
    disk, told, chance = ForgetfulDisk(place / "data"), list[list[str]](), random.Random(7)
    chosen = set(chance.sample(range(len(steps)), min(moments, len(steps))))
    for number, step in enumerate(steps):
        if step.path == str(place / "data.told"):
            if step.kind == "write":
                told.append(step.data.decode().split())
        elif not left_out(step):
            disk.do(step)
        if number in chosen:
            yield from (_after_a_cut(disk, place, told, how) for how in (None, chance))


def _after_a_cut(
    disk: ForgetfulDisk, place: Path, told: list[list[str]], chance: random.Random | None
) -> list[str]:
    with tempfile.TemporaryDirectory(dir=place) as name:
        disk.cut(Path(name) / "left", chance)
        return amiss(Path(name) / "left", told)


def test_whenever_the_power_goes_what_li_qiangs_tablet_was_told_is_there(
    place: Path, sent: list[Step]
) -> None:
    found = list(cut_everywhere(place, sent, EVERYDAY))
    assert len(found) == 2 * EVERYDAY
    assert [one for one in found if one] == []


@pytest.mark.long
def test_at_no_moment_at_all_a_power_cut_takes_what_was_told(place: Path, sent: list[Step]) -> None:
    found = list(cut_everywhere(place, sent, len(sent)))
    print(
        f"power: {len(sent)} steps, {len(found)} cuts, {sum(map(bool, found))} of them with something amiss"
    )
    assert [one for one in found if one] == []


def _log_not_synced(step: Step) -> bool:
    return step.kind == "sync" and step.path.endswith("-wal")


def _pictures_not_synced(step: Step) -> bool:
    return step.kind == "sync" and ".part-" in step.path


def _names_of_pictures_not_synced(step: Step) -> bool:
    return step.kind == "sync" and Path(step.path).parent.name == "evidence"


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        (_log_not_synced, "an acknowledged check is lost"),
        (_pictures_not_synced, "a record points to a picture that is not there"),
        (_names_of_pictures_not_synced, "a record points to a picture that is not there"),
    ],
)
def test_a_register_that_left_a_sync_out_would_be_found(
    place: Path, sent: list[Step], left_out: Left, words: str
) -> None:
    assert any(left_out(step) for step in sent)
    assert any(words in line for one in cut_everywhere(place, sent, EVERYDAY, left_out) for line in one)


def test_of_syncs_that_fail_none_is_acknowledged(place: Path, before: Path) -> None:
    """Every fourth sync fails, of a picture, a folder, or SQLite's log: what was not kept is told to be sent again."""
    send_checks(place, before, "failing", "fsync,fdatasync:error=EIO:when=12+4")
    told = [line.split() for line in (place / "failing.told").read_text().splitlines()]
    assert sum(kind == "refused" for kind, *_ in told) > 3
    assert {more[0] for kind, *more in told if kind == "refused"} <= {"503", "507"}
    assert sum(kind == "check" for kind, *_ in told) == 4
    assert amiss(place / "failing", told) == []
