"""Asking for a right on a case, writing its audit rows, and keeping its reduced columns."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor, Held, Place
from safety.accidents import grading, queries, rules
from safety.accidents.models import Accident
from safety.accidents.vocabulary import IN_THE_TEAM, SeatState
from safety.audit import operations as audit
from safety.database import hold, session
from safety.errors import NotAllowed, NotFound
from safety.law.accident_grades import UNGRADED
from safety.law.days import shanghai_date
from safety.people.queries import place_of

KIND = "accident"


def places_of(accident: Accident) -> list[Place]:
    """The accident's own place, and those of the unions that sit in its investigation."""
    seated = [place_of(seat) for seat in accident.seats if seat.state in IN_THE_TEAM]
    return [place_of(accident), *seated]


def require(actor: Actor, permission: Permission, accident: Accident) -> Place:
    """Refuse unless ``permission`` is held for the case; the place it is held for (its own before a seat's).

    Raises:
        NotAllowed: it is held nowhere.
        NotFound: it is held, but neither for the accident nor for a union in the team.
    """
    actor.require(permission)
    scope = actor.scope(permission)
    place = next((one for one in places_of(accident) if scope.covers(one)), None)
    if place is None:
        raise NotFound
    return place


def own_place(actor: Actor, permission: Permission, accident: Accident) -> tuple[Held, Place]:
    """The appointment of today by which this person acts for a union that has the case, and that union's place.

    A signature is given for one's own union: a wider scope alone does not do.

    Raises:
        NotAllowed, NotFound: no such appointment.
    """
    require(actor, permission, accident)
    for place in places_of(accident):
        held = actor.appointment_for(permission, place)
        if held is not None and held.union_id == place.union_id:
            return held, place
    raise NotAllowed


def note(
    actor: Actor,
    now: datetime,
    permission: Permission | None,
    accident: Accident,
    action: str,
    change: dict[str, Any] | None = None,
    *,
    kind: str = KIND,
    record_id: uuid.UUID | None = None,
) -> None:
    """An audit row of the case with the appointment it was done by; personal values never enter it."""
    held = actor.appointment_for(permission, place_of(accident)) if permission else None
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind=kind,
        record_id=record_id or accident.id,
        union_id=accident.union_id,
        change={"accident": accident.id, **(change or {})} if record_id else change,
        appointment_id=held.appointment_id if held else None,
    )


def check(act: str, accident: Accident) -> rules.CaseFacts:
    """Hold the case for an act and give its facts: of two who act at one moment the second finds what the first did.

    Hold first, then change: what this transaction changed of the case and did not flush is lost.

    Raises:
        NotPossibleNow: with the sentence that says why.
    """
    hold(accident)
    facts = queries.facts_of(accident)
    rules.check_act(act, facts)
    return facts


def standing_of(accident: Accident, today: date) -> tuple[str, str]:
    """The grade (or that there is none) and the level that investigates, as the columns keep them."""
    series, ground = queries.series_of(accident), queries.ground_of(accident)
    standing = grading.standing_on(series, ground, today)
    return standing.grade or UNGRADED, standing.level


def note_regrading(
    actor: Actor,
    now: datetime,
    permission: Permission | None,
    accident: Accident,
    before: tuple[str, str],
    fact: str | None = None,
) -> bool:
    """An audit row when the grade or who investigates is another than ``before``, with the fact that changed it.

    ``fact`` is the act itself where an edit changed it; else it is read from the history of the grade.
    """
    if before == (accident.grade, accident.level):
        return False
    told = fact or str(queries.grades_of(accident, shanghai_date(now))[-1].fact)
    change = {"from": before[0], "to": accident.grade, "level": accident.level, "fact": told}
    note(actor, now, permission, accident, "accident_regraded", change)
    return True


def refresh(accident: Accident, now: datetime) -> None:
    """Bring the columns that are a reduction of the facts up to date."""
    session.flush()
    session.expire(
        accident,
        ["seats", "casualties", "handovers", "extensions", "appraisals", "versions", "approval"],
    )
    today = shanghai_date(now)
    known = grading.known_on(queries.series_of(accident), today)
    for name in grading.COUNTS:
        setattr(accident, name, getattr(known, name))
    accident.direct_loss_yuan = known.direct_loss_yuan
    accident.grade, accident.level = standing_of(accident, today)
    accident.union_part = rules.union_part([SeatState(one.state) for one in accident.seats])
    accident.state = rules.state_of(queries.facts_of(accident))
    accident.version += 1
    session.flush()
