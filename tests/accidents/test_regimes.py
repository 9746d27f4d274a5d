"""Regimes, districts, days of death and concealment, as the accident officer enters them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.access.roles import Role
from safety.audit.models import AuditEntry
from safety.database import db
from safety.law import citations, regimes, versions
from safety.law.provisions import REGISTER
from safety.law.regimes import Criteria, Regime
from safety.papers import queries as papers
from safety.papers.models import Paper
from tests.accidents.sending import Api, accident_json, appoint, ask, register, send
from tests.cast import Cast, id_of

Browser = Callable[[str], FlaskClient]
#: Regimes whose rules on the team, its leader and the measures are not those of Order 493.
ELSEWHERE = tuple(one for one in Regime if one not in {Regime.ORDER_493, Regime.COAL_MINE})
LATE: dict[str, Any] = {"on": "2026-11-21", "deaths": 3}


def changed(accident: str, action: str) -> list[dict[str, Any]]:
    """What the audit tells of an act on the accident."""
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()
    return [one.change for one in entries if accident.endswith(str(one.record_id)) and one.change]


def put(client: Any, accident: str, status: int = 200, **given: Any) -> Any:
    """Change what was entered, at the version that stands."""
    kept = ask(client, accident)
    names = (
        "title", "happened_at", "place", "employer_name", "category", "regime", "district_code",
        "concealment", "discovered_on",
    )  # fmt: skip
    body = {name: kept[name] for name in names} | given
    answer = client.put(f"/api/v1{accident}", json=body, headers={"If-Match": f'"{kept["version"]}"'})
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_a_death_on_day_33_is_kept_and_changes_neither_grade_nor_level(api: Api) -> None:
    officer = api("sunjie")
    accident = register(officer, deaths=2)
    refused = send(officer, f"{accident}/casualties", 422, **LATE)
    assert list(refused["errors"]) == ["deaths_on"]
    kept = send(officer, f"{accident}/casualties", **LATE, deaths_on=33)
    assert (kept["grade"], kept["level"], kept["deaths"]) == ("ordinary", "district", 3)
    assert kept["casualties"][-1]["deaths_on"] == ["2026-11-21"]
    assert len(ask(officer, f"{accident}/grades")) == 1
    assert not changed(accident, "accident_regraded")


def test_a_death_on_day_20_that_was_told_on_day_33_changes_the_grade_and_the_fact_is_named(api: Api) -> None:
    officer = api("sunjie")
    accident = register(officer, deaths=2)
    kept = send(officer, f"{accident}/casualties", **LATE, deaths_on=["2026-11-08"])
    assert (kept["grade"], kept["level"]) == ("larger", "city")
    assert ask(officer, f"{accident}/grades")[-1]["fact"] == "死亡由 2 人变为 3 人"
    assert changed(accident, "accident_regraded")[0]["fact"] == "死亡由 2 人变为 3 人"


def test_deaths_of_several_days_that_are_registered_late_count_each_from_its_own_day(api: Api) -> None:
    officer = api("sunjie")
    accident = register(
        officer, happened_at="2026-10-01T13:00:00+08:00", deaths=4, serious=1, deaths_on=[3, 4, 5, 40]
    )
    kept = ask(officer, accident)
    assert [(one["on"], one["deaths"], one["serious"]) for one in kept["casualties"]] == [
        ("2026-10-01", 0, 1),
        ("2026-10-04", 1, 1),
        ("2026-10-05", 2, 1),
        ("2026-10-06", 3, 1),
        ("2026-11-10", 4, 1),
    ]
    assert (kept["grade"], kept["deaths"]) == ("larger", 4)
    grades = ask(officer, f"{accident}/grades")
    assert [(one["on"], one["grade"], one["fact"]) for one in grades] == [
        ("2026-10-01", "ordinary", "首次登记"),
        ("2026-10-06", "larger", "死亡由 2 人变为 3 人"),
    ]


@pytest.mark.parametrize("days", [4, [4], [4, 4]])
def test_deaths_of_one_day_stand_on_that_day(api: Api, days: Any) -> None:
    kept = ask(api("sunjie"), register(api("sunjie"), deaths=2, deaths_on=days))
    assert [(one["on"], one["deaths"]) for one in kept["casualties"]] == [
        ("2026-10-19", 0),
        ("2026-10-23", 2),
    ]


def test_fewer_dead_ask_for_reason_and_source(api: Api) -> None:
    officer = api("sunjie")
    accident = register(officer, deaths=3)
    fewer = {"on": "2026-10-25", "deaths": 2, "slight": 1}
    refused = send(officer, f"{accident}/casualties", 422, **fewer)
    assert sorted(refused["errors"]) == ["reason", "source"]
    kept = send(officer, f"{accident}/casualties", **fewer, reason="重复统计", source="区应急管理局")
    assert (kept["grade"], kept["casualties"][-1]["reason"]) == ("ordinary", "重复统计")


def test_six_poisoned_and_four_badly_hurt_are_a_larger_accident(api: Api) -> None:
    officer = api("sunjie")
    accident = register(officer, deaths=0, serious=4, poisoned=6, category="n23")
    assert ask(officer, accident)["grade"] == "larger"
    assert "急性工业中毒 6 人" in ask(officer, f"{accident}/grades")[0]["reason"]


def test_another_regime_needs_a_reason_and_what_was_not_read_computes_nothing(api: Api) -> None:
    officer = api("sunjie")
    accident = register(officer, deaths=3)
    assert (ask(officer, accident)["regime"], ask(officer, accident)["grade"]) == ("order_493", "larger")
    assert list(put(officer, accident, 422, regime="water")["errors"]) == ["regime_reason"]
    moved = put(officer, accident, regime="water", regime_reason="海事部门立案")
    assert (moved["regime"], moved["grade"], moved["level"]) == ("water", "ungraded", "unread")
    assert put(officer, accident, place="朝天门码头")["regime_reason"] == "海事部门立案"
    terms = {one["term"] for one in ask(officer, f"{accident}/clocks")}
    assert terms == {"injury_by_employer", "injury_by_union"}
    [grade] = ask(officer, f"{accident}/grades")
    assert (grade["grade"], grade["reason"], grade["checked"]) == (None, None, False)
    assert changed(accident, "regime_changed") == [
        {"from": "order_493", "to": "water", "reason": "海事部门立案"}
    ]
    assert [one["fact"] for one in changed(accident, "accident_regraded")] == ["regime_changed"]


def test_the_form_of_later_casualties_promises_no_window_under_a_regime_that_was_not_read(
    api: Api, signed_in: Browser
) -> None:
    officer, browser = api("sunjie"), signed_in("sunjie")
    lake = register(officer, deaths=1, regime="water", regime_reason="海事机构立案", title="沉船（示例）")
    pages = [browser.get(one).get_data(as_text=True) for one in (register(officer, deaths=1), lake)]
    assert ["不改变等级" in page for page in pages] == [True, False]


def test_the_page_of_terms_says_that_a_regimes_terms_were_not_read(api: Api, signed_in: Browser) -> None:
    officer, browser = api("sunjie"), signed_in("sunjie")
    read = register(officer, deaths=1)
    unread = register(
        officer, deaths=1, regime="fire", regime_reason="消防救援机构立案", title="火灾（示例）"
    )
    told = "“火灾事故（消防）”对事故调查、批复期限的规定没有读到（待核），这里不计算"
    by = "《生产安全事故报告和调查处理条例》（国务院令第493号）第四十五条：另有规定的，依照其规定"
    page = browser.get(f"{unread}/clocks").get_data(as_text=True)
    assert told in page
    assert by in page
    assert [one for one in ask(officer, unread)["not_computed"] if one.startswith(told)]
    assert not [one for one in ask(officer, read)["not_computed"] if one.startswith(told)]
    mine = register(
        officer, deaths=1, regime="coal_mine", regime_reason="矿山安全监察机构立案", title="顶板事故（示例）"
    )
    quarry = register(officer, deaths=1, industry="B", title="采石场坍塌事故（示例）")
    duty = "参加重大矿山事故的调查和处理"
    pages = [browser.get(one).get_data(as_text=True) for one in (read, mine, quarry)]
    assert [duty in page for page in pages] == [False, True, True]
    page = browser.get(f"{read}/clocks").get_data(as_text=True)
    assert "期限的规定没有读到" not in page
    assert "（国务院令第493号）第二十七条、第二十九条" in page
    assert browser.get("/accidents/clocks").get_data(as_text=True).count("没有读到") == 1


OF_ORDER_493 = re.compile(
    "《生产安全事故报告和调查处理条例》(?:（国务院令第493号）)?((?:第[一二三四五六七八九十]+[条款]、?)+)"
)


@pytest.mark.parametrize(
    ("regime", "articles"),
    [("order_493", {"第二十一条", "第二十三条"}), *[(one, set()) for one in ELSEWHERE]],
)
def test_a_page_cites_articles_on_the_team_only_where_order_493_governs(
    api: Api, signed_in: Browser, regime: str, articles: set[str]
) -> None:
    officer, browser = api("sunjie"), signed_in("sunjie")
    given = {"regime_reason": "有关部门立案"} if regime in ELSEWHERE else {}
    early = {"happened_at": "2003-08-20T10:00:00+08:00", "category": "10"} if regime == "orders_34_75" else {}
    accident = register(
        officer, regime=regime, district_code="500108", home_district_code="510100",
        concealment="concealed", discovered_on="2026-11-10", **given, **early,
    )  # fmt: skip
    seat = f"{accident}/seats/{send(officer, f'{accident}/seats', asked_of='区政府', asked_on='2026-10-20')['id']}"
    send(officer, f"{seat}/given", 200, given_on="2026-10-21")
    send(officer, f"{seat}/person", 200, member_id=str(id_of("sunjie")), expertise="建筑施工安全")
    pages = "".join(
        browser.get(f"{accident}{page}").get_data(as_text=True) for page in ("", "/seats", "/clocks")
    )
    assert "声明与事故没有直接利害关系" in pages
    cited = {one for places in OF_ORDER_493.findall(pages) for one in re.findall("第[^第、]+条", places)}
    graded = {"第三条", "第十三条", "第四十五条"}
    assert cited - graded >= articles if articles else cited <= graded, cited
    assert not (regime == "orders_34_75" and "《生产安全事故报告和调查处理条例》" in pages)


@pytest.mark.parametrize("regime", [one for one in ELSEWHERE if one is not Regime.ORDERS_34_75])
def test_a_page_offers_to_enter_the_authoritys_grade_only_where_it_is_taken(
    api: Api, signed_in: Browser, regime: Regime
) -> None:
    officer, browser = api("sunjie"), signed_in("sunjie")
    given: dict[str, Any] = {"regime": regime, "regime_reason": "有关部门立案"}
    page = browser.get(register(officer, **given)).get_data(as_text=True)
    told = {"told_grade": "larger", "told_grade_source": "主管部门认定"}
    taken = officer.post("/api/v1/accidents", json=accident_json(**given, **told)).status_code == 201
    assert ("认定以后可以登记" in page) is taken


def test_the_page_of_terms_promises_no_day_that_is_moved_by_holidays(api: Api, signed_in: Browser) -> None:
    page = signed_in("sunjie").get("/accidents/clocks").get_data(as_text=True)
    assert "顺延的日期" not in page
    assert "遇节假日是否顺延待核，这里不计算" in page


def test_the_authoritys_grade_is_entered_where_the_criteria_were_not_read(api: Api) -> None:
    officer = api("sunjie")
    lift: dict[str, Any] = {"regime": "special_equipment", "deaths": 3}
    told = lift | {"told_grade": "larger"}
    assert list(send(officer, "/accidents", 422, **accident_json(**told))["errors"]) == ["told_grade_source"]
    accident = register(officer, **told, told_grade_source="市市场监管局认定")
    assert (ask(officer, accident)["grade"], ask(officer, accident)["level"]) == ("larger", "city")
    refused = send(officer, "/accidents", 422, **accident_json(told_grade="larger", told_grade_source="某局"))
    assert list(refused["errors"]) == ["told_grade"]


@pytest.mark.parametrize(
    ("happened_at", "regime"),
    [("2007-05-31T10:00:00+08:00", "order_493"), ("2018-04-02T10:00:00+08:00", "orders_34_75")],
)
def test_a_regime_of_another_time_is_refused(api: Api, happened_at: str, regime: str) -> None:
    given = accident_json(happened_at=happened_at, regime=regime, category=None)
    assert list(send(api("sunjie"), "/accidents", 422, **given)["errors"]) == ["regime"]


def test_an_accident_of_2003_has_no_grade_and_no_term_of_an_investigation(api: Api) -> None:
    officer = api("sunjie")
    accident = register(officer, happened_at="2003-08-20T10:00:00+08:00", category="10", deaths=4)
    found = ask(officer, accident)
    assert (found["regime"], found["grade"], found["level"]) == ("orders_34_75", "ungraded", "unread")
    assert ask(officer, f"{accident}/clocks") == []


@pytest.mark.parametrize(
    ("day", "category", "regime"),
    [
        ("2026-10-01", "n14", "special_equipment"),
        ("2020-10-01", "16", "special_equipment"),
        ("2013-12-31", "17", "order_493"),  # before the law that says who investigates
        (
            "2026-10-01",
            "n09",
            "order_493",
        ),  # a fire at work: a person says whether the fire authorities investigate
    ],
)
def test_the_category_proposes_the_regime_where_it_tells_it(
    api: Api, signed_in: Browser, day: str, category: str, regime: str
) -> None:
    accident = register(api("sunjie"), happened_at=f"{day}T10:00:00+08:00", category=category)
    assert ask(api("sunjie"), accident)["regime"] == regime
    page = signed_in("sunjie").get(accident).get_data(as_text=True)
    assert ("对事故调查、批复期限的规定没有读到（待核）" in page) is (regime != "order_493")
    assert ("等级标准：《特种设备安全监察条例》（待核）" in page) is (regime == "special_equipment")


def test_vehicles_of_road_or_rail_ask_for_the_regime(api: Api) -> None:
    given = accident_json(happened_at="2026-10-01T10:00:00+08:00", category="n03", regime=None)
    problems = send(api("sunjie"), "/accidents", 422, **given)["errors"]
    assert problems == {"regime": ["这一类别不分道路车辆和轨道车辆，请选择适用制度"]}


FIRST_READING = """
name = "特种设备安全监察条例"
version = "2009年修订"
in_force_from = 2009-05-01
rank = "regulation"
checked_to = 2026-11-01
checked_by = "黄涛"
source = "国家法律法规数据库"

