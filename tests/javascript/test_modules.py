"""The tablet's modules that draw nothing: by themselves, and beside the server's own rules."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from safety.inspections.operations.checks import check_of
from safety.inspections.rules import Answer
from safety.inspections.rules.checklists import checklist_from
from safety.inspections.rules.submission import missing
from safety.sync.kinds.checks import Checks
from safety.sync.rules import content_hash
from tests import machine

HERE = Path(__file__).parent
#: A process is asked for so many at once: its start takes longer than all its answers.
MANY = 25
ITEMS = ("1.1", "1.2", "2.1")
SITE = "0197a000-0000-7000-8000-000000000001"
MADE = datetime(2026, 11, 21, 4, 0, 0, 123456, tzinfo=UTC)


def node(*arguments: str | Path, asked: Any = None) -> str:
    """What a script says to ``asked``, given to it as JSON."""
    done = subprocess.run(
        [machine.node(), *map(str, arguments)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_what_the_modules_promise_holds(name: str) -> None:
    """Each file of ``node --test``; it says which sentence failed."""
    told = node("--test", "--test-reporter=tap", HERE / name)
    assert re.search(r"^# pass [1-9]", told, re.MULTILINE), told


class _Words(HTMLParser):
    """The page's words for its scripts, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._name: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._name = dict(attrs).get("data-word")

    def handle_data(self, data: str) -> None:
        if self._name is not None:
            self.found[self._name] = self.found.get(self._name, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._name = None


def checklist(photos: list[bool]) -> dict[str, Any]:
    """A list of three items in two sections; ``photos`` says of which a failing answer needs one."""
    items = [
        {"id": item, "ask": "护栏是否齐全", "photo": photo} for item, photo in zip(ITEMS, photos, strict=True)
    ]
    return {
        "title": "检查表（示例）",
        "sections": [{"title": "一", "items": items[:2]}, {"title": "二", "items": items[2:]}],
    }


checklists = st.none() | st.lists(st.booleans(), min_size=3, max_size=3).map(checklist)
ids = st.uuids(version=4).map(str)
minutes = st.sampled_from([0, 1, 90, 3 * 24 * 60, 3 * 24 * 60 + 1])
moments = st.none() | minutes.map(lambda after: (MADE + timedelta(minutes=after)).isoformat())
words = st.sampled_from([None, "只有一人在岗"])
findings = st.fixed_dictionaries(
    {
        "id": ids,
        "item_id": st.sampled_from([None, *ITEMS]),
        "summary": st.just("护栏缺失"),
        "photos": st.lists(ids, max_size=1),
    }
)
contents = st.fixed_dictionaries(
    {
        "site_id": st.just(SITE),
        "started_at": moments,
        "ended_at": moments,
        "answers": st.dictionaries(
            st.sampled_from(ITEMS), st.fixed_dictionaries({"answer": st.sampled_from([*map(str, Answer)])})
        ),
        "findings": st.lists(findings, max_size=3),
        "companions": st.lists(st.just({"name": "周敏"}), max_size=1),
        "alone_reason": words,
        "people_met": st.lists(st.just({"name": "张建国"}), max_size=1),
        "signatures": st.fixed_dictionaries(
            {
                "inspector_file": st.none() | ids,
                "site_file": st.none() | ids,
                "site_name": st.sampled_from([None, "张建国"]),
                "refused": st.booleans(),
                "witness": st.sampled_from([None, "王芳"]),
            }
        ),
    }
)


@pytest.fixture(scope="session")
def words_of_the_page(application: Flask) -> dict[str, str]:
    """The tablet's own sentences, as its page carries them."""
    reader = _Words()
    reader.feed(application.test_client().get("/tablet/zh").get_data(as_text=True))
    return reader.found


@settings(max_examples=5, deadline=None)
@given(cases=st.lists(st.tuples(checklists, contents), min_size=MANY, max_size=MANY))
def test_the_tablet_finds_missing_what_the_server_finds_missing(
    words_of_the_page: dict[str, str], cases: list[tuple[dict[str, Any] | None, dict[str, Any]]]
) -> None:
    """李强 is told at the site what would be refused when the line is back: the same fields, in the same words."""
    told = node(
        HERE / "judge_checks.mjs",
        asked={
            "words": words_of_the_page,
            "cases": [{"checklist": one and {"content": one}, "content": content} for one, content in cases],
        },
    )
    for (one, content), here in zip(cases, json.loads(told), strict=True):
        facts = check_of(Checks().read(content))
        there = missing(checklist_from(one) if one else None, facts)
        assert here == {field: [str(said) for said in why] for field, why in there.items()}, content


numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
entries = st.fixed_dictionaries(
    {
        "kind": st.just("check"),
        "record_id": ids,
        "made_at": st.just("2026-11-21T12:00:00+08:00"),
        "after": st.lists(ids, max_size=2),
        "content": st.dictionaries(texts, values, max_size=4),
        "files": st.just([]),
    }
)


@settings(max_examples=5, deadline=None)
@given(asked=st.lists(entries, min_size=MANY, max_size=MANY))
def test_tablet_and_server_find_the_same_hash_of_an_entry(asked: list[dict[str, Any]]) -> None:
    """Whatever was typed: numbers, signs beyond the first plane, names in any order."""
    told = json.loads(node(HERE / "hash_contents.mjs", asked=asked))
    assert told == [content_hash(one) for one in asked]
