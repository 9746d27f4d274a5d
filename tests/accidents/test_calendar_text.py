"""Running terms as a calendar file."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from flask import Flask

from safety.accidents.calendar_text import calendar_text
from safety.law.clocks import report_clock
from tests.cast import NOW

DAY = date(2026, 10, 1)


def test_a_term_is_a_whole_day_on_its_last_day(app: Flask) -> None:
    clock = report_clock(DAY)
    with app.test_request_context():
        text = calendar_text([(uuid.UUID(int=7), DAY, clock)], NOW)
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert clock.due_on == DAY + timedelta(days=60)
    assert f"DTSTART;VALUE=DATE:{clock.due_on:%Y%m%d}\r\n" in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(app: Flask) -> None:
    clock = report_clock(DAY)
    with app.test_request_context():
        text = calendar_text([(uuid.UUID(int=7), DAY, clock)] * 3, NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.replace("\r\n ", "").count("SUMMARY:2026-10-01 提交事故调查报告（60 日）") == 3
