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
_NUMBER = r"[一二三四五六七八九十百零〇\d]+"
#: An article (第二十七条, 第 27 条, 工会法27, Art 27), and days that a sentence says the law sets (条例的三十日).
ARTICLE = re.compile(
    rf"第\s*{_NUMBER}\s*条|\bArt(?:icle|s)?\b\.? ?\d+"
    r"|(?:法|条例|规定|办法)》?\s*\d{1,3}(?![\d号年月日/.-])"
    rf"|(?:(?<!方)法|条例|规定)的?\s*{_NUMBER}\s*(?:日|天|个工作日)",
    re.IGNORECASE,
)
#: What people read: sentences of the code, of pages and their scripts, of papers, checklists and the catalogues.
FOLDERS = (
    ("safety", ("*.py", "*.po", "*.js", "*.toml")),
    ("maps", ("*.py", "*.js")),
    ("templates", ("*.html", "*.typ")),
)
VENDOR = ROOT / "safety" / "web" / "static" / "vendor"


def _written() -> Iterator[tuple[Path, str]]:
    for folder, patterns in FOLDERS:
        for pattern in patterns:
            for path in sorted((ROOT / folder).rglob(pattern)):
                if not {LAW, VENDOR} & set(path.parents):
                    yield path, path.read_text(encoding="utf-8")


def _sentences(path: Path, text: str) -> Iterator[str]:
    """What somebody may read: of Python the strings that are no docstring, of anything else every line."""
    if path.suffix != ".py":
        comment = "//" if path.suffix == ".js" else "#"
        yield from (line for line in text.splitlines() if not line.strip().startswith((comment, "*", "/*")))
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
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in node.values)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.po", "第二十七条"),
        ("a.html", "第 27 条"),
        ("a.html", "《工会法》27"),
        ("a.toml", 'how = "按工会法27"'),
        ("a.js", 'say("第27条")'),
        ("a.py", 'words = f"第{number}条"'),
        ("a.py", 'words = "条例的三十日"'),
        ("a.po", 'msgstr "Article 27"'),
    ],
)
def test_an_article_is_seen_however_it_is_written(name: str, text: str) -> None:
    assert any(ARTICLE.search(one) for one in _sentences(Path(name), text))


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
