"""Judging kept checks anew when what is known about the days of a certificate or an appointment changes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Text, cast, or_, select

from safety.access.scope import Actor
from safety.corrections import operations as corrections
from safety.database import session
from safety.inspections.models import Inspection
from safety.inspections.operations.notes import OWNER, note
from safety.inspections.rules import InspectionState, may_found_a_notice, state_when_rejudged
from safety.law.days import shanghai_date
from safety.people.queries.certificates import certified_days, days_in_office

#: Whether somebody was certified on a day.
Certified = Callable[[uuid.UUID, date], bool]


def rejudge_checks(*, actor: Actor, now: datetime, member_id: uuid.UUID) -> int:
    """Judge the kept checks that rest on a member's certificates and offices by what is known now; how many changed.

    A check stands by those who made it, or by who adopted it, each on the day of it: certified, and in office.
    Notices that were issued stay; the findings of a check that does not stand go on no further notice until it is
    adopted.
    """
    session.flush()
    days, terms = cache(certified_days), cache(days_in_office)

    def certified(one: uuid.UUID, on: date) -> bool:
        return days(one)(on) and terms(one)(on)

    changed = 0
    for row in session.scalars(select(Inspection).where(_rests_on(member_id)).order_by(Inspection.id)):
        before = InspectionState(row.state)
        after = state_when_rejudged(
            before, certified=_made_by_one(row, certified), adopter_certified=_adopted_by_one(row, certified)
        )
        if after is before:
            continue
        told = {"from": before, "to": after, "member": member_id}
        if before is InspectionState.ADOPTED:
            told |= {"adopted_by": row.adopted_by, "adopted_at": row.adopted_at}
            row.adopted_at = row.adopted_by = row.adopted_words = None
        row.state = after
        row.version += 1
        corrections.rejudge_demands(
            actor=actor, now=now, source_kind=OWNER, source_id=row.id, demandable=may_found_a_notice(after)
        )
        note(actor, now, row, "inspection_rejudged", **told)
        changed += 1
    session.flush()
    return changed


def _rests_on(member_id: uuid.UUID) -> ColumnElement[bool]:
    """Whether a submitted check was made or adopted by the member (companions stand in its content)."""
    named = or_(
        Inspection.inspector_id == member_id,
        Inspection.adopted_by == member_id,
        cast(Inspection.content["companions"], Text).contains(str(member_id)),
    )
    return (Inspection.state != InspectionState.DRAFT) & named


def _made_by_one(row: Inspection, certified: Certified) -> bool:
    day = _day(row)
    companions = [one.get("member_id") for one in row.content.get("companions") or ()]
    people = [row.inspector_id, *(uuid.UUID(one) for one in companions if one)]
    return any(certified(one, day) for one in people)


def _adopted_by_one(row: Inspection, certified: Certified) -> bool:
    if row.adopted_by is None or row.adopted_at is None:
        return False
    return certified(row.adopted_by, shanghai_date(row.adopted_at))


def _day(row: Inspection) -> date:
    """The day of the check, by the server's clock where the device's was off."""
    assert row.began_at is not None  # noqa: S101 - a submitted check has both times
    return shanghai_date(row.began_at)
