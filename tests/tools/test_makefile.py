"""Which Python ``make`` sets the application up with."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


def chosen(*given: str) -> str:
    """The Python that ``make`` would take, with ``given`` on its command line."""
    done = subprocess.run(
        ["make", "-s", "--eval", "chosen: ; @echo $(PYTHON)", "chosen", *given],
        cwd=HOME,
        env={name: value for name, value in os.environ.items() if name != "PYTHON"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def system_python(folder: Path, *, serves: bool) -> Path:
    """A stand-in for the distribution's Python that is recent enough and makes environments, or is not."""
    made = folder / "python3"
    made.write_text(f"#!/bin/sh\nexit {0 if serves else 1}\n")
    made.chmod(0o755)
    return made


def test_the_clerk_s_system_python_is_taken_when_it_serves(tmp_path: Path) -> None:
    python = system_python(tmp_path, serves=True)
    assert chosen(f"SYSTEM_PYTHON={python}") == str(python)


def test_the_first_python_of_the_path_is_taken_when_the_system_s_is_too_old_or_makes_no_environments(
    tmp_path: Path,
) -> None:
    assert chosen(f"SYSTEM_PYTHON={system_python(tmp_path, serves=False)}") == "python3"
    assert chosen(f"SYSTEM_PYTHON={tmp_path / 'absent'}") == "python3"


def test_the_python_that_the_clerk_names_is_taken(tmp_path: Path) -> None:
    python = system_python(tmp_path, serves=True)
    assert (
        chosen(f"SYSTEM_PYTHON={python}", "PYTHON=/opt/python/bin/python3.13") == "/opt/python/bin/python3.13"
    )
