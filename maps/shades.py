"""Numbers → a few classes of one colour, for measures that are no attention level.  Plain arithmetic."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

#: As many steps of one colour as an eye tells apart on a screen and on paper.
MOST_CLASSES = 5
#: The fills of levels and of shades, on paper and in files.
LEVEL_FILLS: Mapping[str, str] = {
    "red": "#c92a2a",
    "orange": "#d9580d",
    "yellow": "#f2c037",
    "blue": "#2b6cb0",
    "none": "#c9d0d8",
}
SHADE_FILLS = ("#f1f3f5", "#c9b8e0", "#a68bc9", "#8460b0", "#653a97", "#461778")


def upper_bounds(values: Iterable[float], most: int = MOST_CLASSES) -> list[float]:
    """The upper bounds (included) of classes that hold about equally many of the numbers above zero.

    Equal numbers always fall into one class, so there may be fewer classes than ``most``; none without a
    number above zero.
    """
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return []
    picked = [
        ordered[(len(ordered) * step) // most - 1]
        for step in range(1, most + 1)
        if len(ordered) * step >= most
    ]
    return sorted(set(picked))


def shade_of(value: float | None, bounds: Sequence[float]) -> int:
    """The class of a number: 0 for none or zero, 1 for the lowest, up to the number of bounds."""
    if value is None or value <= 0 or not bounds:
        return 0
    return min(bisect_left(bounds, value) + 1, len(bounds))


def classes(values: Iterable[float]) -> list[tuple[float, float]]:
    """The smallest and the largest number of each class, lowest first, as a legend says it."""
    above = sorted(value for value in values if value > 0)
    bounds = upper_bounds(above)
    members = [
        [value for value in above if shade_of(value, bounds) == step] for step in range(1, len(bounds) + 1)
    ]
    return [(inside[0], inside[-1]) for inside in members if inside]
