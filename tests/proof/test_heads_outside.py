"""Heads of the audit go outside, signed, and a record that was rewritten with all its seals is found from there."""

from __future__ import annotations

import dataclasses
import errno
import json
import socketserver
import ssl
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask, current_app
from sqlalchemy import delete, event, select

from safety.audit import operations as audit
from safety.audit.models import AuditEntry, AuditHead, AuditSeal
from safety.config import BadSettingsError
from safety.database import db
from safety.papers.keys import known
from safety.papers.signing import SigningKey, seal
from safety.proof.operations import send_when_due
from safety.proof.queries.whole import faults_outside
from safety.proof.rules import is_due
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.proof.planting import by_force

pytestmark = pytest.mark.once

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


def note(cast: Cast, action: str, *, union_id: uuid.UUID | None = None) -> None:
    with one_transaction():
        audit.record(
            actor=cast.actor("chenjing"),
            now=NOW,
            action=action,
            kind="thing",
            record_id=uuid.UUID(int=1),
            union_id=union_id,
        )


def rewrite_the_whole_record(cast: Cast) -> None:
    """As who owns the database would: all rows, heads and seals away, another story in their place."""
    with by_force() as connection:
        for model in (AuditEntry, AuditHead, AuditSeal):
            connection.execute(delete(model))
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


def forged_by_a_key_of_ones_own(document: dict[str, Any]) -> dict[str, Any]:
    """The same heads, well signed by somebody who has no key of the server."""
    forger = SigningKey(Ed25519PrivateKey.generate())
    return document | asdict(seal(document["signed"], key=forger, signed_at=NOW, facts={}))


def test_heads_of_a_forger_and_a_changed_file_are_named(cast: Cast, outside: Path, run: Run) -> None:
    note(cast, "happened")
    run("seal")
    file = next(outside.iterdir())
    document = json.loads(file.read_text())
    document["signed"]["heads"]["general"]["hash"] = "0" * 64
    file.write_text(json.dumps(document))
    assert f"{file.name}: changed" in run("verify").output
    assert forged_by_a_key_of_ones_own(document)["key_id"] != document["key_id"]
    file.write_text(json.dumps(forged_by_a_key_of_ones_own(document)))
    assert f"{file.name}: key" in run("verify").output
    file.write_text(json.dumps(forged_by_a_key_of_ones_own(document) | {"key_id": document["key_id"]}))
    assert f"{file.name}: signature" in run("verify").output
    file.write_text("{}")
    assert f"{file.name}: unreadable" in run("verify", "--outside", outside).output


def test_a_folder_that_is_not_there_or_was_emptied_proves_nothing_and_says_so(
    cast: Cast, outside: Path, run: Run
) -> None:
    assert "holds no heads" in run("verify").output
    note(cast, "happened")
    run("seal")
    note(cast, "more")
    run("seal")
    assert "as 2 heads from outside tell" in run("verify").output
    first, second = sorted(outside.iterdir())
    first.unlink()
    told = run("verify")
    assert told.exit_code == 1
    assert f"{first.name}: missing" in told.output
    assert run("verify", "--outside", outside).exit_code == 0  # a folder of one's own may hold some of them
    assert f"outside {first.name}: missing" in whole_verification()
    second.unlink()
    told = run("verify")
    assert told.exit_code == 1
    assert "holds no heads" in told.output
    outside.rmdir()
    told = run("verify")
    assert told.exit_code == 1
    assert "is not there" in told.output
    assert f"outside {outside}: missing" in whole_verification()


def whole_verification() -> str:
    """What the verification of everything tells."""
    return current_app.test_cli_runner().invoke(args=["verify", "--all"]).output


@contextmanager
def counted_queries(asked: list[str]) -> Iterator[None]:
    """Gather the statements that reach the database."""

    def note_it(*words: Any) -> None:
        asked.append(str(words[2]))

    event.listen(db.engine, "before_cursor_execute", note_it)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", note_it)


