"""Grades over time and the terms of a case, at every boundary."""

from __future__ import annotations

from datetime import timedelta

import pytest

from safety.accidents import rules
from safety.accidents.vocabulary import CaseState, Outcome, SeatState, UnionPart
from safety.errors import Invalid, NotPossibleNow
from tests.accidents.case_facts import HAPPENED, ON, facts


def test_state_and_acts_follow_what_is_recorded() -> None:
    assert rules.state_of(facts()) is CaseState.REGISTERED
    assert rules.state_of(facts(seats=[SeatState.ASKED])) is CaseState.INVESTIGATING
    reported = facts(report_received_on=ON)
    assert rules.state_of(reported) is CaseState.REPORTED
    assert {"approve", "sign"} <= rules.acts(reported)
    approved = facts(report_received_on=ON, approved_on=ON, open_measures=1)
    assert "close" not in rules.acts(approved)
    assert rules.acts(facts(closed_on=ON)) == {"copies", "evaluate", "injury"}  # still owed by others
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
