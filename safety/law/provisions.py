"""Provisions of law as data: what they say in our own words, where they stand, and whether we read them.

The data lies in ``texts/``, one file a version of a law.  Only an article whose text was read, in the
version in force, is cited on a paper that goes out; of any other the law's name alone is printed, and
screens mark it 待核.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from safety.errors import Invalid
from safety.text import N_, Text

UNCHECKED_MARK = "待核"
_DIGITS = "零一二三四五六七八九"


class Confidence(StrEnum):
    """How sure we are of a text: read, an excerpt or secondary page, or general knowledge."""

    READ = "S"
    EXCERPT = "s"
    KNOWN_HIGH = "K-H"
    KNOWN_MEDIUM = "K-M"
    KNOWN_LOW = "K-L"


@dataclass(frozen=True)
class Law:
    """A law, regulation or circular in one version; the days of its validity, both included, when known."""

    name: str
    version: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    numbered_only: bool = False

    @property
    def title(self) -> str:
        """《Name》; a circular known by its number alone goes without the marks."""
        return self.name if self.numbered_only else f"《{self.name}》"

    def in_force(self, on: date) -> bool:
        """Whether this version holds on the day ``on``; an unknown first day refuses nothing."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_to is None or on <= self.in_force_to)


@dataclass(frozen=True)
class Provision:
    """One article: what it says, restated, and how sure we are.

    ``article`` is as printed (第四十四条第二款), empty when its number was not seen.  ``now`` names the
    provision that says the same in the present text.
    """

    key: str
    law: Law
    article: str
    says: str
    confidence: Confidence
    now: str | None = None

    @property
    def read(self) -> bool:
        """Whether its text was read."""
        return self.confidence is Confidence.READ

    def checked(self, on: date | None = None) -> bool:
        """Whether the article may be cited: its text was read and, given a day, its version held on it."""
        return self.read and (on is None or self.law.in_force(on))

    def cite(self, on: date | None = None) -> str:
        """For screens: 《law》（version）article; an unread one by the law's name, marked 待核."""
        if self.checked(on):
            version = "" if self.law.numbered_only else f"（{self.law.version}）"
            return f"{self.law.title}{version}{self.article}"
        return f"{self.law.title}（{UNCHECKED_MARK}）"

    def printed(self, on: date | None = None) -> str:
        """For papers that go out: an article that may not be cited is left to its law's name."""
        return self.law.title + (self.article if self.checked(on) else "")

    def basis(self, on: date | None = None) -> dict[str, str | bool]:
        """As a demand keeps it: ``law``, ``article``, ``checked``."""
        return {"law": self.law.title, "article": self.article, "checked": self.checked(on)}


def chinese_number(number: int) -> str:
    """1–999 in the numerals of statutes: 二十五, 一百零一, 一百一十四."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def _place(entry: Mapping[str, Any]) -> str:
    parts = (("article", "第%s条"), ("paragraph", "第%s款"), ("item", "第（%s）项"))
    return "".join(form % chinese_number(entry[name]) for name, form in parts if name in entry)


def _read(text: str) -> Iterator[Provision]:
    raw = tomllib.loads(text)
    law = Law(
        raw["name"],
        raw["version"],
        raw.get("in_force_from"),
        raw.get("in_force_to"),
        raw.get("numbered_only", False),
    )
    for key, entry in raw["provision"].items():
        confidence = Confidence(entry.get("confidence", raw["confidence"]))
        yield Provision(key, law, _place(entry), entry["says"], confidence, entry.get("now"))


def _load() -> Mapping[str, Provision]:
    found: dict[str, Provision] = {}
    for file in sorted((files("safety.law") / "texts").iterdir(), key=lambda one: one.name):
        for one in _read(file.read_text(encoding="utf-8")):
            if one.key in found:
                raise ValueError(f"two provisions are called {one.key}")
            found[one.key] = one
    return MappingProxyType(found)


PROVISIONS: Mapping[str, Provision] = _load()


def provision(key: str) -> Provision:
    """The provision by its key.

    Raises:
        KeyError: there is none; keys are written in code, so that is a mistake in it.
    """
    return PROVISIONS[key]


def provision_on(key: str, on: date) -> Provision:
    """The provision that said on the day ``on`` what ``key`` says in the present text.

    A day that none of the known versions covers gets the present one, which is then not ``checked(on)``.
    """
    present = provision(key)
    versions = [present, *(one for one in PROVISIONS.values() if one.now == key)]
    return next((one for one in versions if one.law.in_force(on)), present)


def for_papers(provisions: Iterable[Provision], on: date) -> list[str]:
    """The citations a paper of the day ``on`` may print, each once; what was not read is left out."""
    return list(dict.fromkeys(one.printed(on) for one in provisions if one.checked(on)))


def refuse_unchecked(provisions: Iterable[Provision], on: date) -> None:
    """Refuse a paper of the day ``on`` that rests on articles nobody has read in the version in force.

    Raises:
        Invalid: field ``basis``, one sentence for each.
    """
    unread = [one.law.title for one in provisions if not one.checked(on)]
    if unread:
        sentence = N_("%(law)s 的条文尚未核对，不能在发出的文书中引用")
        raise Invalid(code="unchecked", fields={"basis": [Text(sentence, law=law) for law in unread]})


def basis_of(law: str | None, article: str | None, on: date) -> list[dict[str, Any]]:
    """What a person typed, as a record keeps a citation: its article counts as read when we have read it.

    ``law`` may come with its title marks or without.  Nothing typed gives an empty list.
    """
    if not law:
        return []
    name, place = law.strip().strip("《》"), (article or "").strip()
    known = any(
        place and one.law.name == name and one.article == place and one.checked(on)
        for one in PROVISIONS.values()
    )
    return [{"law": law.strip(), "article": place, "checked": known}]
