"""Whether an act was done in office: asked of its appointment as it is known today, also when it was ended later."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import or_, select

from safety.access.permissions import Permission
from safety.access.roles import Role, permissions_of
from safety.database import session
from safety.law.days import shanghai_date
from safety.people.models import Appointment


def office_left(appointment_id: uuid.UUID | None, at: datetime | None) -> date | None:
    """The last day of the appointment by which somebody acted at ``at``, if it had ended before; else None.

    Another appointment of the same person to the same office, valid on that day, holds the act.
    """
    if appointment_id is None or at is None:
        return None
    held, day = session.get(Appointment, appointment_id), shanghai_date(at)
    if held is None or held.valid_to is None or held.valid_to >= day:
        return None
    same = select(Appointment.id).where(
        Appointment.member_id == held.member_id,
        Appointment.union_id == held.union_id,
        Appointment.role == held.role,
        Appointment.valid_from <= day,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= day),
    )
    return None if session.scalars(same.limit(1)).first() else held.valid_to


def last_in_office(member_id: uuid.UUID | None, permission: Permission | str, on: date) -> date | None:
    """The last day on which a member might do something, if no appointment to it was valid ``on`` that day; else None.

    Who never held it is not told of here: the act was refused.
    """
    rows = session.scalars(select(Appointment).where(Appointment.member_id == member_id))
    held = [one for one in rows if permission in permissions_of(Role(one.role))]
    if any(one.valid_from <= on and (one.valid_to is None or one.valid_to >= on) for one in held):
        return None
    return max((one.valid_to for one in held if one.valid_to is not None and one.valid_to < on), default=None)
