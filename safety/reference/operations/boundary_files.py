"""Files of districts that wait to be put to use."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from sqlalchemy import exists, select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import NotPossibleNow
from safety.reference.models import BoundaryFile
from safety.text import N_


def keep_boundary_file(
    *, actor: Actor, now: datetime, id: uuid.UUID, content: bytes, file_name: str
) -> BoundaryFile:
    """Note an uploaded file of districts; the same id again is the same file.

    Raises:
        NotAllowed: without ``boundary:manage``.
    """
    actor.require(Permission.BOUNDARY_MANAGE)
    row = session.get(BoundaryFile, id)
    if row is not None:
        return row
    sha256 = hashlib.sha256(content).hexdigest()
    row = BoundaryFile(
        id=id, file_name=file_name[:200], sha256=sha256, uploaded_at=now, uploaded_by=actor.member_id
    )
    session.add(row)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="boundary_file_uploaded",
        kind="boundary_file",
        record_id=row.id,
        union_id=None,
        change={"sha256": sha256},
    )
    return row


def discard_boundary_file(*, actor: Actor, now: datetime, row: BoundaryFile) -> bool:
    """Let go of an uploaded file that was not put to use; whether no other upload holds the same content.

    Raises:
        NotAllowed: without ``boundary:manage``.
        NotPossibleNow: it is an edition now.
        NotFound: somebody discarded it meanwhile.
    """
    actor.require(Permission.BOUNDARY_MANAGE)
    hold(row)
    if row.edition_id is not None:
        raise NotPossibleNow(N_("这份文件已经启用，不能弃用"), code="file_in_use")
    audit.record(
        actor=actor,
        now=now,
        action="boundary_file_discarded",
        kind="boundary_file",
        record_id=row.id,
        union_id=None,
        change={"sha256": row.sha256},
    )
    sha256 = row.sha256
    session.delete(row)
    session.flush()
    return not session.scalar(select(exists().where(BoundaryFile.sha256 == sha256)))
