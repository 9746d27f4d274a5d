"""A tablet in a test: enrolled, with a queue, sending entries and files."""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from safety.corrections.models import Demand
from safety.database import db
from tests.inspections.workplaces import picture


@dataclass
class Tablet:
    """One person's device."""

    client: FlaskClient
    id: str
    secret: str
    sequence: int = 0
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {"Qunjian-Device": self.id, "Qunjian-Device-Secret": self.secret}

    def put(self, entry_id: str, body: dict[str, Any]) -> TestResponse:
        """Send an entry."""
        return self.client.put(f"/api/v1/sync/entries/{entry_id}", json=body, headers=self.headers)

    def photo(self, colour: str = "red", content: bytes | None = None) -> dict[str, Any]:
        """A photograph on the device: the line that an entry names it by."""
        content = content or picture(colour)
        file_id = str(uuid.uuid4())
        self.files[file_id] = content
        return {
            "id": file_id,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "media_type": "image/jpeg",
        }

    def announce(self, line: dict[str, Any]) -> TestResponse:
        """Announce a file."""
        told = {"id": line["id"], "sha256": line["sha256"], "filetype": line["media_type"]}
        words = ",".join(
            f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items()
        )
        return self.client.post(
            "/api/v1/sync/files",
            headers={
                **self.headers,
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(line["size"]),
                "Upload-Metadata": words,
            },
        )

    def patch(self, file_id: str, at: int, content: bytes, checksum: str | None = None) -> TestResponse:
        """Send a part of a file."""
        headers = {**self.headers, "Tus-Resumable": "1.0.0", "Upload-Offset": str(at)}
        if checksum is not None:
            headers["Upload-Checksum"] = checksum
        return self.client.patch(
            f"/api/v1/sync/files/{file_id}",
            data=content,
            headers=headers,
            content_type="application/offset+octet-stream",
        )

    def send(self, line: dict[str, Any]) -> None:
        """Announce and send a whole file."""
        assert self.announce(line).status_code == 201
        answer = self.patch(line["id"], 0, self.files[line["id"]])
        assert answer.status_code == 204, answer.text

    def entry(self, kind: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The body of the next entry."""
        self.sequence += 1
        return {
            "kind": kind,
            "record_id": str(uuid.uuid4()),
            "sequence": self.sequence,
            "after": [],
            "made_at": "2026-11-23T09:55:00+08:00",
            "device_offset_ms": 0,
            "mock_location": False,
            "content": content,
            "files": [],
        } | more


def enrol(client: FlaskClient, name: str = "平板一") -> Tablet:
    """Enrol a device for the person of ``client``."""
    code = client.post("/api/v1/sync/enrolments", json={}).get_json()["code"]
    device_id = str(uuid.uuid4())
    answer = client.post(
        "/api/v1/sync/devices",
        json={"id": device_id, "code": code, "name": name, "platform": "Android 测试"},
    )
    assert answer.status_code == 201, answer.text
    return Tablet(client, device_id, answer.get_json()["secret"])


def check_entry(tablet: Tablet, *, site: str = "tower", **more: Any) -> dict[str, Any]:
    """A complete check whose three pictures are still on the device."""
    from tests.inspections.workplaces import site_id, version_of

    version = version_of("confined")
    items = [item for section in version.content["sections"] for item in section["items"]]
    failing = next(item for item in items if item["photo"])
    answers = {item["id"]: {"answer": "conforming"} for item in items} | {
        failing["id"]: {"answer": "failing"}
    }
    pictures = [tablet.photo("red"), tablet.photo("blue"), tablet.photo("green")]
    content = {
        "submit": True,
        "site_id": str(site_id(site)),
        "version_id": str(version.id),
        "started_at": "2026-11-23T09:00:00+08:00",
        "ended_at": "2026-11-23T09:50:00+08:00",
        "position": {"lon": 106.577, "lat": 29.558, "accuracy": 8.0},
        "alone_reason": "同伴临时出警",
        "people_met": [{"name": "张建国", "position": "安全总监"}],
        "answers": answers,
        "findings": [
            {
                "id": str(uuid.uuid4()),
                "item_id": failing["id"],
                "summary": "污水池未列入有限空间台账",
                "factor": failing["factor"],
                "accident": failing["accident"],
                "photos": [pictures[0]["id"]],
            }
        ],
        "signatures": {
            "inspector_file": pictures[1]["id"],
            "site_file": pictures[2]["id"],
            "site_name": "张建国",
        },
    }
    return tablet.entry("check", content, files=pictures, **more)


def arrive(tablet: Tablet, body: dict[str, Any]) -> dict[str, Any]:
    """Send the files and the entry; the answer."""
    for line in body["files"]:
        tablet.send(line)
    answer = tablet.put(str(uuid.uuid4()), body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def note_of(
    tablet: Tablet, finding: str, version: int, detail: str, place: str | None = None
) -> dict[str, Any]:
    """An edit of a finding on the version that was taken along."""
    content = {"finding_id": finding, "base_version": version, "detail": detail, "place_on_site": place}
    return tablet.entry("finding_note", content)


def two_notes(first: Tablet, other: Tablet) -> dict[str, Any]:
    """A finding that two tablets describe on one version: the answer to the second, which conflicts."""
    check = check_entry(first)
    arrive(first, check)
    finding = check["content"]["findings"][0]["id"]
    version = db.session.get_one(Demand, uuid.UUID(finding)).version
    arrive(first, note_of(first, finding, version, "池北侧两米", "负一层"))
    told = arrive(other, note_of(other, finding, version, "池南侧一米", "负二层"))
    db.session.rollback()
    assert told["state"] == "conflict", told
    return told | {"finding": finding}
