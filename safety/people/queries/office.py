"""Whether an act was done in office: asked of its appointment as it is known today, also when it was ended later."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import or_, select

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
