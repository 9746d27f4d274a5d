"""The grade over time, the terms of a case, and what may be recorded when."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.accidents import rules
from safety.accidents.rules import CaseFacts, Casualties
from safety.accidents.vocabulary import CaseState, Outcome, SeatState, UnionPart
from safety.errors import Invalid, NotPossibleNow
from safety.law.accident_grades import AccidentGrade
from safety.law.clocks import ClockStatus, Term
from safety.law.days import start_of_day

ON = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


def history(series: list[Casualties], today: date, *, fire: bool = False) -> list[tuple[date, str, str]]:
    found = rules.grade_history(series, accident_on=ON, today=today, traffic_or_fire=fire)
    return [(one.on, one.graded.grade.value, one.level.value) for one in found]


def test_a_third_death_within_thirty_days_makes_it_larger_and_the_citys() -> None:
    series = [Casualties(ON, deaths=2), Casualties(ON + timedelta(days=29), deaths=3)]
    assert history(series, ON + timedelta(days=40)) == [
        (ON, "ordinary", "district"),
        (ON + timedelta(days=29), "larger", "city"),
    ]


@pytest.mark.parametrize(("fire", "day"), [(False, 31), (True, 8)])
def test_missing_people_count_from_the_day_after_the_thirtieth_or_seventh(fire: bool, day: int) -> None:
    series = [Casualties(ON, deaths=2, missing=1)]
    before, after = ON + timedelta(days=day - 1), ON + timedelta(days=day)
    assert history(series, before, fire=fire) == [(ON, "ordinary", "district")]
    assert history(series, after, fire=fire) == [(ON, "ordinary", "district"), (after, "larger", "city")]


def test_people_found_alive_do_not_count() -> None:
    series = [Casualties(ON, deaths=2, missing=1), Casualties(ON + timedelta(days=5), deaths=2)]
    assert history(series, ON + timedelta(days=60)) == [(ON, "ordinary", "district")]


def test_the_loss_is_the_newest_one_named() -> None:
    series = [
        Casualties(ON, deaths=1, direct_loss_yuan=Decimal("9999999.99")),
        Casualties(ON + timedelta(days=2), deaths=1),
        Casualties(ON + timedelta(days=3), deaths=1, direct_loss_yuan=Decimal(10_000_000)),
    ]
    assert [grade for _, grade, _ in history(series, ON + timedelta(days=2))] == ["ordinary"]
    assert [grade for _, grade, _ in history(series, ON + timedelta(days=3))] == ["ordinary", "larger"]


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 40), st.integers(0, 5), st.integers(0, 120)), max_size=6
    ),
    st.integers(0, 90),
)
def test_the_last_entry_of_the_history_is_the_grade_of_the_day(
    rows: list[tuple[int, int, int, int]], days: int
) -> None:
    series = [Casualties(ON + timedelta(days=on), dead, lost, hurt) for on, dead, lost, hurt in rows]
    today = ON + timedelta(days=days)
    told = rules.grade_history(series, accident_on=ON, today=today, traffic_or_fire=False)
    graded = rules.grade_on(series, accident_on=ON, on=today, traffic_or_fire=False)
    assert told[-1].graded.grade is graded.grade
    assert all(a.graded.grade is not b.graded.grade for a, b in itertools.pairwise(told))


def facts(**changes: object) -> CaseFacts:
    return CaseFacts(happened_at=NOON, traffic_or_fire=False, grade=AccidentGrade.LARGER, **changes)  # type: ignore[arg-type]


def term(found: CaseFacts, wanted: Term) -> tuple[date | None, ClockStatus]:
    clock = next(one for one in rules.clocks_of(found) if one.term is wanted)
    return clock.due_on, clock.status(start_of_day(ON + timedelta(days=100)))


def test_the_reports_term_grows_with_the_extension_and_days_of_appraisal_counted_once() -> None:
    appraisals = (
        (ON + timedelta(days=5), ON + timedelta(days=14)),
        (ON + timedelta(days=10), ON + timedelta(days=19)),
    )
    due, status = term(facts(report_extension_days=30, appraisals=appraisals), Term.REPORT)
    assert (due, status) == (ON + timedelta(days=60 + 30 + 15), ClockStatus.RUNNING)


def test_a_report_received_on_its_last_day_is_in_time_and_starts_the_approvals_term() -> None:
    received = ON + timedelta(days=60)
    found = facts(report_received_on=received)
    assert term(found, Term.REPORT) == (received, ClockStatus.MET_IN_TIME)
    assert term(found, Term.APPROVAL) == (received + timedelta(days=15), ClockStatus.OVERDUE)


def test_the_measures_are_evaluated_within_a_year_of_the_approval() -> None:
    approved = ON + timedelta(days=70)
    due, _ = term(facts(report_received_on=ON, approved_on=approved), Term.EVALUATION)
    assert due == approved.replace(year=approved.year + 1)


def test_the_state_follows_from_what_is_recorded() -> None:
    assert rules.state_of(facts()) is CaseState.REGISTERED
    assert rules.state_of(facts(seats=[SeatState.ASKED])) is CaseState.INVESTIGATING
    assert rules.state_of(facts(report_received_on=ON)) is CaseState.REPORTED
    assert rules.state_of(facts(report_received_on=ON, approved_on=ON)) is CaseState.APPROVED


def test_measures_come_after_the_approval_and_the_archive_after_the_measures() -> None:
    with pytest.raises(NotPossibleNow):
        rules.check_act("measure", facts(report_received_on=ON))
    approved = facts(report_received_on=ON, approved_on=ON, open_measures=1, measures=1)
    rules.check_act("measure", approved)
    with pytest.raises(NotPossibleNow):
        rules.check_act("close", approved)
    rules.check_act("close", facts(report_received_on=ON, approved_on=ON, measures=1))


@pytest.mark.parametrize(
    ("seats", "part"),
    [
        ([], UnionPart.NONE),
        ([SeatState.ASKED], UnionPart.ASKED),
        ([SeatState.NOT_INVITED], UnionPart.NOT_INVITED),
        ([SeatState.NOT_INVITED, SeatState.NAMED], UnionPart.TAKING_PART),
        ([SeatState.REPLACED, SeatState.GIVEN], UnionPart.TAKING_PART),
    ],
)
def test_one_seat_is_a_part(seats: list[SeatState], part: UnionPart) -> None:
    assert rules.union_part(seats) is part


def test_a_reservation_needs_its_reasons() -> None:
    rules.check_words(Outcome.SIGNED, None)
    for outcome in (Outcome.RESERVED, Outcome.REFUSED):
        with pytest.raises(Invalid):
            rules.check_words(outcome, None)


def test_an_activity_lies_after_the_accident_and_within_a_day() -> None:
    now = NOON + timedelta(days=3)
    rules.check_interval(NOON, NOON + timedelta(hours=24), happened_at=NOON, now=now)
    for begin, end in (
        (NOON - timedelta(minutes=1), NOON),
        (NOON, NOON),
        (NOON, NOON + timedelta(hours=24, minutes=1)),
    ):
        with pytest.raises(Invalid):
            rules.check_interval(begin, end, happened_at=NOON, now=now)
