"""The approval of a report, and the archive behind it."""

from __future__ import annotations

from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import db
from tests.accidents.beginnings import (
    ok,
    registered,
    reported,
)
from tests.accidents.sending import Api

APPROVED = {"approver": "渝中区人民政府", "number": "渝中府〔2026〕1号", "approved_on": "2026-11-23"}


def test_report_and_approval_may_reach_the_union_together_after_the_government_had_both(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    base = f"/api/v1/accidents/{accident}"
    reported(sunjie, accident)  # on the 23rd
    approved = APPROVED | {"approved_on": "2026-11-22", "received_on": "2026-11-23"}
    early = ok(sunjie.post(f"{base}/approval", json=approved | {"submitted_on": "2026-11-23"}), 422)
    assert "submitted_on" in early["errors"]
    ok(sunjie.post(f"{base}/approval", json=approved | {"submitted_on": "2026-11-22"}))
    clocks = {one["term"]: one for one in ok(sunjie.get(f"{base}/clocks"), 200)}
    assert clocks["report"]["met_at"] == "2026-11-22T00:00:00+08:00"
    assert (clocks["approval"]["due_on"], clocks["report"]["day_unknown"]) == ("2026-12-07", False)
    for wrong in ("2026-11-20", "2026-11-23"):  # before the accident, after the approval
        refused = ok(sunjie.post(f"{base}/days", json={"report_submitted_on": wrong}), 422)
        assert list(refused["errors"]) == ["report_submitted_on"]
    changed = ok(sunjie.post(f"{base}/days", json={"report_submitted_on": "2026-11-21"}), 200)
    assert changed["report_submitted_on"] == "2026-11-21"


def test_an_archived_case_takes_nothing_but_what_the_government_still_owes(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie)
    base = f"/api/v1/accidents/{accident}"
    opinion = {"about": "causes", "words": "应查明", "addressee": "调查组", "sent_on": "2026-11-22"}
    given = ok(sunjie.post(f"{base}/opinions", json=opinion))
    reported(sunjie, accident)
    ok(sunjie.post(f"{base}/approval", json=APPROVED))
    ok(sunjie.post(f"{base}/close", json={}), 200)
    answer = {"stance": "adopted", "answer": "已采纳", "answered_on": "2026-11-23"}
    assert sunjie.post(f"{base}/opinions/{given['id']}/answer", json=answer).status_code == 409
    assert sunjie.post(f"{base}/opinions", json=opinion).status_code == 409
    running = {one["term"] for one in ok(sunjie.get("/api/v1/accident-clocks"), 200)[0]["clocks"]}
    assert "evaluation" in running
    assert "《重庆市安全生产条例》（待核）当时的文本没有读到" in sunjie.get(
        f"/accidents/{accident}/clocks"
    ).get_data(as_text=True)
    assert "copies" not in running
    assert ok(sunjie.post(f"{base}/days", json={"evaluated_on": "2026-11-23"}), 200)["evaluated_on"]


def test_an_archived_case_keeps_the_terms_of_recognition_until_somebody_applied(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie, happened_at="2026-09-01T15:20:00+08:00")
    base = f"/api/v1/accidents/{accident}"
    reported(sunjie, accident)
    ok(sunjie.post(f"{base}/approval", json=APPROVED))
    ok(sunjie.post(f"{base}/close", json={"no_opinion_reason": "没有不同看法"}), 200)
    done = {"evaluated_on": "2026-11-23", "copies_sent_on": "2026-11-23"}
    ok(sunjie.post(f"{base}/days", json=done), 200)

    def recognition() -> set[str]:
        """From what the terms of recognition count that the list of running terms names."""
        clocks = [clock for one in ok(sunjie.get("/api/v1/accident-clocks"), 200) for clock in one["clocks"]]
        return {one["counts_from"] for one in clocks if one["term"].startswith("injury")}

    assert recognition() == {"从事故伤害发生之日起算"}
    applied = {"injury_applied_on": "2026-09-10", "injury_applied_by": "employer"}
    ok(sunjie.post(f"{base}/days", json=applied), 200)
    assert recognition() == set()
    ill = "从被诊断、鉴定为职业病之日起算"
    ok(sunjie.post(f"{base}/days", json={"disease_diagnosed_on": "2026-10-01"}), 200)
    assert recognition() == {ill}
    assert ill in sunjie.get("/").get_data(as_text=True)


def test_a_case_with_casualties_is_archived_without_an_opinion_only_with_the_reason(api: Api) -> None:
    """Giving an opinion is the union's duty: the page says so, the reason is kept, shown and audited."""
    sunjie = api("sunjie")
    accident = registered(sunjie, deaths=1)
    base = f"/api/v1/accidents/{accident}"
    assert (
        "工会应当向有关部门提出处理意见（《工会法》第二十七条）" in sunjie.get(f"/accidents/{accident}").text
    )
    reported(sunjie, accident)
    ok(sunjie.post(f"{base}/approval", json=APPROVED))
    assert list(ok(sunjie.post(f"{base}/close", json={}), 422)["errors"]) == ["no_opinion_reason"]
    why = "调查组未受理工会意见"
    assert ok(sunjie.post(f"{base}/close", json={"no_opinion_reason": why}), 200)["no_opinion_reason"] == why
    assert why in sunjie.get(f"/accidents/{accident}").text
    entries = select(AuditEntry.change).where(AuditEntry.action == "accident_closed")
    assert db.session.scalars(entries).one()["no_opinion_reason"] == why


def test_a_case_in_which_nobody_was_hurt_needs_no_reason(api: Api) -> None:
    sunjie = api("sunjie")
    accident = registered(sunjie, deaths=0, serious=0, slight=0, direct_loss_yuan="2000000")
    base = f"/api/v1/accidents/{accident}"
    reported(sunjie, accident)
    ok(sunjie.post(f"{base}/approval", json=APPROVED))
    assert ok(sunjie.post(f"{base}/close", json={}), 200)["no_opinion_reason"] is None
