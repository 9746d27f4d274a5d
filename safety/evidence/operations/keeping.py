"""Files are proven harmless, put into the store, and kept as staged or as the evidence of a record."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select
from sqlalchemy.orm.util import identity_key

from safety.access.roles import ADMINISTRATORS, Role
from safety.access.scope import Actor, Place
from safety.audit import operations as audit
from safety.database import session, table_of
from safety.errors import NotAllowed
from safety.evidence import pdfs, pictures, quotas, rules
from safety.evidence.models import HASH_ALGORITHM, EvidenceFile
from safety.evidence.queries import staged_by
from safety.evidence.rules import Kind, Position
from safety.evidence.storage import the_store
from safety.ids import new_id
from safety.people.queries import place_of_union
from safety.reads import Read
from safety.transactions import comes_again_if_broken
from safety.writes import Write, add_later


@dataclass(frozen=True)
class Proven:
    """Content that was proven harmless and put into the store; no row points to it yet."""

    sha256: str
    kind: Kind
    size: int
    picture: pictures.Picture | None


#: A file of a page's form: its declared name, and its content.
Upload = tuple[str | None, Proven]


def prove_content(content: bytes) -> Proven:
    """Check ``content`` and put it into the store, without touching the database.

    Done before the first question to the database, decoding and writing a photograph hold no other
    writer up.  What no row comes to point to is swept.

    Raises:
        Invalid: no kind that is kept here, damaged, or made to harm (field ``file``).
        TooLarge: over the limit.
        Unavailable: the store does not take it; nothing was kept.
    """
    rules.check_size(len(content))
    kind = rules.kind_of(content)
    picture = pictures.examine(content, kind) if kind in rules.PICTURES else None
    if kind is Kind.PDF:
        pdfs.examine(content)
    return Proven(the_store().put(content), kind, len(content), picture)


#: What was sent under an id: the first content, and what came later and differed.
_UNDER_ID = Read(
    select(EvidenceFile.id, EvidenceFile.sha256, EvidenceFile.uploaded_by).where(
        or_(EvidenceFile.id == bindparam("file_id"), EvidenceFile.conflict_of == bindparam("file_id"))
    )
)
_ADD = Write(insert(table_of(EvidenceFile)))


def store_file(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    content: Proven,
    declared_name: str | None,
    place: Place,
    owner_kind: str | None = None,
    owner_id: uuid.UUID | None = None,
    position: Position | None = None,
    announced: bool = False,
) -> EvidenceFile:
    """Keep ``content`` as evidence; without an owner it is staged for a record still to come.

    The same id with the same bytes answers the row there is.  The same id with other bytes keeps both:
    the new row gets an id of its own and names the first in ``conflict_of`` (the caller answers 409).
    The right to add to the owning record is asked for by that record's operation.  ``announced``: it was counted
    against the sender's quota when it was announced.

    Raises:
        Invalid, TooLarge, Unavailable: as ``prove_content``.
        TooMany: ``quota_staged``.
    """
    return keep_file(
        actor=actor,
        now=now,
        id=id,
        content=content,
        declared_name=declared_name,
        place=place,
        owner_kind=owner_kind,
        owner_id=owner_id,
        position=position,
        announced=announced,
    )[0]


def place_ahead_of_record(actor: Actor) -> Place:
    """Where a device's file belongs until a record claims it: to the sender's union.

    Raises:
        NotAllowed: who sends it belongs to no union, or only administers. (Who holds no office any more may send:
            photographs of a day in office may come after it.)
    """
    only_administers = bool(actor.held) and all(Role(held.role) in ADMINISTRATORS for held in actor.held)
    if actor.union_id is None or only_administers:
        raise NotAllowed
    return actor.own_place or place_of_union(actor.union_id)


def keep_file(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    content: Proven,
    declared_name: str | None,
    place: Place,
    owner_kind: str | None = None,
    owner_id: uuid.UUID | None = None,
    position: Position | None = None,
    announced: bool = False,
) -> tuple[EvidenceFile, bool]:
    """As ``store_file``; also whether the row is new.

    Where an id that is there already has the request done once more, it is taken for new the first time: nearly every
    file is sent once.
    """
    counted = None if owner_id or announced else actor.member_id
    after = staged_by(counted).and_one_of(content.size) if counted else None
    # What this session holds already is not new: a second row of its key could not be added beside it.
    taken_for_new = comes_again_if_broken() and identity_key(EvidenceFile, id) not in session().identity_map
    # Nor is everything new of who is over the quota: what is here already is answered, not refused.
    taken_for_new = taken_for_new and not (after and after.exceeds(quotas.STAGED))
    there = [] if taken_for_new else _UNDER_ID.rows(file_id=id)
    for known in there:
        if known.sha256 == content.sha256 and known.uploaded_by == actor.member_id:
            return session.get_one(EvidenceFile, known.id), False
    if after is not None:
        quotas.check_staged(after)
    conflict_of = id if there else None
    file = EvidenceFile(
        id=new_id() if conflict_of else id,
        sha256=content.sha256,
        hash_algorithm=HASH_ALGORITHM,
        kind=content.kind,
        size=content.size,
        name=rules.neutral_name(declared_name, content.kind),
        owner_kind=owner_kind,
        owner_id=owner_id,
        conflict_of=conflict_of,
        uploaded_by=actor.member_id,
        uploaded_at=now,
        district_code=place.district_code,
        union_id=place.union_id,
        **_seen(content.picture, position, now),
    )
    add_later(_ADD, file)
    note(actor, now, file, "file_conflicted" if there else "file_stored", kind=file.kind, size=file.size)
    return file, True


def store_uploads(
    *,
    actor: Actor,
    now: datetime,
    uploads: Iterable[Upload],
    place: Place,
    owner_kind: str,
    owner_id: uuid.UUID,
) -> list[EvidenceFile]:
    """Keep the files of a page's form (declared name, content), each under a fresh id.

    Raises:
        Invalid, TooLarge, Unavailable: as ``store_file``.
    """
    return [
        store_file(
            actor=actor,
            now=now,
            id=new_id(),
            content=content,
            declared_name=name,
            place=place,
            owner_kind=owner_kind,
            owner_id=owner_id,
        )
        for name, content in uploads
    ]


def _seen(picture: pictures.Picture | None, position: Position | None, now: datetime) -> dict[str, Any]:
    """The columns that camera and device fill."""
    notes = picture.notes if picture else pictures.CameraNotes()
    exif, taken_at = notes.position, rules.believed(notes.taken_at, now=now)
    distance = rules.distance_metres(exif, position) if exif and position else None
    return {
        "width": picture.width if picture else None,
        "height": picture.height if picture else None,
        "taken_at": taken_at,
        "taken_as_written": None if taken_at else notes.written,
        "exif_lon": exif.lon if exif else None,
        "exif_lat": exif.lat if exif else None,
        "lon": position.lon if position else None,
        "lat": position.lat if position else None,
        "accuracy": position.accuracy if position else None,
        "distance_metres": distance,
    }


def note(actor: Actor, now: datetime, file: EvidenceFile, action: str, **change: Any) -> None:
    """A row of the audit about a file."""
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="evidence_file",
        record_id=file.id,
        union_id=file.union_id,
        change=change,
    )
