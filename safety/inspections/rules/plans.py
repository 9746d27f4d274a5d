"""Where a plan stands, told from its dates and how much of it is done."""

from __future__ import annotations

from datetime import date

from safety.inspections.rules import PlanState


def plan_state(*, closed: bool, done: int, total: int, due_on: date, today: date) -> PlanState:
    """The state of a plan on ``today``: the day it is due still counts as in time."""
    if closed:
        return PlanState.CLOSED
    if total and done == total:
        return PlanState.DONE
    return PlanState.OVERDUE if today > due_on else PlanState.RUNNING
