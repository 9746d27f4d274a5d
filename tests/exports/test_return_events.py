"""What a return says of accidents beyond their number: the missing, what is unread, who was hurt, one line an event."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from docx import Document
from flask.testing import FlaskClient

from safety.accidents.models import Accident, Victim
from safety.database import db
from safety.exports.rules.periods import Period
from safety.ids import new_id
from safety.papers.models import Paper
from safety.papers.rules import PaperKind
from safety.transactions import one_transaction
from tests.cast import NOW, Cast, id_of
from tests.exports.cases import HAPPENED, accident, case_id, load_cases
from tests.exports.quarter import Q4, enter, made
from tests.exports.test_return_accidents import known
from tests.papers.test_operations import draft, issue
from tests.projects.story import Story

Api = Callable[[str], FlaskClient]
Browser = Callable[[str], FlaskClient]
AUTUMN = Period(2023, 4)


def hurt(name: str, degree: str, **facts: Any) -> Victim:
    """A person entered on the accident's day."""
    return Victim(
        id=new_id(), accident_id=case_id("中毒"), name=name, degree=degree, at=HAPPENED, by_id=None, **facts
    )


@pytest.fixture
def autumn(cast: Cast) -> None:
    """渝中's accident: two dead, three missing for good, one poisoned; and one of special equipment whose grade nobody told."""
    with one_transaction():
        load_cases()
        accident(
            "车辆",
            "yuzhong",
            "500103",
            category="02",
            regime="special_equipment",
            grade="ungraded",
            level="unread",
        )
        db.session.add_all(
            [
                hurt("吴一", "fatal", is_member=True, employment="migrant"),
                hurt("吴二", "fatal", is_member=False, employment="dispatched", is_migrant=True),
                hurt("吴三", "serious", is_member=True),
            ]
        )
    known(cast, date(2023, 10, 19), HAPPENED, deaths=2, missing=3, serious=1, poisoned=1, slight=2)


@pytest.mark.usefixtures("autumn")
def test_the_missing_count_as_dead_once_their_days_are_over_and_are_told_apart(cast: Cast) -> None:
    early = made(cast, AUTUMN, who="sunjie", as_of=date(2023, 11, 18)).union.figures.total
    assert (early["deaths"], early["deaths_missing"]) == (2, 0)
    late = made(cast, AUTUMN, who="sunjie", as_of=date(2023, 11, 19)).union.figures.total
    assert (late["deaths"], late["deaths_missing"]) == (5, 3)


@pytest.mark.usefixtures("autumn")
def test_deaths_after_the_days_that_count_are_told_apart(cast: Cast, api: Api, signed_in: Browser) -> None:
    late = {"deaths": 3, "missing": 3, "serious": 0, "poisoned": 1, "slight": 2}
    known(cast, date(2023, 11, 20), HAPPENED + timedelta(days=32), deaths_on=["2023-11-20"], **late)
    total = made(cast, AUTUMN, who="sunjie").union.figures.total
    assert (total["deaths"], total["deaths_missing"], total["deaths_late"]) == (6, 3, 1)
    given = {"period": "2023Q4", "union": str(id_of("yuzhong"))}
    lines = api("sunjie").get("/api/v1/returns/events", query_string=given).get_json()["items"]
    assert {one["title"]: one["deaths_late"] for one in lines} == {
        "中毒事故（示例）": 1,
        "车辆事故（示例）": 0,
    }
    page = signed_in("sunjie").get("/returns/events?period=2023Q4").get_data(as_text=True)
    assert "含期限后死亡 1" in page


@pytest.mark.usefixtures("autumn")
def test_a_diagnosed_occupational_disease_makes_an_event_of_occupational_hazard(cast: Cast) -> None:
    with one_transaction():
        db.session.get_one(Accident, case_id("车辆")).disease_diagnosed_on = date(2023, 11, 2)
    before = made(cast, AUTUMN, who="sunjie", as_of=date(2023, 11, 1)).union.figures.total
    after = made(cast, AUTUMN, who="sunjie", as_of=date(2023, 11, 2)).union.figures.total
    assert (before["occupational_events"], after["occupational_events"]) == (1, 2)


