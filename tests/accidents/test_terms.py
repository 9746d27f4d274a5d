"""The terms of a case: when each is due, and where none is computed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from safety.accidents import case_clocks, casualty_checks
from safety.accidents.grading import Casualties, Ground
from safety.accidents.injury_terms import InjuryFacts
from safety.accidents.late_changes import left_out
from safety.accidents.rules import ApplicationDays
from safety.accidents.vocabulary import InjuryApplicant
from safety.errors import Invalid
from safety.law.accident_grades import AccidentGrade
from safety.law.clocks import ClockStatus, Term
from safety.law.days import SHANGHAI, end_of_day
from safety.law.regimes import Regime
from tests.accidents.case_facts import HAPPENED, ON, due, facts


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
            report_submitted_on=date(2024, 2, 14), approved_on=date(2024, 2, 29), injury=InjuryFacts(hurt=True),
            referrals=[ApplicationDays(date(2024, 2, 1), None)],
        )
    )  # fmt: skip
    assert found[Term.APPROVAL] == date(2024, 2, 29)
    assert found[Term.COPIES] == date(2024, 3, 30)
    assert found[Term.EVALUATION] == date(2025, 2, 28)
    assert found[Term.REFERRAL] == date(2024, 3, 2)
    assert found[Term.INJURY_BY_EMPLOYER] == date(2024, 3, 1)
    assert found[Term.INJURY_BY_UNION] == date(2025, 1, 31)


def injury_terms(**told: object) -> dict[Term, tuple[date | None, ClockStatus]]:
    """The terms of 工伤认定 with their last days, and how they stand a year and a half after the accident."""
    later = datetime(2025, 7, 31, tzinfo=SHANGHAI)
    found = case_clocks.clocks_of(facts(injury=InjuryFacts(**told)))  # type: ignore[arg-type]
    return {one.term: (one.due_on, one.status(later)) for one in found if one.term.startswith("injury")}


def test_an_application_for_recognition_is_the_unions_only_while_the_employer_has_not_applied() -> None:
    applied = {"hurt": True, "applied_on": date(2024, 4, 10)}
    assert injury_terms(**applied, applied_by=InjuryApplicant.EMPLOYER) == {
        Term.INJURY_BY_EMPLOYER: (date(2024, 3, 1), ClockStatus.MET_LATE)
    }
    for others in (InjuryApplicant.UNION, InjuryApplicant.WORKER):
        assert injury_terms(**applied, applied_by=others) == {
            Term.INJURY_BY_EMPLOYER: (date(2024, 3, 1), ClockStatus.DONE_INSTEAD),
            Term.INJURY_BY_UNION: (date(2025, 1, 31), ClockStatus.MET_IN_TIME),
        }
    assert injury_terms(**applied, applied_by=InjuryApplicant.EMPLOYER, extension_days=60) == {
        Term.INJURY_BY_EMPLOYER: (date(2024, 4, 30), ClockStatus.MET_IN_TIME)
    }


def test_recognition_of_an_occupational_disease_counts_from_its_diagnosis() -> None:
    ill = facts(injury=InjuryFacts(poisoned=True, diagnosed_on=date(2024, 6, 1), applied_on=date(2024, 2, 5)))
    found = [one for one in case_clocks.clocks_of(ill) if one.term.startswith("injury")]
    assert [(one.due_on, one.met_at, str(one.counts_from)) for one in found] == [
        (date(2024, 7, 1), None, "从被诊断、鉴定为职业病之日起算"),
        (date(2025, 6, 1), None, "从被诊断、鉴定为职业病之日起算"),
    ]
    both = facts(injury=InjuryFacts(hurt=True, poisoned=True, diagnosed_on=date(2024, 6, 1)))
    days = [one.due_on for one in case_clocks.clocks_of(both) if one.term is Term.INJURY_BY_EMPLOYER]
    assert days == [date(2024, 3, 1), date(2024, 7, 1)]
    at_once = facts(injury=InjuryFacts(hurt=True, diagnosed_on=ON))
    assert [one.due_on for one in case_clocks.clocks_of(at_once) if one.term is Term.INJURY_BY_EMPLOYER] == [
        date(2024, 3, 1)
    ]


@pytest.mark.parametrize(
    "regime", [Regime.WATER, Regime.AVIATION, Regime.RAILWAY, Regime.SPECIAL_EQUIPMENT, Regime.ORDERS_34_75]
)
def test_nothing_is_said_of_late_changes_where_the_rule_was_not_read(regime: Regime) -> None:
    on = date(2003, 5, 1) if regime is Regime.ORDERS_34_75 else ON
    late = [Casualties(on, deaths=1), Casualties(on + timedelta(days=40), deaths=2)]
    assert left_out(late, Ground(on, regime)) == [None, None]
    powered = [Casualties(ON, deaths=1), Casualties(ON + timedelta(days=40), deaths=2)]
    assert left_out(powered, Ground(ON, Regime.POWER))[1] is not None
    casualty_checks.check_casualties(
        late[1], ground=Ground(on, regime), today=on + timedelta(days=41), series=late[:1]
    )


def test_only_the_worst_has_thirty_days_and_thirty_more_for_its_approval() -> None:
    worst = facts(
        grade=AccidentGrade.EXTRAORDINARY, report_submitted_on=date(2024, 3, 1), approval_extension_days=30
    )
    assert due(worst)[Term.APPROVAL] == date(2024, 4, 30)
    with pytest.raises(Invalid):
        case_clocks.check_approval_extension(facts(report_submitted_on=date(2024, 3, 1)), 1)


def test_the_report_counts_as_submitted_on_the_day_the_government_had_it_not_on_which_the_union_saw_it() -> (
    None
):
    late = facts(report_submitted_on=date(2024, 3, 29), report_received_on=date(2024, 4, 20))
    clocks = {one.term: one for one in case_clocks.clocks_of(late)}
    seen = datetime(2024, 4, 21, tzinfo=UTC)
    assert clocks[Term.REPORT].status(seen) is ClockStatus.MET_IN_TIME
    assert clocks[Term.APPROVAL].due_on == date(2024, 4, 13)
    assert "人民政府" in str(clocks[Term.APPROVAL].rule.counts_from)


def test_without_the_day_of_submission_nobody_is_called_late_and_no_approval_is_due() -> None:
    seen = datetime(2024, 6, 1, tzinfo=UTC)
    for known, approval in (
        ({"report_received_on": date(2024, 4, 20)}, ClockStatus.NOT_BEGUN),
        ({"approved_on": date(2024, 5, 8)}, ClockStatus.DAY_UNKNOWN),
    ):
        clocks = {one.term: one for one in case_clocks.clocks_of(facts(**known))}
        assert clocks[Term.REPORT].status(seen) is ClockStatus.DAY_UNKNOWN
        assert clocks[Term.APPROVAL].status(seen) is approval
        assert clocks[Term.APPROVAL].due_on is None


def test_the_evaluation_never_runs_for_an_approval_before_it_existed() -> None:
    for approved_on, runs in ((date(2021, 8, 31), False), (date(2021, 9, 1), True)):
        found = due(facts(report_received_on=approved_on, approved_on=approved_on))
        assert (Term.EVALUATION in found) is runs


@pytest.mark.parametrize(
    ("year", "waits"),
    [
        # Before there was any regulation of that name another rule held, which nobody read.
        (1995, [Term.INJURY_BY_EMPLOYER, Term.INJURY_BY_UNION]),
        (2003, [Term.INJURY_BY_EMPLOYER, Term.INJURY_BY_UNION]),
        (2006, [Term.INJURY_BY_EMPLOYER, Term.INJURY_BY_UNION]),
        (2010, [Term.INJURY_BY_EMPLOYER, Term.INJURY_BY_UNION]),
        (2011, []),
    ],
)
def test_a_term_that_an_earlier_unread_text_may_have_set_is_said_and_not_computed(
    year: int, waits: list[Term]
) -> None:
    regime = Regime.ORDERS_34_75 if year < 2007 else Regime.ORDER_493
    happened = datetime(year, 5, 10, 12, 0, tzinfo=SHANGHAI)
    case = facts(happened_at=happened, regime=regime, injury=InjuryFacts(hurt=True))
    injury = {Term.INJURY_BY_EMPLOYER, Term.INJURY_BY_UNION}
    assert [one.term for one in case_clocks.unread_clocks(case) if one.term in injury] == waits
    assert bool(injury & {one.term for one in case_clocks.clocks_of(case)}) is (year == 2011)


def test_the_departments_thirty_days_wait_for_the_text_before_2011() -> None:
    happened = datetime(2010, 5, 10, 12, 0, tzinfo=SHANGHAI)
    case = facts(happened_at=happened, referrals=[ApplicationDays(date(2010, 8, 2), None)])
    assert Term.REFERRAL in {one.term for one in case_clocks.unread_clocks(case)}


def test_copies_are_due_only_while_the_text_that_sets_their_thirty_days_was_read() -> None:
    due_copies = {"2024-03-27": "2024-04-26", "2024-03-28": None}
    for approved, last in due_copies.items():
        case = facts(approved_on=date.fromisoformat(approved))
        told = due(case).get(Term.COPIES)
        assert (told and told.isoformat()) == last
        assert [one.term for one in case_clocks.unread_clocks(case)] == ([] if last else [Term.COPIES])
    not_begun = facts(happened_at=datetime(2026, 1, 5, tzinfo=UTC))
    assert Term.COPIES not in {one.term for one in case_clocks.clocks_of(not_begun)}
    assert [one.term for one in case_clocks.unread_clocks(not_begun)] == [Term.COPIES]
    before_it = facts(happened_at=datetime(2015, 1, 5, tzinfo=UTC), approved_on=date(2015, 3, 1))
    assert case_clocks.unread_clocks(before_it) == []


def test_a_concealed_accident_shows_both_days_and_that_the_text_leaves_it_open() -> None:
    clocks = case_clocks.clocks_of(facts(discovered_on=ON + timedelta(days=100)))
    report = next(one for one in clocks if one.term is Term.REPORT)
    assert (report.due_on, report.from_discovery) == (date(2024, 3, 31), date(2024, 7, 9))
    assert str(report.rule.counts_from) == "从事故发生之日起算"
    assert any("2024-07-09" in str(one) for one in report.open_points)


def test_a_term_of_a_regime_with_days_of_its_own_is_named_with_them() -> None:
    railway = facts(regime=Regime.RAILWAY, grade=AccidentGrade.LARGER)
    [clock] = case_clocks.clocks_of(railway)
    assert (str(clock.label), clock.due_on) == ("提交事故调查报告（20 日）", date(2024, 2, 20))
    assert case_clocks.clocks_of(facts(regime=Regime.RAILWAY, grade=None)) == []
    with pytest.raises(Invalid):
        case_clocks.check_report_extension(railway, 1)


def test_the_hour_to_the_authority_and_two_to_the_next_level_run_from_the_minute() -> None:
    told = HAPPENED + timedelta(minutes=5)
    case = facts(head_told_at=told, authority_told_at=told + timedelta(minutes=61))
    clocks = {one.term: one for one in case_clocks.clocks_of(case)}
    assert clocks[Term.HEAD_REPORT].status(told) is ClockStatus.MET_LATE
    level = clocks[Term.LEVEL_REPORT]
    assert level.status(told + timedelta(minutes=181)) is ClockStatus.RUNNING
    assert level.status(told + timedelta(minutes=182)) is ClockStatus.OVERDUE


def test_the_days_for_changed_casualties_end_and_nobody_is_late() -> None:
    clock = next(one for one in case_clocks.clocks_of(facts()) if one.term is Term.SUPPLEMENT)
    last = end_of_day(date(2024, 3, 1))
    assert clock.status(last - timedelta(seconds=1)) is ClockStatus.RUNNING
    assert clock.status(last) is ClockStatus.ENDED
