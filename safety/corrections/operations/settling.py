"""Whether a notice is done: its findings say so."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from safety.corrections.models import Demand, Notice, NoticeItem
from safety.corrections.vocabulary import NoticeState
from safety.database import session


def settle_notices(demand_ids: Sequence[uuid.UUID], *, now: datetime) -> None:
    """Mark the issued notices over these demands as settled once no finding of theirs is open."""
    session.flush()
    still_open = exists().where(
        NoticeItem.notice_id == Notice.id, NoticeItem.demand_id == Demand.id, Demand.is_open
    )
    statement = select(Notice).where(
        Notice.id.in_(select(NoticeItem.notice_id).where(NoticeItem.demand_id.in_(demand_ids))),
        Notice.state.in_([NoticeState.ISSUED, NoticeState.DELIVERED]),
        ~still_open,
    )
    for notice in session.scalars(statement):
        notice.state = NoticeState.SETTLED
        notice.settled_at = now
        notice.version += 1
    session.flush()
