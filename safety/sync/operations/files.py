"""Files of a device: announced, growing on disk, and made evidence when they are whole."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from functools import partial

from safety.access.scope import Actor
from safety.database import session
from safety.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Unavailable
from safety.evidence import operations as evidence
from safety.evidence.queries import staged_by
from safety.evidence.quotas import Amount, check_staged
from safety.evidence.rules import Position, check_size
from safety.people.queries import place_of_union
from safety.sync import parts
from safety.sync.inputs import DeviceFacts, FileFacts
from safety.sync.models import SyncEntry, SyncFile
from safety.sync.operations.noting import note
from safety.sync.operations.settling import settle_device, with_device
from safety.sync.queries import entries as queries
from safety.sync.queries.devices import locked_device
from safety.text import N_
from safety.transactions import after_commit, all_or_nothing
from safety.wire.problems import problem_body


def announce_file(
    *, actor: Actor, now: datetime, device: DeviceFacts, facts: FileFacts, position: Position | None
) -> SyncFile:
    """Say which file is to come; the same again answers the upload there is.

    Raises:
        TooLarge, Invalid: its size is not taken.
        Conflict: other bytes were announced under this id.
        NotAllowed: who sends it only administers.
        TooMany: ``quota_staged``: the tablet keeps it and tries again.
    """
    check_size(facts.size)
    found = queries.find_file(facts.id)
    if found is not None:
        if (found.sha256, found.size) != (facts.sha256, facts.size):
            raise Conflict(N_("同一编号下已登记了不同内容的文件"), code="other_content")
        return found
    evidence.place_ahead_of_record(actor)
    underway = queries.files_underway(device.member_id)
    staged = staged_by(device.member_id)
    after = Amount(staged.files + underway.files, staged.bytes + underway.bytes).and_one_of(facts.size)
    check_staged(after)
    row = SyncFile(
        id=facts.id,
        device_id=device.id,
        member_id=device.member_id,
        sha256=facts.sha256,
        size=facts.size,
        media_type=facts.media_type,
        lon=position.lon if position else None,
        lat=position.lat if position else None,
        accuracy=position.accuracy if position else None,
        announced_at=now,
    )
    session.add(row)
    session.flush()
    return row


def own_file(device: DeviceFacts, file_id: uuid.UUID) -> SyncFile:
    """A file that a device of the same person announced.

    Raises:
        NotFound: there is none.
    """
    found = queries.find_file(file_id)
    if found is None or found.member_id != device.member_id:
        raise NotFound
    return found


def drop_file(*, device: DeviceFacts, file_id: uuid.UUID) -> None:
    """Forget an upload that the device gives up (tus termination); what became evidence stays."""
    found = own_file(device, file_id)
    if found.completed_at is None:
        after_commit(partial(parts.start_again, found.id))
        session.delete(found)
        session.flush()


def prove_whole(file: SyncFile) -> evidence.Proven:
    """Check the bytes that are there against the announced hash, and put them into the store.

    Done before the first write to the database, so that nobody waits for it.

    Raises:
        Invalid: another hash (the upload begins anew), or nothing that is kept as evidence.
        Unavailable: the store does not take it.
    """
    content = parts.content(file.id)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        parts.start_again(file.id)
        raise Invalid(
            N_("文件内容与登记的校验值不一致，请从头上传"),
            code="hash_mismatch",
            fields={"file": [N_("文件内容与登记的校验值不一致，请从头上传")]},
        )
    return evidence.prove_content(content)


def finish_file(
    *, actor: Actor, now: datetime, file: SyncFile, proven: evidence.Proven | Refusal | None = None
) -> Refusal | None:
    """Make a whole file evidence; what is wrong with its bytes is kept with it and answered.

    ``proven`` is what ``prove`` found before; it is found now when it is not given.

    Raises:
        Invalid: ``hash_mismatch``: the bytes are not the announced ones; the upload begins anew.
        Unavailable: the store does not take it; nothing was kept.
    """
    if file.completed_at is not None:
        return None
    found = proven or prove(file)
    if not isinstance(found, Refusal):
        try:
            with all_or_nothing():
                _keep(actor, now, file, found)
        except Conflict as refusal:
            found = refusal
    if isinstance(found, Refusal):
        file.problem = problem_body(found)
        session.flush()
        note(actor, now, "sync_file_refused", "sync_file", file.id, actor.union_id, code=found.code)
        return found
    file.completed_at = now
    session.flush()
    after_commit(partial(parts.start_again, file.id))
    return None


def prove(file: SyncFile) -> evidence.Proven | Refusal:
    """What the store made of the bytes, or why they can never be evidence.

    Raises:
        Invalid, Unavailable: as ``prove_whole``: the bytes may come again.
    """
    try:
        return prove_whole(file)
    except Unavailable:
        raise
    except Refusal as refusal:
        if refusal.code == "hash_mismatch":
            raise
        return refusal


def complete_upload(
    *, actor: Actor, now: datetime, device: DeviceFacts, file_id: uuid.UUID
) -> Refusal | None:
    """Make an upload evidence whose last byte is there, and apply the entries that waited for it.

    Raises:
        Invalid, Unavailable: as ``finish_file``.
    """
    proven = prove(own_file(device, file_id))  # nobody waits for it
    file_device = own_file(device, file_id).device_id
    for one in sorted({device.id, file_device}):
        locked_device(one)
    file = own_file(device, file_id)
    session.refresh(file)
    refusal = finish_file(actor=with_device(actor, device.id), now=now, file=file, proven=proven)
    for one in sorted({device.id, file_device}):
        settle_device(now=now, device_id=one)
    return refusal


def _keep(actor: Actor, now: datetime, file: SyncFile, proven: evidence.Proven) -> None:
    if actor.union_id is None:
        raise NotAllowed
    position = (
        Position(file.lon, file.lat, file.accuracy) if file.lon is not None and file.lat is not None else None
    )
    kept = evidence.store_file(
        actor=actor,
        now=now,
        id=file.id,
        content=proven,
        declared_name=None,
        place=place_of_union(actor.union_id),
        position=position,
        announced=True,
    )
    if kept.id != file.id:
        raise Conflict(N_("同一编号下已有不同内容的文件，两份都已保留，请人工选择"), code="other_content")


def finish_whole_files(*, actor: Actor, now: datetime, entry: SyncEntry) -> None:
    """Make evidence of the entry's files that lie whole on disk: a server died before it could."""
    ids = [uuid.UUID(one["id"]) for one in queries.missing_files(entry)]
    for file in queries.files_announced(ids) if ids else ():
        if file.completed_at is None and file.problem is None and parts.bytes_there(file.id) == file.size:
            try:
                finish_file(actor=actor, now=now, file=file)
            except Invalid:
                continue  # not the announced bytes: the upload begins anew
