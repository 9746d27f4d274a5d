"""Notices and accidents: what happened, where, at whose place, and which notice told of it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import casualty_checks, grading, queries
from safety.accidents.inputs import AccidentFacts, NoticeFacts
from safety.accidents.models import (
    Accident,
    Notification,
)
from safety.accidents.operations.casualties import add_casualties, dated
from safety.accidents.operations.notes import check, note, note_regrading, refresh, require
from safety.accidents.vocabulary import CaseState, UnionPart
from safety.audit import operations as audit
from safety.database import hold, require_version, session
from safety.errors import Conflict, Invalid, NotAllowed
from safety.ids import new_id
from safety.law import accident_categories, regimes
from safety.law.accident_grades import UNGRADED, Level
from safety.law.days import shanghai_date
from safety.law.positions import check_position
from safety.law.regimes import Criteria, Regime
from safety.people.models import Union
from safety.people.queries import district_union, get_union, place_in, place_of
from safety.people.queries.named import named, named_at, not_there
from safety.reference.queries import all_district_names
from safety.text import N_
from safety.workplaces.geography import geography
from safety.workplaces.models import Employer, Site
from safety.workplaces.queries.editions import place_for

_DISTRICT = re.compile("[0-9]{6}")


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
    union, district, employer, site = place_notice(actor, now, facts)
    values = asdict(facts) | {
        "district_code": district,
        "employer_id": employer.id if employer else None,
        "employer_name": facts.employer_name or (employer.name if employer else None),
        "site_id": site.id if site else None,
    }
    row = Notification(
        id=id or new_id(),
        union_id=union.id,
        entered_at=now,
        entered_by=actor.member_id,
        **values,
    )
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


def place_notice(
    actor: Actor, now: datetime, facts: NoticeFacts
) -> tuple[Union, str | None, Employer | None, Site | None]:
    """Where a notice belongs, if it can be entered; nothing is written.

    Raises:
        Invalid: by field: received before it happened or in time to come, unknown site or employer, position.
    """
    if facts.received_at > now:
        raise Invalid(fields={"received_at": [N_("收到时间不能晚于现在")]})
    if facts.happened_at is not None and facts.happened_at > facts.received_at:
        raise Invalid(fields={"happened_at": [N_("事故时间不能晚于收到时间")]})
    if wrong := _wrong_districts(facts):
        raise Invalid(fields=wrong)
    union, district, employer, site = _belongs(actor, facts, now)
    actor.require(P.ACCIDENT_RECORD, place_in(union, district))
    return union, district, employer, site


def link_notification(
    *, actor: Actor, now: datetime, notification: Notification, accident: Accident
) -> Notification:
    """Say which accident a notice is about."""
    require(actor, P.ACCIDENT_RECORD, accident)
    actor.require(P.ACCIDENT_RECORD, place_of(notification))
    hold(notification)
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
    casualties: grading.Casualties | None = None,
    deaths_on: Sequence[date | int] = (),
    notification_id: uuid.UUID | None = None,
    id: uuid.UUID | None = None,
) -> Accident:
    """Enter an accident; its grade, and who investigates, follow from its regime and the numbers.

    Raises:
        Invalid: by field.
        Conflict: the id is taken.
    """
    actor.require(P.ACCIDENT_RECORD)
    facts = _with_regime(facts, None)
    _check(facts, now)
    if id is not None and session.get(Accident, id) is not None:
        raise Conflict(N_("同一编号已用于另一起事故"), code="accident_known")
    union, district, employer, site = _belongs(actor, facts, now)
    actor.require(P.ACCIDENT_RECORD, place_in(union, district))
    row = Accident(
        id=id or new_id(),
        version=0,
        union_id=union.id,
        grade=UNGRADED,
        level=Level.UNREAD,
        state=CaseState.REGISTERED,
        union_part=UnionPart.NONE,
        registered_at=now,
        registered_by=actor.member_id,
    )
    _fill(row, facts, district, employer, site)
    session.add(row)
    session.flush()
    _add_first(row, casualties, deaths_on, actor, now)
    if notification_id is not None:
        scope = actor.scope(P.ACCIDENT_RECORD)
        with named_at("notification_id"):
            notification = queries.get_notification(notification_id, scope)
        notification.accident_id = row.id
        notification.version += 1
    refresh(row, now)
    change = {"grade": row.grade, "regime": row.regime}
    note(actor, now, P.ACCIDENT_RECORD, row, "accident_registered", change)
    return row


def _add_first(
    row: Accident,
    casualties: grading.Casualties | None,
    deaths_on: Sequence[date | int],
    actor: Actor,
    now: datetime,
) -> None:
    """The first numbers as of the accident's day, and those of each later day of death with who had died by then."""
    ground = queries.ground_of(row)
    first = dated(casualties or grading.Casualties(ground.accident_on), deaths_on, ground.accident_on)
    last = replace(first, on=max(first.on, *first.deaths_on)) if first.deaths_on else first
    casualty_checks.check_casualties(last, ground=ground, today=shanghai_date(now))
    for one in grading.by_days_of_death(first):
        add_casualties(row, one, actor, now)


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
    if version is not None:
        require_version(accident, version)
    check("casualties", accident)
    facts = _with_regime(facts, Regime(accident.regime))
    _check(facts, now)
    regime_before, stood = accident.regime, (accident.grade, accident.level)
    if facts.regime != regime_before and not facts.regime_reason:
        raise Invalid(fields={"regime_reason": [N_("改变适用的制度须写明理由")]})
    facts = replace(facts, regime_reason=facts.regime_reason or accident.regime_reason)
    union, district, employer, site = _belongs(actor, facts, now, accident)
    actor.require(P.ACCIDENT_RECORD, place_in(union, district))
    before = {name: getattr(accident, name) for name in asdict(facts)}
    _fill(accident, facts, district or accident.district_code, employer, site)
    _check_deaths(accident)
    refresh(accident, now)
    changed = sorted(name for name, value in before.items() if getattr(accident, name) != value)
    note(actor, now, P.ACCIDENT_RECORD, accident, "accident_edited", {"fields": changed})
    edited = "accident_edited"
    if accident.regime != regime_before:
        edited = "regime_changed"
        change = {"from": regime_before, "to": accident.regime, "reason": accident.regime_reason}
        note(actor, now, P.ACCIDENT_RECORD, accident, edited, change)
    note_regrading(actor, now, P.ACCIDENT_RECORD, accident, stood, edited)
    return accident


