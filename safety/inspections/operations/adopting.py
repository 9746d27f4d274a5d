"""What somebody else decides about a submitted check: adopting it, and judging a conflict."""

from __future__ import annotations

from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections import operations as corrections
from safety.database import hold, session
from safety.errors import NotAllowed, NotPossibleNow
from safety.inspections.models import Inspection, InspectionConflict
from safety.inspections.operations.notes import OWNER, note
from safety.inspections.rules import InspectionState
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.people.queries.certificates import is_certified
from safety.text import N_


def adopt_inspection(*, actor: Actor, now: datetime, inspection: Inspection, words: str) -> None:
    """Adopt a check that was made without a valid certificate: its findings may then go on a notice.

    Raises:
        NotAllowed, NotFound: no right, not here, no certificate today, or one's own check.
        NotPossibleNow: it needs no adoption.
    """
    place = place_of(inspection)
    actor.require(Permission.INSPECTION_ADOPT, place)
    hold(inspection)
    if inspection.state != InspectionState.UNCERTIFIED:
        raise NotPossibleNow(N_("这份检查记录不需要认可"))
    if actor.member_id is None or actor.member_id == inspection.inspector_id:
        raise NotAllowed(N_("不能认可自己的检查记录"))
    if not is_certified(actor.member_id, shanghai_date(now)):
        raise NotAllowed(N_("只有持有效检查员证的人员可以认可"))
    inspection.state = InspectionState.ADOPTED
    inspection.adopted_at, inspection.adopted_by, inspection.adopted_words = now, actor.member_id, words
    inspection.version += 1
    corrections.adopt_demands(actor=actor, now=now, source_kind=OWNER, source_id=inspection.id)
    note(actor, now, inspection, "inspection_adopted", words=words)
    session.flush()


def settle_conflict(*, actor: Actor, now: datetime, conflict: InspectionConflict, words: str) -> None:
    """Note how a person judged two contents under one id; both stay.

    Raises:
        NotPossibleNow: it is settled already.
    """
    inspection = session.get_one(Inspection, conflict.inspection_id)
    actor.require(Permission.INSPECTION_ADOPT, place_of(inspection))
    hold(conflict)
    if conflict.settled_at is not None:
        raise NotPossibleNow(N_("这处冲突已经处理"))
    conflict.settled_at, conflict.settled_by, conflict.settled_words = now, actor.member_id, words
    note(actor, now, inspection, "conflict_settled", conflict=conflict.id, words=words)
    session.flush()
