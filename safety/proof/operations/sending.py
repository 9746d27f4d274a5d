"""The heads of all chains, signed by the server's key, put where whoever has this server cannot take them back.

The folder is one that an administrator names (a share of another machine, a stick), the mail goes where the
settings say.  Nothing waits for either: the heads are sealed first, and how the sending ended is noted afterwards.
"""

from __future__ import annotations

import errno
import json
import os
import smtplib
import ssl
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from flask import current_app

from safety.access.scope import system_actor
from safety.audit import operations as audit
from safety.config import Settings
from safety.papers import records
from safety.papers.operations.sealing import seal_record
from safety.proof.queries.sendings import RECORD, last_sendings
from safety.proof.rules import HEADS_KIND, is_due
from safety.transactions import one_transaction

SMTP_SECONDS = 20
log = structlog.get_logger()


@dataclass(frozen=True)
class Sent:
    """One sending: the file's name and hash of the heads, where it went, and what failed (place → words)."""

    name: str
    hash: str
    went: tuple[str, ...]
    failed: dict[str, str]


def send_when_due() -> None:
    """Send the heads where a day has passed, or an hour since that failed; nothing where no place is named."""
    places = _places()
    if not places:
        return
    now = datetime.now(UTC)
    with one_transaction(write=False):
        last = last_sendings(places)
    due = [place for place in places if is_due(last.get(place), now)]
    if due:
        send_heads(now=now, only=due)


def send_heads(*, now: datetime, only: Collection[str] | None = None) -> Sent:
    """Seal and sign the heads of this moment and put them outside, everywhere or where ``only`` names; it commits."""
    name, hashed, document = _sealed(now)
    went, failed = [], {}
    for place, send in _places().items():
        if only is not None and place not in only:
            continue
        try:
            send(name, json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode())
            went.append(place)
        except (
            OSError,
            smtplib.SMTPException,
            ValueError,
        ) as error:  # ValueError: signs that no mail can hold
            failed[place] = getattr(error, "strerror", None) or type(error).__name__
            log.warning("heads_not_sent", place=place, error=type(error).__name__)
    with one_transaction():
        audit.record(
            actor=system_actor(),
            now=now,
            action="heads_not_sent" if failed or not went else "heads_sent",
            kind=RECORD[0],
            record_id=RECORD[1],
            union_id=None,
            change={"file": name, "hash": hashed, "to": went, "failed": failed},
        )
    return Sent(name, hashed, tuple(went), failed)


def _sealed(now: datetime) -> tuple[str, str, dict[str, Any]]:
    settings: Settings = current_app.config["SETTINGS"]
    with one_transaction():
        sealed = audit.seal_heads(now=now)
        audit.record(
            actor=system_actor(),
            now=now,
            action="heads_sealed",
            kind="audit_seal",
            record_id=sealed.hash,
            union_id=None,
        )
        content = {
            "kind": HEADS_KIND,
            "number": sealed.hash,
            "server": settings.base_url,
            "at": now.astimezone(UTC).isoformat(timespec="microseconds"),
            "heads": sealed.heads,
        }
        document = records.record_file(content, seal_record(content, now=now, facts={}))
    name = f"audit-heads-{now.astimezone(UTC):%Y%m%dT%H%M%S}Z-{sealed.hash[:8]}.json"
    return name, sealed.hash, document


def _places() -> dict[str, Any]:
    settings: Settings = current_app.config["SETTINGS"]
    places: dict[str, Any] = {}
    if settings.heads_folder:
        folder = settings.heads_folder
        places["folder"] = lambda name, content: _write(folder, name, content)
    if settings.smtp_url and settings.heads_mail:
        places["mail"] = lambda name, content: _mail(settings, name, content)
    return places


def _write(folder: Path, name: str, content: bytes) -> None:
    # The folder is not made: where it is missing, the share or the stick is not there.  The file gets its name when
    # it is whole: half a file on a full stick would be told as unreadable for ever.
    part = folder / f".{name}.part"
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / name)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _mail(settings: Settings, name: str, content: bytes) -> None:
    message = EmailMessage()
    message["Subject"] = f"Qunjian: {name}"
    message["From"] = settings.heads_mail[0]
    message["To"] = ", ".join(settings.heads_mail)
    message.set_content(
        f"审计链头，请保存附件。校验：flask --app app verify {name}\n"
        "Heads of the audit: keep the attachment.\n"
    )
    message.add_attachment(content, maintype="application", subtype="json", filename=name)
    address = urlsplit(settings.smtp_url or "")
    checked, host, port = ssl.create_default_context(), address.hostname or "", address.port or 0
    secure = address.scheme == "smtps"
    with (
        smtplib.SMTP_SSL(host, port, timeout=SMTP_SECONDS, context=checked)
        if secure
        else smtplib.SMTP(host, port, timeout=SMTP_SECONDS)
    ) as server:
        if not secure and server.ehlo()[0] and server.has_extn("starttls"):
            server.starttls(context=checked)
            secure = True
        if address.username and not secure:
            raise OSError(errno.EPROTONOSUPPORT, "no TLS: user and password are not sent in the clear")
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(message)
