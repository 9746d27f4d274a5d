"""What is sent, and how: pictures by parts and entries in batches as a tablet does, or one by one; again until told."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from flask import Flask

from safety.people import operations as people
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.faults.server import Server
from tests.inspections.workplaces import picture, site_id
from tests.sync.story import Tablet, enrol

#: How many entries go at once, by kind; those of ``single`` go by themselves.
AT_ONCE = {"attendance": 50, "check": 5, "single": 1}
#: Requests on one connection before another is made, so that every process of the server gets some.
ON_A_LINE = 25
Entry = tuple[str, dict[str, Any]]


@dataclass
class Told:
    """What was sent, what the tablets were told of it, and how often the line or the server failed them."""

    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    receipts: dict[str, str | None] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def records(self) -> int:
        """Entries and pictures that were acknowledged."""
        return len(self.receipts) + len(self.files)


def tablet_of(app: Flask, name: str) -> Tablet:
    """An enrolled tablet whose client holds a bearer token."""
    now = datetime.now(UTC)
    with one_transaction():
        _, token = people.create_token(
            actor=Cast().actor(name), now=now, name="faults", expires_at=now + timedelta(days=1)
        )
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return enrol(client)


def attendances(tablet: Tablet, number: int, reviews: list[str]) -> Iterator[Entry]:
    """Light entries: who was at which meeting."""
    for at in range(number):
        content = {
            "review_id": reviews[at % len(reviews)],
            "kind": "meeting",
            "held_on": "2026-11-21",
            "person": f"示例{at:05}",
            "is_union": at % 3 == 0,
        }
        yield str(uuid.uuid4()), tablet.entry("attendance", content)


def _photo(tablet: Tablet, like: bytes) -> dict[str, Any]:
    """A picture that no other one equals: a comment is its own."""
    own = b"\xff\xfe" + (18).to_bytes(2) + uuid.uuid4().bytes
    return tablet.photo(content=like[:2] + own + like[2:])


def checks(tablet: Tablet, number: int) -> Iterator[Entry]:
    """Checks with a finding and two pictures each."""
    like = picture()
    for _ in range(number):
        lines = [_photo(tablet, like), _photo(tablet, like)]
        content = {
            "site_id": str(site_id("tower")),
            "started_at": "2026-11-20T09:00:00+08:00",
            "ended_at": "2026-11-20T09:50:00+08:00",
            "alone_reason": "同伴出警",
            "people_met": [{"name": "张建国"}],
            "findings": [{"id": str(uuid.uuid4()), "summary": "临边无防护", "photos": [lines[0]["id"]]}],
            "signatures": {"inspector_file": lines[1]["id"], "refused": True, "witness": "李四"},
        }
        yield str(uuid.uuid4()), tablet.entry("check", content, files=lines)


def singles(tablet: Tablet, number: int) -> Iterator[Entry]:
    """Checks of a finding and a signature each, for the calls that take one record (``PUT``)."""
    like = picture()
    for _ in range(number):
        line = _photo(tablet, like)
        content = {
            "submit": True,
            "site_id": str(site_id("tower")),
            "started_at": "2026-11-20T09:00:00+08:00",
            "ended_at": "2026-11-20T09:50:00+08:00",
            "alone_reason": "同伴出警",
            "people_met": [{"name": "张建国"}],
            "findings": [{"id": str(uuid.uuid4()), "summary": "临边无防护"}],
            "signatures": {"inspector_file": line["id"], "refused": True, "witness": "李四"},
        }
        yield str(uuid.uuid4()), tablet.entry("single", content, files=[line])


class Line:
    """HTTP of one tablet, which loses a fifth of the answers when told so."""

    def __init__(self, server: Server, tablet: Tablet, told: Told, *, loses: bool, seed: int) -> None:
        self._tablet, self._told, self._loses = tablet, told, loses
        self._chance = random.Random(seed)
        self._http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self._asked = 0
        self._own = {"Authorization": tablet.client.environ_base["HTTP_AUTHORIZATION"], **tablet.headers}

    def ask(
        self, method: str, path: str, body: bytes, **headers: str
    ) -> tuple[int, dict[str, str], Any] | None:
        """The answer; None when there was none, or it was lost on its way back."""
        self._asked += 1
        if self._asked % ON_A_LINE == 0:
            self._http.close()
        try:
            self._http.request(method, f"/api/v1{path}", body, self._own | headers)
            answer = self._http.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self._http.close()
            self._told.failures["no answer"] += 1
            time.sleep(0.05)
            return None
        if self._loses and self._chance.random() < 0.2:
            self._told.failures["answer lost"] += 1
            return None
        if answer.status >= 500:
            self._told.failures[str(answer.status)] += 1
            time.sleep(0.02)
            return None
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, json.loads(text) if text else None

    def close(self) -> None:
        """The tablet goes off line."""
        self._http.close()

    def send_file(self, line: dict[str, Any]) -> bool:
        """Announce and go on where it broke; whether all of it is told to be there."""
        if line["id"] in self._told.files:
            return True
        said = {"id": line["id"], "sha256": line["sha256"]}
        words = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in said.items())
        length = str(line["size"])
        told = self.ask("POST", "/sync/files", b"", **{"Upload-Length": length, "Upload-Metadata": words})
        if told is None or told[0] != 201:
            return False
        at, content = int(told[1]["upload-offset"]), self._tablet.files[line["id"]]
        if at < len(content):
            # Most come in one part, some are cut.
            end = len(content) if self._chance.random() < 0.8 else min(len(content), at + 400)
            kind = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
            told = self.ask("PATCH", f"/sync/files/{line['id']}", content[at:end], **kind)
            if told is None or told[0] != 204 or end < len(content):
                return False
        self._told.files[line["id"]] = line["sha256"]
        return True

    def send_entries(self, entries: list[Entry]) -> list[Entry]:
        """Send those whose files are there, in one batch; what has to be sent again."""
        whole = [one for one in entries if all(self.send_file(line) for line in one[1]["files"])]
        if not whole:
            return entries
        sent = json.dumps({"entries": [body | {"id": entry_id} for entry_id, body in whole]}).encode()
        told = self.ask("POST", "/sync/batches", sent, **{"Content-Type": "application/json"})
        for one in told[2]["answers"] if told is not None and told[0] == 200 else ():
            if one["status"] in {200, 201} and one["body"]["state"] == "arrived":
                self._told.receipts[one["id"]] = one["body"]["receipt"]
            else:
                self._told.failures[f"entry {one['status']} {one['body'].get('state', '')}".strip()] += 1
        return [one for one in entries if one[0] not in self._told.receipts]

    def send_singles(self, entries: list[Entry]) -> list[Entry]:
        """Send each with its picture, a call a record; what has to be sent again."""
        for entry_id, body in entries:
            for line in body["files"]:
                content = self._tablet.files[line["id"]]
                if line["id"] not in self._told.files and self._put(
                    f"/evidence/{line['id']}", content, "image/jpeg"
                ):
                    self._told.files[line["id"]] = line["sha256"]
            check = json.dumps(body["content"]).encode()
            pictures = all(line["id"] in self._told.files for line in body["files"])
            if pictures and self._put(f"/inspections/{body['record_id']}", check, "application/json"):
                self._told.receipts[entry_id] = None
        return [one for one in entries if one[0] not in self._told.receipts]

    def _put(self, path: str, content: bytes, kind: str) -> bool:
        told = self.ask("PUT", path, content, **{"Content-Type": kind})
        if told is not None and told[0] not in {200, 201}:
            self._told.failures[f"PUT {told[0]}"] += 1
        return told is not None and told[0] in {200, 201}

    def send_all(self, queue: Iterator[Entry], at_once: int, over: threading.Event) -> None:
        """Send a queue to its end, or until it is ``over``."""
        with closing(self._http):
            self._send_all(queue, at_once, over)

    def _send_all(self, queue: Iterator[Entry], at_once: int, over: threading.Event) -> None:
        waiting: list[Entry] = []
        while not over.is_set():
            new = list(islice(queue, at_once - len(waiting)))
            self._told.sent.update(new)
            waiting += new
            if not waiting:
                return
            waiting = self.send_singles(waiting) if at_once == 1 else self.send_entries(waiting)
