"""The published and constructed cases of ``law_cases`` come out as a lawyer wrote them down."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from safety.accidents import case_clocks, grading
from safety.accidents.grading import Casualties, Ground, TakenOver
from safety.accidents.injury_terms import InjuryFacts
from safety.accidents.rules import ApplicationDays, CaseFacts
from safety.accidents.vocabulary import InjuryApplicant
from safety.law import regimes
from safety.law.accident_grades import AccidentGrade, Level
from safety.law.clocks import Clock
from safety.law.days import SHANGHAI
from safety.law.provisions import UNCHECKED_MARK, provision
from safety.law.regimes import Regime

FOLDER = Path(__file__).parent / "law_cases"
CASES: list[dict[str, Any]] = [
    case
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]


def regime_of(case: dict[str, Any]) -> Regime:
    """The regime that was chosen, else the one that is proposed."""
    return Regime(case.get("regime") or regimes.proposed(case["on"], case.get("category")))


def ground_of(case: dict[str, Any]) -> Ground:
    """What the grade stands on."""
    told, taken = case.get("told"), case.get("taken_over")
    over = (
        [TakenOver(case["on"] + timedelta(days=taken["day"]), Level(taken["level"]), taken["whom"])]
        if taken
        else []
    )
    grade = AccidentGrade(told) if told else None
    return Ground(case["on"], regime_of(case), case.get("category"), grade, over)


def series_of(case: dict[str, Any]) -> list[Casualties]:
    """The reports of casualties."""

    def report(one: dict[str, Any]) -> Casualties:
        counts = {name: one.get(name, 0) for name in grading.COUNTS}
        loss = Decimal(one["loss"]) if "loss" in one else None
        days = one.get("died", [])
        died = tuple(case["on"] + timedelta(days=day) for day in (days if isinstance(days, list) else [days]))
        return Casualties(
            case["on"] + timedelta(days=one["day"]), **counts, direct_loss_yuan=loss, deaths_on=died
        )

    return [report(one) for one in case["reports"]]


def injury_of(case: dict[str, Any], series: list[Casualties]) -> InjuryFacts:
    """What the terms of 工伤认定 count from, and who applied."""
    told = case.get("injury", {})
    return InjuryFacts(
        hurt=any(one.deaths + one.serious + one.slight for one in series),
        poisoned=any(one.poisoned for one in series),
        diagnosed_on=told.get("diagnosed"),
        applied_on=told.get("applied"),
        applied_by=InjuryApplicant(told["by"]) if "by" in told else None,
        extension_days=told.get("extension", 0),
    )


def facts_of(case: dict[str, Any], grade: AccidentGrade | None) -> CaseFacts:
    """The case as the clocks take it."""
    appraisal = case.get("appraisal")
    return CaseFacts(
        happened_at=datetime.combine(case["on"], time(9), SHANGHAI),
        regime=regime_of(case),
        grade=grade,
        category=case.get("category"),
        discovered_on=case.get("discovered"),
        report_extension_days=case.get("extension", 0),
        approval_extension_days=case.get("approval_extension", 0),
        appraisals=[(appraisal[0], appraisal[1])] if appraisal else [],
        report_submitted_on=case.get("received"),
        approved_on=case.get("approved"),
        injury=injury_of(case, series_of(case)),
        referrals=[ApplicationDays(case["applied"], None)] if "applied" in case else [],
    )


def cited(key: str, on: date) -> str:
    """《Law》article, or the law marked 待核 where its text was not read for the day."""
    one = provision(key)
    name = one.law.name.removeprefix("中华人民共和国")
    return f"《{name}》{one.article}" if one.checked(on) else f"《{name}》（{UNCHECKED_MARK}）"


def told(clock: Clock) -> str:
    """The last day of a term and the articles that set it."""
    assert clock.day_of_fact is not None
    day = clock.day_of_fact
    return f"{clock.due_on} " + "、".join(cited(one, day) for one in clock.provisions)


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_a_case_comes_out_as_it_was_written_down(case: dict[str, Any]) -> None:
    expect, ground, series = case["expect"], ground_of(case), series_of(case)
    day = case["on"] + timedelta(days=case.get("as_of", 0))
    standing = grading.standing_on(series, ground, day)
    assert regime_of(case) == expect["regime"]
    assert (standing.grade or "none", standing.level) == (expect["grade"], expect["level"])
    assert standing.checked is expect["grade_checked"]
    level_checked = standing.taken_over is not None or standing.investigation.checked
    assert level_checked is expect["level_checked"]
    history = grading.grade_history(series, ground, today=day)
    if "history" in expect:
        found = [[str((one.on - case["on"]).days), one.grade or "none", one.level] for one in history]
        assert found == expect["history"]
    if "fact" in expect:
        assert str(history[-1].fact) == expect["fact"]
    facts = replace(facts_of(case, standing.grade), regime=grading.regime_on(series, ground, day))
    clocks = case_clocks.clocks_of(facts)
    assert {one.term.value: told(one) for one in clocks if one.starts_at} == expect["clocks"]
    if "discovered" in case:
        later = case["discovered"] - case["on"]
        assert {one.from_discovery for one in clocks if one.from_discovery} == {
            one.due_on + later for one in clocks if one.term in {"supplement", "report"} and one.due_on
        }


def test_there_are_at_least_forty_cases_each_of_its_own_name() -> None:
    assert len({case["title"] for case in CASES}) == len(CASES) >= 40


def test_published_cases_say_who_published_them_and_where_they_were_read() -> None:
    published = [case for case in CASES if case["source"].startswith("公布：")]
    assert len(published) >= 12
    assert {case["source"][:3] for case in CASES} == {"公布：", "设例"} | {
        case["source"][:3] for case in CASES if case["source"].startswith("设例")
    }
