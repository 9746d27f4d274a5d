"""Which encoding a text file is in: Unicode, GB 18030 or Big5, told from its bytes, or chosen where they do not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from math import log

from safety.text import N_, Text
from safety.wire.workbooks import unreadable

_UNKNOWN = N_("文字编码无法识别，请另存为 UTF-8")
_BIG5 = N_("文字像是 Big5（繁体）编码，按国标读取会成乱码，请另存为 UTF-8")
_CLOSE = N_(
    "文字太少，分不清是国标（GB 18030）还是 Big5（繁体）编码，现按 %(encoding)s 读取；请看两种读法，选择对的一种"
)
#: A character of two bytes, as GB 18030 and Big5 both have them; Big5 has no others.
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
#: Log odds from which a text is surely in Big5, and down to which GB 18030 is no more than likely.
_SURELY_BIG5, _HARDLY_BIG5 = 10.0, -4.0
#: Rare names alone look like Big5: of fewer characters than these a person says what they are.
_ENOUGH = 24
_SHOWN = 60
#: What stands for words in either encoding, in a sample of them.
_CHINESE = re.compile(r"[^\x00-\x7f]+")


class Encoding(StrEnum):
    """The encodings among which may be chosen."""

    GB18030 = "gb18030"
    BIG5 = "big5"


#: What Python calls them: Big5 with the characters that Windows and Hong Kong added.
_CODECS: Mapping[str, str] = {Encoding.GB18030: "gb18030", Encoding.BIG5: "big5hkscs"}
NAMES: Mapping[str, str] = {Encoding.GB18030: "GB 18030", Encoding.BIG5: "Big5"}


@dataclass(frozen=True)
class Decoded:
    """A text, and what its reader should know of how it was read.

    ``readings`` are its first words in each encoding that it may be in, where more than one is possible.
    """

    text: str
    remark: Text | None = None
    readings: Mapping[str, str] = field(default_factory=dict)


def decoded(content: bytes, chosen: str | None = None) -> Decoded:
    """The text of a file, in the ``chosen`` encoding where its bytes leave a choice.

    Raises:
        Invalid: it is in none of these encodings, or more likely in Big5 than in GB 18030 (field ``file``).
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(_strictly(content, "utf-16"))
    with suppress(UnicodeDecodeError):
        return Decoded(content.decode("utf-8-sig"))
    odds, texts = odds_of_big5(content), _texts(content)
    if odds > _SURELY_BIG5 and (len(texts) < 2 or len(_PAIR.findall(content)) >= _ENOUGH):
        raise unreadable(_BIG5)
    if odds <= _HARDLY_BIG5 or len(texts) < 2:
        return Decoded(_strictly(content, "gb18030"))
    used = chosen or (Encoding.BIG5 if odds > _SURELY_BIG5 else Encoding.GB18030)
    remark = None if chosen else Text(_CLOSE, encoding=NAMES[used])
    return Decoded(texts[used], remark, {name: _sample(text) for name, text in texts.items()})


def _texts(content: bytes) -> dict[str, str]:
    """The text in each of the encodings that it can be in."""
    found = {}
    for name, codec in _CODECS.items():
        with suppress(UnicodeDecodeError):
            found[name] = content.decode(codec)
    return found


def _sample(text: str) -> str:
    """The first words that are not the same in both encodings."""
    return "、".join(_CHINESE.findall(text))[:_SHOWN]


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise unreadable(_UNKNOWN) from error


def odds_of_big5(content: bytes) -> float:
    """The logarithm of how much likelier a text is in Big5 than in GB 18030; minus infinity where it cannot be Big5."""
    try:
        content.decode("big5hkscs")
    except UnicodeDecodeError:
        return float("-inf")
    return sum(log(_in_big5(pair) / _in_gb(pair)) for pair in _PAIR.findall(content))


def _in_gb(pair: bytes) -> float:
    """How likely a character of a Chinese text in GB 18030 is this one: the share of its level by the level's size."""
    lead, trail = pair
    if trail < 0xA1:
        return 0.01 / 15_000
    if 0xB0 <= lead <= 0xD7:
        return 0.93 / 3_755
    if 0xD8 <= lead <= 0xF7:
        return 0.04 / 3_008
    return 0.02 / 188 if lead in {0xA1, 0xA3} else 0.01 / 15_000


def _in_big5(pair: bytes) -> float:
    """The same for a text in Big5, whose first level are the common characters."""
    lead = pair[0]
    if 0xA4 <= lead <= 0xC6:
        return 0.95 / 5_401
    return 0.03 / 408 if 0xA1 <= lead <= 0xA3 else 0.02 / 7_652
