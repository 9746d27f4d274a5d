"""The sheets that 孙洁 issues of a case: each says what the case holds, once, and nobody else's business."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.vocabulary import RecheckResult
from safety.database import db
from safety.papers.content import content_from
from safety.papers.models import Paper
from safety.papers.rules import PaperKind
from safety.transactions import one_transaction
from tests.accidents.beginnings import ok, reported, sign_body
from tests.accidents.sending import Api, activity_json, appoint, ask, new_id, register, seated, send
from tests.cast import NOW, Cast
from tests.papers.checking import issue, page_of
from tests.papers.golden_samples import text_of

pytestmark = pytest.mark.once

Browse = Callable[[str], FlaskClient]
NEWS = {
    "received_at": "2026-10-19T15:00:00+08:00",
    "channel": "department",
    "source": "渝中区应急管理局",
    "words": "王五从楼上坠落，联系电话13900000000。",
    "happened_at": "2026-10-19T13:00:00+08:00",
    "deaths": 1,
}
APPROVAL = {"approver": "渝中区人民政府", "number": "渝中府〔2026〕1号", "approved_on": "2026-11-23"}


def said(paper: dict[str, Any]) -> str:
    """The whole text of an issued paper."""
    assert (paper["state"], bool(paper["number"])) == ("issued", True)
    return text_of(content_from(db.session.get_one(Paper, uuid.UUID(paper["id"])).content))


def sheet(client: FlaskClient, accident: str, kind: str, status: int = 200) -> Any:
    return send(client, f"{accident}/sheets", status, sheet=kind)


@pytest.fixture
def case(api: Api) -> str:
    """An accident with a person hurt, a seat, an activity, an opinion, a signed and approved report, a measure."""
    sunjie = api("sunjie")
    accident = register(sunjie)
    seat = seated(sunjie, accident, "yuzhong", "sunjie")
    send(sunjie, f"{seat}/declaration", 200, words="没有直接利害关系")
    send(sunjie, f"{accident}/victims", name="王五", degree="fatal")
    activity = activity_json("sunjie", kind="interview", words="询问赵六，王五未系安全带", others="赵六")
    ok(sunjie.put(f"/api/v1{accident}/activities/{new_id()}", json=activity))
    opinion = {"about": "causes", "words": "应查明王五的安全带由谁发放", "addressee": "事故调查组"}
    send(sunjie, f"{accident}/opinions", **opinion, sent_on="2026-10-25")
    version = reported(sunjie, accident.removeprefix("/accidents/"))
    send(sunjie, f"{accident}/reports/{version}/signature", **sign_body())
    send(sunjie, f"{accident}/approval", **APPROVAL)
    send(sunjie, f"{accident}/measures", summary="配齐安全带", owner="示例建设有限公司", term_on="2026-12-31")
    return accident


def test_the_record_of_the_unions_part_names_its_people_and_nobody_who_was_hurt_or_asked(
    api: Api, case: str
) -> None:
    text = said(sheet(api("sunjie"), case, "participation_record"))
    for told in ("孙洁", "询问谈话", "2026年10月22日09:00至11:30", "共2.5小时", "尚未答复", "签名（无保留）"):
        assert told in text, told
    assert "王＊" in text
    assert "王五" not in text
    assert "赵六" not in text


def test_each_sheet_is_given_again_while_nothing_changed_and_anew_once_something_did(
    api: Api, case: str
) -> None:
    sunjie = api("sunjie")
    first = sheet(sunjie, case, "measure_sheet")
    assert sheet(sunjie, case, "measure_sheet")["id"] == first["id"]
    assert "待答复" in said(first)
    measure = ask(sunjie, f"{case}/measures")[0]
    with one_transaction():
        corrections.record_recheck(
            actor=Cast().actor("sunjie"),
            now=NOW,
            checked_on=Cast().today,
            lines=[RecheckLine(uuid.UUID(measure["id"]), RecheckResult.PASSED, words="逐人核对")],
        )
    again = sheet(sunjie, case, "measure_sheet")
    assert again["number"] == "渝中区总工会事调督〔2026〕2号"
    assert "2026年11月23日孙洁核查，合格：逐人核对" in said(again)
    assert "按照事故调查报告及其批复（渝中府〔2026〕1号）" in said(again)


def test_the_sheet_of_the_approval_says_who_approved_what(api: Api, case: str) -> None:
    text = said(sheet(api("sunjie"), case, "approval_sheet"))
    assert "批复机关｜渝中区人民政府" in text
    assert "批复文号｜渝中府〔2026〕1号" in text
    assert "第三十二条" in text


def test_under_another_regime_the_sheets_do_not_cite_order_493_for_its_terms(api: Api) -> None:
    sunjie = api("sunjie")
    road = register(sunjie, category="n03", regime="road_traffic", regime_reason="道路上的车辆事故")
    opinion = {"about": "causes", "words": "应查明", "addressee": "交警", "sent_on": "2026-10-25"}
    send(sunjie, f"{road}/opinions", **opinion)
    words = said(sheet(sunjie, road, "participation_record"))
    assert [one for one in ("第二十八条", "第二十二条", "调查组") if one in words] == []


def test_what_the_case_does_not_hold_is_not_told(api: Api) -> None:
    sunjie = api("sunjie")
    accident = register(sunjie)
    reasons = {
        "participation_record": "nothing_done",
        "measure_sheet": "no_measures",
        "approval_sheet": "not_approved",
    }
    for kind, code in reasons.items():
        assert sheet(sunjie, accident, kind, 409)["code"] == code
    assert "sheet" in sheet(sunjie, accident, "dissent", 422)["errors"]
    appoint("wanglei", "nanan")
    for stranger, status in (("wanglei", 404), ("liqiang", 403)):
        sheet(api(stranger), accident, "participation_record", status)


def test_the_slip_tells_the_news_and_is_issued_with_or_without_a_case(api: Api, signed_in: Browse) -> None:
    sunjie = api("sunjie")
    news = send(sunjie, "/accident-notices", **NEWS)
    address = f"/accident-notices/{news['id']}"
    first = send(sunjie, f"{address}/slip", 200)
    text = said(first)
    assert "报告人或单位｜渝中区应急管理局" in text
    assert "接报时间｜2026年10月19日15:00" in text
    assert "13900000000" not in text
    # Nobody knows yet which rules govern: the slip rests on what holds under each.
    assert "《工会法》第二十七条" in text
    assert "第十条" not in text
    assert send(sunjie, f"{address}/slip", 200)["id"] == first["id"]
    appoint("wanglei", "nanan")
    send(api("wanglei"), f"{address}/slip", 404)
    register(sunjie, notification_id=news["id"])
    page = signed_in("sunjie").get(f"/accidents/notices/{news['id']}").get_data(as_text=True)
    assert first["number"] in page


def test_on_the_page_the_sheet_is_read_before_it_goes_out_and_then_listed_with_the_case(
    case: str, signed_in: Browse
) -> None:
    browser = signed_in("sunjie")
    assert "出具监督表" in browser.get(f"{case}/measures").get_data(as_text=True)
    assert "配齐安全带" in page_of(browser.post(f"{case}/sheets", data={"sheet": "measure_sheet"}))
    answer = issue(browser, f"{case}/sheets", {"sheet": "measure_sheet"})
    assert answer.status_code == 302
    assert "整改措施监督表" in browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "渝中区总工会事调督〔2026〕1号" in browser.get(case).get_data(as_text=True)
    assert db.session.query(Paper).filter_by(kind=PaperKind.MEASURE_SHEET).count() == 1


def test_a_sheet_that_has_nothing_to_tell_is_refused_on_its_page(api: Api, signed_in: Browse) -> None:
    accident = register(api("sunjie"))
    answer = signed_in("sunjie").post(f"{accident}/sheets", data={"sheet": "approval_sheet"})
    assert answer.status_code == 409
    assert "还没有登记批复" in answer.get_data(as_text=True)
