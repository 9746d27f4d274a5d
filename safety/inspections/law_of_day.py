"""The law of a checklist as it stood on the day of the check: titles and articles in the one form, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from safety.law.citations import cited, joined, kept, lines, title_of
from safety.law.provisions import PROVISIONS, UNCHECKED_MARK, provision_on
from safety.law.works import WORKS

Content = Mapping[str, Any]


def printed(content: Content, on: date) -> dict[str, Any]:
    """A checklist's content to be shown for a check of the day ``on``: its law cited, quoted and hinted at."""
    return _each(content, lambda item: _worded(item, on) | {"basis": _basis(item, on)})


def worded(content: Content, on: date) -> dict[str, Any]:
    """As ``printed``, the basis of each item left as it is kept: for a copy, which is edited as plain words."""
    return _each(content, lambda item: _worded(item, on))


def _each(content: Content, change: Callable[[Content], Content]) -> dict[str, Any]:
    sections = [
        {**section, "items": [change(item) for item in section["items"]]}
        for section in content.get("sections", ())
    ]
    return {**content, "sections": sections}


def _worded(item: Content, on: date) -> dict[str, Any]:
    rest = {name: value for name, value in item.items() if name not in {"quotes", "also", "criterion"}}
    quotes = _quoted(item.get("quotes", ()), on)
    also = (f"另见{line}" for line in _quoted(item.get("also", ()), on))
    hint = _hint(item["major_hint"], item["criterion"], on) if item.get("criterion") else None
    how = "\n".join(part for part in (item.get("how") or "", *quotes, *also) if part)
    return {**rest, "how": how, **({"major_hint": hint} if hint else {})}


def _quoted(references: Sequence[str], on: date) -> Iterator[str]:
    """What the articles among ``references`` that hold that day say, each behind its place."""
    for key in references:
        if key in PROVISIONS and provision_on(key, on).checked(on):
            yield f"{joined(cited([key], on))}：{provision_on(key, on).says}"


def _hint(condition: str, criteria: Sequence[str], on: date) -> str:
    """When to judge the finding a 重大 hazard: the condition, the criterion, and that its text is 待核 where it is."""
    read = [key for key in criteria if key in PROVISIONS and provision_on(key, on).checked(on)]
    unread = [f"{_title(key, on)}（{UNCHECKED_MARK}）" for key in criteria if key not in read]
    places = "、".join(part for part in (joined(cited(read, on)), *unread) if part)
    return f"{condition}：逐条对照{places}判定，条件全部符合才是重大事故隐患。"


def _title(key: str, on: date) -> str:
    return title_of(WORKS[key]) if key in WORKS else provision_on(key, on).law.title


def _basis(item: Content, on: date) -> list[dict[str, Any]]:
    kept_as = [
        {"law": one["law"], "article": one.get("article"), "checked": one.get("verified", False)}
        for one in item.get("basis", ())
    ]
    told = (asdict(line) for line in lines(kept(kept_as, on)))
    return [
        {"law": one["law"], "article": one["article"] or None, "verified": one["checked"]} for one in told
    ]
