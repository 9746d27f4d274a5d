"""The whole of duty 2 through the API: what a page can do, a program can."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine, ReplyLine
from safety.corrections.vocabulary import RecheckResult, Stance
from safety.database import db
from safety.papers.models import Paper
from safety.papers.queries import verdict_on
from safety.people.models import Appointment
from safety.projects.models import Project
from safety.transactions import one_transaction
from tests.cast import NOW, PASSWORD, Cast, id_of
from tests.inspections.workplaces import load_sites, site_id
from tests.projects.story import signature

Api = Callable[[str], FlaskClient]
SIGNING = {
    "password": PASSWORD,
    "signature": "data:image/png;base64," + base64.b64encode(signature()).decode(),
}


def ok(answer: Any, status: int = 201) -> Any:
    assert answer.status_code == status, (answer.status_code, answer.get_json())
    return answer.get_json()


@pytest.fixture
def project(cast: Cast, api: Api) -> str:
    with one_transaction():
        load_sites()
    body = {
        "name": "解放碑塔楼新建工程",
        "nature": "new",
        "tracks": ["safety"],
        "owner_id": str(uuid.uuid5(uuid.NAMESPACE_URL, "employer:tower")),
        "site_id": str(site_id("tower")),
    }
    return str(ok(api("chenjing").put(f"/api/v1/projects/{uuid.uuid4()}", json=body))["id"])


def review(client: FlaskClient, project: str, kind: str, *, invited: bool = True) -> str:
    body = {
        "kind": kind,
        "invited": invited,
        "notified_on": "2026-11-20",
        "notified_by": "建设单位安全部",
        "how": "letter" if invited else "reported",
    }
    if not invited:
        body["words"] = "职工反映已组织验收"
    made = ok(client.post(f"/api/v1/projects/{project}/reviews", json=body))
    address = f"/api/v1/project-reviews/{made['id']}"
    if invited:
        came = {"kind": "meeting", "held_on": "2026-11-21", "person": "吴芳", "is_union": True}
        ok(client.post(f"{address}/attendances", json=came))
    return address


def concluded(api: Api, address: str, conclusion: str = "agree", **more: Any) -> Any:
    ok(api("wufang").post(f"{address}/proposal", json={"conclusion": conclusion} | more))
    return ok(api("zhaolan").post(f"{address}/signature", json=SIGNING))


def verified(demand: str) -> None:
    with one_transaction():
        actor = Cast().actor("wufang")
        demands = [ReplyLine(uuid.UUID(demand), Stance.ADOPTED, "已改")]
        corrections.record_reply(actor=actor, now=NOW, received_at=NOW, lines=demands, author="建设单位")
        lines = [RecheckLine(uuid.UUID(demand), RecheckResult.PASSED, words="图纸已改")]
        corrections.record_recheck(actor=actor, now=NOW, checked_on=Cast().today, lines=lines)


def test_the_straight_path_ends_with_two_sealed_sheets(project: str, api: Api) -> None:
    wufang, chenjing = api("wufang"), api("chenjing")
    design = review(wufang, project, "design")
    opinion = ok(
        wufang.post(
            f"{design}/opinions",
            json={"category": "fire", "mandatory": True, "text": "疏散门应向外开启"},
        )
    )
    sent = ok(chenjing.post(f"{design}/transmission", json={"reply_by": "2026-12-10"}), 200)
    assert sent["number"]
    refused = wufang.post(f"{design}/proposal", json={"conclusion": "agree"})
    assert refused.status_code == 409
    assert "疏散门" in str(refused.get_json()["errors"])
    verified(opinion["demand_id"])
    signed = concluded(api, design)
    acceptance = review(wufang, project, "acceptance")
    assert concluded(api, acceptance)["state"] == "signed"
    paper = db.session.get_one(Paper, uuid.UUID(signed["paper_id"]))
    assert verdict_on(paper).genuine
    [row] = ok(wufang.get("/api/v1/project-numbers?by=nature"), 200)
    assert (row["projects"], row["reviews"], row["invited"], row["attended"]) == (1, 2, 2, 2)


def test_acceptance_is_refused_before_the_design_review_is_signed(project: str, api: Api) -> None:
    acceptance = review(api("wufang"), project, "acceptance")
    answer = api("wufang").post(f"{acceptance}/proposal", json={"conclusion": "agree"})
    assert answer.status_code == 409
    assert "设计审查" in str(answer.get_json()["errors"])
    refusal = {"conclusion": "refuse", "words": "未做设计审查"}
    ok(api("wufang").post(f"{acceptance}/proposal", json=refusal))


def test_the_union_that_was_not_invited_applies_to_a_department(project: str, api: Api) -> None:
    chenjing = api("chenjing")
    acceptance = review(api("wufang"), project, "acceptance", invited=False)
    ok(chenjing.post(f"/api/v1/projects/{project}/stage", json={"stage": "in_use", "on": "2026-11-20"}), 200)
    assert ok(chenjing.get("/api/v1/projects?no_union_part=true"), 200)["total"] == 1
    body = {"department": "区应急管理局", "reason": "未邀请工会", "request": "请依法处理"}
    applied = ok(chenjing.post(f"{acceptance}/referral", json=body))
    assert applied["kind"] == "not_invited"
    page = f"/projects/reviews/{acceptance.rpartition('/')[2]}"
    assert f'href="{page}"' in chenjing.get(f"/referrals/{applied['id']}").text


def test_who_proposes_does_not_sign_and_a_wrong_password_signs_nothing(project: str, api: Api) -> None:
    design = review(api("wufang"), project, "design")
    ok(api("wufang").post(f"{design}/proposal", json={"conclusion": "agree"}))
    assert api("wufang").post(f"{design}/signature", json=SIGNING).status_code == 403
    wrong = SIGNING | {"password": "guess"}
    assert api("zhaolan").post(f"{design}/signature", json=wrong).status_code == 422


def test_an_appointment_that_ended_yesterday_signs_nothing(project: str, api: Api) -> None:
    design = review(api("wufang"), project, "design")
    ok(api("wufang").post(f"{design}/proposal", json={"conclusion": "agree"}))
    zhaolan = api("zhaolan")
    with one_transaction():
        held = db.session.scalars(select(Appointment).where(Appointment.member_id == id_of("zhaolan"))).one()
        held.valid_to = NOW.date() - timedelta(days=1)
    assert zhaolan.post(f"{design}/signature", json=SIGNING).status_code == 403


def test_two_people_who_sign_at_the_same_moment_leave_one_signature(
    app: Flask, project: str, api: Api
) -> None:
    design = review(api("wufang"), project, "design")
    ok(api("wufang").post(f"{design}/proposal", json={"conclusion": "agree"}))
    with one_transaction():
        db.session.add(
            Appointment(
                member_id=id_of("zhoumin"), union_id=id_of("yuzhong"), role="signatory", valid_from=NOW.date()
            )
        )
    bearers = [api(one).environ_base["HTTP_AUTHORIZATION"] for one in ("zhaolan", "zhoumin")]
    db.session.rollback()

    def sign(bearer: str) -> int:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = bearer
        return client.post(f"{design}/signature", json=SIGNING).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sign, bearers)) == [201, 409]
    kept = ok(api("wufang").get(design), 200)["sign_offs"]
    assert [one["state"] for one in kept] == ["signed"]


def test_another_district_sees_no_project_and_no_review(project: str, api: Api) -> None:
    design = review(api("wufang"), project, "design")
    wanglei = api("wanglei")
    assert wanglei.get(f"/api/v1/projects/{project}").status_code == 404
    assert wanglei.get(design).status_code == 404
    assert ok(wanglei.get("/api/v1/projects"), 200)["total"] == 0


def test_an_opinion_is_taken_back_neither_after_it_was_sent_nor_after_the_signature(
    project: str, api: Api
) -> None:
    wufang = api("wufang")
    design = review(wufang, project, "design")
    body = {"category": "fire", "mandatory": True, "text": "疏散门应向外开启"}
    opinion = ok(wufang.post(f"{design}/opinions", json=body))
    ok(wufang.post(f"{design}/proposal", json={"conclusion": "refuse", "words": "疏散不足"}))
    ok(api("zhaolan").post(f"{design}/signature", json=SIGNING))
    back = wufang.post(f"{design}/opinions/{opinion['id']}/withdrawal", json={"reason": "写错"})
    assert (back.status_code, back.get_json()["code"]) == (409, "signed")
    assert wufang.post(f"{design}/opinions", json=body).status_code == 409


def test_a_city_officer_who_may_not_sign_does_not_counter_sign(project: str, api: Api) -> None:
    with one_transaction():
        db.session.add(  # Liu Yang, an officer of the city, signs for 渝中 and not for the city
            Appointment(
                member_id=id_of("liuyang"),
                union_id=id_of("yuzhong"),
                role="signatory",
                valid_from=NOW.date(),
            )
        )
        db.session.get_one(Project, uuid.UUID(project)).is_city_project = True
    design = review(api("wufang"), project, "design")
    concluded(api, design)
    assert api("liuyang").post(f"{design}/counter-signature", json=SIGNING).status_code == 403


def as_signatory_of_the_city() -> None:
    """Liu Yang may sign for the city from today on."""
    with one_transaction():
        db.session.add(
            Appointment(
                member_id=id_of("liuyang"), union_id=id_of("city"), role="signatory", valid_from=NOW.date()
            )
        )


def test_the_city_counter_signs_a_project_of_the_city_once(project: str, api: Api) -> None:
    as_signatory_of_the_city()
    with one_transaction():
        db.session.get_one(Project, uuid.UUID(project)).is_city_project = True
    design = review(api("wufang"), project, "design")
    early = api("liuyang").post(f"{design}/counter-signature", json=SIGNING)
    assert (early.status_code, early.get_json()["code"]) == (409, "nothing_to_sign")
    signed = concluded(api, design)
    assert signed["needs_counter"] is True
    assert signed["countered_at"] is None
    countered = ok(api("liuyang").post(f"{design}/counter-signature", json=SIGNING))
    paper = db.session.get_one(Paper, uuid.UUID(countered["counter_paper_id"]))
    assert verdict_on(paper).genuine
    first = db.session.get_one(Paper, uuid.UUID(signed["paper_id"]))
    assert str(first.content_hash) in str(paper.content)
    again = api("liuyang").post(f"{design}/counter-signature", json=SIGNING)
    assert (again.status_code, again.get_json()["code"]) == (409, "nothing_to_sign")


def test_a_project_of_the_district_asks_for_no_counter_signature(project: str, api: Api) -> None:
    as_signatory_of_the_city()
    design = review(api("wufang"), project, "design")
    assert concluded(api, design)["needs_counter"] is False
    answer = api("liuyang").post(f"{design}/counter-signature", json=SIGNING)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "nothing_to_sign")


def test_a_participants_reservation_is_kept_beside_the_conclusion_and_on_its_sheet(
    project: str, api: Api
) -> None:
    design = review(api("wufang"), project, "design")
    words = {"words": "排烟风量计算偏小，建议复算。"}
    assert api("chenjing").post(f"{design}/dissents", json=words).status_code == 403
    ok(api("wufang").post(f"{design}/participants", json={"member_id": str(id_of("chenjing"))}))
    ok(api("wufang").post(f"{design}/proposal", json={"conclusion": "agree"}))
    ok(api("chenjing").post(f"{design}/dissents", json=words))
    twice = api("chenjing").post(f"{design}/dissents", json=words)
    assert twice.status_code == 409
    signed = ok(api("zhaolan").post(f"{design}/signature", json=SIGNING))
    paper = db.session.get_one(Paper, uuid.UUID(signed["paper_id"]))
    assert "排烟风量计算偏小" in str(paper.content)
    [kept] = ok(api("wufang").get(design), 200)["dissents"]
    assert kept["words"] == words["words"]


def test_a_refusal_at_acceptance_is_signed_and_proved(project: str, api: Api) -> None:
    concluded(api, review(api("wufang"), project, "design"))
    acceptance = review(api("wufang"), project, "acceptance")
    without_words = api("wufang").post(f"{acceptance}/proposal", json={"conclusion": "refuse"})
    assert (without_words.status_code, list(without_words.get_json()["errors"])) == (422, ["words"])
    signed = concluded(api, acceptance, "refuse", words="防护栏杆未按图施工，不同意通过验收。")
    paper = db.session.get_one(Paper, uuid.UUID(signed["paper_id"]))
    assert verdict_on(paper).genuine
    assert "不同意" in str(paper.content)
    assert "防护栏杆未按图施工" in str(paper.content)


def test_a_request_cannot_date_a_signature_back(project: str, api: Api) -> None:
    """Zhao Lan's appointment ended yesterday: what a request says of the day does not count."""
    design = review(api("wufang"), project, "design")
    ok(api("wufang").post(f"{design}/proposal", json={"conclusion": "agree"}))
    for said in ({"signed_at": "2026-11-20T09:00:00+08:00"}, {"on": "2026-11-20"}):
        refused = api("zhaolan").post(f"{design}/signature", json=SIGNING | said)
        assert (refused.status_code, list(refused.get_json()["errors"])) == (422, list(said))
    zhaolan = api("zhaolan")
    with one_transaction():
        held = db.session.scalars(select(Appointment).where(Appointment.member_id == id_of("zhaolan"))).one()
        held.valid_to = NOW.date() - timedelta(days=1)
    dated = {"Date": "Fri, 20 Nov 2026 01:00:00 GMT"}
    assert zhaolan.post(f"{design}/signature", json=SIGNING, headers=dated).status_code == 403
    with one_transaction():
        held.valid_to = None
        db.session.add(held)
    signed = ok(zhaolan.post(f"{design}/signature", json=SIGNING, headers=dated))
    assert signed["signed_at"].startswith("2026-11-23")