@pytest.mark.usefixtures("autumn")
def test_every_accident_stands_in_one_row_of_grades_the_ungraded_too(cast: Cast) -> None:
    total = made(cast, AUTUMN, who="sunjie").union.figures.total
    grades = ("ordinary", "larger", "major", "extraordinary", "ungraded")
    assert total["accidents_ungraded"] == 1
    assert sum(total[f"accidents_{one}"] or 0 for one in grades) == total["accidents"] == 2
    assert total["accidents_level_open"] == 1


@pytest.mark.usefixtures("autumn")
def test_members_and_migrant_workers_are_told_apart_and_who_is_not_known_by_person_too(cast: Cast) -> None:
    total = made(cast, AUTUMN, who="sunjie").union.figures.total
    expected = {
        "deaths_members": 1,
        "deaths_migrants": 2,
        "serious_members": 1,
        "serious_migrants": 0,
        "unnamed": 1,
        "members_unknown": 0,
        "migrants_unknown": 1,
        "occupational_events": 1,
        "poisoned": 1,
    }
    assert {key: total[key] for key in expected} == expected


@pytest.mark.usefixtures("autumn")
def test_an_event_has_one_line_by_page_program_workbook_and_document(api: Api, signed_in: Browser) -> None:
    program = api("sunjie")
    found = program.get(f"/api/v1/returns/events?period=2023Q4&union={id_of('yuzhong')}").get_json()
    lines = {one["title"]: one for one in found["items"]}
    assert found["total"] == 2
    assert (lines["中毒事故（示例）"]["deaths"], lines["中毒事故（示例）"]["deaths_missing"]) == (5, 3)
    assert lines["中毒事故（示例）"]["occupational"] is True
    assert (lines["车辆事故（示例）"]["grade"], lines["车辆事故（示例）"]["grade_name"]) == (None, "等级待核")
    page = signed_in("sunjie").get("/returns/events?period=2023Q4").get_data(as_text=True)
    assert "含下落不明 3" in page
    assert "是否农民工不详 1" in page
    assert "等级待核" in page
    given = {"period": "2023Q4", "union": str(id_of("yuzhong"))}
    officer = api("luolin")
    book = openpyxl.load_workbook(io.BytesIO(officer.post("/api/v1/returns/export", json=given).data))
    rows = {row[1]: row for row in book["事件明细"].iter_rows(values_only=True)}
    heads = rows["事故名称"]
    event = dict(zip(heads, rows["中毒事故（示例）"], strict=True))
    assert (event["等级待核"], event["由谁调查待核"]) == (None, None)
    fire = dict(zip(heads, rows["车辆事故（示例）"], strict=True))
    assert (fire["等级待核"], fire["由谁调查待核"]) == ("待核", "待核")
    assert (event["死亡人数"], event["其中下落不明按死亡统计"], event["死亡人员中的农民工"]) == (5, 3, 2)
    assert event["逐人登记中是否农民工不详"] == 1
    text = words_of(officer.post("/api/v1/returns/export", json=given | {"format": "docx"}).data)
    assert "中毒事故（示例）" in text
    assert "注：死亡人数中有 3 人为按死亡统计的下落不明人员" in text


