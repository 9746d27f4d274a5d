"""The figures of one run, as a table for people and as JSON for comparing."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

from bench.load import Outcome

RESULTS: Final = Path(__file__).resolve().parent / "results"
#: The connections at which the targets count.
TARGET_CONNECTIONS: Final = 32
#: Site checks a second asked for, by whether a photograph comes with each: three times
#: what the nearest peer (ODK Central) did on a quiet machine of this size.
TARGETS: Final = {False: 384.0, True: 204.0}


@dataclass(frozen=True)
class CheckFigure:
    """Site checks in several rounds: rates a second, latencies in ms, the server's processor time for each in ms.

    ``best`` is the rate of the round in which the machine was least disturbed by others.
    """

    database: str
    photo: bool
    connections: int
    rates: list[float]
    median: float
    best: float
    p50: float
    p95: float
    processor_ms: float
    refused: int

    @classmethod
    def of(
        cls, database: str, connections: int, rounds: list[Outcome], *, photo: bool, processor_seconds: float
    ) -> CheckFigure:
        """From the rounds of one kind of load and the processor time the server spent in all of them."""
        whole = Outcome.of_all(rounds)
        each = processor_seconds * 1000 / max(len(whole.latencies), 1)
        rates = [one.rate for one in rounds]
        p50, p95 = whole.percentile(0.5), whole.percentile(0.95)
        return cls(
            database, photo, connections, rates, median(rates), max(rates), p50, p95, each, whole.refused
        )


@dataclass(frozen=True)
class PageFigure:
    """One page at a number of findings: latencies in ms, size in bytes."""

    database: str
    page: str
    findings: int
    p50: float
    p95: float
    size: int
    refused: int

    @classmethod
    def of(cls, database: str, page: str, findings: int, outcome: Outcome) -> PageFigure:
        """From a load run."""
        answers = max(sum(outcome.statuses.values()), 1)
        p50, p95 = outcome.percentile(0.5), outcome.percentile(0.95)
        return cls(database, page, findings, p50, p95, outcome.bytes_received // answers, outcome.refused)


@dataclass(frozen=True)
class LimitFigure:
    """What the machine can do at all, a second."""

    database: str
    what: str
    rate: float


@dataclass
class Report:
    """Everything one run measured."""

    quick: bool
    machine: str
    begun: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    load_before: float = field(default_factory=lambda: os.getloadavg()[0])
    ended: str = ""
    limits: list[LimitFigure] = field(default_factory=list)
    checks: list[CheckFigure] = field(default_factory=list)
    #: For each database the bare answers a second that began each round: how much of the machine there was.
    bare: dict[str, list[float]] = field(default_factory=dict)
    pages: list[PageFigure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def finish(self) -> None:
        """Note when the run ended, and where it missed its target."""
        self.ended = datetime.now(UTC).isoformat(timespec="seconds")
        busy = self.load_before > (os.cpu_count() or 1) / 2
        if busy:
            self.notes.append(
                f"The machine was busy with other work at the start (load {self.load_before:.1f} on "
                f"{os.cpu_count()} processors): rates and latencies are worse than on a quiet one."
            )
        for one in self.checks:
            if one.connections == TARGET_CONNECTIONS and one.median < TARGETS[one.photo]:
                missed = one.best < TARGETS[one.photo]
                self.notes.append(
                    f"Target {'missed' if missed else 'reached in the best round only'}: {one.database} "
                    f"{'with' if one.photo else 'without'} a photo, {one.best:.0f} a second in the best round and "
                    f"{one.median:.0f} in the middle one, of {TARGETS[one.photo]:.0f}."
                )


def machine() -> str:
    """Processors, system and Python of this machine."""
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def growth(figures: list[PageFigure], one: PageFigure) -> float | None:
    """How many times longer a page takes than at the run's fewest findings; None for the first."""
    first = next(each for each in figures if (each.database, each.page) == (one.database, one.page))
    return None if first is one or not first.p50 else one.p50 / first.p50


def as_table(report: Report) -> str:
    """The run as Markdown."""
    lines = [
        f"Measured {report.begun} to {report.ended}{' (quick)' if report.quick else ''}: {report.machine}.",
        "",
        "| Limit of the machine | a second |",
        "|---|---:|",
        *(f"| {one.database} {one.what} | {one.rate:.0f} |" for one in report.limits),
        "",
        (
            "| Site checks | Photo | Connections | a second, middle round | best round | p50 ms | p95 ms "
            "| processor ms each | refused |"
        ),
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {one.database} | {'200 KB' if one.photo else 'none'} | {one.connections} | {one.median:.1f} "
            f"| {one.best:.1f} | {one.p50:.0f} | {one.p95:.0f} | {one.processor_ms:.1f} | {one.refused} |"
            for one in report.checks
        ),
        "",
        "| Round | bare Flask answers a second | checks, 8 | checks, 32 | with a photo, 8 | with a photo, 32 |",
        "|---|---:|---:|---:|---:|---:|",
        *_round_lines(report),
        "",
        "| Page | Database | Findings | p50 ms | p95 ms | KB | growth | refused |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
        *(_page_line(report, one) for one in report.pages),
        "",
        *(f"- {note}" for note in report.notes),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _round_lines(report: Report) -> Iterator[str]:
    for database, bare in report.bare.items():
        kinds = [one.rates for one in report.checks if one.database == database]
        for number, (answers, *rates) in enumerate(zip(bare, *kinds, strict=True), start=1):
            yield f"| {database} {number} | {answers:.0f} | {' | '.join(f'{rate:.1f}' for rate in rates)} |"


def _page_line(report: Report, one: PageFigure) -> str:
    grown = growth(report.pages, one)
    return (
        f"| {one.page} | {one.database} | {one.findings:,} | {one.p50:.0f} | {one.p95:.0f} "
        f"| {one.size / 1000:.0f} | {'' if grown is None else f'{grown:.1f} x'} | {one.refused} |"
    )


def keep(report: Report, folder: Path = RESULTS) -> str:
    """Write ``latest.md`` and ``latest.json``; answers the table."""
    folder.mkdir(parents=True, exist_ok=True)
    table = as_table(report)
    (folder / "latest.md").write_text(table, encoding="utf-8")
    (folder / "latest.json").write_text(
        json.dumps(asdict(report), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return table
