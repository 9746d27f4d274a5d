"""Who investigates, and which terms were moved or met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents import case_clocks, grading, queries, rules
from safety.accidents.injury_terms import check_injury_days, check_injury_extension
from safety.accidents.models import (
    Accident,
    Appraisal,
    Extension,
    Handover,
)
from safety.accidents.operations.notes import check, note, note_regrading, refresh, require
from safety.accidents.vocabulary import ExtensionOf, HandoverKind, InjuryApplicant
from safety.database import hold, session
from safety.errors import Invalid
from safety.ids import new_id
from safety.law.accident_grades import Level
from safety.law.days import shanghai_date
from safety.text import N_


def record_handover(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    kind: HandoverKind,
    to_whom: str,
    on_day: date,
    level: Level | None = None,
    number: str | None = None,
    words: str | None = None,
) -> Handover:
    """Enter that a higher government took the investigation over, or that it was entrusted.

    A taking over changes who investigates from its day; without a ``level`` it is the next higher one.

    Raises:
        Invalid: a day to come or before the accident; a level that takes over from nobody below it.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    check("handover", accident)
    rules.check_days(shanghai_date(now), on_day=on_day)
    if on_day < shanghai_date(accident.happened_at):
        raise Invalid(fields={"on_day": [N_("日期不能早于事故发生之日")]})
    stood = (accident.grade, accident.level)
    row = Handover(
        id=new_id(),
        accident_id=accident.id,
        kind=kind,
        level=_taking_over(accident, on_day, level) if kind is HandoverKind.TAKEN_OVER else None,
        to_whom=to_whom,
        on_day=on_day,
        number=number,
        words=words,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    refresh(accident, now)
    change = {"kind": kind, "on": on_day, "level": row.level}
    note(actor, now, P.ACCIDENT_RECORD, accident, "investigation_handed_over", change)
    note_regrading(actor, now, P.ACCIDENT_RECORD, accident, stood)
    return row


def _taking_over(accident: Accident, on_day: date, level: Level | None) -> Level:
    """The level that takes over: the one given, else the next above the one that investigated until then."""
    series, ground = queries.series_of(accident), queries.ground_of(accident)
    present = grading.standing_on(series, ground, on_day).level
    governments: Sequence[Level] = grading.GOVERNMENTS
    is_government = present in governments
    above = governments[governments.index(present) + 1 :] if is_government else governments
    found = level or (above[0] if is_government and above else None)
    if found is None:
        raise Invalid(fields={"level": [N_("请选择由哪一级调查")]})
    if found not in above:
        raise Invalid(fields={"level": [N_("提级调查应由更高一级的人民政府进行")]})
    return found


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
    """Enter an approved extension of the report's term (at most 60 days in all), the approval's or the employer's for 工伤认定.

    Raises:
        Invalid: more days than the law allows, for another grade, days to come; nobody was hurt.
        NotPossibleNow: the report has been received.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    facts = check(_ACT[term], accident)
    rules.check_days(shanghai_date(now), approved_on=approved_on, asked_on=asked_on)
    match term:
        case ExtensionOf.REPORT:
            case_clocks.check_report_extension(facts, days)
        case ExtensionOf.APPROVAL:
            case_clocks.check_approval_extension(facts, days)
        case ExtensionOf.INJURY:
            check_injury_extension(facts.injury)
    in_time = (
        asked_on <= case_clocks.unextended_report_due(facts)
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


_ACT = {ExtensionOf.REPORT: "extend", ExtensionOf.APPROVAL: "approve", ExtensionOf.INJURY: "injury"}


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
    report_submitted_on: date | None = None,
    copies_sent_on: date | None = None,
    evaluated_on: date | None = None,
    disease_diagnosed_on: date | None = None,
    injury_applied_on: date | None = None,
    injury_applied_by: InjuryApplicant | None = None,
) -> Accident:
    """Enter days that terms begin or end with, and who applied for 工伤认定; None leaves what there is.

    Raises:
        Invalid: a day to come; one before the accident; a report after its approval; an application by nobody.
        NotPossibleNow: the report has not been approved.
    """
    require(actor, P.ACCIDENT_RECORD, accident)
    given = {
        "report_submitted_on": report_submitted_on,
        "copies_sent_on": copies_sent_on,
        "evaluated_on": evaluated_on,
        "disease_diagnosed_on": disease_diagnosed_on,
        "injury_applied_on": injury_applied_on,
    }
    given = {name: day for name, day in given.items() if day is not None}
    rules.check_days(shanghai_date(now), **given)
    hold(accident)
    facts = queries.facts_of(accident)
    rules.check_submitted("report_submitted_on", report_submitted_on, facts)
    told = replace(
        facts.injury,
        diagnosed_on=disease_diagnosed_on or facts.injury.diagnosed_on,
        applied_on=injury_applied_on or facts.injury.applied_on,
        applied_by=injury_applied_by or facts.injury.applied_by,
    )
    if told != facts.injury:
        check_injury_days(told, shanghai_date(accident.happened_at))
    for name, act in (("copies_sent_on", "copies"), ("evaluated_on", "evaluate")):
        if name in given:
            check(act, accident)
    for name, day in given.items():
        setattr(accident, name, day)
    by: dict[str, str] = {"injury_applied_by": injury_applied_by} if injury_applied_by else {}
    accident.injury_applied_by = injury_applied_by or accident.injury_applied_by
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_RECORD, accident, "days_recorded", {**given, **by})
    return accident
