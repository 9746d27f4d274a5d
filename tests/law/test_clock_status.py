"""How a clock stands at a moment: to the minute for hours, to midnight in Chongqing for days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.law.accident_grades import AccidentGrade
from safety.law.calendar import holiday_table
from safety.law.clocks import (
    RULES,
    STATUS_LABELS,
    Clock,
    ClockStatus,
    Term,
    approval_clock,
    day_clock,
    hour_clock,
    report_clock,
    supplement_clock,
)
from safety.law.days import SHANGHAI, end_of_day, start_of_day

ACCIDENT = date(2023, 10, 19)
LAST = date(2023, 12, 18)
TOLD = datetime(2023, 10, 19, 14, 30, 45, tzinfo=SHANGHAI)
SECOND = timedelta(seconds=1)


def at_midnight_before(day: date) -> datetime:
    return start_of_day(day) - SECOND


def test_the_report_runs_until_midnight_of_its_last_day_in_chongqing() -> None:
    clock = report_clock(ACCIDENT)
    assert clock.due_on == LAST
    assert clock.status(end_of_day(LAST) - SECOND) is ClockStatus.RUNNING
    assert clock.status(end_of_day(LAST)) is ClockStatus.OVERDUE
    # 24:00 in Chongqing is 16:00 of the same day in UTC.
    assert clock.status(datetime(2023, 12, 18, 16, 0, tzinfo=UTC)) is ClockStatus.OVERDUE


def test_before_the_day_of_the_event_a_clock_has_not_begun() -> None:
    assert report_clock(ACCIDENT).status(at_midnight_before(ACCIDENT)) is ClockStatus.NOT_BEGUN
    assert report_clock(ACCIDENT).status(start_of_day(ACCIDENT)) is ClockStatus.RUNNING
    waiting = approval_clock(None, grade=AccidentGrade.MAJOR)
    assert waiting.status(TOLD) is ClockStatus.NOT_BEGUN
    assert (waiting.days_left(TOLD), waiting.time_left(TOLD), waiting.elapsed(TOLD)) == (None, None, 0.0)


def test_what_is_met_on_the_last_day_is_met_in_time_and_a_day_later_late() -> None:
    later = LAST + timedelta(days=1)
    assert report_clock(ACCIDENT, met=LAST).status(TOLD) is ClockStatus.MET_IN_TIME
    assert report_clock(ACCIDENT, met=later).status(TOLD) is ClockStatus.MET_LATE
    assert report_clock(ACCIDENT, met=end_of_day(LAST) - SECOND).status(TOLD) is ClockStatus.MET_IN_TIME
    assert report_clock(ACCIDENT, met=LAST).days_left(TOLD) is None


def test_days_left_count_down_to_nought_on_the_last_day() -> None:
    clock = report_clock(ACCIDENT)
    lefts = [clock.days_left(start_of_day(LAST + timedelta(days=n))) for n in (-1, 0, 1)]
    assert lefts == [1, 0, -1]


@pytest.mark.parametrize(("term", "hours"), [(Term.HEAD_REPORT, 1), (Term.LEVEL_REPORT, 2)])
def test_hours_run_from_the_minute(term: Term, hours: int) -> None:
    clock = hour_clock(term, TOLD)
    last_minute = datetime(2023, 10, 19, 14 + hours, 30, 59, tzinfo=SHANGHAI)
    assert clock.status(last_minute) is ClockStatus.RUNNING
    assert clock.status(last_minute + SECOND) is ClockStatus.OVERDUE
    assert hour_clock(term, TOLD, met_at=last_minute).status(last_minute) is ClockStatus.MET_IN_TIME
    assert hour_clock(term, TOLD, met_at=last_minute + SECOND).status(last_minute) is ClockStatus.MET_LATE
    assert hour_clock(term, None).status(TOLD) is ClockStatus.NOT_BEGUN
    assert (clock.due_on, clock.days_left(TOLD)) == (None, None)


def test_a_term_of_days_is_no_term_of_hours() -> None:
    with pytest.raises(ValueError, match="no term of hours"):
        hour_clock(Term.REPORT, TOLD)


def test_what_lengthened_the_term_is_shown() -> None:
    clock = report_clock(
        ACCIDENT,
        extension_days=30,
        appraisals=[(date(2023, 11, 1), date(2023, 11, 5)), (date(2023, 11, 4), date(2023, 11, 6))],
    )
    assert (clock.extension_days, clock.appraisal_days) == (30, 6)
    assert clock.due_on == LAST + timedelta(days=36)


@pytest.mark.parametrize(
    ("term", "starts_on", "due_on"),
    [
        (Term.COPIES, date(2024, 1, 30), date(2024, 2, 29)),
        (Term.EVALUATION, date(2024, 2, 29), date(2025, 2, 28)),
        (Term.REFERRAL, date(2024, 1, 31), date(2024, 3, 1)),
        (Term.INJURY_BY_UNION, ACCIDENT, date(2024, 10, 19)),
    ],
)
def test_terms_that_depend_on_their_start_alone(term: Term, starts_on: date, due_on: date) -> None:
    assert day_clock(term, starts_on).due_on == due_on
    assert day_clock(term, None).status(TOLD) is ClockStatus.NOT_BEGUN


@pytest.mark.parametrize(("fire", "due_on"), [(False, date(2023, 11, 18)), (True, date(2023, 10, 26))])
def test_casualties_are_reported_for_thirty_days_or_seven(fire: bool, due_on: date) -> None:
    assert supplement_clock(ACCIDENT, traffic_or_fire=fire).due_on == due_on


def test_the_moved_day_stands_beside_the_safe_one_and_is_not_guessed() -> None:
    known = holiday_table([2025], off=[date(2025, 10, day) for day in range(1, 9)])
    clock = day_clock(Term.REFERRAL, date(2025, 9, 3), holidays=known)
    assert (clock.due_on, clock.moved_to) == (date(2025, 10, 3), date(2025, 10, 9))
    assert clock.status(end_of_day(date(2025, 10, 3))) is ClockStatus.OVERDUE
    assert day_clock(Term.REFERRAL, date(2026, 9, 3), holidays=known).moved_to is None


def test_the_approval_of_the_worst_may_be_extended() -> None:
    clock = approval_clock(ACCIDENT, grade=AccidentGrade.EXTRAORDINARY, extension_days=30)
    assert clock.due_on == ACCIDENT + timedelta(days=60)


@given(st.datetimes(datetime(2023, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_clock_is_in_exactly_one_state_and_its_bar_within_bounds(now: datetime) -> None:
    clock: Clock = report_clock(ACCIDENT)
    assert 0.0 <= clock.elapsed(now) <= 1.0
    left = clock.time_left(now)
    assert left is not None
    assert (clock.status(now) is ClockStatus.OVERDUE) == (left <= timedelta(0))
    assert (clock.elapsed(now) == 1.0) == (left <= timedelta(0))


def test_every_term_and_status_has_a_name() -> None:
    assert set(RULES) == set(Term)
    assert set(STATUS_LABELS) == set(ClockStatus)
