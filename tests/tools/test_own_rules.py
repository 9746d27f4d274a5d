"""Our own rules find the faults that were planted for them, pass what only looks like one, and find nothing in the tree."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.machine import ROOT, absent
from tools import own_rules
from tools.console import Failure

pytestmark = pytest.mark.once
PLANTED = ROOT / "tests" / "tools" / "semgrep_planted"
_MARK = re.compile(r"^\s*(?:#|\{#) (ruleid|ok): ([\w, -]+?)(?: #\})?$")


def marks(kind: str) -> set[tuple[str, int, str]]:
    """Where a planted file says that the next line is found (``ruleid``) or passes (``ok``): path, line, rule."""
    found = set()
    for file in sorted(path for path in PLANTED.rglob("*") if path.suffix in {".py", ".html"}):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if (mark := _MARK.match(line)) and mark[1] == kind:
                path = str(file.relative_to(ROOT))
                found |= {(path, number + 1, rule.strip()) for rule in mark[2].split(",")}
    return found


def rules() -> set[str]:
    """The names of our rules."""
    texts = [file.read_text(encoding="utf-8") for file in own_rules.RULES.glob("*.yml")]
    return {name for text in texts for name in re.findall(r"^  - id: (\S+)$", text, re.MULTILINE)}


@cache
def found() -> frozenset[tuple[str, int, str]]:
    """What the rules name in the planted files."""
    if not own_rules.PROGRAM.exists():
        absent(".venv-semgrep (make check)")
    planted = own_rules.find([str(PLANTED.relative_to(ROOT))])
    return frozenset((one.path, one.line, one.rule) for one in planted)


def test_each_rule_has_a_planted_fault_and_a_line_that_only_looks_like_one() -> None:
    assert len(rules()) == 12
    assert {rule for _, _, rule in marks("ruleid")} == rules()
    assert {rule for _, _, rule in marks("ok")} == rules()


@pytest.mark.parametrize("rule", sorted(rules()))
def test_a_rule_finds_the_faults_that_were_planted_for_it_and_no_others(rule: str) -> None:
    assert {one for one in found() if one[2] == rule} == {one for one in marks("ruleid") if one[2] == rule}


def test_every_place_that_a_rule_passes_over_says_which_and_why() -> None:
    silent = []
    for place in own_rules.TREE:
        files = [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py"))
        for file in files:
            for line in file.read_text(encoding="utf-8").splitlines():
                said = re.fullmatch(r"\s*# nosemgrep: (\S+) \(.{5,}\)", line)
                if "# nosemgrep" in line and (said is None or said[1] not in rules()):
                    silent.append(f"{file.relative_to(ROOT)}: {line.strip()}")
    assert silent == []


def test_without_semgrep_the_tool_says_what_makes_it() -> None:
    with pytest.raises(Failure, match="make check"):
        own_rules.find(["app.py"], program=ROOT / ".venv-semgrep" / "bin" / "another-name")
    assert Path(own_rules.PROGRAM).is_relative_to(ROOT)
