"""Staged files become the evidence of a record."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Uuid, bindparam, select, update

from safety.access.scope import Actor, Place
from safety.audit import operations as audit
from safety.database import session, table_of
from safety.errors import Invalid
from safety.evidence.models import EvidenceFile
from safety.evidence.operations.keeping import Upload, store_uploads
from safety.reads import Asked, Read
from safety.text import N_, Text
from safety.writes import Write, write_later

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
