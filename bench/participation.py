"""``python -m bench.participation``: peak memory and time of exporting participation records, few and many.

Beside them stands, in the same run, the writing library alone with as many rows.

Each export is a process of its own, whose greatest resident memory the system tells when it ends.  What
counts is the growth from few activities to many: it has to stay small however many there are.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert

from app import create_app
from bench import report, seed
from bench.server import ROOT, settings_for
from safety.accidents.models import Accident, Activity, ActivityMember
from safety.config import Settings
from safety.database import db
from safety.people.models import Member, Union
from safety.transactions import one_transaction
from tools import postgres

FEW: Final = 1_000
MANY: Final = 100_000
ACTIVITIES_EACH: Final = 100
FORMATS: Final = ("xlsx", "json")
BARE: Final = "the writer alone"
RESULT: Final = report.RESULTS / "participation.md"
#: A process inherits the greatest memory of the one it was forked from: a small one has to stand between.
LAUNCHER: Final = (
    "import os, subprocess, sys\n"
    "export = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
    "_, status, usage = os.wait4(export.pid, 0)\n"
    "print(status, usage.ru_maxrss, usage.ru_utime + usage.ru_stime)"
)
WORDS: Final = "到现场勘查，询问当班人员，查阅作业票和检测记录，提出防护措施的意见。（示例）"


@dataclass(frozen=True)
class Figure:
    """One export: how many activities, how long by the clock and by the processor (which does not count what others
    do on the machine meanwhile), the greatest resident memory, the size of the file.
    """

    database: str
    form: str
    activities: int
    seconds: float
    processor: float
    peak_mb: float
    file_mb: float


def main() -> None:
    """Measure SQLite, and PostgreSQL where a server is."""
    parser = argparse.ArgumentParser(prog="python -m bench.participation", description=__doc__)
    parser.add_argument("--many", type=int, default=MANY)
    many = parser.parse_args().many
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="qunjian-bench-") as folder:
        figures += measure("SQLite", settings_for(Path(folder)), many)
    for rows in (FEW, many):
        figures.append(bare(rows))
        sys.stderr.write(f"bench: {figures[-1]}\n")
    try:
        with postgres.running_server(durable=True) as server, tempfile.TemporaryDirectory() as folder:
            figures += measure(
                "PostgreSQL", settings_for(Path(folder), server.create_database("bench")), many
            )
    except postgres.PostgresAbsentError as absent:
        sys.stderr.write(f"PostgreSQL was not measured: {absent}\n")
    table = as_table(figures)
    RESULT.write_text(table, encoding="utf-8")
    sys.stdout.write(table)


def measure(database: str, settings: Settings, many: int) -> list[Figure]:
    """The exports of one database, first with few activities and then with many."""
    app = create_app(settings)
    seed.seed(app)
    figures = []
    present = 0
    for activities in (FEW, many):
        with app.app_context():
            add_activities(activities - present)
            db.session.remove()
        present = activities
        for form in FORMATS:
            figures.append(exported(database, settings, form, activities))
            sys.stderr.write(f"bench: {figures[-1]}\n")
    return figures


def add_activities(wanted: int) -> None:
    """Put accidents of a hundred activities each into the database, without the operations."""
    with one_transaction():
        unions = db.session.query(Union).filter(Union.level == "district").all()
        members = db.session.query(Member).all()
        for start in range(0, wanted, ACTIVITIES_EACH):
            index = start // ACTIVITIES_EACH
            accident = _accident(index, unions[index % len(unions)])
            db.session.execute(insert(Accident), [accident])
            activities = [_activity(accident, number) for number in range(ACTIVITIES_EACH)]
            db.session.execute(insert(Activity), activities)
            parts = [
                {"activity_id": one["id"], "member_id": members[number % len(members)].id, "position": 0}
                for number, one in enumerate(activities)
            ]
            db.session.execute(insert(ActivityMember), parts)


def _accident(index: int, union: Union) -> dict[str, Any]:
    happened = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=5 * index)
    return {
        "id": uuid.uuid4(),
        "union_id": union.id,
        "district_code": union.district_code,
        "version": 1,
        "title": f"第 {index} 起事故（示例）",
        "words": "",
        "happened_at": happened,
        "place": "厂区",
        "category": "10",
        "standard": "GB 6441-86",
        "employer_name": "示例公司",
        "grade": "ordinary",
        "level": "district",
        "state": "investigating",
        "union_part": "taking_part",
        "deaths": 1,
        "registered_at": happened,
    }


def _activity(accident: dict[str, Any], number: int) -> dict[str, Any]:
    starts = accident["happened_at"] + timedelta(hours=number)
    return {
        "id": uuid.uuid4(),
        "accident_id": accident["id"],
        "union_id": accident["union_id"],
        "district_code": accident["district_code"],
        "kind": "scene",
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=50),
        "place": "事故现场",
        "words": WORDS,
        "digest": "0" * 64,
        "at": starts,
    }


def exported(database: str, settings: Settings, form: str, activities: int) -> Figure:
    """Run the command as a clerk would, in a process of its own."""
    environment = {
        "QUNJIAN_SECRET_KEY": settings.secret_key,
        "QUNJIAN_DATA_DIR": str(settings.data_dir),
        "QUNJIAN_DATABASE_URL": settings.database_url,
        "QUNJIAN_DEMO": "0",
    }
    command = ["-m", "flask", "--app", "app", "export", "participation", "--format", form, "--out"]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"export.{form}"
        spent = launched([*command, str(out)], environment)
        return Figure(database, form, activities, *spent, out.stat().st_size / 1e6)


def bare(rows: int) -> Figure:
    """The writing library alone."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bare.xlsx"
        spent = launched(["-m", "bench.bare_writer", str(rows), str(out)], {})
        return Figure(BARE, "xlsx", rows, *spent, out.stat().st_size / 1e6)


def launched(command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Run Python with ``command`` in a process of its own: seconds by the clock and by the processor, greatest MB."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, sys.executable, *command],
        cwd=ROOT,
        env=_as_installed() | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - begun
    status, peak_kb, processor = done.stdout.split()
    if status != "0":
        raise SystemExit(f"bench: {command} failed with status {status}")
    return seconds, float(processor), int(peak_kb) / 1024


def _as_installed() -> dict[str, str]:
    """The environment of an installed program, whose modules are compiled once and not at each start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def as_table(figures: list[Figure]) -> str:
    """The run as Markdown."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [
        f"Measured {when}: {report.machine()}; load at the end {os.getloadavg()[0]:.1f}.",
        "",
        "| Database | Form | Activities | seconds | of the processor | peak MB | growth MB | file MB |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in figures:
        few = next(each for each in figures if (each.database, each.form) == (one.database, one.form))
        grown = "" if few is one else f"{one.peak_mb - few.peak_mb:+.0f}"
        lines.append(
            f"| {one.database} | {one.form} | {one.activities:,} | {one.seconds:.1f} "
            f"| {one.processor:.1f} | {one.peak_mb:.0f} "
            f"| {grown} | {one.file_mb:.1f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
