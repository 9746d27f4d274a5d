"""Who came along to a re-check is a member by an id: never by a name that two members bear."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.models import Recheck
from safety.corrections.operations.ledger import digest_of
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.papers.content import content_from
from safety.people.models import Member
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast, id_of
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.sync.story import enrol

Api = Callable[[str], FlaskClient]
TWO = "渝中区总工会 · 示例-zhoumin"


@pytest.fixture
def finding(cast: Cast) -> str:
    """A finding of 李强 in 渝中, asked for by a notice; 钱峰 is called 周敏 as well, and 周敏 holds a certificate."""
    with one_transaction():
        site = make_site(cast)
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        issued_notice(cast, site, [demand])
        session.get_one(Member, id_of("qianfeng")).name = "周敏"
        return str(demand.id)


def content(finding: str, **more: Any) -> dict[str, Any]:
    """What a program sends."""
    lines = [{"demand_id": finding, "result": "failed", "words": "仍未完成"}]
    return {"lines": lines, "checked_on": TODAY.isoformat(), **more}


def put(client: FlaskClient, body: dict[str, Any], record: str | None = None) -> Any:
    """The re-check, sent."""
    return client.put(f"/api/v1/rechecks/{record or uuid.uuid4()}", json=body)


def signed(cast: Cast, recheck_id: str) -> list[tuple[str, str]]:
    """Who stands on the paper of the re-check, with the certificate."""
    with one_transaction():
        recheck = session.get_one(Recheck, uuid.UUID(recheck_id))
        paper = corrections.issue_recheck_opinion(actor=cast.actor("chenjing"), now=NOW, recheck=recheck)
        signers = content_from(paper.content).signers
    return [(one.name, one.note) for one in signers if one.label == "复查人员"]


def test_a_name_that_two_members_bear_is_refused_with_what_tells_them_apart_and_then_chosen(
    cast: Cast, api: Api, finding: str
) -> None:
    liqiang = api("liqiang")
    refused = put(liqiang, content(finding, companions="周敏"))
    assert (refused.status_code, refused.get_json()["code"]) == (422, "namesakes")
    (told,) = refused.get_json()["errors"]["companions"]
    assert TWO in told
    assert "渝中区总工会 · qianfeng" in told
    assert "从名单选择的同行人员" in told
    chosen = content(finding, companions="周敏", companion_ids=[str(id_of("qianfeng"))])
    kept = put(liqiang, chosen)
    assert kept.status_code == 201, kept.text
    assert kept.get_json()["companion_ids"] == [str(id_of("qianfeng"))]
    assert signed(cast, kept.get_json()["id"]) == [("李强", "检查员证：示例-liqiang"), ("周敏", "")]


def test_both_who_bear_one_name_came_along_and_each_stands_with_the_own_certificate(
    cast: Cast, api: Api, finding: str
) -> None:
    both = [str(id_of("zhoumin")), str(id_of("qianfeng"))]
    kept = put(api("liqiang"), content(finding, companion_ids=both)).get_json()
    assert kept["companion_ids"] == both
    assert signed(cast, kept["id"])[1:] == [("周敏", "检查员证：示例-zhoumin"), ("周敏", "")]


def test_a_typed_name_of_one_member_keeps_the_id_whoever_bears_the_name_later(
    cast: Cast, api: Api, finding: str
) -> None:
    liqiang, record = api("liqiang"), str(uuid.uuid4())
    body = content(finding, companions="陈静、王某")
    assert put(liqiang, body, record).get_json()["companion_ids"] == [str(id_of("chenjing"))]
    with one_transaction():
        session.get_one(Member, id_of("sunjie")).name = "陈静"
        session.get_one(Member, id_of("wufang")).name = "王某"
    assert put(liqiang, body, record).status_code == 200, "the same again is no new question"
    told = signed(cast, record)[1:]
    assert told == [("陈静", "检查员证：示例-chenjing"), ("王某", "")]


def test_a_namesake_who_left_before_the_day_did_not_come_along(api: Api, finding: str) -> None:
    with one_transaction():
        session.get_one(Member, id_of("qianfeng")).disabled_at = NOW.replace(day=1)
    kept = put(api("liqiang"), content(finding, companions="周敏"))
    assert kept.get_json()["companion_ids"] == [str(id_of("zhoumin"))], kept.text


@pytest.mark.parametrize("whom", ["zhengkai", "liqiang", None])
def test_who_is_out_of_sight_or_the_rechecker_is_no_companion(
    api: Api, finding: str, whom: str | None
) -> None:
    chosen = str(id_of(whom)) if whom else str(uuid.uuid4())
    refused = put(api("liqiang"), content(finding, companion_ids=[chosen]))
    assert refused.status_code == 422
    assert list(refused.get_json()["errors"]) == ["companion_ids"]


def test_an_entry_from_before_there_were_ids_keeps_its_digest(api: Api, finding: str) -> None:
    record = str(uuid.uuid4())
    assert put(api("liqiang"), content(finding, companions="陈静"), record).status_code == 201
    line = {"demand_id": uuid.UUID(finding), "result": "failed", "words": "仍未完成", "file_ids": []}
    with one_transaction(write=False):
        kept = session.get_one(Recheck, uuid.UUID(record))
        assert kept.digest == digest_of([TODAY, [line], "on_site", "陈静", None, None, None])


def test_on_the_page_the_name_is_refused_and_the_right_one_chosen_from_the_list(
    app: Flask, signed_in: Api, finding: str
) -> None:
    liqiang, address = signed_in("liqiang"), f"/rechecks/new?demand_id={finding}"
    with one_transaction():
        session.get_one(Member, id_of("wufang")).name = "周敏"  # no inspector
    form = {"checked_on": TODAY.isoformat(), "companions": "周敏", "method": "on_site"}
    form |= {"lines.0.demand_id": finding, "lines.0.result": "failed", "lines.0.words": "仍未完成"}
    refused = liqiang.post(address, data=form)
    assert refused.status_code == 422
    pattern = r'name="companion_ids\[\]" value="(.+?)".+?selectgroup-label">(.+?)<'
    offered = dict(re.findall(pattern, refused.text, re.DOTALL))
    assert offered[str(id_of("zhoumin"))] == f"周敏（{TWO}）"
    assert {str(id_of("qianfeng")), str(id_of("wufang"))} <= set(offered)
    assert str(id_of("liqiang")) not in offered
    wrong = liqiang.post(address, data=form | {"companion_ids[]": "x"})
    assert wrong.status_code == 422
    kept = liqiang.post(address, data=form | {"companion_ids[]": str(id_of("wufang"))})
    assert kept.status_code == 302, kept.text
    with one_transaction(write=False):
        recheck = session.query(Recheck).one()
        assert recheck.came_along == [{"name": "周敏", "member_id": str(id_of("wufang"))}]


def test_a_tablets_entry_is_refused_at_the_name_and_mended_by_choosing(api: Api, finding: str) -> None:
    tablet = enrol(api("liqiang"))
    refused = str(uuid.uuid4())
    first = tablet.entry("recheck", content(finding, companions="周敏"))
    answer = tablet.put(refused, first).get_json()
    assert answer["state"] == "refused"
    assert TWO in answer["problem"]["errors"]["companions"][0]
    chosen = content(finding, companion_ids=[str(id_of("zhoumin"))])
    mended = tablet.put(str(uuid.uuid4()), tablet.entry("recheck", chosen) | {"mends": refused})
    assert mended.get_json()["state"] == "arrived", mended.text
    with one_transaction(write=False):
        assert session.query(Recheck).one().companion_ids == [id_of("zhoumin")]
    people = tablet.client.get("/api/v1/sync/changes", query_string={"limit": 500}).get_json()["items"]
    told = {one["id"]: one["data"].get("told_apart") for one in people if one["kind"] == "person"}
    assert told[str(id_of("zhoumin"))] == f"周敏（{TWO}）"
    assert told[str(id_of("chenjing"))] is None


def test_a_colleague_of_the_rechecker_is_known_at_a_site_of_another_union(cast: Cast, api: Api) -> None:
    with one_transaction():
        site = make_site(cast, "jiefangbei")
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        issued_notice(cast, site, [demand])
        one = str(demand.id)
    liqiang = api("liqiang")
    kept = put(liqiang, content(one, companions="周敏"))
    assert kept.get_json()["companion_ids"] == [str(id_of("zhoumin"))]
    with one_transaction():
        namesake = session.get_one(Member, id_of("zhengkai"))
        namesake.name, namesake.union_id = "周敏", id_of("jiefangbei")
    refused = put(liqiang, content(one, companions="周敏"))
    assert "解放碑街道总工会 · 示例-zhengkai" in refused.get_json()["errors"]["companions"][0]
