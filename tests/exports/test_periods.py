"""Periods begin and end where the calendar says, and a return stops counting on the day it is due."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.exports.rules.numbers import NUMBERS, RATES, Group, Kept, Rate, year_of
from safety.exports.rules.periods import Period, period_from, periods_before, present_period, span_of

TODAY = date(2026, 11, 23)
days = st.dates(date(2001, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("key", "first", "last", "due"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 15)),
        ("2024q2", date(2024, 4, 1), date(2024, 6, 30), date(2024, 7, 15)),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 15)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 15)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 15)),
    ],
)
def test_a_period_knows_its_days(key: str, first: date, last: date, due: date) -> None:
    period = period_from(key)
    assert (period.first_day, period.last_day, period.due_day) == (first, last, due)
    assert period_from(period.key) == period


@pytest.mark.parametrize("key", ["", "2026Q5", "Q3", "2026-Q3", "1999", "2200Q1", "二〇二六"])
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(Invalid) as refusal:
        period_from(key)
    assert "period" in refusal.value.fields


@given(days)
def test_every_day_lies_in_just_one_quarter_of_its_year(day: date) -> None:
    fitting = [one for one in Period(day.year).quarters if one.first_day <= day <= one.last_day]
    assert len(fitting) == 1


@given(days)
def test_the_present_period_is_one_that_can_be_reported(day: date) -> None:
    period = present_period(day)
    assert period.first_day <= day <= period.due_day
    assert period in periods_before(day)


def test_the_days_of_a_span_are_those_of_chongqing() -> None:
    span = span_of(Period(2026, 3), today=TODAY)
    assert span.begins == datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert span.ends == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert span.known_before == datetime(2026, 10, 15, 16, tzinfo=UTC)
    assert not span.is_provisional(TODAY)


def test_a_period_that_still_runs_counts_up_to_today_and_says_so() -> None:
    span = span_of(Period(2026, 4), today=TODAY)
    assert span.as_of == TODAY
    assert span.is_provisional(TODAY)
    assert span_of(Period(2026, 4), today=TODAY, as_of=date(2027, 1, 1)).as_of == TODAY


def test_a_period_to_come_and_a_day_before_it_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        span_of(Period(2027, 1), today=TODAY)
    assert "period" in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        span_of(Period(2026, 3), today=TODAY, as_of=date(2026, 6, 30))
    assert "as_of" in refusal.value.fields


def test_a_rate_without_a_denominator_is_nothing_rather_than_zero() -> None:
    rate = Rate("r", Group.ACCIDENTS, "", "a", "b", 1000)
    assert rate.of({"a": 3, "b": 1500}) == 2.0
    assert rate.of({"a": 0, "b": 0}) is None
    assert rate.of({"a": None, "b": 4}) is None
    assert rate.of({"a": 0, "b": 4}) == 0


def test_a_year_adds_what_happened_and_takes_the_last_of_what_there_is() -> None:
    assert year_of(Kept.FLOW, [1, None, 3, None]) == 4
    assert year_of(Kept.STOCK, [10, 12, None, 11]) == 11
    assert year_of(Kept.STOCK, [10, None, None, None]) == 10
    assert year_of(Kept.FLOW, [None] * 4) is None


def test_the_thirty_days_of_applications_are_told_as_the_unions_own_term_but_for_its_own_rights() -> None:
    meaning = str(NUMBERS["referrals_on_time"].meaning)
    assert "只用于侵犯工会自身权利的申请" in meaning
    assert "其余是工会自己提出的期限" in meaning
    rate = next(one for one in RATES if one.key == "referral_rate")
    assert "含工会自定期限" in str(rate.label)
