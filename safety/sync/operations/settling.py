"""Applying entries: in order, when they are whole, each as a whole or not at all."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from marshmallow import ValidationError

from safety.access.scope import Actor
from safety.database import session
from safety.errors import NotAllowed, NotPossibleNow, Refusal, TooMany, Unavailable
from safety.law.days import shanghai_date
from safety.people.queries import actor_of, member_by_id, place_of_union
from safety.sync.kinds import KINDS, Done, Kind, Made, Replay
from safety.sync.models import SyncConflict, SyncEntry, SyncReceipt
from safety.sync.operations.noting import note
from safety.sync.queries import entries as queries
from safety.sync.rules import (
    WAITING,
    EntryKind,
    EntryState,
    Mark,
    Waits,
    clock_changed,
    clock_off,
    clock_set,
    judged_at,
    made_ahead,
    receipt_words,
    state_before_replay,
    still_before,
)
from safety.text import N_
from safety.transactions import all_or_nothing
from safety.wire.problems import invalid_from, problem_body

#: The ``code`` of the problem of an entry that its own sender gave up.
GIVEN_UP = "given_up"


def settle_device(*, now: datetime, device_id: uuid.UUID, first: SyncEntry | None = None) -> None:
    """Apply what can be applied of a device's waiting entries, by its sequence, until nothing moves."""
    if first is not None and not _advance(first, now):
        return
    moved = True
    while moved:
        moved = False
        for entry in queries.waiting_of(device_id):
            moved = _advance(entry, now) or moved


def _advance(entry: SyncEntry, now: datetime) -> bool:
    """Bring one waiting entry as far as it goes; whether it is settled now."""
    kind = KINDS[EntryKind(entry.kind)]
    try:
        facts = kind.read(entry.sent["content"])
    except ValidationError as error:  # what a kind takes has changed since it was sent
        _refuse(entry, now, problem_body(invalid_from(error)))
        return True
    spoilt = _spoilt_file(entry)
    if spoilt is not None:
        _refuse(entry, now, spoilt)
        return True
    state = state_before_replay(
        Waits(
            files=bool(queries.missing_files(entry)),
            entries=bool(still_before(queries.queued(entry), queries.around(entry))),
            record=bool(kind.missing(entry.record_id, facts)),
        )
    )
    if state is not None:
        entry.state = state
        session.flush()
        return False
    if kind.withdrawn(entry.record_id, facts):
        _settle(entry, now, EntryState.WITHDRAWN)
    else:
        _replay(entry, kind, facts, now)
    return True


def _spoilt_file(entry: SyncEntry) -> Mapping[str, Any] | None:
    ids = [uuid.UUID(one["id"]) for one in entry.sent["files"]]
    if not ids:
        return None
    return next((one.problem for one in queries.files_announced(ids) if one.problem is not None), None)


def made_of(entry: SyncEntry) -> Made:
    """The times of an entry."""
    return Made(
        at=entry.made_at,
        judged_at=judged_at(entry.made_at, entry.offset_ms, entry.received_at),
        received_at=entry.received_at,
        offset=None if entry.offset_ms is None else timedelta(milliseconds=entry.offset_ms),
        set_during=clock_set(entry.clock_set_ms),
        changed=clock_changed(entry.offset_ms, entry.device.offset_ms),
    )


def actor_then(entry: SyncEntry) -> Actor:
    """Who sent the entry, with the appointments of the day on which it was made.

    Raises:
        NotAllowed: there is no such member any more.
    """
    member = member_by_id(entry.member_id)
    if member is None:
        raise NotAllowed
    day = shanghai_date(made_of(entry).judged_at)
    return actor_of(member, on=day, channel="sync", device_id=entry.device_id)


def _replay(entry: SyncEntry, kind: Kind, facts: Any, now: datetime) -> None:
    actor = actor_then(entry)
    given = Replay(actor=actor, now=now, record_id=entry.record_id, facts=facts, made=made_of(entry))
    try:
        with all_or_nothing():
            done = kind.replay(given)
    except (Unavailable, TooMany):
        raise  # nothing is wrong with the entry: it comes again
    except Refusal as refusal:
        _refuse(entry, now, problem_body(refusal))
        return
    entry.url = done.url
    place = kind.place(entry.record_id, facts)
    if place is not None:
        entry.union_id, entry.district_code = place.union_id, place.district_code
    entry.judged = sorted(_marks(entry, kind, done, now))
    entry.marked = bool(entry.judged)
    if done.server is None:
        _settle(entry, now, EntryState.ARRIVED)
        return
    conflict = conflict_about(
        entry,
        now,
        reason="record_differs",
        server=done.server,
        device=entry.sent["content"],
        sha256=entry.sha256,
        base=done.base,
    )
    entry.conflict_id = conflict.id
    _settle(entry, now, EntryState.CONFLICT)


