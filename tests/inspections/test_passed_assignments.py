"""What is planned at a site that passes to another union: the giver's plan ends there, the receiver takes it up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.database import db
from safety.inspections.models import Assignment
from safety.transactions import one_transaction
from tests.cast import Cast, id_of
from tests.inspections.workplaces import complete_check, load_sites, site_id

Open = Callable[[str], FlaskClient]


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


def plan_of(client: FlaskClient, inspector: str, **more: str) -> str:
    """The id of a plan over every site of the union's district."""
    plan = uuid.uuid4()
    body = {"title": "年度检查计划", "starts_on": "2026-01-01", "due_on": "2026-12-31", "inspectors": [str(id_of(inspector))]}  # fmt: skip
    answer = client.put(f"/api/v1/plans/{plan}", json=body | more)
    assert answer.status_code == 201, answer.text
    return str(plan)


@pytest.fixture
def offered(places: Cast, api: Open) -> str:
    """陈静's plan has two sites; she offers the tunnel to 南岸."""
    plan_of(api("chenjing"), "liqiang")
    body = {"to_union_id": str(id_of("nanan")), "on_day": "2026-11-23", "reason": "属地管理"}
    answer = api("chenjing").post(f"/api/v1/sites/{site_id('tunnel')}/transfers", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


def assignment(site: str = "tunnel") -> Assignment:
    db.session.rollback()
    rows = db.session.query(Assignment).filter_by(site_id=site_id(site)).order_by(Assignment.id)
    return rows.all()[0]


def accept(api: Open, offered: str) -> None:
    assert api("wanglei").post(f"/api/v1/site-transfers/{offered}/acceptance").status_code == 200


def test_before_he_accepts_wang_lei_reads_how_much_is_planned_there(
    offered: str, api: Open, signed_in: Open
) -> None:
    assert "未完成的检查任务 1 项" in signed_in("wanglei").get("/site-transfers").text
    assert (
        "未完成的检查任务 1 项" in signed_in("chenjing").get(f"/sites/{site_id('tunnel')}/transfers/new").text
    )
    [told] = api("wanglei").get("/api/v1/site-transfers").get_json()["items"]
    assert told["waiting"] == {"assignments": 1, "findings": 0}


def test_chen_jings_plan_ends_there_with_a_note_and_wang_lei_takes_the_site_into_his(
    offered: str, api: Open, signed_in: Open
) -> None:
    accept(api, offered)
    passed = assignment()
    [site] = api("liqiang").get("/api/v1/assignments").get_json()
    assert site["site"]["id"] == str(site_id("tower"))
    page = signed_in("chenjing").get(f"/inspections/plans/{passed.plan_id}").text
    assert "0 / 1" in page
    assert "2026-11-23 随场所移交南岸区总工会（示例）" in page
    [open_one] = api("wanglei").get("/api/v1/passed-assignments").get_json()["items"]
    assert (open_one["id"], open_one["plan_title"], open_one["reason"]) == (
        str(passed.id),
        "年度检查计划",
        "属地管理",
    )
    assert api("chenjing").get("/api/v1/passed-assignments").get_json()["items"] == []
    officer = signed_in("wanglei")
    assert "前任工会未完成的检查任务" in officer.get("/").text
    assert "朝天门隧道项目（示例）" in officer.get("/inspections/passed-assignments").text
    own = plan_of(api("wanglei"), "zhengkai", q="化工")
    taken = {"plan_id": own, "inspector_id": str(id_of("zhengkai"))}
    address = f"/inspections/passed-assignments/{passed.id}/taking"
    assert signed_in("chenjing").post(address, data=taken).status_code == 404
    assert officer.post(address, data=taken).status_code == 302
    mine = {one["site"]["id"]: one for one in api("zhengkai").get("/api/v1/assignments").get_json()}
    assert mine[str(site_id("tunnel"))]["plan_id"] == own
    assert api("wanglei").get("/api/v1/passed-assignments").get_json()["items"] == []
    again = api("wanglei").post(f"/api/v1/passed-assignments/{passed.id}/taking", json=taken)
    assert again.status_code == 409


def test_what_wang_lei_does_not_need_is_closed_with_his_reason(offered: str, api: Open) -> None:
    accept(api, offered)
    address = f"/api/v1/passed-assignments/{assignment().id}/ending"
    assert api("wanglei").post(address, json={"words": ""}).status_code == 422
    answer = api("wanglei").post(address, json={"words": "本月已检查过"})
    assert answer.status_code == 200, answer.text
    assert assignment().settled_words == "本月已检查过"
    assert api("chenjing").patch(f"/api/v1/assignments/{assignment().id}", json={"inspector_id": str(id_of("zhoumin"))}).status_code == 409  # fmt: skip


def test_a_site_that_comes_back_is_in_its_plan_again(offered: str, api: Open) -> None:
    accept(api, offered)
    body = {"to_union_id": str(id_of("yuzhong")), "on_day": "2026-11-23", "reason": "退回"}
    back = api("wanglei").post(f"/api/v1/sites/{site_id('tunnel')}/transfers", json=body).get_json()["id"]
    assert api("chenjing").post(f"/api/v1/site-transfers/{back}/acceptance").status_code == 200
    assert len(api("liqiang").get("/api/v1/assignments").get_json()) == 2
    assert assignment().passed_at is None


def test_a_plan_of_the_city_goes_on_with_who_may_check_there(places: Cast, api: Open) -> None:
    city = plan_of(api("liuyang"), "liqiang")
    for site, to, who in (("tunnel", "nanan", "chenjing"), ("plant", "nanan", "wanglei")):
        body = {"to_union_id": str(id_of(to)), "on_day": "2026-11-23", "reason": "属地管理"}
        offered = api(who).post(f"/api/v1/sites/{site_id(site)}/transfers", json=body).get_json()["id"]
        accept(api, offered)
    kept = assignment("tunnel")  # it lies in 李强's district still
    assert (kept.union_id, kept.inspector_id, kept.passed_at) == (id_of("nanan"), id_of("liqiang"), None)
    taken = {"plan_id": city, "inspector_id": str(id_of("zhengkai"))}
    answer = api("wanglei").post(f"/api/v1/passed-assignments/{assignment('plant').id}/taking", json=taken)
    assert answer.status_code == 200, answer.text
    kept = assignment("plant")
    assert (kept.union_id, kept.inspector_id, kept.passed_at) == (id_of("nanan"), id_of("zhengkai"), None)


def test_li_qiangs_check_of_before_that_arrives_later_still_does_it(
    offered: str, api: Open, app: Flask
) -> None:
    body = complete_check(api("liqiang"), site="tunnel") | {
        "assignment_id": str(assignment().id),
        "started_at": "2026-11-22T09:00:00+08:00",
        "ended_at": "2026-11-22T09:50:00+08:00",
    }
    accept(api, offered)
    answer = api("liqiang").put(f"/api/v1/inspections/{uuid.uuid4()}", json=body)
    assert answer.status_code == 201, answer.text
    assert assignment().done_at is not None
    assert assignment().due_on == date(2026, 12, 31)
    assert api("wanglei").get("/api/v1/passed-assignments").get_json()["items"] == []
