"""Tablets, their queues and a line that loses things, as a state machine for Hypothesis.

The machine knows only what a tablet knows: what it made, and what was answered.  What must hold is asked of
the server's tables and of another tablet's download.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import func, select

from safety.audit.models import AuditEntry
from safety.corrections.models import Demand, Recheck
from safety.corrections.operations import withdraw_demand
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Inspection
from safety.people import operations as people
from safety.sync.models import SyncEntry, SyncReceipt
from safety.sync.rules import KEPT_FOR_GOOD
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import IN_A_YEAR, NOW, Cast
from tests.conftest import empty
from tests.inspections.workplaces import load_sites, site_id
from tests.sync.story import Tablet, enrol

FORGOTTEN = {str(one) for one in KEPT_FOR_GOOD}
PEOPLE = ("liqiang", "zhoumin", "liqiang")


@dataclass
class Made:
    """An entry on a tablet, and what the tablet was told of it."""

    id: str
    body: dict[str, Any]
    state: str = "waiting"
    receipt: str | None = None


@dataclass
class Carried:
    """A tablet with its queue, its clock's error, and what it took along."""

    tablet: Tablet
    offset: timedelta = timedelta()
    queue: list[Made] = field(default_factory=list)
    cursor: str | None = None
    taken: dict[str, Any] = field(default_factory=dict)


