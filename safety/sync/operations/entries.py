"""Taking an entry of a device's queue: once, whatever is repeated."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from safety.access.scope import Actor
from safety.database import session
from safety.errors import Invalid, NotAllowed, NotFound
from safety.sync.inputs import DeviceFacts, EntryFacts
from safety.sync.kinds import KINDS
from safety.sync.models import SyncConflict, SyncEntry
from safety.sync.operations.files import finish_whole_files
from safety.sync.operations.noting import note
from safety.sync.operations.settling import (
    conflict_about,
    own_place,
    refuse_given_up,
    settle_device,
    with_device,
)
from safety.sync.queries import entries as queries
from safety.sync.queries.devices import locked_device
from safety.sync.rules import WAITING, EntryState, content_hash
from safety.wire.problems import fields_of


class Outcome(StrEnum):
    """What became of what was sent."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True)
class Received:
    """The entry as it stands; for other content under its id, the conflict that keeps it."""

    entry: SyncEntry
    outcome: Outcome
    conflict: SyncConflict | None = None


def receive_entry(
    *, actor: Actor, now: datetime, device: DeviceFacts, facts: EntryFacts, by_session: bool
) -> Received:
    """Keep an entry and apply it as far as it goes; the same again answers the entry there is.

    Raises:
        NotAllowed: the device was revoked.
        Invalid: the content is none of its kind, by field.
        Unavailable: the store or the database does not take it; nothing was kept.
    """
    if locked_device(device.id).revoked_at is not None:
        raise NotAllowed(code="device_revoked")
    sender = with_device(actor, device.id)
    sha256 = content_hash(facts.sent)
    found = queries.find_entry(facts.id)
    if found is None:
        entry = _keep(sender, now, device, facts, sha256, by_session=by_session)
        _go_on(sender, now, entry)
        return Received(entry, Outcome.NEW)
    if found.sha256 == sha256:
        if found.state in WAITING and found.device_id == device.id:
            _go_on(sender, now, found)
        return Received(found, Outcome.SAME)
    return Received(found, Outcome.OTHER, _other(sender, now, device, found, facts, sha256))


def give_up_entry(*, actor: Actor, now: datetime, device: DeviceFacts, entry_id: uuid.UUID) -> SyncEntry:
    """Take an entry out of the wait for something that never comes; it stays to be seen, as refused.

    Raises:
        NotAllowed: the device was revoked.
        NotFound: there is no such entry of this person.
        NotPossibleNow: it is applied, in conflict or refused already.
    """
    if locked_device(device.id).revoked_at is not None:
        raise NotAllowed(code="device_revoked")
    entry = queries.find_entry(entry_id)
    if entry is None or entry.member_id != device.member_id:
        raise NotFound
    refuse_given_up(actor=with_device(actor, device.id), now=now, entry=entry)
    return entry


def _keep(
    actor: Actor, now: datetime, device: DeviceFacts, facts: EntryFacts, sha256: str, *, by_session: bool
) -> SyncEntry:
    kind = KINDS[facts.kind]
    read = _read(facts)
    place = kind.place(facts.record_id, read)
    where = (
        {"union_id": place.union_id, "district_code": place.district_code}
        if place is not None
        else own_place(actor)
    )
    entry = SyncEntry(
        id=facts.id,
        device_id=device.id,
        member_id=device.member_id,
        kind=facts.kind,
        record_id=facts.record_id,
        sequence=facts.sequence,
        sent=dict(facts.sent),
        touches=sorted(str(one) for one in kind.touches(facts.record_id, read)),
        changes=sorted(str(one) for one in kind.changes(facts.record_id, read)),
        sha256=sha256,
        made_at=facts.made_at,
        offset_ms=facts.device_offset_ms,
        clock_set_ms=facts.clock_set_ms,
        mock_location=facts.mock_location,
        mends=facts.mends,
        by_session=by_session,
        state=EntryState.HELD,
        received_at=now,
        judged=[],
        **where,
    )
    session.add(entry)
    session.flush()
    note(actor, now, "entry_received", "sync_entry", entry.id, entry.union_id, sha256=sha256)
    return entry


def _read(facts: EntryFacts) -> Any:
    try:
        return KINDS[facts.kind].read(facts.sent["content"])
    except ValidationError as error:
        fields = {f"content.{name}".rstrip("."): words for name, words in fields_of(error.messages).items()}
        raise Invalid(fields=fields) from error


def _go_on(actor: Actor, now: datetime, entry: SyncEntry) -> None:
    finish_whole_files(actor=actor, now=now, entry=entry)
    settle_device(now=now, device_id=entry.device_id, first=entry)


def _other(
    actor: Actor, now: datetime, device: DeviceFacts, entry: SyncEntry, facts: EntryFacts, sha256: str
) -> SyncConflict:
    statement = select(SyncConflict).where(SyncConflict.entry_id == entry.id, SyncConflict.sha256 == sha256)
    known = session.scalars(statement).one_or_none()
    if known is not None:
        return known
    row = conflict_about(
        entry,
        now,
        reason="other_content",
        server=entry.sent["content"],
        device=facts.sent["content"],
        sha256=sha256,
        sent_by=(device.id, device.member_id),
    )
    note(actor, now, "entry_conflicted", "sync_entry", entry.id, entry.union_id, sha256=sha256)
    return row