def _with_regime(facts: AccidentFacts, present: Regime | None) -> AccidentFacts:
    """The facts with a regime: the one chosen, else the present one, else what day and category propose."""
    regime = facts.regime or present
    return replace(facts, regime=regime or regimes.proposed(shanghai_date(facts.happened_at), facts.category))


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
    found |= _wrong_districts(facts) | _wrong_concealment(facts, on, shanghai_date(now))
    if found:
        raise Invalid(fields=found)
    _check_regime(facts, on)
    if facts.lon is not None and facts.lat is not None:
        check_position(facts.lon, facts.lat)
    elif (facts.lon is None) != (facts.lat is None):
        raise Invalid(fields={"lon": [N_("经度和纬度要么都填，要么都不填")]})


def _check_regime(facts: AccidentFacts, on: date) -> None:
    """Refuse a regime that was not in force, and an authority's grade where the numbers make it, or without source."""
    regime = facts.regime or regimes.proposed(on, facts.category)
    regimes.check_regime(regime, on)
    if facts.told_grade is None:
        return
    if regimes.edition_on(regime, on).criteria is not Criteria.TOLD:
        raise Invalid(fields={"told_grade": [N_("这一制度的等级不由登记人填写")]})
    if not facts.told_grade_source:
        raise Invalid(fields={"told_grade_source": [N_("请写明认定等级的机关和文号")]})


