"""Which signs the fonts at hand print, as a short text that a page keeps: the tablet asks it without a line.

A sign is judged as before issuing (``glyphs.missing``); what a paper leaves out anyway counts as printed.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from safety.papers.content import LEFT_OUT
from safety.papers.glyphs import font_files, printed

_DIGITS = string.digits + string.ascii_lowercase


def printable(folders: Sequence[Path]) -> str:
    """The signs that the fonts of ``folders`` print, as runs: ``gap`` or ``gap-more``, in base 36, with commas between.

    ``gap`` is how far a run begins after the last sign of the run before, ``more`` how many signs it has beside the
    first. It is made once and again when a font comes or goes.
    """
    return _made(tuple((path, path.stat().st_mtime_ns) for path in font_files(folders)))


@lru_cache(maxsize=4)
def _made(files: tuple[tuple[Path, int], ...]) -> str:
    codes = printed([path for path, _changed in files]) | LEFT_OUT
    return ",".join(_written(_runs(sorted(codes))))


def _runs(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = -2
    for code in codes:
        if code != last + 1:
            if first >= 0:
                yield first, last
            first = code
        last = code
    if first >= 0:
        yield first, last


def _written(runs: Iterable[tuple[int, int]]) -> Iterator[str]:
    before = 0
    for first, last in runs:
        yield _base36(first - before) + (f"-{_base36(last - first)}" if last > first else "")
        before = last


def _base36(number: int) -> str:
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits
