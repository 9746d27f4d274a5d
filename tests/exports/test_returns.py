"""The return: every number equals its list, adds up the tree of its day, and stays the same later."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.corrections import operations as corrections
from safety.corrections.models import Demand
from safety.corrections.vocabulary import ReferralDecision, ReferralKind
from safety.database import db
from safety.exports.queries import returns as queries
from safety.exports.rules.numbers import NUMBERS, Kept
from safety.exports.rules.periods import span_of
from safety.law.days import shanghai_date
from safety.lists import Window
from safety.people.operations.unions import change_union
from safety.people.queries import place_of
from safety.people.rules import UnionLevel
from safety.transactions import one_transaction
from tests.cast import NOW, Cast, id_of
from tests.corrections.story import make_site
from tests.exports.quarter import AUGUST, Q3, Q4, answered, corrected, enter, made, raised
from tests.inspections.workplaces import complete_check, load_sites
from tests.projects.story import Story

Api = Callable[[str], FlaskClient]
Browser = Callable[[str], FlaskClient]


@pytest.fixture
def summer(cast: Cast) -> Demand:
    """August in 渝中: two findings of the district, one major below it in 解放碑, one in 南岸; one corrected."""
    with one_transaction():
        site, below = make_site(cast), make_site(cast, "jiefangbei", "解放碑街道工地")
        other = make_site(cast, "nanan", "南岸工地")
        first = raised(cast, site, AUGUST)
        raised(cast, site, AUGUST)
        raised(cast, below, AUGUST, major=True)
        raised(cast, other, AUGUST, by="zhengkai")
        answered(cast, site, first, AUGUST + timedelta(days=1), received=AUGUST + timedelta(days=5))
        corrected(cast, first, AUGUST + timedelta(days=8))
    return first


@pytest.mark.usefixtures("summer")
def test_numbers_add_up_the_tree_and_stop_at_the_district(cast: Cast) -> None:
    figures = made(cast).union.figures
    assert (figures.total["found"], figures.own["found"]) == (3, 2)
    assert (figures.total["major_found"], figures.own["major_found"]) == (1, 0)
    assert [one.figures.total["found"] for one in made(cast).children] == [1]
    whole = made(cast, who="liuyang", union="city")
    assert whole.union.figures.total["found"] == 4
    assert {one.name: one.figures.total["found"] for one in whole.children}["南岸区总工会（示例）"] == 1


@pytest.mark.usefixtures("summer")
def test_what_was_corrected_answered_and_checked_again_counts_by_its_day(cast: Cast) -> None:
    total = made(cast).union.figures.total
    expected = {
        "corrected": 1,
        "closed_in_period": 1,
        "open_at_end": 2,
        "notices": 1,
        "notices_answered": 1,
        "notices_on_time": 1,
        "rechecks": 1,
        "inspectors": 3,
        "certified": 2,
    }
    assert {key: total[key] for key in expected} == expected
    assert made(cast, Q4).union.figures.total["found"] == 0
    assert made(cast, Q4).union.figures.total["open_at_end"] == 2


@pytest.mark.usefixtures("app")
def test_a_finding_at_midnight_in_chongqing_falls_into_the_new_quarter(cast: Cast) -> None:
    with one_transaction():
        site = make_site(cast)
        raised(cast, site, datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC))
        raised(cast, site, datetime(2026, 9, 30, 16, 0, 0, tzinfo=UTC))
    assert made(cast, Q3).union.figures.total["found"] == 1
    assert made(cast, Q4).union.figures.total["found"] == 1


def test_a_past_return_stays_the_same_whatever_happens_after_its_due_day(cast: Cast, summer: Demand) -> None:
    before = made(cast)
    with one_transaction():
        late = db.session.scalars(select(Demand).where(Demand.is_open, Demand.district_code == "500103"))
        for demand in late.all():
            corrections.withdraw_demand(
                actor=cast.actor("liuyang"), now=NOW, demand=demand, reason="登记有误，重复"
            )
    again = made(cast, today=cast.today + timedelta(days=400))
    assert again.content_hash == before.content_hash
    assert made(cast, as_of=cast.today).union.figures.total["found"] == 1


def test_a_union_that_moved_since_stays_where_it_was_in_past_returns(cast: Cast, summer: Demand) -> None:
    before = made(cast, who="liuyang", union="city")
    with one_transaction():
        below = cast.union("jiefangbei")
        change_union(
            actor=cast.actor("huangtao"),
            now=NOW,
            union_id=below.id,
            version=below.version,
            name=below.name,
            short_name=below.short_name,
            level=UnionLevel.STREET,
            parent_id=id_of("nanan"),
            industry_parent_id=None,
            district_code=None,
        )
    assert made(cast, who="liuyang", union="city").content_hash == before.content_hash
    now = made(cast, who="liuyang", union="city", as_of=cast.today)
    assert {one.name: one.figures.total["found"] for one in now.children}["南岸区总工会（示例）"] == 2


@pytest.mark.usefixtures("summer")
def test_every_number_equals_the_list_behind_it(cast: Cast) -> None:
    figures = made(cast, who="liuyang", union="city").union.figures
    actor, span = cast.actor("liuyang"), span_of(Q3, today=cast.today)
    with one_transaction(write=False):
        for key, number in NUMBERS.items():
            if number.kept is not Kept.COUNTED or figures.total[key] is None:
                continue
            page = queries.list_records(actor, number, span, id_of("city"), Window(0, 1000))
            assert sum(row.amount for row in page.items) == figures.total[key], key
            assert page.total == len(page.items)


@pytest.mark.usefixtures("summer")
def test_each_number_of_the_page_opens_its_list(signed_in: Browser) -> None:
    browser = signed_in("chenjing")
    page = browser.get("/returns/?period=2026Q3").get_data(as_text=True)
    assert "查出隐患" in page
    for key, number in NUMBERS.items():
        answer = browser.get(f"/returns/records?period=2026Q3&number={key}")
        expected = 200 if browser_may(number.permission.value) else 404
        assert answer.status_code == expected, key
    assert browser.get("/returns/records?number=nothing").status_code == 404
    below = browser.get("/returns/unions?period=2026Q3").get_data(as_text=True)
    assert "解放碑街道总工会（示例）" in below
    assert "南岸区总工会" not in below


def test_the_projects_behind_a_number_are_listed_on_the_page_and_for_programs(
    cast: Cast, signed_in: Browser, api: Api
) -> None:
    with one_transaction():
        name = Story(cast).project().name
    asked = "period=2026Q4&number=projects"
    page = signed_in("chenjing").get(f"/returns/records?{asked}")
    assert page.status_code == 200
    assert name in page.text
    told = api("chenjing").get(f"/api/v1/returns/records?{asked}").get_json()
    assert [row["title"] for row in told["items"]] == [name], told


def browser_may(permission: str) -> bool:
    """What a district officer may read: everything but accidents."""
    return not permission.startswith("accident:")


@pytest.mark.usefixtures("summer")
def test_another_districts_return_is_not_there(signed_in: Browser, api: Api) -> None:
    other = id_of("nanan")
    browser, program = signed_in("chenjing"), api("chenjing")
    for address in ("", "unions", "records?number=found&", "figures"):
        joint = "" if address.endswith("&") else "?"
        assert browser.get(f"/returns/{address}{joint}union={other}").status_code == 404
    assert program.get(f"/api/v1/returns?union={other}").status_code == 404
    assert program.get(f"/api/v1/returns/records?union={other}&number=found").status_code == 404
    assert program.post("/api/v1/returns/export", json={"union": str(other)}).status_code == 422
    figures = {"union": str(other), "period": "2026Q3", "values": {"trained": 1}, "source": "示例"}
    assert program.post("/api/v1/returns/figures", json=figures).status_code == 422
    assert signed_in("liqiang").get("/returns/").status_code == 403


@pytest.mark.usefixtures("summer")
def test_a_number_without_the_right_is_a_dash_and_its_list_is_not_there(
    app: Flask, cast: Cast, signed_in: Browser
) -> None:
    figures = made(cast, who="sunjie").union.figures  # reads work, but not people
    assert figures.total["inspectors"] is None
    assert figures.total["found"] == 3
    assert signed_in("sunjie").get("/returns/records?number=inspectors").status_code == 404


@pytest.fixture
def checked(app: Flask, cast: Cast, api: Api) -> None:
    """One check today in 渝中."""
    with one_transaction():
        load_sites()
    client = api("liqiang")
    answer = client.put(f"/api/v1/inspections/{uuid.uuid4()}", json=complete_check(client, site="tower"))
    assert answer.status_code == 201, answer.text


@pytest.mark.usefixtures("checked")
def test_a_check_of_today_stands_in_the_present_return(cast: Cast) -> None:
    figures = made(cast, Q4).union.figures
    assert (figures.total["inspections"], figures.own["inspections"]) == (1, 0)  # the street's own site
    assert figures.total["sites_checked"] == 1
    assert figures.total["found"] == 1


@pytest.mark.usefixtures("checked")
def test_the_workbook_says_what_the_page_says_in_two_programs(cast: Cast, signed_in: Browser) -> None:
    enter(cast, Q4, NOW, employees=5000)
    given = {"period": "2026Q4", "union": str(id_of("yuzhong"))}
    answer = signed_in("chenjing").post("/returns/export", data=given)
    assert answer.status_code == 200
    expected = made(cast, Q4)
    rows = openpyxl.load_workbook(io.BytesIO(answer.data))["汇总"].iter_rows(values_only=True)
    numbers = {row[1]: row[2:5] for row in rows}
    for key, number in NUMBERS.items():
        total, own = expected.union.figures.total[key], expected.union.figures.own[key]
        wanted = tuple("—" if one is None else one for one in (total, own))
        assert numbers[number.label][:2] == wanted, key
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == [
        "汇总",
        "各级工会（含下级）",
        "各级工会（本级）",
        "填报来源",
        "口径",
        "说明",
    ]
    said = {row[0]: row[1] for row in book.get_sheet_by_name("说明").to_python()}
    assert said["内容哈希"] == expected.content_hash
    assert book.get_sheet_by_name("填报来源").to_python()[1][3] == 5000
    branch = book.get_sheet_by_name("各级工会（含下级）").to_python()
    assert [str(row[0]).strip("　") for row in branch[1:]] == [
        "渝中区总工会（示例）",
        "解放碑街道总工会（示例）",
    ]
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "return_exported")).one()
    assert noted.change["hash"] == expected.content_hash


@pytest.mark.usefixtures("checked")
def test_a_program_reads_the_return_and_its_records(cast: Cast, api: Api) -> None:
    program = api("chenjing")
    found = program.get("/api/v1/returns?period=2026Q4").get_json()
    assert found["total"]["numbers"]["found"] == 1
    assert found["total"]["rates"]["correction_rate"] == 0
    assert found["total"]["rates"]["answer_rate"] is None
    assert found["content_hash"] == made(cast, Q4).content_hash
    listed = program.get("/api/v1/returns/records?period=2026Q4&number=found").get_json()
    assert [one["title"] for one in listed["items"]] == ["污水池未列入有限空间台账"]
    entered = {
        "period": "2026Q4",
        "union": str(id_of("yuzhong")),
        "values": {"trained": 3},
        "source": "示例",
    }
    assert program.post("/api/v1/returns/figures", json=entered).status_code == 201
    assert program.get("/api/v1/returns/records?number=trained").status_code == 422
    assert program.get("/api/v1/returns?period=2027Q1").status_code == 422
    book = program.post("/api/v1/returns/export", json={"period": "2026Q4", "language": "en"})
    assert "Summary" in openpyxl.load_workbook(io.BytesIO(book.data)).sheetnames


@pytest.mark.usefixtures("summer")
def test_the_command_writes_the_same_return(app: Flask, cast: Cast, tmp_path: Path) -> None:
    out = tmp_path / "return.xlsx"
    asked = ["export", "return", "--period", "2026Q3", "--union", "渝中区总工会（示例）", "--out", str(out)]
    runner = app.test_cli_runner()
    done = runner.invoke(args=asked)
    assert done.exit_code == 0, done.output
    assert made(cast, who="luolin").content_hash in done.output  # who may see every number
    assert out.stat().st_size > 1000
    again = runner.invoke(args=asked)
    assert again.exit_code == 1
    assert "exists already" in again.output
    wrong = [*asked[:3], "2026Q9", *asked[4:-1], str(tmp_path / "other.xlsx")]
    assert runner.invoke(args=wrong).exit_code == 1


@pytest.mark.parametrize(("days", "punctual"), [(10, 1), (30, 1), (31, 0)])
def test_an_application_about_a_major_hazard_is_answered_in_time_by_the_days_of_the_others(
    cast: Cast, days: int, punctual: int
) -> None:
    chenjing, july = cast.actor("chenjing"), datetime(2026, 7, 2, 2, 0, tzinfo=UTC)
    with one_transaction():
        site = make_site(cast)
        found = raised(cast, site, july, major=True)
        answered(cast, site, found, july, received=july + timedelta(days=1))
        sent = july + timedelta(days=2)
        asked = corrections.refer(
            actor=chenjing,
            now=sent,
            place=place_of(site),
            about="拒不停用",
            department="渝中区应急管理局",
            reason="拒不停用",
            request="请依法处理",
            kind=ReferralKind.MAJOR,
            demand_ids=[found.id],
        )
        day = shanghai_date(sent)
        corrections.record_referral_receipt(actor=chenjing, now=sent, referral=asked, received_on=day)
        assert asked.due_on == day
        corrections.record_referral_answer(
            actor=chenjing,
            now=sent + timedelta(days=days),
            referral=asked,
            answered_on=day + timedelta(days=days),
            decision=ReferralDecision.ORDERED,
            answer="已责令停用",
        )
    own = made(cast).union.figures.own
    assert (own["referrals_answered"], own["referrals_on_time"]) == (1, punctual)
