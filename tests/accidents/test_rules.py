"""Grades over time and the terms of a case, at every boundary."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.accidents import rules
from safety.accidents.rules import CaseFacts, Casualties
from safety.accidents.vocabulary import CaseState, Outcome, SeatState, UnionPart
from safety.errors import Invalid, NotPossibleNow
from safety.law.accident_grades import AccidentGrade
from safety.law.clocks import ClockStatus, Term
from safety.law.days import SHANGHAI, end_of_day

ON = date(2024, 1, 31)
HAPPENED = datetime(2024, 1, 31, 12, 0, tzinfo=SHANGHAI)


def facts(**given: object) -> CaseFacts:
    values: dict[str, object] = {
        "happened_at": HAPPENED,
        "traffic_or_fire": False,
        "grade": AccidentGrade.ORDINARY,
    }
    return CaseFacts(**(values | given))  # type: ignore[arg-type]


def due(facts: CaseFacts) -> dict[Term, date | None]:
    return {one.term: one.due_on for one in rules.clocks_of(facts)}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (Casualties(ON, deaths=2), "ordinary"),
        (Casualties(ON, deaths=3), "larger"),
        (Casualties(ON, deaths=9), "larger"),
        (Casualties(ON, deaths=10), "major"),
        (Casualties(ON, deaths=29), "major"),
        (Casualties(ON, deaths=30), "extraordinary"),
        (Casualties(ON, serious=9), "ordinary"),
        (Casualties(ON, serious=10), "larger"),
        (Casualties(ON, serious=49), "larger"),
        (Casualties(ON, serious=50), "major"),
        (Casualties(ON, serious=99), "major"),
        (Casualties(ON, serious=100), "extraordinary"),
        (Casualties(ON, direct_loss_yuan=Decimal("9999999.99")), "ordinary"),
        (Casualties(ON, direct_loss_yuan=Decimal(10000000)), "larger"),
        (Casualties(ON, direct_loss_yuan=Decimal("49999999.99")), "larger"),
        (Casualties(ON, direct_loss_yuan=Decimal(50000000)), "major"),
        (Casualties(ON, direct_loss_yuan=Decimal("99999999.99")), "major"),
        (Casualties(ON, direct_loss_yuan=Decimal(100000000)), "extraordinary"),
        (Casualties(ON, slight=200), "ordinary"),
    ],
)
def test_the_grade_comes_from_the_series_at_every_boundary(numbers: Casualties, expected: str) -> None:
    found = rules.grade_on([numbers], accident_on=ON, on=ON, traffic_or_fire=False)
    assert found.grade == expected


@pytest.mark.parametrize(
    ("traffic_or_fire", "days", "expected"),
    [
        (False, 29, "ordinary"),
        (False, 30, "ordinary"),
        (False, 31, "larger"),
        (True, 6, "ordinary"),
        (True, 7, "ordinary"),
        (True, 8, "larger"),
    ],
)
def test_missing_people_count_as_dead_after_the_last_day(
    traffic_or_fire: bool, days: int, expected: str
) -> None:
    found = rules.grade_on(
        [Casualties(ON, deaths=2, missing=1)],
        accident_on=ON,
        on=ON + timedelta(days=days),
        traffic_or_fire=traffic_or_fire,
    )
    assert found.grade == expected


def test_a_regrade_is_a_turn_with_its_day_its_reason_and_who_investigates() -> None:
    series = [Casualties(ON, deaths=2, missing=1), Casualties(ON + timedelta(days=3), deaths=2, missing=1)]
    history = rules.grade_history(
        series, accident_on=ON, today=ON + timedelta(days=40), traffic_or_fire=False
    )
    assert [(one.on, one.graded.grade.value, one.level.value) for one in history] == [
        (ON, "ordinary", "district"),
        (ON + timedelta(days=31), "larger", "city"),
    ]
    before = rules.grade_history(series, accident_on=ON, today=ON + timedelta(days=30), traffic_or_fire=False)
    assert len(before) == 1


@pytest.mark.parametrize("days", [29, 31])
def test_figures_of_day_29_and_31_turn_the_grade_on_their_day(days: int) -> None:
    later = ON + timedelta(days=days)
    series = [Casualties(ON, deaths=2), Casualties(later, deaths=3)]
    history = rules.grade_history(series, accident_on=ON, today=later, traffic_or_fire=False)
    assert [one.on for one in history] == [ON, later]
    assert (
        len(
            rules.grade_history(
                series, accident_on=ON, today=later - timedelta(days=1), traffic_or_fire=False
            )
        )
        == 1
    )


def test_who_was_found_alive_is_not_counted_on_day_31() -> None:
    series = [Casualties(ON, deaths=2, missing=1), Casualties(ON + timedelta(days=5), deaths=2, slight=1)]
    history = rules.grade_history(
        series, accident_on=ON, today=ON + timedelta(days=60), traffic_or_fire=False
    )
    assert [one.graded.grade.value for one in history] == ["ordinary"]


def test_a_report_that_names_no_loss_leaves_the_loss_known_before() -> None:
    series = [
        Casualties(ON, direct_loss_yuan=Decimal(10_000_000)),
        Casualties(ON + timedelta(days=1), deaths=1),
    ]
    assert rules.known_on(series, ON + timedelta(days=2)).direct_loss_yuan == Decimal(10_000_000)
    assert rules.known_on(series, ON - timedelta(days=1)) == Casualties(ON - timedelta(days=1))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5)), min_size=1, max_size=6))
def test_the_history_ends_with_todays_grade_and_never_names_one_twice_in_a_row(
    rows: list[tuple[int, int, int]],
) -> None:
    series = [Casualties(ON + timedelta(days=day), deaths=dead, missing=gone) for day, dead, gone in rows]
    today = ON + timedelta(days=45)
    history = rules.grade_history(series, accident_on=ON, today=today, traffic_or_fire=False)
    now = rules.grade_on(series, accident_on=ON, on=today, traffic_or_fire=False)
    assert history[-1].graded.grade is now.grade
    grades = [one.graded.grade for one in history]
    assert all(one is not other for one, other in pairwise(grades))


def test_the_report_is_due_sixty_days_on_across_a_leap_day() -> None:
    assert due(facts())[Term.REPORT] == date(2024, 3, 31)


def test_appraisal_inside_the_extension_is_added_and_overlapping_days_count_once() -> None:
    appraisals = [(date(2024, 4, 10), date(2024, 4, 19)), (date(2024, 4, 15), date(2024, 4, 24))]
    found = due(facts(report_extension_days=30, appraisals=appraisals))
    assert found[Term.REPORT] == date(2024, 3, 31) + timedelta(days=30 + 15)


def test_a_minute_before_and_after_midnight_in_chongqing_belong_to_different_days() -> None:
    before = datetime(2024, 1, 31, 15, 59, tzinfo=UTC)
    after = datetime(2024, 1, 31, 16, 0, tzinfo=UTC)
    assert due(facts(happened_at=before))[Term.REPORT] == date(2024, 3, 31)
    assert due(facts(happened_at=after))[Term.REPORT] == date(2024, 4, 1)


def test_the_terms_after_the_report_run_from_what_was_recorded() -> None:
    found = due(
        facts(
            report_received_on=date(2024, 2, 14), approved_on=date(2024, 2, 29), has_casualties=True,
            referrals=[(date(2024, 2, 1), None)],
        )
    )  # fmt: skip
    assert found[Term.APPROVAL] == date(2024, 2, 29)
    assert found[Term.COPIES] == date(2024, 3, 30)
    assert found[Term.EVALUATION] == date(2025, 2, 28)
    assert found[Term.REFERRAL] == date(2024, 3, 2)
    assert found[Term.INJURY_BY_EMPLOYER] == date(2024, 3, 1)
    assert found[Term.INJURY_BY_UNION] == date(2025, 1, 31)


def test_only_the_worst_has_thirty_days_and_thirty_more_for_its_approval() -> None:
    worst = facts(
        grade=AccidentGrade.EXTRAORDINARY, report_received_on=date(2024, 3, 1), approval_extension_days=30
    )
    assert due(worst)[Term.APPROVAL] == date(2024, 4, 30)
    with pytest.raises(Invalid):
        rules.clocks_of(facts(report_received_on=date(2024, 3, 1), approval_extension_days=1))


def test_the_hour_to_the_authority_and_two_to_the_next_level_run_from_the_minute() -> None:
    told = HAPPENED + timedelta(minutes=5)
    case = facts(head_told_at=told, authority_told_at=told + timedelta(minutes=61))
    clocks = {one.term: one for one in rules.clocks_of(case)}
    assert clocks[Term.HEAD_REPORT].status(told) is ClockStatus.MET_LATE
    level = clocks[Term.LEVEL_REPORT]
    assert level.status(told + timedelta(minutes=181)) is ClockStatus.RUNNING
    assert level.status(told + timedelta(minutes=182)) is ClockStatus.OVERDUE


def test_the_days_for_changed_casualties_end_and_nobody_is_late() -> None:
    clock = next(one for one in rules.clocks_of(facts()) if one.term is Term.SUPPLEMENT)
    last = end_of_day(date(2024, 3, 1))
    assert clock.status(last - timedelta(seconds=1)) is ClockStatus.RUNNING
    assert clock.status(last) is ClockStatus.ENDED


def test_state_and_acts_follow_what_is_recorded() -> None:
    assert rules.state_of(facts()) is CaseState.REGISTERED
    assert rules.state_of(facts(seats=[SeatState.ASKED])) is CaseState.INVESTIGATING
    reported = facts(report_received_on=ON)
    assert rules.state_of(reported) is CaseState.REPORTED
    assert {"approve", "sign"} <= rules.acts(reported)
    approved = facts(report_received_on=ON, approved_on=ON, open_measures=1)
    assert "close" not in rules.acts(approved)
    assert rules.acts(facts(closed_on=ON)) == {"copies", "evaluate"}  # still owed by the government
    for act in ("approve", "sign", "measure", "close"):
        with pytest.raises(NotPossibleNow):
            rules.check_act(act, facts())


@pytest.mark.parametrize(
    ("seats", "part"),
    [
        ([], UnionPart.NONE),
        ([SeatState.ASKED], UnionPart.ASKED),
        ([SeatState.ASKED, SeatState.NOT_INVITED], UnionPart.NOT_INVITED),
        ([SeatState.NOT_INVITED, SeatState.GIVEN], UnionPart.TAKING_PART),
        ([SeatState.REPLACED, SeatState.NAMED], UnionPart.TAKING_PART),
    ],
)
def test_one_seat_makes_the_union_take_part(seats: list[SeatState], part: UnionPart) -> None:
    assert rules.union_part(seats) is part


def test_a_reservation_and_a_refusal_need_their_reasons() -> None:
    rules.check_words(Outcome.SIGNED, None)
    for outcome in (Outcome.RESERVED, Outcome.REFUSED):
        with pytest.raises(Invalid):
            rules.check_words(outcome, None)


def test_an_activity_lies_after_the_accident_and_within_a_day_and_is_over() -> None:
    now = HAPPENED + timedelta(days=3)
    rules.check_interval(HAPPENED, HAPPENED + timedelta(hours=24), happened_at=HAPPENED, now=now)
    for begin, end in (
        (HAPPENED - timedelta(minutes=1), HAPPENED),
        (HAPPENED, HAPPENED),
        (HAPPENED, HAPPENED + timedelta(hours=24, minutes=1)),
        (now - timedelta(hours=1), now + timedelta(microseconds=1)),
    ):
        with pytest.raises(Invalid):
            rules.check_interval(begin, end, happened_at=HAPPENED, now=now)
    rules.check_interval(now - timedelta(hours=1), now, happened_at=HAPPENED, now=now)


def test_measures_come_after_the_approval_and_the_archive_after_the_measures() -> None:
    with pytest.raises(NotPossibleNow):
        rules.check_act("measure", facts(report_received_on=ON))
    approved = facts(report_received_on=ON, approved_on=ON, open_measures=1, measures=1)
    rules.check_act("measure", approved)
    with pytest.raises(NotPossibleNow):
        rules.check_act("close", approved)
    rules.check_act("close", facts(report_received_on=ON, approved_on=ON, measures=1))
