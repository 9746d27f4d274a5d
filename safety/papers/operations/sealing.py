"""Sealing what is no paper (a receipt, a signature under somebody else's report), and which keys are believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.papers import keys, signing
from safety.papers.operations.issuing import registered_key


def seal_record(content: Mapping[str, Any], *, now: datetime, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The server's seal over ``content`` (JSON values), as a document to be kept beside it.

    ``facts`` join what is signed: who, by which appointment.
    """
    return asdict(signing.seal(content, key=registered_key(now), signed_at=now, facts=facts))


def trust_key(*, actor: Actor, now: datetime, file: Path) -> str:
    """Believe what a former key of this server signed, by its public half (``signing-ed25519.pub``); its id.

    Raises:
        Invalid: the file holds no public key.
    """
    key_id = keys.trust(file)
    note_trusted(actor=actor, now=now, key_ids=[key_id])
    return key_id


def note_trusted(*, actor: Actor, now: datetime, key_ids: Iterable[str]) -> None:
    """Tell in the audit which keys are believed from now on."""
    for key_id in sorted(key_ids):
        audit.record(
            actor=actor, now=now, action="key_trusted", kind="signing_key", record_id=key_id, union_id=None
        )
