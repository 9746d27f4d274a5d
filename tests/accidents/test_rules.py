"""Grades over time and the terms of a case, at every boundary."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.accidents import casualty_checks, grading, rules
from safety.accidents.grading import Casualties, Counted, Ground, TakenOver
from safety.accidents.injury_terms import InjuryFacts
from safety.accidents.late_changes import left_out
from safety.accidents.rules import CaseFacts
from safety.accidents.vocabulary import CaseState, InjuryApplicant, Outcome, SeatState, UnionPart
from safety.errors import Invalid, NotPossibleNow
from safety.law.accident_grades import AccidentGrade, Level
from safety.law.clocks import ClockStatus, Term
from safety.law.days import SHANGHAI, end_of_day
from safety.law.regimes import Regime

ON = date(2024, 1, 31)
HAPPENED = datetime(2024, 1, 31, 12, 0, tzinfo=SHANGHAI)


def facts(**given: object) -> CaseFacts:
    values: dict[str, object] = {
        "happened_at": HAPPENED,
        "regime": Regime.ORDER_493,
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
    found = grading.grade_on([numbers], Ground(ON), ON)
    assert found is not None
    assert found.grade == expected


FIRE = Ground(ON, category="08")
ROAD = Ground(ON, Regime.ROAD_TRAFFIC)
SHIP = Ground(ON, Regime.WATER)


@pytest.mark.parametrize(
    ("ground", "days", "expected"),
    [
        (Ground(ON), 29, "ordinary"),
        (Ground(ON), 30, "ordinary"),
        (Ground(ON), 31, "larger"),
        (FIRE, 6, "ordinary"),
        (FIRE, 7, "ordinary"),
        (FIRE, 8, "larger"),
        (ROAD, 7, "ordinary"),
        (ROAD, 8, "larger"),
    ],
)
def test_missing_people_count_as_dead_after_the_last_day(ground: Ground, days: int, expected: str) -> None:
    found = grading.grade_on([Casualties(ON, deaths=2, missing=1)], ground, ON + timedelta(days=days))
    assert found is not None
    assert found.grade == expected


def told(history: list[grading.GradeOn]) -> list[tuple[date, str | None, str, str]]:
    """A history as its reader sees it."""
    return [(one.on, one.grade, one.level, str(one.fact)) for one in history]


def test_a_regrade_is_a_turn_with_its_day_its_fact_and_who_investigates() -> None:
    series = [Casualties(ON, deaths=2, missing=1), Casualties(ON + timedelta(days=3), deaths=2, missing=1)]
    history = grading.grade_history(series, Ground(ON), today=ON + timedelta(days=40))
    assert told(history) == [
        (ON, "ordinary", "district", "首次登记"),
        (ON + timedelta(days=31), "larger", "city", "下落不明 1 人自事故发生 30 日后按死亡统计"),
    ]
    assert len(grading.grade_history(series, Ground(ON), today=ON + timedelta(days=30))) == 1


@pytest.mark.parametrize(("days", "grades"), [(30, ["ordinary", "larger"]), (31, ["ordinary"])])
def test_a_death_on_day_30_turns_the_grade_and_one_on_day_31_is_kept_and_does_not(
    days: int, grades: list[str]
) -> None:
    later = ON + timedelta(days=days)
    series = [Casualties(ON, deaths=2), Casualties(later, deaths=3, deaths_on=(later,))]
    history = grading.grade_history(series, Ground(ON), today=later)
    assert [one.grade for one in history] == grades
    assert [one.level for one in history] == ["district", "city"][: len(grades)]
    assert grading.known_on(series, later).deaths == 3
    assert [one is None for one in left_out(series, Ground(ON))] == [True, days == 30]


def test_a_death_of_day_20_that_became_known_on_day_40_counts_from_then() -> None:
    known = ON + timedelta(days=40)
    series = [
        Casualties(ON, deaths=2, serious=1),
        Casualties(known, deaths=3, deaths_on=(ON + timedelta(days=20),)),
    ]
    assert told(grading.grade_history(series, Ground(ON), today=known)) == [
        (ON, "ordinary", "district", "首次登记"),
        (known, "larger", "city", "死亡由 2 人变为 3 人"),
    ]
    assert left_out(series, Ground(ON)) == [None, None]


def test_a_correction_after_the_window_changes_neither_grade_nor_level_and_a_loss_does() -> None:
    series = [
        Casualties(ON, deaths=3),
        Casualties(ON + timedelta(days=40), deaths=2, serious=12),
        Casualties(ON + timedelta(days=50), deaths=2, serious=12, direct_loss_yuan=Decimal(50_000_000)),
    ]
    history = grading.grade_history(series, Ground(ON), today=ON + timedelta(days=60))
    assert told(history) == [
        (ON, "larger", "city", "首次登记"),
        (ON + timedelta(days=50), "major", "city", "直接经济损失由 0 元变为 50000000 元"),
    ]


def test_acute_poisoning_counts_as_serious_injury_and_the_reason_says_so() -> None:
    found = grading.grade_on([Casualties(ON, serious=4, poisoned=6)], Ground(ON), ON)
    assert found is not None
    assert found.grade == "larger"
    assert "其中急性工业中毒 6 人" in str(found.reason)


def test_a_take_over_changes_who_investigates_from_that_day() -> None:
    on = ON + timedelta(days=5)
    ground = Ground(ON, taken_over=[TakenOver(on, Level.CITY, "市人民政府")])
    history = grading.grade_history([Casualties(ON, deaths=1)], ground, today=on)
    assert told(history) == [
        (ON, "ordinary", "district", "首次登记"),
        (on, "ordinary", "city", "市人民政府提级调查"),
    ]
    before = grading.standing_on([Casualties(ON, deaths=1)], ground, on - timedelta(days=1))
    assert before.level == "district"


@pytest.mark.parametrize("regime", [Regime.WATER, Regime.AVIATION])
def test_a_regime_that_was_not_read_computes_nothing(regime: Regime) -> None:
    standing = grading.standing_on([Casualties(ON, deaths=30)], Ground(ON, regime), ON)
    assert (standing.grade, standing.level, standing.checked) == (None, Level.UNREAD, False)
    assert rules.clocks_of(facts(regime=regime, grade=None)) == []


def test_fewer_casualties_ask_for_reason_and_source() -> None:
    before = Casualties(ON, deaths=2, serious=3, slight=1)
    casualty_checks.check_decrease(
        Casualties(ON, deaths=3, serious=2, slight=1), before, reason=None, source=None
    )
    for fewer in (
        Casualties(ON, deaths=1, serious=4, slight=1),
        Casualties(ON, deaths=2, serious=2, slight=2),
        Casualties(ON, deaths=2, serious=3),
    ):
        with pytest.raises(Invalid) as refusal:
            casualty_checks.check_decrease(fewer, before, reason=None, source="区应急管理局")
        assert list(refusal.value.fields) == ["reason"]
        casualty_checks.check_decrease(fewer, before, reason="核实后更正", source="区应急管理局")


def test_a_death_that_is_reported_after_the_window_needs_its_day() -> None:
    late = ON + timedelta(days=40)
    series = [Casualties(ON, deaths=1, missing=1)]
    for new, fields in (
        (Casualties(late, deaths=3), ["deaths_on"]),
        (Casualties(late, deaths=2), []),  # the missing person was found dead
        (Casualties(late, deaths=3, deaths_on=(late + timedelta(days=1),)), ["deaths_on"]),
        (Casualties(late, deaths=3, deaths_on=(late,)), []),
    ):
        found: list[str] = []
        try:
            casualty_checks.check_casualties(new, ground=Ground(ON), today=late, series=series)
        except Invalid as refusal:
            found = list(refusal.fields)
        assert found == fields, new


def test_who_was_found_alive_is_not_counted_on_day_31() -> None:
    series = [Casualties(ON, deaths=2, missing=1), Casualties(ON + timedelta(days=5), deaths=2, slight=1)]
    history = grading.grade_history(series, Ground(ON), today=ON + timedelta(days=60))
    assert [one.grade for one in history] == ["ordinary"]


def test_who_was_found_alive_after_the_days_is_not_counted_as_dead_any_more() -> None:
    on, found = date(2020, 3, 1), date(2020, 4, 20)
    series = [Casualties(on, missing=3), Casualties(found, slight=3)]
    history = grading.grade_history(series, Ground(on), today=found)
    assert told(history) == [
        (on, "ordinary", "district", "首次登记"),
        (on + timedelta(days=31), "larger", "city", "下落不明 3 人自事故发生 30 日后按死亡统计"),
        (found, "ordinary", "district", "死亡（含按死亡统计的下落不明人员）由 3 人变为 0 人"),
    ]
    assert history[1].graded is not None
    assert str(history[1].graded.reason) == (
        "死亡 3 人（其中下落不明 3 人按死亡统计），"
        "依据《生产安全事故报告和调查处理条例》（国务院令第493号）第三条、《重庆市安全生产条例》第四十八条"
    )
    assert grading.counted_on(series, Ground(on), found) == Counted()
    assert left_out(series, Ground(on)) == [None, None]


@pytest.mark.parametrize("day_of_death", [None, 2, 40])
@pytest.mark.parametrize("ground", [Ground(ON), ROAD])
def test_of_two_missing_one_was_found_dead_and_one_alive(ground: Ground, day_of_death: int | None) -> None:
    died = () if day_of_death is None else (ON + timedelta(days=day_of_death),)
    series = [
        Casualties(ON, missing=2),
        Casualties(ON + timedelta(days=40), deaths=1, slight=1, deaths_on=died),
    ]
    now = grading.counted_on(series, ground, ON + timedelta(days=40))
    assert (now.deaths, now.missing) == (1, 0)
    assert left_out(series, ground) == [None, None]
    taken_back = [*series, Casualties(ON + timedelta(days=45), missing=1, slight=1)]
    now = grading.counted_on(taken_back, ground, ON + timedelta(days=45))
    assert (now.deaths, now.missing) == (0, 1)


def test_a_late_death_of_an_injured_person_does_not_count_when_a_missing_one_was_found_alive() -> None:
    late = ON + timedelta(days=40)
    series = [
        Casualties(ON, deaths=1, missing=1, serious=1),
        Casualties(late, deaths=2, slight=1, deaths_on=(late,)),
    ]
    now = grading.counted_on(series, Ground(ON), late)
    assert (now.deaths, now.missing, now.serious) == (1, 0, 1)
    left = left_out(series, Ground(ON))
    assert left[0] is None
    assert str(left[1]) == "其中 1 人在事故发生之日起 30 日以后死亡，照实登记，不改变等级和由谁调查"


def test_the_day_from_which_the_missing_count_is_no_turn_before_anything_was_known() -> None:
    known = ON + timedelta(days=40)
    history = grading.grade_history([Casualties(known, deaths=3)], Ground(ON), today=known)
    assert told(history) == [(known, "larger", "city", "首次登记")]


def test_a_report_that_names_no_loss_leaves_the_loss_known_before() -> None:
    series = [
        Casualties(ON, direct_loss_yuan=Decimal(10_000_000)),
        Casualties(ON + timedelta(days=1), deaths=1),
    ]
    assert grading.known_on(series, ON + timedelta(days=2)).direct_loss_yuan == Decimal(10_000_000)
    assert grading.known_on(series, ON - timedelta(days=1)) == Casualties(ON - timedelta(days=1))


@given(st.lists(st.tuples(st.integers(0, 45), st.integers(0, 40), st.integers(0, 5)), min_size=1, max_size=6))
def test_the_history_ends_with_todays_grade_and_never_says_the_same_twice_in_a_row(
    rows: list[tuple[int, int, int]],
) -> None:
    series = [Casualties(ON + timedelta(days=day), deaths=dead, missing=gone) for day, dead, gone in rows]
    today = ON + timedelta(days=45)
    history = grading.grade_history(series, Ground(ON), today=today)
    now = grading.grade_on(series, Ground(ON), today)
    assert now is not None
    assert history[-1].grade is now.grade
    assert all(one.grade is not other.grade for one, other in pairwise(history))


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
            referrals=[(date(2024, 2, 1), None)],
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
    found = rules.clocks_of(facts(injury=InjuryFacts(**told)))  # type: ignore[arg-type]
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
    found = [one for one in rules.clocks_of(ill) if one.term.startswith("injury")]
    assert [(one.due_on, one.met_at, str(one.counts_from)) for one in found] == [
        (date(2024, 7, 1), None, "从被诊断、鉴定为职业病之日起算"),
        (date(2025, 6, 1), None, "从被诊断、鉴定为职业病之日起算"),
    ]
    both = facts(injury=InjuryFacts(hurt=True, poisoned=True, diagnosed_on=date(2024, 6, 1)))
    days = [one.due_on for one in rules.clocks_of(both) if one.term is Term.INJURY_BY_EMPLOYER]
    assert days == [date(2024, 3, 1), date(2024, 7, 1)]
    at_once = facts(injury=InjuryFacts(hurt=True, diagnosed_on=ON))
    assert [one.due_on for one in rules.clocks_of(at_once) if one.term is Term.INJURY_BY_EMPLOYER] == [
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
        rules.check_approval_extension(facts(report_submitted_on=date(2024, 3, 1)), 1)


def test_the_report_counts_as_submitted_on_the_day_the_government_had_it_not_on_which_the_union_saw_it() -> (
    None
):
    late = facts(report_submitted_on=date(2024, 3, 29), report_received_on=date(2024, 4, 20))
    clocks = {one.term: one for one in rules.clocks_of(late)}
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
        clocks = {one.term: one for one in rules.clocks_of(facts(**known))}
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
    assert [one.term for one in rules.unread_clocks(case) if one.term in injury] == waits
    assert bool(injury & {one.term for one in rules.clocks_of(case)}) is (year == 2011)


def test_the_departments_thirty_days_wait_for_the_text_before_2011() -> None:
    happened = datetime(2010, 5, 10, 12, 0, tzinfo=SHANGHAI)
    case = facts(happened_at=happened, referrals=[(date(2010, 8, 2), None)])
    assert Term.REFERRAL in {one.term for one in rules.unread_clocks(case)}


def test_copies_are_due_only_while_the_text_that_sets_their_thirty_days_was_read() -> None:
    due_copies = {"2024-03-27": "2024-04-26", "2024-03-28": None}
    for approved, last in due_copies.items():
        case = facts(approved_on=date.fromisoformat(approved))
        told = due(case).get(Term.COPIES)
        assert (told and told.isoformat()) == last
        assert [one.term for one in rules.unread_clocks(case)] == ([] if last else [Term.COPIES])
    not_begun = facts(happened_at=datetime(2026, 1, 5, tzinfo=UTC))
    assert Term.COPIES not in {one.term for one in rules.clocks_of(not_begun)}
    assert [one.term for one in rules.unread_clocks(not_begun)] == [Term.COPIES]
    before_it = facts(happened_at=datetime(2015, 1, 5, tzinfo=UTC), approved_on=date(2015, 3, 1))
    assert rules.unread_clocks(before_it) == []


def test_a_concealed_accident_shows_both_days_and_that_the_text_leaves_it_open() -> None:
    clocks = rules.clocks_of(facts(discovered_on=ON + timedelta(days=100)))
    report = next(one for one in clocks if one.term is Term.REPORT)
    assert (report.due_on, report.from_discovery) == (date(2024, 3, 31), date(2024, 7, 9))
    assert str(report.rule.counts_from) == "从事故发生之日起算"
    assert any("2024-07-09" in str(one) for one in report.open_points)


def test_a_term_of_a_regime_with_days_of_its_own_is_named_with_them() -> None:
    railway = facts(regime=Regime.RAILWAY, grade=AccidentGrade.LARGER)
    [clock] = rules.clocks_of(railway)
    assert (str(clock.label), clock.due_on) == ("提交事故调查报告（20 日）", date(2024, 2, 20))
    assert rules.clocks_of(facts(regime=Regime.RAILWAY, grade=None)) == []
    with pytest.raises(Invalid):
        rules.check_report_extension(railway, 1)


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
