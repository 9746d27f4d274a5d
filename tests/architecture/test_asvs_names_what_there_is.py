"""The table of ASVS 5.0 has each requirement of levels 1 and 2 once, and names modules, tests and documents that there are."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from tests.architecture.test_every_fault_has_its_test import is_there

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs/security/asvs.md"
TEXT = TABLE.read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+(?:\.\d+){2}) \| (\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = {number: answer.strip() for number, _, _, answer in ROW.findall(TEXT)}
#: How many requirements of levels 1 and 2 each chapter of the standard has.
CHAPTERS = dict(
    zip(
        map(str, range(1, 18)),
        (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7),
        strict=True,
    )
)
NAMED = re.compile(r"`([\w./-]+/[\w./-]+(?:::\w+)?|[\w-]+\.(?:txt|json|toml|in)|Makefile)`")


def kind(answer: str) -> str:
    """Whether a row is answered, in part, a gap, or does not apply."""
    for start in ("does not apply:", "gap:"):
        if answer.startswith(start):
            return start
    return "in part" if "gap:" in answer else "answered"


def in_the_tree(named: str) -> bool:
    """Whether a path of this tree, or a test of this name in its file, is there; an address of the server is none."""
    return is_there(named) if "::" in named else (ROOT / named).exists()


def paths(text: str) -> set[str]:
    """What a text names of this tree."""
    return {one for one in NAMED.findall(text) if not one.startswith("/")} - {"keys/public"}


def test_each_requirement_stands_in_the_table_once_and_in_order() -> None:
    numbers = [tuple(map(int, number.split("."))) for number, *_ in ROW.findall(TEXT)]
    assert all(before < after for before, after in pairwise(numbers))
    assert Counter(level for _, level, *_ in ROW.findall(TEXT)) == {"1": 70, "2": 183}
    assert Counter(number.split(".")[0] for number in ROWS) == CHAPTERS


def test_every_path_and_test_that_the_table_names_is_there() -> None:
    assert len(paths(TEXT)) > 200
    assert {one for one in paths(TEXT) if not in_the_tree(one)} == set()
    assert not in_the_tree("safety/web/header.py")
    assert not in_the_tree("tests/web/test_shell.py::test_nobody_wrote_this")


def test_a_row_names_what_answers_it_or_says_that_nothing_does() -> None:
    """A part of this page, linked, answers too; a gap and what does not apply give a reason."""
    silent = [
        number
        for number, answer in ROWS.items()
        if (kind(answer) in {"answered", "in part"} and not paths(answer) and "](#" not in answer)
        or (kind(answer).endswith(":") and len(answer.removeprefix(kind(answer)).strip()) < 7)
    ]
    assert silent == []


def test_links_within_the_page_lead_to_a_part_of_it() -> None:
    parts = {line.strip("# ").lower().replace(" ", "-") for line in TEXT.splitlines() if line.startswith("#")}
    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) - parts == set()


def test_the_page_counts_its_rows_truly() -> None:
    found = Counter(map(kind, ROWS.values()))
    told = (
        f"Of {len(ROWS)} requirements {found['answered']} are answered, {found['in part']} in part, "
        f"{found['gap:']} are a gap, {found['does not apply:']} do not apply."
    )
    assert told in TEXT
