"""The pages of devices, entries and conflicts at the office."""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections.models import Demand
from safety.database import db
from safety.inspections.models import Inspection
from safety.law.days import SHANGHAI
from safety.sync.models import SyncConflict, SyncDevice, SyncEntry
from safety.transactions import one_transaction
from tests.cast import NOW, Cast, id_of
from tests.inspections.workplaces import load_sites, site_id
from tests.sync.story import Tablet, arrive, check_entry, enrol, note_of, two_notes

pytestmark = pytest.mark.once

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def tablet(cast: Cast, api: Browser) -> Tablet:
    with one_transaction():
        load_sites()
    return enrol(api("liqiang"))


@pytest.fixture
def other(tablet: Tablet, api: Browser) -> Tablet:
    return enrol(api("zhoumin"), "平板二")


def page(browser: FlaskClient, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_li_qiang_gets_a_code_once_and_enrols_with_it(signed_in: Browser, api: Browser) -> None:
    answer = signed_in("liqiang").post("/sync/enrolments")
    assert answer.status_code == 201
    code = re.search(r'enrolment-code" translate="no">([A-Z0-9-]+)<', answer.text)
    assert code is not None
    assert "10 分钟内有效" in answer.text
    body = {"id": str(uuid.uuid4()), "code": code[1], "name": "检查平板", "platform": "Android"}
    assert api("liqiang").post("/api/v1/sync/devices", json=body).status_code == 201
    assert "检查平板" in page(signed_in("liqiang"), "/sync/devices")


def test_he_mei_makes_a_code_for_li_qiang_and_chen_jing_may_not(signed_in: Browser, cast: Cast) -> None:
    managing = signed_in("hemei")
    assert "为其登记设备" in page(managing, f"/people/members/{id_of('liqiang')}")
    answer = managing.post("/sync/enrolments", data={"member_id": str(id_of("liqiang"))})
    assert answer.status_code == 201
    assert "给李强使用" in answer.text
    refused = signed_in("chenjing").post("/sync/enrolments", data={"member_id": str(id_of("liqiang"))})
    assert refused.status_code == 403


def test_a_code_for_nobody_is_refused_in_words(signed_in: Browser) -> None:
    managing = signed_in("hemei")
    answer = managing.post("/sync/enrolments", data={"member_id": "nobody"}, follow_redirects=True)
    assert "填写的内容有误" in answer.text
    assert "enrolment-code" not in answer.text


def test_one_sees_ones_own_devices_and_who_manages_people_those_of_the_city(
    tablet: Tablet, other: Tablet, signed_in: Browser
) -> None:
    assert "平板一" in page(signed_in("liqiang"), "/sync/devices")
    assert "平板二" not in page(signed_in("liqiang"), "/sync/devices")
    assert signed_in("liqiang").get(f"/sync/devices/{other.id}").status_code == 404
    managing = page(signed_in("hemei"), "/sync/devices")
    assert "平板一" in managing
    assert "平板二" in managing
    assert "平板二" not in page(signed_in("hemei"), "/sync/devices?q=李强")


def test_a_device_silent_for_long_with_unsent_records_is_warned_of(
    tablet: Tablet, signed_in: Browser, app: Flask
) -> None:
    browser = signed_in("liqiang")
    told = {
        "device_time": "2026-11-19T10:00:00+08:00",
        "unsent": 4,
        "oldest_unsent_at": "2026-11-18T09:00:00+08:00",
    }
    url = f"/api/v1/sync/devices/{tablet.id}/contact"
    assert tablet.client.post(url, json=told, headers=tablet.headers).status_code == 200
    assert "当时还有" not in page(browser, f"/sync/devices/{tablet.id}")
    app.config["CLOCK"] = lambda: NOW - timedelta(days=4)
    assert tablet.client.post(url, json=told, headers=tablet.headers).status_code == 200
    app.config["CLOCK"] = lambda: NOW
    shown = page(browser, f"/sync/devices/{tablet.id}")
    assert "当时还有 4 条记录没有送出" in shown
    assert "平板一" in page(browser, "/sync/devices?state=silent")
    assert "久未联系的设备有未送出记录" in page(browser, "/")


def test_revoking_asks_says_what_happens_and_keeps_the_reason(tablet: Tablet, signed_in: Browser) -> None:
    browser, url = signed_in("liqiang"), f"/sync/devices/{tablet.id}"
    assert "下次联网时会清除本机的全部数据" in page(browser, url)
    refused = browser.post(f"{url}/revocation", data={})
    assert refused.status_code == 422
    assert browser.post(f"{url}/revocation", data={"reason": "平板遗失在工地"}).status_code == 302
    shown = page(browser, url)
    assert "平板遗失在工地" in shown
    assert "下次联网时会清除本机的全部数据" not in shown.split("停用设备")[-1]
    db.session.rollback()
    assert db.session.get_one(SyncDevice, uuid.UUID(tablet.id)).revoked_at is not None
    answer = tablet.put(str(uuid.uuid4()), check_entry(tablet))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "device_revoked")


