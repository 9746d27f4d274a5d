"""The participation log: what the union's people did, sent from the office or from a tablet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import queries, rules
from safety.accidents.inputs import ActivityFacts
from safety.accidents.models import Accident, Activity, ActivityConflict, ActivityMember
from safety.accidents.operations.notes import check, note, refresh, require
from safety.audit.rules import plain, row_hash
from safety.database import session
from safety.errors import Invalid, NotFound
from safety.evidence import operations as evidence
from safety.ids import new_id
from safety.law.positions import check_position
from safety.people.models import Member
from safety.people.queries.named import all_named
from safety.text import N_

#: Whose files an activity's photographs are.
OWNER = "accident_activity"
Uploads = Sequence[evidence.Upload]


@dataclass(frozen=True)
class Kept:
    """The activity as it stands, and what became of what was sent: ``created``, ``same`` or ``conflict``."""

    activity: Activity
    outcome: str


def content_of(facts: ActivityFacts) -> dict[str, Any]:
    """The facts as JSON values, by which the same is known again; the time of sending is no part of it."""
    found: dict[str, Any] = plain({name: getattr(facts, name) for name in facts.__dataclass_fields__})
    found.pop("device_time")
    return found


def record_activity(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    facts: ActivityFacts,
    id: uuid.UUID | None = None,
    uploads: Uploads = (),
) -> Kept:
    """Keep an activity; the same again under its id answers the row there is, other content is kept beside it.

    Raises:
        Invalid: by field: times, people who are no members, files not uploaded, a position elsewhere.
        NotFound: the id belongs to an activity of another accident.
        NotPossibleNow: the case is closed.
    """
    place = require(actor, P.ACCIDENT_RECORD, accident)
    content = content_of(facts)
    digest = row_hash(content)
    known = queries.find_activity(id) if id else None
    if known is not None:
        return _again(known, accident, content, digest, actor, now)
    check("activity", accident)
    _check(facts, accident, now)
    scope, team = actor.scope(P.ACCIDENT_RECORD), queries.team_unions(accident)
    all_named(Member, facts.people, scope, field="people", unions=team)
    row = _row(id or new_id(), accident, facts, digest)
    row.at, row.by_id = now, actor.member_id
    row.union_id, row.district_code = place.union_id, place.district_code
    session.add(row)
    session.flush()
    evidence.attach_files(
        actor=actor,
        now=now,
        owner_kind=OWNER,
        owner_id=row.id,
        place=place,
        uploads=uploads,
        file_ids=facts.files,
    )
    refresh(accident, now)
    change = {"kind": facts.kind, "digest": digest}
    note(actor, now, P.ACCIDENT_RECORD, accident, "activity_recorded", change, record_id=row.id)
    return Kept(row, "created")


def _row(id: uuid.UUID, accident: Accident, facts: ActivityFacts, digest: str) -> Activity:
    return Activity(
        id=id,
        accident_id=accident.id,
        kind=facts.kind,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        place=facts.place,
        lon=facts.lon,
        lat=facts.lat,
        accuracy_m=facts.accuracy_m,
        others=facts.others,
        words=facts.words,
        device_time=facts.device_time,
        digest=digest,
        participants=[
            ActivityMember(member_id=one, position=number)
            for number, one in enumerate(dict.fromkeys(facts.people))
        ],
    )


def _check(facts: ActivityFacts, accident: Accident, now: datetime) -> None:
    rules.check_interval(facts.starts_at, facts.ends_at, happened_at=accident.happened_at, now=now)
    if not facts.people:
        raise Invalid(fields={"people": [N_("请选择工会参加人员")]})
    if (facts.lon is None) != (facts.lat is None):
        raise Invalid(fields={"lon": [N_("经度和纬度要么都填，要么都不填")]})
    if facts.lon is not None and facts.lat is not None:
        check_position(facts.lon, facts.lat)


def _again(
    known: Activity,
    accident: Accident,
    content: Mapping[str, Any],
    digest: str,
    actor: Actor,
    now: datetime,
) -> Kept:
    if known.accident_id != accident.id:
        raise NotFound
    if known.digest == digest:
        return Kept(known, "same")
    if digest not in {one.digest for one in queries.conflicts_of(known.id)}:
        session.add(
            ActivityConflict(
                id=new_id(),
                activity_id=known.id,
                content=dict(content),
                digest=digest,
                received_at=now,
                received_from=actor.member_id,
            )
        )
        session.flush()
        change = {"digest": digest}
        note(actor, now, P.ACCIDENT_RECORD, accident, "activity_conflicted", change, record_id=known.id)
    return Kept(known, "conflict")
