"""Sealing what is no paper: a receipt, a signature under somebody else's report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from safety.papers import signing
from safety.papers.operations.issuing import registered_key


def seal_record(content: Mapping[str, Any], *, now: datetime, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The server's seal over ``content`` (JSON values), as a document to be kept beside it.

    ``facts`` join what is signed: who, by which appointment.
    """
    return asdict(signing.seal(content, key=registered_key(now), signed_at=now, facts=facts))
