"""When two names are written alike: the same name, or one so near that a person must look.

That two records bear one name says nothing yet about whether they are one thing: that is for each register's rule.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from safety.folding.texts import fold

#: From here on two names are so near that a person must look.
LIKE_NAME = 0.75
#: Folding can make a text many times longer (one sign for four words).
LONGEST_KEY = 400
#: The unit itself, as against its branches; written or left out at will.
_ITSELF = re.compile(r"\((?:公司)?(?:本部|总部)\)$")
_NOISE = re.compile(r"[\s()\[\]·\-_,.。、]+")
_SUFFIXES = ("有限责任公司", "股份有限公司", "有限公司", "分公司", "公司", "项目部", "工地")


def name_key(name: str) -> str:
    """What two writings of one name have in common: for finding a record again by its name."""
    return _ITSELF.sub("", fold(name))[:LONGEST_KEY]


@lru_cache(maxsize=65_536)
def bare(name: str) -> str:
    """A name as likeness compares it: signs and the words of legal form left out."""
    text = _NOISE.sub("", name_key(name))
    for suffix in _SUFFIXES:
        text = text.replace(suffix, "")
    return text


def likeness(name: str, other: str, *, needed: float = 0.0) -> float:
    """How alike two names are, from 0 to 1; 0 as soon as it is clear that ``needed`` is not reached."""
    one, two = bare(name), bare(other)
    both = len(one) + len(two)
    if both and 2 * min(len(one), len(two)) < needed * both:
        return 0.0
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= needed else 0.0


def is_like(name: str, other: str) -> bool:
    """Whether two names are so near that a person must look."""
    return likeness(name, other, needed=LIKE_NAME) >= LIKE_NAME
