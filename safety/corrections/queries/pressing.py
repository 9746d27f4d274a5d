"""The open demands that somebody has to act on, the most pressing first: for the worklist."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from safety.corrections.models import Demand
from safety.corrections.queries.demands import in_sight
from safety.corrections.rules import DemandKind, DemandState, FindingGrade, Sight
from safety.corrections.vocabulary import DANGER_COLOUR
from safety.database import session
from safety.lists import Page, Window
from safety.worklist import DAYS_AHEAD, Urgency


@dataclass(frozen=True)
class Holder:
    """Whose demands are wanted: a member's own, those of a union, or (neither) all in sight."""

    responsible_id: uuid.UUID | None = None
    union_id: uuid.UUID | None = None


def pressing_demands(
    sight: Sight,
    holder: Holder,
    today: date,
    most: int,
    *,
    raised: Collection[DemandKind],
    seconds: uuid.UUID | None,
) -> Page[tuple[Demand, Urgency]]:
    """The first ``most`` in the order of the worklist, each with its urgency, and how many there are.

    Args:
        sight: what may be seen.
        holder: whose demands.
        today: the day on which they are judged.
        most: how many at most.
        raised: the kinds of which those not yet demanded are wanted.
        seconds: the member who may confirm closings that others proposed; None: nobody.
    """
    urgency = case(
        (and_(Demand.colour == DANGER_COLOUR, Demand.term_on <= today), Urgency.DANGER),
        (Demand.term_on < today, Urgency.LATE),
        (Demand.term_on == today, Urgency.TODAY),
        (_waiting(raised, seconds), Urgency.WAITING),
        else_=Urgency.SOON,
    )
    wanted = [
        Demand.is_open,
        in_sight(sight),
        or_(Demand.term_on <= today + timedelta(days=DAYS_AHEAD), _waiting(raised, seconds)),
    ]
    if holder.responsible_id is not None:
        wanted.append(Demand.responsible_id == holder.responsible_id)
    if holder.union_id is not None:
        wanted.append(Demand.union_id == holder.union_id)
    total = session.scalar(select(func.count(Demand.id)).where(*wanted)) or 0
    grave_first = case((Demand.grade == FindingGrade.MAJOR, 0), else_=1)
    statement = (
        select(Demand, urgency)
        .where(*wanted)
        .order_by(urgency, grave_first, Demand.term_on.is_(None), Demand.term_on, Demand.id)
        .limit(most)
    )
    rows: Sequence[Any] = session.execute(statement.options(joinedload(Demand.site))).all()
    return Page([(demand, Urgency(value)) for demand, value in rows], total, Window(0, most))


def _waiting(raised: Collection[DemandKind], seconds: uuid.UUID | None) -> ColumnElement[bool]:
    """What waits for the union whatever its term."""
    found = [
        Demand.state.in_([DemandState.REPLIED, DemandState.UNCORRECTED]),
        and_(Demand.state == DemandState.RAISED, Demand.kind.in_(list(raised)), Demand.can_be_demanded),
    ]
    if seconds is not None:
        by_another = or_(Demand.rechecked_by.is_(None), Demand.rechecked_by != seconds)
        found.append(and_(Demand.state == DemandState.AWAITING_SECOND, by_another))
    return or_(*found)
