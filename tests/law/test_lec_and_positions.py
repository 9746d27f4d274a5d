"""LEC scores at the edges of their bands, and positions that cannot be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.law.hazard_factors import BY_CODE, FACTORS, children, leaves, path_of
from safety.law.lec import BANDS, CONSEQUENCES, EXPOSURES, LIKELIHOODS, band_of, risk
from safety.law.positions import check_position, distance_m


@pytest.mark.parametrize(
    ("values", "score", "colour"),
    [
        ((6, 6, 7), 252, "orange"),
        ((3, 6, 15), 270, "orange"),
        ((1, 6, 15), 90, "yellow"),
        ((10, 6, 7), 420, "red"),
        (("0.1", "0.5", 1), "0.05", "blue"),
    ],
)
def test_worked_examples(values: tuple[int | str, ...], score: int | str, colour: str) -> None:
    found = risk(*(Decimal(value) for value in values))
    assert (found.score, found.colour) == (Decimal(score), colour)


@pytest.mark.parametrize(
    ("score", "colour"),
    [
        ("320", "red"),
        ("319.99", "orange"),
        ("160", "orange"),
        ("159.99", "yellow"),
        ("70", "yellow"),
        ("69.99", "blue"),
    ],
)
def test_a_bands_lower_edge_is_included(score: str, colour: str) -> None:
    assert band_of(Decimal(score)).colour == colour


def test_a_value_that_the_method_does_not_have_is_named() -> None:
    with pytest.raises(Invalid) as refusal:
        risk(Decimal(5), Decimal(6), Decimal(7))
    assert list(refusal.value.fields) == ["likelihood"]


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        (0.0, 0.0, "没有定位"),
        (29.56, 106.55, "填反"),
        (float("nan"), 29.0, "不是有效"),
        (2.35, 48.85, "不在中国"),
        (190.0, 95.0, "超出范围"),
    ],
)
def test_an_impossible_position_says_why(lon: float, lat: float, says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_position(lon, lat)
    assert says in str(refusal.value.sentence)


def test_jiefangbei_is_a_place_and_chaotianmen_is_about_a_kilometre_away() -> None:
    assert check_position(106.5770, 29.5570) == (106.5770, 29.5570)
    assert 1200 < distance_m(106.5770, 29.5570, 106.5870, 29.5670) < 1600


def test_hazard_factors_form_a_tree() -> None:
    assert all(factor.parent is None or factor.parent in BY_CODE for factor in FACTORS)
    assert len({factor.code for factor in FACTORS}) == len(FACTORS)
    assert [factor.code for factor in path_of("3207")] == ["3", "32", "3207"]
    assert all(len(factor.code) == 4 or factor.code.startswith("4") for factor in leaves())
    assert [factor.code for factor in children(None)] == ["1", "2", "3", "4"]
    assert path_of("9999") == []


@given(st.sampled_from([*LIKELIHOODS]), st.sampled_from([*EXPOSURES]), st.sampled_from([*CONSEQUENCES]))
def test_scores_are_exact_and_in_one_band(
    likelihood: Decimal, exposure: Decimal, consequence: Decimal
) -> None:
    found = risk(likelihood, exposure, consequence)
    tenths = int(likelihood * 10) * int(exposure * 10) * int(consequence)
    assert found.score * 100 == tenths
    higher = [band for band in BANDS if band.lowest > found.band.lowest]
    assert (
        found.band.lowest <= found.score < min((band.lowest for band in higher), default=Decimal("Infinity"))
    )


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-1", "0"])
def test_what_is_no_value_of_the_method_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        risk(Decimal(value), Decimal(6), Decimal(7))


lons = st.floats(73, 136)
lats = st.floats(3, 54)


@given(st.floats(allow_nan=True, allow_infinity=True), st.floats(allow_nan=True, allow_infinity=True))
def test_any_pair_is_kept_as_it_is_or_refused_by_both_fields(lon: float, lat: float) -> None:
    outcome: tuple[object, ...] = ()
    try:
        outcome = check_position(lon, lat)
    except Invalid as refusal:
        outcome = tuple(refusal.fields)
    assert outcome in {(lon, lat), ("lon", "lat")}


@given(lons, lats)
def test_every_place_in_china_is_taken_and_its_mirror_image_refused(lon: float, lat: float) -> None:
    assert check_position(lon, lat) == (lon, lat)
    with pytest.raises(Invalid):
        check_position(lat, lon)


@given(lons, lats, lons, lats)
def test_distances_are_the_same_both_ways_and_never_over_half_the_earth(
    lon: float, lat: float, other_lon: float, other_lat: float
) -> None:
    there = distance_m(lon, lat, other_lon, other_lat)
    back = distance_m(other_lon, other_lat, lon, lat)
    assert there == pytest.approx(back, abs=1e-3)
    assert 0 <= there <= 20_015_200
    assert distance_m(lon, lat, lon, lat) == 0


def test_a_degree_of_latitude_is_about_a_hundred_and_eleven_kilometres() -> None:
    assert distance_m(106.5, 29.0, 106.5, 30.0) == pytest.approx(111_195, abs=1)
