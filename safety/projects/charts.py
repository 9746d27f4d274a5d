"""Shares as horizontal bars: the arithmetic of a picture that ``components/share_chart.html`` draws as SVG.

Lengths are in the picture's own units (its ``viewBox``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LABEL_WIDTH = 132
BAR_WIDTH = 210
WORDS_WIDTH = 98
ROW_HEIGHT = 30
BAR_HEIGHT = 16
WIDTH = LABEL_WIDTH + BAR_WIDTH + WORDS_WIDTH


@dataclass(frozen=True)
class Bar:
    """One share: ``part`` of ``whole``, drawn ``length`` long at height ``top``; nothing of nothing has no share."""

    label: str
    part: int
    whole: int
    top: int
    length: float

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None when there is nothing to have a share of."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Chart:
    """Bars below one another, and the size of the picture."""

    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH


def share_chart(shares: Iterable[tuple[str, int, int]]) -> Chart:
    """Lay out ``(label, part, whole)`` in the order given."""
    bars = tuple(
        Bar(label, part, whole, number * ROW_HEIGHT, round(BAR_WIDTH * part / whole, 1) if whole else 0.0)
        for number, (label, part, whole) in enumerate(shares)
    )
    return Chart(bars, max(len(bars), 1) * ROW_HEIGHT)
