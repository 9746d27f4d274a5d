"""The term of a demand as papers after its notice and pages say it: at once where no day may be left, whatever day is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from safety.corrections.asking import Judged
from safety.corrections.documents import AT_ONCE, chinese_day
from safety.corrections.models import Demand
from safety.law.days import shanghai_date


@dataclass(frozen=True)
class Term:
    """By when something has to be done: by ``day``, or at once; beside ``at_once``, ``day`` is a later one that was told."""

    day: date | None
    at_once: bool = False


def term_of(demand: Demand, judged: Judged | None) -> Term:
    """The term of a demand; ``judged`` is None for what is no finding.

    A later day that the union once set for what has to be done at once is told, for the unit was told it, and that it
    lifts no duty.  Where words alone tell that something allows no day, a later day of the union holds.
    """
    day = demand.term_on
    if judged is None or not judged.at_once:
        return Term(day)
    asked_on = shanghai_date(demand.demanded_at) if demand.demanded_at else None
    later = day is not None and (asked_on is None or day > asked_on)
    if judged.settled:
        return Term(day if later else None, at_once=True)
    return Term(day) if later or day is None else Term(None, at_once=True)


def term_words(term: Term) -> str:
    """The term as a paper prints it."""
    if not term.at_once:
        return chinese_day(term.day)
    return (
        f"{AT_ONCE}（曾定期限至{chinese_day(term.day)}，应当立即整改的，不因此免除）" if term.day else AT_ONCE
    )


def says_at_once(term: str) -> bool:
    """Whether a term as it is printed leaves no day."""
    return term.startswith(AT_ONCE)