def test_an_invitation_of_a_day_to_come_is_refused_and_a_late_entry_shows_both_days(
    project: str, api: Api
) -> None:
    body = {
        "kind": "design",
        "invited": True,
        "notified_on": "2026-11-24",
        "notified_by": "建设单位安全部",
        "how": "letter",
    }
    refused = api("wufang").post(f"/api/v1/projects/{project}/reviews", json=body)
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["notified_on"])
    late = body | {"notified_on": "2026-09-01"}
    made = ok(api("wufang").post(f"/api/v1/projects/{project}/reviews", json=late))
    assert made["notified_on"] == "2026-09-01"
    assert made["opened_at"].startswith("2026-11-23")


def test_a_project_that_takes_the_name_of_another_of_its_owner_is_asked_about(project: str, api: Api) -> None:
    chenjing = api("chenjing")
    kept = ok(chenjing.get(f"/api/v1/projects/{project}"), 200)
    facts = {"nature": "new", "tracks": ["safety"]}
    body = {"owner_id": kept["owner_id"], "name": "另一个项目（示例）", **facts}
    other = ok(chenjing.put(f"/api/v1/projects/{uuid.uuid4()}", json=body))
    renamed = {"name": kept["name"], **facts}
    refused = chenjing.patch(f"/api/v1/projects/{other['id']}", json=renamed)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "likely_duplicate")
    ok(chenjing.patch(f"/api/v1/projects/{other['id']}", json={**renamed, "accept_duplicate": True}), 200)
