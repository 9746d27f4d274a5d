"""``make bench``: measure, print a table, keep it in ``bench/results/latest.{md,json}``.

``--quick`` measures for less long and with fewer rows; its figures are rougher.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from app import create_app
from bench import checks, limits, load, report, seed, server
from bench.load import Request
from bench.report import CheckFigure, LimitFigure, PageFigure, Report
from safety.config import Settings
from tools import postgres

CONNECTIONS = (8, 32)
PAGE_CONNECTIONS = 2
BARE_SECONDS = 1.0


@dataclass(frozen=True)
class Effort:
    """How long each measurement lasts in seconds, how many rounds the checks are sent in, and at how many
    findings the pages are asked for.

    A machine that is shared with others is not the same from one minute to the next: every kind of check has its
    turn in each round.
    """

    rounds: int
    seconds: float
    page_seconds: float
    findings: tuple[int, ...]


FULL = Effort(7, 4.0, 5.0, (10_000, 100_000))
QUICK = Effort(2, 1.5, 0.5, (1_000, 10_000))


def main() -> None:
    """Measure SQLite, then PostgreSQL; without a PostgreSQL server the table says so."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rough run of about a minute")
    effort = QUICK if parser.parse_args().quick else FULL
    result = Report(quick=effort is QUICK, machine=report.machine())
    with tempfile.TemporaryDirectory(prefix="qunjian-bench-") as folder:
        for name in ("SQLite", "PostgreSQL"):
            try:
                with database(name, Path(folder)) as settings:
                    measure_checks(name, settings, effort, result)
                with database(
                    name, Path(folder)
                ) as settings:  # an empty one again: the checks have left findings
                    measure_pages(name, settings, effort, result)
            except postgres.PostgresAbsentError as absent:
                result.notes.append(f"PostgreSQL was not measured: {absent}")
    result.finish()
    sys.stdout.write(report.keep(result) + "\n")


@contextmanager
def database(name: str, folder: Path) -> Iterator[Settings]:
    """Settings for an empty database that keeps what it commits, its files in a folder of their own in ``folder``.

    The files stay until all is measured: for minutes after many were deleted, a file system looks longer for a place
    for new ones, and the photographs of the next database would pay for those of the one before.
    """
    with ExitStack() as stack:
        own = Path(tempfile.mkdtemp(prefix=f"{name.lower()}-", dir=folder))
        address = None
        if name == "PostgreSQL":
            address = stack.enter_context(postgres.running_server(durable=True)).create_database("bench")
        yield server.settings_for(own, address)


def measure_checks(name: str, settings: Settings, effort: Effort, result: Report) -> None:
    """The machine's limits, and site checks of each kind in rounds."""
    say(f"{name}: seeding")
    seeded = seed.seed(create_app(settings))
    measure_limits(name, settings, effort, result)
    photo = checks.photograph()
    kinds = [(one, connections) for one in (None, photo) for connections in CONNECTIONS]
    rounds: list[list[load.Outcome]] = [[] for _ in kinds]
    spent = [0.0 for _ in kinds]
    with server.running(settings) as port, server.running(settings, target="bench.limits:bare_app") as bare:
        for one in (None, photo):  # a cold start is not measured
            load.run(port, checks.tablets(seeded, photo=one), connections=2, seconds=1)
        for number in range(effort.rounds):
            say(f"{name}: checks, round {number + 1} of {effort.rounds}")
            answers = load.run(
                bare, lambda: repeat(Request("GET", "/", {})), connections=32, seconds=BARE_SECONDS
            )
            result.bare.setdefault(name, []).append(answers.rate)
            for kind, (one, connections) in enumerate(kinds):
                before = server.processor_seconds(port)
                tablets = checks.tablets(seeded, photo=one)
                rounds[kind].append(load.run(port, tablets, connections=connections, seconds=effort.seconds))
                spent[kind] += server.processor_seconds(port) - before
    for (one, connections), outcomes, seconds in zip(kinds, rounds, spent, strict=True):
        has_photo = one is not None
        result.checks.append(
            CheckFigure.of(name, connections, outcomes, photo=has_photo, processor_seconds=seconds)
        )


def measure_pages(name: str, settings: Settings, effort: Effort, result: Report) -> None:
    """What an officer opens, at each number of findings."""
    app = create_app(settings)
    seeded = seed.seed(app)
    present = 0
    with server.running(settings) as port:
        for findings in effort.findings:
            say(f"{name}: pages at {findings} findings")
            seed.add_findings(app, seeded, up_to=findings, present=present)
            present = findings
            for page, request in pages(seeded.sites[0]):
                outcome = load.run(
                    port,
                    lambda request=request: repeat(request),  # type: ignore[misc]
                    connections=PAGE_CONNECTIONS,
                    seconds=effort.page_seconds,
                )
                result.pages.append(PageFigure.of(name, page, findings, outcome))


def measure_limits(name: str, settings: Settings, effort: Effort, result: Report) -> None:
    """What the disk of this machine can do at all: one durable row after the other by the driver."""
    say(f"{name}: the machine's limits")
    seconds = min(effort.seconds, 3.0)
    if name == "SQLite":
        rate = limits.sqlite_inserts(settings.data_dir, seconds=seconds)
    else:
        rate = limits.postgresql_inserts(settings.database_url, seconds=seconds)
    result.limits.append(LimitFigure(name, "one durable row, driver alone, 1 connection", rate))


def pages(site: uuid.UUID) -> list[tuple[str, Request]]:
    """What an officer of the city opens."""
    browser = {"Cookie": f"qunjian_session={seed.COOKIE_VALUE}"}
    addresses = {
        "Today": "/",
        "Findings, filtered": f"/demands?district={seed.DISTRICTS[0]}&is_open=true",
        "A site": f"/sites/{site}",
        "Map, sites": "/api/v1/map/sites",
        "Map, districts": "/api/v1/map/districts",
    }
    return [(name, Request("GET", address, browser)) for name, address in addresses.items()]


def say(words: str) -> None:
    """Tell how far the run is."""
    sys.stderr.write(f"bench: {words}\n")


if __name__ == "__main__":
    main()
