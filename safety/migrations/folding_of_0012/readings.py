"""How names are read: their order by pinyin, and finding them by pinyin and by initials.

Readings come from pypinyin (which knows words such as 重庆 and 长江), those of surnames from ``surnames``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin

from safety.migrations.folding_of_0012.surnames import SURNAMES
from safety.migrations.folding_of_0012.texts import fold

#: Characters of a kept order; what is the same so far is told apart by its id.
LONGEST_ORDER = 240
_DIGITS = re.compile(r"\d+")
_SYLLABLE = re.compile(r"([a-zü]+)([1-5])")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@lru_cache(maxsize=8_192)
def syllables(name: str, *, of_person: bool = False) -> tuple[tuple[str, str], ...]:
    """Each Chinese character of the folded name with its reading (``("仇", "qiu2")``), other text in one piece unread."""
    text = fold(name)
    surname = _surname(text) if of_person else ""
    given = [] if not surname else list(zip(surname, SURNAMES[surname].split(), strict=True))
    rest = text[len(surname) :]
    pieces = re.findall(f"{_CHINESE.pattern}+|(?:(?!{_CHINESE.pattern}).)+", rest, re.DOTALL)
    for piece in pieces:
        if not _CHINESE.match(piece):
            given.append((piece, ""))
            continue
        # What has no reading comes back sign by sign, so that every sign has its place.
        apart: Any = list
        read = lazy_pinyin(piece, style=Style.TONE3, neutral_tone_with_five=True, errors=apart)
        given += [
            (sign, one if _SYLLABLE.fullmatch(one) else "") for sign, one in zip(piece, read, strict=True)
        ]
    return tuple(given)


def _surname(name: str) -> str:
    """The surname whose reading is kept, if the name begins with one."""
    return next((name[:length] for length in (2, 1) if name[:length] in SURNAMES), "")


def order_of(name: str, *, of_person: bool = False) -> str:
    """A text whose order by code points is the order of names: pinyin, then tone, then character; numbers by size."""
    parts = []
    for sign, read in syllables(name, of_person=of_person):
        parts.append(f"{read}{sign} " if read else _DIGITS.sub(lambda found: found[0].zfill(8), sign))
    return "".join(parts)[:LONGEST_ORDER]


def reading_of(name: str, *, of_person: bool = False) -> str:
    """What finds a name by its reading: the whole pinyin (of a person from each character on), ``~``, the initials."""
    parts = [
        (_SYLLABLE.sub(r"\1", read) or _bare(sign)) for sign, read in syllables(name, of_person=of_person)
    ]
    parts = [one for one in parts if one]
    starts = range(len(parts)) if of_person else range(min(1, len(parts)))
    lines = "".join("\n" + "".join(parts[start:]) for start in starts)
    initials = "".join(
        _SYLLABLE.sub(r"\1", read)[:1] if read else _bare(sign)
        for sign, read in syllables(name, of_person=of_person)
    )
    return f"{lines}~{initials}"


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
