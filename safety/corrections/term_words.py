"""What papers after the notice print as the term of a demand: at once where no day may be left, whatever day is kept."""

from __future__ import annotations

from safety.corrections.asking import Judged
from safety.corrections.documents import AT_ONCE, chinese_day
from safety.corrections.models import Demand
from safety.law.days import shanghai_date


def term_words(demand: Demand, judged: Judged | None) -> str:
    """The term of a demand; ``judged`` is None for what is no finding.

    A later day that the union once set for what has to be done at once is told, for the unit was told it, and that it
    lifts no duty.  Where words alone tell that something allows no day, a later day of the union holds.
    """
    day = chinese_day(demand.term_on)
    if judged is None or not judged.at_once:
        return day
    asked_on = shanghai_date(demand.demanded_at) if demand.demanded_at else None
    later = demand.term_on is not None and (asked_on is None or demand.term_on > asked_on)
    if not judged.settled:
        return day if later or demand.term_on is None else AT_ONCE
    return f"{AT_ONCE}（曾定期限至{day}，应当立即整改的，不因此免除）" if later else AT_ONCE


def says_at_once(term: str) -> bool:
    """Whether a term as it is printed leaves no day."""
    return term.startswith(AT_ONCE)