@pytest.mark.parametrize(("moved", "read"), [(0, True), (366, False)])
def test_the_missing_are_marked_where_the_text_that_counts_them_as_dead_was_not_read(
    cast: Cast, api: Api, signed_in: Browser, moved: int, read: bool
) -> None:
    """Three dead and one missing: the grade is the same without the missing, and rests on a text that was read."""
    day = HAPPENED + timedelta(days=moved)
    with one_transaction():
        load_cases()
        case = db.session.get_one(Accident, case_id("中毒"))
        case.happened_at = case.registered_at = day
    known(cast, day.date(), day, deaths=3, missing=1)
    given = {"period": f"{day.year}Q4", "union": str(id_of("yuzhong"))}
    lines = api("sunjie").get("/api/v1/returns/events", query_string=given).get_json()["items"]
    [line] = [one for one in lines if one["title"] == "中毒事故（示例）"]
    assert (line["deaths"], line["deaths_missing"], line["deaths_missing_checked"]) == (4, 1, read)
    assert line["grade_checked"]
    figures = api("sunjie").get("/api/v1/returns", query_string=given).get_json()["total"]["numbers"]
    assert (figures["deaths_missing"], figures["deaths_missing_unread"]) == (1, 0 if read else 1)
    page = signed_in("sunjie").get("/returns/events", query_string=given).get_data(as_text=True)
    assert ("含下落不明 1（待核）" in page) is not read
    officer = api("luolin")
    book = openpyxl.load_workbook(io.BytesIO(officer.post("/api/v1/returns/export", json=given).data))
    rows = {row[1]: row for row in book["事件明细"].iter_rows(values_only=True)}
    event = dict(zip(rows["事故名称"], rows["中毒事故（示例）"], strict=True))
    assert event["下落不明按死亡统计待核"] == (None if read else "待核")
    text = words_of(officer.post("/api/v1/returns/export", json=given | {"format": "docx"}).data)
    assert "其中下落不明按死亡统计 1" in text
    assert ("1（待核）" in text) is not read
    assert ("有 1 人按死亡统计所依据的条文待核" in text) is not read


def words_of(content: bytes) -> str:
    """Everything that a document says."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.usefixtures("autumn")
def test_who_reads_no_accidents_finds_no_events(api: Api, signed_in: Browser) -> None:
    assert api("chenjing").get("/api/v1/returns/events?period=2023Q4").status_code == 404
    assert signed_in("chenjing").get("/returns/events?period=2023Q4").status_code == 404
    given = {"period": "2023Q4", "union": str(id_of("yuzhong"))}
    book = openpyxl.load_workbook(io.BytesIO(api("chenjing").post("/api/v1/returns/export", json=given).data))
    assert "事件明细" not in book.sheetnames


def test_what_a_union_typed_stands_apart_with_who_and_when(cast: Cast, api: Api, signed_in: Browser) -> None:
    enter(cast, Q4, NOW, trained=37)
    found = api("chenjing").get("/api/v1/returns?period=2026Q4").get_json()
    assert found["total"]["typed"]["trained"] == 37
    assert "trained" not in found["total"]["numbers"]
    entry = found["entries"][0]
    assert (entry["key"], entry["entered_by_name"]) == ("trained", cast.actor("chenjing").name)
    assert datetime.fromisoformat(entry["entered_at"]) == NOW
    page = signed_in("chenjing").get("/returns/?period=2026Q4").get_data(as_text=True)
    apart = page[page.index("由工会填报的数据") :]
    assert "培训人次" in apart
    assert "培训人次" not in page[: page.index("由工会填报的数据")]
    assert f"{cast.actor('chenjing').name} " in apart
    given = {"period": "2026Q4", "union": str(id_of("yuzhong"))}
    book = openpyxl.load_workbook(io.BytesIO(api("chenjing").post("/api/v1/returns/export", json=given).data))
    parts = {row[1]: row[0] for row in book["汇总"].iter_rows(values_only=True)}
    assert parts["培训人次"] == "工会填报 · 组织与人员"
    said = words_of(api("chenjing").post("/api/v1/returns/export", json=given | {"format": "docx"}).data)
    assert "各基层工会上报（示例）" in said
    assert cast.actor("chenjing").name in said


def test_papers_are_counted_by_kind_until_they_are_revoked(cast: Cast) -> None:
    paper = issue(cast, draft(cast, kind=PaperKind.RECHECK_OPINION))
    figures = made(cast, Q4).union.figures.total
    assert (figures["papers_recheck_opinion"], figures["papers_referral"]) == (1, 0)
    with one_transaction():
        db.session.get_one(Paper, paper.id).ended_at = NOW + timedelta(minutes=1)
    assert made(cast, Q4).union.figures.total["papers_recheck_opinion"] == 0


def test_projects_and_what_was_signed_are_counted_by_their_kinds_of_facilities(cast: Cast) -> None:
    with one_transaction():
        story = Story(cast)
        story.project()
        story.project(name="解放碑制鞋车间", tracks=["safety", "health"])
    total = made(cast, Q4, who="wufang").union.figures.total
    assert [total[key] for key in ("projects", "projects_safety", "projects_health")] == [2, 2, 1]
