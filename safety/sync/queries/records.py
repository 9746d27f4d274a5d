"""Records of the features by id, whatever the scope: the queue has to know whether they are here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from safety.corrections.models import Recheck, RecheckItem
from safety.database import session
from safety.inspections.models import Inspection


def inspection(record_id: uuid.UUID) -> Inspection | None:
    """The site check."""
    return session.get(Inspection, record_id)


def recheck(record_id: uuid.UUID) -> Recheck | None:
    """The re-check."""
    return session.get(Recheck, record_id)


def newest_recheck(demand_ids: Iterable[uuid.UUID]) -> Recheck | None:
    """The newest re-check of one of the demands."""
    statement = (
        select(Recheck)
        .join(RecheckItem, RecheckItem.recheck_id == Recheck.id)
        .where(RecheckItem.demand_id.in_(list(demand_ids)))
        .order_by(Recheck.entered_at.desc(), Recheck.id.desc())
        .limit(1)
    )
    return session.scalars(statement).first()