def _wrong_districts(facts: AccidentFacts | NoticeFacts) -> dict[str, list[str]]:
    # An installation without any edition of districts takes every code of six digits.
    known = all_district_names() if facts.district_code else {}
    if facts.district_code and (
        not _DISTRICT.fullmatch(facts.district_code) or (known and facts.district_code not in known)
    ):
        return {"district_code": [N_("没有这个区县")]}
    home = facts.home_district_code if isinstance(facts, AccidentFacts) else None
    if home and not _DISTRICT.fullmatch(home):
        return {"home_district_code": [N_("请填写六位行政区划代码")]}
    return {}


def _wrong_concealment(facts: AccidentFacts, on: date, today: date) -> dict[str, list[str]]:
    if facts.concealment is None and facts.discovered_on is None:
        return {}
    if facts.concealment is None:
        return {"concealment": [N_("请选择迟报、漏报、谎报或瞒报")]}
    if facts.discovered_on is None or not on <= facts.discovered_on <= today:
        return {"discovered_on": [N_("请填写发现日期，应在事故发生之日和今天之间")]}
    return {}


def _check_deaths(accident: Accident) -> None:
    """Refuse another day of the accident that lies after numbers that were reported of it."""
    on = shanghai_date(accident.happened_at)
    if any(min((one.on, *one.deaths_on)) < on for one in queries.series_of(accident)[1:]):
        raise Invalid(fields={"happened_at": [N_("已登记的伤亡数字早于这一天")]})


def _belongs(
    actor: Actor, facts: AccidentFacts | NoticeFacts, now: datetime, kept: Accident | None = None
) -> tuple[Union, str | None, Employer | None, Site | None]:
    """The union and district of an accident: its site's on that day, else those of the position, else the district as named.

    The district is never the officer's: nobody named it, it stays open.  A record of a place beyond the
    officer's reach stays with the officer's union.  What a ``kept`` accident names already is not named anew.
    """
    scope = actor.scope(P.ACCIDENT_RECORD)
    site = session.get(Site, facts.site_id) if facts.site_id else None
    day = shanghai_date(facts.happened_at) if facts.happened_at else None
    place = place_for(site, day, scope) if site is not None else None
    if facts.site_id and (place is None or not scope.covers(place)):
        raise not_there("site_id")
    employer_id = facts.employer_id or (site.employer_id if site else None)
    if facts.employer_id in {None, site.employer_id if site else None, kept.employer_id if kept else None}:
        employer = session.get(Employer, employer_id) if employer_id else None
    else:
        employer = named(Employer, facts.employer_id, actor.scope(P.SITE_READ), field="employer_id")
    if isinstance(facts, AccidentFacts) and employer is None and not facts.employer_name:
        raise Invalid(fields={"employer_name": [N_("请填写发生事故的单位")]})
    if place is not None:
        return get_union(place.union_id), place.district_code, employer, site
    if actor.union_id is None:
        raise NotAllowed
    own = get_union(actor.union_id)
    code = facts.district_code
    if facts.lon is not None and facts.lat is not None:
        code = geography().district_at(facts.lon, facts.lat, shanghai_date(facts.happened_at or now)) or code
    union = district_union(code) if code else None
    if union is not None and scope.covers(place_in(union)):
        return union, code, employer, None
    return own, code, employer, None


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
    row.home_district_code = facts.home_district_code or (employer.district_code if employer else None)
    row.employer_id = employer.id if employer else None
    row.employer_name = facts.employer_name or (employer.name if employer else "")
    row.site_id = site.id if site else None
    if site is not None and row.lon is None:
        row.lon, row.lat = site.lon, site.lat
    row.industry = (
        facts.industry or (site.industry if site else None) or (employer.industry if employer else None)
    )
