"""An archive that somebody sent is opened in one place, where its names are counted first."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
#: Where the archive is the register's own, or comes from whoever runs the machine.
OWN = {
    "safety/backups/operations/older.py",
    "safety/backups/operations/restoring.py",
    "safety/exports/sheet_rows.py",
    "safety/wire/archives.py",
}


def opens_to_read(module: Path) -> bool:
    """Whether a module opens an archive to read it: ``ZipFile`` without a mode, or with ``"r"``."""
    for call in ast.walk(ast.parse(module.read_text())):
        if not isinstance(call, ast.Call) or ast.unparse(call.func).split(".")[-1] != "ZipFile":
            continue
        mode = call.args[1:2] + [one.value for one in call.keywords if one.arg == "mode"]
        if not mode or ast.unparse(mode[0]) == "'r'":
            return True
    return False


def test_the_walk_finds_a_planted_one(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("import zipfile\nwith zipfile.ZipFile(path) as archive:\n    pass\n")
    assert opens_to_read(planted)


def test_what_people_send_is_opened_in_one_place() -> None:
    modules = [one for room in ("safety", "maps") for one in (ROOT / room).rglob("*.py")]
    assert {one.relative_to(ROOT).as_posix() for one in modules if opens_to_read(one)} == OWN
