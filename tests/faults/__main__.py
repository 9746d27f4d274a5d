"""Break the server while tablets send, and count: ``python -m tests.faults [--checks 20] [--kills 4] [--postgresql]``.

Rounds: the server is killed (``kill -9``) again and again; answers are lost after the commit; fsync fails; the
disk is full.  Printed and required: 0 acknowledged lost, 0 doubled, 0 half.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app import create_app
from bench.server import ROOT, SECRET, free_port
from safety.config import Settings
from safety.corrections.models import Demand
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.evidence.storage import the_store
from safety.inspections.models import Inspection
from safety.people import operations as people
from safety.sync.models import SyncEntry
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import Cast
from tests.inspections.workplaces import load_sites, site_id
from tests.sync.story import Tablet, enrol
from tools.run import server_command

TABLETS = 4
#: Seconds for a round, and for each start of the server in it.
PATIENCE, A_START = 150.0, 15.0


@dataclass
class Told:
    """What the tablets were told, and how often the line or the server failed them."""

    receipts: dict[str, str] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)


class Server:
    """The serving process: started, killed and started again on one port."""

    def __init__(self, folder: Path, url: str, fault: str) -> None:
        self.port, self.fault, self.kills = free_port(), fault, 0
        target = "tests.faults.faulty:serve" if fault in {"fsync", "full"} else "app:serve_slow_lines"
        self._command = server_command(port=self.port, target=target)
        self._environment = os.environ | {
            "QUNJIAN_SECRET_KEY": SECRET,
            "QUNJIAN_DATA_DIR": str(folder),
            "QUNJIAN_DATABASE_URL": url,
            "QUNJIAN_DEMO": "0",
            "QUNJIAN_FAULT": fault,
        }
        self._log = folder / "server.log"
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with (
                suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=2),
            ):
                return
            time.sleep(0.1)
        raise RuntimeError(self._log.read_text()[-2000:])

    def kill(self) -> None:
        """``kill -9`` of the process and its workers."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.kills += 1


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


def work(tablet: Tablet, checks: int) -> list[tuple[str, dict[str, Any]]]:
    """The queue: light checks with a finding and two pictures each."""
    made = []
    for _ in range(checks):
        lines = [tablet.photo(), tablet.photo("blue")]
        content = {
            "site_id": str(site_id("tower")),
            "started_at": "2026-11-20T09:00:00+08:00",
            "ended_at": "2026-11-20T09:50:00+08:00",
            "alone_reason": "同伴出警",
            "people_met": [{"name": "张建国"}],
            "findings": [{"id": str(uuid.uuid4()), "summary": "临边无防护", "photos": [lines[0]["id"]]}],
            "signatures": {"inspector_file": lines[1]["id"], "refused": True, "witness": "李四"},
        }
        made.append((str(uuid.uuid4()), tablet.entry("check", content, files=lines)))
    return made


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


