"""``python -m bench.maps``: the map of the city and of its densest district, at ten times the sites.

Prints a table and keeps it in ``bench/results/maps.{md,json}``.  ``--quick`` takes a tenth of the sites.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Final

from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from app import create_app
from bench import city, load, report, seed, server
from bench.__main__ import database, say
from bench.load import Request
from safety.config import Settings
from tests import machine
from tools import postgres

SIZES: Final = (10_000, 100_000)
QUICK: Final = (1_000, 10_000)
SECONDS: Final = 4.0
QUICK_SECONDS: Final = 1.0
#: A map page's HTML is to stay below.
MOST_PAGE_BYTES: Final = 300_000
PATIENCE: Final = 60_000  # milliseconds for a picture


@dataclass(frozen=True)
class MapFigure:
    """One request or picture at a number of sites: latencies in ms, size in bytes (None for a picture)."""

    database: str
    what: str
    sites: int
    p50: float
    p95: float
    size: int | None


@dataclass
class MapReport:
    """Everything one run measured."""

    quick: bool
    machine: str = field(default_factory=report.machine)
    begun: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    figures: list[MapFigure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def main() -> None:
    """Measure SQLite, then PostgreSQL; without a PostgreSQL server the table says so."""
    parser = argparse.ArgumentParser(prog="python -m bench.maps", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the sites, and for less long")
    quick = parser.parse_args().quick
    result = MapReport(quick=quick)
    with tempfile.TemporaryDirectory(prefix="qunjian-bench-") as folder:
        for name in ("SQLite", "PostgreSQL"):
            try:
                with database(name, Path(folder)) as settings:
                    measure(name, settings, result)
            except postgres.PostgresAbsentError as absent:
                result.notes.append(f"PostgreSQL was not measured: {absent}")
    sys.stdout.write(keep(result) + "\n")


def measure(name: str, settings: Settings, result: MapReport) -> None:
    """All figures of one database, added to ``result``."""
    app = create_app(settings)
    town = city.found_city(app)
    present = 0
    for sites in QUICK if result.quick else SIZES:
        say(f"{name}: {sites} sites with {sites * city.FINDINGS_A_SITE} findings")
        grown(app, name, present, sites, result)
        present = sites
        with server.running(settings) as port:
            for what, request in requests(town):
                load.run(port, lambda request=request: repeat(request), connections=1, seconds=0.5)  # type: ignore[misc]
                outcome = load.run(
                    port,
                    lambda request=request: repeat(request),  # type: ignore[misc]
                    connections=1,
                    seconds=QUICK_SECONDS if result.quick else SECONDS,
                )
                figure = report.PageFigure.of(name, what, sites, outcome)
                if outcome.refused:
                    raise RuntimeError(f"{what} was refused: {dict(outcome.statuses)}")
                result.figures.append(MapFigure(name, what, sites, figure.p50, figure.p95, figure.size))
            with chromium() as browser:
                for what, address in pictures(town):
                    shown = sorted(first_picture(browser, port, address) for _ in range(5))
                    result.figures.append(MapFigure(name, what, sites, shown[2], shown[-1], None))


def grown(app: Flask, name: str, present: int, sites: int, result: MapReport) -> None:
    """Bring the city to a size, and note how long counting every site anew takes there."""
    city.grow(app, present=present, up_to=sites)
    begun = time.perf_counter()
    city.count_anew(app)
    spent = (time.perf_counter() - begun) * 1000
    result.figures.append(MapFigure(name, "All sites counted anew, once a day", sites, spent, spent, None))


def requests(town: city.City) -> list[tuple[str, Request]]:
    """What the officer of the city opens, and what a program asks."""
    browser = {"Cookie": f"qunjian_session={seed.COOKIE_VALUE}"}
    program = {"Authorization": f"Bearer {city.BEARER}"}
    west, south, east, north = town.box
    middle = (west + east) / 2, (south + north) / 2
    near = f"{middle[0]:.4f},{middle[1]:.4f},{middle[0] + 0.01:.4f},{middle[1] + 0.01:.4f}"
    district = f"district={town.densest}"
    return [
        ("City: page", Request("GET", "/map", browser)),
        ("City: districts", Request("GET", "/api/v1/map/districts", browser)),
        ("City: districts, one industry", Request("GET", "/api/v1/map/districts?industry=C", browser)),
        ("City: districts of a past day", Request("GET", "/api/v1/map/districts?on=2026-06-30", browser)),
        ("City: all sites", Request("GET", "/api/v1/map/sites", browser)),
        ("Densest district: page", Request("GET", f"/map?{district}", browser)),
        ("Densest district: sites", Request("GET", f"/api/v1/map/sites?{district}", browser)),
        ("A street of it: sites", Request("GET", f"/api/v1/map/sites?bbox={near}", browser)),
        (
            "/ogc: a hundred sites",
            Request("GET", f"/ogc/collections/sites/items?bbox={near}&limit=100", program),
        ),
        ("/ogc: ten of all sites", Request("GET", "/ogc/collections/sites/items?limit=10", program)),
        ("/ogc: a page of all sites", Request("GET", "/ogc/collections/sites/items", program)),
    ]


def pictures(town: city.City) -> list[tuple[str, str]]:
    """The pages whose first useful picture is waited for."""
    return [("City: picture", "/map"), ("Densest district: picture", f"/map?district={town.densest}")]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=machine.chromium(), args=list(machine.CHROMIUM_ARGUMENTS)
        )
        yield browser
        browser.close()


def first_picture(browser: Browser, port: int, address: str) -> float:
    """Milliseconds from asking for a page to its coloured districts, in a browser that has never been here."""
    base = f"http://127.0.0.1:{port}"
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "qunjian_session", "value": seed.COOKIE_VALUE, "url": base}])
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(base + address, wait_until="commit")
    frame = page.frame_locator("iframe").first
    frame.locator("path.map-district").first.wait_for(state="visible", timeout=PATIENCE)
    spent = (time.perf_counter() - begun) * 1000
    context.close()
    return spent


def keep(result: MapReport) -> str:
    """Write the table and the figures; the table."""
    for one in result.figures:
        if one.what.endswith("page") and one.size and one.size >= MOST_PAGE_BYTES:
            result.notes.append(f"{one.what} of {one.database} has {one.size} bytes: over {MOST_PAGE_BYTES}.")
    table = as_table(result)
    report.RESULTS.mkdir(exist_ok=True)
    (report.RESULTS / "maps.md").write_text(table)
    (report.RESULTS / "maps.json").write_text(json.dumps(asdict(result), indent=1) + "\n")
    return table


def growth(figures: list[MapFigure], one: MapFigure) -> float | None:
    """How many times longer it takes than with the run's fewest sites; None for the first."""
    first = next(each for each in figures if (each.database, each.what) == (one.database, one.what))
    return None if first is one or not first.p50 else one.p50 / first.p50


def as_table(result: MapReport) -> str:
    """The run as Markdown."""
    lines = [
        f"Measured {result.begun}{' (quick)' if result.quick else ''}: {result.machine}.",
        "",
        "| Map | Database | Sites | Findings | p50 ms | p95 ms | KB | growth |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
        *(_line(result, one) for one in result.figures),
        "",
        *(f"- {note}" for note in result.notes),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _line(result: MapReport, one: MapFigure) -> str:
    grown_by = growth(result.figures, one)
    size = "" if one.size is None else f"{one.size / 1000:.0f}"
    factor = "" if grown_by is None else f"{grown_by:.1f} x"
    findings = one.sites * city.FINDINGS_A_SITE
    return (
        f"| {one.what} | {one.database} | {one.sites:,} | {findings:,} | {one.p50:.0f} | {one.p95:.0f} "
        f"| {size} | {factor} |"
    )


if __name__ == "__main__":
    main()
