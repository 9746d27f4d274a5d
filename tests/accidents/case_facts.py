"""A case as its rules are told it, and the days that come of it."""

from __future__ import annotations

from datetime import date, datetime

from safety.accidents import case_clocks
from safety.accidents.rules import CaseFacts
from safety.law.accident_grades import AccidentGrade
from safety.law.clocks import Term
from safety.law.days import SHANGHAI
from safety.law.regimes import Regime

ON = date(2024, 1, 31)


HAPPENED = datetime(2024, 1, 31, 12, 0, tzinfo=SHANGHAI)


def facts(**given: object) -> CaseFacts:
    values: dict[str, object] = {
        "happened_at": HAPPENED,
        "regime": Regime.ORDER_493,
        "grade": AccidentGrade.ORDINARY,
    }
    return CaseFacts(**(values | given))  # type: ignore[arg-type]


def due(facts: CaseFacts) -> dict[Term, date | None]:
    return {one.term: one.due_on for one in case_clocks.clocks_of(facts)}
