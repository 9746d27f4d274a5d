"""Who gets a copy and what is attached: listed on the form of every paper that goes to somebody, and printed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.access.roles import Role
from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import RecheckResult
from safety.database import session
from safety.papers.models import Paper
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.accidents.sending import appoint, new_id, register, send
from tests.cast import NOW, TODAY, Cast, id_of
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.labour_law.test_letters import FACTS, LETTERS
from tests.papers.checking import carried, page_of
from tests.projects.story import IN_TWO_WEEKS, Story

pytestmark = pytest.mark.once

Clients = Callable[[str], FlaskClient]
#: The same body twice, a full-width comma and blanks as people type them.
TYPED = {"copies_to": [" 渝中区人民政府", "渝中区人民政府"], "attachments": ["现场照片（2张）"]}
COPIES, ATTACHED = ["渝中区人民政府"], ["现场照片（2张）"]
ASKED = {"union_id": str(id_of("yuzhong")), "asked_of": "渝中区应急管理局", "asked_on": "2026-10-20"}
OPINION = {"about": "causes", "words": "应查明防护缺失", "addressee": "事故调查组", "sent_on": "2026-10-25"}
APPLICATION = {
    "department": "渝中区应急管理局",
    "about": "逾期未整改",
    "reason": "不合格",
    "request": "请处理",
}


def prints(paper_id: str | None) -> None:
    """The paper carries what was listed, each once."""
    with one_transaction(write=False):
        content = session.get_one(Paper, uuid.UUID(paper_id)).content
    assert (content["copies_to"], content["attachments"]) == (COPIES, ATTACHED)


@pytest.fixture
def notice(cast: Cast) -> dict[str, str]:
    """An issued notice without copies, and a re-check that one of its two findings failed."""
    with one_transaction():
        site = make_site(cast)
        demands = raise_findings(cast, site, FindingGrade.ORDINARY, FindingGrade.ORDINARY)
        made = issued_notice(cast, site, demands)
        recheck = corrections.record_recheck(
            actor=cast.actor("liqiang"),
            now=NOW,
            lines=[RecheckLine(demands[0].id, RecheckResult.FAILED, "仍无栏杆")],
            checked_on=TODAY,
            notice=made,
        )
        (fresh,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        return {
            "id": str(made.id),
            "site": str(site.id),
            "demand": str(demands[0].id),
            "fresh": str(fresh.id),
            "recheck": str(recheck.id),
        }


def newest_paper() -> str:
    """The paper that was made last."""
    with one_transaction(write=False):
        newest = session.query(Paper).order_by(Paper.drafted_at.desc(), Paper.id.desc()).limit(1)
        return str(newest.one().id)


def test_papers_on_hazards_print_them(notice: dict[str, str], api: Clients) -> None:
    liqiang, chenjing = api("liqiang"), api("chenjing")
    body = {"site_id": notice["site"], "lines": [{"demand_id": notice["fresh"]}], **TYPED}
    draft_id = new_id()
    draft = liqiang.put(f"/api/v1/notices/{draft_id}", json=body)
    assert draft.status_code == 201, draft.text
    assert liqiang.put(f"/api/v1/notices/{draft_id}", json=body).status_code == 200
    prints(draft.get_json()["paper_id"])
    send(chenjing, f"/notices/{draft_id}/issue", 200)
    prints(draft.get_json()["paper_id"])
    send(chenjing, f"/notices/{notice['id']}/reminders", 200, by_letter=True, **TYPED)
    prints(newest_paper())
    prints(send(chenjing, f"/rechecks/{notice['recheck']}/opinion", 200, **TYPED)["paper_id"])
    asked = {**APPLICATION, "demand_ids": [notice["demand"]], **TYPED}
    prints(chenjing.put(f"/api/v1/referrals/{new_id()}", json=asked).get_json()["paper_id"])
    danger = {"site_id": notice["site"], "danger": "开裂", "suggestion": "撤离", "told_name": "邓某"}
    danger |= {"proposed_at": NOW.isoformat()}
    proposal = liqiang.put(f"/api/v1/evacuations/{new_id()}", json=danger | TYPED)
    prints(proposal.get_json()["paper_id"])


def test_letters_on_accidents_print_them(api: Clients) -> None:
    sunjie = api("sunjie")
    case = register(sunjie)
    seat = send(sunjie, f"{case}/seats", **ASKED, with_letter=True, **TYPED)
    prints(seat["request_paper_id"])
    address = f"{case}/seats/{seat['id']}"
    send(sunjie, f"{address}/given", 200, given_on="2026-10-21")
    person = {"member_id": str(id_of("sunjie")), "expertise": "建筑安全"}
    prints(send(sunjie, f"{address}/person", 200, **person, with_letter=True, **TYPED)["letter_paper_id"])
    prints(send(sunjie, f"{case}/opinions", **OPINION, with_paper=True, **TYPED)["paper_id"])


def test_opinions_on_projects_and_letters_on_labour_law_print_them(cast: Cast, api: Clients) -> None:
    with one_transaction():
        story = Story(cast)
        review = story.review(story.project(), ReviewKind.DESIGN)
        story.opinion(review)
        review_id = review.id
    send(
        api("chenjing"),
        f"/project-reviews/{review_id}/transmission",
        200,
        reply_by=str(IN_TWO_WEEKS),
        **TYPED,
    )
    prints(newest_paper())
    appoint("qianfeng", "yuzhong", Role.LABOUR_LAW_SUPERVISOR)
    qianfeng = api("qianfeng")
    body = {"kind": "labour_law_opinion", **FACTS, **TYPED}
    letter_id = new_id()
    letter = qianfeng.put(f"{LETTERS}/{letter_id}", json=body)
    prints(letter.get_json()["paper_id"])
    assert qianfeng.put(f"{LETTERS}/{letter_id}", json=body).status_code == 200
    other = body | {"copies_to": ["另一单位"]}
    assert qianfeng.put(f"{LETTERS}/{letter_id}", json=other).status_code == 409
    qianfeng.patch(f"/api/v1/labour-letters/{letter_id}", json=FACTS)
    with one_transaction(write=False):
        assert session.get_one(Paper, uuid.UUID(letter.get_json()["paper_id"])).copies_to == []


def test_what_is_wrong_with_a_line_is_told_of_its_field(notice: dict[str, str], api: Clients) -> None:
    chenjing = api("chenjing")
    address = f"/rechecks/{notice['recheck']}/opinion"
    wrong: list[dict[str, Any]] = [
        {"copies_to": ["示例建设有限公司（yuzhong）"]},
        {"copies_to": ["长" * 121]},
        {"copies_to": ["上\x00下"]},
        {"copies_to": [f"单位{number}" for number in range(21)]},
    ]
    for body in wrong:
        answer = send(chenjing, address, 422, **body)
        assert list(answer["errors"]) == ["copies_to"], answer


def test_pages_begin_with_who_had_a_copy_before_and_keep_what_was_typed(
    notice: dict[str, str], signed_in: Clients
) -> None:
    chenjing = signed_in("chenjing")
    there = f"/notices/{notice['id']}"
    form = {"copies_to": "渝中区人民政府\n\n 渝中区应急管理局 ", "attachments": ""}
    page = chenjing.post(f"/rechecks/{notice['recheck']}/opinion", data=form)
    assert "渝中区应急管理局" in page_of(page)
    assert carried(page)[1]["copies_to"] == ["渝中区人民政府\n\n 渝中区应急管理局 "]
    refused = chenjing.post(
        f"/rechecks/{notice['recheck']}/opinion", data={"copies_to": "示例建设有限公司（yuzhong）"}
    )
    assert (refused.status_code, "抄送单位不能是主送单位" in refused.get_data(as_text=True)) == (422, True)
    liqiang = signed_in("liqiang")
    body = {
        "site_id": notice["site"],
        "lines.0.demand_id": notice["fresh"],
        "copies_to": "渝中区总工会\n区总",
    }
    draft = liqiang.post("/notices/new", data=body).headers["Location"]
    assert "渝中区总工会\n区总" in liqiang.get(f"{draft}/edit").get_data(as_text=True)
    emptied = {"lines.0.demand_id": notice["fresh"], "copies_to": ""}
    assert liqiang.post(f"{draft}/edit", data=emptied).status_code == 302
    assert "区总</textarea>" not in liqiang.get(f"{draft}/edit").get_data(as_text=True)
    liqiang.post(f"{draft}/edit", data=emptied | {"copies_to": "渝中区人民政府"})
    page = chenjing.post(f"{draft}/issue")
    assert chenjing.post(carried(page)[0], data=carried(page)[1]).status_code == 302
    assert "渝中区人民政府</textarea>" in chenjing.get(draft).get_data(as_text=True)
    begun = liqiang.get(f"/evacuations/new?site_id={notice['site']}").get_data(as_text=True)
    assert "渝中区人民政府</textarea>" in begun
    assert chenjing.get(there).status_code == 200
