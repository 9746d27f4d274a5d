"""What the grade of an accident, and the regime that governs it, stand on."""

from __future__ import annotations

from datetime import date

from safety.accidents import grading, unread
from safety.accidents.grading import Casualties
from safety.accidents.models import Accident, CasualtyReport
from safety.accidents.vocabulary import HandoverKind
from safety.law.accident_grades import UNGRADED, AccidentGrade, Level
from safety.law.days import shanghai_date
from safety.law.regimes import Regime


def casualties_of(row: CasualtyReport) -> Casualties:
    """A casualty report as the rules take it."""
    return Casualties(
        row.on,
        row.deaths,
        row.missing,
        row.serious,
        row.slight,
        row.direct_loss_yuan,
        row.poisoned,
        tuple(date.fromisoformat(day) for day in row.deaths_on),
    )


def series_of(accident: Accident) -> list[Casualties]:
    """The casualty reports as the rules take them."""
    return [casualties_of(one) for one in accident.casualties]


def ground_of(accident: Accident) -> grading.Ground:
    """What the grade stands on besides the numbers."""
    taken = [
        grading.TakenOver(one.on_day, Level(one.level), one.to_whom)
        for one in accident.handovers
        if one.kind == HandoverKind.TAKEN_OVER and one.level
    ]
    return grading.Ground(
        shanghai_date(accident.happened_at),
        Regime(accident.regime),
        accident.category,
        AccidentGrade(accident.told_grade) if accident.told_grade else None,
        taken,
    )


def unread_of(accident: Accident) -> unread.Unread:
    """What of the kept grade, and of who investigates, rests on a text that was not read."""
    kept = None if accident.grade == UNGRADED else AccidentGrade(accident.grade)
    return unread.unread_of(series_of(accident), ground_of(accident), kept)


def regime_of(accident: Accident) -> Regime:
    """The regime by which the accident is investigated: its own, or Order 493 where its casualties say so."""
    kept = None if accident.grade == UNGRADED else AccidentGrade(accident.grade)
    return grading.regime_of(series_of(accident), ground_of(accident), kept)
