"""How high a row must be to show its wrapped texts: programs other than Excel keep to what the file says."""

from __future__ import annotations

import math

#: Points of a line of Chinese as LibreOffice sets it (Excel needs fifteen), and of the highest row that Excel takes.
LINE, HIGHEST = 18.0, 409.0
#: A wide (Chinese) and any other character in units of a column's width, as the widest usual substitute font sets them.
_WIDE, _NARROW = 2.1, 1.05


def fits_on_a_line(width: float) -> int:
    """How many characters of any kind a column of that width shows in one line."""
    return int(width / _WIDE)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width."""
    return sum(_lines(one, width) for one in text.split("\n"))


def _lines(text: str, width: float) -> int:
    # In UTF-8 a Chinese character has two bytes more than it counts characters, an English one none.
    wide = (len(text.encode("utf-8", "replace")) - len(text)) / 2
    taken = wide * _WIDE + (len(text) - wide) * _NARROW
    words = text.count(" ")
    # An English word that does not fit goes to the next line whole: on average half a word is left empty.
    loose = 1 + (min(0.3, len(text) / (words + 1) / width / 2) if words else 0)
    return max(1, math.ceil(taken * loose / width))


def height_of(lines: int) -> float:
    """The height of a row with so many lines, in points."""
    return min(HIGHEST, lines * LINE)
