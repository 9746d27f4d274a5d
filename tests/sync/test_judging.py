"""Records are judged by the time they were made, marked, and shown to who decides; conflicts are chosen by a person."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.access.scope import system_actor
from safety.corrections.models import Demand, EvacuationProposal
from safety.database import db
from safety.inspections.models import Inspection
from safety.papers.models import Paper
from safety.people.models import Appointment
from safety.reference.operations import adopt_districts
from safety.transactions import one_transaction
from safety.workplaces import operations as workplaces
from safety.workplaces.models import Site
from tests.cast import DISTRICTS, NOW, TODAY, Cast, id_of
from tests.exports.tables import table_in
from tests.inspections.workplaces import site_id, sites_once
from tests.papers.checking import issue
from tests.sync.story import Tablet, arrive, check_entry, enrol

Api = Callable[[str], FlaskClient]


@pytest.fixture
def places(app: Flask, cast: Cast) -> Cast:
    sites_once(app)
    return cast


@pytest.fixture
def tablet(places: Cast, api: Api) -> Tablet:
    return enrol(api("liqiang"))


@pytest.mark.parametrize(
    ("hours", "marks", "words"),
    [(48, ["clock_off", "made_ahead"], "比服务器快 48 小时"), (-49.5, ["clock_off"], "比服务器慢 49.5 小时")],
)
def test_a_check_by_a_wrong_clock_is_marked_and_keeps_the_true_time_beside_the_devices(
    tablet: Tablet, hours: float, marks: list[str], words: str
) -> None:
    ahead = timedelta(hours=hours)
    made_at = datetime(2026, 11, 23, 1, 55, tzinfo=UTC) + ahead
    body = check_entry(tablet, made_at=made_at.isoformat(), device_offset_ms=round(hours * 3_600_000))
    for name in ("started_at", "ended_at"):
        body["content"][name] = (datetime.fromisoformat(body["content"][name]) + ahead).isoformat()
    told = arrive(tablet, body)
    assert (told["state"], told["judged"]) == ("arrived", marks)
    assert told["clock"]["judged_at"].startswith("2026-11-23T01:55")
    db.session.rollback()
    row = db.session.get_one(Inspection, uuid.UUID(body["record_id"]))
    nine = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert (row.started_at, row.started_by_server) == (nine + ahead, nine)
    assert row.site.last_checked_on == date(2026, 11, 23)
    page = tablet.client.get(f"/inspections/{row.id}").get_data(as_text=True)
    assert words in page
    assert "到达是 2026-11-23 09:00，离开是 2026-11-23 09:50" in page


#: What the check's own page says: by how much, and when the arrival was, had the clock been set after or before.
_SET_BACK = (
    "设备时钟被调慢了 50 小时",
    "应是在检查之后：到达是 2026-11-23 09:00，离开是 2026-11-23 09:50",
)
_SET_FORWARD = (
    "设备时钟被调快了 50 小时",
    "不知道是在检查之前还是之后。如在之后，到达是 2026-11-23 09:00，离开是 2026-11-23 09:50",
    "如在之前，到达是 2026-11-21 07:00",
)


@pytest.mark.parametrize(
    ("then", "at_arrival", "marks", "words"),
    [
        (0, -50, ["clock_changed"], _SET_BACK),
        (-50, 0, ["clock_changed", "clock_off"], _SET_FORWARD),
        (-50, -50, ["clock_off"], ()),
    ],
)
def test_a_clock_that_was_set_between_the_last_contact_and_arrival_is_told(
    tablet: Tablet, then: int, at_arrival: int, marks: list[str], words: tuple[str, ...]
) -> None:
    clock = (NOW + timedelta(hours=at_arrival)).isoformat()
    contact = {"device_time": clock, "unsent": 1, "app_version": "1"}
    address = f"/api/v1/sync/devices/{tablet.id}/contact"
    assert tablet.client.post(address, json=contact, headers=tablet.headers).status_code == 200
    made_at = datetime(2026, 11, 23, 1, 55, tzinfo=UTC) + timedelta(hours=then)
    body = check_entry(tablet, made_at=made_at.isoformat(), device_offset_ms=then * 3_600_000)
    for name in ("started_at", "ended_at"):
        moved = datetime.fromisoformat(body["content"][name]) + timedelta(hours=then)
        body["content"][name] = moved.isoformat()
    assert arrive(tablet, body)["judged"] == marks
    page = tablet.client.get(f"/inspections/{body['record_id']}").get_data(as_text=True)
    assert ("检查前最后一次联网到送达之间" in page) is bool(words)
    assert [one for one in words if one not in page] == []


def test_a_clock_that_was_set_during_a_check_is_told_and_each_time_corrected_by_its_own_difference(
    tablet: Tablet, signed_in: Api
) -> None:
    """Fifty hours slow when 李强 began at nine; the tablet set itself right before he finished."""
    body = check_entry(tablet, device_offset_ms=0, clock_set_ms=50 * 3_600_000)
    body["content"]["started_at"] = "2026-11-21T07:00:00+08:00"
    told = arrive(tablet, body)
    assert (told["state"], told["judged"]) == ("arrived", ["clock_set"]), told
    asked = tablet.client.get(f"/api/v1/inspections/{body['record_id']}").get_json()
    assert [asked[one] for one in ("started_by_server", "ended_by_server", "clock_set_seconds")] == [
        "2026-11-23T01:00:00+00:00",
        "2026-11-23T01:50:00+00:00",
        180_000,
    ]
    liqiang = signed_in("liqiang")
    page = liqiang.get(f"/inspections/{body['record_id']}").text
    assert "检查期间，设备时钟被调快了 50 小时" in page
    assert "到达是 2026-11-23 09:00，离开是 2026-11-23 09:50" in page
    assert "时钟调快 50 小时" in liqiang.get(f"/sync/entries/{told['id']}").text
    issue(liqiang, f"/inspections/{body['record_id']}/paper")
    rows = dict(db.session.scalars(select(Paper)).one().content["blocks"][0]["rows"])
    assert rows["时间说明"].startswith("检查期间设备时钟被调快 50 小时")


def test_lists_exports_and_the_printed_record_say_when_a_check_by_a_wrong_clock_truly_was(
    tablet: Tablet, signed_in: Api
) -> None:
    true = datetime(2026, 11, 23, 1, 55, tzinfo=UTC)
    body = check_entry(
        tablet, made_at=(true - timedelta(days=90)).isoformat(), device_offset_ms=-90 * 86_400_000
    )
    body["content"] |= {"started_at": "2026-08-25T09:00:00+08:00", "ended_at": "2026-08-25T09:50:00+08:00"}
    arrive(tablet, body)
    liqiang = signed_in("liqiang")
    that_day = {"since": "2026-11-23", "until": "2026-11-23"}
    assert "2026-11-23 09:00" in liqiang.get("/inspections/", query_string=that_day).text
    assert tablet.client.get("/api/v1/inspections", query_string=that_day).get_json()["total"] == 1
    assert tablet.client.get("/api/v1/inspections?until=2026-08-25").get_json()["total"] == 0
    asked = {"register": "inspections", "format": "csv"} | {f"filters.{k}": v for k, v in that_day.items()}
    line = table_in(liqiang.post("/exports/", data=asked).data).splitlines()[1]
    assert line.split(",")[:2] == ["2026-11-23 09:00", "2026-11-23 09:50"]
    assert "2026-11-23 09:00" in liqiang.get(f"/sites/{site_id('tower')}").text
    issue(liqiang, f"/inspections/{body['record_id']}/paper")
    paper = db.session.scalars(select(Paper)).one()
    rows = dict(paper.content["blocks"][0]["rows"])
    assert rows["检查时间"] == "2026年11月23日9时0分 至 2026年11月23日9时50分"
    assert rows["时间说明"].startswith("设备时钟比服务器慢 2160 小时")
    assert "2026年8月25日" in rows["时间说明"]


def test_a_check_of_a_site_that_was_closed_meanwhile_is_kept_and_marked(
    tablet: Tablet, places: Cast, app: Flask
) -> None:
    body = check_entry(tablet)
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=5)
    with one_transaction():
        site = db.session.get_one(Site, site_id("tower"))
        workplaces.close_site(
            actor=places.actor("chenjing"),
            now=NOW + timedelta(hours=1),
            site=site,
            version=site.version,
            reason="工程竣工",
        )
    told = arrive(tablet, body)
    assert (told["state"], told["judged"]) == ("arrived", ["site_closed"])
    page = tablet.client.get(f"/inspections/{body['record_id']}").get_data(as_text=True)
    assert "这份记录在关闭之后才送达" in page


def test_a_mocked_position_far_from_the_site_is_marked(tablet: Tablet) -> None:
    body = check_entry(tablet, mock_location=True)
    body["content"]["position"] = {"lon": 106.7, "lat": 29.6, "accuracy": 5.0}
    assert arrive(tablet, body)["judged"] == ["far", "mock_location"]


def test_a_check_of_a_site_that_moved_meanwhile_is_kept_and_marked(
    tablet: Tablet, places: Cast, app: Flask
) -> None:
    body = check_entry(tablet)
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=5)
    with one_transaction():
        adopt_districts(
            actor=system_actor(),
            now=NOW,
            name="示例",
            valid_from=date(2020, 1, 1),
            source="示例",
            districts=DISTRICTS,
        )
        workplaces.edit_site(
            actor=places.actor("liuyang"),
            now=NOW + timedelta(hours=1),
            site=db.session.get_one(Site, site_id("tower")),
            version=1,
            district_code="500108",
            district_reason="区划调整",
        )
    told = arrive(tablet, body)
    assert (told["state"], told["judged"]) == ("arrived", ["site_moved"]), told
    assert db.session.get_one(Inspection, uuid.UUID(body["record_id"])).district_code == "500108"


def test_a_check_of_a_site_that_was_never_ones_own_is_refused(tablet: Tablet) -> None:
    told = arrive(tablet, check_entry(tablet, site="plant"))
    assert told["state"] == "refused"
    assert "site_id" in told["problem"]["errors"]


def test_an_appointment_that_ended_before_the_arrival_is_marked(tablet: Tablet, app: Flask) -> None:
    body = check_entry(tablet)
    for line in body["files"]:
        tablet.send(line)
    with one_transaction():
        row = db.session.query(Appointment).filter_by(member_id=id_of("liqiang")).one()
        row.valid_to = TODAY
        # the evidence of the person's own union can still be sent
    app.config["CLOCK"] = lambda: NOW + timedelta(days=2)
    with one_transaction():
        db.session.add(
            Appointment(
                member_id=id_of("liqiang"),
                union_id=id_of("yuzhong"),
                role="leader",
                valid_from=TODAY + timedelta(days=1),
            )
        )
    answer = tablet.put(str(uuid.uuid4()), body)
    told = answer.get_json()
    assert (told["state"], told["judged"]) == ("arrived", ["appointment_ended"]), told


def test_two_devices_edit_one_finding_and_a_person_chooses(tablet: Tablet, places: Cast, api: Api) -> None:
    check = check_entry(tablet)
    arrive(tablet, check)
    finding = check["content"]["findings"][0]["id"]
    version = db.session.get_one(Demand, uuid.UUID(finding)).version

    def note(words: str) -> dict[str, Any]:
        return {"finding_id": finding, "base_version": version, "detail": words, "place_on_site": None}

    other = enrol(api("zhoumin"), "平板二")
    assert arrive(tablet, tablet.entry("finding_note", note("池北侧两米")))["state"] == "arrived"
    assert arrive(tablet, tablet.entry("finding_note", note("池北侧三米")))["state"] == "arrived"
    lost = arrive(other, other.entry("finding_note", note("池南侧一米")))
    assert lost["state"] == "conflict"
    assert lost["receipt"]
    officer = api("chenjing")
    shown = officer.get(f"/api/v1/sync/conflicts/{lost['conflict']}").get_json()
    assert {one["name"] for one in shown["fields_differing"]} == {"base_version", "detail"}
    url = f"/api/v1/sync/conflicts/{lost['conflict']}/decision"
    assert other.client.post(url, json={"choice": "device", "reason": "x"}).status_code == 403
    answer = officer.post(url, json={"choice": "device", "reason": "以现场第二次测量为准"})
    assert answer.status_code == 200, answer.text
    db.session.rollback()
    assert db.session.get_one(Demand, uuid.UUID(finding)).detail == "池南侧一米"
    assert officer.post(url, json={"choice": "server", "reason": "x"}).status_code == 409
    told = other.client.post(
        f"/api/v1/sync/devices/{other.id}/contact",
        json={"device_time": "2026-11-23T10:00:00+08:00", "unsent": 0},
        headers=other.headers,
    ).get_json()
    assert [(one["choice"], one["words"]) for one in told["notices"]] == [("device", "以现场第二次测量为准")]


def test_the_chosen_content_of_a_check_stands_and_its_new_findings_are_raised(
    tablet: Tablet, places: Cast, api: Api
) -> None:
    first = check_entry(tablet)
    arrive(tablet, first)
    second = check_entry(tablet, record_id=first["record_id"])
    told = arrive(tablet, second)
    assert told["state"] == "conflict"
    answer = api("chenjing").post(
        f"/api/v1/sync/conflicts/{told['conflict']}/decision",
        json={"choice": "device", "reason": "第二份为补充后的记录"},
    )
    assert answer.status_code == 200, answer.text
    db.session.rollback()
    row = db.session.get_one(Inspection, uuid.UUID(first["record_id"]))
    assert row.content["findings"][0]["id"] == second["content"]["findings"][0]["id"]
    assert db.session.query(Demand).count() == 2


def test_a_withdrawn_finding_does_not_rise_again(tablet: Tablet, places: Cast) -> None:
    from safety.corrections.operations import withdraw_demand

    check = check_entry(tablet)
    arrive(tablet, check)
    finding = check["content"]["findings"][0]["id"]
    with one_transaction():
        demand = db.session.get_one(Demand, uuid.UUID(finding))
        withdraw_demand(actor=places.actor("chenjing"), now=NOW, demand=demand, reason="重复登记")
    content = {"lines": [{"demand_id": finding, "result": "passed"}], "checked_on": "2026-11-23"}
    assert arrive(tablet, tablet.entry("recheck", content))["state"] == "withdrawn"


def test_an_evacuation_proposed_by_a_clock_ahead_gets_its_number(tablet: Tablet) -> None:
    content = {
        "site_id": str(site_id("tower")),
        "danger": "基坑边坡持续变形",
        "suggestion": "立即撤离坑内作业人员",
        "told_name": "张建国",
        "proposed_at": "2026-11-25T09:50:00+08:00",
    }
    body = tablet.entry("evacuation", content, made_at="2026-11-25T09:55:00+08:00")
    told = arrive(tablet, body)
    assert (told["state"], told["judged"]) == ("arrived", ["made_ahead"]), told
    kept = db.session.get_one(EvacuationProposal, uuid.UUID(body["record_id"]))
    assert kept.number
    other = tablet.entry("evacuation", content | {"danger": "另一处开裂"}, record_id=body["record_id"])
    assert arrive(tablet, other)["state"] == "conflict"


def test_a_marked_entry_is_judged_once(tablet: Tablet, api: Api) -> None:
    told = arrive(tablet, check_entry(tablet, mock_location=True))
    officer, url = api("chenjing"), f"/api/v1/sync/entries/{told['id']}/judgement"
    assert officer.post(url, json={"words": "与考勤记录一致"}).status_code == 200
    assert officer.post(url, json={"words": "再次"}).status_code == 409
