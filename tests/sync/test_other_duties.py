"""What a tablet brings of accidents and projects arrives once, through the same operations as the pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.access.roles import Role
from safety.database import session
from safety.errors import NotAllowed, NotFound
from safety.projects.vocabulary import ReviewKind
from safety.sync.models import SyncDevice
from safety.sync.operations import decide_conflict, revoke_device
from safety.sync.queries.conflicts import get_conflict
from safety.sync.rules import Choice
from safety.transactions import one_transaction
from tests.accidents.sending import activity_json, appoint, ask, register
from tests.cast import NOW, Cast
from tests.inspections.workplaces import load_sites, site_id
from tests.projects.story import Story
from tests.sync.story import Tablet, enrol

Api = Callable[[str], FlaskClient]


def sent_twice(tablet: Tablet, body: dict[str, Any]) -> dict[str, Any]:
    """The answer to an entry, which the same again gets too."""
    entry_id = str(uuid.uuid4())
    first, again = tablet.put(entry_id, body), tablet.put(entry_id, body)
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert first.get_json()["receipt"] == again.get_json()["receipt"]
    found: dict[str, Any] = again.get_json()
    return found


def test_an_activity_recorded_in_the_pit_arrives_once(cast: Cast, api: Api) -> None:
    officer = api("sunjie")
    accident = register(officer)
    tablet = enrol(officer)
    content = activity_json("sunjie") | {"accident_id": accident.rpartition("/")[2]}
    body = tablet.entry("activity", content)
    assert sent_twice(tablet, body)["state"] == "arrived"
    assert [one["id"] for one in ask(officer, f"{accident}/activities")] == [body["record_id"]]
    other = tablet.entry("activity", content | {"words": "另一份内容"}, record_id=body["record_id"])
    assert sent_twice(tablet, other)["state"] == "conflict"
    assert [one["words"] for one in ask(officer, f"{accident}/activities")] == [content["words"]]


def test_an_activity_of_a_case_that_is_not_here_is_held(cast: Cast, api: Api) -> None:
    tablet = enrol(api("sunjie"))
    content = activity_json("sunjie") | {"accident_id": str(uuid.uuid4())}
    assert sent_twice(tablet, tablet.entry("activity", content))["state"] == "held"


def test_the_attendance_at_a_review_arrives_once_and_not_from_the_next_district(cast: Cast, api: Api) -> None:
    with one_transaction():
        story = Story(cast)
        review_id = story.review(story.project(), ReviewKind.DESIGN).id
    content = {
        "review_id": str(review_id),
        "kind": "meeting",
        "held_on": "2026-11-21",
        "person": "陈示例",
        "is_union": True,
    }
    tablet = enrol(api("wufang"))
    assert sent_twice(tablet, tablet.entry("attendance", content))["state"] == "arrived"
    attendances = api("wufang").get(f"/api/v1/project-reviews/{review_id}").get_json()["attendances"]
    assert [one["person"] for one in attendances].count("陈示例") == 1
    stranger = enrol(api("wanglei"))
    assert sent_twice(stranger, stranger.entry("attendance", content))["state"] == "refused"


def conflict_over(tablet: Tablet, accident: str) -> str:
    """Two contents of one activity were sent; the id of the question."""
    content = activity_json("sunjie") | {"accident_id": accident.rpartition("/")[2]}
    first = tablet.entry("activity", content)
    assert sent_twice(tablet, first)["state"] == "arrived"
    second = tablet.entry("activity", content | {"words": "另一份内容"}, record_id=first["record_id"])
    return str(sent_twice(tablet, second)["conflict"])


def test_who_may_not_read_accidents_sees_no_conflict_about_one(cast: Cast, api: Api) -> None:
    officer, inspector = api("sunjie"), api("liqiang")
    conflict = conflict_over(enrol(officer), register(officer))
    assert officer.get(f"/api/v1/sync/conflicts/{conflict}").status_code == 200
    assert inspector.get(f"/api/v1/sync/conflicts/{conflict}").status_code == 404
    assert inspector.get("/api/v1/sync/conflicts").get_json()["total"] == 0
    assert inspector.get("/api/v1/sync/entries").get_json()["total"] == 0


def test_an_accidents_conflict_is_judged_by_who_records_accidents(cast: Cast, api: Api) -> None:
    """陈静 judges the conflicts of checks, and records no accidents."""
    officer = api("sunjie")
    conflict = conflict_over(enrol(officer), register(officer))
    with one_transaction():
        row = get_conflict(uuid.UUID(conflict), cast.actor("sunjie"))
        with pytest.raises(NotAllowed):
            decide_conflict(
                actor=cast.actor("chenjing"), now=NOW, conflict=row, choice=Choice.SERVER, reason="我来定"
            )
    decision = {"choice": "server", "reason": "以先到的为准"}
    answer = officer.post(f"/api/v1/sync/conflicts/{conflict}/decision", json=decision)
    assert (answer.status_code, answer.get_json()["choice"]) == (200, "server")


def test_an_id_that_stands_for_another_districts_record_tells_nothing_of_it(cast: Cast, api: Api) -> None:
    with one_transaction():
        load_sites()
    record_id = str(uuid.uuid4())
    proposal = {
        "site_id": str(site_id("plant")),
        "danger": "储罐泄漏",
        "suggestion": "立即撤离",
        "told_name": "张建国",
        "proposed_at": "2026-11-23T09:30:00+08:00",
    }
    stranger = enrol(api("zhengkai"))
    theirs = stranger.entry("evacuation", proposal, record_id=record_id)
    assert sent_twice(stranger, theirs)["state"] == "arrived"
    tablet = enrol(api("liqiang"))
    ours = tablet.entry("evacuation", proposal | {"site_id": str(site_id("tower"))}, record_id=record_id)
    told = sent_twice(tablet, ours)
    assert (told["state"], told["problem"]["code"], told["conflict"]) == ("refused", "id_taken", None)
    assert "储罐泄漏" not in str(told["problem"])


def test_a_device_of_the_next_district_is_not_revoked(cast: Cast, api: Api) -> None:
    tablet = enrol(api("liqiang"))
    appoint("wanglei", "nanan", Role.SECURITY_ADMINISTRATOR)
    with one_transaction():
        device = session.get_one(SyncDevice, uuid.UUID(tablet.id))
        with pytest.raises(NotFound):
            revoke_device(actor=cast.actor("wanglei"), now=NOW, device=device, reason="不是本区的设备")
        assert device.revoked_at is None
