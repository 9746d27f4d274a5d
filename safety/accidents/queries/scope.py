"""Which accidents a scope covers: its own, and those in whose investigation one of its unions sits."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from safety.access.permissions import Permission
from safety.access.scope import Actor, Scope
from safety.accidents.models import Accident, Activity, Approval, ReportVersion, Seat
from safety.accidents.vocabulary import IN_THE_TEAM
from safety.database import session
from safety.errors import NotFound
from safety.evidence.models import EvidenceFile
from safety.people.queries import in_scope, place_of


def visible(scope: Scope) -> ColumnElement[bool]:
    """Whether an accident lies in the scope, or one of the scope's unions has a seat in its investigation."""
    if scope.everything:
        return in_scope(Accident, scope)
    seated = select(Seat.accident_id).where(Seat.state.in_(sorted(IN_THE_TEAM)), in_scope(Seat, scope))
    return or_(in_scope(Accident, scope), Accident.id.in_(seated))


def covers(scope: Scope, accident: Accident) -> bool:
    """As ``visible``, for one accident."""
    return scope.covers(place_of(accident)) or any(
        seat.state in IN_THE_TEAM and scope.covers(place_of(seat)) for seat in accident.seats
    )


def get_accident(accident_id: uuid.UUID, scope: Scope) -> Accident:
    """An accident that the scope covers.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    found = session.scalars(select(Accident).where(Accident.id == accident_id, visible(scope))).one_or_none()
    if found is None:
        raise NotFound
    return found


def team_unions(accident: Accident) -> frozenset[uuid.UUID]:
    """The unions of a case: the responsible one, and those that asked for a seat or have one."""
    return frozenset({accident.union_id, *(seat.union_id for seat in accident.seats)})


def in_the_case(actor: Actor, accident: Accident) -> bool:
    """Whether the person may see who was hurt: an officer of a union that has the case or sits in the team.

    A wider scope alone (the city's, an auditor's) does not open the list.
    """
    unions = {accident.union_id} | {seat.union_id for seat in accident.seats if seat.state in IN_THE_TEAM}
    own = {held.union_id for held in actor.held}
    return actor.may(Permission.ACCIDENT_UNMASK) and bool(unions & own)


def file_is_visible(actor: Actor, file: EvidenceFile) -> bool:
    """Whether a file of an activity, report, signature or approval belongs to a case the person may read."""
    owner = session.get(_OWNERS[file.owner_kind], file.owner_id) if file.owner_kind in _OWNERS else None
    accident = session.get(Accident, owner.accident_id) if owner is not None else None
    scope = actor.scope(Permission.ACCIDENT_READ)
    return accident is not None and not scope.is_empty and covers(scope, accident)


_OWNERS: dict[str | None, Any] = {
    "accident_activity": Activity,
    "accident_report": ReportVersion,
    "accident_signature": ReportVersion,
    "accident_approval": Approval,
}
