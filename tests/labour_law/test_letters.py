"""提示函, 意见书 and 建议书: drafted by holders of their own appointment, issued once their basis was read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.access.permissions import Permission
from safety.access.roles import GRANTS, Role
from safety.database import db
from safety.labour_law import queries
from safety.papers.models import Paper
from tests.accidents.sending import appoint, new_id
from tests.cast import TODAY, id_of
from tests.papers.checking import issue

Clients = Callable[[str], FlaskClient]
LETTERS = f"/api/v1/unions/{id_of('yuzhong')}/labour-letters"
FACTS = {
    "addressee": "示例餐饮管理有限公司",
    "employer_name": "示例餐饮管理有限公司",
    "about": "加班没有安排补休",
    "facts": "职工反映连续加班。",
    "demand": "核实并补发加班工资。",
    "reply_by": "2026-12-15",
}


@pytest.fixture
def qianfeng(api: Clients) -> FlaskClient:
    """钱峰, appointed as 劳动法律监督员 of 渝中."""
    appoint("qianfeng", "yuzhong", Role.LABOUR_LAW_SUPERVISOR)
    return api("qianfeng")


READING = """
name = "工会劳动法律监督办法"
version = "2021"
number = "总工办发〔2021〕9号"
in_force_from = 2021-03-31
rank = "union"
checked_to = 2027-11-01
checked_by = "黄涛"
source = "全国总工会网站"

[provision.acftu-legal-supervision]
article = 20
says = "示例：拒不改正的，提请有关部门处理。"
read = true
"""


@pytest.fixture
def read(api: Clients) -> None:
    """The administrator has read the rule and imported what it says."""
    huangtao = api("huangtao")
    made = huangtao.post("/api/v1/laws/texts", json={"text": READING})
    assert made.status_code == 201, made.text
    adopted = huangtao.post(f"/api/v1/laws/texts/{made.get_json()['id']}/adopt")
    assert adopted.status_code == 200, adopted.text
    again = huangtao.post("/api/v1/laws/texts", json={"text": READING})
    assert "已有 2021-03-31 起施行的文本" in again.text


def draft(client: FlaskClient, status: int = 201, **changes: Any) -> Any:
    body = {"kind": "labour_law_opinion", **FACTS, **changes}
    answer = client.put(f"{LETTERS}/{new_id()}", json=body)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_only_a_holder_of_the_appointment_drafts_one() -> None:
    assert [role for role in Role if Permission.LABOUR_LAW_DRAFT in GRANTS[role]] == [
        Role.LABOUR_LAW_SUPERVISOR
    ]
    assert Permission.INSPECTION_READ not in GRANTS[Role.LABOUR_LAW_SUPERVISOR]


def test_a_district_officer_and_a_supervisor_of_elsewhere_draft_none(
    api: Clients, qianfeng: FlaskClient
) -> None:
    draft(api("chenjing"), 403)
    appoint("zhengkai", "nanan", Role.LABOUR_LAW_SUPERVISOR)
    draft(api("zhengkai"), 404)
    letter = draft(qianfeng)
    assert api("zhengkai").get(f"/api/v1/labour-letters/{letter['id']}").status_code == 404


@pytest.mark.parametrize("kind", ["labour_law_prompt", "labour_law_opinion", "labour_law_suggestion"])
def test_a_letter_is_written_and_seen_and_not_issued_while_its_basis_is_unread(
    qianfeng: FlaskClient, kind: str
) -> None:
    letter = draft(qianfeng, kind=kind)
    assert (letter["state"], letter["number"]) == ("draft", None)
    assert qianfeng.get(f"/papers/{letter['paper_id']}").status_code == 200
    refused = qianfeng.post(f"/api/v1/labour-letters/{letter['id']}/issue")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "basis_unread")
    assert "工会劳动法律监督办法" in refused.get_json()["detail"]


@pytest.mark.usefixtures("read")
def test_once_the_rule_was_read_it_is_issued_and_stays(qianfeng: FlaskClient) -> None:
    assert queries.unread_basis(TODAY) == []
    letter = draft(qianfeng)
    address = f"/api/v1/labour-letters/{letter['id']}"
    issued = qianfeng.post(f"{address}/issue").get_json()
    assert issued["number"] == "渝中区总工会劳法意〔2026〕1号"
    paper = db.session.get_one(Paper, uuid.UUID(issued["paper_id"]))
    assert "《工会劳动法律监督办法》（总工办发〔2021〕9号）第二十条" in paper.content["basis"]
    assert qianfeng.patch(address, json=FACTS).get_json()["code"] == "paper_state"
    assert qianfeng.delete(address).status_code == 409


def test_a_draft_is_changed_sent_again_and_put_aside(qianfeng: FlaskClient) -> None:
    letter_id = new_id()
    body = {"kind": "labour_law_prompt", **FACTS}
    assert qianfeng.put(f"{LETTERS}/{letter_id}", json=body).status_code == 201
    assert qianfeng.put(f"{LETTERS}/{letter_id}", json=body).status_code == 200
    assert qianfeng.put(f"{LETTERS}/{letter_id}", json=body | {"about": "另一件事"}).status_code == 409
    address = f"/api/v1/labour-letters/{letter_id}"
    assert qianfeng.patch(address, json=FACTS | {"about": "另一件事"}).get_json()["about"] == "另一件事"
    assert list(qianfeng.patch(address, json=FACTS | {"reply_by": "2026-11-01"}).get_json()["errors"]) == [
        "reply_by"
    ]
    listed = qianfeng.get("/api/v1/labour-letters?q=另一件事").get_json()
    assert [one["id"] for one in listed["items"]] == [letter_id]
    assert qianfeng.delete(address).status_code == 204
    assert qianfeng.get(address).status_code == 404


def test_on_the_page_the_draft_says_why_it_cannot_go(signed_in: Clients, qianfeng: FlaskClient) -> None:
    browser = signed_in("qianfeng")
    form = {"kind": "labour_law_opinion", "union_id": str(id_of("yuzhong")), **FACTS}
    refused = browser.post("/labour-letters/new", data=form | {"about": ""})
    assert (refused.status_code, "核实并补发加班工资。" in refused.get_data(as_text=True)) == (422, True)
    there = browser.post("/labour-letters/new", data=form).headers["Location"]
    page = browser.get(there).get_data(as_text=True)
    assert "核对以前只能起草，不能签发" in page
    assert f'action="{there}/issue"' not in page
    answer = browser.post(f"{there}/issue")
    assert answer.status_code == 409
    assert "核对以前只能起草，不能签发" in answer.get_data(as_text=True)
    assert browser.get("/labour-letters").status_code == 200
    assert browser.post(f"{there}/edit", data=FACTS | {"about": "改过"}).status_code == 302
    assert "改过" in browser.get(there).get_data(as_text=True)


@pytest.mark.usefixtures("read")
def test_on_the_page_it_is_read_before_it_goes_out(signed_in: Clients, qianfeng: FlaskClient) -> None:
    letter = draft(qianfeng)
    there = f"/labour-letters/{letter['id']}"
    assert issue(signed_in("qianfeng"), f"{there}/issue").status_code == 302
    assert "渝中区总工会劳法意〔2026〕1号" in signed_in("qianfeng").get(there).get_data(as_text=True)
    away = signed_in("qianfeng").get(f"{there}/edit", follow_redirects=True)
    assert (away.request.path, "文书已经签发，内容不能再修改" in away.text) == (there, True)
