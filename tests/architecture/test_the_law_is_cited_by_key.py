"""One source for every citation: no article is written by hand, and no provision lies unused without a reason."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from safety.law.provisions import PROVISIONS, Law, laws
from safety.law.uses import uses_of
from tests.machine import ROOT

LAW = ROOT / "safety" / "law"
ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]+条|\bArt(?:icle|s)?\b\.? ?\d+", re.IGNORECASE)
#: What people read: sentences of the code, of pages, of papers and of the catalogues.
FOLDERS = (("safety", ("*.py", "*.po")), ("maps", ("*.py",)), ("templates", ("*.html", "*.typ")))


def _written() -> Iterator[tuple[Path, str]]:
    for folder, patterns in FOLDERS:
        for pattern in patterns:
            for path in sorted((ROOT / folder).rglob(pattern)):
                if LAW not in path.parents:
                    yield path, path.read_text(encoding="utf-8")


def _sentences(path: Path, text: str) -> Iterator[str]:
    """What somebody may read: of Python the strings that are no docstring, of anything else every line."""
    if path.suffix != ".py":
        yield from (line for line in text.splitlines() if not line.startswith("#"))
        return
    tree = ast.parse(text)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_article_is_written_by_hand_outside_the_law() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {sentence.strip()[:120]}"
        for path, text in _written()
        for sentence in _sentences(path, text)
        if ARTICLE.search(sentence)
    ]
    assert found == [], "cite these by key (safety.law.citations; in templates: cite(...))"


@cache
def _used() -> frozenset[str]:
    """Keys that code, a page, or a checklist names; an earlier version is used with its present text."""
    keys: set[str] = set()
    for path in [*(ROOT / "safety").rglob("*.py"), *(ROOT / "maps").rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        words = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        keys |= {word for word in words if isinstance(word, str) and word in PROVISIONS}
    plain = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "safety" / "inspections" / "checklists").iterdir(),
        *(LAW / "regimes_data").iterdir(),
        LAW / "project_terms.toml",
    ]
    for path in plain:
        keys |= set(re.findall(r'"([\w-]+)"', path.read_text(encoding="utf-8"))) & PROVISIONS.keys()
    return frozenset(keys | {key for key, one in PROVISIONS.items() if one.now in keys})


@pytest.mark.once
def test_the_law_page_can_say_where_each_cited_provision_is_used(app: Flask) -> None:
    present = {key for key in _used() if PROVISIONS[key].now is None}
    assert sorted(key for key in present if not uses_of(key)) == [], "register_uses() where it is cited"


def _kept() -> dict[str, str]:
    groups = tomllib.loads((LAW / "kept.toml").read_text(encoding="utf-8"))["kept"]
    return {key: group["reason"] for group in groups for key in group["provisions"]}


def test_a_provision_that_nothing_cites_is_kept_for_a_reason() -> None:
    kept = _kept()
    assert sorted(PROVISIONS.keys() - _used() - kept.keys()) == [], (
        "cite them, or say in kept.toml why they stay"
    )
    assert sorted(kept.keys() & _used()) == [], "these are cited: take them out of kept.toml"
    assert sorted(kept.keys() - PROVISIONS.keys()) == []
    assert all(reason.strip() for reason in kept.values())


@pytest.mark.parametrize("law", laws().values(), ids=laws().keys())
def test_whoever_read_a_text_says_to_which_day_it_was_checked(law: Law) -> None:
    read = any(one.read for one in PROVISIONS.values() if one.law == law)
    assert bool(law.checked_to) == bool(law.checked_by) == read
