"""The drill: four working days on a fresh installation, and everything that they produce opened and read again.

`python -m tests.drill [--database sqlite|postgresql|all] [--whole] [--data FOLDER] [--only DAY …]`

Nothing is replaced: the server of `make run` with the demonstration, the system's clock, a real browser. Any answer
of 5xx, any paper that does not open, any job that failed and any count that differs from the screen ends it with 1.
The drills on two databases go on side by side: each is one person after another, and leaves a processor free.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app import create_app
from safety.config import Settings
from safety.database import db
from tests import machine
from tests.demo.shown import everything_is_shown
from tests.drill import house as houses
from tests.drill.case_days import accident_day, leader_day
from tests.drill.house import House
from tests.drill.ledger import Ledger
from tests.drill.papers import failed_jobs, open_papers
from tests.drill.person import Person
from tests.drill.safety_days import Case, inspector_day, officer_day
from tools import postgres

#: The four days, then every paper of the demonstration; the officer goes on with what the inspector has begun.
DAYS = ("inspector", "officer", "accident", "leader", "papers")


def drilled(
    house: House, browser: Browser, ledger: Ledger, asked: argparse.Namespace, *, every: bool
) -> None:
    """The four days, then the papers of the demonstration, then what the server says of itself."""
    case = Case()

    def person(name: str | None) -> Person:
        return Person(house, browser, ledger, name)

    inspector, officer = person("inspector"), person("fuling")
    days: dict[str, Callable[[], None]] = {
        "inspector": lambda: inspector_day(inspector, case),
        "officer": lambda: officer_day(officer, inspector, person(None), case),
        "accident": lambda: accident_day(person("accident")),
        "leader": lambda: leader_day(person("signatory")),
        "papers": lambda: open_papers(person("city"), every=every, whole=asked.whole),
    }
    with ledger.looking("the demonstration"):
        look_at_demonstration(house)
        ledger.found("the demonstration", "something true in each list, on each clock and in each state")
    for name in asked.only or DAYS:
        ledger.say(f"== {name}")
        with ledger.looking(name):
            days[name]()
    failed_jobs(house, ledger)
    for line in house.complaints():
        ledger.fault("the server's log", line)


def look_at_demonstration(house: House) -> None:
    """Fail unless the demonstration shows each state there is; asked of its database, beside the server."""
    app = create_app(
        Settings(secret_key=houses.SECRET, data_dir=house.folder, database_url=house.database_url)
    )
    with app.app_context():
        everything_is_shown(datetime.now(UTC))
        db.session.remove()
        db.engine.dispose()


@contextmanager
def database(kind: str) -> Iterator[str | None]:
    """The address of an empty database, None for a SQLite file in the installation's folder."""
    if kind == "sqlite":
        yield None
        return
    with postgres.running_server() as server:
        yield server.create_database("drill")


def one_drill(kind: str, asked: argparse.Namespace) -> list[str]:
    """The drill on one kind of database; its faults."""
    ledger = Ledger(kind)
    ledger.say(f"=== Drill on {kind}")
    with ExitStack() as stack:
        folder = asked.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qunjian-drill-")))
        address = stack.enter_context(database(kind))
        house = stack.enter_context(houses.opened(folder, address))
        ledger.say(f"serves on {house.address}")
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=machine.chromium(), args=list(machine.CHROMIUM_ARGUMENTS)
        )
        drilled(house, browser, ledger, asked, every=asked.whole or kind == "sqlite")
        browser.close()
    ledger.say(f"=== Drill on {kind}: {ledger.looked} looked at, {len(ledger.faults)} faults")
    return [f"{kind}: {fault}" for fault in ledger.faults]


def main() -> None:
    """Drill on each database asked for; the status is 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="tests.drill", description=__doc__)
    parser.add_argument("--database", choices=("all", "sqlite", "postgresql"), default="all")
    parser.add_argument(
        "--whole", action="store_true", help="every paper on both databases, however long it takes"
    )
    parser.add_argument(
        "--data", type=Path, help="an installation's folder with its SQLite database, kept afterwards"
    )
    parser.add_argument("--only", nargs="*", choices=DAYS, help="some of the days, while writing the drill")
    given = parser.parse_args()
    if given.data and given.database != "sqlite":
        parser.error("--data is the folder of a drill on --database sqlite")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are stopped
    kinds = ["sqlite", "postgresql"] if given.database == "all" else [given.database]
    if given.database == "all" and os.environ.get("QUNJIAN_REQUIRE_ALL") != "1":
        try:
            postgres.server_programs()
        except postgres.PostgresAbsentError as absent:
            print(f"*** The drill is made on SQLite only: {absent}. ***", flush=True)
            kinds.remove("postgresql")
    if len(kinds) > 1:
        sys.exit(side_by_side(kinds))
    if faults := one_drill(kinds[0], given):
        sys.exit("\n".join(["The drill found:", *faults]))


def side_by_side(kinds: Sequence[str]) -> int:
    """The drills on some databases, each in a process of its own; the first status that is not 0."""
    drills = [
        subprocess.Popen([sys.executable, "-m", "tests.drill", *sys.argv[1:], "--database", kind])
        for kind in kinds
    ]
    try:
        statuses = [drill.wait() for drill in drills]
    finally:
        for drill in drills:
            drill.terminate()
    return next((status for status in statuses if status), 0)


if __name__ == "__main__":
    main()
