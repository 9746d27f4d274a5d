"""What is kept of a text that came in, and how two texts are compared.

``tidied`` is for keeping: it changes nothing that a reader sees.  ``fold`` is for comparing and searching: width,
letter case, kinds of dots, dashes and quotes, and blanks beside Chinese make no difference (Unicode NFKC and full case
folding).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Letters of no width that are no format characters to Unicode: Hangul fillers, the joiner of graphemes.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
#: Variation selectors choose among the shapes of one character: kept, but never compared.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SAME = str.maketrans(
    {
        **dict.fromkeys("•・‧∙⋅･", "·"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("“”„‟", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        "【": "[",
        "】": "]",
        "〔": "[",
        "〕": "]",
    }
)
_BLANKS = re.compile(r"\s+")
#: A blank in Chinese separates nothing: the next column of a form, a pasted line.
_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")


def is_unseen(sign: str) -> bool:
    """Whether a character shows nothing: of zero width, a mark of direction, a filler."""
    return sign in _FILLERS or unicodedata.category(sign) == "Cf"


def tidied(text: str) -> str:
    """``text`` without characters that nobody sees: every blank the plain one, every line end a line feed, ends stripped."""
    if text.isascii() and "\r" not in text and "\v" not in text and "\f" not in text:
        return text.strip()
    lines = _LINE_ENDS.sub("\n", text)
    seen = (" " if unicodedata.category(sign) == "Zs" else sign for sign in lines if not is_unseen(sign))
    return "".join(seen).strip()


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """``text`` as it is compared and searched; what was folded once stays as it is."""
    # What is left out can bring two signs together that are one to Unicode (a letter and its accent): once more then.
    same = text
    while (again := _folded(same)) != same:
        same = again
    return same


def _folded(text: str) -> str:
    same = unicodedata.normalize("NFKC", tidied(text)).translate(_SAME).casefold()
    # Folding the case can leave a form that is not normal (ǰ), and NFKC letters that have a case (the sign for ohm).
    same = tidied(_SELECTORS.sub("", unicodedata.normalize("NFKC", same))).translate(_SAME)
    return _BESIDE_CHINESE.sub("", _BLANKS.sub(" ", same))