class Line:
    """HTTP of one tablet, which loses a fifth of the answers when told so."""

    def __init__(self, server: Server, tablet: Tablet, told: Told, *, loses: bool, seed: int) -> None:
        self._server, self._tablet, self._told, self._loses = server, tablet, told, loses
        self._chance = random.Random(seed)

    def ask(
        self, method: str, path: str, body: bytes, **headers: str
    ) -> tuple[int, dict[str, str], Any] | None:
        """The answer; None when there was none, or it was lost on its way back."""
        own = {"Authorization": self._tablet.client.environ_base["HTTP_AUTHORIZATION"]}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._server.port}/api/v1{path}",
            data=body,
            method=method,
            headers={**own, **self._tablet.headers, **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                status, told, text = answer.status, _lower(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            status, told, text = error.code, _lower(error.headers), error.read()
        except OSError:
            self._told.failures["no answer"] += 1
            time.sleep(0.2)
            return None
        if self._loses and self._chance.random() < 0.2:
            self._told.failures["answer lost"] += 1
            return None
        if status >= 500:
            self._told.failures[str(status)] += 1
            return None
        return status, told, json.loads(text) if text else None

    def send_file(self, line: dict[str, Any]) -> bool:
        """Announce and go on where it broke."""
        from base64 import b64encode

        said = {"id": line["id"], "sha256": line["sha256"]}
        words = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in said.items())
        length = str(line["size"])
        told = self.ask("POST", "/sync/files", b"", **{"Upload-Length": length, "Upload-Metadata": words})
        if told is None or told[0] != 201:
            return False
        at, content = int(told[1]["upload-offset"]), self._tablet.files[line["id"]]
        if at == len(content):
            return True
        end = min(len(content), at + 400)
        kind = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        self.ask("PATCH", f"/sync/files/{line['id']}", content[at:end], **kind)
        return False

    def send_until_told(self, entry_id: str, body: dict[str, Any], until: float) -> None:
        """Send an entry and its files until it is acknowledged."""
        while time.monotonic() < until:
            if sum(self.send_file(line) for line in body["files"]) == len(body["files"]):
                sent = json.dumps(body).encode()
                kind = {"Content-Type": "application/json"}
                told = self.ask("PUT", f"/sync/entries/{entry_id}", sent, **kind)
                if told is not None and told[2] and told[2].get("state") == "arrived":
                    self._told.receipts[entry_id] = told[2]["receipt"]
                    return
            time.sleep(0.02)


@contextmanager
def faults(server: Server, folder: Path, busy: list[threading.Thread], kills: int) -> Iterator[None]:
    """Break things while the tablets are busy; the server is killed ``kills`` times."""
    switch, chance = folder / "fault", random.Random(5)
    yield
    while any(one.is_alive() for one in busy):
        time.sleep(chance.uniform(0.3, 1.2))
        if server.fault == "kill" and server.kills < kills:
            server.kill()
            server.start()
        elif server.fault in {"fsync", "full"}:
            switch.touch() if not switch.exists() else switch.unlink()
    switch.unlink(missing_ok=True)


def verdict(app: Flask, told: Told, queues: list[list[tuple[str, dict[str, Any]]]]) -> Counter[str]:
    """Lost, doubled and half records, by the tables and the bytes on disk."""
    found: Counter[str] = Counter({"lost": 0, "doubled": 0, "half": 0})
    with app.app_context():
        rows = {str(row.id): row for row in db.session.scalars(select(SyncEntry))}
        for entries in queues:
            for entry_id, body in entries:
                row = rows.get(entry_id)
                check = db.session.get(Inspection, uuid.UUID(body["record_id"]))
                files = [db.session.get(EvidenceFile, uuid.UUID(line["id"])) for line in body["files"]]
                whole = all(one is not None and one.owner_id and the_store().get(one.sha256) for one in files)
                finding = db.session.get(Demand, uuid.UUID(body["content"]["findings"][0]["id"]))
                there = check is not None and whole and finding is not None
                if entry_id in told.receipts:
                    kept = row is not None and row.receipt == told.receipts[entry_id]
                    found["lost"] += not (kept and there)
                found["half"] += (check is not None) and not there
        sent = sum(len(entries) for entries in queues)
        for model in (Inspection, Demand):
            number = db.session.scalar(select(func.count()).select_from(model)) or 0
            found["doubled"] += max(0, number - sent)
    return found


def one_round(fault: str, checks: int, url: str | None, *, kills: int = 4) -> bool:
    """One fault: the figures are printed; whether they are what is promised.

    ``checks`` is what each tablet sends; ``url`` an empty database of PostgreSQL, None for a new SQLite file.
    """
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        address = url or f"sqlite:///{folder / 'qunjian.sqlite3'}"
        app = create_app(Settings(secret_key=SECRET, data_dir=folder, database_url=address))
        with app.app_context():
            db.drop_all()
            db.create_all()
            with one_transaction():
                the_cast.load()
                load_sites()
            tablets = [tablet_of(app, one) for one in ("liqiang", "zhoumin") * (TABLETS // 2)]
            queues = [work(tablet, checks) for tablet in tablets]
            db.session.remove()
            db.engine.dispose()
        server, told = Server(folder, address, fault), Told()
        stack.callback(server.kill)
        until = time.monotonic() + PATIENCE + kills * A_START

        def send(number: int) -> None:
            line = Line(server, tablets[number], told, loses=fault == "lost", seed=number)
            for entry_id, body in queues[number]:
                line.send_until_told(entry_id, body, until)

        busy = [threading.Thread(target=send, args=(number,)) for number in range(TABLETS)]
        with faults(server, folder, busy, kills):
            for one in busy:
                one.start()
        done = server.kills
        found = verdict(app, told, queues)
    sent = checks * TABLETS
    failures = ", ".join(f"{name} {number}" for name, number in sorted(told.failures.items())) or "none"
    print(
        f"{fault}: sent {sent}, acknowledged {len(told.receipts)}, kills {done}, failures on the way: {failures};"
        f" acknowledged lost {found['lost']}, doubled {found['doubled']}, half {found['half']}",
        flush=True,
    )
    broken = done == (kills if fault == "kill" else 0)
    return broken and len(told.receipts) == sent and not any(found.values())


def main() -> None:
    """All rounds; the status is 1 when one of them lost, doubled or halved anything."""
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("--checks", type=int, default=10, help="checks on each of four tablets")
    parser.add_argument("--kills", type=int, default=4, help="how often the server is killed")
    parser.add_argument("--postgresql", action="store_true", help="on a private PostgreSQL server")
    parser.add_argument("faults", nargs="*", default=["kill", "lost", "fsync", "full"])
    given = parser.parse_args()
    with ExitStack() as stack:
        url = None
        if given.postgresql:
            from tests.postgres_server import running_server

            url = stack.enter_context(running_server())
        held = [one_round(one, given.checks, url, kills=given.kills) for one in given.faults]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
