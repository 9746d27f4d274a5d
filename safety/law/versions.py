"""A new version of a law from a file in the form of ``texts/``: read, checked, and compared with the one before it.

What may be cited comes from the file alone: ``read = true`` stands at an article, beside where its text was read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from safety.errors import Invalid
from safety.law.provisions import PROVISIONS, RANKS, Law, Provision, laws, read_text
from safety.law.uses import uses_of
from safety.text import N_, Sentence, Text

MOST_CHARACTERS = 200_000
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEAD = {
    "name": str, "version": str, "number": str, "rank": str, "in_force_from": date, "in_force_to": date,
    "checked_to": date, "checked_by": str, "source": str, "numbered_only": bool,
}  # fmt: skip
_NEEDED = ("name", "version", "rank", "in_force_from")
_PARTS = ("article", "paragraph", "item")
_ENTRY = {"says": str, "read": bool, "annex": bool, "now": str, "source": str, **dict.fromkeys(_PARTS, int)}


@dataclass(frozen=True)
class Version:
    """A version as its file tells it."""

    law: Law
    provisions: tuple[Provision, ...]


def parse(text: str) -> Version:
    """The version that a file holds.

    The id is that of the law's newest known text with the first day, the keys are those of the articles that code
    cites: an article under a key that is known says from that day on what the key stands for.

    Raises:
        Invalid: field ``file``: what is wrong in it, every fault.
    """
    raw = _toml(text)
    faults = [*_wrong_head(raw), *(_wrong_entries(raw) if isinstance(raw.get("provision"), dict) else ())]
    if not isinstance(raw.get("provision"), dict) or not raw["provision"]:
        faults.append(N_("文件里没有条文：每一条写成 [provision.键]"))
    if not faults:
        faults += _contradictions(raw)
    if faults:
        raise Invalid(code="law_text", fields={"file": faults})
    return _version(raw)


def version_of(text: str, law_id: str) -> Version:
    """A version that was parsed before and has been kept under its id."""
    return _version(_toml(text), law_id)


def _toml(text: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        told = Text(N_("文件太大，最多 %(n)s 个字符"), n=MOST_CHARACTERS)
        raise Invalid(code="law_text", fields={"file": [told]})
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        told = Text(N_("不是可读的 TOML 文件：%(error)s"), error=str(error))
        raise Invalid(code="law_text", fields={"file": [told]}) from error


def _wrong_head(raw: Mapping[str, Any]) -> Iterator[str | Text]:
    for name in _NEEDED:
        if name not in raw:
            yield Text(N_("缺少 %(name)s"), name=name)
    for name, value in raw.items():
        if name != "provision":
            yield from _wrong_value(name, value, _HEAD)
    rank = raw.get("rank")
    if isinstance(rank, str) and rank not in RANKS:
        yield Text(N_("rank 只能是 %(ranks)s"), ranks="、".join(RANKS))


def _wrong_value(name: str, value: Any, kinds: Mapping[str, type]) -> Iterator[Text]:
    bare = name.rpartition(".")[2]
    if bare not in kinds:
        yield Text(N_("不认识 %(name)s"), name=name)
    elif type(value) is not kinds[bare] or value == "":
        yield Text(N_("%(name)s 的值不对"), name=name)
    elif isinstance(value, str) and len(value) > _LONGEST.get(bare, 200):
        yield Text(N_("%(name)s 太长，最多 %(n)s 个字符"), name=name, n=_LONGEST.get(bare, 200))


_LONGEST = {"says": 1000, "source": 300, "version": 60, "checked_by": 60}


def _wrong_entries(raw: Mapping[str, Any]) -> Iterator[Text]:
    for key, entry in raw["provision"].items():
        if not _KEY.fullmatch(key) or len(key) > 60:
            yield Text(N_("条文的键 %(key)s 只能用小写字母、数字和连字符"), key=key)
        if not isinstance(entry, dict):
            yield Text(N_("%(name)s 的值不对"), name=key)
            continue
        for name, value in entry.items():
            yield from _wrong_value(f"{key}.{name}", value, _ENTRY)
            if name in _PARTS and type(value) is int and not 1 <= value <= 999:
                yield Text(N_("%(name)s 的值不对"), name=f"{key}.{name}")
        if "says" not in entry:
            yield Text(N_("缺少 %(name)s"), name=f"{key}.says")
        if entry.get("read") is True and not (entry.get("source") or raw.get("source")):
            yield Text(N_("%(key)s 标明已读，请写明在哪里读到的（source）"), key=key)
        if entry.get("read") is True and "article" not in entry:
            yield Text(N_("%(key)s 标明已读，请写明第几条（article）"), key=key)


def _contradictions(raw: Mapping[str, Any]) -> Iterator[str | Text]:
    """What single values do not show: an unknown law, days out of order, keys of another law."""
    same = [one for one in laws().values() if one.name == raw["name"]]
    if not same:
        yield Text(N_("登记册里没有《%(name)s》：这里只导入已有法规的新文本"), name=raw["name"])
    yield from _wrong_days(raw, same)
    for key, entry in raw["provision"].items():
        for named in (key, entry.get("now")):
            known = PROVISIONS.get(named) if named else None
            if known is not None and known.law.name != raw["name"]:
                yield Text(N_("键 %(key)s 属于%(law)s"), key=named, law=known.law.title)
        if entry.get("now") and entry["now"] not in PROVISIONS:
            yield Text(N_("不认识 %(name)s"), name=f"{key}.now = {entry['now']}")


def _wrong_days(raw: Mapping[str, Any], same: Sequence[Law]) -> Iterator[str | Text]:
    there = [one for one in same if one.in_force_from == raw["in_force_from"]]
    if any(_was_read(one) for one in there):
        yield Text(N_("已有 %(day)s 起施行的文本"), day=raw["in_force_from"].isoformat())
    if raw.get("in_force_to") and raw["in_force_to"] < raw["in_force_from"]:
        yield N_("失效日期早于施行日期")
    is_read = any(one.get("read") for one in raw["provision"].values())
    if is_read and not (raw.get("checked_to") and raw.get("checked_by")):
        yield N_("有标明已读的条文，请写明核对到哪一天、由谁核对（checked_to、checked_by）")
    if not is_read and raw.get("checked_to"):
        yield N_("没有标明已读的条文，不能写核对日期")
    if raw.get("checked_to") and raw["checked_to"] < raw["in_force_from"]:
        yield N_("核对日期早于施行日期")


def _was_read(law: Law) -> bool:
    """Whether a text is more than its name: imported, or with an article that somebody read; else it may be read now."""
    return "@" in law.id or any(one.read for one in PROVISIONS.values() if one.law.id == law.id)


def _version(raw: Mapping[str, Any], law_id: str | None = None) -> Version:
    day = raw["in_force_from"].isoformat()
    name = law_id or f"{_newest(raw['name']).family}@{day}"
    provisions = tuple(_filed(one, day) for one in read_text(name, raw))
    return Version(provisions[0].law, provisions)


def _filed(one: Provision, day: str) -> Provision:
    """The provision under a key of this version, where its key is one that is known: it speaks for that key."""
    known = PROVISIONS.get(one.key)
    return replace(one, key=f"{one.key}@{day}", now=one.now or known.present_key) if known else one


def _newest(name: str) -> Law:
    same = (one for one in laws().values() if one.name == name)
    return max(same, key=lambda one: one.in_force_from or date.min)


class Change(StrEnum):
    """What a new version does to an article."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"