def test_nobody_revokes_another_persons_device_without_managing_people(
    tablet: Tablet, signed_in: Browser
) -> None:
    url = f"/sync/devices/{tablet.id}/revocation"
    assert signed_in("chenjing").post(url, data={"reason": "x"}).status_code == 404
    assert signed_in("hemei").post(url, data={"reason": "人员离职"}).status_code == 302


def test_a_device_gets_another_name(tablet: Tablet, signed_in: Browser) -> None:
    browser = signed_in("liqiang")
    assert browser.post(f"/sync/devices/{tablet.id}/name", data={"name": "一号平板"}).status_code == 302
    assert "设备改名" in page(browser, f"/sync/devices/{tablet.id}")


def test_an_entry_is_read_in_words_with_its_pictures_and_clock(tablet: Tablet, signed_in: Browser) -> None:
    told = arrive(tablet, check_entry(tablet, device_offset_ms=90_000))
    shown = page(signed_in("chenjing"), f"/sync/entries/{told['id']}")
    for words in ("张建国（安全总监）", "污水池未列入有限空间台账", "同伴临时出警", "比服务器快 90 秒"):
        assert words in shown
    assert "不符合" in shown
    assert "version_id" not in shown
    assert "{&#34;" not in shown
    pictures = set(re.findall(r'src="(/sync/entries/[^"]+size=small)"', shown))
    assert len(pictures) == 3
    assert {signed_in("chenjing").get(one).status_code for one in pictures} == {200}
    assert {signed_in("wanglei").get(one).status_code for one in pictures} == {404}
    assert f"/inspections/{told['record_id']}" in shown


def test_an_entry_of_nanan_is_not_seen_in_yuzhong(tablet: Tablet, signed_in: Browser) -> None:
    told = arrive(tablet, check_entry(tablet))
    assert signed_in("wanglei").get(f"/sync/entries/{told['id']}").status_code == 404
    assert told["receipt"] not in page(signed_in("wanglei"), "/sync/entries")


def test_the_register_narrows_by_state_kind_person_device_marks_and_receipt(
    tablet: Tablet, other: Tablet, signed_in: Browser
) -> None:
    marked = arrive(tablet, check_entry(tablet, mock_location=True))
    refused = arrive(tablet, check_entry(tablet, site="plant"))
    plain = arrive(other, check_entry(other))
    officer = signed_in("chenjing")

    def found(query: str, browser: FlaskClient = officer) -> set[str]:
        return set(re.findall(r"/sync/entries/([0-9a-f-]{36})", page(browser, f"/sync/entries?{query}")))

    ids = {name: one["id"] for name, one in {"marked": marked, "refused": refused, "plain": plain}.items()}
    assert found("state=arrived") == {ids["marked"], ids["plain"]}
    assert found("marks=waiting") == {ids["marked"]}
    assert found("marks=waiting&mine=true") == {ids["marked"]}
    assert found(f"person={id_of('zhoumin')}") == {ids["plain"]}
    assert found(f"device={tablet.id}") == {ids["marked"]}
    assert found(f"q={plain['receipt'][-6:]}") == {ids["plain"]}
    assert found("record=recheck") == set()
    assert found("record=check&sort=receipt&state=nonsense") == {ids["marked"], ids["plain"]}
    own = signed_in("liqiang")
    assert ids["refused"] in found("state=refused", own)
    shown = page(own, f"/sync/entries/{ids['refused']}")
    assert "（不在您的管辖范围）" in shown
    assert "被退回：" in shown


def test_marks_are_said_in_words_and_judged_by_who_may(tablet: Tablet, signed_in: Browser) -> None:
    told = arrive(tablet, check_entry(tablet, mock_location=True))
    url = f"/sync/entries/{told['id']}"
    own = page(signed_in("liqiang"), url)
    assert "设备提示其位置可能由软件模拟" in own
    assert "登记核对意见" not in own
    assert signed_in("liqiang").post(f"{url}/judgement", data={"words": "x"}).status_code == 403
    officer = signed_in("chenjing")
    assert "标记待我核对" in page(officer, "/sync/entries")
    assert "待核对的离线记录" in page(officer, "/")
    assert officer.post(f"{url}/judgement", data={}).status_code == 422
    assert officer.post(f"{url}/judgement", data={"words": "已电话核实到场"}).status_code == 302
    assert "已电话核实到场" in page(officer, url)
    assert "待核对的离线记录" not in page(officer, "/")
    assert officer.post(f"{url}/judgement", data={"words": "再次"}).status_code == 409


