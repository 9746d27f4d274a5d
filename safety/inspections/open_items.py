"""What is open in site checks, for the worklist: assignments, unfinished checks, checks that wait for adoption."""

from __future__ import annotations

from flask import url_for

from safety.access.permissions import Permission as P
from safety.inspections import queries
from safety.inspections.models import Assignment, Inspection
from safety.inspections.queries import checks, plans
from safety.inspections.rules import InspectionState
from safety.lists import Window
from safety.text import N_, Text
from safety.worklist import Asked, Found, OpenItem, Step, Urgency, Whose, first_of, together, urgency_of

_MOST = 200


def open_items(asked: Asked) -> Found:
    """All of it."""
    return together([_assignments(asked), _drafts(asked), _to_adopt(asked), _passed(asked)], asked.most)


def _assignments(asked: Asked) -> Found:
    """One's own sites to check, those of later days too: they are planned for this person."""
    member = asked.actor.member_id
    if member is None or not asked.actor.may(P.INSPECTION_RECORD):
        return Found()
    return first_of((_assignment(asked, one) for one in plans.own_assignments(member)), asked.most)


def _assignment(asked: Asked, one: Assignment) -> OpenItem:
    start = url_for("inspections.start", site=one.site_id, assignment=one.id, template=one.plan.template_id)
    return OpenItem(
        what=one.plan.title,
        where=one.site.name,
        kind=N_("检查任务"),
        state=N_("待检查"),
        url=start,
        step=Step(N_("开始检查"), start, "clipboard-check"),
        urgency=urgency_of(one.due_on, asked.today) or Urgency.SOON,
        due=one.due_on,
        who=asked.actor.name,
        symbol="calendar-event",
    )


def _drafts(asked: Asked) -> Found:
    """One's own checks that were begun and not submitted."""
    member = asked.actor.member_id
    if member is None or not asked.actor.may(P.INSPECTION_RECORD):
        return Found()
    return first_of((_draft(asked, one) for one in checks.open_drafts(member)), asked.most)


def _draft(asked: Asked, one: Inspection) -> OpenItem:
    to = url_for("inspections.check", inspection_id=one.id)
    return OpenItem(
        what=Text(N_("没有提交的检查")),
        where=one.site.name,
        kind=N_("检查"),
        state=N_("没有提交"),
        url=to,
        step=Step(N_("继续检查"), to, "pencil"),
        urgency=Urgency.WAITING,
        who=asked.actor.name,
        symbol="clipboard-text",
    )


def _to_adopt(asked: Asked) -> Found:
    """Checks by people without a certificate, to be adopted by somebody who holds one."""
    scope = asked.actor.scope(P.INSPECTION_ADOPT)
    if scope.is_empty or asked.whose is Whose.MINE:
        return Found()
    filters = checks.RegisterFilters(state=InspectionState.UNCERTIFIED)
    rows = checks.list_inspections(scope, filters, Window(0, _MOST)).items
    return first_of((_adoption(one) for one in rows if asked.holds(one.union_id)), asked.most)


def _adoption(one: Inspection) -> OpenItem:
    to = url_for("inspections.inspection", inspection_id=one.id)
    return OpenItem(
        what=one.version_used.template.title if one.version_used else Text(N_("检查")),
        where=one.site.name,
        kind=N_("检查"),
        state=N_("待持证检查员采纳"),
        url=to,
        step=Step(N_("采纳"), to, "certificate"),
        urgency=Urgency.WAITING,
        who=one.inspector.name,
        symbol="certificate",
    )


def _passed(asked: Asked) -> Found:
    """Assignments of the union that had a site before, which the one that has it now settles."""
    scope = asked.actor.scope(P.PLAN_MANAGE)
    if scope.is_empty or asked.whose is Whose.MINE:
        return Found()
    rows = queries.list_passed(scope, Window(0, _MOST)).items
    to = url_for("inspections.passed")
    held = (one for one in rows if one.passed_to_id and asked.holds(one.passed_to_id))
    return first_of((_left_over(one, to) for one in held), asked.most)


def _left_over(one: Assignment, to: str) -> OpenItem:
    return OpenItem(
        what=Text(N_("前任工会的检查任务：%(plan)s"), plan=one.plan.title),
        where=one.site.name,
        kind=N_("检查任务"),
        state=N_("待接续或了结"),
        url=to,
        step=Step(N_("处理"), to, "arrows-exchange"),
        urgency=Urgency.WAITING,
        due=one.due_on,
        symbol="arrows-exchange",
    )
