"""Running terms as an iCalendar file (RFC 5545): a whole day for each last day; no employers, no persons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar
from icalendar import Event as Entry

from safety.law.clocks import Clock
from safety.law.days import shanghai_date
from safety.wire.problems import translate

Event = tuple[UUID, date, Clock]


def calendar_text(events: Iterable[Event], now: datetime) -> str:
    """The calendar of ``(accident id, the accident's day, term)``; a term of hours stands on the day it ends."""
    calendar = Calendar()
    calendar.add("prodid", "-//Qunjian//terms//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for accident_id, happened_on, clock in events:
        last = clock.due_on or (shanghai_date(clock.ends_at) if clock.ends_at else None)
        if last is not None:
            calendar.add_component(_entry(accident_id, happened_on, clock, last, now))
    text: bytes = calendar.to_ical()
    return text.decode()


def _entry(accident_id: UUID, happened_on: date, clock: Clock, last: date, now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{accident_id}-{clock.term}-{clock.starts_at:%Y%m%d}@qunjian")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", last)
    entry.add("dtend", last + timedelta(days=1))
    entry.add("summary", f"{happened_on:%Y-%m-%d} {translate(clock.label)}")
    entry.add("transp", "TRANSPARENT")
    return entry
