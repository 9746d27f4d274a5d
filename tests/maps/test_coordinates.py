"""Coordinates agree with two independent libraries, with known points, and come back to where they began."""

from __future__ import annotations

import math
import random

import eviltransform
import pytest
from coord_convert import transform as coord_convert
from hypothesis import given
from hypothesis import strategies as st

from maps.coordinates import (
    Datum,
    bd09_to_gcj02,
    detect_datum,
    from_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    metres_between,
    to_wgs84,
    wgs84_to_gcj02,
)

IN_CHINA = st.tuples(st.floats(74, 134), st.floats(18.5, 53))
ABROAD = st.one_of(
    st.tuples(st.floats(-180, 71.9), st.floats(-90, 90)), st.tuples(st.floats(60, 140), st.floats(56, 90))
)


def places(count: int) -> list[tuple[float, float]]:
    dice = random.Random(20261123)
    return [(dice.uniform(74, 134), dice.uniform(18.5, 53)) for _ in range(count)]


def test_gcj02_agrees_with_two_independent_libraries_within_a_decimetre() -> None:
    for lon, lat in places(2000):
        ours = wgs84_to_gcj02(lon, lat)
        other_lat, other_lon = eviltransform.wgs2gcj(lat, lon)
        assert metres_between(ours, (other_lon, other_lat)) < 0.1
        assert metres_between(ours, coord_convert.wgs2gcj(lon, lat)) < 0.001


def test_bd09_agrees_with_two_independent_libraries() -> None:
    for lon, lat in places(2000):
        ours = gcj02_to_bd09(lon, lat)
        other_lat, other_lon = eviltransform.gcj2bd(lat, lon)
        assert metres_between(ours, (other_lon, other_lat)) < 0.01
        assert metres_between(ours, coord_convert.gcj2bd(lon, lat)) < 0.01


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # The published test points of the eviltransform project: Shanghai, Shenzhen, Beijing.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_known_points(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert metres_between(wgs84_to_gcj02(*wgs84), gcj02) < 0.1
    assert metres_between(gcj02_to_wgs84(*gcj02), wgs84) < 0.1
    assert 100 < metres_between(wgs84, wgs84_to_gcj02(*wgs84)) < 800


@given(IN_CHINA)
def test_a_round_trip_inside_china_comes_back_within_a_millimetre(place: tuple[float, float]) -> None:
    assert metres_between(gcj02_to_wgs84(*wgs84_to_gcj02(*place)), place) < 0.001
    assert metres_between(wgs84_to_gcj02(*gcj02_to_wgs84(*place)), place) < 0.001
    assert metres_between(bd09_to_gcj02(*gcj02_to_bd09(*place)), place) < 0.001
    for datum in Datum:
        assert metres_between(to_wgs84(*from_wgs84(*place, datum), datum), place) < 0.001


@given(ABROAD)
def test_positions_outside_china_stay_where_they_are(place: tuple[float, float]) -> None:
    for convert in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02):
        assert convert(*place) == place


@pytest.mark.parametrize("place", [(math.nan, 29.5), (106.5, math.inf), (181.0, 0.0), (29.5, 106.5)])
def test_what_is_no_position_is_refused(place: tuple[float, float]) -> None:
    for convert in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02):
        with pytest.raises(ValueError, match="not a position"):
            convert(*place)


def east_or_west(lon: float, _lat: float) -> str:
    """Two districts with a border along 106.55° E."""
    return "500103" if lon < 106.55 else "500105"


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
def test_the_datum_of_points_beside_a_border_is_guessed_by_fit(datum: Datum) -> None:
    dice = random.Random(7)
    true_places = [(dice.gauss(106.55, 0.004), dice.uniform(29.4, 29.7)) for _ in range(200)]
    guess = detect_datum(
        [(*from_wgs84(lon, lat, datum), east_or_west(lon, lat)) for lon, lat in true_places], east_or_west
    )
    assert guess.datum is datum
    assert guess.confidence > 0.3
    assert guess.telling >= 20


def test_points_far_from_any_border_tell_nothing_about_their_datum() -> None:
    guess = detect_datum([(106.2, 29.5, "500103"), (106.9, 29.5, "500105")], east_or_west)
    assert (guess.datum, guess.confidence, guess.telling) == (None, 0.0, 0)
