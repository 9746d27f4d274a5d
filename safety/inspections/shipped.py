"""The checklists that come with the application, read from their files.

An item names its law by keys, which its content keeps: ``law_of_day`` says on the day of a check what they stand
for.  What nobody has read is named without an article and shows as 待核.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from safety.law.citations import versioned
from safety.law.provisions import PROVISIONS, provision
from safety.law.works import WORKS
from safety.text import N_, Text

_FOLDER = files("safety.inspections") / "checklists"


@dataclass(frozen=True)
class Shipped:
    """A shipped checklist: its key, edition (raised with each change of its text) and content."""

    key: str
    edition: int
    content: dict[str, Any]


@cache
def raw_checklists() -> tuple[Mapping[str, Any], ...]:
    """The files as they are written, by name; read once in a process."""
    return tuple(
        tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(_FOLDER.iterdir(), key=lambda one: one.name)
        if file.name.endswith(".toml")
    )


def shipped_checklists() -> Iterator[Shipped]:
    """All shipped checklists, by key."""
    for raw in raw_checklists():
        yield Shipped(raw["key"], raw["edition"], _content(raw))


def _content(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": raw["title"],
        "title_en": raw.get("title_en", ""),
        "for_whom": raw.get("for_whom", ""),
        "sections": [
            {"title": section["title"], "items": [_item(item) for item in section["items"]]}
            for section in raw["sections"]
        ],
    }


def _item(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": raw["id"],
        "ask": raw["ask"],
        "how": raw["how"],
        "quotes": list(raw["basis"]),
        "also": list(raw.get("also", ())),
        "basis": [citation(reference) for reference in raw["basis"]],
        "factor": raw.get("factor"),
        "accident": raw.get("accident"),
        "grade": "ordinary",
        "photo": raw.get("photo", False),
        "demand": raw.get("demand", ""),
        "major_hint": raw.get("major", ""),
        "criterion": list(raw["criterion"]) if "major" in raw else [],
    }


def uses_by_checklists() -> Iterator[tuple[str, Text]]:
    """The keys with the checklists that cite them, for the register of uses."""
    for raw in raw_checklists():
        label = Text(N_("检查表：%(title)s"), title=raw["title"])
        for item in (item for section in raw["sections"] for item in section["items"]):
            for key in (*item["basis"], *item.get("also", ()), *item.get("criterion", ())):
                if key in PROVISIONS:
                    yield key, label


def citation(reference: str) -> dict[str, Any]:
    """``"safety-36"`` → that provision, read or not; ``"GB 15577"`` → the standard, which nobody has read (KeyError: neither)."""
    if reference in WORKS:
        return {"law": WORKS[reference], "article": None, "verified": False}
    one = provision(reference)
    return {"law": versioned(one.law), "article": one.article if one.read else None, "verified": one.read}
