"""The table of faults names tests that there are, and says plainly where there is none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs/security/faults.md"
#: What the last column says of a row without a test.
NONE = ("by hand", "no test", "not built")


def rows() -> dict[int, tuple[list[str], str]]:
    """The tests and the last column of each row, by its number."""
    lines = re.findall(
        r"^\| (\d+) \| [^|]+ \| ([^|]+) \| ([^|]*)\|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {int(number): (re.findall(r"`(\S+?)`", tests), left.strip()) for number, tests, left in lines}


def is_there(named: str) -> bool:
    """Whether a test of this name stands in its file."""
    place, _, name = named.partition("::")
    if not (ROOT / place).is_file():
        return False
    tree = ast.parse((ROOT / place).read_text(encoding="utf-8"))
    return any(isinstance(one, ast.FunctionDef) and one.name == name for one in tree.body)


def test_every_fault_stands_in_the_table_once() -> None:
    assert list(rows()) == list(range(1, 72))


def test_each_named_test_is_there() -> None:
    named = {one for tests, left in rows().values() for one in [*tests, *re.findall(r"`(tests/\S+)`", left)]}
    assert len(named) > 90
    assert {one for one in named if not is_there(one)} == set()


def test_a_row_without_a_test_says_so() -> None:
    silent = [number for number, (tests, left) in rows().items() if not tests and not left.startswith(NONE)]
    assert silent == []


def test_a_name_that_is_wrong_by_a_letter_would_be_found() -> None:
    there = next(one for tests, _ in rows().values() for one in tests)
    assert is_there(there)
    assert not is_there(f"{there}s")
