"""The receipt of a written reply: what came, when, and a seal over it that anybody can check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from safety.audit.rules import plain
from safety.corrections.models import Reply, ReplyItem
from safety.database import session
from safety.evidence.queries import files_of_many
from safety.law.days import shanghai_date
from safety.papers.operations import seal_record
from safety.people.queries import get_union

KIND = "reply_receipt"
#: Evidence of a reply belongs to its item.
OWNER_KIND = "reply_item"


def give_receipt(reply: Reply, *, now: datetime, about: str) -> None:
    """Number the reply and seal what it says, its files by their SHA-256; ``about`` is the paper it answers."""
    reply.receipt_number = f"{shanghai_date(now):%Y%m%d}-{reply.id.hex[-8:].upper()}"
    content: dict[str, Any] = plain(_content(reply, about))
    facts = {"reply": str(reply.id), "union": str(reply.union_id)}
    reply.receipt = {"content": content, "seal": seal_record(content, now=now, facts=facts)}
    session.flush()


def _content(reply: Reply, about: str) -> dict[str, Any]:
    files = files_of_many(OWNER_KIND, [one.id for one in reply.items])
    return {
        "kind": KIND,
        "number": reply.receipt_number,
        "about": about,
        "union": get_union(reply.union_id).name,
        "via": reply.via,
        "received_at": reply.received_at,
        "entered_at": reply.entered_at,
        "author": reply.author,
        "words": reply.words,
        "workers_told_on": reply.workers_told_on,
        "lines": [_line(one, files[one.id]) for one in reply.items],
    }


def _line(item: ReplyItem, files: list[Any]) -> dict[str, Any]:
    demand = item.demand
    return {
        "demand": item.demand_id,
        "summary": demand.summary,
        "mandatory": demand.binding,
        "stance": item.stance,
        "words": item.words,
        "person": item.person,
        "done_on": item.done_on,
        "cost_yuan": str(item.cost_yuan) if item.cost_yuan is not None else None,
        "files": [{"name": one.name, "bytes": one.size, "sha256": one.sha256} for one in files],
    }
