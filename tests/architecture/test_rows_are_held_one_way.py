"""A row is held in one way, so that whoever waited for it reads what the other did."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
THE_WAY = ROOT / "safety/database.py"


def _calls_of_locks(file: Path) -> Iterator[str]:
    """``FOR UPDATE`` asked for by hand: as a method of a statement, or as an argument of ``get`` and ``refresh``."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        by_method = isinstance(node.func, ast.Attribute) and node.func.attr == "with_for_update"
        if by_method or any(one.arg == "with_for_update" for one in node.keywords):
            yield f"{file.relative_to(ROOT)}:{node.lineno}"


def test_rows_are_held_by_the_functions_of_the_database_only() -> None:
    """A lock of its own in some operation would wait for the other, and go on with what it had read before."""
    files = [one for room in ("safety", "maps") for one in sorted((ROOT / room).rglob("*.py"))]
    assert list(_calls_of_locks(THE_WAY))
    assert [one for file in files if file != THE_WAY for one in _calls_of_locks(file)] == []
