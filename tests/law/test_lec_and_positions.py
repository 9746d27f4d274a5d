"""LEC scores at the edges of their bands, and positions that cannot be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from safety.errors import Invalid
from safety.law.hazard_factors import BY_CODE, FACTORS, leaves, path_of
from safety.law.lec import band_of, risk
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
