"""Code lists: categories by the accident's day, degrees of injury, labels for every code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import pytest

from safety.errors import Invalid
from safety.law import accident_grades, injuries, lec, project_natures
from safety.law.accident_categories import GB_6441_86, GB_6441_2025, LABELS, categories_on, standard_on
from safety.law.industries import SECTIONS
from safety.law.injuries import InjuryDegree, degree_by_lost_days
from safety.law.major_hazards import CRITERIA


def test_the_standard_changes_on_its_first_day_which_can_be_given() -> None:
    assert categories_on(date(2026, 6, 30)) is GB_6441_86
    assert categories_on(date(2026, 7, 1)) is GB_6441_2025
    assert categories_on(date(2026, 7, 1), new_from=date(2027, 1, 1)) is GB_6441_86
    assert standard_on(date(2026, 7, 1)) == "GB 6441-2025"
    assert (len(GB_6441_86), len(GB_6441_2025), len(LABELS)) == (20, 27, 47)


@pytest.mark.parametrize(
    ("days", "degree"),
    [(0, "none"), (1, "slight"), (104, "slight"), (105, "serious"), (5999, "serious"), (6000, "fatal")],
)
def test_the_degree_of_an_injury_by_lost_days(days: int, degree: str) -> None:
    assert degree_by_lost_days(days) is InjuryDegree(degree)


def test_negative_lost_days_are_refused() -> None:
    with pytest.raises(Invalid):
        degree_by_lost_days(-1)


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        (accident_grades.AccidentGrade, accident_grades.LABELS),
        (accident_grades.Level, accident_grades.LEVEL_LABELS),
        (injuries.InjuryDegree, injuries.DEGREE_LABELS),
        (injuries.EmploymentForm, injuries.EMPLOYMENT_LABELS),
        (project_natures.ProjectNature, project_natures.LABELS),
        (lec.Colour, lec.COLOUR_LABELS),
    ],
)
def test_every_code_has_one_label_of_its_own(codes: Collection[str], labels: Mapping[str, str]) -> None:
    assert set(labels) == set(codes)
    assert len(set(labels.values())) == len(labels)


def test_sections_run_from_a_to_t_and_criteria_from_five_sectors() -> None:
    assert "".join(SECTIONS) == "ABCDEFGHIJKLMNOPQRST"
    assert len({one.number for one in CRITERIA.values()}) == 5
