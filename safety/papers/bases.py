"""What each kind of paper can rest on, told to the register of uses: a kind that is missing here fails the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

from safety.law import applications, bases
from safety.law.applications import About, Matter
from safety.law.grounds import Ground
from safety.law.project_natures import ProjectNature
from safety.law.regimes import Regime
from safety.papers.rules import LABELS, PaperKind
from safety.text import N_, Text

_EVERY_GROUND = Ground(**{one.name: True for one in fields(Ground)})


def bases_of_papers() -> Mapping[PaperKind, frozenset[str]]:
    """Every key that any facts can choose, by kind; what a person typed beside them is not known before."""
    kind, newest = PaperKind, date.max
    demand = bases.correction([_EVERY_GROUND])
    works = {*bases.project(None, health=True), *bases.project(ProjectNature.CONTINUED, health=True)}
    part = bases.taking_part(Regime.ORDER_493, newest)
    opinion = bases.opinion_on_accident(Regime.ORDER_493, newest)
    letters = (kind.LABOUR_LAW_PROMPT, kind.LABOUR_LAW_OPINION, kind.LABOUR_LAW_SUGGESTION)
    on_demand = (kind.CORRECTION_NOTICE, kind.RECHECK_OPINION, kind.REMINDER, kind.CLOSING_SLIP)
    on_works = (
        kind.DESIGN_OPINION,
        kind.ACCEPTANCE_OPINION,
        kind.OPINION_SUPPLEMENT,
        kind.SIGN_OFF_SHEET,
        kind.ATTENDANCE_SHEET,
        kind.MATERIAL_RECEIPT,
    )
    found: dict[PaperKind, Iterable[str]] = {
        **dict.fromkeys(on_demand, demand),
        **dict.fromkeys(on_works, works),
        **dict.fromkeys(letters, bases.LABOUR_LAW_LETTER),
        kind.REFERRAL: _applications(newest),
        kind.EVACUATION_PROPOSAL: bases.evacuation(_EVERY_GROUND),
        kind.INSPECTION_RECORD: bases.inspection(_EVERY_GROUND),
        kind.SEAT_LETTER: part,
        kind.PARTICIPATION_REQUEST: part,
        kind.INVESTIGATION_OPINION: opinion,
        kind.DISSENT: opinion,
        kind.NOTIFICATION_SLIP: [key for one in Regime for key in bases.news_of_accident(one, newest)],
        kind.PARTICIPATION_RECORD: [key for one in Regime for key in bases.part_in_accident(one, newest)],
        kind.MEASURE_SHEET: [key for one in Regime for key in bases.measures_of_accident(one, newest)],
        kind.APPROVAL_SHEET: [key for one in Regime for key in bases.approval_of_report(one, newest)],
        # No provision speaks of a union that takes its own paper back.
        kind.WITHDRAWAL_NOTICE: (),
    }
    return {one: frozenset(keys) for one, keys in found.items()}


def _applications(on: date) -> set[str]:
    """What an application can rest on: by its matter, the regime of an accident, the nature of works."""
    facts = [
        *(About(on, regime=one, grounds=(_EVERY_GROUND,)) for one in Regime),
        *(About(on, nature=one, health=True) for one in (None, *ProjectNature)),
        About(on, grounds=(_EVERY_GROUND,), to_department=True),
    ]
    return {key for matter in Matter for about in facts for key in applications.basis(matter, about)}


def uses_by_papers() -> Iterable[tuple[str, Text]]:
    """The keys with the kinds of papers that rest on them, for the register of uses."""
    for kind, keys in bases_of_papers().items():
        yield from ((key, Text(N_("文书：%(title)s"), title=Text(LABELS[kind]))) for key in sorted(keys))
