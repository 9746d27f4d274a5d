"""The register of entries by filters, and what waits for a person."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from safety.access.scope import Actor
from safety.database import session
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.models import Member
from safety.people.queries import contains
from safety.sync.models import SyncConflict, SyncDevice, SyncEntry
from safety.sync.queries.entries import visible
from safety.sync.queries.sight import judged_by
from safety.sync.rules import EntryKind, EntryState, Judged


@dataclass(frozen=True)
class EntryFilters:
    """What the register of entries is narrowed to; ``q`` is part of a receipt, ``mine`` what one may judge."""

    q: str | None = None
    state: EntryState | None = None
    record: EntryKind | None = None
    device: uuid.UUID | None = None
    person: uuid.UUID | None = None
    marks: Judged | None = None
    mine: bool | None = None
    sort: str = "-received"


USUAL_SORT = "-received"
_SORTS: dict[str, tuple[Any, ...]] = {
    "received": (SyncEntry.received_at, SyncEntry.sequence, SyncEntry.id),
    "-received": (SyncEntry.received_at.desc(), SyncEntry.sequence.desc(), SyncEntry.id),
    "made": (SyncEntry.made_at, SyncEntry.id),
    "-made": (SyncEntry.made_at.desc(), SyncEntry.id),
    "receipt": (SyncEntry.receipt, SyncEntry.id),
    "-receipt": (SyncEntry.receipt.desc(), SyncEntry.id),
}
_WAITING = SyncEntry.marked & SyncEntry.judged_at.is_(None)
_MARKS: dict[Judged, ColumnElement[bool]] = {
    Judged.WAITING: _WAITING,
    Judged.DONE: SyncEntry.marked & SyncEntry.judged_at.is_not(None),
    Judged.NONE: ~SyncEntry.marked,
}


def select_entries(actor: Actor, filters: EntryFilters) -> Select[SyncEntry]:
    """The filtered, ordered selection of what one may see, for lists and for exports."""
    statement = select(SyncEntry).where(visible(actor))
    exact = {
        SyncEntry.state: filters.state,
        SyncEntry.kind: filters.record,
        SyncEntry.device_id: filters.device,
        SyncEntry.member_id: filters.person,
    }
    statement = statement.where(*(column == value for column, value in exact.items() if value is not None))
    if filters.marks is not None:
        statement = statement.where(_MARKS[filters.marks])
    if filters.mine:
        statement = statement.where(judged_by(SyncEntry, actor))
    if filters.q:
        statement = statement.where(contains(SyncEntry.receipt, filters.q))
    return in_order(statement, *_SORTS.get(filters.sort, _SORTS[USUAL_SORT]))


def entries_page(actor: Actor, filters: EntryFilters, window: Window) -> Page[SyncEntry]:
    """A page of the register."""
    found = select_entries(actor, filters)
    return page_of(found.options(joinedload(SyncEntry.device), joinedload(SyncEntry.member)), window)


def entry_ids(actor: Actor, filters: EntryFilters) -> Sequence[uuid.UUID]:
    """The ids of the register in its order."""
    return session.scalars(select_entries(actor, filters).with_only_columns(SyncEntry.id)).all()


def entries_by_id(ids: Sequence[uuid.UUID]) -> Sequence[SyncEntry]:
    """Entries in the order of ``ids``; the caller has checked the scope."""
    statement = select(SyncEntry).where(SyncEntry.id.in_(ids))
    statement = statement.options(joinedload(SyncEntry.device), joinedload(SyncEntry.member))
    found = {one.id: one for one in session.scalars(statement)}
    return [found[one] for one in ids if one in found]


def senders(actor: Actor) -> list[tuple[str, str]]:
    """Who sent the entries that one may see: ids and names."""
    sent = select(SyncEntry.member_id).where(visible(actor))
    statement = (
        select(Member.id, Member.name).where(Member.id.in_(sent)).order_by(Member.name_order, Member.id)
    )
    return [(str(row.id), row.name) for row in session.execute(statement)]


def sending_devices(actor: Actor) -> list[tuple[str, str]]:
    """The devices from which the entries came that one may see: ids and names with the person's."""
    sent = select(SyncEntry.device_id).where(visible(actor))
    statement = (
        select(SyncDevice.id, SyncDevice.name, Member.name.label("person"))
        .join(Member, Member.id == SyncDevice.member_id)
        .where(SyncDevice.id.in_(sent))
        .order_by(Member.name_order, SyncDevice.name, SyncDevice.id)
    )
    return [(str(row.id), f"{row.person} · {row.name}") for row in session.execute(statement)]


def waiting_judgement(actor: Actor) -> int:
    """How many marked entries wait for somebody who may judge them."""
    statement = select(func.count(SyncEntry.id)).where(_WAITING, judged_by(SyncEntry, actor))
    return session.scalar(statement) or 0


def open_conflicts(actor: Actor) -> int:
    """How many conflicts wait for somebody who may decide them."""
    undecided = SyncConflict.decided_at.is_(None)
    statement = select(func.count(SyncConflict.id)).where(undecided, judged_by(SyncConflict, actor))
    return session.scalar(statement) or 0


def conflicts_of(entry: SyncEntry) -> Sequence[SyncConflict]:
    """The conflicts about an entry, or about its record, oldest first; the caller has checked the scope."""
    about = or_(SyncConflict.entry_id == entry.id, SyncConflict.id == entry.conflict_id)
    return session.scalars(select(SyncConflict).where(about).order_by(SyncConflict.received_at)).all()