def test_a_conflict_shows_both_sides_with_what_both_had_read(
    tablet: Tablet, other: Tablet, signed_in: Browser
) -> None:
    told = two_notes(tablet, other)
    row = db.session.get_one(SyncConflict, uuid.UUID(told["conflict"]))
    assert row.base == {"detail": "", "place_on_site": None}
    shown = page(signed_in("chenjing"), f"/sync/conflicts/{told['conflict']}")
    for words in ("池北侧两米", "池南侧一米", "两人读到的原文", "周敏"):
        assert words in shown
    assert "不同之处（2）" in shown
    assert f"李强 于 {NOW.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 改成这样" in shown
    assert "等待有权裁决的人员处理" in page(signed_in("zhoumin"), f"/sync/conflicts/{told['conflict']}")


def test_a_conflict_is_merged_field_by_field_and_the_loser_stays(
    tablet: Tablet, other: Tablet, signed_in: Browser
) -> None:
    told = two_notes(tablet, other)
    url = f"/sync/conflicts/{told['conflict']}"
    officer = signed_in("chenjing")
    assert "待裁决的记录冲突" in page(officer, "/")
    given = {"choice": "merge", "take.0": "own", "take.1": "device", "own.w0": "", "reason": "现场复测"}
    refused = officer.post(f"{url}/decision", data=given)
    assert refused.status_code == 422
    assert "请写出合并后的内容" in refused.text
    assert officer.post(f"{url}/decision", data=given | {"own.w0": "池北侧两米半"}).status_code == 302
    db.session.rollback()
    demand = db.session.get_one(Demand, uuid.UUID(told["finding"]))
    assert (demand.detail, demand.place_on_site) == ("池北侧两米半", "负二层")
    shown = page(officer, url)
    for words in ("现场复测", "合并两份内容", "池北侧两米", "池南侧一米", "池北侧两米半"):
        assert words in shown
    assert "待裁决的记录冲突" not in page(officer, "/")
    assert officer.post(f"{url}/decision", data={"choice": "server", "reason": "x"}).status_code == 409


def test_a_merged_check_takes_the_findings_of_both(tablet: Tablet, signed_in: Browser) -> None:
    first = check_entry(tablet)
    arrive(tablet, first)
    second = check_entry(tablet, record_id=first["record_id"])
    second["content"]["note"] = "补充记录"
    told = arrive(tablet, second)
    officer, url = signed_in("chenjing"), f"/sync/conflicts/{told['conflict']}"
    shown = page(officer, url)
    labels = re.findall(r"<legend>([^<]+)</legend>", shown)
    pictures = set(re.findall(r'src="([^"]+(?:size=small|thumbnail))"', shown))
    assert len(pictures) == 6
    assert {officer.get(one).status_code for one in pictures} == {200}
    assert labels[:2] == ["隐患：污水池未列入有限空间台账"] * 2
    taken = ["server" if label.startswith("隐患") and n == 0 else "device" for n, label in enumerate(labels)]
    given = {f"take.{n}": one for n, one in enumerate(taken)} | {"choice": "merge", "reason": "两份都对"}
    answer = officer.post(f"{url}/decision", data=given)
    assert answer.status_code == 302, answer.text
    db.session.rollback()
    row = db.session.get_one(Inspection, uuid.UUID(first["record_id"]))
    ids = [one["id"] for one in row.content["findings"]]
    assert ids == [one["content"]["findings"][0]["id"] for one in (first, second)]
    assert row.content["note"] == "补充记录"
    assert db.session.query(Demand).count() == 2


def test_a_merge_without_a_choice_for_each_difference_is_refused(
    tablet: Tablet, other: Tablet, signed_in: Browser
) -> None:
    told = two_notes(tablet, other)
    given = {"choice": "merge", "take.0": "device", "reason": "x"}
    answer = signed_in("chenjing").post(f"/sync/conflicts/{told['conflict']}/decision", data=given)
    assert answer.status_code == 422
    assert "请为每处差异选择一份内容" in answer.text


