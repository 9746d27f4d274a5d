"""The content of a checklist: sections and items, checked before it is published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from safety.errors import Invalid
from safety.text import N_, Sentence, Text

MOST_ITEMS = 200


@dataclass(frozen=True)
class Citation:
    """A work that an item rests on; ``verified`` only when its text was read (otherwise 待核)."""

    law: str
    article: str | None = None
    verified: bool = False


@dataclass(frozen=True)
class Item:
    """One question of a checklist.

    ``factor`` is a GB/T 13861 code, ``accident`` a GB 6441-86 code, ``demand`` the wording of the demand a
    failing answer opens, ``major_hint`` when to judge the finding a 重大事故隐患.  ``quotes``, ``also`` and ``criterion``
    are keys of the law that a shipped item quotes, points to besides, and judges by.
    """

    id: str
    ask: str
    how: str = ""
    basis: tuple[Citation, ...] = ()
    factor: str | None = None
    accident: str | None = None
    grade: str = "ordinary"
    photo: bool = False
    demand: str = ""
    major_hint: str = ""
    quotes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    criterion: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading with its items."""

    title: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Checklist:
    """What an inspector goes through at a site."""

    title: str
    sections: tuple[Section, ...] = ()
    for_whom: str = ""
    title_en: str = ""
    _by_id: Mapping[str, Item] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the items."""
        object.__setattr__(self, "_by_id", {item.id: item for item in self.items()})

    def items(self) -> Iterator[Item]:
        """All items in order."""
        return (item for section in self.sections for item in section.items)

    @property
    def unread(self) -> int:
        """How many items name a law or standard that nobody checked against its text."""
        return sum(any(not one.verified for one in item.basis) for item in self.items())

    def item(self, item_id: str) -> Item | None:
        """The item of that id, if there is one."""
        return self._by_id.get(item_id)

    @property
    def ids(self) -> Collection[str]:
        """The ids of all items."""
        return self._by_id.keys()


def checklist_from(content: Mapping[str, Any]) -> Checklist:
    """A checklist from its stored content."""
    return Checklist(
        title=content["title"],
        title_en=content.get("title_en", ""),
        for_whom=content.get("for_whom", ""),
        sections=tuple(
            Section(section["title"], tuple(_item_from(item) for item in section["items"]))
            for section in content["sections"]
        ),
    )


def question_in(content: Mapping[str, Any], item_id: str) -> str | None:
    """What the item of that id asks in a stored checklist; None when it has no such item."""
    items = (item for section in content["sections"] for item in section["items"])
    return next((str(item["ask"]) for item in items if item["id"] == item_id), None)


def _item_from(item: Mapping[str, Any]) -> Item:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in item.items()
    }
    return Item(**values | {"basis": tuple(Citation(**one) for one in item.get("basis", ()))})


def problems_of(
    content: Mapping[str, Any], *, factors: Collection[str], accidents: Collection[str]
) -> dict[str, list[Sentence]]:
    """What keeps ``content`` from being published, by field (empty when nothing does)."""
    found: dict[str, list[Sentence]] = {}
    sections: Sequence[Mapping[str, Any]] = content.get("sections", ())
    items = [item for section in sections for item in section["items"]]
    if not items:
        found["sections"] = [N_("至少要有一个检查项目")]
    if len(items) > MOST_ITEMS:
        found["sections"] = [Text(N_("检查项目不能超过 %(n)s 项"), n=MOST_ITEMS)]
    seen: set[str] = set()
    for s, section in enumerate(sections):
        if not section["title"]:
            found[f"sections.{s}.title"] = [N_("请填写分组名称")]
        for i, item in enumerate(section["items"]):
            where = f"sections.{s}.items.{i}"
            if not item.get("ask"):
                found[f"{where}.ask"] = [N_("请填写检查内容")]
            if item["id"] in seen:
                found[f"{where}.id"] = [N_("项目编号重复")]
            seen.add(item["id"])
            if item.get("factor") and item["factor"] not in factors:
                found[f"{where}.factor"] = [N_("没有这个危险有害因素代码")]
            if item.get("accident") and item["accident"] not in accidents:
                found[f"{where}.accident"] = [N_("没有这个事故类别代码")]
    return found


def check_publishable(
    content: Mapping[str, Any], *, factors: Collection[str], accidents: Collection[str]
) -> None:
    """Refuse content that cannot be published.

    Raises:
        Invalid: by field.
    """
    found = problems_of(content, factors=factors, accidents=accidents)
    if found:
        raise Invalid(fields=found)
