"""Running terms as an iCalendar file (RFC 5545): a whole day for each last day; no employers, no persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from safety.law.clocks import Clock
from safety.law.days import shanghai_date
from safety.wire.problems import translate

Event = tuple[UUID, date, Clock]
LONGEST_LINE = 75


def calendar_text(events: Iterable[Event], now: datetime) -> str:
    """The calendar of ``(accident id, the accident's day, term)``; a term of hours stands on the day it ends."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qunjian//terms//ZH", "CALSCALE:GREGORIAN"]
    for accident_id, happened_on, clock in events:
        last = clock.due_on or (shanghai_date(clock.ends_at) if clock.ends_at else None)
        if last is not None:
            lines += _event(accident_id, happened_on, clock, last, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(accident_id: UUID, happened_on: date, clock: Clock, last: date, now: datetime) -> list[str]:
    name = f"{happened_on:%Y-%m-%d} {translate(clock.rule.label)}"
    return [
        "BEGIN:VEVENT",
        f"UID:{accident_id}-{clock.term}-{clock.starts_at:%Y%m%d}@qunjian",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{last:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(name)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; a continuation begins with a space, and no character is cut."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part
