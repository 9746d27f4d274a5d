"""Check that the numbered migrations are one line, recorded in one file, and make exactly the tables of the models.

`.current-alembic-head` holds the head revision: two branches that both add a migration then conflict in git instead
of in a province's database.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.script import ScriptDirectory

from tools.console import Failure, say

ROOT: Final = Path(__file__).resolve().parent.parent
MIGRATIONS: Final = ROOT / "safety" / "migrations"
HEAD_FILE: Final = ROOT / ".current-alembic-head"


def main() -> None:
    """`check` everything, or `record` the present head after adding a migration."""
    parser = argparse.ArgumentParser(prog="tools.migrations", description=__doc__)
    parser.add_argument("act", choices=("check", "record"))
    try:
        if parser.parse_args().act == "record":
            HEAD_FILE.write_text(single_head(MIGRATIONS) + "\n", encoding="utf-8")
            return
        head = single_head(MIGRATIONS)
        check_recorded(head, HEAD_FILE)
        check_models()
        say(f"migrations: one line up to {head}, and it makes the tables of the models")
    except Failure as failure:
        sys.exit(f"migrations: {failure}")


def single_head(folder: Path) -> str:
    """The one revision that no other follows.

    Raises:
        Failure: there is no revision, or there are several heads.
    """
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    heads = ScriptDirectory.from_config(config).get_heads()
    if len(heads) != 1:
        raise Failure(f"{len(heads)} heads ({', '.join(sorted(heads)) or 'no revision'}): there must be one")
    return heads[0]


def check_recorded(head: str, file: Path) -> None:
    """Refuse a head file that is missing or names another revision."""
    recorded = file.read_text(encoding="utf-8").strip() if file.is_file() else "nothing"
    if recorded != head:
        raise Failure(
            f"{file.name} says {recorded}, the head is {head}: run `python -m tools.migrations record`"
        )


def check_models() -> None:
    """Migrate an empty SQLite database and compare it with the models; any difference is a failure."""
    with tempfile.TemporaryDirectory(prefix="qunjian-migrations-") as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QUNJIAN_")},
            "QUNJIAN_SECRET_KEY": "only for the comparison of migrations and models",
            "QUNJIAN_DATA_DIR": folder,
        }
        for act in ("upgrade", "check"):
            command = [sys.executable, "-m", "flask", "--app", "app", "db", act]
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                raise Failure(f"flask db {act} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")


if __name__ == "__main__":
    main()