def test_many_heads_in_many_files_are_compared_by_few_queries(cast: Cast, outside: Path, run: Run) -> None:
    for number in range(4):
        for union in ("city", "nanan", "chemistry"):
            note(cast, f"did_{number}", union_id=cast.union(union).id)
        run("seal")
    asked: list[str] = []
    with counted_queries(asked):
        assert not faults_outside(outside, known(), all_sent=True)
    assert len(asked) <= 2, asked


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
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["heads_sealed", "heads_not_sent"]


def test_a_full_stick_leaves_no_half_file(
    cast: Cast, outside: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    note(cast, "happened")
    with monkeypatch.context() as stick:
        stick.setattr("safety.proof.operations.sending.os.fsync", full)
        assert "No space left" in run("seal").output
    assert list(outside.iterdir()) == []
    assert run("seal").exit_code == 0
    assert run("verify").exit_code == 0


class Postman(socketserver.StreamRequestHandler):
    """Takes mail as a mail server does, without TLS."""

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            word = line.decode().split()[0].upper()
            self.server.said.append(word)  # type: ignore[attr-defined]
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
        server.got, server.said = [], []  # type: ignore[attr-defined]
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


def mailed_to(app: Flask, address: str) -> None:
    """Name another mail server in the settings."""
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], smtp_url=address)


def test_a_password_is_not_sent_in_the_clear(app: Flask, cast: Cast, postbox: list[str], run: Run) -> None:
    server = app.config["SETTINGS"].smtp_url.removeprefix("smtp://")
    mailed_to(app, f"smtp://sjy:secret@{server}")
    told = run("seal")
    assert told.exit_code == 1
    assert "no TLS" in told.output
    assert postbox == []


def test_a_mail_server_without_a_known_certificate_gets_nothing(
    app: Flask, cast: Cast, postbox: list[str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody in between answers with a certificate of their own making."""
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    plain = Postman.setup

    def setup(self: Postman) -> None:
        self.request = context.wrap_socket(self.request, server_side=True)
        plain(self)

    monkeypatch.setattr(Postman, "setup", setup)
    monkeypatch.setattr(socketserver.BaseServer, "handle_error", lambda *_: None)
    mailed_to(app, app.config["SETTINGS"].smtp_url.replace("smtp://", "smtps://sjy:secret@"))
    told = run("seal")
    assert told.exit_code == 1
    assert "certificate" in told.output.lower()
    assert postbox == []


def self_signed(folder: Path) -> Path:
    """A key and a certificate for this machine that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    own = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    begins = datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=9))
    signed = made.add_extension(own, critical=False).sign(key, hashes.SHA256())
    path = folder / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + signed.public_bytes(Encoding.PEM))
    return path


def test_a_mail_that_failed_is_tried_again_without_another_copy_in_the_folder(
    app: Flask, cast: Cast, outside: Path, postbox: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    working = app.config["SETTINGS"].smtp_url
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], heads_folder=outside)
    mailed_to(app, "smtp://127.0.0.1:1")
    send_when_due()
    assert (len(list(outside.iterdir())), len(postbox)) == (1, 0)
    mailed_to(app, working)
    monkeypatch.setattr("safety.proof.rules.AGAIN_AFTER", timedelta(0))
    send_when_due()
    send_when_due()
    assert (len(list(outside.iterdir())), len(postbox)) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"heads_mail": ("a@example.org",)},
        {"heads_mail": ("审计员",), "smtp_url": "smtp://mail"},
        {"smtp_url": "http://mail"},
        {"smtp_url": "smtp://mail:abc"},
        {"smtp_url": "smtp://mail:99999"},
        {"smtp_url": "smtp://:25"},
        {"smtp_url": "smtps://sjy:密码@mail"},
        {"smtp_url": "smtps://sjy:%E5%AF%86@mail"},
        {"smtp_url": "smtps://sjy:a#b@mail"},
        {"smtp_url": "smtps://[mail"},
    ],
)
def test_settings_of_mail_that_cannot_work_are_refused(app: Flask, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadSettingsError):
        dataclasses.replace(app.config["SETTINGS"], **wrong)
