from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.corrections.models import Demand
from safety.database import db
from safety.inspections.models import Finding, Inspection, InspectionConflict
from safety.people.models import Certificate
from safety.people.operations.appointments import change_certificate
from safety.people.rules import CertificateStatus
from safety.transactions import one_transaction
from tests.cast import NOW, Cast, id_of
from tests.inspections.workplaces import complete_check, load_sites, site_id, version_of
from tests.programs import Program

Api = Callable[[str], FlaskClient]


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


def send(client: FlaskClient, body: object, record: str | None = None) -> tuple[str, int, dict[str, object]]:
    record = record or str(uuid.uuid4())
    answer = client.put(f"/api/v1/inspections/{record}", json=body)
    return record, answer.status_code, answer.get_json()


@pytest.mark.parametrize(("grade", "cites"), [("ordinary", False), ("major", True)])
def test_the_criterion_of_a_major_hazard_is_cited_for_a_finding_that_was_judged_one(
    places: Cast, api: Api, grade: str, cites: bool
) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    body["findings"][0] |= {"grade": grade, "criterion": "有限空间未辨识、未建台账"}
    assert send(liqiang, body)[1] == 201
    [demand] = db.session.scalars(select(Demand))
    named = [one["law"] for one in demand.basis]
    assert any("重大事故隐患判定标准" in one for one in named) == cites
    assert any("安全生产法" in one for one in named)


