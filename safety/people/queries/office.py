"""Whether an act was done in office: asked of its appointment as it is known today, also when it was ended later."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.roles import Role, permissions_of
from safety.database import session
from safety.law.days import shanghai_date
from safety.people.models import Appointment

#: An act by an appointment, at a moment; where nobody acted yet, either is None.
Act = tuple[uuid.UUID | None, datetime | None]


def office_left(appointment_id: uuid.UUID | None, at: datetime | None) -> date | None:
    """The last day of the appointment by which somebody acted at ``at``, if it had ended before; else None."""
    return offices_left([(appointment_id, at)]).get((appointment_id, at))


def offices_left(acts: Iterable[Act]) -> dict[Act, date]:
    """By act, the last day of the appointment by which it was done, of those that had ended before.

    Another appointment of the same person to the same office, valid on that day, holds the act.
    """
    known = list(acts)
    held = _by_id(one for one, _at in known if one is not None)
    terms = _by_member(row.member_id for row in held.values() if row.valid_to is not None)
    found: dict[Act, date] = {}
    for one, at in known:
        row = held.get(one) if one and at else None
        if row is None or at is None or row.valid_to is None or row.valid_to >= (day := shanghai_date(at)):
            continue
        if not any(_is_same(other, row) and _holds(other, day) for other in terms[row.member_id]):
            found[one, at] = row.valid_to
    return found


def last_days_in_office(
    acts: Collection[tuple[uuid.UUID | None, date]], permission: Permission | str
) -> dict[tuple[uuid.UUID | None, date], date]:
    """By act (a member and a day), the last day on which the member might do it, where no appointment was valid that day.

    Who never held it is not told of here: the act was refused.
    """
    rows = _by_member(member for member, _day in acts)
    found = {}
    for member, day in acts:
        held = [one for one in rows.get(member, ()) if permission in permissions_of(Role(one.role))]
        ended = [one.valid_to for one in held if one.valid_to is not None and one.valid_to < day]
        if ended and not any(_holds(one, day) for one in held):
            found[member, day] = max(ended)
    return found


def _by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Appointment]:
    wanted = set(ids)
    found = session.scalars(select(Appointment).where(Appointment.id.in_(wanted))) if wanted else ()
    return {one.id: one for one in found}


def _by_member(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, list[Appointment]]:
    wanted = {one for one in ids if one is not None}
    found: dict[uuid.UUID | None, list[Appointment]] = {one: [] for one in wanted}
    if wanted:
        for row in session.scalars(select(Appointment).where(Appointment.member_id.in_(wanted))):
            found[row.member_id].append(row)
    return found


def _is_same(one: Appointment, other: Appointment) -> bool:
    return (one.union_id, one.role) == (other.union_id, other.role)


def _holds(one: Appointment, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or one.valid_to >= day)
