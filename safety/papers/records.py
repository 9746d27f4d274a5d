"""Sealed records that are no papers: whether one still holds, and the file by which anybody checks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safety.papers import keys
from safety.papers.checking import SEALED_FORMAT
from safety.papers.signing import Seal, Verdict, verify


def verdict_on_record(content: Mapping[str, Any], seal: Mapping[str, Any]) -> Verdict:
    """Whether ``content`` still is what was sealed, and otherwise which field was changed."""
    return verify(content, Seal(**seal), keys.known())


def record_file(content: Mapping[str, Any], seal: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its seal and public key: what ``flask verify`` reads without the database."""
    public = keys.public_text(str(seal["key_id"]))
    return {"format": SEALED_FORMAT, "signed": dict(content), **seal, "public_key": public}
