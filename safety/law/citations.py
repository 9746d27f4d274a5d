"""How the law is cited, on papers and on pages: one form of title, each law once, its articles in order.

What is cited by key follows the text in force on the day of the fact.  What a person typed is cited as it
was typed, unless we know the article: then it counts as read when we have read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from safety.law.provisions import (
    PROVISIONS,
    RANKS,
    REGISTER,
    UNCHECKED_MARK,
    Law,
    Provision,
    chinese_number,
    provision,
    provision_on,
)

_NUMBERS = {chinese_number(number): number for number in range(1, 1000)}
_PART = "[一二三四五六七八九十百零]+"
_PLACE = re.compile(f"(第({_PART})条)?(第({_PART})款)?(第（({_PART})）项)?")
_EDITION = re.compile(r"^(.+?)（([^（）]*)）((?:（[^（）]*）)*)$")
# What belongs to the title itself, within its marks, unlike the number or the version behind it.
_OF_TITLE = r"(?:（(?:试行|暂行|\d{4}年?版)）)"
_TITLED = re.compile(rf"^(.*?{_OF_TITLE}*)((?:（[^（）]*）)*)$", re.DOTALL)
_MARKED = re.compile(rf"^《([^《》]+)》({_OF_TITLE}+)")
_STANDARD = re.compile(r"^([^《》]*\d[^《》]*?)\s*《([^《》]+)》(.*)$")


@dataclass(frozen=True)
class Citation:
    """A law or standard and, when its text was read (``checked``), the article.

    ``key`` and ``on`` name the provision and the day of the fact; both are empty where a person typed it.
    """

    law: str
    article: str = ""
    checked: bool = True
    key: str = ""
    on: str = ""

    def as_json(self) -> dict[str, Any]:
        """What a paper's record keeps of it: of what is 待核, its law's name alone and that nobody has read it."""
        plain: dict[str, Any] = {"law": self.law, "article": self.article if self.checked else ""}
        named = {"key": self.key, "on": self.on} if self.key else {}
        return plain | named | ({} if self.checked else {"checked": False})


def cited(keys: Iterable[str], on: date | None) -> tuple[Citation, ...]:
    """The provisions as they stood on the day ``on`` of the fact, in the text then in force; None: in the present one."""
    return tuple(_cited(key, on) for key in dict.fromkeys(keys))


def _cited(key: str, on: date | None) -> Citation:
    one = provision(key) if on is None else provision_on(key, on)
    return Citation(_name(one.law), one.article, one.checked(on), key, on.isoformat() if on else "")


def _name(law: Law) -> str:
    return law.name if law.numbered_only else f"《{law.name}》"


def on_page(keys: Iterable[str], on: date | None) -> str:
    """For screens: as ``joined``, and what is 待核 on the day ``on`` is named with that mark, without its article."""
    found = cited(keys, on)
    unread = dict.fromkeys(title_of(one.law) for one in found if not one.checked)
    marked = [f"{title}（{UNCHECKED_MARK}）" for title in unread]
    return "、".join(part for part in (joined(found), *marked) if part)


def joined(citations: Iterable[Citation]) -> str:
    """The citations in one line for a paper: laws by rank, each once, articles in order; 待核 never.

    《工会法》第二十三条第（二）项、第二十七条、《重庆市工会条例》第二十三条第一款.
    """
    places: dict[str, list[str]] = {}
    ranks: dict[str, int] = {}
    for one in citations:
        if one.checked:
            title = title_of(one.law)
            ranks[title] = _rank(one.law)
            places.setdefault(title, []).extend(_split(one.article))
    return "、".join(title + _in_order(places[title]) for title in sorted(places, key=ranks.__getitem__))


@dataclass(frozen=True)
class LawLine:
    """One law of a list on a page: its title, its places in order, and False where it is 待核."""

    law: str
    article: str = ""
    checked: bool = True


def lines(citations: Iterable[Citation]) -> list[LawLine]:
    """The citations as a list for screens, in the order and form of ``joined``; what is 待核 stands behind, so marked.

    The article of ours that is 待核 is left out; what somebody typed stays to be read as it was typed.
    """
    found = list(citations)
    titles = dict.fromkeys(title_of(one.law) for one in found if one.checked)
    grouped = {
        title: [one for one in found if one.checked and title_of(one.law) == title] for title in titles
    }
    read = [
        LawLine(title, joined(grouped[title]).removeprefix(title))
        for title in sorted(titles, key=lambda title: _rank(grouped[title][0].law))
    ]
    unread = [
        LawLine(title_of(one.law), "" if one.key else one.article, checked=False)
        for one in found
        if not one.checked
    ]
    return [*read, *dict.fromkeys(unread)]


def in_words(citations: Iterable[Citation]) -> str:
    """The same list in one line: for cells and for lines of facts."""
    return "；".join(
        f"{one.law}{one.article}" + ("" if one.checked else f"（{UNCHECKED_MARK}）")
        for one in lines(citations)
    )


def title_of(law: str) -> str:
    """The title as papers print it: 《short official name》（number）, whichever way it was typed."""
    known = known_law(law)
    if known is not None:
        return known.title
    name = law.strip()
    if name.startswith("《"):
        return _MARKED.sub(r"《\1\2》", name)
    if re.fullmatch(r"[^\s（）]*〔\d{4}〕[^\s（）]*", name):
        return name
    if standard := _STANDARD.match(name):
        return f"《{standard[2]}{standard[3]}》（{standard[1]}）"
    return _TITLED.sub(r"《\1》\2", name, count=1)


def known_law(law: str) -> Law | None:
    """The law of that name in its newest version, typed with title marks and edition or without."""
    names = _laws(REGISTER.edition)
    name = law.strip()
    plain = name.strip("《》")
    edition = _EDITION.match(plain)
    marked = re.match("《([^《》]+)》", name)
    tried = (name, plain, edition[1] if edition else "", marked[1] if marked else "")
    return next((names[one] for one in tried if one in names), None)


@lru_cache(maxsize=1)
def _laws(_edition: int) -> Mapping[str, Law]:
    """The newest version of each law by its names; one that is still to come is newest only from its day on."""
    found: dict[str, Law] = {}
    begun = (one for one in PROVISIONS.values() if not _is_to_come(one.law))
    for one in sorted(begun, key=lambda one: one.law.in_force_from or date.min):
        found[one.law.name] = found[one.law.short] = one.law
    return found


def _is_to_come(law: Law) -> bool:
    return REGISTER.on is not None and law.in_force_from is not None and law.in_force_from > REGISTER.on


def _rank(law: str) -> int:
    known = known_law(law)
    return RANKS.index(known.rank) if known else len(RANKS)


def _split(article: str) -> Iterator[str]:
    return (part.strip() for part in re.split("[、，,;；]", article) if part.strip())


def _in_order(places: Sequence[str]) -> str:
    """Places of one law: sorted, each once, a part left out where its whole article is there."""
    known = {place: found for place in places if (found := _numbered(place)) is not None}
    others = [place for place in dict.fromkeys(places) if place not in known]
    spots = sorted(set(known.values()))
    kept = [one for one in spots if not any(other != one and _within(one, other) for other in spots)]
    return "、".join([*_written(kept), *others])


Spot = tuple[int, int, int]


def _numbered(place: str) -> Spot | None:
    found = _PLACE.fullmatch(place)
    if found is None or not found[2]:
        return None
    article, paragraph, item = (_NUMBERS.get(found[group] or "", 0) for group in (2, 4, 6))
    return article, paragraph, item


def article_number(place: str) -> int | None:
    """The number of the article that a place begins with: 53 of 第五十三条第二款; None of an annex or of no article."""
    found = _PLACE.match(place.strip())
    return _NUMBERS.get(found[2] or "") if found else None


def _within(one: Spot, other: Spot) -> bool:
    """Whether ``one`` is a part of ``other``; 0 stands for the whole."""
    return all(wide in (0, narrow) for wide, narrow in zip(other, one, strict=True))


def _written(spots: Sequence[Spot]) -> Iterator[str]:
    before: Spot = (0, 0, 0)
    for one in spots:
        article, paragraph, item = one
        same_article = article == before[0] and (paragraph or item)
        same_paragraph = same_article and paragraph == before[1] and item
        words = "" if same_article else f"第{chinese_number(article)}条"
        words += f"第{chinese_number(paragraph)}款" if paragraph and not same_paragraph else ""
        yield words + (f"第（{chinese_number(item)}）项" if item else "")
        before = one


def typed(law: str | None, article: str | None, on: date) -> list[dict[str, Any]]:
    """What a person typed, as a record keeps a citation: its article counts as read when we have read it.

    ``law`` may come with its title marks or without.  Nothing typed gives an empty list.
    """
    if not law:
        return []
    place = (article or "").strip()
    return [{"law": law.strip(), "article": place, "checked": bool(known_article(law, place, on))}]


def known_article(law: str, article: str, on: date) -> Provision | None:
    """The provision that somebody named by law and article, if it was read and held on the day ``on``."""
    known = known_law(law)
    if known is None or not article:
        return None
    same = (one for one in PROVISIONS.values() if one.law.name == known.name and one.article == article)
    return next((one for one in same if one.checked(on)), None)


def kept(basis: Iterable[Mapping[str, Any]], on: date) -> tuple[Citation, ...]:
    """A record's basis (``law``, ``article``, ``checked``) as citations of the day ``on``.

    An article that we know is cited as it stood that day, under the number that it had then where the text is
    named with its version; of any other, somebody's word that it was checked holds.
    """
    return tuple(_kept(one, on) for one in basis if one.get("law"))


def of_version(law: str, article: str) -> Provision | None:
    """The provision of exactly the version that is named: 中华人民共和国工会法（2021年修正）, 第二十七条."""
    return _by_version(REGISTER.edition).get((law.strip(), article)) if article else None


@lru_cache(maxsize=1)
def _by_version(_edition: int) -> Mapping[tuple[str, str], Provision]:
    return {(versioned(one.law), one.article): one for one in PROVISIONS.values() if one.article}


def versioned(law: Law) -> str:
    """The name with its version, as a checklist keeps it."""
    return f"{law.name}（{law.version}）"


def _kept(one: Mapping[str, Any], on: date) -> Citation:
    law, article = str(one["law"]), str(one.get("article") or "")
    named = of_version(law, article)
    if named is not None:
        return _cited(named.present_key, on)
    found = known_article(law, article, on)
    if found is not None:
        return Citation(_name(found.law), article, key=found.key, on=on.isoformat())
    foreign = known_law(law)
    checked = bool(one.get("checked")) and (foreign is None or foreign.in_force(on))
    return Citation(law, article, checked)
