"""The checklists that come with the application, read from their files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from safety.law.provisions import provision

_FOLDER = files("safety.inspections") / "checklists"
WORKS_FILE = "works.toml"


@dataclass(frozen=True)
class Shipped:
    """A shipped checklist: its key, edition (raised with each change of its text) and content."""

    key: str
    edition: int
    content: dict[str, Any]


def works() -> Mapping[str, Mapping[str, Any]]:
    """The works the shipped checklists name without an article, by their short names."""
    return tomllib.loads((_FOLDER / WORKS_FILE).read_text(encoding="utf-8"))


def shipped_checklists() -> Iterator[Shipped]:
    """All shipped checklists, by key."""
    known = works()
    for file in sorted(_FOLDER.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml") and file.name != WORKS_FILE:
            raw = tomllib.loads(file.read_text(encoding="utf-8"))
            yield Shipped(raw["key"], raw["edition"], _content(raw, known))


def _content(raw: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "title": raw["title"],
        "title_en": raw.get("title_en", ""),
        "for_whom": raw.get("for_whom", ""),
        "sections": [
            {"title": section["title"], "items": [_item(item, known) for item in section["items"]]}
            for section in raw["sections"]
        ],
    }


def _item(raw: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": raw["id"],
        "ask": raw["ask"],
        "how": raw.get("how", ""),
        "basis": [citation(reference, known) for reference in raw["basis"]],
        "factor": raw.get("factor"),
        "accident": raw.get("accident"),
        "grade": raw.get("grade", "ordinary"),
        "photo": raw.get("photo", False),
        "demand": raw.get("demand", ""),
        "major_hint": raw.get("major", ""),
    }


def citation(reference: str, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """``"safety-36"`` → that provision, read or not; ``"GB 15577"`` → the standard, which nobody has read (KeyError: neither)."""
    if reference in known:
        return {"law": known[reference]["title"], "article": None, "verified": False}
    one = provision(reference)
    law = f"{one.law.name}（{one.law.version}）"
    return {"law": law, "article": one.article if one.read else None, "verified": one.read}
