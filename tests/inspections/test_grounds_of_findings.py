"""From what is recorded at the site to the law on the paper: what was said goes before what words propose."""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.corrections import operations as corrections
from safety.corrections.inputs import NewDemand, NoticeLine
from safety.corrections.models import Demand, Notice
from safety.corrections.readings import reading_of
from safety.corrections.rules import DemandKind
from safety.database import db
from safety.inspections.models import ChecklistVersion, Inspection
from safety.inspections.operations.digests import digest_of
from safety.inspections.operations.record_papers import issue_record
from safety.law.grounds import UNSAID, Ground, Said
from safety.papers.models import Paper
from safety.people.queries import place_of
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.inspections.workplaces import complete_check, load_sites
from tests.papers.checking import confirmed, page_of

Api = Callable[[str], FlaskClient]
#: A question of a union's own list, whose words alone would be taken for an order.
QUESTION = "班组长强令冒险作业的，职工能当场停下来吗？"


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


def ask(version_id: str, item_id: str, words: str) -> str:
    """A next version of the list, in which the item asks something else: its id."""
    with one_transaction():
        version = db.session.get_one(ChecklistVersion, uuid.UUID(version_id))
        content = copy.deepcopy(version.content)
        for item in (one for section in content["sections"] for one in section["items"]):
            if item["id"] == item_id:
                item["ask"] = words
        made = ChecklistVersion(
            template_id=version.template_id,
            number=version.number + 1,
            content=content,
            item_count=version.item_count,
            published_at=NOW,
        )
        db.session.add(made)
        db.session.flush()
        return str(made.id)


def sent(client: FlaskClient, finding: dict[str, Any], question: str | None = None) -> uuid.UUID:
    """A check with the one finding, sent; the finding's id."""
    body = complete_check(client)
    body["findings"][0] |= finding
    if question:
        body["version_id"] = ask(body["version_id"], body["findings"][0]["item_id"], question)
    answer = client.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body)
    assert answer.status_code == 201, answer.text
    return uuid.UUID(body["findings"][0]["id"])


def ground(demand_id: uuid.UUID) -> Ground:
    with one_transaction(write=False):
        return reading_of(db.session.get_one(Demand, demand_id)).ground()


@pytest.mark.parametrize(
    ("detail", "orders"), [("", False), ("队长当天强令两人冒险下池。", True), (QUESTION, False)]
)
def test_the_question_that_a_finding_was_begun_from_is_not_taken_for_what_liqiang_found(
    places: Cast, api: Api, detail: str, orders: bool
) -> None:
    finding = {"summary": f"不符合：{QUESTION.rstrip('？')}", "detail": detail}
    assert ground(sent(api("liqiang"), finding, QUESTION)).orders is orders


def test_raised_again_a_finding_still_leaves_out_the_question_that_it_was_begun_from(
    places: Cast, api: Api
) -> None:
    first = sent(api("liqiang"), {"summary": f"不符合：{QUESTION.rstrip('？')}"}, QUESTION)
    new_id = uuid.uuid4()
    with one_transaction():
        demand = db.session.get_one(Demand, first)
        corrections.raise_demand(
            actor=places.actor("liqiang"),
            now=NOW,
            kind=DemandKind.FINDING,
            place=place_of(demand),
            site_id=demand.site_id,
            employer_id=demand.employer_id,
            source_kind=demand.source_kind,
            source_id=demand.source_id,
            demand=NewDemand(id=new_id, summary=demand.summary, detail="又出现", continues_id=first),
        )
    assert ground(new_id).orders is False


PLAIN = {"summary": "配电箱未接地", "detail": "电缆绝缘破损"}
SAID = {"orders": True, "health": True, "toxic": False, "coal_mine": None}
SAID |= {"women": False, "gas": None, "disabled": True, "acting": False}


def notice_over(cast: Cast, demand_id: uuid.UUID) -> str:
    """李强's draft over the finding: its id."""
    with one_transaction():
        demand = db.session.get_one(Demand, demand_id)
        assert demand.site is not None
        notice = corrections.draft_notice(
            actor=cast.actor("chenjing"), now=NOW, site=demand.site, lines=[NoticeLine(demand.id)]
        )
        return str(notice.id)


def drafted(notice_id: str) -> dict[str, Any]:
    with one_transaction(write=False):
        paper_id = db.session.get_one(Notice, uuid.UUID(notice_id)).paper_id
        return dict(db.session.get_one(Paper, paper_id).content)


