"""Running terms as an iCalendar file (RFC 5545, RFC 7986): a whole day for each last day; no employers, no persons.

Each entry says what it is the term of by the day, district and category of the accident, by which articles, and where
the record is; whoever follows the link has to sign in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from safety.law.citations import on_page
from safety.law.clocks import Clock
from safety.law.days import SHANGHAI, shanghai_date
from safety.text import N_, Text
from safety.wire.problems import translate

if TYPE_CHECKING:
    from icalendar import Alarm
    from icalendar import Event as Entry

#: How often a program should ask again.
REFRESH = timedelta(hours=1)
#: When a program reminds, from the first minute of the last day: at nine, three days and one day before, and that day.
REMINDERS = (timedelta(hours=9 - 72), timedelta(hours=9 - 24), timedelta(hours=9))
ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Event:
    """A running term: of which accident, and the address of its page."""

    accident_id: UUID
    happened_on: date
    district: str
    category: str
    clock: Clock
    url: str


def calendar_text(events: Iterable[Event], now: datetime) -> str:
    """The calendar of the terms; one of hours stands on the day it ends and says the minute."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Qunjian//terms//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = translate(N_("事故时限（群监）"))
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    entries: Counter[str] = Counter()
    for event in events:
        clock = event.clock
        last = clock.due_on or (shanghai_date(clock.ends_at) if clock.ends_at else None)
        if last is not None:
            uid = _uid(event)
            entries[uid] += 1
            calendar.add_component(
                _entry(event, f"{uid}-{entries[uid]}" if entries[uid] > 1 else uid, last, now)
            )
    text: bytes = calendar.to_ical()
    return text.decode()


def _of(event: Event) -> str:
    """What the term is of: 2026-11-20 渝中区 物体打击."""
    told = [event.happened_on.isoformat(), event.district, event.category]
    return " ".join(one for one in told if one)


def _uid(event: Event) -> str:
    """A name that stays whatever else comes and goes: a term of a record is named by it, others by their beginning."""
    clock = event.clock
    if clock.of_record is not None:
        return f"{event.accident_id}-{clock.term}-{clock.of_record}"
    beginning = "-diagnosis" if clock.from_diagnosis else ""
    return f"{event.accident_id}-{clock.term}-{clock.starts_at:%Y%m%d}{beginning}"


def _entry(event: Event, uid: str, last: date, now: datetime) -> Entry:
    from icalendar import Event as Entry

    clock, entry = event.clock, Entry()
    entry.add("uid", f"{uid}@qunjian")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", last)
    entry.add("dtend", last + timedelta(days=1))
    summary = translate(Text(N_("%(term)s（%(of)s 事故）"), term=clock.label, of=_of(event)))
    entry.add("summary", summary)
    entry.add("description", _description(event, last))
    entry.add("url", event.url)
    entry.add("transp", "TRANSPARENT")
    for before in REMINDERS:
        entry.add_component(_alarm(before, summary))
    return entry


def _description(event: Event, last: date) -> str:
    clock = event.clock
    lines = [
        Text(N_("期限事项：%(term)s"), term=clock.label),
        Text(clock.counts_from),
        Text(N_("事故：%(of)s"), of=_of(event)),
        Text(N_("最后一日：%(day)s"), day=last.isoformat()),
    ]
    if clock.due_on is None and clock.ends_at is not None:
        lines.append(Text(N_("届满时刻：%(at)s"), at=f"{clock.ends_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"))
    articles = on_page(clock.provisions, clock.day_of_fact)
    if articles:
        lines += [
            Text(N_("期限性质：法定期限")),
            Text(N_("依据：%(articles)s"), articles=articles),
        ]
    return "\n".join([*map(translate, lines), event.url])


def _alarm(before: timedelta, words: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", before)
    return alarm
