"""What a person decides: which of two contents stands, and what is made of a marked record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import ValidationError

from safety.access.scope import Actor
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.people.queries import place_of
from safety.sync.kinds import KINDS, Replay
from safety.sync.models import SyncConflict, SyncEntry
from safety.sync.operations.noting import note
from safety.sync.operations.settling import made_of
from safety.sync.rights import RIGHTS
from safety.sync.rules import KEPT_FOR_GOOD, Choice, EntryKind
from safety.text import N_
from safety.wire.problems import fields_of


def decide_conflict(
    *,
    actor: Actor,
    now: datetime,
    conflict: SyncConflict,
    choice: Choice,
    reason: str,
    content: Mapping[str, Any] | None = None,
) -> None:
    """Let the server's content, the device's or a merged one stand; the others stay in the conflict.

    Raises:
        NotAllowed, NotFound: without the right to judge this kind here.
        NotPossibleNow: decided before, the entry has not arrived, or the record is never rewritten.
        Invalid: the merged content is none of its kind.
    """
    actor.require(RIGHTS[EntryKind(conflict.kind)].judge, place_of(conflict))
    hold(conflict)
    if conflict.decided_at is not None:
        raise NotPossibleNow(N_("这处冲突已经裁决"), code="already_decided")
    if choice is not Choice.SERVER:
        chosen = conflict.device if choice is Choice.DEVICE else content
        if chosen is None:
            raise Invalid(fields={"content": [N_("合并时请给出合并后的内容")]})
        _overrule(actor, now, conflict, chosen)
        conflict.decided_content = dict(chosen)
    conflict.decided_at, conflict.decided_by = now, actor.member_id
    conflict.choice, conflict.decided_words = choice, reason
    session.flush()
    note(
        actor,
        now,
        "sync_conflict_decided",
        "sync_conflict",
        conflict.id,
        conflict.union_id,
        choice=choice,
        record=str(conflict.record_id),
        reason=reason,
    )


def _overrule(actor: Actor, now: datetime, conflict: SyncConflict, chosen: Mapping[str, Any]) -> None:
    if conflict.entry.state not in KEPT_FOR_GOOD:
        raise NotPossibleNow(N_("这条记录还没有入库，请等它送达后再裁决"), code="not_arrived")
    kind = KINDS[EntryKind(conflict.kind)]
    try:
        facts = kind.read(chosen)
    except ValidationError as error:
        fields = {f"content.{name}".rstrip("."): words for name, words in fields_of(error.messages).items()}
        raise Invalid(fields=fields) from error
    given = Replay(
        actor=actor, now=now, record_id=conflict.record_id, facts=facts, made=made_of(conflict.entry)
    )
    kind.overrule(given, chosen)


def judge_entry(*, actor: Actor, now: datetime, entry: SyncEntry, words: str) -> None:
    """Say what was made of the marks of an arrived entry.

    Raises:
        NotAllowed, NotFound: without the right to judge this kind here.
        NotPossibleNow: it has no marks, or was judged before.
    """
    actor.require(RIGHTS[EntryKind(entry.kind)].judge, place_of(entry))
    hold(entry)
    if not entry.marked or entry.judged_at is not None:
        raise NotPossibleNow(N_("这条记录没有需要核对的标记，或已经核对过"), code="nothing_to_judge")
    entry.judged_at, entry.judged_by, entry.judged_words = now, actor.member_id, words
    session.flush()
    note(actor, now, "sync_entry_judged", "sync_entry", entry.id, entry.union_id, words=words)
