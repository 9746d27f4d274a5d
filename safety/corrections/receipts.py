"""The receipt of a written reply as it is shown, printed and handed on."""

from __future__ import annotations

from typing import Any

from safety.corrections.models import Reply
from safety.errors import NotFound
from safety.papers.records import record_file, verdict_on_record
from safety.papers.signing import Verdict


def receipt_file(reply: Reply) -> dict[str, Any]:
    """The sealed receipt with its public key.

    Raises:
        NotFound: the reply came before receipts were given.
    """
    if reply.receipt is None:
        raise NotFound
    return record_file(reply.receipt["content"], reply.receipt["seal"])


def verdict_on_receipt(reply: Reply) -> Verdict:
    """Whether the receipt still is what was sealed.

    Raises:
        NotFound: the reply came before receipts were given.
    """
    if reply.receipt is None:
        raise NotFound
    return verdict_on_record(reply.receipt["content"], reply.receipt["seal"])
