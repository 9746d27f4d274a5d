"""Provisions of law as data: what they say in our own words, where they stand, and whether we read them.

The data lies in ``texts/``, one file a version of a law.  Only an article whose text was read, in the
version in force, is cited on a paper that goes out; screens mark any other 待核.  ``checked_to`` is another
thing: the day to which somebody made sure that a text that was read is still the one in force.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from types import MappingProxyType
from typing import Any

UNCHECKED_MARK = "待核"
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Law:
    """A law, regulation or circular in one version, by the name of its file.

    ``in_force_from`` and ``in_force_to`` are both included.  ``number`` is the document number that is printed
    behind the title; ``rank`` (``RANKS``) orders the laws in a line of citations.  ``checked_to``: the last day
    for which the text is known to be the one in force, and by whom; None while nothing of it was read.
    ``source``: where the text was found.
    """

    id: str
    name: str
    version: str
    rank: str
    number: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    numbered_only: bool = False
    checked_to: date | None = None
    checked_by: str = ""
    source: str = ""

    @property
    def family(self) -> str:
        """The id that all versions share: an imported one carries its first day behind it."""
        return self.id.partition("@")[0]

    @property
    def short(self) -> str:
        """The short official name: without the name of the state."""
        return self.name.removeprefix("中华人民共和国")

    @property
    def title(self) -> str:
        """《Name》（number）; a circular known by its number alone goes without the marks."""
        if self.numbered_only:
            return self.name
        return f"《{self.short}》" + (f"（{self.number}）" if self.number else "")

    def in_force(self, on: date) -> bool:
        """Whether this version holds on the day ``on``; an unknown first day refuses nothing."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_to is None or on <= self.in_force_to)


#: The order of laws in one line: statutes, regulations of the state, of the city, rules, the union's own.
RANKS = ("law", "regulation", "local", "rule", "union", "circular")


@dataclass(frozen=True)
class Provision:
    """One article: what it says, restated, and whether its text was ``read``.

    ``article`` is as printed (of an annex so named; article, paragraph, item), empty when its number was not seen.
    ``now`` names the provision that says the same in the present text.  ``source``: where it was read, if its file says so.
    """

    key: str
    law: Law
    article: str
    says: str
    read: bool
    now: str | None = None
    source: str = ""

    @property
    def present_key(self) -> str:
        """The key by which code cites it, whichever version says it."""
        return self.now or self.key

    def checked(self, on: date | None = None) -> bool:
        """Whether the article may be cited: its text was read and, given a day, its version held on it."""
        return self.read and (on is None or self.law.in_force(on))


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
    place = "".join(form % chinese_number(entry[name]) for name, form in parts if name in entry)
    return f"附录{place}" if entry.get("annex") else place


def read_text(name: str, raw: Mapping[str, Any]) -> list[Provision]:
    """The provisions of a text in the form of ``texts/``; ``name`` is the id of this version."""
    head = {key: value for key, value in raw.items() if key != "provision"}
    law = Law(id=name, **{"version": head.get("number", ""), **head})
    if law.rank not in RANKS:
        raise ValueError(f"{name}: no rank is called {law.rank}")
    return [
        Provision(
            key,
            law,
            _place(entry),
            entry["says"],
            entry.get("read", False),
            entry.get("now"),
            entry.get("source", law.source),
        )
        for key, entry in raw["provision"].items()
    ]


def _shipped() -> Mapping[str, Provision]:
    found: dict[str, Provision] = {}
    for file in sorted((files("safety.law") / "texts").iterdir(), key=lambda one: one.name):
        for one in read_text(
            file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8"))
        ):
            if one.key in found:
                raise ValueError(f"two provisions are called {one.key}")
            found[one.key] = one
    return found


class Register(Mapping[str, Provision]):
    """Every provision by its key: those that come with the application, and those of versions imported since.

    ``edition`` changes with every change of what it holds.  ``on`` is the day for which a title is the newest;
    ``mark`` is whatever whoever filled it last wants to know it by.
    """

    def __init__(self, shipped: Mapping[str, Provision]) -> None:
        self._shipped = dict(shipped)
        self.edition = -1
        self.on: date | None = None
        self.mark: object = None
        self.replace_all(self._shipped)

    def replace_all(self, held: Mapping[str, Provision]) -> None:
        """Hold exactly these provisions, by their keys."""
        others: defaultdict[str, list[Provision]] = defaultdict(list)
        for one in held.values():
            if one.now:
                others[one.now].append(one)
        self._held, self._others = dict(held), others
        self._places: dict[tuple[str, str], Provision] = {}
        for one in held.values():
            self._places.setdefault((one.law.name, one.article), one)
        self.edition += 1

    def __getitem__(self, key: str) -> Provision:
        return self._held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def versions(self, key: str) -> list[Provision]:
        """The provision called ``key``, then those of other texts that say in their days what it says now.

        Raises:
            KeyError: there is none of that name.
        """
        return [self._held[key], *self._others.get(key, ())]

    def at(self, law_name: str, article: str) -> Provision | None:
        """The first provision of the article, in whichever version of the law; None when none is held."""
        return self._places.get((law_name, article))

    def use(self, versions: Iterable[Iterable[Provision]], *, on: date | None) -> None:
        """Hold the shipped texts and these versions, and nothing that was held besides.

        A version ends the day before the next one of the same law begins.
        """
        imported = [one for version in versions for one in version]
        held = [*self._shipped.values(), *imported]
        names = {one.law.name for one in imported}
        texts = {one.law.id: one.law for one in held}
        ended = {
            name: _ended(law, texts.values()) if law.name in names else law for name, law in texts.items()
        }
        self.replace_all({one.key: replace(one, law=ended[one.law.id]) for one in held})
        self.on = on


def _ended(law: Law, texts: Iterable[Law]) -> Law:
    """The text with the last day that the next version of the same law leaves it."""
    if law.in_force_from is None:
        begins = [one.in_force_from for one in texts if one.name == law.name and one.in_force_from]
    else:
        begins = [
            one.in_force_from
            for one in texts
            if one.name == law.name and one.in_force_from and one.in_force_from > law.in_force_from
        ]
    if not begins:
        return law
    last = min(begins) - timedelta(days=1)
    return law if law.in_force_to is not None and law.in_force_to <= last else replace(law, in_force_to=last)


REGISTER = Register(_shipped())
#: What the register holds, to be read.
PROVISIONS: Mapping[str, Provision] = REGISTER


def laws() -> Mapping[str, Law]:
    """Every version of every law, by the name of its file or, of an imported one, by its id."""
    return MappingProxyType({one.law.id: one.law for one in PROVISIONS.values()})


def provision(key: str) -> Provision:
    """The provision by its key, as it came with the application.

    Raises:
        KeyError: there is none; keys are written in code, so that is a mistake in it.
    """
    return PROVISIONS[key]


def provision_on(key: str, on: date) -> Provision:
    """The provision that said on the day ``on`` what ``key`` says in the present text.

    Of two readings of one text the one that was read holds.  A day that none of the known versions covers gets the
    present one, which is then not ``checked(on)``.
    """
    versions = REGISTER.versions(key)
    in_force = [one for one in versions if one.law.in_force(on)]
    return next((one for one in in_force if one.checked(on)), in_force[0] if in_force else versions[0])