[provision.equipment-rules-61]
article = 61
says = "示例：读到的条件。"
read = true
"""


def test_the_first_reading_of_a_text_that_came_unread_ends_no_regime() -> None:
    """An administrator reads the criteria on the day from which the shipped text holds: the authority's grade goes on."""
    day = date(2026, 10, 1)
    before = regimes.edition_on(Regime.SPECIAL_EQUIPMENT, day)
    REGISTER.use([versions.parse(FIRST_READING).provisions], on=day)
    after = regimes.edition_on(Regime.SPECIAL_EQUIPMENT, day)
    assert (after.criteria, after.levels) == (before.criteria, before.levels) != (Criteria.UNREAD, {})
    printed = citations.on_page(after.criteria_by, day)
    assert printed == "《特种设备安全监察条例》第六十一条、《特种设备安全监察条例》（待核）"


def test_a_take_over_changes_who_investigates_from_its_day(api: Api, signed_in: Browser) -> None:
    officer = api("sunjie")
    accident = register(officer)
    over = {"kind": "taken_over", "to_whom": "重庆市人民政府", "on_day": "2026-10-25"}
    refused = send(officer, f"{accident}/handovers", 422, **over, level="district")
    assert list(refused["errors"]) == ["level"]
    assert send(officer, f"{accident}/handovers", **over)["level"] == "city"
    assert ask(officer, accident)["level"] == "city"
    turns = [(one["on"], one["level"], one["investigator"]) for one in ask(officer, f"{accident}/grades")]
    assert turns == [
        ("2026-10-19", "district", "区县人民政府"),
        ("2026-10-25", "city", "重庆市人民政府"),
    ]
    shown = signed_in("sunjie").get(f"/accidents/{accident.rpartition('/')[2]}").text
    assert "提级调查（依据《生产安全事故报告和调查处理条例》（国务院令第493号）第二十条）" in shown


