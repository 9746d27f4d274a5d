"""Papers issued by somebody whose appointment had ended by their day, as it became known later: marked, never changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from safety.access.scope import Actor
from safety.database import session
from safety.law.days import shanghai_date, start_of_day
from safety.papers.models import Paper
from safety.papers.operations.notes import note
from safety.papers.queries import appointment_of, issued_after_office
from safety.people.models import Appointment


def mark_papers(*, actor: Actor, now: datetime, appointment: Appointment, before: date | None) -> int:
    """Say in the audit which papers turn out to be issued after an appointment that was ended just now; how many.

    ``before`` was its last day until now.  Nothing of the papers changes: their pages tell it from the appointment.
    """
    if appointment.valid_to is None:
        return 0
    since = start_of_day(appointment.valid_to + timedelta(days=1))
    rows = select(Paper).where(Paper.issued_by == appointment.member_id, Paper.issued_at >= since)
    count = 0
    for paper in session.scalars(rows.order_by(Paper.issued_at, Paper.id)):
        told = before is not None and paper.issued_at is not None and shanghai_date(paper.issued_at) > before
        if told or appointment_of(paper) != appointment.id or (last := issued_after_office(paper)) is None:
            continue
        note(
            actor,
            now,
            paper,
            "paper_after_office",
            number=paper.number,
            appointment=appointment.id,
            last_day=last,
        )
        count += 1
    return count
