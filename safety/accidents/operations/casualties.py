"""To how many, as known on a day, and who was hurt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import casualty_checks, grading, queries
from safety.accidents.grading import Casualties
from safety.accidents.inputs import VictimFacts
from safety.accidents.models import (
    Accident,
    CasualtyReport,
    Victim,
)
from safety.accidents.operations.notes import (
    KIND,
    check,
    note,
    note_regrading,
    refresh,
    require,
    standing_of,
)
from safety.database import session
from safety.errors import Invalid, NotAllowed
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.law.injuries import EmploymentForm, degree_by_lost_days
from safety.law.regimes import Criteria, Regime
from safety.text import N_


def add_casualties(
    accident: Accident,
    new: Casualties,
    actor: Actor,
    now: datetime,
    *,
    source: str | None = None,
    reason: str | None = None,
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
        poisoned=new.poisoned,
        direct_loss_yuan=new.direct_loss_yuan,
        deaths_on=[day.isoformat() for day in new.deaths_on],
        reason=reason,
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
    casualties: Casualties,
    source: str | None = None,
    reason: str | None = None,
    deaths_on: Sequence[date | int] = (),
) -> CasualtyReport:
    """Add the numbers as known on a day; the grade follows, and a change of it is noted with the fact that did it.

    ``deaths_on``: the days of ``Casualties.deaths_on``, or their numbers, 0 being the accident's day.

    Raises:
        Invalid, NotPossibleNow: by field; fewer people without reason and source; the case is closed.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("casualties", accident)
    ground, series = queries.ground_of(accident), queries.series_of(accident)
    casualties = dated(casualties, deaths_on, ground.accident_on)
    casualty_checks.check_casualties(casualties, ground=ground, today=shanghai_date(now), series=series)
    before = grading.known_on(series, casualties.on)
    casualty_checks.check_decrease(casualties, before, reason=reason, source=source)
    row = add_casualties(accident, casualties, actor, now, source=source, reason=reason)
    stood = (accident.grade, accident.level)
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "casualties_reported", {"on": casualties.on})
    note_regrading(actor, now, P.ACCIDENT_RECORD, accident, stood)
    return row


def dated(casualties: Casualties, deaths_on: Sequence[date | int], accident_on: date) -> Casualties:
    """The numbers with the days of death that were said as days or as "on day N"."""
    if not deaths_on:
        return casualties
    days = (accident_on + timedelta(days=one) if isinstance(one, int) else one for one in deaths_on)
    return replace(casualties, deaths_on=tuple(days))


def refresh_grades(*, actor: Actor, now: datetime) -> int:
    """Bring grades up to date that changed by the passing of days: missing people count as dead; how many changed.

    Closed cases keep theirs, but for a grade that an earlier version made by numbers where no rule that was read does so.
    """
    today = shanghai_date(now)
    changed = 0
    open_or_elsewhere = or_(Accident.closed_on.is_(None), Accident.regime != Regime.ORDER_493)
    for accident in session.scalars(select(Accident).where(open_or_elsewhere).order_by(Accident.id)).all():
        if accident.closed_on and queries.ground_of(accident).edition.criteria is Criteria.COUNTED:
            continue
        stood = (accident.grade, accident.level)
        if standing_of(accident, today) != stood:
            refresh(accident, now)
            changed += note_regrading(actor, now, None, accident, stood)
    return changed


def add_victim(*, actor: Actor, now: datetime, accident: Accident, facts: VictimFacts) -> Victim:
    """Enter a person who was hurt; the audit names no personal value.

    Raises:
        Invalid: neither a degree nor lost days; the form of employment says 农民工 and ``is_migrant`` that it is none.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("person", accident)
    degree = facts.degree
    if degree is None and facts.lost_days is not None:
        degree = degree_by_lost_days(facts.lost_days)
    if degree is None:
        raise Invalid(fields={"degree": [N_("请选择伤害程度或填写损失工作日")]})
    if facts.employment == EmploymentForm.MIGRANT and facts.is_migrant is False:
        raise Invalid(fields={"is_migrant": [N_("用工形式写的是农民工，与“不是农民工”不符")]})
    row = Victim(
        id=new_id(),
        accident_id=accident.id,
        at=now,
        by_id=actor.member_id,
        **(asdict(facts) | {"degree": degree, "is_migrant": said_migrant(facts)}),
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


def said_migrant(facts: VictimFacts) -> bool | None:
    """Whether the person is a 农民工; the form of employment that earlier editions had says it too."""
    return True if facts.employment == EmploymentForm.MIGRANT else facts.is_migrant


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
