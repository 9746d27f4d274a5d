"""Where hazards gather more than chance would have it: Getis-Ord Gi* over a grid of cells.  Plain arithmetic.

Each cell with sites has a value (open findings per site, so that many sites alone make no hot spot).  Gi* sets
the values of a cell and its eight neighbours against the mean of all cells, as a z-score (Getis and Ord 1992,
Ord and Getis 1995).  As every cell is a test of its own, the p-values are held against the bound of Benjamini
and Hochberg (1995), which keeps the share of false alarms among the named cells at the stated level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, erfc, radians, sqrt

Cell = tuple[int, int]

METRES_PER_DEGREE = 111_320.0
#: With fewer cells than this no statement is made.
FEWEST_CELLS = 30
#: A cell with fewer cells around it (itself counted) is no neighbourhood: one bad site alone is no hot spot.
FEWEST_AROUND = 3
LEVELS = (0.01, 0.05)


class Heat(StrEnum):
    """What is said of a cell."""

    HOT_SURE = "hot_sure"
    HOT = "hot"
    COLD = "cold"
    COLD_SURE = "cold_sure"
    PLAIN = "plain"


@dataclass(frozen=True)
class Grid:
    """Square cells of ``metres`` with their corner at (``west``, ``south``) in degrees."""

    west: float
    south: float
    metres: float

    @property
    def steps(self) -> tuple[float, float]:
        """The width and height of a cell in degrees, true at the grid's southern edge."""
        height = self.metres / METRES_PER_DEGREE
        return height / cos(radians(self.south)), height

    def cell_of(self, lon: float, lat: float) -> Cell:
        """The cell that holds a position."""
        width, height = self.steps
        return int((lon - self.west) // width), int((lat - self.south) // height)

    def ring(self, cell: Cell) -> list[list[float]]:
        """The corners of a cell, closed, as GeoJSON has them."""
        width, height = self.steps
        west, south = self.west + cell[0] * width, self.south + cell[1] * height
        east, north = west + width, south + height
        return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@dataclass(frozen=True)
class Finding:
    """What Gi* says of one cell: its score, its p-value (two-sided), and the verdict."""

    z: float
    p: float
    heat: Heat


def gi_star(values: Mapping[Cell, float]) -> dict[Cell, tuple[float, float]]:
    """Gi* as a z-score, and its two-sided p-value, for every cell; zero and one where nothing varies."""
    count = len(values)
    if count < 2:
        return dict.fromkeys(values, (0.0, 1.0))
    mean = sum(values.values()) / count
    spread = sqrt(max(sum(value * value for value in values.values()) / count - mean * mean, 0.0))
    found = {}
    for cell in values:
        near = [values[one] for one in _around(cell) if one in values]
        weight = len(near)
        scale = spread * sqrt(max(count * weight - weight * weight, 0) / (count - 1))
        z = (sum(near) - mean * weight) / scale if scale > 1e-12 else 0.0
        found[cell] = (z, erfc(abs(z) / sqrt(2)))
    return found


def hot_spots(values: Mapping[Cell, float]) -> dict[Cell, Finding]:
    """The verdict on every cell; all plain when there are fewer cells than a statement needs."""
    scores = gi_star(values)
    enough = len(values) >= FEWEST_CELLS
    sure, likely = (_bound([p for _, p in scores.values()], level) if enough else -1.0 for level in LEVELS)
    found = {}
    for cell, (z, p) in scores.items():
        is_told = sum(one in values for one in _around(cell)) >= FEWEST_AROUND
        found[cell] = Finding(z, p, _heat(z, p, sure, likely) if is_told else Heat.PLAIN)
    return found


def _heat(z: float, p: float, sure: float, likely: float) -> Heat:
    if p <= sure:
        return Heat.HOT_SURE if z > 0 else Heat.COLD_SURE
    if p <= likely:
        return Heat.HOT if z > 0 else Heat.COLD
    return Heat.PLAIN


def _bound(p_values: Sequence[float], level: float) -> float:
    """The largest p-value that Benjamini and Hochberg let pass at ``level``; below zero when none does."""
    ordered = sorted(p_values)
    passing = [p for rank, p in enumerate(ordered, 1) if p <= level * rank / len(ordered)]
    return max(passing, default=-1.0)


def _around(cell: Cell) -> list[Cell]:
    x, y = cell
    return [(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