class Tablets(RuleBasedStateMachine):
    """Random devices, orders, losses, repeats, skews and restarts."""

    app: ClassVar[Flask]
    steps: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        """An empty register with one site and three tablets of two people."""
        empty(self.app)
        self.moment = NOW
        self.app.config["CLOCK"] = lambda: self.moment
        with one_transaction():
            the_cast.load()
            load_sites()
        self.carried = [Carried(enrol(self._client(name), f"平板{n}")) for n, name in enumerate(PEOPLE)]
        self.findings: list[str] = []
        self.acknowledged: dict[str, str] = {}
        self.made: dict[str, Made] = {}

    def _client(self, name: str) -> Any:
        with one_transaction():
            _, token = people.create_token(
                actor=Cast().actor(name), now=self.moment, name="tests", expires_at=IN_A_YEAR
            )
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def _tick(self, name: str) -> None:
        self.steps[name] += 1
        self.moment += timedelta(seconds=20)

    def _add(self, device: int, kind: str, content: dict[str, Any], **more: Any) -> Made:
        one = self.carried[device]
        made_at: datetime = self.moment + one.offset
        body = one.tablet.entry(
            kind,
            content,
            made_at=made_at.isoformat(),
            device_offset_ms=int(one.offset.total_seconds() * 1000),
            **more,
        )
        entry = Made(str(uuid.uuid4()), body)
        one.queue.append(entry)
        self.made[entry.id] = entry
        return entry

    @rule(device=st.integers(0, 2), findings=st.integers(1, 2), names_a_lost_photo=st.booleans())
    def check_a_site(self, device: int, findings: int, names_a_lost_photo: bool) -> None:
        """A check with findings; now and then it names a photograph that is in no list of files."""
        self._tick("check")
        line = self.carried[device].tablet.photo()
        ids = [str(uuid.uuid4()) for _ in range(findings)]
        self.findings += ids
        lost = [str(uuid.uuid4())] if names_a_lost_photo and device == 2 else []
        content = {
            "site_id": str(site_id("tower")),
            "started_at": (self.moment - timedelta(hours=1)).isoformat(),
            "ended_at": (self.moment - timedelta(minutes=5)).isoformat(),
            "alone_reason": "同伴出警",
            "people_met": [{"name": "张建国"}],
            "findings": [{"id": one, "summary": "临边无防护"} for one in ids],
            "photos": lost,
            "signatures": {"inspector_file": line["id"], "refused": True, "witness": "李四"},
        }
        self._add(device, "check", content, files=[line])

    @rule(device=st.integers(0, 2), which=st.integers(0, 50), passed=st.booleans(), follows=st.booleans())
    def look_again(self, device: int, which: int, passed: bool, follows: bool) -> None:
        """A re-check of a finding, which the server may not have yet; it may follow on the entry before it."""
        self._tick("recheck")
        if not self.findings:
            return
        finding = self.findings[-1 - which % len(self.findings)]
        result = "passed" if passed else "failed"
        day = (self.moment + timedelta(hours=8)).date().isoformat()
        content = {"lines": [{"demand_id": finding, "result": result}], "checked_on": day}
        self._add(device, "recheck", content, after=self._last(device) if follows else [])

    def _last(self, device: int) -> list[str]:
        queue = self.carried[device].queue
        return [queue[-1].id] if queue else []

    @rule(device=st.integers(0, 2), which=st.integers(0, 50), words=st.sampled_from(["东侧", "西侧", "池边"]))
    def say_more_of_a_finding(self, device: int, which: int, words: str) -> None:
        """An edit on the first version, after the entry before it."""
        self._tick("note")
        if not self.findings:
            return
        finding = self.findings[-1 - which % len(self.findings)]
        content = {"finding_id": finding, "base_version": 1, "detail": words}
        self._add(device, "finding_note", content, after=self._last(device))

    @rule(device=st.integers(0, 2), hours=st.sampled_from([-48, 0, 0, 48]))
    def the_clock_jumps(self, device: int, hours: int) -> None:
        """The tablet's clock is wrong by two days."""
        self._tick("skew")
        self.carried[device].offset = timedelta(hours=hours)

    @rule(device=st.integers(0, 2), which=st.integers(0, 50), lost=st.booleans(), cut=st.integers(1, 700))
    def send_a_photo(self, device: int, which: int, lost: bool, cut: int) -> None:
        """A part of a photograph, or all of it; the answer may be lost."""
        self._tick("photo")
        one = self.carried[device]
        lines = [line for made in one.queue for line in made.body["files"]]
        if lines:
            self._send_file(one, lines[which % len(lines)], cut if lost else None)

    @staticmethod
    def _send_file(one: Carried, line: dict[str, Any], cut: int | None = None) -> None:
        answer = one.tablet.announce(line)
        assert answer.status_code == 201, answer.text
        at, content = int(answer.headers["Upload-Offset"]), one.tablet.files[line["id"]]
        if at < len(content):
            end = len(content) if cut is None else min(at + cut, len(content))
            sent = one.tablet.patch(line["id"], at, content[at:end])
            assert sent.status_code == 204, sent.text

    @rule(device=st.integers(0, 2), which=st.integers(0, 50), lost=st.booleans())
    def send_an_entry(self, device: int, which: int, lost: bool) -> None:
        """Any entry of the queue, in any order; the answer may be lost."""
        self._tick("send")
        one = self.carried[device]
        if one.queue:
            self._send(one, one.queue[which % len(one.queue)], lost=lost)

    def _send(self, one: Carried, made: Made, *, lost: bool = False) -> None:
        answer = one.tablet.put(made.id, made.body)
        assert answer.status_code in {200, 201}, answer.text
        if not lost:
            self._heard(one, made, answer.get_json())

    def _heard(self, one: Carried, made: Made, told: dict[str, Any]) -> None:
        known = self.acknowledged.get(made.id)
        assert known in {None, told["receipt"]}, "another receipt for the same entry"
        made.state, made.receipt = told["state"], told["receipt"]
        if told["state"] in FORGOTTEN:
            assert told["receipt"]
            self.acknowledged[made.id] = told["receipt"]
            one.queue = [other for other in one.queue if other.id != made.id]

    @rule(which=st.integers(0, 10_000))
    def an_old_entry_comes_again(self, which: int) -> None:
        """The line repeats something that was acknowledged long ago."""
        self._tick("again")
        if self.acknowledged:
            entry_id = list(self.acknowledged)[which % len(self.acknowledged)]
            one = self._owner(self.made[entry_id])
            answer = one.tablet.put(entry_id, self.made[entry_id].body)
            assert answer.status_code == 200, answer.text
            assert answer.get_json()["receipt"] == self.acknowledged[entry_id]

    def _owner(self, made: Made) -> Carried:
        ids = {id(one): one for one in self.carried}
        return next(one for one in ids.values() if made.id in self._sent_by(one))

    def _sent_by(self, one: Carried) -> set[str]:
        statement = select(SyncEntry.id).where(SyncEntry.device_id == uuid.UUID(one.tablet.id))
        db.session.rollback()
        return {str(found) for found in db.session.scalars(statement)}

    @rule(device=st.integers(0, 2), which=st.integers(0, 50))
    def the_same_twice_at_once(self, device: int, which: int) -> None:
        """A hasty tablet sends one entry by two lines at the same moment."""
        self._tick("parallel")
        one = self.carried[device]
        if not one.queue:
            return
        made = one.queue[which % len(one.queue)]
        db.session.rollback()
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _: one.tablet.put(made.id, made.body), range(2)))
        assert {answer.status_code for answer in answers} <= {200, 201}, [one.text for one in answers]
        assert len({(answer.get_json()["state"], answer.get_json()["receipt"]) for answer in answers}) == 1
        self._heard(one, made, answers[0].get_json())

    @rule(device=st.integers(0, 2), which=st.integers(0, 50))
    def other_content_comes_under_an_id(self, device: int, which: int) -> None:
        """A tablet restored from an old copy sends other words under a known id."""
        self._tick("other")
        one = self.carried[device]
        known = [made for made in one.queue if made.state != "waiting"]
        if known:
            made = known[which % len(known)]
            other = made.body | {"content": made.body["content"] | {"words": "另一份"}}
            if made.body["kind"] == "recheck":
                assert one.tablet.put(made.id, other).status_code == 409

    @rule(device=st.integers(0, 2), which=st.integers(0, 50))
    def mend_what_was_refused(self, device: int, which: int) -> None:
        """The person mends a refused entry and sends it under a new id."""
        self._tick("mend")
        one = self.carried[device]
        refused = [made for made in one.queue if made.state == "refused"]
        if refused:
            made = refused[which % len(refused)]
            one.queue.remove(made)
            content = made.body["content"] | ({"photos": []} if "photos" in made.body["content"] else {})
            more = {"record_id": made.body["record_id"], "files": made.body["files"]}
            self._add(device, made.body["kind"], content, mends=made.id, **more)

    @rule(which=st.integers(0, 200))
    def the_office_withdraws_a_finding(self, which: int) -> None:
        """A finding is withdrawn while tablets still work on it."""
        self._tick("withdraw")
        if which > 20 or not self.findings:
            return
        db.session.rollback()
        found = db.session.get(Demand, uuid.UUID(self.findings[which % len(self.findings)]))
        if found is not None and found.is_open:
            with one_transaction():
                withdraw_demand(
                    actor=Cast().actor("chenjing"),
                    now=self.moment,
                    demand=db.session.get_one(Demand, found.id),
                    reason="重复登记",
                )

    @rule()
    def the_server_starts_anew(self) -> None:
        """Nothing but what is on disk is left."""
        self._tick("restart")
        db.session.remove()
        db.engine.dispose()

    @rule(device=st.integers(0, 2))
    def take_along(self, device: int) -> None:
        """A tablet brings what it took along up to date."""
        self._tick("take")
        self._take(self.carried[device])

    def _take(self, one: Carried) -> None:
        more = True
        while more:
            args = {"limit": 200} | ({"since": one.cursor} if one.cursor else {})
            answer = one.tablet.client.get("/api/v1/sync/changes", query_string=args)
            assert answer.status_code == 200, answer.text
            told = answer.get_json()
            one.cursor, more = told["next"], told["more"]
            for item in told["items"]:
                key = f"{item['kind']}:{item['id']}"
                if item["gone"]:
                    one.taken.pop(key, None)
                else:
                    one.taken[key] = item["version"]

    def teardown(self) -> None:
        """The line is good again: everything is sent, in a random order, until nothing moves."""
        if not hasattr(self, "carried"):
            return
        shuffled = random.Random(len(self.made))
        for _ in range(2 + len(self.made)):
            before = len(self.acknowledged)
            for device, one in enumerate(self.carried):
                for made in shuffled.sample(one.queue, len(one.queue)):
                    for line in made.body["files"]:
                        self._send_file(one, line)
                    self._send(one, made)
                self.mend_what_was_refused(device, 0)
            if len(self.acknowledged) == before and not any(
                made.state in {"refused", "waiting"} for one in self.carried for made in one.queue
            ):
                break
        self.moment += timedelta(hours=1)
        self._check_tables()
        self._check_replicas()

    def _check_tables(self) -> None:
        db.session.rollback()
        rows = {str(row.id): row for row in db.session.scalars(select(SyncEntry))}
        for entry_id, receipt in self.acknowledged.items():
            assert rows[entry_id].receipt == receipt, (
                "an acknowledged entry is missing or has another receipt"
            )
        numbers = {row.entry_id: row.number for row in db.session.scalars(select(SyncReceipt))}
        assert len(numbers) == sum(row.receipt is not None for row in rows.values())
        for row in rows.values():
            if row.receipt is None:
                continue
            for named in row.sent["after"]:
                before = rows[named]
                if before.receipt is not None:
                    assert numbers[before.id] < numbers[row.id], "applied before what it comes after"
        arrived = [row for row in rows.values() if row.state == "arrived"]
        kinds = Counter(row.kind for row in arrived)
        assert self._count(Inspection) == kinds["check"], "a check is missing, doubled or half"
        assert self._count(Recheck) == kinds["recheck"], "a re-check is missing, doubled or half"
        edited = select(func.count(AuditEntry.id)).where(AuditEntry.action == "demand_edited")
        assert db.session.scalar(edited) == kinds["finding_note"], "an edit is missing or doubled"
        findings = sum(len(row.sent["content"]["findings"]) for row in arrived if row.kind == "check")
        assert self._count(Demand) == findings
        owned = select(func.count(EvidenceFile.id)).where(EvidenceFile.owner_id.is_not(None))
        assert db.session.scalar(owned) == kinds["check"], "a signature is missing or claimed twice"
        stuck = [row for row in rows.values() if row.state == "awaiting_files"]
        assert not stuck, "an entry still waits for files that are all here"

    @staticmethod
    def _count(model: Any) -> int:
        return db.session.scalar(select(func.count()).select_from(model)) or 0

    def _check_replicas(self) -> None:
        fresh = Carried(self.carried[0].tablet)
        self._take(fresh)
        for one in self.carried:
            self._take(one)
            of_all = {key: told for key, told in one.taken.items() if not key.startswith("assignment:")}
            assert of_all == fresh.taken, "two replicas differ"
