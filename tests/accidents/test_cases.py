"""A case from the first news to the archive, through the API, and who may not see or do what."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.access.roles import Role
from safety.access.scope import system_actor
from safety.accidents import operations
from safety.accidents.models import Accident
from safety.audit.models import AuditEntry
from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.models import Referral
from safety.corrections.rules import RecheckResult
from safety.database import db
from safety.people.models import Appointment
from safety.transactions import one_transaction
from tests.accidents.beginnings import (
    accident_body,
    activity_body,
    ok,
    registered,
    reported,
    seated,
    sign_body,
)
from tests.accidents.sending import new_id
from tests.cast import NOW, Cast, id_of

Api = Callable[[str], FlaskClient]
APPROVAL = {"number": "渝中府〔2026〕1号", "approver": "渝中区人民政府", "approved_on": "2026-11-23"}


def test_from_the_first_news_to_the_archive(api: Api) -> None:
    sunjie = api("sunjie")
    news = ok(
        sunjie.post(
            "/api/v1/accident-notices",
            json={
                "received_at": "2026-11-21T18:00:00+08:00",
                "channel": "department",
                "source": "区应急管理局",
                "words": "一名工人坠落",
                "happened_at": "2026-11-21T15:20:00+08:00",
                "employer_name": "示例建筑公司",
                "deaths": 1,
            },
        )
    )
    accident = registered(sunjie, notification_id=news["id"])
    base = f"/api/v1/accidents/{accident}"
    assert ok(sunjie.get(f"/api/v1/accident-notices/{news['id']}"), 200)["accident_id"] == accident
    case = ok(sunjie.get(base), 200)
    assert (case["grade"], case["level"], case["union_part"]) == ("ordinary", "district", "none")

    seated(sunjie, accident)
    ok(sunjie.put(f"{base}/activities/{new_id()}", json=activity_body("sunjie", "chenjing")))
    opinion = ok(
        sunjie.post(
            f"{base}/opinions",
            json={
                "about": "causes",
                "words": "应查明安全带发放情况。",
                "addressee": "事故调查组",
                "sent_on": "2026-11-22",
                "due_on": "2026-11-30",
                "with_paper": True,
            },
        )
    )
    assert opinion["paper_id"]
    answered = {"stance": "adopted", "answer": "已查明", "answered_on": "2026-11-23"}
    ok(sunjie.post(f"{base}/opinions/{opinion['id']}/answer", json=answered), 200)
    again = sunjie.post(f"{base}/opinions/{opinion['id']}/answer", json=answered)
    assert again.status_code == 409

    version = reported(sunjie, accident)
    signed = ok(sunjie.post(f"{base}/reports/{version}/signature", json=sign_body()))
    assert signed["outcome"] == "signed"
    approval = {"approver": "渝中区人民政府", "number": "渝中府〔2026〕1号", "approved_on": "2026-11-23"}
    ok(sunjie.post(f"{base}/approval", json=approval | {"submitted_on": "2026-11-23"}))
    measure = ok(
        sunjie.post(
            f"{base}/measures",
            json={"summary": "配齐安全带", "owner": "示例建筑公司", "term_on": "2026-12-31"},
        )
    )
    assert sunjie.post(f"{base}/close", json={}).status_code == 409
    with one_transaction():
        cast = Cast()
        corrections.record_recheck(
            actor=cast.actor("sunjie"),
            now=NOW,
            checked_on=cast.today,
            lines=[RecheckLine(uuid.UUID(measure["id"]), RecheckResult.PASSED, words="看过")],
        )
    assert ok(sunjie.post(f"{base}/close", json={}), 200)["state"] == "closed"
    assert sunjie.put(f"{base}/activities/{new_id()}", json=activity_body()).status_code == 409
    [row] = ok(sunjie.get("/api/v1/accident-numbers"), 200)
    assert row["standard"] is None
    assert (row["accidents"], row["with_union"], row["adopted"], row["in_time"], row["verified"]) == (
        1, 1, 1, 1, 1,
    )  # fmt: skip


def test_a_third_death_regrades_the_case_and_says_so(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    base = f"/api/v1/accidents/{accident}"
    case = ok(sunjie.post(f"{base}/casualties", json={"on": "2026-11-22", "deaths": 3}))
    assert (case["grade"], case["level"]) == ("larger", "city")
    grades = ok(sunjie.get(f"{base}/grades"), 200)
    assert [(one["on"], one["grade"]) for one in grades] == [
        ("2026-11-21", "ordinary"),
        ("2026-11-22", "larger"),
    ]
    assert "第三条" in grades[1]["reason"]
    noted = db.session.scalars(select(AuditEntry.action).where(AuditEntry.record_id == accident)).all()
    assert "accident_regraded" in noted


def test_missing_people_regrade_the_case_by_the_passing_of_days(app: Flask, api: Api) -> None:
    accident = registered(api("sunjie"), deaths=2, missing=1, serious=0)
    with one_transaction():
        assert operations.refresh_grades(actor=system_actor(), now=NOW + timedelta(days=28)) == 0
    with one_transaction():
        assert operations.refresh_grades(actor=system_actor(), now=NOW + timedelta(days=29)) == 1
    assert db.session.get_one(Accident, uuid.UUID(accident)).grade == "larger"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"happened_at": "2026-12-01T00:00:00+08:00"}, "happened_at"),
        ({"category": "n99"}, "category"),
        ({"lon": 29.5, "lat": 106.5}, "lon"),
        ({"lon": 106.5}, "lon"),
        ({"employer_name": None}, "employer_name"),
        ({"deaths": -1}, "deaths"),
        ({"head_told_at": "2026-11-21T15:00:00+08:00"}, "head_told_at"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_by_field(api: Api, changes: dict[str, object], field: str) -> None:
    answer = api("sunjie").post("/api/v1/accidents", json=accident_body(**changes))
    assert answer.status_code == 422
    assert field in answer.get_json()["errors"], answer.get_json()


def test_the_union_that_was_not_invited_applies_to_the_department(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    base = f"/api/v1/accidents/{accident}/seats"
    seat = ok(sunjie.post(base, json={"asked_of": "区政府", "asked_on": "2026-11-22", "with_letter": True}))
    body = {"department": "渝中区人民政府", "reason": "调查组已成立，未通知工会"}
    refused = ok(sunjie.post(f"{base}/{seat['id']}/not-invited", json=body), 200)
    referral = db.session.scalars(select(Referral)).one()
    assert (refused["referral_id"], referral.kind) == (str(referral.id), "not_invited")
    came = ok(
        sunjie.post(f"/api/v1/referrals/{referral.id}/receipt", json={"received_on": "2026-11-23"}), 200
    )
    assert came["due_on"] == "2026-12-23"
    assert ok(sunjie.get(f"/api/v1/accidents/{accident}"), 200)["union_part"] == "not_invited"
    for kind, is_told in (("not_invited", True), ("obstructed", True), ("other", False)):
        referral.kind = kind
        db.session.commit()
        found = ok(sunjie.get(f"/api/v1/accidents/{accident}/clocks"), 200)
        assert [one["due_on"] for one in found if one["term"] == "referral"] == ["2026-12-23"] * is_told, kind
    referral.kind = "not_invited"
    db.session.commit()
    assert sunjie.post(f"{base}/{seat['id']}/not-invited", json=body).status_code == 409
    ok(sunjie.post(f"{base}/{seat['id']}/given", json={"given_on": "2026-11-23"}), 200)
    assert ok(sunjie.get(f"/api/v1/accidents/{accident}"), 200)["union_part"] == "taking_part"


def test_the_same_activity_again_is_one_and_other_content_is_kept_beside_it(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    address = f"/api/v1/accidents/{accident}/activities/{new_id()}"
    ok(sunjie.put(address, json=activity_body()))
    ok(sunjie.put(address, json=activity_body()), 200)
    assert sunjie.put(address, json=activity_body(words="另一份")).status_code == 409
    [kept] = ok(sunjie.get(f"/api/v1/accidents/{accident}/activities"), 200)
    assert kept["words"] == "查看了外架拆除部位。"


def test_categories_of_two_editions_of_the_standard_are_never_counted_together(
    api: Api, signed_in: Callable[[str], FlaskClient]
) -> None:
    sunjie = api("sunjie")
    for happened_at, category in (("2026-11-21T15:20:00+08:00", "n01"), ("2025-11-21T15:20:00+08:00", "01")):
        registered(sunjie, happened_at=happened_at, category=category)
        registered(sunjie, happened_at=happened_at)
    rows = ok(sunjie.get("/api/v1/accident-numbers?by=category"), 200)
    assert {(row["standard"], row["key"], row["accidents"]) for row in rows} == {
        ("GB 6441-2025", "n01", 1), ("GB 6441-2025", "", 1), ("GB 6441-86", "01", 1), ("GB 6441-86", "", 1),
    }  # fmt: skip
    page = signed_in("sunjie").get("/accidents/numbers").get_data(as_text=True)
    assert "按类别（GB 6441-2025）" in page
    assert "按类别（GB 6441-86）" in page


def test_numbers_call_a_report_late_only_by_a_term_of_its_regime_and_count_people_as_the_return_does(
    api: Api, signed_in: Callable[[str], FlaskClient]
) -> None:
    sunjie = api("sunjie")
    special = {"regime_reason": "示例", "happened_at": "2026-11-01T15:20:00+08:00"}
    told = {"told_grade": "ordinary", "told_grade_source": "示例"}
    for facts in (
        {"happened_at": "2026-11-01T15:20:00+08:00"},  # within sixty days
        special | told | {"regime": "railway"},  # after its ten days
        special | {"regime": "fire"},  # nobody read its term
    ):
        days = {"report_submitted_on": "2026-11-20"}
        ok(sunjie.post(f"/api/v1/accidents/{registered(sunjie, **facts)}/days", json=days), 200)
    registered(sunjie, happened_at="2026-10-01T15:20:00+08:00", deaths=1, serious=1, poisoned=2, missing=2)
    october, november = ok(sunjie.get("/api/v1/accident-numbers?by=month"), 200)
    assert (october["deaths"], october["serious"]) == (3, 3)
    assert (october["missing"], october["missing_unread"], november["missing"]) == (2, 2, 0)
    counted = signed_in("sunjie").get("/accidents/numbers").get_data(as_text=True)
    assert "含下落不明 2" in counted
    assert "其中 2 人按死亡统计的依据待核" in counted
    assert (november["reported"], november["with_term"], november["in_time"]) == (3, 2, 1)
    assert november["days_to_report"] == 3 * 19


def test_names_of_the_hurt_are_shown_to_those_in_the_case_and_every_look_is_noted(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    base = f"/api/v1/accidents/{accident}/victims"
    ok(sunjie.post(base, json={"name": "示例工人", "lost_days": 6000, "family_contact": "示例 12345"}))
    [masked] = ok(sunjie.get(base), 200)
    assert "name" not in masked
    [clear] = ok(sunjie.post(f"{base}/shown"), 200)
    assert (clear["name"], clear["degree"]) == ("示例工人", "fatal")
    entries = db.session.scalars(select(AuditEntry)).all()
    assert [one.action for one in entries].count("victims_shown") == 1
    assert not any("示例工人" in str(one.change) or "12345" in str(one.change) for one in entries)
    for other in ("luolin", "marui", "zhaolan"):
        assert api(other).post(f"{base}/shown").status_code in {403, 404}


def test_another_district_sees_nothing_until_its_union_sits_in_the_team(api: Api) -> None:
    with one_transaction():  # Wang Lei is made the accident officer of 南岸区, Liu Yang that of the city
        db.session.add_all(
            Appointment(
                member_id=id_of(who),
                union_id=id_of(union),
                role=Role.ACCIDENT_OFFICER,
                valid_from=NOW.date(),
            )
            for who, union in (("wanglei", "nanan"), ("liuyang", "city"))
        )
    sunjie, wanglei = api("sunjie"), api("wanglei")
    accident = registered(sunjie)
    base = f"/api/v1/accidents/{accident}"
    assert wanglei.get(base).status_code == 404
    assert ok(wanglei.get("/api/v1/accidents"), 200)["total"] == 0
    assert wanglei.get(f"{base}/clocks").status_code == 404
    seated(api("liuyang"), accident, member="wanglei", union="nanan")
    assert ok(wanglei.get(base), 200)["id"] == accident
    assert ok(wanglei.get("/api/v1/accidents"), 200)["total"] == 1


def test_the_calendar_shows_terms_and_no_names_and_ends_when_revoked(api: Api, client: FlaskClient) -> None:
    sunjie = api("sunjie")
    registered(sunjie)
    address = ok(sunjie.post("/api/v1/calendar"))["address"].partition("127.0.0.1:8000")[2]
    text = client.get(address).get_data(as_text=True)
    assert text.startswith("BEGIN:VCALENDAR")
    assert "VEVENT" in text
    assert "示例建筑公司" not in text
    assert sunjie.delete("/api/v1/calendar").status_code == 204
    assert client.get(address).status_code == 404


def test_xiushan_10_19_of_2023_as_it_was_published(api: Api) -> None:
    """秀山县“10·19”中毒事故: three dead, 3,739,228 yuan, the county union in the team."""
    sunjie = api("sunjie")
    accident = registered(
        sunjie,
        title="秀山县“10·19”较大中毒事故",
        happened_at="2023-10-19T12:00:00+08:00",
        place="重庆市秀山土家族苗族自治县",
        words="",
        category=None,
        employer_name="公开调查报告所载单位",
        deaths=3,
        serious=0,
        direct_loss_yuan="3739228",
        source="公开的事故调查报告",
    )
    case = ok(sunjie.get(f"/api/v1/accidents/{accident}"), 200)
    assert (case["grade"], case["level"], case["standard"]) == ("larger", "city", "GB 6441-86")
    report = next(
        one for one in ok(sunjie.get(f"/api/v1/accidents/{accident}/clocks"), 200) if one["term"] == "report"
    )
    assert report["due_on"] == "2023-12-18"
