"""Our own rules over the tree: faults that a reader of this code knows and a general linter does not.

The rules are in ``tools/semgrep``; semgrep lives in an environment of its own, which ``make check`` sets up.
It is given files of this tree only, asks no server and sends nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.console import Failure

ROOT: Final = Path(__file__).resolve().parents[1]
RULES: Final = ROOT / "tools" / "semgrep"
HOME: Final = ROOT / ".venv-semgrep"
PROGRAM: Final = HOME / "bin" / "semgrep"
#: What is ours and runs: tests plant faults on purpose.
TREE: Final = ("app.py", "safety", "maps", "tools", "templates")


@dataclass(frozen=True, order=True)
class Found:
    """A place that a rule names."""

    path: str
    line: int
    rule: str
    sentence: str = ""


def find(places: Sequence[str], *, program: Path = PROGRAM) -> list[Found]:
    """What the rules name in ``places`` (files or folders from the root of the tree), in order.

    Raises:
        Failure: semgrep is not there, or a rule or a file could not be read by it.
    """
    if not program.exists():
        raise Failure(f"{program.relative_to(ROOT)} is missing: make check sets it up")
    done = subprocess.run(
        [str(program), "scan", "--json", "--quiet", "--oss-only", "--metrics=off", "--disable-version-check",
         "--jobs", "2", "--config", str(RULES), *places],
        cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise Failure(f"semgrep gave no answer: {done.stderr.strip()[-2000:]}") from error
    if told["errors"]:
        raise Failure("\n".join(f"semgrep: {one.get('message') or one}" for one in told["errors"]))
    return sorted(_found(one) for one in told["results"])


def _environment() -> dict[str, str]:
    """Its settings and its log stay in its own folder, not in the home of whoever runs it."""
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    own = {"SEMGREP_SETTINGS_FILE": str(HOME / "settings.yml"), "SEMGREP_LOG_FILE": str(HOME / "semgrep.log")}
    return {**os.environ, **own, "PATH": path}


def _found(one: dict[str, Any]) -> Found:
    return Found(
        path=one["path"],
        line=one["start"]["line"],
        rule=one["check_id"].rpartition(".")[2],
        sentence=one["extra"]["message"],
    )


def main() -> int:
    """Print what is found; 1 when there is anything, or the rules could not be asked."""
    try:
        found = find(TREE)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    for one in found:
        print(f"{one.path}:{one.line}: {one.rule}: {one.sentence}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
