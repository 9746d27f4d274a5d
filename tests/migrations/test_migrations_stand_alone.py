"""A migration does the same for ever: it imports nothing of the application that may change under it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from safety.folding import columns
from safety.migrations.folding_of_0012.values import folded_values
from safety.people.models import Member
from tests.machine import ROOT

VERSIONS = sorted((ROOT / "safety" / "migrations" / "versions").glob("*.py"))
FROZEN = "safety.migrations"


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_imports_nothing_that_lives_on(path: Path) -> None:
    living = {one for one in _imported(path) if one.split(".")[0] in {"safety", "maps", "app"}}
    assert {one for one in living if not one.startswith(FROZEN)} == set()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "safety" / "migrations").rglob("folding_of_0012/*.py")), ids=str
)
def test_what_was_frozen_imports_nothing_that_lives_on_either(path: Path) -> None:
    assert {
        one for one in _imported(path) if one.startswith("safety") and not one.startswith(FROZEN)
    } == set()


def test_what_was_frozen_folds_as_it_did() -> None:
    texts = {"name": "仇　小军（Ｊｕｎ）", "sign_in_name": "qiu", "position": None}
    frozen = folded_values(texts, ("name", "sign_in_name", "position"), named=True, of_person=True)
    assert frozen["name_order"].startswith("qiu2")
    assert frozen["folded"] == "仇小军(jun)\nqiu\n"
    assert columns.folded_values(Member, texts).keys() == frozen.keys()
