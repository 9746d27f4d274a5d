"""Every kind of paper is taken back by one act, and its case follows; or it says why it stays."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.access.roles import Role
from safety.corrections.models import Notice, Referral
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.papers.models import Paper
from safety.papers.rules import KEPT, REVOCABLE, PaperKind, PaperState
from safety.transactions import one_transaction
from tests.accidents.sending import appoint, ask, new_id, register, send
from tests.cast import NOW, Cast, id_of
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.labour_law.test_letters import FACTS, LETTERS, READING
from tests.papers.checking import confirmed, page_of

Clients = Callable[[str], FlaskClient]
ASKED = {"union_id": str(id_of("yuzhong")), "asked_of": "渝中区应急管理局", "asked_on": "2026-10-20"}
OPINION = {"about": "causes", "words": "应查明防护缺失", "addressee": "事故调查组", "sent_on": "2026-10-25"}


def revoke(client: FlaskClient, paper_id: str, status: int = 200) -> Any:
    return send(client, f"/papers/{paper_id}/revoke", status, reason="主送单位写错")


def taken_back(client: FlaskClient, paper_id: str) -> None:
    """The paper is readable and marked, anybody is told so, and its receiver has a notice."""
    with one_transaction(write=False):
        paper = session.get_one(Paper, uuid.UUID(paper_id), populate_existing=True)
        assert paper.state == PaperState.REVOKED
        notices = session.query(Paper).filter(Paper.subject_id == paper.id).all()
        assert [one.kind for one in notices] == ["withdrawal_notice"]
        assert str(paper.number) in str(notices[0].content)
        code = paper.verification_code
    assert ask(client, f"/verify/{code}")["state"] == "revoked"
    assert client.get(f"/api/v1/papers/{paper_id}").get_json()["ended_reason"] == "主送单位写错"


def test_each_kind_can_be_revoked_or_says_why_it_stays() -> None:
    assert set(REVOCABLE) | set(KEPT) == set(PaperKind)
    assert not set(REVOCABLE) & set(KEPT)


def test_letters_about_a_seat_are_taken_back_and_written_again(api: Clients, signed_in: Clients) -> None:
    sunjie = api("sunjie")
    case = register(sunjie)
    seat = send(sunjie, f"{case}/seats", **ASKED, with_letter=True)
    first, address = seat["request_paper_id"], f"{case}/seats/{seat['id']}"
    assert send(sunjie, f"{address}/letter", 409)["code"] == "letter_out"
    revoke(sunjie, first)
    taken_back(sunjie, first)
    assert "重新签发" in signed_in("sunjie").get(f"{case}/seats").get_data(as_text=True)
    again = send(sunjie, f"{address}/letter", 200)["request_paper_id"]
    assert again != first
    send(sunjie, f"{address}/given", 200, given_on="2026-10-21")
    person = {"member_id": str(id_of("sunjie")), "expertise": "建筑安全"}
    named = send(sunjie, f"{address}/person", 200, **person, with_letter=True)
    revoke(sunjie, named["letter_paper_id"])
    taken_back(sunjie, named["letter_paper_id"])
    letter = send(sunjie, f"{address}/letter", 200)["letter_paper_id"]
    assert letter not in {None, named["letter_paper_id"]}


def test_an_opinion_taken_back_waits_for_nothing_and_counts_for_nothing(
    api: Clients, signed_in: Clients
) -> None:
    sunjie = api("sunjie")
    case = register(sunjie)
    due = {"due_on": "2026-10-30"}
    opinion = send(sunjie, f"{case}/opinions", **OPINION, **due, with_paper=True)
    browser = signed_in("sunjie")
    assert "工会还没有对处理提出意见" not in browser.get(case).get_data(as_text=True)
    revoke(sunjie, opinion["paper_id"])
    taken_back(sunjie, opinion["paper_id"])
    assert "工会还没有对处理提出意见" in browser.get(case).get_data(as_text=True)
    told = ask(sunjie, f"{case}/opinions/{opinion['id']}")
    assert told["revoked_at"]
    for status in ("waiting", "overdue"):
        assert ask(sunjie, f"/accidents/opinions?status={status}")["items"] == [], status
    answer = {"stance": "adopted", "answer": "采纳", "answered_on": "2026-10-28"}
    address = f"{case}/opinions/{opinion['id']}"
    assert send(sunjie, f"{address}/answer", 409, **answer)["code"] == "opinion_revoked"
    referral = {"department": "渝中区应急管理局", "reason": "逾期"}
    assert send(sunjie, f"{address}/referral", 409, **referral)["code"] == "not_due"
    assert "已撤回" in browser.get(f"{case}/opinions").get_data(as_text=True)


def test_an_opinion_that_was_answered_stays(api: Clients) -> None:
    sunjie = api("sunjie")
    case = register(sunjie)
    opinion = send(sunjie, f"{case}/opinions", **OPINION, with_paper=True)
    answer = {"stance": "adopted", "answer": "采纳", "answered_on": "2026-10-28"}
    send(sunjie, f"{case}/opinions/{opinion['id']}/answer", 200, **answer)
    assert revoke(sunjie, opinion["paper_id"], 409)["code"] == "answered"
    assert session.get_one(Paper, uuid.UUID(opinion["paper_id"])).state == PaperState.ISSUED


def test_a_letter_on_labour_law_is_taken_back_on_its_page(api: Clients, signed_in: Clients) -> None:
    huangtao = api("huangtao")
    text = send(huangtao, "/laws/texts", text=READING)
    send(huangtao, f"/laws/texts/{text['id']}/adopt", 200)
    appoint("qianfeng", "yuzhong", Role.LABOUR_LAW_SUPERVISOR)
    qianfeng = api("qianfeng")
    body = {"kind": "labour_law_opinion", **FACTS}
    letter = qianfeng.put(f"{LETTERS}/{new_id()}", json=body).get_json()
    issued = send(qianfeng, f"/labour-letters/{letter['id']}/issue", 200)
    browser = signed_in("qianfeng")
    there = f"/labour-letters/{letter['id']}"
    assert "撤销" in browser.get(there).get_data(as_text=True)
    page = browser.post(f"/papers/{issued['paper_id']}/revoke", data={"reason": "主送单位写错"})
    assert "撤回通知" in page_of(page)
    assert confirmed(browser, page).status_code == 302
    taken_back(qianfeng, issued["paper_id"])
    told = ask(qianfeng, there)
    assert (told["state"], told["number"]) == ("revoked", issued["number"])
    assert "已撤销" in browser.get(there).get_data(as_text=True)


def test_a_proposal_to_evacuate_is_taken_back_while_no_decision_is_kept(cast: Cast, api: Clients) -> None:
    with one_transaction():
        site_id = str(make_site(cast).id)
    liqiang = api("liqiang")
    told = {
        "danger": "基坑开裂",
        "suggestion": "立即撤离",
        "told_name": "邓某",
        "proposed_at": NOW.isoformat(),
    }
    made = liqiang.put(f"/api/v1/evacuations/{new_id()}", json={"site_id": site_id, **told})
    proposal = made.get_json()
    revoke(liqiang, proposal["paper_id"])
    taken_back(liqiang, proposal["paper_id"])
    assert ask(liqiang, "/evacuations?undecided=true")["items"] == []
    assert ask(liqiang, f"/evacuations/{proposal['id']}")["revoked_at"]
    decided = {"decision": "withdrawn", "decided_at": NOW.isoformat(), "decided_by": "邓某"}
    answer = send(liqiang, f"/evacuations/{proposal['id']}/decision", 409, **decided)
    assert answer["code"] == "proposal_revoked"


def test_what_a_case_decides_follows_when_its_paper_is_revoked(cast: Cast, api: Clients) -> None:
    with one_transaction():
        site = make_site(cast)
        demands = raise_findings(cast, site, FindingGrade.ORDINARY, FindingGrade.ORDINARY)
        notice = issued_notice(cast, site, demands)
        notice_id, paper_id = notice.id, str(notice.paper_id)
    chenjing = api("chenjing")
    body = {
        "department": "渝中区应急管理局",
        "about": "逾期未整改",
        "reason": "不合格",
        "request": "请处理",
        "demand_ids": [str(demands[0].id)],
    }
    made = chenjing.put(f"/api/v1/referrals/{new_id()}", json=body)
    referral = made.get_json()
    assert made.status_code == 201, made.text
    revoke(chenjing, referral["paper_id"])
    assert ask(chenjing, f"/referrals/{referral['id']}")["state"] == "revoked"
    revoke(chenjing, paper_id)
    taken_back(chenjing, paper_id)
    with one_transaction(write=False):
        assert session.get_one(Notice, notice_id, populate_existing=True).state == "revoked"
        assert session.query(Referral).one().revoked_reason == "主送单位写错"


@pytest.mark.parametrize("kind", [PaperKind.DISSENT, PaperKind.WITHDRAWAL_NOTICE])
def test_what_stays_says_why(cast: Cast, api: Clients, signed_in: Clients, kind: PaperKind) -> None:
    from tests.papers.test_operations import issued

    paper = issued(cast, kind=kind)
    answer = revoke(api("chenjing"), str(paper.id), 409)
    assert answer["code"] == "revoked_with_case"
    assert str(KEPT[kind]) in answer["detail"]
    assert str(KEPT[kind]) in signed_in("chenjing").get(f"/papers/{paper.id}").get_data(as_text=True)
