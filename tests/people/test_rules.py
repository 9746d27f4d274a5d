from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.access.roles import Role
from safety.errors import Invalid
from safety.people import rules
from safety.people.rules import UnionLevel

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, None), (4, None), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (500, 3600)],
)
def test_wrong_tries_lock_with_a_growing_delay_of_at_most_an_hour(failures: int, seconds: int | None) -> None:
    assert rules.lock_delay(failures) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "weak",
    [
        "short1!",
        "aaaaaaaaaaa",
        "12345678901",
        "Password123",
        "qwertyuiop",
        "chenjing-2026",
        "我叫陈静2026abcd",
        "x1" * 101,
        "Chongqing-2026",
        "cq@GongHui2026!",
        "重庆市总工会20261201",
    ],
)
def test_a_weak_password_is_refused_with_the_reason_at_its_field(weak: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_password(weak, sign_in_name="chenjing", name="陈静")
    assert list(refusal.value.fields) == ["password"]


@pytest.mark.parametrize(
    "good",
    [
        "Danger-Ahead-2026",
        "一二三四五六七八九十1a",
        "correct horse battery staple",
        "thunderstorms",
        "rain over chongqing 7",
    ],
)
def test_a_long_password_is_taken_whatever_it_is_made_of(good: str) -> None:
    rules.check_password(good, sign_in_name="chenjing", name="陈静")


def test_a_union_that_files_under_dengbao_asks_for_three_kinds_of_characters() -> None:
    with pytest.raises(Invalid):
        rules.check_password("correct horse battery", sign_in_name="chenjing", name="陈静", strict=True)
    rules.check_password("Correct-Horse-7", sign_in_name="chenjing", name="陈静", strict=True)


@given(issued=DAYS, length=st.integers(0, 4000), day=DAYS)
def test_a_valid_certificate_holds_on_both_end_days_and_between(issued: date, length: int, day: date) -> None:
    last = issued + timedelta(days=length)
    held = rules.certificate_valid(issued_on=issued, valid_to=last, states=[], on=day)
    assert held == (issued <= day <= last)


def test_a_suspension_counts_from_its_own_day_and_earlier_days_stay_valid() -> None:
    def holds(on: date) -> bool:
        return rules.certificate_valid(
            issued_on=date(2024, 1, 1),
            valid_to=date(2027, 1, 1),
            states=[(date(2026, 6, 1), "suspended"), (date(2026, 9, 1), "valid")],
            on=on,
        )

    assert holds(date(2026, 5, 31))
    assert not holds(date(2026, 6, 1))
    assert not holds(date(2026, 8, 31))
    assert holds(date(2026, 9, 1))


CHANGES = st.lists(st.tuples(DAYS, st.sampled_from(["valid", "suspended"])), max_size=6).map(sorted)


@given(states=CHANGES, later=st.tuples(DAYS, st.sampled_from(["valid", "suspended", "cancelled"])), day=DAYS)
def test_what_is_recorded_later_never_changes_the_days_before_it(
    states: list[tuple[date, str]], later: tuple[date, str], day: date
) -> None:
    later = (max([later[0], *(one for one, _ in states)]), later[1])
    before = rules.certificate_status(states, day)
    after = rules.certificate_status([*states, later], day)
    assert after == (later[1] if day >= later[0] else before)


@given(first=DAYS, last=st.none() | DAYS, other_first=DAYS, other_last=st.none() | DAYS)
def test_overlap_of_terms_is_the_same_from_both_sides(
    first: date, last: date | None, other_first: date, other_last: date | None
) -> None:
    one = rules.terms_overlap(first, last, other_first, other_last)
    assert one == rules.terms_overlap(other_first, other_last, first, last)


def test_terms_that_meet_on_one_day_overlap_and_those_a_day_apart_do_not() -> None:
    assert rules.terms_overlap(date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 30), None)
    assert not rules.terms_overlap(date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), None)


def test_a_district_federation_cannot_stand_below_a_street_union() -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_level(UnionLevel.DISTRICT, below=UnionLevel.STREET)
    assert "level" in refusal.value.fields
    rules.check_level(UnionLevel.STREET, below=UnionLevel.DISTRICT)


def test_the_three_administrators_are_three_people() -> None:
    with pytest.raises(Invalid):
        rules.check_separate(Role.AUDITOR, Role.SECURITY_ADMINISTRATOR)
    rules.check_separate(Role.AUDITOR, Role.INSPECTOR)
    rules.check_separate(Role.AUDITOR, Role.AUDITOR)