def test_a_filed_record_keeps_the_servers_content_and_says_so(tablet: Tablet, signed_in: Browser) -> None:
    content = {
        "site_id": str(site_id("tower")),
        "danger": "基坑边坡持续变形",
        "suggestion": "立即撤离",
        "told_name": "张建国",
        "proposed_at": "2026-11-23T09:50:00+08:00",
    }
    body = tablet.entry("evacuation", content)
    arrive(tablet, body)
    changed = content | {"danger": "基坑渗水", "toxic": "false", "health": False}
    told = arrive(tablet, body | {"content": changed, "sequence": 9})
    assert told["state"] == "conflict", told
    officer, url = signed_in("chenjing"), f"/sync/conflicts/{told['conflict']}"
    shown = page(officer, url)
    assert "这类记录已经入档，不能改写" in shown
    assert "危险属于职业病危害" in shown, "a no differs from what was not said"
    assert "危险现场使用有毒物品" not in shown
    assert "合并两份内容" not in shown
    given: dict[str, Any] = {"choice": "device", "reason": "x"}
    assert officer.post(f"{url}/decision", data=given).status_code == 409
    assert officer.post(f"{url}/decision", data=given | {"choice": "server"}).status_code == 302


@pytest.mark.parametrize("no", [False, "false"])
def test_a_no_that_li_qiang_said_is_read_and_what_he_left_unsaid_is_not(
    tablet: Tablet, signed_in: Browser, no: Any
) -> None:
    content = {
        "site_id": str(site_id("tower")),
        "danger": "巷道顶板来压",
        "suggestion": "立即撤离",
        "toxic": no,
        "health": no,
        "told_name": "张建国",
        "proposed_at": "2026-11-23T09:50:00+08:00",
    }
    arrive(tablet, tablet.entry("evacuation", content))
    entry = db.session.query(SyncEntry).filter_by(kind="evacuation").one()
    shown = page(signed_in("chenjing"), f"/sync/entries/{entry.id}")
    assert re.search(r"危险属于职业病危害</dt>\s*<dd[^>]*>\s*(<[^>]*>\s*)*否", shown)
    assert "危险现场使用有毒物品" not in shown
    assert "危险现场在煤矿" not in shown


def test_a_finding_of_which_one_side_said_no_and_the_other_nothing_is_shown_as_different(
    tablet: Tablet, signed_in: Browser
) -> None:
    first = check_entry(tablet)
    first["content"]["findings"][0] |= {"health": True, "toxic": None}
    arrive(tablet, first)
    second = copy.deepcopy(first) | {"sequence": 9}
    second["content"]["findings"][0]["toxic"] = False
    told = tablet.put(str(uuid.uuid4()), second).get_json()
    assert told["state"] == "conflict", told
    shown = page(signed_in("chenjing"), f"/sync/conflicts/{told['conflict']}")
    assert re.findall(r"<legend>([^<]+)</legend>", shown) == ["隐患：污水池未列入有限空间台账"]
    assert re.search(r"涉及作业使用的有毒物品</dt>\s*<dd[^>]*>\s*(?:<[^>]*>\s*)*否", shown)
    assert re.search(r"存在职业病危害</dt>\s*<dd[^>]*>\s*(?:<[^>]*>\s*)*是", shown)
    entry = db.session.query(SyncEntry).filter_by(record_id=uuid.UUID(first["record_id"])).first()
    assert entry is not None
    assert "存在职业病危害" in page(signed_in("chenjing"), f"/sync/entries/{entry.id}")


def test_what_was_said_for_the_law_between_two_notes_leaves_known_what_both_had_read(
    tablet: Tablet, other: Tablet, api: Browser, signed_in: Browser
) -> None:
    check = check_entry(tablet)
    arrive(tablet, check)
    finding = check["content"]["findings"][0]["id"]
    version = db.session.get_one(Demand, uuid.UUID(finding)).version
    said = api("chenjing").put(f"/api/v1/demands/{finding}/grounds", json={"health": True})
    assert said.status_code == 200, said.text
    told = arrive(other, note_of(other, finding, version, "池南侧一米", "负二层"))
    db.session.rollback()
    assert told["state"] == "conflict", told
    row = db.session.get_one(SyncConflict, uuid.UUID(told["conflict"]))
    assert row.base == {"detail": "", "place_on_site": None}


def test_conflicts_are_listed_open_ones_first(tablet: Tablet, other: Tablet, signed_in: Browser) -> None:
    told = two_notes(tablet, other)
    officer = signed_in("chenjing")
    url = f"/sync/conflicts/{told['conflict']}"
    assert url in page(officer, "/sync/conflicts?state=open")
    assert url not in page(officer, "/sync/conflicts?state=decided")
    officer.post(f"{url}/decision", data={"choice": "device", "reason": "以现场为准"})
    assert url in page(officer, "/sync/conflicts?state=decided&record=finding_note")
    assert url not in page(officer, "/sync/conflicts?record=check")
    assert url not in page(signed_in("wanglei"), "/sync/conflicts")
    entry = db.session.query(SyncEntry).filter_by(kind="finding_note", state="conflict").one()
    assert "采用设备送来的内容" in page(officer, f"/sync/entries/{entry.id}")
