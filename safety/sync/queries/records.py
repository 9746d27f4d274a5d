"""Records of the features by id, whatever the scope: the queue has to know whether they are here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from safety.accidents.models import Accident
from safety.audit.models import AuditEntry
from safety.corrections.models import Demand, DemandFact, EvacuationProposal, Recheck, RecheckItem
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


def finding_words(demand: Demand, version: int) -> dict[str, Any] | None:
    """The particulars that a finding had at ``version``, read from its history; None when that cannot be told.

    Facts, edits and what was said for the law raise the version by one each; each edit's audit row holds the words there were before.
    """
    edits = session.execute(
        select(AuditEntry.at, AuditEntry.change, AuditEntry.action)
        .where(
            AuditEntry.kind == "demand",
            AuditEntry.record_id == str(demand.id),
            AuditEntry.action.in_(("demand_edited", "grounds_said")),
        )
        .order_by(AuditEntry.at, AuditEntry.seq)
    ).all()
    facts = session.scalars(
        select(DemandFact.at).where(DemandFact.demand_id == demand.id).order_by(DemandFact.seq)
    ).all()
    worded = [(row.at, row.change if row.action == "demand_edited" else None) for row in edits]
    raised = sorted([(at, None) for at in facts[1:]] + worded, key=_first)
    if demand.version != 1 + len(raised):
        return None
    later = next((change for _, change in raised[version - 1 :] if change is not None), None)
    if later is None:
        return {"detail": demand.detail, "place_on_site": demand.place_on_site}
    return {name: later[name][0] for name in ("detail", "place_on_site")}


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]
