"""The checklists that come with the application, read from their files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

_FOLDER = files("safety.inspections") / "checklists"
WORKS_FILE = "works.toml"


@dataclass(frozen=True)
class Shipped:
    """A shipped checklist: its key, edition (raised with each change of its text) and content."""

    key: str
    edition: int
    content: dict[str, Any]


def works() -> Mapping[str, Mapping[str, Any]]:
    """The laws and standards the shipped checklists cite, by their short names."""
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
    """``"aq 36"`` → the Work Safety Law, 第三十六条, read; ``"GB 15577"`` → the standard, not checked.

    An article of a work whose text was not read is refused: it may not be cited (KeyError).
    """
    if reference in known:
        return {"law": known[reference]["title"], "article": None, "verified": False}
    name, _, article = reference.rpartition(" ")
    work = known[name]
    if not work.get("read"):
        raise KeyError(f"{name}: an article of a text that was not read")
    return {"law": work["title"], "article": article_name(int(article)), "verified": True}


def article_name(number: int) -> str:
    """An article below 100 as statutes write it: 36 → 第三十六条."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    written = ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
        digits[ones] if ones else ""
    )
    return f"第{written}条"
