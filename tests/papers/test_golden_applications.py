"""What applications about different matters say line by line, and the sheets of accidents outside Order 493.

The texts lie in ``golden/cases/``.  After a wanted change: ``python -m tests.papers.test_golden_applications`` writes them anew; read
the difference before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from safety.law.applications import Matter
from safety.law.grounds import Ground
from safety.law.project_natures import ProjectNature
from safety.law.regimes import Regime
from safety.papers.content import PaperContent
from safety.papers.rules import PaperKind
from tests.papers.golden_samples import referral, samples, text_of

GOLDEN = Path(__file__).with_name("golden") / "cases"
CASES: Mapping[str, Callable[[], PaperContent]] = {
    "application-ordinary-hazard": lambda: referral(Matter.UNCORRECTED),
    "application-ordinary-hazard-to-a-department": lambda: referral(Matter.UNCORRECTED, to_department=True),
    "application-major-hazard-to-the-government": lambda: referral(
        Matter.UNCORRECTED, ground=Ground(major=True), to_department=False
    ),
    "application-major-hazard": lambda: referral(Matter.UNCORRECTED, ground=Ground(major=True)),
    "application-measures": lambda: referral(Matter.ACCIDENT_MEASURES),
    "application-measures-railway": lambda: referral(Matter.ACCIDENT_MEASURES, regime=Regime.RAILWAY),
    "application-obstructed-check": lambda: referral(Matter.OBSTRUCTED, regime=None),
    "application-obstructed-accident": lambda: referral(Matter.ACCIDENT_OBSTRUCTED),
    "application-obstructed-fire": lambda: referral(Matter.ACCIDENT_OBSTRUCTED, regime=Regime.FIRE),
    "application-obstructed-measures": lambda: referral(Matter.MEASURES_OBSTRUCTED),
    "application-obstructed-review": lambda: referral(Matter.PROJECT_OBSTRUCTED, ProjectNature.NEW),
    "measure-sheet-fire": lambda: samples(Regime.FIRE)[PaperKind.MEASURE_SHEET],
    "approval-sheet-special-equipment": lambda: samples(Regime.SPECIAL_EQUIPMENT)[PaperKind.APPROVAL_SHEET],
}


@pytest.mark.parametrize("name", CASES)
def test_a_paper_says_what_was_read_for_its_matter_line_by_line(name: str) -> None:
    assert text_of(CASES[name]()) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


#: Papers that ask for an answer by a day: no law names one.
WITH_ANSWER_DAY = {
    PaperKind.CORRECTION_NOTICE,
    PaperKind.RECHECK_OPINION,
    PaperKind.DESIGN_OPINION,
    PaperKind.ACCEPTANCE_OPINION,
    PaperKind.INVESTIGATION_OPINION,
    PaperKind.LABOUR_LAW_PROMPT,
    PaperKind.LABOUR_LAW_OPINION,
    PaperKind.LABOUR_LAW_SUGGESTION,
}


def test_a_day_for_an_answer_is_called_the_unions_own_on_every_paper_that_names_one() -> None:
    texts = {kind: text_of(paper) for kind, paper in samples().items()}
    asked = {
        kind
        for kind, text in texts.items()
        if any("日前" in line and ("答复" in line or "告知" in line) for line in text.splitlines())
    }
    assert asked == WITH_ANSWER_DAY
    assert [kind for kind in asked if "答复期限由我会提出，不是法定期限" not in texts[kind]] == []


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, make in CASES.items():
        (GOLDEN / f"{name}.txt").write_text(text_of(make()), encoding="utf-8")
