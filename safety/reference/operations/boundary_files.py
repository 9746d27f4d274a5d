"""Files of districts that wait to be put to use."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.reference.models import BoundaryFile


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
