"""Running terms as a calendar file, read back as a calendar program reads it."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from safety.accidents.calendar_text import Event, calendar_text
from safety.law.clocks import Clock, Term, day_clock, injury_clock, report_clock
from tests.accidents.sending import Api, send
from tests.cast import NOW

pytestmark = pytest.mark.once

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


def test_terms_of_one_name_are_entries_of_their_own_and_say_from_what_they_count(app: Flask) -> None:
    asked = day_clock(Term.REFERRAL, DAY)
    hurt = injury_clock(DAY)
    ill = replace(injury_clock(DAY), from_diagnosis=True)
    events = [replace(EVENT, clock=one) for one in (asked, asked, hurt, ill)]
    calendar: Any = Calendar.from_ical(written(app, *events))
    entries = calendar.walk("VEVENT")
    assert len({entry["UID"] for entry in entries}) == 4
    assert "从事故伤害发生之日起算" in entries[2]["DESCRIPTION"]
    assert "从被诊断、鉴定为职业病之日起算" in entries[3]["DESCRIPTION"]


def test_every_kind_of_calendar_is_empty_but_whole_without_terms(app: Flask, client: FlaskClient) -> None:
    calendar: Any = Calendar.from_ical(written(app))
    assert calendar.walk("VEVENT") == []
    assert client.get("/calendar/nobody.ics").status_code == 404


def components(text: str) -> list[tuple[str, Counter[str]]]:
    """The components of a calendar with how often each has each property, by the grammar of RFC 5545 alone."""
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    assert text.endswith("\r\n")
    found: list[tuple[str, Counter[str]]] = []
    open_ones: list[tuple[str, Counter[str]]] = []
    for line in text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        told = re.fullmatch(r"([A-Z0-9-]+)((?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(.*)", line)
        assert told, line
        name, value = told[1], told[3]
        if name == "BEGIN":
            open_ones.append((value, Counter()))
        elif name == "END":
            assert open_ones[-1][0] == value
            found.append(open_ones.pop())
        else:
            open_ones[-1][1][name] += 1
        if name in {"SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME"}:
            assert not re.search(r"(?<!\\)(\\\\)*[;,]", value), line
            assert not re.search(r"(?<!\\)(\\\\)*\\[^\\;,nN]", value), line
    assert not open_ones
    return found


def test_every_term_is_written_by_the_grammar_and_says_what_it_is_of(app: Flask) -> None:
    place = "渝中区, 北岸; \\老街\r\n二号楼 🏗️𠮷"
    ends = NOW + timedelta(hours=5)
    events = [
        replace(EVENT, district=place, clock=clock)
        for term in Term
        for clock in (
            Clock(term=term, starts_at=NOW, due_on=DAY),
            Clock(term=term, starts_at=NOW + timedelta(days=1), ends_at=ends),
        )
    ]
    text = written(app, *events)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = components(text)
    entries = [properties for kind, properties in found if kind == "VEVENT"]
    assert len(entries) == len(events)
    for properties in entries:
        once = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP")
        assert properties == Counter(once)
    for kind, properties in found:
        if kind == "VALARM":
            assert properties == Counter(("ACTION", "DESCRIPTION", "TRIGGER"))
    read: Any = Calendar.from_ical(text)
    told = read.walk("VEVENT")
    assert len({one["UID"] for one in told}) == len(events)
    for event, entry in zip(events, told, strict=True):
        with app.test_request_context():
            label = str(event.clock.label)
        assert label in entry["SUMMARY"], event.clock.term
        assert "北岸; \\老街" in entry["DESCRIPTION"]
        assert "物体打击" in entry["DESCRIPTION"]
        assert event.url == entry["URL"]


def test_the_same_terms_keep_their_names_from_one_reading_to_the_next(app: Flask) -> None:
    def names(text: str) -> list[str]:
        calendar: Any = Calendar.from_ical(text)
        return [str(entry["UID"]) for entry in calendar.walk("VEVENT")]

    with app.test_request_context():
        later = calendar_text([EVENT], NOW + timedelta(days=3))
    assert names(written(app, EVENT)) == names(later)


def test_of_two_applications_of_one_day_the_second_keeps_its_name_when_the_first_is_answered(
    app: Flask,
) -> None:
    asked = [
        replace(EVENT, clock=replace(day_clock(Term.REFERRAL, DAY), of_record=uuid.UUID(int=number)))
        for number in (1, 2)
    ]
    both, last = (
        [str(entry["UID"]) for entry in Calendar.from_ical(written(app, *events)).walk("VEVENT")]
        for events in (asked, asked[1:])
    )
    assert both[1:] == last
    assert len(set(both)) == 2


def test_a_calendar_program_is_told_the_kind_of_the_file(api: Api, client: FlaskClient) -> None:
    path = "/calendar/" + send(api("sunjie"), "/calendar")["address"].rpartition("/")[2]
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert client.head(path).status_code == 200
    assert components(answer.get_data(as_text=True))[-1][0] == "VCALENDAR"
