"""Checks with pictures sent to an application on a folder of its own: ``python -m tests.faults.power_sender FOLDER TOLD NUMBER``.

What was acknowledged is written to the file TOLD, a line each, at the moment it was: ``file <id> <sha256>``,
``check <id>``; and ``refused <status>`` for an answer that said to try later, which is then done.  Every second time
all connections are closed: SQLite then copies its log into the database and takes the log away.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from werkzeug.test import TestResponse

from app import create_app
from bench.server import settings_for
from safety.database import db
from tests.faults.queues import checks, tablet_of
from tests.sync.story import Tablet

#: Answers to one request before it is given up.
TRIES = 30


def answered(ask: Callable[[], TestResponse], told: IO[bytes]) -> TestResponse:
    """The answer to a request that is sent again while the server says that it cannot."""
    for _ in range(TRIES):
        answer = ask()
        if answer.status_code < 500:
            return answer
        told.write(f"refused {answer.status_code}\n".encode())
    raise RuntimeError(f"{TRIES} tries, each of them refused")


def send_file(tablet: Tablet, line: dict[str, Any], told: IO[bytes]) -> None:
    """Announce a picture and send it, and go on where it broke."""
    content, tries = tablet.files[line["id"]], 0
    while True:
        at = int(answered(lambda: tablet.announce(line), told).headers["Upload-Offset"])
        if at == len(content):
            break
        tries += 1
        assert tries < TRIES
        answered(lambda at=at: tablet.patch(line["id"], at, content[at:]), told)  # type: ignore[misc]
    told.write(f"file {line['id']} {line['sha256']}\n".encode())


def send_check(tablet: Tablet, entry_id: str, body: dict[str, Any], told: IO[bytes]) -> None:
    """Send a check with its pictures."""
    for line in body["files"]:
        send_file(tablet, line, told)
    batch = {"entries": [body | {"id": entry_id}]}
    while True:
        answer = answered(
            lambda: tablet.client.post("/api/v1/sync/batches", json=batch, headers=tablet.headers), told
        )
        (settled,) = answer.get_json()["answers"]
        if settled["status"] < 500:
            break
        told.write(f"refused {settled['status']}\n".encode())
    assert settled["body"]["state"] == "arrived", answer.text
    told.write(f"check {body['record_id']}\n".encode())


def main() -> None:
    """Send, and note what was told."""
    folder, number = Path(sys.argv[1]), int(sys.argv[3])
    app = create_app(settings_for(folder))
    with app.app_context(), Path(sys.argv[2]).open("wb", buffering=0) as told:
        tablet = tablet_of(app, "liqiang")
        for at, (entry_id, body) in enumerate(checks(tablet, number)):
            send_check(tablet, entry_id, body, told)
            if at % 2:
                db.session.remove()
                db.engine.dispose()


if __name__ == "__main__":
    main()
