"""Months as the bars and the line of a small picture.  Plain arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maps.sources import Month

WIDTH, HEIGHT, FOOT = 360, 120, 18
_GAP = 3


@dataclass(frozen=True)
class Bar:
    """One month: where its bars stand, and where its name is written."""

    left: float
    width: float
    found: float
    closed: float
    label: str


@dataclass(frozen=True)
class Trend:
    """A picture of months: bars for found and closed, a line for what stood open."""

    months: Sequence[Month]
    bars: Sequence[Bar]
    line: str
    top: int
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = FOOT


def trend_of(months: Sequence[Month]) -> Trend:
    """The picture of ``months``, all numbers to one scale."""
    top = max((max(month.found, month.closed, month.open) for month in months), default=0)
    room = HEIGHT - FOOT
    step = WIDTH / max(len(months), 1)
    scale = room / max(top, 1)
    bars = [
        Bar(
            round(index * step, 1),
            round((step - _GAP) / 2, 1),
            round(month.found * scale, 1),
            round(month.closed * scale, 1),
            str(month.first.month),
        )
        for index, month in enumerate(months)
    ]
    points = [
        f"{round((index + 0.5) * step, 1)},{round(room - month.open * scale, 1)}"
        for index, month in enumerate(months)
    ]
    return Trend(months, bars, " ".join(points), top)