def test_what_liqiang_said_at_the_site_is_kept_told_to_programs_and_shown(
    places: Cast, api: Api, signed_in: Api
) -> None:
    liqiang = api("liqiang")
    demand_id = sent(liqiang, PLAIN | SAID)
    told = [
        liqiang.get(f"/api/v1/findings/{demand_id}").get_json(),
        liqiang.get(f"/api/v1/demands/{demand_id}").get_json(),
    ]
    assert [{name: one[name] for name in SAID} for one in told] == [SAID, SAID]
    for address in (f"/inspections/findings/{demand_id}", f"/demands/{demand_id}"):
        text = signed_in("liqiang").get(address).get_data(as_text=True)
        shown = re.findall(r"<dt>([^<]+)</dt><dd>(是|否)</dd>", text)
        assert ("存在违章指挥、强令冒险作业", "是") in shown
        assert ("涉及作业使用的有毒物品", "否") in shown
        assert ("安全装置被停用、拆除、短接或者失效", "是") in shown
        assert "现场在煤矿" not in dict(shown)


def test_a_check_that_was_sent_before_there_were_such_facts_is_still_the_same_check(
    places: Cast, api: Api
) -> None:
    liqiang = api("liqiang")
    body, record = complete_check(liqiang), uuid.uuid4()
    with_nothing = copy.deepcopy(body)
    with_nothing["findings"][0] |= dict.fromkeys(SAID)
    assert liqiang.put(f"/api/v1/inspections/{record}", json=body).status_code == 201
    with one_transaction(write=False):
        kept = db.session.get_one(Inspection, record)
        before = {**kept.content, "findings": [without_facts(one) for one in kept.content["findings"]]}
        assert digest_of(before) == kept.digest
    assert liqiang.put(f"/api/v1/inspections/{record}", json=with_nothing).status_code == 200
    with_nothing["findings"][0] |= SAID
    assert liqiang.put(f"/api/v1/inspections/{record}", json=with_nothing).status_code == 409


def without_facts(finding: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in finding.items() if name not in SAID}


@pytest.mark.parametrize(
    ("said", "line", "named", "left_out"),
    [
        ({}, False, ["《工会法》第二十三条第（二）项"], ["第二十五条", "《职业病防治法》"]),
        ({"orders": True}, True, ["《工会法》第二十三条第（二）项、第二十五条"], ["《职业病防治法》"]),
        ({"health": True}, True, ["第二十五条", "《职业病防治法》第四十条"], ["有毒物品"]),
        # The regulation on toxic workplaces was revised, and nobody has read the revision.
        ({"toxic": True}, True, ["《职业病防治法》第四十条"], ["第二十五条", "有毒物品"]),
        ({"orders": False, "health": False}, False, ["《工会法》第二十三条"], ["第二十五条"]),
    ],
)
def test_the_notice_rests_on_what_was_said_and_prints_what_was_said_to_be_so(
    places: Cast, api: Api, said: dict[str, Any], line: bool, named: list[str], left_out: list[str]
) -> None:
    content = drafted(notice_over(places, sent(api("liqiang"), PLAIN | said)))
    assert [one for one in named if one not in content["basis"]] == []
    assert [one for one in left_out if one in content["basis"]] == []
    assert ("检查认为：" in str(content["blocks"])) is line


def test_the_record_of_the_check_prints_what_was_said_and_rests_on_the_mine_that_was_named(
    places: Cast, api: Api
) -> None:
    liqiang = api("liqiang")
    demand_id = sent(liqiang, PLAIN | {"coal_mine": True, "health": True})
    check = liqiang.get(f"/api/v1/findings/{demand_id}").get_json()["inspection_id"]
    with one_transaction():
        paper = issue_record(
            actor=places.actor("liqiang"),
            now=NOW,
            inspection=db.session.get_one(Inspection, uuid.UUID(check)),
        )
        assert "检查认为：存在职业病危害；现场在煤矿。" in str(paper.content["blocks"])
        assert "《矿山安全法》第二十三条" in paper.content["basis"]


WORDED = {"summary": "为降低成本，队长强令工人冒险作业", "detail": "除尘器停用"}


def test_chenjing_sees_which_grounds_only_words_propose_and_her_no_changes_the_paper(
    places: Cast, api: Api, signed_in: Api
) -> None:
    demand_id = sent(api("liqiang"), WORDED)
    notice_id, chenjing = notice_over(places, demand_id), signed_in("chenjing")
    page = chenjing.post(f"/notices/{notice_id}/issue")
    text = page_of(page)
    assert "按文字：存在违章指挥、强令冒险作业" in text
    assert "按文字：存在职业病危害" in text
    assert "按文字：涉及" not in text
    assert '<details class="grounds" open>' in text
    answers = {"grounds.0.orders": "false", "grounds.0.health": "true", "grounds.0.toxic": ""}
    again = confirmed(chenjing, page, **answers)
    assert "检查认为：存在职业病危害；不属于违章指挥、强令冒险作业。" in page_of(again)
    assert "按文字：" not in page_of(again)
    with one_transaction(write=False):
        assert db.session.get_one(Demand, demand_id).said == UNSAID  # nothing is kept before it is issued
    assert confirmed(chenjing, again, **answers).status_code == 302
    with one_transaction(write=False):
        assert db.session.get_one(Demand, demand_id).said == Said(orders=False, health=True)
        row = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "grounds_said")).one()
        assert row.change == {"orders": [None, False], "health": [None, True]}
    basis = drafted(notice_id)["basis"]
    assert "《职业病防治法》第四十条" in basis
    assert "《安全生产法》第五十四条" not in basis


