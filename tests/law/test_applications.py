"""What an application to a department rests on and by when it asks for an answer, as a lawyer wrote the cases down."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from safety.law import applications
from safety.law.applications import About, AnswerTerm, Matter
from safety.law.citations import cited, joined
from safety.law.grounds import Ground
from safety.law.project_natures import ProjectNature
from safety.law.regimes import Regime

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("application_cases.toml").read_text(encoding="utf-8")
)["case"]


def about(case: dict[str, Any]) -> About:
    """The facts of a case."""
    return About(
        case["on"],
        ProjectNature(case["nature"]) if "nature" in case else None,
        safety=case.get("safety", True),
        health=case.get("health", False),
        regime=Regime(case["regime"]) if "regime" in case else None,
        grounds=tuple(Ground(**one) for one in case.get("grounds", ())),
        to_department=case.get("to_department", False),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_an_application_rests_on_what_was_written_down_and_asks_for_an_answer_by_its_own_term(
    case: dict[str, Any],
) -> None:
    matter, facts = Matter(case["matter"]), about(case)
    assert joined(cited(applications.basis(matter, facts), facts.on)) == case["basis"]
    assert applications.answer_term(matter, facts) is AnswerTerm(case["term"])


def test_each_case_has_its_own_name_and_every_matter_of_obstruction_is_there() -> None:
    assert len({case["title"] for case in CASES}) == len(CASES)
    assert {one for one in Matter if "obstructed" in one} <= {case["matter"] for case in CASES}


def test_what_a_department_does_is_no_law_of_a_paper_to_the_unit() -> None:
    """A re-check of a major hazard, or of measures, tells the unit its own duty."""
    major = About(CASES[0]["on"], grounds=(Ground(major=True),))
    assert not set(applications.to_the_unit(Matter.UNCORRECTED, major)) & set(applications.MAJOR_HAZARD)
    measures = About(CASES[0]["on"], regime=Regime.ORDER_493)
    assert applications.to_the_unit(Matter.ACCIDENT_MEASURES, measures) == ("order-493-33",)


@pytest.mark.parametrize(
    ("name", "government"),
    [
        ("渝中区人民政府", True),
        ("重庆高新区管委会", True),
        ("渝中区应急管理局", False),
        ("市卫生健康委员会", False),
        ("重庆市国有资产监督管理委员会", False),
        ("重庆市渝中区人民政府应急管理局", False),
        ("渝中区政府办公室", True),
        ("区人民政府（示例）", True),
    ],
)
def test_a_government_is_known_by_its_name(name: str, government: bool) -> None:
    assert applications.is_government(name) is government


def test_whoever_is_proposed_is_whom_the_paper_s_provisions_name() -> None:
    """工会法 23 names the local government; pressing for the removal of a 重大 hazard is for departments."""
    for grounds in ((Ground(),), (Ground(major=True),), (Ground(conditions=False, women=True),)):
        facts = About(CASES[0]["on"], grounds=grounds)
        facts = replace(facts, to_department=applications.goes_to_department(Matter.UNCORRECTED, facts))
        keys = set(applications.basis(Matter.UNCORRECTED, facts))
        named = keys.intersection(applications.TO_GOVERNMENT)
        assert bool(named) is not facts.to_department
        assert (set(applications.MAJOR_HAZARD) <= keys) is facts.to_department
