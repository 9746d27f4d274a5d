"""What a tablet brings of accidents and projects arrives once, through the same operations as the pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.accidents.sending import activity_json, ask, register
from tests.cast import Cast
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
