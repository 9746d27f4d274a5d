"""The files that a check names."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from safety.database import session
from safety.evidence.models import EvidenceFile


def files_by_id(ids: Collection[uuid.UUID]) -> Sequence[EvidenceFile]:
    """Files by id, whoever may see them: read at once, so that claiming them asks for nothing more."""
    return session.scalars(select(EvidenceFile).where(EvidenceFile.id.in_(ids))).all()
