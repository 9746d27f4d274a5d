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


@dataclass(frozen=True)
class Effort:
    """How long each measurement lasts in seconds, and at how many findings the pages are asked for."""

    seconds: float
    page_seconds: float
    findings: tuple[int, ...]


FULL = Effort(10.0, 5.0, (10_000, 100_000))
QUICK = Effort(1.5, 0.5, (1_000, 10_000))


def main() -> None:
    """Measure SQLite, then PostgreSQL; without a PostgreSQL server the table says so."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rough run of about a minute")
    effort = QUICK if parser.parse_args().quick else FULL
    result = Report(quick=effort is QUICK, machine=report.machine())
    for name in ("SQLite", "PostgreSQL"):
        try:
            with database(name) as settings:
                measure(name, settings, effort, result)
        except postgres.PostgresAbsentError as absent:
            result.notes.append(f"PostgreSQL was not measured: {absent}")
    result.finish()
    sys.stdout.write(report.keep(result) + "\n")


@contextmanager
def database(name: str) -> Iterator[Settings]:
    """Settings for an empty database that keeps what it commits; it is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qunjian-bench-")))
        address = None
        if name == "PostgreSQL":
            address = stack.enter_context(postgres.running_server(durable=True)).create_database("bench")
        yield server.settings_for(folder, address)


def measure(name: str, settings: Settings, effort: Effort, result: Report) -> None:
    """All figures of one database, added to ``result``."""
    say(f"{name}: seeding")
    app = create_app(settings)
    seeded = seed.seed(app)
    measure_limits(name, settings, effort, result)
    photo = checks.photograph()
    with server.running(settings) as port:
        for one in (None, photo):
            load.run(
                port, checks.tablets(seeded, photo=one), connections=2, seconds=1
            )  # a cold start is not measured
            for connections in CONNECTIONS:
                say(f"{name}: checks {'with' if one else 'without'} a photo, {connections} connections")
                before = server.processor_seconds(port)
                outcome = load.run(
                    port, checks.tablets(seeded, photo=one), connections=connections, seconds=effort.seconds
                )
                spent = server.processor_seconds(port) - before
                result.checks.append(
                    CheckFigure.of(name, connections, outcome, photo=one is not None, processor_seconds=spent)
                )
        present = 0
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
    """What this machine can do at all, minutes before: serving nothing, and one durable row by the driver."""
    say(f"{name}: the machine's limits")
    seconds = min(effort.seconds, 3.0)
    if name == "SQLite":
        rate = limits.sqlite_inserts(settings.data_dir, seconds=seconds)
    else:
        rate = limits.postgresql_inserts(settings.database_url, seconds=seconds)
    result.limits.append(LimitFigure(name, "one durable row, driver alone, 1 connection", rate))
    if name == "SQLite":
        with server.running(settings, target="bench.limits:bare_app") as port:
            bare = load.run(port, lambda: repeat(Request("GET", "/", {})), connections=32, seconds=seconds)
        result.limits.append(LimitFigure("", "bare Flask answer, same server, 32 connections", bare.rate))


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
