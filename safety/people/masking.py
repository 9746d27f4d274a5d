"""What of a person is left in an export or on a paper without the right to see more."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Eighteen digits (the last may be X) or a mobile number: never left in free text.
_NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")
_HIDDEN = "＊"
#: What stands for a value that is left out whole: the same in every language, since it is part of what is hashed.
HIDDEN = _HIDDEN * 4


def masked_name(name: str | None) -> str:
    """The family name and asterisks: 孙＊; nothing for nobody.  A name in other letters leaves its first letter."""
    return f"{name.strip()[0]}{_HIDDEN}" if name and name.strip() else ""


def masked_text(text: str | None, names: Iterable[str | None]) -> str | None:
    """``text`` without the ``names`` (longest first), identity numbers and mobile numbers that stand in it."""
    if not text:
        return text
    known = {one.strip() for one in names if one}
    standing = [one for one in known if len(one) > 1 and one in text]
    for name in sorted(standing, key=lambda one: (-len(one), one)):
        text = text.replace(name, masked_name(name))
    return _NUMBERS.sub(HIDDEN, text)
