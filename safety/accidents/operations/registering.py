"""Notices and accidents: what happened, to how many, who was hurt, and which terms were moved."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import queries, rules
from safety.accidents.models import (
    Accident,
    Appraisal,
    CasualtyReport,
    Extension,
    Handover,
    Notification,
    Victim,
)
from safety.accidents.operations.notes import KIND, check, note, refresh, require
from safety.accidents.vocabulary import CaseState, Channel, ExtensionOf, HandoverKind, UnionPart
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Conflict, Invalid, NotAllowed
from safety.ids import new_id
from safety.law import accident_categories, accident_grades, clocks
from safety.law.accident_grades import AccidentGrade
from safety.law.days import shanghai_date
from safety.law.injuries import degree_by_lost_days
from safety.law.positions import check_position
from safety.people.models import Union
from safety.people.queries import district_union, get_union, place_in
from safety.text import N_
from safety.workplaces.geography import geography
from safety.workplaces.models import Employer, Site


@dataclass(frozen=True)
class AccidentFacts:
    """What is entered of an accident; position in WGS 84, loss in yuan.

    ``site_id`` and ``employer_id`` link it to the register; ``employer_name`` is kept as it was written.
    """

    title: str
    happened_at: datetime
    place: str
    words: str = ""
    employer_name: str | None = None
    employer_id: uuid.UUID | None = None
    site_id: uuid.UUID | None = None
    category: str | None = None
    traffic_or_fire: bool = False
    at_project: bool = False
    industry: str | None = None
    lon: float | None = None
    lat: float | None = None
    head_told_at: datetime | None = None
    authority_told_at: datetime | None = None
    upward_told_at: datetime | None = None
    source: str | None = None


@dataclass(frozen=True)
class NoticeFacts:
    """What is entered of a notice: received when, from whom, how, and what was then known."""

    received_at: datetime
    channel: Channel
    source: str
    words: str
    happened_at: datetime | None = None
    place: str | None = None
    employer_name: str | None = None
    employer_id: uuid.UUID | None = None
    site_id: uuid.UUID | None = None
    lon: float | None = None
    lat: float | None = None
    deaths: int = 0
    serious: int = 0
    slight: int = 0
    missing: int = 0
    direct_loss_yuan: Decimal | None = None


def record_notification(
    *, actor: Actor, now: datetime, facts: NoticeFacts, id: uuid.UUID | None = None
) -> Notification:
    """Enter news of an accident in the inbox.

    Raises:
        Invalid: by field: received before it happened or in time to come, unknown site or employer, position.
    """
    actor.require(P.ACCIDENT_RECORD)
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
    _add_casualties(row, first, None, actor, now)
    if notification_id is not None:
        scope = actor.scope(P.ACCIDENT_RECORD)
        notification = queries.get_notification(notification_id, scope)
        notification.accident_id = row.id
        notification.version += 1
    refresh(row, now)
    note(actor, now, P.ACCIDENT_RECORD, row, "accident_registered", {"grade": row.grade})
    return row


def edit_accident(*, actor: Actor, now: datetime, accident: Accident, facts: AccidentFacts) -> Accident:
    """Correct what was entered of an accident; numbers of casualties are reported anew instead.

    Raises:
        Invalid, NotPossibleNow: by field; the case is closed.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("casualties", accident)
    _check(facts, now)
    _union, district, employer, site = _belongs(actor, facts, now)
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


def _add_casualties(
    accident: Accident, new: rules.Casualties, source: str | None, actor: Actor, now: datetime
) -> CasualtyReport:
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
    row = _add_casualties(accident, casualties, source, actor, now)
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


@dataclass(frozen=True)
class VictimFacts:
    """A person who was hurt; ``lost_days`` sets the degree when none is given."""

    name: str
    degree: str | None = None
    age: int | None = None
    sex: str | None = None
    employment: str | None = None
    injury: str | None = None
    lost_days: int | None = None
    is_member: bool | None = None
    family_contact: str | None = None


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


def record_handover(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    kind: HandoverKind,
    to_whom: str,
    on_day: date,
    number: str | None = None,
    words: str | None = None,
) -> Handover:
    """Enter that a higher government took the investigation over, or that it was entrusted.

    Raises:
        Invalid: a day to come or before the accident.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("handover", accident)
    rules.check_days(shanghai_date(now), on_day=on_day)
    row = Handover(
        id=new_id(),
        accident_id=accident.id,
        kind=kind,
        to_whom=to_whom,
        on_day=on_day,
        number=number,
        words=words,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "investigation_handed_over", {"kind": kind, "on": on_day})
    return row


def extend_term(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    days: int,
    approved_on: date,
    asked_on: date | None = None,
    number: str | None = None,
    term: ExtensionOf = ExtensionOf.REPORT,
) -> Extension:
    """Enter an approved extension of the report's term (at most 60 days in all) or of the approval's.

    Raises:
        Invalid: more days than the law allows, for another grade, days to come.
        NotPossibleNow: the report has been received.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    facts = check("extend" if term is ExtensionOf.REPORT else "approve", accident)
    rules.check_days(shanghai_date(now), approved_on=approved_on, asked_on=asked_on)
    on = shanghai_date(accident.happened_at)
    if term is ExtensionOf.REPORT:
        clocks.report_due(on, extension_days=facts.report_extension_days + days, appraisals=facts.appraisals)
    else:
        received = facts.report_received_on or on
        total = facts.approval_extension_days + days
        clocks.approval_due(received, grade=AccidentGrade(accident.grade), extension_days=total)
    in_time = (
        clocks.extension_asked_in_time(asked_on, accident_on=on, appraisals=facts.appraisals)
        if asked_on and term is ExtensionOf.REPORT
        else None
    )
    row = Extension(
        id=new_id(),
        accident_id=accident.id,
        term=term,
        days=days,
        asked_on=asked_on,
        approved_on=approved_on,
        number=number,
        asked_in_time=in_time,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "term_extended", {"term": term, "days": days})
    return row


def record_appraisal(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    first_day: date,
    last_day: date,
    body: str,
    words: str | None = None,
) -> Appraisal:
    """Enter days of technical appraisal; days that overlap count once (493 Art 27).

    Raises:
        Invalid: the days are not in order, or before the accident.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("appraise", accident)
    if last_day < first_day:
        raise Invalid(fields={"last_day": [N_("结束日期不能早于开始日期")]})
    if first_day < shanghai_date(accident.happened_at):
        raise Invalid(fields={"first_day": [N_("鉴定不能早于事故发生之日")]})
    row = Appraisal(
        id=new_id(),
        accident_id=accident.id,
        first_day=first_day,
        last_day=last_day,
        body=body,
        words=words,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "appraisal_recorded", {"from": first_day, "to": last_day})
    return row


def record_days(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    copies_sent_on: date | None = None,
    evaluated_on: date | None = None,
    injury_applied_on: date | None = None,
) -> Accident:
    """Enter when copies were sent, the measures were evaluated, or 工伤认定 was applied for; None leaves it.

    Raises:
        Invalid: a day to come.
        NotPossibleNow: the report has not been approved.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    given = {
        "copies_sent_on": copies_sent_on,
        "evaluated_on": evaluated_on,
        "injury_applied_on": injury_applied_on,
    }
    given = {name: day for name, day in given.items() if day is not None}
    rules.check_days(shanghai_date(now), **given)
    for name, act in (("copies_sent_on", "copies"), ("evaluated_on", "evaluate")):
        if name in given:
            check(act, accident)
    for name, day in given.items():
        setattr(accident, name, day)
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "days_recorded", dict(given))
    return accident
