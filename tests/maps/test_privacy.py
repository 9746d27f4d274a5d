"""What leaves the house: no gate, no small number, and no small number found by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from maps.coordinates import metres_between
from maps.privacy import SMALLEST_SHOWN, suppressed
from safety.access.positions import rounded


@given(st.floats(105, 110), st.floats(28, 32))
def test_a_rounded_position_is_within_a_kilometre_of_the_true_one(lon: float, lat: float) -> None:
    assert metres_between(rounded(lon, lat), (lon, lat)) < 800
    assert all(round(value, 2) == value for value in rounded(lon, lat))


def test_a_lone_small_count_takes_the_next_smallest_with_it() -> None:
    assert suppressed({"a": 3, "b": 40, "c": 9, "d": 0}) == {"a": None, "b": 40, "c": None, "d": 0}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=6))
def test_no_small_count_is_shown_and_none_follows_from_the_total(counts: dict[str, int]) -> None:
    shown = suppressed(counts)
    assert all(count is None or count == 0 or count >= SMALLEST_SHOWN for count in shown.values())
    hidden = [key for key, count in shown.items() if count is None]
    assert len(hidden) != 1 or sum(counts.values()) == counts[hidden[0]]