def _marks(entry: SyncEntry, kind: Kind, done: Done, now: datetime) -> set[Mark]:
    found = set(done.marks)
    if made_ahead(entry.made_at, entry.received_at):
        found.add(Mark.MADE_AHEAD)
    if clock_off(entry.offset_ms):
        found.add(Mark.CLOCK_OFF)
    if clock_set(entry.clock_set_ms):
        found.add(Mark.CLOCK_SET)
    if clock_changed(entry.offset_ms, entry.device.offset_ms):
        found.add(Mark.CLOCK_CHANGED)
    if entry.mock_location:
        found.add(Mark.MOCK_LOCATION)
    member = member_by_id(entry.member_id)
    if member is not None and not actor_of(member, on=shanghai_date(now)).may(kind.permission):
        found.add(Mark.APPOINTMENT_ENDED)
    if entry.by_session and not queries.signed_in_at(entry.member_id, made_of(entry).judged_at):
        found.add(Mark.SESSION_ENDED)
    return found


def refuse_given_up(*, actor: Actor, now: datetime, entry: SyncEntry) -> None:
    """End the wait of an entry whose sender gave it up: what it follows never comes.  Given up before, it stays so.

    Raises:
        NotPossibleNow: it is settled otherwise.
    """
    if (entry.problem or {}).get("code") == GIVEN_UP:
        return
    if entry.state not in WAITING:
        raise NotPossibleNow(N_("这条记录已经处理，不能再放弃"))
    entry.state = EntryState.REFUSED
    entry.problem = problem_body(NotPossibleNow(N_("本人已放弃这条记录"), code=GIVEN_UP))
    session.flush()
    note(actor, now, "entry_given_up", "sync_entry", entry.id, entry.union_id)


def _refuse(entry: SyncEntry, now: datetime, problem: Mapping[str, Any]) -> None:
    entry.state, entry.problem = EntryState.REFUSED, dict(problem)
    session.flush()
    actor = actor_then(entry)
    note(actor, now, "entry_refused", "sync_entry", entry.id, entry.union_id, code=problem.get("code"))


def _settle(entry: SyncEntry, now: datetime, state: EntryState) -> None:
    row = SyncReceipt(entry_id=entry.id, at=now)
    session.add(row)
    session.flush()
    entry.state, entry.settled_at = state, now
    entry.receipt = receipt_words(shanghai_date(now).year, row.number)
    session.flush()
    change = {"state": state, "receipt": entry.receipt, "record": str(entry.record_id)}
    note(actor_then(entry), now, "entry_settled", "sync_entry", entry.id, entry.union_id, **change)


def conflict_about(
    entry: SyncEntry,
    now: datetime,
    *,
    reason: str,
    server: Mapping[str, Any],
    device: Mapping[str, Any],
    sha256: str,
    sent_by: tuple[uuid.UUID, uuid.UUID] | None = None,
    base: Mapping[str, Any] | None = None,
) -> SyncConflict:
    """Keep two contents of one record side by side, for a person to judge."""
    device_id, member_id = sent_by or (entry.device_id, entry.member_id)
    row = SyncConflict(
        entry_id=entry.id,
        kind=entry.kind,
        record_id=entry.record_id,
        reason=reason,
        server=dict(server),
        device=dict(device),
        base=dict(base) if base is not None else None,
        sha256=sha256,
        device_id=device_id,
        received_from=member_id,
        received_at=now,
        made_at=entry.made_at,
        offset_ms=entry.offset_ms,
        union_id=entry.union_id,
        district_code=entry.district_code,
    )
    session.add(row)
    session.flush()
    return row


def own_place(actor: Actor) -> dict[str, Any]:
    """The columns of a record of the person's own union.

    Raises:
        NotAllowed: it is nobody with a union.
    """
    if actor.union_id is None:
        raise NotAllowed
    place = place_of_union(actor.union_id)
    return {"union_id": place.union_id, "district_code": place.district_code}


def with_device(actor: Actor, device_id: uuid.UUID) -> Actor:
    """The actor as the audit names who sends by a device."""
    return dataclasses.replace(actor, channel="sync", device_id=device_id)
