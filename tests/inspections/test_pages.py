from __future__ import annotations

import uuid
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.database import db
from safety.inspections.models import Assignment, ChecklistTemplate, Inspection, Plan
from tests.cast import Cast, id_of
from tests.inspections.workplaces import complete_check, site_id, sites_once, version_of

pytestmark = pytest.mark.once

Api = Callable[[str], FlaskClient]


@pytest.fixture
def places(app: Flask, cast: Cast) -> Cast:
    sites_once(app)
    return cast


@pytest.fixture
def sent(places: Cast, api: Api) -> dict[str, str]:
    """李强 has checked the tower: the ids of the check and its finding."""
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    record = str(uuid.uuid4())
    assert liqiang.put(f"/api/v1/inspections/{record}", json=body).status_code == 201
    return {"inspection": record, "finding": body["findings"][0]["id"]}


def test_a_finding_leads_back_to_its_check(sent: dict[str, str], signed_in: Api) -> None:
    page = signed_in("chenjing").get(f"/demands/{sent['finding']}").text
    assert f'href="/inspections/{sent["inspection"]}"' in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_can_be_read_in_both_languages(
    sent: dict[str, str], signed_in: Api, language: str
) -> None:
    chenjing = signed_in("chenjing")
    chenjing.set_cookie("language", language)
    template = version_of("confined").template_id
    pages = [
        "/inspections/",
        "/inspections/?q=解放碑&sort=site&state=submitted&since=2026-01-01",
        f"/inspections/{sent['inspection']}",
        "/demands?due=overdue&colour=orange&is_open=true&sort=-term",
        f"/inspections/findings/{sent['finding']}",
        "/inspections/start",
        f"/inspections/start?site={site_id('tower')}",
        "/inspections/assigned",
        "/inspections/plans",
        "/inspections/plans/new",
        "/inspections/hand-over",
        "/inspections/checklists",
        "/inspections/checklists/new",
        f"/inspections/checklists/{template}",
    ]
    for page in pages:
        assert chenjing.get(page).status_code == 200, page


def test_a_check_begins_as_a_draft_that_its_maker_fills_in(places: Cast, signed_in: Api) -> None:
    liqiang = signed_in("liqiang")
    form = {"site_id": str(site_id("tower")), "version_id": str(version_of("construction").id)}
    answer = liqiang.post("/inspections/start", data=form)
    assert answer.status_code == 302
    page = liqiang.get(answer.location)
    assert "专职安全生产管理人员是否在岗" in page.text
    record = db.session.query(Inspection).one().id
    assert signed_in("zhoumin").get(f"/inspections/{record}/check").status_code == 404
    assert liqiang.post(f"/inspections/{record}/discard").status_code == 302
    assert db.session.query(Inspection).count() == 0


def test_the_register_finds_only_what_the_filters_ask_for(sent: dict[str, str], signed_in: Api) -> None:
    chenjing = signed_in("chenjing")
    assert "解放碑塔楼" in chenjing.get("/inspections/?q=塔楼").text
    assert sent["inspection"] not in chenjing.get("/inspections/?q=%25").text
    assert sent["finding"] in chenjing.get("/demands?colour=orange").text
    assert sent["finding"] not in chenjing.get("/demands?grade=major").text


def test_the_register_of_findings_leads_to_that_of_demands_with_its_filters(
    sent: dict[str, str], signed_in: Api
) -> None:
    chenjing = signed_in("chenjing")
    template = version_of("confined").template_id
    query = f"q=污水&state=open&overdue=true&template={template}&inspector={id_of('liqiang')}&sort=-score"
    answer = chenjing.get(f"/inspections/findings?{query}")
    assert answer.status_code == 302
    target = parse_qs(urlsplit(answer.location).query)
    assert target == {
        "q": ["污水"],
        "kind": ["finding"],
        "is_open": ["true"],
        "due": ["overdue"],
        "template": [str(template)],
        "inspector": [str(id_of("liqiang"))],
    }
    other = version_of("construction").template_id
    assert sent["finding"] in chenjing.get(f"/demands?template={template}").text
    assert sent["finding"] not in chenjing.get(f"/demands?template={other}").text
    assert sent["finding"] in chenjing.get(f"/demands?inspector={id_of('liqiang')}").text
    assert sent["finding"] not in chenjing.get(f"/demands?inspector={id_of('wanglei')}").text
    assert sent["finding"] not in chenjing.get("/demands?factor=1101").text


