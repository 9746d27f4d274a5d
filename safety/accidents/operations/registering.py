"""Notices and accidents: what happened, where, at whose place, and which notice told of it."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import queries, rules
from safety.accidents.inputs import AccidentFacts, NoticeFacts
from safety.accidents.models import (
    Accident,
    Notification,
)
from safety.accidents.operations.casualties import add_casualties
from safety.accidents.operations.notes import check, note, refresh, require
from safety.accidents.vocabulary import CaseState, UnionPart
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Conflict, Invalid, NotAllowed, Stale
from safety.ids import new_id
from safety.law import accident_categories, accident_grades
from safety.law.accident_grades import AccidentGrade
from safety.law.days import shanghai_date
from safety.law.positions import check_position
from safety.people.models import Union
from safety.people.queries import district_union, get_union, place_in, place_of
from safety.text import N_
from safety.workplaces.geography import geography
from safety.workplaces.models import Employer, Site


def record_notification(
    *, actor: Actor, now: datetime, facts: NoticeFacts, id: uuid.UUID | None = None
) -> Notification:
    """Enter news of an accident in the inbox.

    Raises:
        Invalid: by field: received before it happened or in time to come, unknown site or employer, position.
        Conflict: the id is taken.
    """
    actor.require(P.ACCIDENT_RECORD)
    if id is not None and session.get(Notification, id) is not None:
        raise Conflict(N_("同一编号已用于另一条接报"), code="notice_known")
    if facts.received_at > now:
        raise Invalid(fields={"received_at": [N_("收到时间不能晚于现在")]})
    if facts.happened_at is not None and facts.happened_at > facts.received_at:
        raise Invalid(fields={"happened_at": [N_("事故时间不能晚于收到时间")]})
    union, district, employer, site = _belongs(actor, facts, now)
    values = asdict(facts) | {
        "employer_id": employer.id if employer else None,
        "employer_name": facts.employer_name or (employer.name if employer else None),
        "site_id": site.id if site else None,
    }
    row = Notification(
        id=id or new_id(),
        union_id=union.id,
        district_code=district,
        entered_at=now,
        entered_by=actor.member_id,
        **values,
    )
    actor.require(P.ACCIDENT_RECORD, place_in(union, district))
    session.add(row)
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="accident_notified",
        kind="accident_notice",
        record_id=row.id,
        union_id=row.union_id,
        change={"channel": facts.channel, "received_at": facts.received_at},
    )
    return row


def link_notification(
    *, actor: Actor, now: datetime, notification: Notification, accident: Accident
) -> Notification:
    """Say which accident a notice is about."""
    require(actor, P.ACCIDENT_RECORD, accident)
    actor.require(P.ACCIDENT_RECORD, place_of(notification))
    notification.accident_id = accident.id
    notification.version += 1
    session.flush()
    note(actor, now, P.ACCIDENT_RECORD, accident, "notice_linked", {"notice": notification.id})
    return notification


def register_accident(
    *,
    actor: Actor,
    now: datetime,
    facts: AccidentFacts,
    casualties: rules.Casualties | None = None,
    notification_id: uuid.UUID | None = None,
    id: uuid.UUID | None = None,
) -> Accident:
    """Enter an accident; its grade, and who investigates, follow from the numbers.

    Raises:
        Invalid: by field.
        Conflict: the id is taken.
    """
    actor.require(P.ACCIDENT_RECORD)
    _check(facts, now)
    if id is not None and session.get(Accident, id) is not None:
        raise Conflict(N_("同一编号已用于另一起事故"), code="accident_known")
    union, district, employer, site = _belongs(actor, facts, now)
    actor.require(P.ACCIDENT_RECORD, place_in(union, district))
    row = Accident(
        id=id or new_id(),
        version=0,
        union_id=union.id,
        grade=AccidentGrade.ORDINARY,
        level=accident_grades.Level.DISTRICT,
        state=CaseState.REGISTERED,
        union_part=UnionPart.NONE,
        registered_at=now,
        registered_by=actor.member_id,
    )
    _fill(row, facts, district, employer, site)
    session.add(row)
    session.flush()
    on = shanghai_date(facts.happened_at)
    first = casualties or rules.Casualties(on)
    rules.check_casualties(first, accident_on=on, today=shanghai_date(now))
    add_casualties(row, first, None, actor, now)
    if notification_id is not None:
        scope = actor.scope(P.ACCIDENT_RECORD)
        notification = queries.get_notification(notification_id, scope)
        notification.accident_id = row.id
        notification.version += 1
    refresh(row, now)
    note(actor, now, P.ACCIDENT_RECORD, row, "accident_registered", {"grade": row.grade})
    return row


def edit_accident(
    *, actor: Actor, now: datetime, accident: Accident, facts: AccidentFacts, version: int | None = None
) -> Accident:
    """Correct what was entered of an accident; numbers of casualties are reported anew instead.

    Raises:
        Invalid, NotPossibleNow: by field; the case is closed.
        NotFound: the site or position lies where one may not record accidents.
        Stale: it was changed since ``version`` was read.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    if version is not None and version != accident.version:
        raise Stale(extra={"version": accident.version})
    check("casualties", accident)
    _check(facts, now)
    union, district, employer, site = _belongs(actor, facts, now)
    actor.require(P.ACCIDENT_RECORD, place_in(union, district))
    before = {name: getattr(accident, name) for name in asdict(facts)}
    _fill(accident, facts, district or accident.district_code, employer, site)
    refresh(accident, now)
    changed = sorted(name for name, value in before.items() if getattr(accident, name) != value)
    note(actor, now, P.ACCIDENT_RECORD, accident, "accident_edited", {"fields": changed})
    return accident


