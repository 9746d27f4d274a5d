"""To how many, as known on a day, and who was hurt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import queries, rules
from safety.accidents.inputs import VictimFacts
from safety.accidents.models import (
    Accident,
    CasualtyReport,
    Victim,
)
from safety.accidents.operations.notes import KIND, check, note, refresh, require
from safety.database import session
from safety.errors import Invalid, NotAllowed
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.law.injuries import degree_by_lost_days
from safety.text import N_


def add_casualties(
    accident: Accident, new: rules.Casualties, source: str | None, actor: Actor, now: datetime
) -> CasualtyReport:
    """Add a row to the series; the caller has checked it and brings the grade up to date."""
    row = CasualtyReport(
        id=new_id(),
        accident_id=accident.id,
        on=new.on,
        deaths=new.deaths,
        missing=new.missing,
        serious=new.serious,
        slight=new.slight,
        direct_loss_yuan=new.direct_loss_yuan,
        source=source,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    return row


def report_casualties(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    casualties: rules.Casualties,
    source: str | None = None,
) -> CasualtyReport:
    """Add the numbers as known on a day; the grade follows, and a change of it is noted.

    Raises:
        Invalid, NotPossibleNow: by field; the case is closed.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("casualties", accident)
    on = shanghai_date(accident.happened_at)
    rules.check_casualties(casualties, accident_on=on, today=shanghai_date(now))
    row = add_casualties(accident, casualties, source, actor, now)
    before = accident.grade
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "casualties_reported", {"on": casualties.on})
    if accident.grade != before:
        change = {"from": before, "to": accident.grade, "level": accident.level}
        note(actor, now, P.ACCIDENT_RECORD, accident, "accident_regraded", change)
    return row


def refresh_grades(*, actor: Actor, now: datetime) -> int:
    """Bring grades up to date that changed by the passing of days: missing people count as dead; how many changed."""
    missing = select(Accident).where(Accident.missing > 0, Accident.closed_on.is_(None))
    changed = 0
    for accident in session.scalars(missing.order_by(Accident.id)).all():
        before = accident.grade
        refresh(accident, now)
        if accident.grade != before:
            changed += 1
            change = {"from": before, "to": accident.grade, "level": accident.level}
            note(actor, now, None, accident, "accident_regraded", change)
    return changed


def add_victim(*, actor: Actor, now: datetime, accident: Accident, facts: VictimFacts) -> Victim:
    """Enter a person who was hurt; the audit names no personal value.

    Raises:
        Invalid: neither a degree nor lost days.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("person", accident)
    degree = facts.degree
    if degree is None and facts.lost_days is not None:
        degree = degree_by_lost_days(facts.lost_days)
    if degree is None:
        raise Invalid(fields={"degree": [N_("请选择伤害程度或填写损失工作日")]})
    row = Victim(
        id=new_id(),
        accident_id=accident.id,
        at=now,
        by_id=actor.member_id,
        **(asdict(facts) | {"degree": degree}),
    )
    session.add(row)
    session.flush()
    note(
        actor,
        now,
        P.ACCIDENT_RECORD,
        accident,
        "victim_entered",
        {"degree": degree},
        record_id=row.id,
        kind=KIND,
    )
    return row


def show_victims(*, actor: Actor, now: datetime, accident: Accident) -> Sequence[Victim]:
    """Who was hurt, in clear; every look is noted.

    Raises:
        NotAllowed: the person is not in the case.
        NotFound: out of scope.
    """
    require(actor, P.ACCIDENT_UNMASK, accident)
    if not queries.in_the_case(actor, accident):
        raise NotAllowed
    note(actor, now, P.ACCIDENT_UNMASK, accident, "victims_shown")
    return queries.victims_of(accident.id)
