"""Which grade a case has on which day, who investigates it, and what turns both."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.accidents import case_clocks, casualty_checks, grading
from safety.accidents.grading import Casualties, Counted, Ground, TakenOver
from safety.accidents.late_changes import left_out
from safety.errors import Invalid
from safety.law.accident_grades import Level
from safety.law.regimes import Regime
from tests.accidents.case_facts import ON, facts


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
#: Vehicles of road or rail under Order 493.
VEHICLES = Ground(ON, category="n03")


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
        (VEHICLES, 7, "ordinary"),
        (VEHICLES, 8, "larger"),
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
    assert case_clocks.clocks_of(facts(regime=regime, grade=None)) == []


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
