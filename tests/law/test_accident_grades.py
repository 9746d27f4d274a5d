"""Grades at every boundary of Order 493, Art 3."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.law.accident_grades import (
    AccidentGrade,
    Level,
    counted_deaths,
    death_counts,
    grade,
    grade_with_reason,
    investigating_level,
    may_be_entrusted_to_employer,
)

ORDER = list(AccidentGrade)
CENT = Decimal("0.01")


@pytest.mark.parametrize(
    ("deaths", "injured", "loss", "expected"),
    [
        (2, 0, 0, "ordinary"),
        (3, 0, 0, "larger"),
        (9, 0, 0, "larger"),
        (10, 0, 0, "major"),
        (29, 0, 0, "major"),
        (30, 0, 0, "extraordinary"),
        (0, 9, 0, "ordinary"),
        (2, 10, 0, "larger"),
        (0, 49, 0, "larger"),
        (9, 50, 0, "major"),
        (0, 99, 0, "major"),
        (0, 100, 0, "extraordinary"),
        (0, 0, Decimal("9999999.99"), "ordinary"),
        (0, 0, 10_000_000, "larger"),
        (0, 0, Decimal("49999999.99"), "larger"),
        (0, 0, 50_000_000, "major"),
        (29, 99, Decimal("99999999.99"), "major"),
        (0, 0, 100_000_000, "extraordinary"),
        (3, 0, Decimal(3_739_228), "larger"),  # 秀山县 2023-10-19
    ],
)
def test_the_lower_bound_is_included_and_the_upper_is_not(
    deaths: int, injured: int, loss: Decimal | int, expected: str
) -> None:
    assert grade(deaths=deaths, serious_injuries=injured, direct_loss_yuan=loss) == expected


def test_the_reason_names_the_criterion_that_decided() -> None:
    found = grade_with_reason(deaths=2, serious_injuries=10, direct_loss_yuan=0)
    assert str(found.reason) == "重伤 10 人，依据《生产安全事故报告和调查处理条例》（国务院令第493号）第三条"


@given(
    st.integers(0, 40), st.integers(0, 120), st.decimals(0, 200_000_000, places=2), st.sampled_from([1, 2, 3])
)
def test_more_of_anything_never_lowers_the_grade(
    deaths: int, injured: int, loss: Decimal, which: int
) -> None:
    before = grade(deaths=deaths, serious_injuries=injured, direct_loss_yuan=loss)
    after = grade(
        deaths=deaths + (which == 1), serious_injuries=injured + (which == 2), direct_loss_yuan=loss + CENT
    )
    assert ORDER.index(after) >= ORDER.index(before)


@pytest.mark.parametrize(
    ("field", "value"), [("deaths", -1), ("serious_injuries", -1), ("direct_loss_yuan", Decimal(-1))]
)
def test_what_cannot_be_counted_is_refused_by_field(field: str, value: int) -> None:
    counts = {"deaths": 0, "serious_injuries": 0, "direct_loss_yuan": 0} | {field: value}
    with pytest.raises(Invalid) as refusal:
        grade(**counts)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(("fire", "last"), [(False, 30), (True, 7)])
def test_the_missing_count_as_dead_from_the_day_after_the_term(fire: bool, last: int) -> None:
    day = date(2024, 2, 28)
    on_last = counted_deaths(1, 2, accident_on=day, on=day + timedelta(days=last), traffic_or_fire=fire)
    after = counted_deaths(1, 2, accident_on=day, on=day + timedelta(days=last + 1), traffic_or_fire=fire)
    assert (on_last, after) == (1, 3)


def test_in_chongqing_larger_and_major_accidents_are_both_the_citys() -> None:
    levels = [investigating_level(one) for one in AccidentGrade]
    assert levels == [Level.DISTRICT, Level.CITY, Level.CITY, Level.STATE]


def test_only_an_ordinary_accident_that_hurt_nobody_is_left_to_the_unit() -> None:
    left = [one for one in AccidentGrade if may_be_entrusted_to_employer(one, casualties=False)]
    assert left == [AccidentGrade.ORDINARY]
    assert not may_be_entrusted_to_employer(AccidentGrade.ORDINARY, casualties=True)


@pytest.mark.parametrize(("fire", "last"), [(False, 30), (True, 7)])
def test_a_death_changes_the_grade_until_the_last_day_of_the_window(fire: bool, last: int) -> None:
    accident_on = date(2024, 2, 28)
    for days, counts in ((0, True), (last - 1, True), (last, True), (last + 1, False)):
        died_on = accident_on + timedelta(days=days)
        assert death_counts(died_on=died_on, accident_on=accident_on, traffic_or_fire=fire) is counts


def test_three_still_missing_on_day_31_make_an_ordinary_accident_a_larger_one() -> None:
    accident_on = date(2026, 3, 1)
    grades = [
        grade(
            deaths=counted_deaths(0, 3, accident_on=accident_on, on=accident_on + timedelta(days=days)),
            serious_injuries=0,
            direct_loss_yuan=0,
        )
        for days in (29, 30, 31)
    ]
    assert grades == ["ordinary", "ordinary", "larger"]


def test_the_provision_of_the_grade_is_named() -> None:
    found = grade_with_reason(deaths=3, serious_injuries=0, direct_loss_yuan=0)
    assert (found.provision, found.criterion) == ("order-493-3-3", "deaths")


def test_a_negative_number_of_missing_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        counted_deaths(0, -1, accident_on=date(2026, 3, 1), on=date(2026, 3, 1))
    assert list(refusal.value.fields) == ["missing"]


@pytest.mark.parametrize("loss", [Decimal("NaN"), Decimal("Infinity")])
def test_a_loss_that_is_no_number_is_refused(loss: Decimal) -> None:
    with pytest.raises(Invalid):
        grade(deaths=0, serious_injuries=0, direct_loss_yuan=loss)
