"""Run the tests on SQLite, then on PostgreSQL what a database can change.

An everyday run (`make test`) keeps the random machines at a fifth of their size and walks the most telling journeys in
a browser on PostgreSQL too. `--whole` (`make test-long`; a release, a nightly run) leaves nothing out.
`QUNJIAN_REQUIRE_ALL=1` turns a missing server into a failure.

A page keeps time, and a busy machine can be too slow for it: the few that failed in the browser are run once more, one
after another.  What fails again is a failure; what passes is named at the end as unsteady, for somebody to mend.
A release and a nightly run (`--whole`) forgive nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tools import postgres
from tools.console import say

#: What needs no browser on every processor at once; then the browser: pages keep time, more than two disturb each other.
EVERY_PROCESSOR = ("-n", "auto", "--dist", "worksteal")
TWO_BROWSERS = ("-n", "2", "--dist", "worksteal")
#: Where they lie: nothing else has to be read for them.
ROOMS_WITH_BROWSERS = ("tests/browser", "tests/maps")
#: The journeys that failed in the run before, alone and one after another, until one fails again.
ONCE_MORE = ("--last-failed", "--last-failed-no-failures=none", "--exitfirst", "-v")

Parts = tuple[tuple[str, ...], ...]
EVERYDAY: dict[str, Parts] = {
    "sqlite": (
        ("-m", "not browser and not long", *EVERY_PROCESSOR),
        ("-m", "browser and not long", *ROOMS_WITH_BROWSERS, *TWO_BROWSERS),
    ),
    "postgresql": (
        ("-m", "database and not once and not browser and not long", *EVERY_PROCESSOR),
        ("-m", "browser and both and not long", *ROOMS_WITH_BROWSERS, *TWO_BROWSERS),
    ),
}
WHOLE: dict[str, Parts] = {
    "sqlite": (
        ("-m", "not browser", *EVERY_PROCESSOR),
        ("-m", "browser", *ROOMS_WITH_BROWSERS, *TWO_BROWSERS),
    ),
    "postgresql": (
        ("-m", "database and not browser", *EVERY_PROCESSOR),
        ("-m", "browser and database", *ROOMS_WITH_BROWSERS, *TWO_BROWSERS),
    ),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run pytest on each database, the suite in its parts; exit with the first status that is not 0."""
    parser = argparse.ArgumentParser(prog="tools.test", description=__doc__)
    parser.add_argument("--database", choices=("all", "sqlite", "postgresql"), default="all")
    parser.add_argument("--whole", action="store_true", help="everything, at its whole size")
    asked, rest = parser.parse_known_args(arguments)
    wanted = ["sqlite", "postgresql"] if asked.database == "all" else [asked.database]
    if "postgresql" in wanted and (why := why_no_postgresql()):
        if asked.database == "postgresql" or os.environ.get("QUNJIAN_REQUIRE_ALL") == "1":
            sys.exit(f"tests: {why}")
        say(f"*** The tests run on SQLite only: {why}. ***")
        wanted.remove("postgresql")
    parts = WHOLE if asked.whole else EVERYDAY
    statuses = [
        run_on(database, part, whole=asked.whole)
        for database in wanted
        for part in ([rest] if rest else parts[database])
    ]
    sys.exit(next((status for status in statuses if status), 0))


def why_no_postgresql() -> str | None:
    """The reason why no PostgreSQL server can be brought up here; None when one can."""
    try:
        postgres.server_programs()
    except postgres.PostgresAbsentError as absent:
        return str(absent)
    return None


def run_on(database: str, arguments: Sequence[str], *, whole: bool) -> int:
    """Run pytest with `arguments` on one kind of database and return its status."""
    say(f"=== Tests on {database}: {' '.join(arguments)} ===")
    status = pytest_status(database, arguments, whole=whole)
    if (
        status == pytest.ExitCode.TESTS_FAILED
        and not whole
        and arguments[-len(TWO_BROWSERS) :] == TWO_BROWSERS
    ):
        say(f"=== Once more on {database}, alone: what failed in the browser ===")
        status = pytest_status(database, (*arguments[: -len(TWO_BROWSERS)], *ONCE_MORE), whole=whole)
        if status == 0:
            say("*** Unsteady: the journeys above failed beside others and passed alone. ***")
    return status


def pytest_status(database: str, arguments: Sequence[str], *, whole: bool) -> int:
    """The exit status of pytest with `arguments`, in the environment that the tests know."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUNJIAN_")},
        **{name: os.environ[name] for name in ("QUNJIAN_REQUIRE_ALL",) if name in os.environ},
        "QUNJIAN_TEST_DATABASE": database,
        "QUNJIAN_TEST_SIZE": "whole" if whole else "everyday",
    }
    # Each worker of each part would otherwise compile the application and every test anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--durations=15", "--show-capture=stderr", *arguments],
        env=environment,
        check=False,
    ).returncode


if __name__ == "__main__":
    main()
