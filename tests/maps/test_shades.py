"""Numbers fall into classes of one colour: equal numbers together, zero apart, none empty."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from maps.shades import MOST_CLASSES, classes, shade_of, upper_bounds

NUMBERS = st.lists(st.integers(0, 10_000), max_size=60)


def test_ten_districts_fall_into_five_shades_of_two() -> None:
    bounds = upper_bounds(range(1, 11))
    assert [shade_of(number, bounds) for number in range(11)] == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_nothing_and_zero_have_no_shade() -> None:
    assert upper_bounds([0, 0]) == []
    assert shade_of(None, [1, 2]) == shade_of(0, [1, 2]) == 0


def test_the_legend_says_the_numbers_that_are_there() -> None:
    assert classes([0, 1, 1, 1, 9]) == [(1, 1), (9, 9)]


@given(NUMBERS)
def test_every_number_lies_in_the_class_the_legend_names(numbers: list[int]) -> None:
    bounds = upper_bounds(numbers)
    legend = classes(numbers)
    assert len(legend) == len(bounds) <= MOST_CLASSES
    for number in numbers:
        shade = shade_of(number, bounds)
        assert (shade == 0) == (number == 0)
        if shade:
            assert legend[shade - 1][0] <= number <= legend[shade - 1][1]


@given(NUMBERS)
def test_a_larger_number_is_never_lighter(numbers: list[int]) -> None:
    bounds = upper_bounds(numbers)
    found = [shade_of(number, bounds) for number in sorted(numbers)]
    assert found == sorted(found)
