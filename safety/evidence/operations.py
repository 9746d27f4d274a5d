"""Keeping, claiming and removing evidence files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Uuid, bindparam, insert, or_, select, update
from sqlalchemy.orm.util import identity_key

from safety.access.roles import ADMINISTRATORS, Role
from safety.access.scope import Actor, Place
from safety.audit import operations as audit
from safety.database import session, table_of
from safety.errors import Invalid, NotAllowed, NotPossibleNow
from safety.evidence import pdfs, pictures, queries, rules
from safety.evidence.models import HASH_ALGORITHM, EvidenceFile
from safety.evidence.rules import Kind, Position
from safety.evidence.storage import the_store
from safety.ids import new_id
from safety.people.queries import place_of_union
from safety.reads import Asked, Read
from safety.text import N_, Text
from safety.transactions import after_commit, comes_again_if_broken
from safety.writes import Write, add_later, write_later

#: A stray file in the store may belong to a request that is still under way: leave it this long.
GRACE = timedelta(hours=6)


@dataclass(frozen=True)
class Swept:
    """What a sweep removed: staged rows never claimed, and contents that no row points to."""

    rows: int
    contents: int


@dataclass(frozen=True)
class Proven:
    """Content that was proven harmless and put into the store; no row points to it yet."""

    sha256: str
    kind: Kind
    size: int
    picture: pictures.Picture | None


#: A file of a page's form: its declared name, and its content, proven or not yet.
Upload = tuple[str | None, bytes | Proven]


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
    content: bytes | Proven,
    declared_name: str | None,
    place: Place,
    owner_kind: str | None = None,
    owner_id: uuid.UUID | None = None,
    position: Position | None = None,
) -> EvidenceFile:
    """Keep ``content`` as evidence; without an owner it is staged for a record still to come.

    The same id with the same bytes answers the row there is.  The same id with other bytes keeps both:
    the new row gets an id of its own and names the first in ``conflict_of`` (the caller answers 409).
    The right to add to the owning record is asked for by that record's operation.

    Raises:
        Invalid, TooLarge, Unavailable: as ``prove_content``.
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
    content: bytes | Proven,
    declared_name: str | None,
    place: Place,
    owner_kind: str | None = None,
    owner_id: uuid.UUID | None = None,
    position: Position | None = None,
) -> tuple[EvidenceFile, bool]:
    """As ``store_file``; also whether the row is new.

    Where an id that is there already has the request done once more, it is taken for new the first time: nearly every
    file is sent once.
    """
    proven = content if isinstance(content, Proven) else prove_content(content)
    # What this session holds already is not new: a second row of its key could not be added beside it.
    taken_for_new = comes_again_if_broken() and identity_key(EvidenceFile, id) not in session().identity_map
    there = [] if taken_for_new else _UNDER_ID.rows(file_id=id)
    for known in there:
        if known.sha256 == proven.sha256 and known.uploaded_by == actor.member_id:
            return session.get_one(EvidenceFile, known.id), False
    conflict_of = id if there else None
    file = EvidenceFile(
        id=new_id() if conflict_of else id,
        sha256=proven.sha256,
        hash_algorithm=HASH_ALGORITHM,
        kind=proven.kind,
        size=proven.size,
        name=rules.neutral_name(declared_name, proven.kind),
        owner_kind=owner_kind,
        owner_id=owner_id,
        conflict_of=conflict_of,
        uploaded_by=actor.member_id,
        uploaded_at=now,
        district_code=place.district_code,
        union_id=place.union_id,
        **_seen(proven.picture, position, now),
    )
    add_later(_ADD, file)
    action = "file_conflicted" if conflict_of else "file_stored"
    _note(actor, now, file, action, kind=file.kind, size=file.size)
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
    """Keep the files of a page's form (declared name, bytes), each under a fresh id.

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


#: Read without holding: two records never claim one file, since ``_GIVE_OWNER`` meets only one without an owner.
_CLAIMED = Read(
    select(table_of(EvidenceFile))
    .where(EvidenceFile.id.in_(bindparam("ids", expanding=True)))
    .order_by(EvidenceFile.id)
)
#: A check has few files: as many as this are claimed by one statement.
CLAIMED_TOGETHER = 8
_OF_OWNER = ("owner_kind", "owner_id", "district_code", "union_id")


def _give_owner(count: int) -> Write:
    ids = [bindparam(f"its_id_{n}", type_=Uuid()) for n in range(count)]
    free = EvidenceFile.id.in_(ids), EvidenceFile.owner_id.is_(None), EvidenceFile.removed_at.is_(None)
    owner: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _OF_OWNER}
    return Write(update(table_of(EvidenceFile)).where(*free).values(owner), meets=count)


_GIVE_OWNER = {count: _give_owner(count) for count in range(1, CLAIMED_TOGETHER + 1)}


def asked_of_claim(ids: Sequence[uuid.UUID]) -> Asked:
    """What ``claim_files`` will ask."""
    return _CLAIMED.of(ids=list(dict.fromkeys(ids)))


def claim_files(
    *,
    actor: Actor,
    now: datetime,
    ids: Iterable[uuid.UUID],
    owner_kind: str,
    owner_id: uuid.UUID,
    place: Place,
) -> None:
    """Make staged files the evidence of a record; a repeated claim changes nothing.

    Only the uploader may claim.  The right to the record is asked for by the caller.

    Raises:
        Invalid: field ``files`` names the ids that are unknown, removed, another's, or another record's.
    """
    wanted = list(dict.fromkeys(ids))
    held = {row.id: row for row in _CLAIMED.rows(ids=wanted)}
    free = {one.id for one in held.values() if _claimable(one, actor, owner_kind, owner_id)}
    _refuse_unknown([str(one) for one in wanted if one not in free])
    # In one order, so that two records that want the same files never wait for each other.
    staged = sorted(one for one in wanted if held[one].owner_id is None)
    if not staged:
        return
    owner = {
        "new_owner_kind": owner_kind,
        "new_owner_id": owner_id,
        "new_district_code": place.district_code,
        "new_union_id": place.union_id,
    }
    for at in range(0, len(staged), CLAIMED_TOGETHER):
        some = staged[at : at + CLAIMED_TOGETHER]
        write_later(_GIVE_OWNER[len(some)], [owner | {f"its_id_{n}": one for n, one in enumerate(some)}])
    for one in staged:
        _forget_columns(one)
        owned = {name: owner[f"new_{name}"] for name in _OF_OWNER}
        audit.changed_beside(EvidenceFile, held[one]._asdict() | owned)
        audit.record(
            actor=actor,
            now=now,
            action="file_claimed",
            kind="evidence_file",
            record_id=one,
            union_id=place.union_id,
            change={"owner_kind": owner_kind, "owner_id": owner_id},
        )


def attach_files(
    *,
    actor: Actor,
    now: datetime,
    owner_kind: str,
    owner_id: uuid.UUID,
    place: Place,
    uploads: Iterable[Upload] = (),
    file_ids: Sequence[uuid.UUID] = (),
) -> None:
    """Give a record its files: those that came with a page's form, and those that were staged before.

    Raises:
        Invalid, TooLarge, Unavailable: as ``store_uploads`` and ``claim_files``.
    """
    store_uploads(
        actor=actor, now=now, uploads=uploads, place=place, owner_kind=owner_kind, owner_id=owner_id
    )
    if file_ids:
        claim_files(actor=actor, now=now, ids=file_ids, owner_kind=owner_kind, owner_id=owner_id, place=place)


def _refuse_unknown(ids: Sequence[str]) -> None:
    if ids:
        sentence = Text(N_("照片或文件尚未上传：%(ids)s"), ids="、".join(ids))
        fields = {"files": [sentence]}
        raise Invalid(sentence, code="unknown_files", fields=fields, extra={"missing": list(ids)})


def _forget_columns(file_id: uuid.UUID) -> None:
    """Have a file that this transaction has read already be read again: its owner was changed beside it."""
    known = session.identity_map.get(session.identity_key(EvidenceFile, file_id))
    if known is not None:
        session.expire(known)


def _claimable(file: Any, actor: Actor, owner_kind: str, owner_id: uuid.UUID) -> bool:
    """Whether a row of ``_CLAIMED`` may become evidence of the record."""
    if file.removed_at is not None:
        return False
    if file.owner_id is None:
        return actor.trusted or (actor.member_id is not None and file.uploaded_by == actor.member_id)
    return bool(file.owner_kind == owner_kind and file.owner_id == owner_id)


def remove_file(*, actor: Actor, now: datetime, file: EvidenceFile, reason: str) -> None:
    """Remove a file's content and leave a tombstone: its hash, kind and history stay.

    The right to do so is asked for by the operation of the owning record.

    Raises:
        NotPossibleNow: it was removed before.
        Invalid: no reason is given.
    """
    if file.removed_at is not None:
        raise NotPossibleNow(N_("该文件已经删除"), code="already_removed")
    if not reason.strip():
        raise Invalid(fields={"reason": [N_("请填写删除原因")]})
    file.removed_at, file.removed_reason = now, reason.strip()[:200]
    session.flush()
    _note(actor, now, file, "file_removed", sha256=file.sha256)
    _delete_when_unused(file.sha256)


def _delete_when_unused(sha256: str) -> None:
    """Delete the content after the commit, unless another row points to the same bytes."""
    others = select(EvidenceFile.id).where(EvidenceFile.sha256 == sha256, EvidenceFile.removed_at.is_(None))
    if session.scalars(others.limit(1)).first() is None:
        store = the_store()
        after_commit(partial(store.delete, sha256, unless_put_since=store.now()))


def sweep_orphans(*, actor: Actor, now: datetime, staged_days: int = 30) -> Swept:
    """Remove staged files that no record claimed within ``staged_days``, and contents without a row.

    Contents younger than six hours are left: their request may still be under way.
    """
    stale = session.scalars(
        select(EvidenceFile).where(
            EvidenceFile.owner_kind.is_(None),
            EvidenceFile.removed_at.is_(None),
            EvidenceFile.uploaded_at < now - timedelta(days=staged_days),
        )
    ).all()
    for file in stale:
        remove_file(actor=actor, now=now, file=file, reason="staged and never claimed")
    store = the_store()
    before = store.now() - GRACE
    held = queries.hashes_held()
    strays = [sha256 for sha256, put_at in store.all() if sha256 not in held and put_at < before]
    for sha256 in strays:
        after_commit(partial(store.delete, sha256, unless_put_since=before))
    return Swept(rows=len(stale), contents=len(strays))


def _note(actor: Actor, now: datetime, file: EvidenceFile, action: str, **change: Any) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="evidence_file",
        record_id=file.id,
        union_id=file.union_id,
        change=change,
    )
