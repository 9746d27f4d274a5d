"""An application to a department is of a kind that fits what it is about, and rests on the law of that matter."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.case_words import application_words
from safety.corrections.models import Demand, Referral
from safety.corrections.rules import DemandKind, FindingGrade
from safety.database import session
from safety.errors import NotPossibleNow
from safety.ids import new_id
from safety.papers import operations as papers
from safety.papers.content import content_from
from safety.papers.models import Paper
from safety.papers.rules import PaperKind
from safety.people.models import Union
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.accidents.beginnings import ok, registered, reported
from tests.cast import NOW, Cast, id_of
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.papers.golden_samples import text_of
from tests.projects.story import Story

Clients = Callable[[str], FlaskClient]
ASK: dict[str, Any] = {
    "department": "渝中区应急管理局",
    "about": "意见未落实",
    "reason": "多次提出仍未落实",
    "request": "请依法处理",
}
APPROVAL = {"number": "渝中府〔2026〕1号", "approver": "渝中区人民政府", "approved_on": "2026-11-23"}


@pytest.fixture
def hazard(cast: Cast) -> Demand:
    """An ordinary finding on a notice."""
    with one_transaction():
        site = make_site(cast)
        found = raise_findings(cast, site, FindingGrade.ORDINARY)
        issued_notice(cast, site, found)
        return found[0]


@pytest.fixture
def story(cast: Cast) -> Story:
    """The people who review projects."""
    with one_transaction():
        return Story(cast)


@pytest.fixture
def opinion(story: Story) -> Demand:
    """An opinion on the design of a new project, sent to its owner."""
    with one_transaction():
        review = story.review(story.project(), ReviewKind.DESIGN)
        made = story.opinion(review)
        story.send(review)
        return made.demand


@pytest.fixture
def measure(api: Clients) -> Demand:
    """A measure of the approved report on an accident."""
    sunjie = api("sunjie")
    accident = f"/api/v1/accidents/{registered(sunjie)}"
    reported(sunjie, accident.rpartition("/")[2])
    ok(sunjie.post(f"{accident}/approval", json=APPROVAL | {"submitted_on": "2026-11-23"}))
    body = {"summary": "配齐安全带", "owner": "示例建筑公司", "term_on": "2026-12-31"}
    made = ok(sunjie.post(f"{accident}/measures", json=body))
    with one_transaction(write=False):
        return session.get_one(Demand, uuid.UUID(made["id"]))


def said(referral_id: str) -> str:
    """What the paper of an application says."""
    with one_transaction(write=False):
        referral = session.get_one(Referral, uuid.UUID(referral_id))
        return text_of(content_from(session.get_one(Paper, referral.paper_id).content))


def put(client: FlaskClient, *demands: Demand, **changes: Any) -> Any:
    body = ASK | {"demand_ids": [str(one.id) for one in demands], "draft": True} | changes
    return client.put(f"/api/v1/referrals/{new_id()}", json=body)


def test_a_hazard_that_was_not_corrected_never_gets_the_thirty_days_of_the_law(
    hazard: Demand, signed_in: Clients, api: Clients
) -> None:
    chenjing = api("chenjing")
    for kind in ("not_invited", "major"):
        refused = put(chenjing, hazard, kind=kind)
        assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["kind"]), kind
    page = signed_in("chenjing").get(f"/referrals/new?demand={hazard.id}").text
    assert "逾期未整改或未答复" in page
    assert "未通知工会参加" not in page
    drafted = ok(put(chenjing, hazard, kind="overdue"))
    address = f"/api/v1/referrals/{drafted['id']}"
    assert chenjing.patch(address, json=ASK | {"kind": "not_invited"}).status_code == 422
    assert ok(chenjing.patch(address, json=ASK), 200)["kind"] == "overdue"
    with one_transaction():  # as an older edition kept it
        session.get_one(Referral, uuid.UUID(drafted["id"])).kind = "not_invited"
    refused = chenjing.post(f"{address}/issue")
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["kind"])


@pytest.mark.parametrize("kind", ["refusal", "overdue", "major", "other"])
def test_an_application_about_a_major_hazard_does_not_wait_for_thirty_days(
    cast: Cast, signed_in: Clients, api: Clients, kind: str
) -> None:
    with one_transaction():
        site = make_site(cast)
        found = raise_findings(cast, site, FindingGrade.MAJOR)
        issued_notice(cast, site, found)
    chenjing = api("chenjing")
    drafted = ok(put(chenjing, found[0], kind=kind))
    address = f"/api/v1/referrals/{drafted['id']}"
    assert (
        "立即处理，处理情况及时书面告知（重大事故隐患）" in chenjing.post(f"{address}/issue?preview=1").text
    )
    ok(chenjing.post(f"{address}/issue"), 200)
    text = said(drafted["id"])
    assert "三十日" not in text
    assert "请按照《安全生产法》第四十一条第三款、第六十五条第（三）项立即督促消除" in text
    received = ok(chenjing.post(f"{address}/receipt", json={"received_on": "2026-11-23"}), 200)
    assert received["due_on"] == "2026-11-23"
    browser = signed_in("chenjing")
    page = browser.get(f"/referrals/{drafted['id']}").text
    assert "重大事故隐患不等三十日" in page
    assert "第 0 日，共 30 日" not in page
    assert "重大事故隐患的处理申请，部门应立即处理" in browser.get("/").text
    assert "立即处理" in browser.get("/referrals").text


def test_the_draft_about_an_accident_without_the_union_stays_that(
    cast: Cast, signed_in: Clients, api: Clients
) -> None:
    with one_transaction():
        union = session.get_one(Union, id_of("yuzhong"))
        papers.demand_second_person(
            actor=cast.actor("chenjing"), now=NOW, union=union, kind=PaperKind.REFERRAL, second_person=True
        )
    sunjie = api("sunjie")
    base = f"/api/v1/accidents/{registered(sunjie)}/seats"
    asked = {"asked_of": "区政府", "asked_on": "2026-11-22", "with_letter": True}
    seat = ok(sunjie.post(base, json=asked))["id"]
    body = {"department": "渝中区人民政府", "reason": "调查组已成立，未通知工会"}
    draft = ok(sunjie.post(f"{base}/{seat}/not-invited", json=body), 200)["referral_id"]
    refused = sunjie.patch(f"/api/v1/referrals/{draft}", json=ASK | {"kind": "other"})
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["kind"])
    assert ok(sunjie.patch(f"/api/v1/referrals/{draft}", json=ASK), 200)["kind"] == "not_invited"
    page = signed_in("sunjie").get(f"/referrals/{draft}/edit").text
    assert "未通知工会参加" in page
    assert "其他事项" not in page
    text = said(draft)
    assert "《工会法》第二十七条、第五十条、第五十四条第（三）项" in text
    assert "第四十四条第一款、第二款，请在接到本申请三十日内" in text


def test_a_review_to_which_the_union_was_invited_is_no_matter_of_its_own_rights(
    opinion: Demand, story: Story, api: Clients
) -> None:
    chenjing = api("chenjing")
    assert put(chenjing, opinion, kind="not_invited").status_code == 422
    with one_transaction():
        review = story.review(story.project(name="另一工程"), ReviewKind.DESIGN, invited=False)
    body = {"department": "渝中区住房和城乡建设委员会", "reason": "未邀请", "request": "请处理"}
    made = ok(chenjing.post(f"/api/v1/project-reviews/{review.id}/referral", json=body))
    assert "第四十四条第一款、第二款" in said(made["id"])


def test_an_application_about_a_review_without_the_union_leaves_its_opinions_to_one_of_their_own(
    story: Story, signed_in: Clients, api: Clients
) -> None:
    with one_transaction():
        review = story.review(story.project(), ReviewKind.DESIGN, invited=False)
        opinion = story.opinion(review, "疏散门应向外开启").demand
        story.send(review)
    body = {"department": "渝中区住房和城乡建设委员会", "reason": "未邀请", "request": "请处理"}
    way, chenjing = f"project-reviews/{review.id}/referral", api("chenjing")
    page = signed_in("chenjing").get(f"/projects/reviews/{review.id}/referral").text
    assert f"/referrals/new?demand={opinion.id}" in page
    made = said(ok(chenjing.post(f"/api/v1/{way}", json=body))["id"])
    assert ("第四十四条" in made, "疏散门" in made) == (True, False)
    both = put(chenjing, opinion, kind="not_invited")
    assert (both.status_code, list(both.get_json()["errors"])) == (422, ["kind"])
    own = said(ok(put(chenjing, opinion, kind="overdue"))["id"])
    assert ("第四十四条" in own, "疏散门" in own, "不是法定期限" in own) == (False, True, True)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("hazard", "责令该单位整改"),
        ("opinion", "督促建设单位处理工会意见并书面答复"),
        ("measure", "监督检查该单位落实防范和整改措施的情况"),
    ],
)
def test_what_a_fresh_application_asks_for_fits_what_it_is_about(
    name: str, asked: str, request: pytest.FixtureRequest
) -> None:
    demand = request.getfixturevalue(name)
    with one_transaction(write=False):
        words = application_words([session.get_one(Demand, demand.id)], date(2027, 1, 31))
    assert asked in words["request"]
    told = f"{words['about']}{words['reason']}{words['request']}"
    if name != "hazard":
        assert not [one for one in ("责令", "逾期未整改", "没有整改完毕", "前整改") if one in told]
        assert "逾期未落实" in told


def test_works_in_which_no_text_gives_the_union_a_part_are_told_so_before_anything_is_issued(
    story: Story, signed_in: Clients, api: Clients
) -> None:
    with one_transaction():
        project = story.project(name="续建工程", nature="continued", tracks=["safety", "health"])
        uninvited = story.review(project, ReviewKind.DESIGN, invited=False)
        story.opinion(uninvited)
    browser, chenjing = signed_in("chenjing"), api("chenjing")
    page = browser.get(f"/projects/reviews/{uninvited.id}/referral").text
    assert "没有法定期限" in page
    assert "第四十四条" not in page
    body = {"department": "渝中区住房和城乡建设委员会", "reason": "未邀请", "request": "请处理"}
    way = f"/api/v1/project-reviews/{uninvited.id}"
    assert "不是法定期限" in chenjing.post(f"{way}/referral?preview=1", json=body).text
    made = ok(chenjing.post(f"{way}/referral", json=body))
    assert "不是法定期限" in said(made["id"])
    way_of_referral = f"/api/v1/referrals/{made['id']}/receipt"
    ok(chenjing.post(way_of_referral, json={"received_on": "2026-11-23"}), 200)
    assert "期限由工会提出，不是法定期限" in browser.get(f"/referrals/{made['id']}").text
    shown = browser.post(f"/projects/reviews/{uninvited.id}/transmit", data={"reply_by": "2026-12-20"})
    assert "这份文书没有可以印出的法律依据" in shown.text
    told = ok(chenjing.post(f"{way}/transmission?preview=1", json={"reply_by": "2026-12-20"}), 200)
    assert told["law"]["without_basis"] is True


def test_an_opinion_referred_from_its_own_page_rests_on_the_law_of_projects(
    opinion: Demand, api: Clients
) -> None:
    made = ok(put(api("chenjing"), opinion, kind="overdue"))
    assert (made["subject_kind"], made["subject_id"]) == ("review", str(opinion.source_id))
    text = said(made["id"])
    for told in (
        "《工会法》第二十四条",
        "《安全生产法》第三十一条、第六十条第一款",
        "审查意见",
        "不是法定期限",
    ):
        assert told in text, told
    for wrong in ("第二十三条第（二）项", "第六十条第二款", "一般隐患"):
        assert wrong not in text, wrong


def test_a_measure_is_referred_by_who_keeps_accidents_and_rests_on_the_law_of_accidents(
    measure: Demand, signed_in: Clients, api: Clients
) -> None:
    browser = signed_in("sunjie")
    assert "提请部门处理" in browser.get(f"/demands/{measure.id}").text
    form = browser.get(f"/referrals/new?demand={measure.id}")
    assert form.status_code == 200
    assert "监督检查发现" not in form.text
    kept = browser.post("/referrals/new", data=ASK | {"kind": "overdue", "demand_ids[]": str(measure.id)})
    assert kept.status_code == 302, kept.text
    draft = str(kept.location).rpartition("/")[2]
    text = said(draft)
    assert "《生产安全事故报告和调查处理条例》（国务院令第493号）第三十三条" in text
    for wrong in ("第二十三条第（二）项", "一般隐患", "接到本申请三十日内"):
        assert wrong not in text, wrong
    assert put(api("chenjing"), measure).status_code in {403, 422}
    assert "提请部门处理" not in signed_in("liqiang").get(f"/demands/{measure.id}").text


def test_one_application_is_about_one_matter(hazard: Demand, opinion: Demand, api: Clients) -> None:
    refused = put(api("chenjing"), hazard, opinion)
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["demand_ids"])


def test_only_a_hazard_gets_the_slip_of_a_closed_hazard(
    measure: Demand, opinion: Demand, cast: Cast, signed_in: Clients
) -> None:
    for one, who in ((measure, "sunjie"), (opinion, "chenjing")):
        with one_transaction():
            row = session.get_one(Demand, one.id)
            row.closed_at, row.is_open, row.state = NOW, False, "closed"
        with pytest.raises(NotPossibleNow) as refused, one_transaction():
            corrections.issue_closing_slip(
                actor=cast.actor(who), now=NOW, demand=session.get_one(Demand, one.id)
            )
        assert refused.value.code == "no_hazard", one.kind
        page = signed_in(who).get(f"/demands/{one.id}").text
        assert "生成销号单" not in page
        assert "一般隐患" not in page
        assert DemandKind(one.kind) is not DemandKind.FINDING


def test_paper_page_and_clock_agree_that_a_day_whose_law_was_not_read_has_no_term_of_the_law(
    signed_in: Clients, api: Clients
) -> None:
    sunjie = api("sunjie")
    for happened, legal in (("2010-05-04T15:00:00+08:00", False), ("2026-11-21T15:20:00+08:00", True)):
        accident = f"/api/v1/accidents/{registered(sunjie, happened_at=happened, title=happened)}"
        seat = ok(sunjie.post(f"{accident}/seats", json={"asked_of": "区政府", "asked_on": "2026-11-22"}))[
            "id"
        ]
        body = {"department": "渝中区人民政府", "reason": "调查组已成立，未通知工会"}
        way = f"{accident}/seats/{seat}/not-invited"
        if legal:  # the preview tells the same
            assert "接到申请30日内作出处理" in sunjie.post(f"{way}?preview=1", json=body).text
        else:
            assert "不是法定期限" in sunjie.post(f"{way}?preview=1", json=body).text
        sent = ok(sunjie.post(way, json=body), 200)["referral_id"]
        ok(sunjie.post(f"/api/v1/referrals/{sent}/receipt", json={"received_on": "2026-11-23"}), 200)
        clocks = ok(sunjie.get(f"{accident}/clocks"), 200)
        assert ("第四十四条" in said(sent)) is legal, happened
        assert any(one["term"] == "referral" for one in clocks) is legal, happened
        terms = signed_in("sunjie").get(f"/accidents/{accident.rpartition('/')[2]}/clocks").text
        assert (
            "“对工会申请作出处理（30 日）”：《重庆市工会条例》（待核）当时的文本没有读到" in terms
        ) is not legal
        page = signed_in("sunjie").get(f"/referrals/{sent}").text
        assert ("第四十四条" in page) is legal, happened


@pytest.mark.parametrize("name", ["hazard", "opinion", "measure"])
def test_whoever_is_shown_the_form_of_an_application_may_keep_it(
    name: str, request: pytest.FixtureRequest, signed_in: Clients, api: Clients
) -> None:
    demand = request.getfixturevalue(name)
    shown, kept, offered = set(), set(), set()
    for who in ("chenjing", "sunjie", "liqiang", "wufang", "zhaolan"):
        form = signed_in(who).get(f"/referrals/new?demand={demand.id}")
        drafted = put(api(who), demand, kind="overdue")
        page = signed_in(who).get(f"/demands/{demand.id}").text
        shown |= {who} if form.status_code == 200 else set()
        kept |= {who} if drafted.status_code == 201 else set()
        offered |= {who} if f"/referrals/new?demand={demand.id}" in page else set()
        if drafted.status_code == 201:
            draft = drafted.get_json()["id"]
            for other in ("chenjing", "sunjie"):
                edit = signed_in(other).get(f"/referrals/{draft}/edit").status_code
                asked = api(other).patch(f"/api/v1/referrals/{draft}", json=ASK).status_code
                assert (edit == 200) is (asked == 200), (other, edit, asked)
    assert shown == kept == offered
    assert kept
