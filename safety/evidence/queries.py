"""Reading evidence, and the register of who may see which files.

Each feature says in its registration who may see the files of its records; a kind of record that
nobody registered answers 404.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import bindparam, func, select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.database import session
from safety.errors import NotFound
from safety.evidence.models import EvidenceFile
from safety.evidence.quotas import Amount
from safety.people.queries import place_of
from safety.reads import Read

Visible = Callable[[Actor, EvidenceFile], bool]
_VISIBILITY: dict[str, Visible] = {}
_HOW_MUCH = (func.count().label("files"), func.sum(EvidenceFile.size).label("bytes"))
_STAGED = Read(
    select(*_HOW_MUCH).where(
        EvidenceFile.uploaded_by == bindparam("member_id"),
        EvidenceFile.owner_id.is_(None),
        EvidenceFile.removed_at.is_(None),
    )
)


def register_visibility(owner_kind: str, visible: Visible) -> None:
    """Say who may see the files of records of ``owner_kind``."""
    _VISIBILITY[owner_kind] = visible


def visible_with(permission: Permission) -> Visible:
    """The usual answer: whoever holds ``permission`` for the file's district and union."""

    def visible(actor: Actor, file: EvidenceFile) -> bool:
        return actor.scope(permission).covers(place_of(file))

    return visible


def may_see(actor: Actor, file: EvidenceFile) -> bool:
    """Whether ``actor`` may see ``file``; a staged file is seen by its uploader only."""
    if file.removed_at is not None:
        return False
    if file.owner_kind is None:
        return actor.member_id is not None and file.uploaded_by == actor.member_id
    visible = _VISIBILITY.get(file.owner_kind)
    return visible is not None and visible(actor, file)


def visible_file(actor: Actor, file_id: uuid.UUID) -> EvidenceFile:
    """The file, if ``actor`` may see it.

    Raises:
        NotFound: there is none, it was removed, or it is out of sight (the three are not told apart).
    """
    file = session.get(EvidenceFile, file_id)
    if file is None or not may_see(actor, file):
        raise NotFound
    return file


def is_known(file_id: uuid.UUID) -> bool:
    """Whether something was sent under this id before; no row is loaded, so that one may be added under it."""
    return session.scalar(select(EvidenceFile.id).where(EvidenceFile.id == file_id)) is not None


def find_file(file_id: uuid.UUID) -> EvidenceFile | None:
    """The file whoever asks; for operations and for pages that have settled the right themselves."""
    return session.get(EvidenceFile, file_id)


def files_of(owner_kind: str, owner_id: uuid.UUID) -> list[EvidenceFile]:
    """The files of one record, in the order they were sent; removed ones are left out."""
    return files_of_many(owner_kind, [owner_id])[owner_id]


def files_of_many(owner_kind: str, owner_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[EvidenceFile]]:
    """The files of several records of one kind, by record: one query, and a list for each id asked for."""
    found: dict[uuid.UUID, list[EvidenceFile]] = {owner_id: [] for owner_id in owner_ids}
    statement = (
        select(EvidenceFile)
        .where(
            EvidenceFile.owner_kind == owner_kind,
            EvidenceFile.owner_id.in_(list(found)),
            EvidenceFile.removed_at.is_(None),
        )
        .order_by(EvidenceFile.uploaded_at, EvidenceFile.id)
    )
    for file in session.scalars(statement):
        if file.owner_id is not None:
            found[file.owner_id].append(file)
    return found


def conflicts_of(file_id: uuid.UUID) -> Sequence[EvidenceFile]:
    """What else was sent under the same id, oldest first."""
    statement = select(EvidenceFile).where(EvidenceFile.conflict_of == file_id)
    return session.scalars(statement.order_by(EvidenceFile.uploaded_at, EvidenceFile.id)).all()


def hashes_held() -> set[str]:
    """Every hash that a living row points to; what else the store holds is an orphan."""
    statement = select(EvidenceFile.sha256).where(EvidenceFile.removed_at.is_(None)).distinct()
    return set(session.scalars(statement))


def staged_by(member_id: uuid.UUID) -> Amount:
    """What a person sent that no record has taken up yet."""
    found = _STAGED.rows(member_id=member_id)[0]
    return Amount(int(found.files), int(found.bytes or 0))


def amount_of_many(owner_kind: str, owner_ids: Iterable[uuid.UUID]) -> Amount:
    """How much several records of one kind hold together; what was removed counts: it lies here."""
    statement = select(*_HOW_MUCH).where(
        EvidenceFile.owner_kind == owner_kind, EvidenceFile.owner_id.in_(list(owner_ids))
    )
    found = session.execute(statement).one()
    return Amount(int(found.files), int(found.bytes or 0))
