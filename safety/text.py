"""Sentences for people, written where no language is known yet.

Rules and refusals are plain Python: they cannot ask which language the reader uses.  They name a
sentence by its Chinese source text and the edge translates it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Stands where words of ours were left out.
_SHORTENED = "……"


def N_(msgid: str) -> str:
    """Mark ``msgid`` (Simplified Chinese) for the catalogue and return it unchanged."""
    return msgid


@dataclass(frozen=True, init=False)
class Text:
    """A translatable sentence with named values: ``Text(N_("还差 %(n)s 项"), n=3)``."""

    msgid: str
    params: tuple[tuple[str, Any], ...]

    def __init__(self, msgid: str, /, **params: Any) -> None:
        object.__setattr__(self, "msgid", msgid)
        object.__setattr__(self, "params", tuple(params.items()))

    def __str__(self) -> str:
        """The sentence in its source language."""
        values = {name: str(value) for name, value in self.params}
        return self.msgid % values if values else self.msgid

    def as_json(self) -> dict[str, Any]:
        """The sentence as JSON values: kept now, said later in the language of whoever reads it."""
        values = {
            name: value.as_json() if isinstance(value, Text) else str(value) for name, value in self.params
        }
        return {"msgid": self.msgid, "params": values}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Text:
        """The sentence that ``as_json`` kept."""
        values = {
            name: cls.from_json(value) if isinstance(value, Mapping) else value
            for name, value in kept["params"].items()
        }
        return cls(kept["msgid"], **values)


Sentence = str | Text


def as_text(sentence: Sentence) -> Text:
    """A plain marked string or a ``Text``, as a ``Text``."""
    return sentence if isinstance(sentence, Text) else Text(sentence)


def length_of(seconds: float) -> Text:
    """A length of time, in whichever direction: in seconds under two minutes, in minutes under two hours, else in hours."""
    whole = round(abs(seconds))
    if whole < 120:
        return Text(N_("%(n)s 秒"), n=whole)
    if whole < 7200:
        return Text(N_("%(n)s 分钟"), n=round(whole / 60))
    return Text(N_("%(n)s 小时"), n=f"{whole / 3600:.1f}".removesuffix(".0"))


def fitted(middle: str, most: int, *, before: str = "", after: str = "") -> str:
    """``before``, ``middle`` and ``after`` in at most ``most`` signs: the middle is shortened, and …… says that it was."""
    whole = f"{before}{middle}{after}"
    if len(whole) <= most:
        return whole
    room = max(0, most - len(before) - len(after) - len(_SHORTENED))
    told = f"{before}{middle[:room]}{_SHORTENED}{after}"
    return told if len(told) <= most else whole[: most - len(_SHORTENED)] + _SHORTENED


def within_sentence(words: str) -> str:
    """Typed words as a part of a longer sentence: without the stop that they may end in."""
    return words.rstrip().rstrip("。；")
