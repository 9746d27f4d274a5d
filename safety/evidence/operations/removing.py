"""Files are removed with a reason, and what nobody claimed is swept away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from safety.access.scope import Actor
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.evidence import queries
from safety.evidence.models import EvidenceFile
from safety.evidence.operations.keeping import note
from safety.evidence.storage import the_store
from safety.text import N_
from safety.transactions import after_commit

#: A stray file in the store may belong to a request that is still under way: leave it this long.
GRACE = timedelta(hours=6)


@dataclass(frozen=True)
class Swept:
    """What a sweep removed: staged rows never claimed, and contents that no row points to."""

    rows: int
    contents: int


def remove_file(*, actor: Actor, now: datetime, file: EvidenceFile, reason: str) -> None:
    """Remove a file's content and leave a tombstone: its hash, kind and history stay.

    The right to do so is asked for by the operation of the owning record.

    Raises:
        NotPossibleNow: it was removed before.
        Invalid: no reason is given.
    """
    hold(file)
    if file.removed_at is not None:
        raise NotPossibleNow(N_("该文件已经删除"), code="already_removed")
    if not reason.strip():
        raise Invalid(fields={"reason": [N_("请填写删除原因")]})
    file.removed_at, file.removed_reason = now, reason.strip()[:200]
    session.flush()
    note(actor, now, file, "file_removed", sha256=file.sha256)
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
