"""Heads of the audit go outside, signed, and a record that was rewritten with all its seals is found from there."""

from __future__ import annotations

import dataclasses
import json
import socketserver
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select

from safety.audit import operations as audit
from safety.audit.models import AuditEntry, AuditHead, AuditSeal
from safety.config import BadSettingsError
from safety.database import db
from safety.papers.signing import SigningKey
from safety.proof.operations import send_when_due
from safety.proof.rules import is_due
from safety.transactions import one_transaction
from tests.cast import NOW, Cast

Run = Callable[..., Result]


@pytest.fixture
def outside(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A folder of another machine that the administrator has named."""
    folder = tmp_path / "outside"
    folder.mkdir()
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, heads_folder=folder)
    yield folder
    app.config["SETTINGS"] = settings


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=["audit", *map(str, words)])


def note(cast: Cast, action: str) -> None:
    with one_transaction():
        audit.record(
            actor=cast.actor("chenjing"),
            now=NOW,
            action=action,
            kind="thing",
            record_id=uuid.UUID(int=1),
            union_id=None,
        )


def rewrite_the_whole_record(cast: Cast) -> None:
    """As who owns the database would: all rows, heads and seals away, another story in their place."""
    with one_transaction():
        for model in (AuditEntry, AuditHead, AuditSeal):
            db.session.execute(delete(model))
    note(cast, "never_happened")


def test_a_record_rewritten_with_its_seals_is_found_by_the_heads_outside(
    cast: Cast, outside: Path, run: Run
) -> None:
    note(cast, "happened")
    assert run("seal").exit_code == 0
    assert run("verify").exit_code == 0
    rewrite_the_whole_record(cast)
    found = run("verify")
    assert found.exit_code == 1
    assert "general#1" in found.output


def test_heads_of_a_forger_and_a_changed_file_are_named(cast: Cast, outside: Path, run: Run) -> None:
    note(cast, "happened")
    run("seal")
    file = next(outside.iterdir())
    document = json.loads(file.read_text())
    document["signed"]["heads"]["general"]["hash"] = "0" * 64
    file.write_text(json.dumps(document))
    assert f"{file.name}: changed" in run("verify").output
    document["key_id"] = SigningKey.__name__
    file.write_text(json.dumps(document))
    assert f"{file.name}: key" in run("verify").output
    file.write_text("{}")
    assert f"{file.name}: unreadable" in run("verify", "--outside", outside).output


def test_they_go_out_once_a_day_by_themselves_and_again_an_hour_after_a_failure(
    cast: Cast, outside: Path
) -> None:
    send_when_due()
    send_when_due()
    assert len(list(outside.iterdir())) == 1
    assert is_due((NOW, True), NOW + timedelta(hours=24))
    assert not is_due((NOW, True), NOW + timedelta(hours=23))
    assert is_due((NOW, False), NOW + timedelta(hours=1))


def test_a_stick_that_is_not_there_is_told_and_noted(cast: Cast, outside: Path, run: Run) -> None:
    outside.rmdir()
    told = run("seal")
    assert told.exit_code == 1
    assert "No such file" in told.output
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert actions == ["heads_not_sent"]


class Postman(socketserver.StreamRequestHandler):
    """Takes mail as a mail server does, without TLS."""

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            word = line.decode().split()[0].upper()
            if word == "DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.got.append(b"".join(lines).decode())  # type: ignore[attr-defined]
            self.say("250 fine" if word != "QUIT" else "221 bye")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def postbox(app: Flask) -> Iterator[list[str]]:
    """The mails that came where the settings send them."""
    with socketserver.TCPServer(("127.0.0.1", 0), Postman) as server:
        server.got = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = app.config["SETTINGS"]
        address: Any = server.server_address
        app.config["SETTINGS"] = dataclasses.replace(
            settings, smtp_url=f"smtp://{address[0]}:{address[1]}", heads_mail=("sjy@example.org",)
        )
        yield server.got  # type: ignore[attr-defined]
        app.config["SETTINGS"] = settings
        server.shutdown()


def test_the_auditor_gets_them_by_mail(cast: Cast, postbox: list[str], run: Run, tmp_path: Path) -> None:
    note(cast, "happened")
    assert run("seal").exit_code == 0
    mail: Message = message_from_string(postbox[0])
    attached = mail.get_payload()[1]  # type: ignore[index]
    file = tmp_path / str(attached.get_filename())  # type: ignore[union-attr]
    file.write_bytes(attached.get_payload(decode=True))  # type: ignore[union-attr, arg-type]
    assert run("verify", "--outside", tmp_path).exit_code == 0
    rewrite_the_whole_record(cast)
    assert run("verify", "--outside", tmp_path).exit_code == 1


def test_settings_of_mail_that_cannot_work_are_refused(app: Flask) -> None:
    for wrong in ({"heads_mail": ("a@example.org",)}, {"smtp_url": "http://mail"}):
        with pytest.raises(BadSettingsError):
            dataclasses.replace(app.config["SETTINGS"], **wrong)
