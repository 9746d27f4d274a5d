"""Entries arrive once, whole, in order, whatever is repeated or lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import ValidationError
from sqlalchemy import func, select

from safety.corrections.models import Demand, Recheck
from safety.database import db
from safety.evidence import quotas
from safety.inspections.models import Inspection
from safety.sync.kinds import KINDS
from safety.sync.models import SyncConflict
from safety.sync.rules import EntryKind
from tests.cast import NOW, Cast
from tests.evidence import samples
from tests.inspections.workplaces import sites_once
from tests.sync.story import Tablet, arrive, check_entry, enrol

Api = Callable[[str], FlaskClient]


@pytest.fixture
def places(app: Flask, cast: Cast) -> Cast:
    sites_once(app)
    return cast


@pytest.fixture
def tablet(places: Cast, api: Api) -> Tablet:
    return enrol(api("liqiang"))


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_check_waits_for_its_photos_and_arrives_with_the_last(tablet: Tablet) -> None:
    entry_id, body = str(uuid.uuid4()), check_entry(tablet)
    answer = tablet.put(entry_id, body)
    assert (answer.status_code, answer.get_json()["state"]) == (201, "awaiting_files"), answer.text
    assert [one["have"] for one in answer.get_json()["missing"]] == [0, 0, 0]
    assert count(Inspection) == 0
    for line in body["files"]:
        tablet.send(line)
    again = tablet.put(entry_id, body)
    assert (again.status_code, again.get_json()["state"]) == (200, "arrived"), again.text
    assert again.get_json()["receipt"].startswith("R-2026-")
    assert (count(Inspection), count(Demand)) == (1, 1)
    assert tablet.put(entry_id, body).get_json()["receipt"] == again.get_json()["receipt"]
    assert count(Inspection) == 1


def test_a_photo_whose_camera_had_no_clock_arrives_with_its_check_which_says_so(tablet: Tablet) -> None:
    body = check_entry(tablet)
    odd = tablet.photo(content=samples.dated_jpeg("0001:01:01 00:00:00"))
    body["files"].append(odd)
    body["content"]["findings"][0]["photos"].append(odd["id"])
    assert arrive(tablet, body)["state"] == "arrived"
    page = tablet.client.get(f"/inspections/{body['record_id']}").get_data(as_text=True)
    assert "拍摄时间不明（相机写的是“0001:01:01 00:00:00”）" in page


def test_an_upload_goes_on_where_it_broke(tablet: Tablet) -> None:
    line = tablet.photo()
    content = tablet.files[line["id"]]
    assert tablet.announce(line).headers["Upload-Offset"] == "0"
    assert tablet.patch(line["id"], 0, content[:100]).headers["Upload-Offset"] == "100"
    wrong = tablet.patch(line["id"], 0, content[:100])
    assert (wrong.status_code, wrong.get_json()["code"]) == (409, "wrong_offset")
    head = tablet.client.head(f"/api/v1/sync/files/{line['id']}", headers=tablet.headers)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("100", str(len(content)))
    assert tablet.patch(line["id"], 100, content[100:]).status_code == 204
    assert tablet.announce(line).headers["Upload-Offset"] == str(len(content))


def test_a_part_with_another_checksum_is_dropped(tablet: Tablet) -> None:
    line = tablet.photo()
    tablet.announce(line)
    answer = tablet.patch(line["id"], 0, b"x" * 50, checksum="sha256 " + "A" * 43 + "=")
    assert answer.status_code == 460
    head = tablet.client.head(f"/api/v1/sync/files/{line['id']}", headers=tablet.headers)
    assert head.headers["Upload-Offset"] == "0"


def test_a_whole_with_another_hash_begins_anew(tablet: Tablet) -> None:
    line = tablet.photo()
    tablet.announce(line)
    answer = tablet.patch(line["id"], 0, b"x" * line["size"])
    assert (answer.status_code, answer.get_json()["code"]) == (422, "hash_mismatch")
    assert tablet.announce(line).headers["Upload-Offset"] == "0"
    assert tablet.patch(line["id"], 0, tablet.files[line["id"]]).status_code == 204


def test_a_recheck_of_a_finding_that_is_not_here_is_held_and_follows_it(tablet: Tablet) -> None:
    check = check_entry(tablet)
    finding = check["content"]["findings"][0]["id"]
    content = {"lines": [{"demand_id": finding, "result": "passed"}], "checked_on": "2026-11-23"}
    recheck = tablet.entry("recheck", content)
    first = str(uuid.uuid4())
    assert tablet.put(first, recheck).get_json()["state"] == "held"
    for line in check["files"]:
        tablet.send(line)
    assert tablet.put(str(uuid.uuid4()), check).get_json()["state"] == "arrived"
    assert tablet.put(first, recheck).get_json()["state"] == "arrived"
    assert count(Recheck) == 1


def test_a_recheck_that_waits_for_a_check_given_up_is_given_up_and_mended(tablet: Tablet) -> None:
    check = check_entry(tablet)
    finding, other = check["content"]["findings"][0]["id"], str(uuid.uuid4())
    content = {"lines": [{"demand_id": finding, "result": "passed"}], "checked_on": "2026-11-23"}
    held = str(uuid.uuid4())
    assert tablet.put(held, tablet.entry("recheck", content, after=[other])).get_json()["state"] == "held"
    address = f"/api/v1/sync/entries/{held}/give-up"
    for _ in range(2):
        told = tablet.client.post(address, headers=tablet.headers).get_json()
        assert (told["state"], told["problem"]["code"]) == ("refused", "given_up")
    unknown = tablet.client.post(f"/api/v1/sync/entries/{other}/give-up", headers=tablet.headers)
    assert unknown.status_code == 404
    arrived = arrive(tablet, check)["id"]
    late = tablet.client.post(f"/api/v1/sync/entries/{arrived}/give-up", headers=tablet.headers)
    assert late.status_code == 409
    assert count(Recheck) == 0, "given up stays given up"
    mended = tablet.entry("recheck", content) | {"mends": held}
    assert tablet.put(str(uuid.uuid4()), mended).get_json()["state"] == "arrived"


def test_other_content_under_one_id_is_kept_beside_it(tablet: Tablet) -> None:
    entry_id, body = str(uuid.uuid4()), check_entry(tablet)
    tablet.put(entry_id, body)
    other = body | {"content": body["content"] | {"note": "另一份"}}
    for _ in range(2):
        answer = tablet.put(entry_id, other)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "other_content")
    assert count(SyncConflict) == 1


def test_a_rule_refuses_and_the_queue_goes_on_with_a_mended_entry(tablet: Tablet) -> None:
    body = check_entry(tablet)
    bad = body | {"content": body["content"] | {"people_met": []}, "files": body["files"]}
    for line in body["files"]:
        tablet.send(line)
    refused = str(uuid.uuid4())
    answer = tablet.put(refused, bad)
    assert (answer.status_code, answer.get_json()["state"]) == (201, "refused")
    assert "people_met" in answer.get_json()["problem"]["errors"]
    finding = body["content"]["findings"][0]["id"]
    content = {"lines": [{"demand_id": finding, "result": "passed"}], "checked_on": "2026-11-23"}
    later = str(uuid.uuid4())
    held = tablet.entry("recheck", content, after=[refused])
    assert tablet.put(later, held).get_json()["state"] == "held"
    mended = tablet.put(str(uuid.uuid4()), body | {"mends": refused, "sequence": 9})
    assert mended.get_json()["state"] == "arrived", mended.text
    assert tablet.put(later, held).get_json()["state"] == "arrived"


def test_nonsense_is_refused_by_field_and_nothing_is_kept(tablet: Tablet) -> None:
    body = check_entry(tablet)
    for wrong, field in (
        ({"kind": "poem"}, "kind"),
        ({"content": {"site_id": "x"}}, "content.site_id"),
        ({"content": body["content"] | {"colour": 1}}, "content.colour"),
        ({"sequence": "1"}, "sequence"),
    ):
        answer = tablet.put(str(uuid.uuid4()), body | wrong)
        assert answer.status_code == 422, answer.text
        assert field in answer.get_json()["errors"]


def test_a_revoked_device_is_told_even_without_a_session(tablet: Tablet, client: FlaskClient) -> None:
    answer = tablet.client.post(
        f"/api/v1/sync/devices/{tablet.id}/revocation", json={"reason": "遗失在出租车上"}
    )
    assert answer.status_code == 200, answer.text
    told = client.post(f"/api/v1/sync/devices/{tablet.id}/contact", json={}, headers=tablet.headers)
    assert (told.status_code, told.get_json()["code"]) == (403, "device_revoked")
    assert tablet.put(str(uuid.uuid4()), {}).get_json()["code"] == "device_revoked"


def test_an_unknown_device_is_not_told_to_erase(tablet: Tablet) -> None:
    """After a restore from an older backup the server knows no device that was enrolled since."""
    for strange in ({"Qunjian-Device": str(uuid.uuid4())}, {"Qunjian-Device-Secret": "wrong"}):
        tablet_headers = tablet.headers | strange
        told = tablet.client.put(f"/api/v1/sync/entries/{uuid.uuid4()}", json={}, headers=tablet_headers)
        assert (told.status_code, told.get_json()["code"]) == (403, "device_unknown")


def test_a_content_that_an_update_no_longer_takes_is_refused_and_stops_nothing(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = check_entry(tablet)
    entry_id = str(uuid.uuid4())
    assert tablet.put(entry_id, waiting).get_json()["state"] == "awaiting_files"

    def stricter(content: Mapping[str, Any]) -> Any:
        raise ValidationError({"weather": ["必填"]})

    monkeypatch.setattr(KINDS[EntryKind.CHECK], "read", stricter)
    told = tablet.client.post(
        f"/api/v1/sync/devices/{tablet.id}/contact",
        json={"device_time": "2026-11-25T10:00:00+08:00", "unsent": 1, "app_version": "2"},
        headers=tablet.headers,
    )
    assert told.status_code == 200, told.text
    kept = tablet.client.get(f"/api/v1/sync/entries/{entry_id}").get_json()
    assert (kept["state"], list(kept["problem"]["errors"])) == ("refused", ["weather"])


def test_a_contact_measures_the_devices_clock(tablet: Tablet) -> None:
    told = {"device_time": (NOW + timedelta(days=2)).isoformat(), "unsent": 3, "app_version": "1"}
    answer = tablet.client.post(
        f"/api/v1/sync/devices/{tablet.id}/contact", json=told, headers=tablet.headers
    )
    assert (answer.status_code, answer.get_json()["state"]) == (200, "enrolled"), answer.text
    listed = tablet.client.get("/api/v1/sync/devices").get_json()["items"]
    assert (listed[0]["offset_ms"], listed[0]["unsent"]) == (172_800_000, 3)


def test_a_batch_stops_at_nothing(tablet: Tablet) -> None:
    body = check_entry(tablet)
    for line in body["files"]:
        tablet.send(line)
    good, bad = str(uuid.uuid4()), str(uuid.uuid4())
    sent = [{"id": good, **body}, {"id": bad, **body, "kind": "poem", "sequence": 0}, 5]
    answers = tablet.client.post(
        "/api/v1/sync/batches", json={"entries": sent}, headers=tablet.headers
    ).get_json()["answers"]
    assert [(one["id"], one["status"]) for one in answers] == [(bad, 422), (good, 201), (None, 422)]
    assert answers[1]["body"]["state"] == "arrived"


def test_a_tablet_over_its_quota_is_told_to_come_later_and_what_it_announced_still_arrives(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "STAGED", quotas.Amount(2, quotas.STAGED.bytes))
    first, second, third = (tablet.photo(colour) for colour in ("red", "blue", "green"))
    assert tablet.announce(first).status_code == tablet.announce(second).status_code == 201
    refused = tablet.announce(third)
    assert (refused.status_code, refused.get_json()["code"]) == (429, "quota_staged")
    assert int(refused.headers["Retry-After"]) > 0
    assert tablet.announce(first).status_code == 201  # the same again is no more
    tablet.send(first)
    tablet.send(second)
    assert tablet.announce(third).status_code == 429


def test_who_only_administers_announces_no_file(api: Api) -> None:
    tablet = enrol(api("huangtao"))
    assert tablet.announce(tablet.photo()).status_code == 403
