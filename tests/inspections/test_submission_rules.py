from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from safety.errors import Invalid
from safety.inspections.rules import Answer, InspectionState, may_found_a_notice, state_when_submitted
from safety.inspections.rules.checklists import Checklist, Item, Section
from safety.inspections.rules.submission import (
    Check,
    DeviceClock,
    SiteSignature,
    Times,
    check_complete,
    clock_while_sending,
    missing,
    progress,
    times_of,
)

LIST = Checklist(
    "脚手架",
    (Section("一", (Item("a", "甲？"), Item("b", "乙？", photo=True))), Section("二", (Item("c", "丙？"),))),
)
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DONE = Check(
    started_at=NINE,
    ended_at=NINE + timedelta(hours=2),
    answers={"a": Answer.CONFORMING, "b": Answer.FAILING, "c": Answer.NOT_APPLICABLE},
    findings_by_item={"b": 1},
    photos_by_item={"b": 2},
    inspectors=2,
    alone_reason=None,
    inspector_signed=True,
    site_signature=SiteSignature(name="张工", signed=True),
    met_anybody=True,
)


def test_a_complete_check_is_accepted() -> None:
    check_complete(LIST, DONE)


def test_every_unanswered_item_is_named() -> None:
    assert set(missing(LIST, replace(DONE, answers={}))) == {"answers.a", "answers.b", "answers.c"}


def test_a_failing_item_needs_a_finding() -> None:
    assert "answers.b" in missing(LIST, replace(DONE, findings_by_item={}))


def test_a_failing_item_that_asks_for_a_photo_needs_one() -> None:
    assert "answers.b" in missing(LIST, replace(DONE, photos_by_item={}))


def test_answers_of_another_version_are_told() -> None:
    assert "answers.z" in missing(LIST, replace(DONE, answers={**DONE.answers, "z": Answer.CONFORMING}))


def test_an_inspector_alone_gives_a_reason() -> None:
    alone = replace(DONE, inspectors=1)
    assert "alone_reason" in missing(LIST, alone)
    assert missing(LIST, replace(alone, alone_reason="同行人员途中抢修")) == {}


def test_leaving_before_arriving_is_refused() -> None:
    assert "ended_at" in missing(LIST, replace(DONE, ended_at=NINE - timedelta(minutes=1)))


def test_a_visit_of_a_month_has_a_wrong_date() -> None:
    assert "ended_at" in missing(LIST, replace(DONE, ended_at=NINE + timedelta(days=30)))


@pytest.mark.parametrize(
    ("signature", "field"),
    [
        (SiteSignature(), "signatures.site_file"),
        (SiteSignature(refused=True), "signatures.witness"),
        (SiteSignature(refused=True, signed=True, witness="王工"), "signatures.refused"),
        (SiteSignature(signed=True), "signatures.site_name"),
    ],
)
def test_the_site_signs_or_its_refusal_has_a_witness(signature: SiteSignature, field: str) -> None:
    assert field in missing(LIST, replace(DONE, site_signature=signature))


def test_a_refusal_with_a_witness_is_enough() -> None:
    refused = SiteSignature(refused=True, witness="社区网格员刘某")
    assert missing(LIST, replace(DONE, site_signature=refused)) == {}


def test_the_refusal_says_how_many_things_are_missing() -> None:
    with pytest.raises(Invalid) as refusal:
        check_complete(LIST, replace(DONE, answers={}, met_anybody=False))
    assert len(refusal.value.fields) == 4
    assert refusal.value.code == "incomplete"


def test_progress_counts_answers_and_failures() -> None:
    done = progress(LIST, {"a": "conforming", "b": "failing"})
    assert (done.answered, done.total, done.failing, done.percent, done.complete) == (2, 3, 1, 66, False)
    assert progress(None, {}).percent == 100


def test_a_check_made_tomorrow_is_marked_with_the_clock_offset() -> None:
    tomorrow = NINE + timedelta(days=1)
    clock = clock_while_sending(tomorrow, NINE)
    found = times_of(started_at=tomorrow, ended_at=tomorrow, received_at=NINE, clock=clock)
    assert found == Times(made_ahead=True, clock_offset_seconds=86400, started=NINE, ended=NINE)


def test_a_check_made_yesterday_by_a_slow_clock_gets_its_true_time_and_a_believed_clock_none() -> None:
    slow = DeviceClock(timedelta(days=-1))
    yesterday = NINE - timedelta(days=1)
    found = times_of(started_at=yesterday, ended_at=yesterday, received_at=NINE, clock=slow)
    assert (found.made_ahead, found.started, found.ended) == (False, NINE, NINE)
    six = DeviceClock(timedelta(minutes=-6))
    assert times_of(
        started_at=NINE, ended_at=NINE, received_at=NINE + timedelta(hours=1), clock=six
    ).started == NINE + timedelta(minutes=6)
    for clock in (DeviceClock(None), DeviceClock(timedelta(minutes=4))):
        believed = times_of(started_at=NINE, ended_at=NINE, received_at=NINE, clock=clock)
        assert (believed.made_ahead, believed.started, believed.ended) == (False, None, None)


def test_each_time_of_a_check_is_corrected_by_the_clock_that_wrote_it() -> None:
    """A clock two hours slow that sets itself right during the check; and both times typed after it was set forward."""
    right_now = DeviceClock(timedelta(0), set_during=timedelta(hours=2))
    two_hours = timedelta(hours=2)
    found = times_of(started_at=NINE - two_hours, ended_at=NINE, received_at=NINE, clock=right_now)
    assert (found.started, found.ended, found.set_seconds) == (NINE, NINE, 7200)
    hour = timedelta(hours=1)
    typed = times_of(started_at=NINE - hour, ended_at=NINE, received_at=NINE, clock=right_now)
    assert (typed.started, typed.ended) == (NINE - hour, NINE)


def test_only_a_certified_or_adopted_check_founds_a_notice() -> None:
    assert may_found_a_notice(state_when_submitted(certified=True))
    assert not may_found_a_notice(state_when_submitted(certified=False))
    assert may_found_a_notice(InspectionState.ADOPTED)
    assert not may_found_a_notice(InspectionState.DRAFT)
