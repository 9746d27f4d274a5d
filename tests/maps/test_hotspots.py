"""Gi* against PySAL's numbers, and verdicts that chance does not give."""

from __future__ import annotations

import random

import pytest

from maps.choice import metres_between
from maps.hotspots import FEWEST_CELLS, Grid, Heat, gi_star, hot_spots

# A lattice of 5 x 5; the scores are those of esda 2.9 G_Local(star=True, transform="B", queen contiguity).
LATTICE = {(x, y): float(value) for y, row in enumerate([
    [1, 2, 1, 0, 0],
    [2, 9, 8, 1, 0],
    [1, 8, 9, 2, 1],
    [0, 1, 2, 1, 0],
    [0, 0, 1, 0, 0],
]) for x, value in enumerate(row)}  # fmt: skip

PYSAL = [
    1.0962, 1.7251, 1.4114, -0.3137, -1.2789,
    1.7251, 3.2093, 3.0698, 0.5581, -1.2546,
    1.4114, 3.0698, 3.2093, 0.8372, -1.0978,
    -0.3137, 0.5581, 0.8372, -0.2791, -1.2546,
    -1.2789, -1.2546, -1.0978, -1.2546, -1.2789,
]  # fmt: skip


def test_the_scores_are_those_of_pysal() -> None:
    ours = gi_star(LATTICE)
    assert [round(ours[x, y][0], 4) for y in range(5) for x in range(5)] == PYSAL


def field(side: int, seed: int) -> dict[tuple[int, int], float]:
    dice = random.Random(seed)
    return {(x, y): dice.random() for x in range(side) for y in range(side)}


def test_a_cluster_is_named_and_its_surroundings_are_not() -> None:
    values = field(12, 1)
    for x in range(3, 6):
        for y in range(3, 6):
            values[x, y] += 5
    found = hot_spots(values)
    assert found[4, 4].heat is Heat.HOT_SURE
    assert found[10, 10].heat is not Heat.HOT_SURE
    assert sum(one.heat in (Heat.HOT, Heat.HOT_SURE) for one in found.values()) < 40


def test_chance_alone_names_hardly_ever_a_hot_spot() -> None:
    alarms = sum(
        any(one.heat is not Heat.PLAIN for one in hot_spots(field(8, seed)).values()) for seed in range(60)
    )
    assert alarms <= 9


def test_too_few_cells_get_no_verdict() -> None:
    values = {(x, 0): float(x == 3) * 100 for x in range(FEWEST_CELLS - 1)}
    assert {one.heat for one in hot_spots(values).values()} == {Heat.PLAIN}


def test_one_bad_site_far_from_all_others_is_no_hot_spot() -> None:
    values = field(10, 4) | {(50, 50): 90.0}
    assert hot_spots(values)[50, 50].heat is Heat.PLAIN
    assert hot_spots(values)[50, 50].p < 0.001


@pytest.mark.parametrize("values", [{}, {(0, 0): 3.0}, {(x, 0): 2.0 for x in range(40)}])
def test_where_nothing_varies_nothing_is_said(values: dict[tuple[int, int], float]) -> None:
    assert all(one.heat is Heat.PLAIN and one.z == 0 for one in hot_spots(values).values())


def test_a_cell_of_the_grid_is_as_wide_as_it_is_high_and_holds_its_positions() -> None:
    grid = Grid(106.5, 29.5, 500.0)
    west, south = grid.ring((3, 4))[0]
    east, north = grid.ring((3, 4))[2]
    assert metres_between((west, south), (east, south)) == pytest.approx(500, rel=0.01)
    assert metres_between((west, south), (west, north)) == pytest.approx(500, rel=0.01)
    assert grid.cell_of((west + east) / 2, (south + north) / 2) == (3, 4)


def test_distances_over_the_ground_are_those_of_the_ellipsoid_within_half_a_percent() -> None:
    from pyproj import Geod

    one, other = (106.55, 29.56), (107.39, 29.70)
    _, _, metres = Geod(ellps="WGS84").inv(*one, *other)
    assert metres_between(one, other) == pytest.approx(metres, rel=0.005)