def test_the_district_is_the_one_that_is_named_and_never_the_officers(cast: Cast, api: Api) -> None:
    officer = api("sunjie")
    assert ask(officer, register(officer))["district_code"] is None
    named = ask(officer, register(officer, district_code="500108", home_district_code="510100"))
    assert (named["district_code"], named["home_district_code"]) == ("500108", "510100")
    assert list(send(officer, "/accidents", 422, **accident_json(district_code="渝中区"))["errors"]) == [
        "district_code"
    ]


def test_a_concealed_accident_has_its_day_of_discovery_and_both_days_of_its_terms(
    api: Api, signed_in: Browser
) -> None:
    officer = api("sunjie")
    hidden = accident_json(concealment="concealed")
    assert list(send(officer, "/accidents", 422, **hidden)["errors"]) == ["discovered_on"]
    accident = register(officer, concealment="concealed", discovered_on="2026-11-10")
    report = next(one for one in ask(officer, f"{accident}/clocks") if one["term"] == "report")
    assert (report["due_on"], report["from_discovery"]) == ("2026-12-18", "2027-01-09")
    assert report["counts_from"] == "从事故发生之日起算"
    assert any("没有写明" in one for one in report["open_points"])
    page = signed_in("sunjie").get(accident).get_data(as_text=True)
    assert "第八十三条、第一百一十条" in page
    assert "（国务院令第493号）第四条第一款" in page
    assert "《生产安全事故罚款处罚规定》（应急管理部令第14号）（待核）" in page


def test_a_grade_that_rests_on_an_unread_text_stays_off_papers(cast: Cast, api: Api) -> None:
    """The missing count as dead by Chongqing's text of 2015, which no longer holds in 2026."""
    appoint("sunjie", "yuzhong", Role.ACCIDENT_OFFICER)
    officer = api("sunjie")
    for missing, printed in ((0, True), (1, False)):
        accident = register(officer, deaths=2, missing=missing)
        send(officer, f"{accident}/seats", asked_of="区政府", asked_on="2026-10-20", with_letter=True)
        paper: Paper = papers.papers_of("accident", uuid.UUID(accident.rpartition("/")[2]))[0]
        assert ("等级" in str(paper.content)) is printed, paper.content
        assert ask(officer, f"{accident}/grades")[-1]["checked"] is printed