def test_a_complete_check_is_kept_and_opens_its_finding(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    record, status, receipt = send(liqiang, body)
    assert (status, receipt["state"]) == (201, "submitted"), receipt
    demand = db.session.get_one(Demand, uuid.UUID(body["findings"][0]["id"]))
    assert (demand.colour, demand.responsible_id, demand.can_be_demanded) == (
        "orange",
        id_of("liqiang"),
        True,
    )
    assert demand.basis[0]["law"].startswith("工贸企业有限空间")
    assert db.session.get_one(Finding, demand.id).score == 252
    found = liqiang.get(f"/api/v1/inspections/{record}").get_json()
    assert found["content"]["people_met"][0]["name"] == "张建国"
    assert found["finding_count"] == 1


def test_the_same_again_answers_the_same_and_keeps_one(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    record, _, first = send(liqiang, body)
    _, status, second = send(liqiang, body, record)
    assert (status, second) == (200, first)
    assert db.session.query(Inspection).count() == 1
    assert db.session.query(Demand).count() == 1


def test_other_content_under_the_same_id_is_kept_beside_it(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    record, _, _ = send(liqiang, body)
    for _ in range(2):
        _, status, problem = send(liqiang, body | {"note": "另一份"}, record)
        assert (status, problem["code"]) == (409, "other_content")
    assert db.session.query(InspectionConflict).count() == 1
    assert liqiang.get(f"/api/v1/inspections/{record}").get_json()["content"]["note"] is None
    other = liqiang.get(f"/api/v1/inspections/{record}/conflicts").get_json()
    assert other[0]["content"]["note"] == "另一份"


def test_a_draft_is_saved_again_and_again_and_then_submitted(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    record, status, _ = send(liqiang, {"site_id": body["site_id"]})
    assert status == 201
    _, status, receipt = send(liqiang, body | {"submit": False}, record)
    assert (status, receipt["state"], receipt["version"]) == (200, "draft", 2)
    assert db.session.query(Demand).count() == 0
    _, status, receipt = send(liqiang, body, record)
    assert (status, receipt["state"]) == (200, "submitted")


def test_a_draft_saved_elsewhere_since_is_not_overwritten(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    record, _, _ = send(liqiang, {"site_id": str(site_id("tower"))})
    send(liqiang, {"site_id": str(site_id("tower")), "note": "一"}, record)
    answer = liqiang.put(
        f"/api/v1/inspections/{record}",
        json={"site_id": str(site_id("tower")), "note": "二"},
        headers={"If-Match": '"1"'},
    )
    assert (answer.status_code, answer.get_json()["version"]) == (412, 2)


def test_submitting_in_one_window_does_not_drop_what_another_one_saved(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    assert isinstance(liqiang, Program)
    liqiang.reads_first = False
    body = complete_check(liqiang)
    record, _, _ = send(liqiang, {**body, "submit": False})
    address = f"/api/v1/inspections/{record}"
    newer = {**body, "submit": False, "note": "又发现一处"}
    saved = liqiang.put(address, json=newer, headers={"If-Match": '"1"'})
    assert saved.status_code == 200, saved.text
    older = liqiang.put(address, json={**body, "submit": True}, headers={"If-Match": '"1"'})
    assert (older.status_code, older.get_json()["code"]) == (412, "stale")
    kept = liqiang.get(address).get_json()
    assert (kept["state"], kept["content"]["note"]) == ("draft", "又发现一处")
    sent = liqiang.put(address, json={**newer, "submit": True}, headers={"If-Match": '"2"'})
    assert (sent.status_code, sent.get_json()["state"]) == (200, "submitted")


def test_an_incomplete_check_is_told_every_field(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    body["answers"].pop("yx18")
    body["signatures"] = {"inspector_file": body["signatures"]["inspector_file"], "refused": True}
    _, status, problem = send(liqiang, body)
    assert status == 422
    assert set(problem["errors"]) == {"answers.yx18", "signatures.witness"}  # type: ignore[call-overload]
    assert db.session.query(Inspection).count() == 0


def test_a_site_of_another_district_is_unknown(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    _, status, problem = send(liqiang, complete_check(liqiang, site="plant"))
    assert (status, list(problem["errors"])) == (422, ["site_id"])  # type: ignore[call-overload]


def test_swapped_coordinates_are_told(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang) | {"position": {"lon": 29.5, "lat": 106.5}}
    _, status, problem = send(liqiang, body)
    assert status == 422
    assert "填反" in str(problem["errors"])


def test_a_photo_that_never_arrived_is_named(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    body["findings"][0]["photos"] = [str(uuid.uuid4())]
    _, status, problem = send(liqiang, body)
    assert (status, problem["missing"]) == (422, body["findings"][0]["photos"])


def test_an_unknown_version_and_an_unknown_field_are_refused(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    assert send(liqiang, body | {"version_id": str(uuid.uuid4())})[1] == 422
    assert send(liqiang, body | {"district_code": "500108"})[1] == 422


def test_without_a_certificate_it_waits_for_adoption_by_somebody_else(places: Cast, api: Api) -> None:
    qianfeng, chenjing = api("qianfeng"), api("chenjing")
    body = complete_check(qianfeng) | {"companions": [], "alone_reason": "同行人员临时抢修"}
    record, status, receipt = send(qianfeng, body)
    assert (status, receipt["state"]) == (201, "uncertified")
    demand_id = uuid.UUID(body["findings"][0]["id"])
    assert not db.session.get_one(Demand, demand_id).can_be_demanded
    answer = chenjing.post(f"/api/v1/inspections/{record}/adoption", json={"words": "现场复核属实"})
    assert (answer.status_code, answer.get_json()["state"]) == (200, "adopted")
    db.session.expire_all()
    assert db.session.get_one(Demand, demand_id).can_be_demanded
    again = chenjing.post(f"/api/v1/inspections/{record}/adoption", json={"words": "再认可"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-11-20", "submitted"), ("2026-11-21", "uncertified"), ("2026-11-22", "submitted")],
)
def test_a_check_of_suspended_days_that_arrives_after_the_reinstatement_is_judged_by_its_own_day(
    places: Cast, api: Api, day: str, state: str
) -> None:
    certificate = db.session.scalars(
        select(Certificate).where(Certificate.member_id == id_of("liqiang"))
    ).one()
    for status, on in ((CertificateStatus.SUSPENDED, 21), (CertificateStatus.VALID, 22)):
        with one_transaction():
            change_certificate(
                actor=places.actor("hemei"), now=NOW, certificate_id=certificate.id, status=status,
                on=date(2026, 11, on), valid_to=certificate.valid_to, reason="年度考核",
            )  # fmt: skip
    liqiang = api("liqiang")
    alone = {"companions": [], "alone_reason": "同行人员临时抢修"}
    times = {"started_at": f"{day}T09:00:00+08:00", "ended_at": f"{day}T10:00:00+08:00"}
    _, status_code, receipt = send(liqiang, complete_check(liqiang) | alone | times)
    assert (status_code, receipt["state"]) == (201, state)


def test_a_check_made_tomorrow_is_marked(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    times = {"started_at": "2026-11-24T09:00:00+08:00", "ended_at": "2026-11-24T10:00:00+08:00"}
    _, status, receipt = send(liqiang, complete_check(liqiang) | times)
    assert (status, receipt["made_ahead"]) == (201, True)


@pytest.mark.parametrize(("step_ms", "told"), [(-3 * 3_600_000, -10_800), (60_000, None)])
def test_a_clock_that_was_set_during_a_check_on_line_is_told_with_it(
    places: Cast, api: Api, step_ms: int, told: int | None
) -> None:
    liqiang, record = api("liqiang"), uuid.uuid4()
    body = complete_check(liqiang) | {"device_time": NOW.isoformat(), "clock_set_ms": step_ms}
    assert liqiang.put(f"/api/v1/inspections/{record}", json=body).status_code == 201
    assert db.session.get_one(Inspection, record).clock_set_seconds == told
    again = body | {"clock_set_ms": None}
    assert liqiang.put(f"/api/v1/inspections/{record}", json=again).status_code == 200, "the same check"


def test_another_district_sees_nothing_of_it(places: Cast, api: Api) -> None:
    liqiang, zhengkai = api("liqiang"), api("zhengkai")
    body = complete_check(liqiang)
    record, _, _ = send(liqiang, body)
    assert zhengkai.get(f"/api/v1/inspections/{record}").status_code == 404
    assert zhengkai.get(f"/api/v1/findings/{body['findings'][0]['id']}").status_code == 404
    assert zhengkai.get("/api/v1/inspections").get_json()["total"] == 0
    assert zhengkai.get("/api/v1/findings").get_json()["total"] == 0
    assert api("liuyang").get("/api/v1/findings?grade=ordinary&colour=orange").get_json()["total"] == 1


def test_a_check_costs_few_statements(places: Cast, api: Api, app: Flask) -> None:
    from sqlalchemy import event

    liqiang = api("liqiang")
    body = complete_check(liqiang)
    extra = [dict(body["findings"][0], id=str(uuid.uuid4()), item_id=None, photos=[]) for _ in range(2)]
    body["findings"] += extra
    seen: list[str] = []

    def note(*given: Any) -> None:
        seen.append(given[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        _, status, _ = send(liqiang, body)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert status == 201
    assert len(seen) <= 25, "\n".join(one[:90] for one in seen)


def test_the_record_keeps_the_version_it_was_made_with(places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    used = version_of("confined").id
    record, _, _ = send(liqiang, complete_check(liqiang))
    assert liqiang.get(f"/api/v1/inspections/{record}").get_json()["version_id"] == str(used)
