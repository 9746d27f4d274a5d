"""Run the tests on SQLite, then on PostgreSQL where a server can be brought up.

`QUNJIAN_REQUIRE_ALL=1` turns a missing server into a failure.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from tools import postgres
from tools.console import say

#: The whole suite: what needs no browser on every processor at once, then the browser alone, whose pages keep time.
PARTS = (("-m", "not browser", "-n", "auto", "--dist", "worksteal"), ("-m", "browser"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run pytest on each database, the whole suite in its parts; exit with the first status that is not 0."""
    parser = argparse.ArgumentParser(prog="tools.test", description=__doc__)
    parser.add_argument("--database", choices=("all", "sqlite", "postgresql"), default="all")
    asked, rest = parser.parse_known_args(arguments)
    wanted = ["sqlite", "postgresql"] if asked.database == "all" else [asked.database]
    if "postgresql" in wanted and (why := why_no_postgresql()):
        if asked.database == "postgresql" or os.environ.get("QUNJIAN_REQUIRE_ALL") == "1":
            sys.exit(f"tests: {why}")
        say(f"*** The tests run on SQLite only: {why}. ***")
        wanted.remove("postgresql")
    parts = [rest] if rest else PARTS
    statuses = [run_on(database, part) for database in wanted for part in parts]
    sys.exit(next((status for status in statuses if status), 0))


def why_no_postgresql() -> str | None:
    """The reason why no PostgreSQL server can be brought up here; None when one can."""
    try:
        postgres.server_programs()
    except postgres.PostgresAbsentError as absent:
        return str(absent)
    return None


def run_on(database: str, arguments: Sequence[str]) -> int:
    """Run pytest with `arguments` on one kind of database and return its status."""
    say(f"=== Tests on {database} ===")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUNJIAN_")},
        **{name: os.environ[name] for name in ("QUNJIAN_REQUIRE_ALL",) if name in os.environ},
        "QUNJIAN_TEST_DATABASE": database,
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], env=environment, check=False
    ).returncode


if __name__ == "__main__":
    main()
