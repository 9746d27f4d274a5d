"""Working days, holidays, make-up workdays, and years that are not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.law.calendar import holiday_table

#: The National Day holiday of 2025 (1–8 October), with its make-up days 28 September and 11 October.
NATIONAL_DAY = holiday_table(
    [2024, 2025],
    off=[date(2025, 10, day) for day in range(1, 9)],
    worked=[date(2025, 9, 28), date(2025, 10, 11)],
)


def test_holidays_are_off_and_make_up_days_are_worked() -> None:
    assert not NATIONAL_DAY.is_workday(date(2025, 10, 1))
    assert NATIONAL_DAY.is_workday(date(2025, 10, 11))
    assert not NATIONAL_DAY.is_workday(date(2025, 10, 12))
    assert NATIONAL_DAY.is_workday(date(2025, 10, 9))


def test_a_term_of_working_days_steps_over_the_holiday() -> None:
    assert NATIONAL_DAY.after(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert NATIONAL_DAY.after(date(2025, 9, 26), 3) == date(2025, 9, 30)
    assert NATIONAL_DAY.after(date(2025, 10, 4), 0) == date(2025, 10, 4)


def test_a_last_day_on_a_holiday_is_moved_to_the_first_day_after_it() -> None:
    assert NATIONAL_DAY.moved(date(2025, 10, 3)) == date(2025, 10, 9)
    assert NATIONAL_DAY.moved(date(2025, 9, 28)) == date(2025, 9, 28)


def test_a_year_without_a_table_is_refused_and_never_guessed() -> None:
    with pytest.raises(Invalid) as refusal:
        NATIONAL_DAY.after(date(2025, 12, 30), 5)
    assert refusal.value.code == "no_holiday_table"
    assert "2026" in str(refusal.value.sentence)
    assert NATIONAL_DAY.moved_if_known(date(2026, 1, 1)) is None
    assert not NATIONAL_DAY.knows(date(2026, 1, 1))


@pytest.mark.parametrize("day", [date(2025, 9, 29), date(2025, 10, 4)])
def test_a_make_up_day_is_a_weekend_day_that_is_not_off(day: date) -> None:
    with pytest.raises(Invalid):
        holiday_table([2025], off=[date(2025, 10, 4)], worked=[day])


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(Invalid):
        NATIONAL_DAY.after(date(2025, 1, 1), -1)


@given(st.dates(date(2024, 1, 1), date(2025, 6, 30)), st.integers(0, 100))
def test_counting_back_gives_the_term(start: date, workdays: int) -> None:
    end = NATIONAL_DAY.after(start, workdays)
    assert NATIONAL_DAY.between(start, end) == workdays
    assert workdays == 0 or NATIONAL_DAY.is_workday(end)
    assert end - start >= timedelta(days=workdays)