def _check(facts: AccidentFacts, now: datetime) -> None:
    found: dict[str, list[str]] = {}
    if facts.happened_at > now:
        found["happened_at"] = [N_("事故时间不能晚于现在")]
    on = shanghai_date(facts.happened_at)
    if facts.category and facts.category not in accident_categories.categories_on(on):
        found["category"] = [N_("事故发生之日施行的分类标准没有这个类别")]
    previous = facts.happened_at
    for name in ("head_told_at", "authority_told_at", "upward_told_at"):
        at = getattr(facts, name)
        if at is None:
            continue
        if not previous <= at <= now:
            found[name] = [N_("时间应不早于前一步、不晚于现在")]
        previous = max(previous, at)
    if found:
        raise Invalid(fields=found)
    if facts.lon is not None and facts.lat is not None:
        check_position(facts.lon, facts.lat)
    elif (facts.lon is None) != (facts.lat is None):
        raise Invalid(fields={"lon": [N_("经度和纬度要么都填，要么都不填")]})


def _belongs(
    actor: Actor, facts: AccidentFacts | NoticeFacts, now: datetime
) -> tuple[Union, str | None, Employer | None, Site | None]:
    """The union and district of an accident: its site's, else those of the position, else the actor's own."""
    site = session.get(Site, facts.site_id) if facts.site_id else None
    if facts.site_id and site is None:
        raise Invalid(fields={"site_id": [N_("没有这个场所")]})
    employer_id = facts.employer_id or (site.employer_id if site else None)
    employer = session.get(Employer, employer_id) if employer_id else None
    if facts.employer_id and employer is None:
        raise Invalid(fields={"employer_id": [N_("没有这个用人单位")]})
    if isinstance(facts, AccidentFacts) and employer is None and not facts.employer_name:
        raise Invalid(fields={"employer_name": [N_("请填写发生事故的单位")]})
    if site is not None:
        return get_union(site.union_id), site.district_code, employer, site
    if actor.union_id is None:
        raise NotAllowed
    own = get_union(actor.union_id)
    if facts.lon is not None and facts.lat is not None:
        code = geography().district_at(facts.lon, facts.lat, shanghai_date(now))
        union = district_union(code) if code else None
        if union is not None and actor.scope(P.ACCIDENT_RECORD).covers(place_in(union)):
            return union, code, employer, None
        return own, code or own.district_code, employer, None
    return own, own.district_code, employer, None


def _fill(
    row: Accident,
    facts: AccidentFacts,
    district: str | None,
    employer: Employer | None,
    site: Site | None,
) -> None:
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.standard = accident_categories.standard_on(shanghai_date(facts.happened_at))
    row.district_code = district
    row.employer_id = employer.id if employer else None
    row.employer_name = facts.employer_name or (employer.name if employer else "")
    row.site_id = site.id if site else None
    if site is not None and row.lon is None:
        row.lon, row.lat = site.lon, site.lat
    row.industry = (
        facts.industry or (site.industry if site else None) or (employer.industry if employer else None)
    )