def test_a_plain_finding_asks_nothing_unasked_and_updating_the_paper_never_issues_it(
    places: Cast, api: Api, signed_in: Api
) -> None:
    notice_id, chenjing = notice_over(places, sent(api("liqiang"), PLAIN)), signed_in("chenjing")
    page = chenjing.post(f"/notices/{notice_id}/issue")
    assert '<details class="grounds">' in page_of(page)
    assert f'href="/notices/{notice_id}/edit"' in page_of(page)
    again = confirmed(chenjing, page, _again="1")
    assert f'href="/notices/{notice_id}/edit"' in page_of(again)
    assert api("chenjing").get(f"/api/v1/notices/{notice_id}").get_json()["state"] == "draft"


def test_programs_are_told_the_questions_and_answer_them_with_the_issue(places: Cast, api: Api) -> None:
    demand_id, chenjing = sent(api("liqiang"), WORDED), api("chenjing")
    address = f"/api/v1/notices/{notice_over(places, demand_id)}/issue"
    told = chenjing.post(f"{address}?preview=true").get_json()["questions"]
    assert [(one["name"], one["said"], one["proposed"]) for one in told] == [
        ("orders", None, True),
        ("health", None, True),
        ("toxic", None, False),
        ("coal_mine", None, False),
        ("women", None, False),
        ("gas", None, False),
        ("disabled", None, False),
        ("acting", None, False),
    ]
    strange = {"grounds": [{"demand_id": str(uuid.uuid4()), "orders": True}]}
    refused = chenjing.post(address, json=strange)
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["grounds"])
    said = {"grounds": [{"demand_id": str(demand_id), "orders": False, "health": False}]}
    assert chenjing.post(address, json=said).status_code == 200
    with one_transaction(write=False):
        assert db.session.get_one(Demand, demand_id).said == Said(orders=False, health=False)


def test_liqiang_says_it_later_on_the_findings_page_and_by_a_program(
    places: Cast, api: Api, signed_in: Api
) -> None:
    demand_id, liqiang = sent(api("liqiang"), WORDED), signed_in("liqiang")
    page = liqiang.get(f"/demands/{demand_id}").get_data(as_text=True)
    assert "未说明，按文字判断为“是”" in page
    given = {"orders": "true", "health": "", "toxic": "false", "coal_mine": ""}
    assert liqiang.post(f"/demands/{demand_id}/grounds", data=given).status_code == 302
    with one_transaction(write=False):
        demand = db.session.get_one(Demand, demand_id)
        assert (demand.said, demand.version) == (Said(orders=True, toxic=False), 2)
    program = api("liqiang")
    address = f"/api/v1/demands/{demand_id}/grounds"
    stale = program.put(address, json={"health": True}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    kept = program.put(address, json={"health": True}, headers={"If-Match": '"2"'})
    assert (kept.status_code, kept.get_json()["health"], kept.get_json()["orders"]) == (200, True, None)


def test_chenjing_is_asked_of_a_bridged_light_curtain_and_her_no_leaves_it_to_be_looked_into(
    places: Cast, api: Api, signed_in: Api
) -> None:
    demand_id = sent(api("liqiang"), {"summary": "冲床光栅被短接", "detail": "不影响操作"})
    notice_id, chenjing = notice_over(places, demand_id), signed_in("chenjing")
    page = chenjing.post(f"/notices/{notice_id}/issue")
    assert "按文字：安全装置被停用、拆除、短接或者失效" in page_of(page)
    again = confirmed(chenjing, page, **{"grounds.0.disabled": "false"})
    text = page_of(again)
    assert "检查认为：不属于安全装置停用、拆除、短接或者失效。" in text
    assert "纠正存在的问题" in text
    assert "立即恢复被停用" not in text
    said = confirmed(chenjing, page, **{"grounds.0.disabled": "true"})
    assert "检查认为：安全装置被停用、拆除、短接或者失效。" in page_of(said)
    assert "立即恢复被停用" in page_of(said)


def test_nothing_is_said_of_a_finding_that_has_ended(places: Cast, api: Api, signed_in: Api) -> None:
    demand_id = sent(api("liqiang"), PLAIN)
    with one_transaction():
        demand = db.session.get_one(Demand, demand_id)
        demand.is_open, demand.withdrawn_at, demand.state = False, NOW, "withdrawn"
    answer = signed_in("liqiang").post(f"/demands/{demand_id}/grounds", data={"orders": "true"})
    assert answer.status_code == 409
    assert "这一项已经结束，不能再补充" in answer.get_data(as_text=True)
