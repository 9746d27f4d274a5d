"""Records of the features by id, whatever the scope: the queue has to know whether they are here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from safety.accidents.models import Accident
from safety.corrections.models import Demand, EvacuationProposal, Recheck, RecheckItem
from safety.database import session
from safety.inspections.models import Inspection
from safety.projects.models import Attendance, Review
from safety.sync.models import SyncEntry
from safety.sync.rules import EntryKind, EntryState


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


def demand(record_id: uuid.UUID) -> Demand | None:
    """The demand."""
    return session.get(Demand, record_id)


def evacuation(record_id: uuid.UUID) -> EvacuationProposal | None:
    """The evacuation proposal."""
    return session.get(EvacuationProposal, record_id)


def accident(record_id: uuid.UUID) -> Accident | None:
    """The accident."""
    return session.get(Accident, record_id)


def review(record_id: uuid.UUID) -> Review | None:
    """The project review."""
    return session.get(Review, record_id)


def attendance(record_id: uuid.UUID) -> Attendance | None:
    """The attendance."""
    return session.get(Attendance, record_id)


def notes_applied(device_id: uuid.UUID | None, *, finding_id: uuid.UUID, base_version: int) -> int:
    """How many edits that a device made on one version of a finding were applied already."""
    statement = select(SyncEntry.sent).where(
        SyncEntry.device_id == device_id,
        SyncEntry.kind == EntryKind.FINDING_NOTE,
        SyncEntry.state == EntryState.ARRIVED,
    )
    contents = (sent["content"] for sent in session.scalars(statement))
    return sum(
        1
        for one in contents
        if uuid.UUID(one["finding_id"]) == finding_id and one["base_version"] == base_version
    )
