"""An application to a department is drafted, read, issued, revoked, and begins with what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.case_words import application_words
from safety.corrections.inputs import RecheckLine, ReplyLine
from safety.corrections.models import Demand, Notice, Referral
from safety.corrections.notice_rules import Line, NextStep, NoticeStanding, next_step
from safety.corrections.rules import DemandState, FindingGrade
from safety.corrections.vocabulary import Delivery, NoticeState, RecheckResult, Stance
from safety.database import session
from safety.errors import NotPossibleNow
from safety.ids import new_id
from safety.papers import operations as papers
from safety.papers.models import Paper
from safety.papers.rules import PaperKind
from safety.people.models import Union
from safety.people.queries import place_of
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast, id_of
from tests.corrections.story import BASE_URL, TERM, issued_notice, make_site, raise_findings
from tests.papers.checking import confirmed, issue, page_of

Clients = Callable[[str], FlaskClient]
ASK: dict[str, Any] = {
    "department": "渝中区应急管理局",
    "about": "临边防护逾期未整改",
    "reason": "复查仍不合格",
    "request": "请依法处理",
    "kind": "overdue",
}


@pytest.fixture
def failed(cast: Cast) -> Demand:
    """A finding that was demanded, delivered, answered, reminded of, and failed its re-check."""
    with one_transaction():
        site = make_site(cast)
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        notice = issued_notice(cast, site, [demand])
        li: dict[str, Any] = {"actor": cast.actor("liqiang"), "now": NOW}
        corrections.record_delivery(**li, notice=notice, at=NOW, how=Delivery.IN_PERSON, to="邓某")
        corrections.record_reply(
            **li,
            notice=notice,
            lines=[ReplyLine(demand.id, Stance.REJECTED, "认为不影响安全")],
            received_at=NOW,
            author="邓某",
        )
        corrections.remind(**li, notice=notice, words="电话催办")
        corrections.record_recheck(
            **li,
            lines=[RecheckLine(demand.id, RecheckResult.FAILED, "仍无栏杆")],
            checked_on=TODAY,
            notice=notice,
        )
    return demand


def test_the_form_begins_with_the_case(failed: Demand, signed_in: Clients) -> None:
    page = signed_in("chenjing").get(f"/referrals/new?demand={failed.id}").get_data(as_text=True)
    day = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"
    told = (
        "劳监意〔2026〕1号",
        f"{day}送达，签收人：邓某",
        "不采纳",
        "认为不影响安全",
        "电话催办",
        "仍无栏杆",
        "拒不整改",
    )
    for one in told:
        assert one in page, one


def test_it_says_that_a_term_has_passed_only_when_it_has(app: Flask, cast: Cast) -> None:
    with one_transaction():
        site = make_site(cast)
        found = raise_findings(cast, site, FindingGrade.ORDINARY)
        issued_notice(cast, site, found)
    last_day = found[0].term_on
    assert last_day is not None
    assert application_words(found, last_day)["about"].endswith("的问题未整改到位")
    assert application_words(found, last_day + timedelta(days=1))["about"].endswith("的问题逾期未整改")


def test_words_that_end_in_a_stop_get_no_second_one(app: Flask, cast: Cast) -> None:
    with one_transaction():
        site = make_site(cast)
        found = raise_findings(cast, site, FindingGrade.ORDINARY)
        found[0].summary = "操作工单手送料。"
        session.flush()
        issued_notice(cast, site, found)
    told = application_words(found, NOW.date())
    assert "操作工单手送料。" in told["reason"]
    assert "“操作工单手送料”的问题" in told["about"]
    assert not [words for words in told.values() if "。。" in words or "。”" in words]


def test_an_address_or_a_form_with_a_spoilt_id_is_no_fault_of_the_server(
    failed: Demand, signed_in: Clients
) -> None:
    chenjing, spoilt = signed_in("chenjing"), "x" * 36
    assert chenjing.get(f"/referrals/new?demand={spoilt}").status_code == 404
    assert chenjing.get(f"/referrals/new?demand={spoilt}&demand={failed.id}").status_code == 200
    assert chenjing.post("/referrals/new", data=ASK | {"demand_ids[]": spoilt}).status_code == 404
    liqiang = signed_in("liqiang")
    for form in ("/notices/new", "/evacuations/new"):
        assert liqiang.post(form, data={"site_id": spoilt}).status_code == 404, form
        assert liqiang.post(form, data={}).status_code == 404, form


def drafted(chenjing: FlaskClient, demand: Demand) -> str:
    answer = chenjing.post("/referrals/new", data=ASK | {"demand_ids[]": str(demand.id)})
    assert answer.status_code == 302
    return str(answer.location)


def state_of(demand: Demand) -> tuple[str, str | None]:
    with one_transaction(write=False):
        referral = session.query(Referral).one()
        return session.get_one(Demand, demand.id).state, referral.number


def test_chenjing_drafts_reads_issues_and_revokes(failed: Demand, signed_in: Clients) -> None:
    chenjing = signed_in("chenjing")
    address = drafted(chenjing, failed)
    assert state_of(failed) == ("uncorrected", None)
    refused = chenjing.post(f"{address}/receipt", data={"received_on": TODAY.isoformat()})
    assert refused.status_code == 409
    changed = chenjing.post(f"{address}/edit", data=ASK | {"request": "请责令停业整顿"})
    assert changed.status_code == 302
    page = chenjing.post(f"{address}/issue")
    text = page_of(page)
    for one in (
        "请责令停业整顿",
        "30日内",
        "邓某的书面答复",
        "劳动保护监督检查意见书（渝中区总工会劳监意〔2026〕1号）",
    ):
        assert one in text, one
    assert confirmed(chenjing, page).status_code == 302
    assert state_of(failed) == ("referred", "渝中区总工会劳监申〔2026〕1号")
    assert chenjing.post(f"{address}/edit", data=ASK).status_code == 409
    assert chenjing.get(f"{address}/edit").location == address  # there is nothing to edit any more
    assert chenjing.post(f"{address}/receipt", data={"received_on": TODAY.isoformat()}).status_code == 302
    assert issue(chenjing, f"{address}/revoke", {"reason": "部门写错"}).status_code == 302
    revoked = chenjing.get(address).get_data(as_text=True)
    way = re.search(r'href="(/papers/[0-9a-f-]+)">查看原文书和撤回通知', revoked)
    assert way
    paper = chenjing.get(way[1]).get_data(as_text=True)
    assert "撤回通知" in paper
    assert "用于盖章" not in paper
    assert state_of(failed) == ("uncorrected", "渝中区总工会劳监申〔2026〕1号")
    assert "部门写错" in chenjing.get(address).get_data(as_text=True)
    assert chenjing.post(f"{address}/answer", data={}).status_code in {409, 422}


def test_a_draft_is_put_aside_and_no_clock_or_list_counts_it(failed: Demand, signed_in: Clients) -> None:
    chenjing = signed_in("chenjing")
    address = drafted(chenjing, failed)
    assert "渝中区应急管理局" in chenjing.get("/referrals?status=draft").get_data(as_text=True)
    assert "渝中区应急管理局" not in chenjing.get("/referrals?status=waiting").get_data(as_text=True)
    assert chenjing.get(f"/demands/{failed.id}").status_code == 200
    assert chenjing.post(f"{address}/discard").status_code == 302
    with one_transaction(write=False):
        assert session.query(Referral).count() == 0
        assert session.query(Paper).filter(Paper.kind == PaperKind.REFERRAL).count() == 0


def test_programs_draft_change_issue_and_revoke(failed: Demand, api: Clients) -> None:
    chenjing, address = api("chenjing"), f"/api/v1/referrals/{new_id()}"
    body = ASK | {"demand_ids": [str(failed.id)], "draft": True}
    made = chenjing.put(address, json=body)
    assert (made.status_code, made.get_json()["state"], made.get_json()["sent_at"]) == (201, "draft", None)
    assert chenjing.patch(address, json=ASK | {"about": "另一事由"}).get_json()["about"] == "另一事由"
    preview = chenjing.post(f"{address}/issue?preview=1").get_json()
    assert (preview["number"], preview["addressee"]) == ("渝中区总工会劳监申〔2026〕1号", "渝中区应急管理局")
    assert chenjing.post(f"{address}/issue").get_json()["state"] == "sent"
    assert chenjing.delete(address).status_code == 409
    assert chenjing.post(f"{address}/revoke", json={"reason": "写错"}).get_json()["state"] == "revoked"
    at_once = chenjing.put(f"/api/v1/referrals/{new_id()}", json=ASK | {"demand_ids": [str(failed.id)]})
    assert (at_once.status_code, at_once.get_json()["state"]) == (201, "sent")


def test_who_drafted_does_not_issue_where_the_union_wants_two(
    cast: Cast, signed_in: Clients, api: Clients
) -> None:
    chenjing = signed_in("chenjing")
    form = {"union_id": str(id_of("yuzhong")), "kind": "correction_notice", "second_person": "true"}
    assert chenjing.post("/paper-titles/second-person", data=form).status_code == 302
    assert "取消要求" in chenjing.get("/paper-titles").get_data(as_text=True)
    refused = chenjing.post("/paper-titles/second-person", data=form | {"kind": "evacuation_proposal"})
    assert refused.status_code == 422
    address = f"/api/v1/unions/{id_of('yuzhong')}/paper-titles/referral/second-person"
    assert api("chenjing").put(address, json={"second_person": True}).get_json()["second_person"] is True
    with one_transaction():
        site = make_site(cast)
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        lines = [corrections.NoticeLine(demand.id, term_on=TERM)]
        own = corrections.draft_notice(actor=cast.actor("chenjing"), now=NOW, site=site, lines=lines)
        notice = f"/notices/{own.id}"
    text = page_of(chenjing.post(f"{notice}/issue"))
    assert "拟稿人以外的人签发" in text
    assert 'type="submit">' in text
    assert "赵岚" in text
    answer = api("chenjing").post(f"/api/v1{notice}/issue")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "second_person")
    assert api("zhaolan").post(f"/api/v1{notice}/issue").get_json()["state"] == "issued"


def test_the_drafter_leaves_out_reorders_and_adds_attachments(
    failed: Demand, signed_in: Clients, api: Clients
) -> None:
    chenjing = signed_in("chenjing")
    form = chenjing.get(f"/referrals/new?demand={failed.id}").get_data(as_text=True)
    paper, reply = "劳动保护监督检查意见书（渝中区总工会劳监意〔2026〕1号）", "邓某的书面答复"
    assert form.index(paper) < form.index(reply)  # filled in from the case
    listed = f"现场照片三张\r\n\r\n{paper}\r\n"
    answer = chenjing.post(
        "/referrals/new", data=ASK | {"demand_ids[]": str(failed.id), "attachments": listed}
    )
    address = str(answer.location)
    with one_transaction(write=False):
        referral = session.query(Referral).one()
        assert session.get_one(Paper, referral.paper_id).content["attachments"] == ["现场照片三张", paper]
    edit = chenjing.get(f"{address}/edit").get_data(as_text=True)
    assert edit.index("现场照片三张") < edit.index(paper)
    assert chenjing.post(f"{address}/edit", data=ASK).status_code == 302  # not given: they stay
    changed = api("chenjing").patch(f"/api/v1{address}", json=ASK | {"attachments": [paper, "录音一份"]})
    assert changed.get_json()["attachments"] == [paper, "录音一份"]
    none = chenjing.post(f"{address}/edit", data=ASK | {"attachments": ""})
    assert none.status_code == 302
    issued = api("chenjing").post(f"/api/v1{address}/issue")
    assert issued.status_code == 200, issued.get_json()
    with one_transaction(write=False):
        assert session.get_one(Paper, referral.paper_id).content["attachments"] == []


def test_who_changed_a_draft_has_drafted_it_too(cast: Cast, api: Clients) -> None:
    for kind in ("correction_notice", "referral"):
        address = f"/api/v1/unions/{id_of('yuzhong')}/paper-titles/{kind}/second-person"
        api("chenjing").put(address, json={"second_person": True})
    with one_transaction():
        site = make_site(cast)
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        lines = [corrections.NoticeLine(demand.id, term_on=TERM)]
        drafted = corrections.draft_notice(actor=cast.actor("liqiang"), now=NOW, site=site, lines=lines)
        notice, line = f"/api/v1/notices/{drafted.id}", {"demand_id": str(demand.id), "asked": "立即停用"}
    assert api("chenjing").patch(notice, json={"lines": [line]}).status_code == 200
    refused = api("chenjing").post(f"{notice}/issue")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "second_person")
    assert api("zhaolan").post(f"{notice}/issue").status_code == 200
    referral, ask = f"/api/v1/referrals/{new_id()}", ASK | {"demand_ids": [line["demand_id"]], "draft": True}
    assert api("zhaolan").put(referral, json=ask).status_code == 201
    assert api("chenjing").patch(referral, json=ASK).status_code == 200
    refused = api("chenjing").post(f"{referral}/issue")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "second_person")


def test_a_referral_at_once_waits_for_the_second_person(failed: Demand, cast: Cast) -> None:
    with one_transaction():
        union = session.get_one(Union, id_of("yuzhong"))
        papers.demand_second_person(
            actor=cast.actor("chenjing"), now=NOW, union=union, kind=PaperKind.REFERRAL, second_person=True
        )
        given: dict[str, Any] = ASK | {"place": place_of(failed), "demand_ids": [failed.id]}
        referral = corrections.refer(actor=cast.actor("chenjing"), now=NOW, **given)
        assert referral.state == "draft"
        with pytest.raises(NotPossibleNow) as refused:
            corrections.issue_referral(actor=cast.actor("chenjing"), now=NOW, referral=referral)
        assert refused.value.code == "second_person"


U, D = DemandState.UNCORRECTED, DemandState.DEMANDED
LATE, SOON = TODAY - timedelta(1), TODAY


@pytest.mark.parametrize(
    ("demands", "step"),
    [
        ([(U, LATE)], NextStep.REFER),
        ([(U, SOON)], NextStep.REMIND),
        ([(U, SOON), (U, LATE)], NextStep.REFER),
        ([(D, LATE)], NextStep.REMIND),
        ([(D, SOON)], NextStep.REPLY),
        ([(U, LATE), (DemandState.REPLIED, LATE)], NextStep.RECHECK),
        ([(DemandState.REFERRED, LATE)], NextStep.DEPARTMENT),
        ([(DemandState.AWAITING_SECOND, LATE)], NextStep.SECOND),
    ],
)
def test_the_next_step_follows_the_term(demands: list[tuple[DemandState, date]], step: NextStep) -> None:
    lines = [Line(state, term_on) for state, term_on in demands]
    assert next_step(NoticeStanding(NoticeState.DELIVERED, lines, TODAY)) is step


@pytest.mark.parametrize(
    "state", [D, DemandState.REPLIED, U, DemandState.REFERRED, DemandState.AWAITING_SECOND]
)
def test_what_went_out_on_a_newer_notice_waits_there(state: DemandState) -> None:
    gone, own = Line(state, LATE, by_this=False), Line(D, SOON)
    assert next_step(NoticeStanding(NoticeState.DELIVERED, [gone], TODAY)) is NextStep.NEWER
    assert next_step(NoticeStanding(NoticeState.ISSUED, [gone], TODAY)) is NextStep.NEWER
    assert next_step(NoticeStanding(NoticeState.DELIVERED, [gone, own], TODAY)) is NextStep.REPLY


def test_the_old_notice_leads_to_the_newer_one_and_is_neither_late_nor_pressed(
    failed: Demand, cast: Cast, signed_in: Clients, api: Clients
) -> None:
    with one_transaction():
        old, site = session.query(Notice).one(), session.get_one(Site, failed.site_id)
        lines = [corrections.NoticeLine(failed.id, term_on=TERM)]
        later: dict[str, Any] = {"now": NOW + timedelta(hours=1)}
        newer = corrections.draft_notice(actor=cast.actor("liqiang"), site=site, lines=lines, **later)
        corrections.issue_notice(actor=cast.actor("chenjing"), notice=newer, base_url=BASE_URL, **later)
        session.get_one(Demand, failed.id).term_on = TODAY - timedelta(days=1)
    chenjing = signed_in("chenjing")
    page = chenjing.get(f"/notices/{old.id}").text
    assert "已另行发出意见书" in page
    assert f'href="/notices/{newer.id}"' in page
    assert "等待单位在" not in page
    assert "登记一次催办" not in page
    answer = api("chenjing").post(f"/api/v1/notices/{old.id}/reminders", json={"words": "电话催办"})
    assert answer.get_json()["code"] == "nothing_to_press"
    late = chenjing.get("/notices?late=true").text
    assert f"/notices/{newer.id}" in late
    assert f"/notices/{old.id}" not in late


def test_after_a_failed_recheck_the_page_offers_to_remind_and_later_to_refer(
    failed: Demand, cast: Cast, signed_in: Clients
) -> None:
    with one_transaction(write=False):
        notice = session.query(Notice).one()
    page = signed_in("chenjing").get(f"/notices/{notice.id}").get_data(as_text=True)
    assert "期限未到：请催办" in page
    assert "等待单位在" not in page


def test_an_act_on_a_version_that_has_gone_is_refused(failed: Demand, api: Clients) -> None:
    chenjing, address = api("chenjing"), f"/api/v1/referrals/{new_id()}"
    chenjing.put(address, json=ASK | {"demand_ids": [str(failed.id)], "draft": True})
    version = chenjing.get(address).get_json()["version"]
    assert (
        chenjing.patch(
            address, json=ASK | {"about": "甲写的"}, headers={"If-Match": str(version)}
        ).status_code
        == 200
    )
    stale = chenjing.patch(address, json=ASK | {"about": "乙写的"}, headers={"If-Match": str(version)})
    assert stale.status_code == 412
    assert chenjing.get(address).get_json()["about"] == "甲写的"
    issued = chenjing.post(f"{address}/issue").get_json()["version"]
    day = {"received_on": TODAY.isoformat()}
    for given, status in ((issued - 1, 412), (issued, 200)):
        assert (
            chenjing.post(f"{address}/receipt", json=day, headers={"If-Match": str(given)}).status_code
            == status
        )


def test_a_program_is_told_whose_term_an_application_has(cast: Cast, api: Clients, failed: Demand) -> None:
    with one_transaction():
        (major,) = raise_findings(cast, make_site(cast, name="吊装区"), FindingGrade.MAJOR)
    chief = api("chenjing")
    terms = {}
    for demand in (failed.id, major.id):
        address = f"/api/v1/referrals/{new_id()}"
        body = {name: ASK[name] for name in ASK} | {"demand_ids": [str(demand)], "draft": True}
        made = chief.put(address, json=body)
        assert made.status_code == 201, made.text
        terms[demand] = chief.get(address).get_json()["term"]
    assert terms == {failed.id: "own", major.id: "at_once"}
