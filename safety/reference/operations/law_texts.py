"""New versions of laws from files: looked at, put in use from their day on, taken back while nothing rests on them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import Conflict, NotPossibleNow
from safety.ids import new_id
from safety.law.versions import Version, parse, version_of
from safety.reference.models import LawText
from safety.reference.queries import law_checks_of
from safety.text import N_, Text

KIND = "law_text"
#: What rests on a version, each said in a sentence: rooms above register how they look it up.
RESTING: list[Callable[[LawText, Version], Sequence[Text]]] = []


def upload_law_text(*, actor: Actor, now: datetime, text: str) -> LawText:
    """Keep a version to be looked at; nothing cites it yet.

    Raises:
        NotAllowed: without ``law:check``.
        Invalid: field ``file``: what is wrong in it.
    """
    actor.require(Permission.LAW_CHECK)
    version = parse(text)
    row = LawText(
        id=new_id(),
        law=version.law.id,
        name=version.law.name,
        version=version.law.version,
        in_force_from=version.law.in_force_from,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        uploaded_at=now,
        uploaded_by=actor.member_id,
        uploaded_name=actor.name,
    )
    session.add(row)
    session.flush()
    _note(actor, now, row, "law_text_uploaded")
    return row


def adopt_law_text(*, actor: Actor, now: datetime, row: LawText) -> None:
    """Put a version in use: facts from its first day on are cited by it.

    Raises:
        NotAllowed: without ``law:check``.
        NotPossibleNow: it is in use, or was taken back.
        Invalid: meanwhile another text of this law begins on that day, or the file contradicts what is known now.
        Conflict: somebody else put the same version in use.
    """
    actor.require(Permission.LAW_CHECK)
    hold(row)
    if row.adopted_at is not None or row.ended_at is not None:
        raise NotPossibleNow(N_("这一文本已经启用或撤下，请重新导入"), code="law_text_state")
    parse(row.text)
    row.adopted_at, row.adopted_by, row.adopted_name = now, actor.member_id, actor.name
    row.slot = row.law
    session.flush()
    _note(actor, now, row, "law_text_adopted")


def take_back_law_text(*, actor: Actor, now: datetime, row: LawText, reason: str) -> None:
    """Take a version out of use, or give up one that was only looked at; it stays on record.

    Raises:
        NotAllowed: without ``law:check``.
        NotPossibleNow: it was taken back already.
        Conflict: something rests on it.
    """
    actor.require(Permission.LAW_CHECK)
    hold(row)
    if row.ended_at is not None:
        raise NotPossibleNow(N_("这一文本已经撤下"), code="law_text_state")
    if row.is_used and (found := what_rests_on(row)):
        raise Conflict(found[0], code="law_text_rests")
    row.ended_at, row.ended_by, row.ended_name, row.ended_reason = now, actor.member_id, actor.name, reason
    row.slot = None
    session.flush()
    _note(actor, now, row, "law_text_taken_back", reason=reason)


def what_rests_on(row: LawText) -> list[Text]:
    """What rests on a version in use, each said in a sentence; nothing while it may be taken back."""
    version = version_of(row.text, row.law)
    found = [sentence for look in RESTING for sentence in look(row, version)]
    checks = law_checks_of(row.law)
    if checks:
        found.append(Text(N_("已登记这一文本的核对 %(n)s 次"), n=checks))
    return found


def _note(actor: Actor, now: datetime, row: LawText, action: str, **more: str) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind=KIND,
        record_id=row.id,
        union_id=None,
        change={
            "law": row.name,
            "version": row.version,
            "in_force_from": row.in_force_from,
            "sha256": row.sha256,
            **more,
        },
    )