CHANGE_LABELS: Mapping[Change, str] = {
    Change.NEW: N_("新增"),
    Change.CHANGED: N_("有改动"),
    Change.SAME: N_("未变"),
    Change.GONE: N_("不再有"),
}


@dataclass(frozen=True)
class Line:
    """One article of the comparison: as it was, as it will be, and which papers and terms cite it."""

    key: str
    change: Change
    before: Provision | None
    after: Provision | None
    uses: tuple[Sentence, ...]


def version_before(law: Law) -> Law | None:
    """The text in whose place the version comes: that of the day before it begins, else the newest."""
    same = [one for one in laws().values() if one.name == law.name and one.id != law.id]
    begins = law.in_force_from or date.max
    earlier = [one for one in same if (one.in_force_from or date.min) < begins]
    return max(earlier or same, key=lambda one: one.in_force_from or date.min, default=None)


def compare(version: Version) -> Sequence[Line]:
    """Every article of the text before and of the version: changed, gone and new ones first."""
    base = version_before(version.law)
    before = {
        one.present_key: one for one in PROVISIONS.values() if base is not None and one.law.id == base.id
    }
    after = {one.present_key: one for one in version.provisions}
    lines = [
        Line(key, _change(before.get(key), after.get(key)), before.get(key), after.get(key), uses_of(key))
        for key in {**before, **after}
    ]
    order = (Change.CHANGED, Change.GONE, Change.NEW, Change.SAME)
    return sorted(lines, key=lambda one: order.index(one.change))


def _change(before: Provision | None, after: Provision | None) -> Change:
    if before is None:
        return Change.NEW
    if after is None:
        return Change.GONE
    same = (before.article, before.says, before.read) == (after.article, after.says, after.read)
    return Change.SAME if same else Change.CHANGED
