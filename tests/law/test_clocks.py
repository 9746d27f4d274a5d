"""Statutory terms, to the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.law.accident_grades import AccidentGrade
from safety.law.clocks import (
    approval_due,
    copies_due,
    evaluation_due,
    extension_asked_in_time,
    injury_by_employer_due,
    injury_by_union_due,
    referral_due,
    report_due,
    supplement_due,
)
from safety.law.days import end_of_day, shanghai_date
from safety.law.due_days import days_covered

DAY = date(2023, 10, 19)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_the_report_is_due_sixty_days_after_the_accident_across_a_leap_day() -> None:
    assert report_due(date(2024, 1, 15)) == date(2024, 3, 15)
    assert report_due(date(2023, 1, 15)) == date(2023, 3, 16)


def test_extension_and_appraisal_add_to_the_term() -> None:
    due = report_due(DAY, extension_days=60, appraisals=[(date(2023, 11, 1), date(2023, 11, 10))])
    assert due == DAY + timedelta(days=130)


def test_overlapping_appraisals_are_counted_once() -> None:
    first, second = (date(2023, 11, 1), date(2023, 11, 10)), (date(2023, 11, 8), date(2023, 11, 12))
    inner = (date(2023, 11, 3), date(2023, 11, 4))
    assert days_covered([second, first, inner]) == 12


@given(st.lists(st.tuples(days, st.integers(0, 40)), max_size=8))
def test_covered_days_are_those_in_any_interval(starts: list[tuple[date, int]]) -> None:
    intervals = [(first, first + timedelta(days=length)) for first, length in starts]
    every = {first + timedelta(days=n) for first, last in intervals for n in range((last - first).days + 1)}
    assert days_covered(intervals) == len(every)


@pytest.mark.parametrize("extension", [-1, 61])
def test_an_extension_over_sixty_days_is_refused(extension: int) -> None:
    with pytest.raises(Invalid):
        report_due(DAY, extension_days=extension)


def test_an_appraisal_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Invalid):
        report_due(DAY, appraisals=[(date(2023, 11, 2), date(2023, 11, 1))])


@pytest.mark.parametrize(
    ("grade", "term"), [("ordinary", 15), ("larger", 15), ("major", 15), ("extraordinary", 30)]
)
def test_the_approval_is_due_after_fifteen_days_and_thirty_for_the_worst(grade: str, term: int) -> None:
    assert approval_due(DAY, grade=AccidentGrade(grade)) == DAY + timedelta(days=term)


def test_only_the_approval_of_an_extraordinary_accident_can_be_extended() -> None:
    assert approval_due(DAY, grade=AccidentGrade.EXTRAORDINARY, extension_days=30) == DAY + timedelta(days=60)
    with pytest.raises(Invalid):
        approval_due(DAY, grade=AccidentGrade.MAJOR, extension_days=1)
    with pytest.raises(Invalid):
        approval_due(DAY, grade=AccidentGrade.EXTRAORDINARY, extension_days=31)


def test_a_year_from_a_leap_day_ends_on_the_last_of_february() -> None:
    assert evaluation_due(date(2024, 2, 29)) == date(2025, 2, 28)
    assert evaluation_due(date(2023, 12, 18)) == date(2024, 12, 18)


def test_other_terms() -> None:
    assert referral_due(date(2024, 1, 31)) == date(2024, 3, 1)
    assert supplement_due(DAY, traffic_or_fire=True) == date(2023, 10, 26)
    assert supplement_due(DAY, traffic_or_fire=False) == date(2023, 11, 18)


def test_a_moment_at_midnight_belongs_to_the_day_in_chongqing() -> None:
    assert shanghai_date(datetime(2023, 10, 18, 15, 59, 59, tzinfo=UTC)) == date(2023, 10, 18)
    assert shanghai_date(datetime(2023, 10, 18, 16, 0, tzinfo=UTC)) == date(2023, 10, 19)
    assert end_of_day(date(2023, 10, 18)) == datetime(2023, 10, 18, 16, 0, tzinfo=UTC)


def test_appraisal_days_inside_the_extension_are_added_to_it() -> None:
    # Day 60 is 18 December; the extension runs from then to 17 January, the appraisal stops it for ten days.
    due = report_due(DAY, extension_days=30, appraisals=[(date(2023, 12, 25), date(2024, 1, 3))])
    assert due == date(2024, 1, 27)


def test_an_appraisal_before_the_accident_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        report_due(DAY, appraisals=[(date(2023, 10, 18), date(2023, 10, 30))])
    assert list(refusal.value.fields) == ["appraisals"]


def test_an_extension_is_asked_for_in_time_until_the_last_day() -> None:
    last = DAY + timedelta(days=60)
    assert extension_asked_in_time(last, accident_on=DAY)
    assert not extension_asked_in_time(last + timedelta(days=1), accident_on=DAY)
    appraisal = (date(2023, 11, 1), date(2023, 11, 1))
    assert extension_asked_in_time(last + timedelta(days=1), accident_on=DAY, appraisals=[appraisal])


@given(days, st.integers(0, 60), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 20)), max_size=5))
def test_the_report_is_due_by_the_formula(
    accident_on: date, extension: int, spans: list[tuple[int, int]]
) -> None:
    stops = [
        (accident_on + timedelta(days=begin), accident_on + timedelta(days=begin + length))
        for begin, length in spans
    ]
    due = report_due(accident_on, extension_days=extension, appraisals=stops)
    assert (due - accident_on).days == 60 + extension + days_covered(stops)


def test_terms_after_the_approval_and_for_the_injured() -> None:
    assert copies_due(date(2024, 1, 30)) == date(2024, 2, 29)
    assert injury_by_employer_due(date(2023, 10, 19)) == date(2023, 11, 18)
    assert injury_by_union_due(date(2024, 2, 29)) == date(2025, 2, 28)


@given(days)
def test_a_year_ends_on_the_same_day_of_the_next(approved_on: date) -> None:
    due = evaluation_due(approved_on)
    assert (due.year, due.month) == (approved_on.year + 1, approved_on.month)
    assert due.day == approved_on.day or (approved_on.month, approved_on.day, due.day) == (2, 29, 28)
