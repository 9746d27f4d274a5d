"""Break the server while tablets send, and count: ``python -m tests.faults [--records 400] [--kills 4] [--postgresql]``.

Rounds: the server is killed (``kill -9``) again and again; answers are lost after the commit; fsync fails; the
disk is full; PostgreSQL crashes within requests (``database``).  Printed and required: 0 acknowledged lost, 0 doubled, 0 half.  A record is an entry of a tablet's queue
or a picture: each is acknowledged by the server, and each is looked for afterwards.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from flask import Flask

from app import create_app
from bench.server import SECRET
from safety.config import Settings
from safety.database import db
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import Cast
from tests.faults.queues import AT_ONCE, Entry, Line, Told, attendances, checks, singles, tablet_of
from tests.faults.server import Server
from tests.faults.verdict import verdict
from tests.projects.story import Story
from tests.sync.story import Tablet
from tools.postgres import running_server

#: Who holds the tablets, by what they send.
WHO = {
    "attendance": ("wufang", "wufang"),
    "check": ("liqiang", "zhoumin"),
    "single": ("liqiang", "zhoumin", "chenjing"),
}
REVIEWS = 60
#: The share of each kind among the records, and how many records one of it is: itself and its pictures.
SHARES = {"attendance": (0.14, 1), "check": (0.06, 3), "single": (0.8, 2)}
#: Minutes after which a round ends with what was reached.
PATIENCE = 30.0

#: Rounds in which something is ended and started again: the server, or its database.
STRIKES = {"kill", "database"}

Queue = tuple[Tablet, Iterator[Entry], int]


def loaded(folder: Path, address: str) -> tuple[Flask, list[str]]:
    """An application on a fresh database with the cast, their sites, and reviews whose meetings are attended."""
    app = create_app(Settings(secret_key=SECRET, data_dir=folder, database_url=address))
    with app.app_context():
        db.drop_all()
        db.create_all()
        with one_transaction():
            the_cast.load()
            story = Story(Cast())
            projects = [story.project(name=f"解放碑{number}号楼") for number in range(REVIEWS)]
            reviews = [str(story.review(one, ReviewKind.DESIGN).id) for one in projects]
    return app, reviews


def queue_of(kind: str, tablet: Tablet, number: int, reviews: list[str]) -> Iterator[Entry]:
    """What one tablet sends."""
    if kind == "attendance":
        return attendances(tablet, number, reviews)
    return checks(tablet, number) if kind == "check" else singles(tablet, number)


def queues_of(app: Flask, reviews: list[str], records: int) -> list[Queue]:
    """What each tablet sends: ``records`` in all, as far as they divide."""
    found: list[Queue] = []
    for kind, who in WHO.items():
        share, each = SHARES[kind]
        number = max(1, round(records * share / each / len(who)))
        for name in who:
            tablet = tablet_of(app, name)
            found.append((tablet, queue_of(kind, tablet, number, reviews), AT_ONCE[kind]))
    return found


def break_it(
    server: Server,
    switch: Path,
    busy: list[threading.Thread],
    told: Told,
    strike: Callable[[], None],
    *,
    records: int,
    kills: int,
) -> None:
    """Break things while the tablets are busy; the server is killed ``kills`` times, spread over what it acknowledges."""
    chance = random.Random(5)
    told_at = time.monotonic()
    at = sorted(chance.uniform(0.005, 0.98) * records for _ in range(kills))
    while any(one.is_alive() for one in busy):
        if time.monotonic() > told_at + 60:
            told_at = time.monotonic()
            print(f"  {told.records} acknowledged, {server.kills} kills", file=sys.stderr, flush=True)
        if server.fault in STRIKES:
            if server.kills < kills and told.records >= at[server.kills]:
                time.sleep(chance.uniform(0, 0.2))
                strike()
            time.sleep(0.01)
        else:
            time.sleep(chance.uniform(0.3, 1.2))
            if server.fault in {"fsync", "full"}:
                switch.touch() if not switch.exists() else switch.unlink()
    switch.unlink(missing_ok=True)


def one_round(
    fault: str,
    records: int,
    url: str | None,
    *,
    kills: int = 4,
    minutes: float = PATIENCE,
    crash: Callable[[], None] | None = None,
) -> bool:
    """One fault: the figures are printed; whether they are what is promised.

    ``records`` is what the tablets send in all; ``url`` an empty database of PostgreSQL, None for a new SQLite file.
    ``crash`` ends PostgreSQL as a power cut does, and starts it again (``database``).
    """
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        address = url or f"sqlite:///{folder / 'qunjian.sqlite3'}"
        app, reviews = loaded(folder, address)
        with app.app_context():
            queues = queues_of(app, reviews, records)
            db.session.remove()
            db.engine.dispose()
        server, told, over = Server(folder, address, fault), Told(), threading.Event()
        stack.callback(server.end)
        timer = threading.Timer(minutes * 60, over.set)
        timer.start()
        stack.callback(timer.cancel)

        def send(number: int) -> None:
            tablet, queue, at_once = queues[number]
            with closing(Line(server, tablet, told, loses=fault == "lost", seed=number)) as line:
                line.send_all(queue, at_once, over)

        busy = [threading.Thread(target=send, args=(number,)) for number in range(len(queues))]
        began = time.monotonic()
        for one in busy:
            one.start()

        def strike() -> None:
            if crash is not None:
                crash()
                server.kills += 1
            else:
                server.kill()
                server.start()

        break_it(server, folder / "fault", busy, told, strike, records=records, kills=kills)
        took, done = time.monotonic() - began, server.kills
        server.kill()
        found = verdict(app, told)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    failures = ", ".join(f"{name} {number}" for name, number in sorted(told.failures.items())) or "none"
    pictures = sum(len(body["files"]) for body in told.sent.values())
    print(
        f"{fault}: sent {len(told.sent)} entries with {pictures} pictures,"
        f" acknowledged {len(told.receipts)} and {len(told.files)}: {told.records}, in {took:.0f} s,"
        f" kills {done}, failures on the way: {failures};"
        f" acknowledged lost {found['lost']}, doubled {found['doubled']}, half {found['half']}",
        flush=True,
    )
    broken = done == (kills if fault in STRIKES else 0)
    return (
        broken and not over.is_set() and told.records == len(told.sent) + pictures and not any(found.values())
    )


def main() -> None:
    """All rounds; the status is 1 when one of them lost, doubled or halved anything."""
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument(
        "--records", type=int, default=400, help="entries and pictures that the tablets send in all"
    )
    parser.add_argument("--kills", type=int, default=4, help="how often the server is killed")
    parser.add_argument(
        "--minutes", type=float, default=PATIENCE, help="after how many a round ends unfinished"
    )
    parser.add_argument("--postgresql", action="store_true", help="on a private PostgreSQL server")
    parser.add_argument("faults", nargs="*", default=["kill", "lost", "fsync", "full"])
    given = parser.parse_args()
    with ExitStack() as stack:
        url, crash = None, None
        if given.postgresql or "database" in given.faults:
            postgresql = stack.enter_context(running_server(durable="database" in given.faults))
            url, crash = postgresql.create_database("faults"), postgresql.crash_and_start
        held = [
            one_round(
                one,
                given.records,
                url,
                kills=given.kills,
                minutes=given.minutes,
                crash=crash if one == "database" else None,
            )
            for one in given.faults
        ]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
