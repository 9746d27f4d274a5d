"""Entries, what they wait for, and the files they name."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from safety.access.scope import Actor
from safety.database import session
from safety.errors import NotFound
from safety.evidence.models import EvidenceFile
from safety.evidence.quotas import Amount
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.models import SignIn
from safety.sync.models import SyncEntry, SyncFile
from safety.sync.queries.sight import in_sight
from safety.sync.rules import WAITING, EntryState, Queued


def find_entry(entry_id: uuid.UUID) -> SyncEntry | None:
    """The entry, whoever asks."""
    return session.get(SyncEntry, entry_id)


def waiting_of(device_id: uuid.UUID) -> Sequence[SyncEntry]:
    """The entries of a device that wait, in the order of its sequence."""
    statement = (
        select(SyncEntry)
        .where(SyncEntry.device_id == device_id, SyncEntry.state.in_(WAITING))
        .order_by(SyncEntry.sequence, SyncEntry.id)
    )
    return session.scalars(statement).all()


def around(entry: SyncEntry) -> list[Queued]:
    """What order has to know of the other entries: the waiting ones of the device, the named, the mending."""
    named = [uuid.UUID(one) for one in entry.sent["after"]]
    statement = select(SyncEntry).where(
        SyncEntry.id != entry.id,
        or_(
            (SyncEntry.device_id == entry.device_id) & SyncEntry.state.in_(WAITING),
            SyncEntry.id.in_(named),
            (SyncEntry.member_id == entry.member_id) & SyncEntry.mends.is_not(None),
        ),
    )
    return [queued(one) for one in session.scalars(statement)]


def queued(entry: SyncEntry) -> Queued:
    """An entry as order knows it."""
    return Queued(
        id=entry.id,
        sequence=entry.sequence,
        state=EntryState(entry.state),
        after=frozenset(uuid.UUID(one) for one in entry.sent["after"]),
        touches=frozenset(uuid.UUID(one) for one in entry.touches),
        changes=frozenset(uuid.UUID(one) for one in entry.changes),
        mends=entry.mends,
    )


def missing_files(entry: SyncEntry) -> list[dict[str, Any]]:
    """The files that an entry names and that are not evidence yet: the ``sent`` lines of them."""
    lines: list[dict[str, Any]] = entry.sent["files"]
    if not lines:
        return []
    ids = [uuid.UUID(one["id"]) for one in lines]
    statement = select(EvidenceFile.id, EvidenceFile.sha256).where(
        EvidenceFile.id.in_(ids), EvidenceFile.removed_at.is_(None)
    )
    there = {row.id: row.sha256 for row in session.execute(statement)}
    whole = {
        row.id
        for row in session.execute(
            select(SyncFile.id).where(SyncFile.id.in_(ids), SyncFile.completed_at.is_not(None))
        )
    }
    return [
        one
        for one in lines
        if there.get(uuid.UUID(one["id"])) != one["sha256"] and uuid.UUID(one["id"]) not in whole
    ]


def find_file(file_id: uuid.UUID) -> SyncFile | None:
    """The announced file."""
    return session.get(SyncFile, file_id)


def files_underway(member_id: uuid.UUID) -> Amount:
    """What a person's tablets announced that is not whole yet; what can never be evidence is not counted."""
    statement = select(func.count(), func.coalesce(func.sum(SyncFile.size), 0)).where(
        SyncFile.member_id == member_id, SyncFile.completed_at.is_(None), SyncFile.problem.is_(None)
    )
    files, size = session.execute(statement).one()
    return Amount(int(files), int(size))


def files_announced(ids: Iterable[uuid.UUID]) -> Sequence[SyncFile]:
    """The announced files among ``ids``."""
    return session.scalars(select(SyncFile).where(SyncFile.id.in_(list(ids)))).all()


def signed_in_at(member_id: uuid.UUID, at: datetime) -> bool:
    """Whether a browser session of the member was open at ``at`` (one that nobody ended before)."""
    statement = select(SignIn.id).where(
        SignIn.member_id == member_id,
        SignIn.began_at <= at,
        or_(SignIn.ended_at.is_(None), SignIn.ended_at >= at),
    )
    return session.scalars(statement.limit(1)).first() is not None


def visible(actor: Actor) -> ColumnElement[bool]:
    """One's own entries and those of one's scope."""
    return or_(SyncEntry.member_id == actor.member_id, in_sight(SyncEntry, actor))


def get_entry(entry_id: uuid.UUID, actor: Actor) -> SyncEntry:
    """An entry of one's own or of one's scope.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    statement = (
        select(SyncEntry)
        .where(SyncEntry.id == entry_id, visible(actor))
        .options(joinedload(SyncEntry.device), joinedload(SyncEntry.member))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def file_of_entry(entry: SyncEntry, file_id: uuid.UUID) -> EvidenceFile:
    """A file that an entry names and that its sender sent; the caller has checked who sees the entry.

    It may wait for its record still, or never get one: who judges the entry sees it all the same.

    Raises:
        NotFound: the entry names no such file, it is not here, or somebody else sent it.
    """
    named = {one["id"]: one["sha256"] for one in entry.sent["files"]}
    file = session.get(EvidenceFile, file_id)
    if (
        file is None
        or file.removed_at is not None
        or file.uploaded_by != entry.member_id
        or named.get(str(file_id)) != file.sha256
    ):
        raise NotFound
    return file


def list_entries(
    actor: Actor,
    window: Window,
    *,
    device: uuid.UUID | None = None,
    state: EntryState | None = None,
) -> Page[SyncEntry]:
    """Entries of one's own and of one's scope, the newest first."""
    statement = select(SyncEntry).where(visible(actor))
    if device is not None:
        statement = statement.where(SyncEntry.device_id == device)
    if state is not None:
        statement = statement.where(SyncEntry.state == state)
    statement = statement.options(joinedload(SyncEntry.device), joinedload(SyncEntry.member))
    return page_of(in_order(statement, SyncEntry.received_at.desc(), SyncEntry.id), window)
