"""The arithmetic of two pictures that templates draw as SVG: bars below one another, and numbers over days.

Lengths are in the picture's own units (its ``viewBox``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LABEL_WIDTH = 132
BAR_WIDTH = 210
WORDS_WIDTH = 98
ROW_HEIGHT = 30
WIDTH = LABEL_WIDTH + BAR_WIDTH + WORDS_WIDTH

SERIES_WIDTH = 320
SERIES_HEIGHT = 120
EDGE = 14
LEFT = 26


@dataclass(frozen=True)
class Bar:
    """One number, drawn ``length`` long at height ``top``; ``words`` stand behind it."""

    label: str
    value: float
    top: int
    length: float
    words: str


@dataclass(frozen=True)
class BarChart:
    """Bars below one another, and the size of the picture."""

    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH


def bar_chart(rows: Iterable[tuple[str, float, str]], *, most: float | None = None) -> BarChart:
    """Lay out ``(label, value, words)`` in the order given; the longest bar stands for ``most`` (the largest value)."""
    given = list(rows)
    whole = most if most is not None else max((value for _, value, _ in given), default=0)
    bars = tuple(
        Bar(
            label,
            value,
            number * ROW_HEIGHT,
            round(BAR_WIDTH * min(value, whole) / whole, 1) if whole else 0.0,
            words,
        )
        for number, (label, value, words) in enumerate(given)
    )
    return BarChart(bars, max(len(bars), 1) * ROW_HEIGHT)


@dataclass(frozen=True)
class Line:
    """One kind of number over days: the path of its steps, and its last value at ``end``."""

    label: str
    tone: str
    path: str
    end: tuple[float, float]
    last: int


@dataclass(frozen=True)
class SeriesChart:
    """Numbers over days as steps: each holds from its day until the next one."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, int], ...]
    first: date
    last: date
    width: int = SERIES_WIDTH
    height: int = SERIES_HEIGHT


def series_chart(
    days: Sequence[date], numbers: Iterable[tuple[str, str, Sequence[int]]], *, until: date
) -> SeriesChart | None:
    """Lay out ``(label, tone, value on each of days)``; ``days`` ascend; None when there is nothing to draw.

    The last value holds on to ``until``; a kind that is 0 on all days is left out.
    """
    given = [(label, tone, values) for label, tone, values in numbers if any(values)]
    if not days or not given:
        return None
    last = max(until, days[-1])
    span = max((last - days[0]).days, 1)
    most = max(max(values) for _, _, values in given)

    def across(day: date) -> float:
        return round(LEFT + (SERIES_WIDTH - LEFT - EDGE) * (day - days[0]).days / span, 1)

    def up(value: float) -> float:
        return round(SERIES_HEIGHT - EDGE - (SERIES_HEIGHT - 2 * EDGE) * value / most, 1)

    lines = []
    for label, tone, values in given:
        steps = [f"M{across(days[0])} {up(values[0])}"]
        for day, value in zip(days[1:], values[1:], strict=True):
            steps.append(f"H{across(day)}V{up(value)}")
        steps.append(f"H{across(last)}")
        lines.append(Line(label, tone, "".join(steps), (across(last), up(values[-1])), values[-1]))
    ticks = tuple((up(value), value) for value in sorted({0, most}))
    return SeriesChart(tuple(lines), ticks, days[0], last)
