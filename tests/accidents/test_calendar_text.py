"""Running terms as a calendar file, read back as a calendar program reads it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from safety.accidents.calendar_text import Event, calendar_text
from safety.law.clocks import report_clock
from tests.cast import NOW

DAY = date(2026, 10, 1)
ADDRESS = "https://union.example/accidents/7/clocks"
EVENT = Event(uuid.UUID(int=7), DAY, "渝中区", "物体打击", report_clock(DAY), ADDRESS)


def written(app: Flask, *events: Event) -> str:
    with app.test_request_context():
        return calendar_text(events, NOW)


def test_a_term_is_a_whole_day_on_its_last_day(app: Flask) -> None:
    text = written(app, EVENT)
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert EVENT.clock.due_on == DAY + timedelta(days=60)
    assert f"DTSTART;VALUE=DATE:{EVENT.clock.due_on:%Y%m%d}\r\n" in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_a_term_says_what_it_is_of_leads_to_the_record_and_reminds_in_the_morning(app: Flask) -> None:
    calendar: Any = Calendar.from_ical(written(app, EVENT))
    assert (calendar["X-WR-CALNAME"], calendar["NAME"]) == ("事故时限（群监）", "事故时限（群监）")
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    (entry,) = calendar.walk("VEVENT")
    assert entry["SUMMARY"] == "提交事故调查报告（60 日）（2026-10-01 渝中区 物体打击 事故）"
    assert entry["URL"] == ADDRESS
    assert "依据：" in entry["DESCRIPTION"]
    assert ADDRESS in entry["DESCRIPTION"]
    nine = timedelta(hours=9)
    assert [one["TRIGGER"].dt for one in entry.walk("VALARM")] == [
        nine - timedelta(days=3), nine - timedelta(days=1), nine,
    ]  # fmt: skip


def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(app: Flask) -> None:
    text = written(app, EVENT, EVENT, EVENT)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert (
        text.replace("\r\n ", "").count(
            "SUMMARY:提交事故调查报告（60 日）（2026-10-01 渝中区 物体打击 事故）"
        )
        == 3
    )


def test_every_kind_of_calendar_is_empty_but_whole_without_terms(app: Flask, client: FlaskClient) -> None:
    calendar: Any = Calendar.from_ical(written(app))
    assert calendar.walk("VEVENT") == []
    assert client.get("/calendar/nobody.ics").status_code == 404