def test_a_plan_is_spread_and_its_progress_follows_the_checks(places: Cast, signed_in: Api, api: Api) -> None:
    chenjing = signed_in("chenjing")
    form = {
        "title": "十二月检查",
        "starts_on": "2026-11-23",
        "due_on": "2026-12-31",
        "district": "500103",
        "inspectors[]": [str(id_of("liqiang")), str(id_of("zhoumin"))],
    }
    answer = chenjing.post("/inspections/plans/new", data=form)
    assert answer.status_code == 302, answer.text
    rows = db.session.query(Assignment).all()
    assert sorted(str(one.inspector_id) for one in rows) == sorted(form["inspectors[]"])
    own = next(one for one in rows if one.inspector_id == id_of("liqiang"))
    liqiang = api("liqiang")
    site = next(key for key in ("tower", "tunnel") if site_id(key) == own.site_id)
    body = complete_check(liqiang, site=site) | {"assignment_id": str(own.id)}
    assert liqiang.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body).status_code == 201
    plan = db.session.query(Plan).one()
    found = liqiang.get(f"/api/v1/plans/{plan.id}").get_json()
    assert (found["done"], found["total"], found["late"]) == (1, 2, 0)
    assert "1 / 2" in chenjing.get(f"/inspections/plans/{plan.id}").text


def test_a_plan_with_nothing_to_check_is_refused_at_the_form(places: Cast, signed_in: Api) -> None:
    form = {"title": "无", "starts_on": "2026-12-31", "due_on": "2026-12-01", "q": "不存在的场所"}
    answer = signed_in("chenjing").post("/inspections/plans/new", data=form)
    assert answer.status_code == 422
    assert "完成日期不能早于开始日期" in answer.text


def test_another_plan_under_a_known_id_is_refused_and_the_same_again_answers_it(
    sent: dict[str, str], api: Api
) -> None:
    program, address = api("chenjing"), f"/api/v1/plans/{uuid.uuid4()}"
    plan = {
        "title": "月度",
        "starts_on": "2026-11-23",
        "due_on": "2026-12-31",
        "inspectors": [str(id_of("liqiang"))],
    }
    assert program.put(address, json=plan).status_code == 201
    assert program.put(address, json=plan).status_code == 200
    other = program.put(address, json=plan | {"title": "季度"})
    assert (other.status_code, other.get_json()["code"]) == (409, "other_content")


def test_work_is_handed_over_with_assignments_and_findings(
    sent: dict[str, str], signed_in: Api, api: Api
) -> None:
    chenjing, program = signed_in("chenjing"), api("chenjing")
    plan = {
        "title": "月度",
        "starts_on": "2026-11-23",
        "due_on": "2026-12-31",
        "inspectors": [str(id_of("liqiang"))],
    }
    assert program.put(f"/api/v1/plans/{uuid.uuid4()}", json=plan).status_code == 201
    form = {"from_id": str(id_of("liqiang")), "to_id": str(id_of("zhoumin")), "reason": "调离"}
    assert chenjing.post("/inspections/hand-over", data=form).status_code == 302
    db.session.expire_all()
    assert {one.inspector_id for one in db.session.query(Assignment)} == {id_of("zhoumin")}
    found = program.get(f"/api/v1/findings/{sent['finding']}").get_json()
    assert found["responsible_id"] == str(id_of("zhoumin"))


def test_a_shipped_checklist_is_copied_edited_and_published(places: Cast, signed_in: Api) -> None:
    chenjing = signed_in("chenjing")
    shipped = version_of("confined")
    assert chenjing.get(f"/inspections/checklists/{shipped.template_id}/edit").status_code == 403
    form = {"title": "渝中有限空间表", "copied_from": str(shipped.id)}
    made = chenjing.post("/inspections/checklists/new", data=form)
    assert made.status_code == 302
    assert "有限空间管理台账" in chenjing.get(made.location).text
    edit = {
        "version": "1",
        "title": "渝中有限空间表",
        "sections.0.title": "一",
        "sections.0.items.0.id": "a1",
        "sections.0.items.0.ask": "污水池是否上锁？",
        "sections.0.items.0.basis_lines": "工贸企业有限空间作业安全规定\n中华人民共和国安全生产法 | 第三十五条 | 已核",
        "sections.0.items.0.factor": "2113",
        "sections.0.items.0.photo": "true",
        "_action": "publish",
    }
    assert chenjing.post(made.location, data=edit).status_code == 302
    mine = db.session.query(ChecklistTemplate).filter_by(title="渝中有限空间表").one()
    content = mine.versions[0].content
    basis = content["sections"][0]["items"][0]["basis"]
    assert [one["verified"] for one in basis] == [False, True]
    assert shipped.content["title"] == "有限空间作业安全检查表"


def test_an_empty_item_is_not_published_and_nothing_typed_is_lost(places: Cast, signed_in: Api) -> None:
    chenjing = signed_in("chenjing")
    made = chenjing.post("/inspections/checklists/new", data={"title": "空表"})
    edit = {
        "version": "1",
        "title": "空表",
        "sections.0.title": "一",
        "sections.0.items.0.id": "a",
        "sections.0.items.0.how": "打开盖板看一看",
        "_action": "publish",
    }
    answer = chenjing.post(made.location, data=edit)
    assert answer.status_code == 422
    assert "打开盖板看一看" in answer.text
    assert "请填写检查内容" in answer.text
