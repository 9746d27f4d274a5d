"""Cells of a register of projects are understood as people write them, or refused with their field."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid
from safety.folding.texts import fold
from safety.law.project_natures import ProjectNature
from safety.projects.headings import PROJECT_HEADINGS, nature_of, tracks_of, yes_of
from safety.workplaces.operations.amounts import yuan_of
from safety.workplaces.operations.import_rows import day_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "words", ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "20260301", " 2026-03-01 "]
)
def test_a_day_is_read_as_registers_write_it(words: str) -> None:
    assert day_of(words, "start_planned_on") == date(2026, 3, 1)


@pytest.mark.parametrize("words", ["2026111", "2026-02-30", "三月", "2026-3", "46082"])
def test_what_is_no_day_is_refused(words: str) -> None:
    with pytest.raises(Invalid) as refused:
        day_of(words, "start_planned_on")
    assert list(refused.value.fields) == ["start_planned_on"]


@pytest.mark.parametrize(
    ("words", "unit", "yuan"),
    [
        ("1200", 10_000, "12000000.00"),
        ("1,200.5", 1, "1200.50"),
        ("1200万元", 1, "12000000.00"),
        ("1.2 亿元", 10_000, "120000000.00"),
        ("￥300元", 10_000, "300.00"),
    ],
)
def test_an_amount_is_in_the_unit_of_its_cell_else_of_its_column(words: str, unit: int, yuan: str) -> None:
    assert yuan_of(words, "investment_wan", unit) == Decimal(yuan)


@pytest.mark.parametrize("words", ["-1", "NaN", "Infinity", "很多", "1e30", "1e999999万", "元"])
def test_what_is_no_amount_is_refused(words: str) -> None:
    with pytest.raises(Invalid):
        yuan_of(words, "investment_yuan", 1)


def test_natures_and_facilities_are_known_by_label_and_in_short() -> None:
    assert nature_of("技改") == nature_of("技术改造项目") == nature_of("upgrade") == ProjectNature.UPGRADE
    assert tracks_of("职业病防护设施；安全") == ["safety", "health"]
    assert (yes_of("否", "is_high_risk"), yes_of("", "is_high_risk")) == (False, None)


@given(st.text(max_size=30))
def test_any_words_are_read_or_refused(words: str) -> None:
    readers: tuple[tuple[Callable[[str], object], type], ...] = (
        (nature_of, ProjectNature),
        (tracks_of, list),
        (lambda text: yes_of(text, "is_high_risk"), bool),
        (lambda text: day_of(text, "start_planned_on"), date),
        (lambda text: yuan_of(text, "investment_yuan", 1), Decimal),
    )
    for read, kind in readers:
        with suppress(Invalid):
            assert isinstance(read(words), kind | None)


def test_no_heading_stands_for_two_fields() -> None:
    headings = [fold(one) for names in PROJECT_HEADINGS.names.values() for one in names]
    assert len(headings) == len(set(headings))
