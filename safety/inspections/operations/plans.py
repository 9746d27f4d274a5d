"""Plans, their spread over inspectors, and handing work over."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from safety.access.permissions import Permission
from safety.access.roles import Role
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.corrections import operations as corrections
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.ids import new_id
from safety.inspections import queries
from safety.inspections.models import Assignment, ChecklistTemplate, Plan
from safety.inspections.rules.spreading import Stop, spread
from safety.law.days import shanghai_date
from safety.people.models import Member, Union
from safety.people.queries import members_with_role, place_in, place_of
from safety.people.queries.named import named
from safety.text import N_, Sentence
from safety.workplaces.models import Site


def make_plan(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    union: Union,
    starts_on: date,
    due_on: date,
    choice: queries.SiteChoice,
    inspector_ids: Sequence[uuid.UUID],
    template: ChecklistTemplate | None = None,
    note: str | None = None,
    id: uuid.UUID | None = None,
) -> Plan:
    """Make a plan over the sites that ``choice`` covers, spread over the inspectors: fair, near, repeatable.

    Raises:
        NotAllowed, NotFound: no right, or not for this union.
        Invalid: dates, no site, no inspector or one without the role, by field.
    """
    actor.require(Permission.PLAN_MANAGE, place_in(union))
    scope = actor.scope(Permission.PLAN_MANAGE)
    sites = queries.sites_for_plan(scope, choice)
    able = {one.id for one in members_with_role(Role.INSPECTOR, scope, shanghai_date(now))}
    _check_plan(starts_on, due_on, sites, inspector_ids, able)
    plan = Plan(
        id=id or new_id(),
        title=title,
        template_id=template.id if template else None,
        starts_on=starts_on,
        due_on=due_on,
        note=note,
        created_at=now,
        created_by=actor.member_id,
        union_id=union.id,
        district_code=union.district_code,
    )
    session.add(plan)
    session.flush()
    session.execute(insert(Assignment), _assignments(plan, sites, inspector_ids))
    _note(actor, now, plan, "plan_made", title=title, sites=len(sites), inspectors=list(inspector_ids))
    return plan


def _check_plan(
    starts_on: date,
    due_on: date,
    sites: Sequence[Site],
    inspectors: Sequence[uuid.UUID],
    able: set[uuid.UUID],
) -> None:
    found: dict[str, list[Sentence]] = {}
    if due_on < starts_on:
        found["due_on"] = [N_("完成日期不能早于开始日期")]
    if not sites:
        found["q"] = [N_("没有符合条件的场所")]
    if not inspectors:
        found["inspectors"] = [N_("请至少选择一名检查员")]
    elif not set(inspectors) <= able:
        found["inspectors"] = [N_("所选人员中有人目前不是检查员")]
    if found:
        raise Invalid(fields=found)


def _assignments(plan: Plan, sites: Sequence[Site], inspectors: Sequence[uuid.UUID]) -> list[dict[str, Any]]:
    stops = [
        Stop(
            site.id,
            site.district_code,
            None if site.lon is None or site.lat is None else (site.lon, site.lat),
        )
        for site in sites
    ]
    people = list(dict.fromkeys(inspectors))
    who = spread(stops, people, load=queries.open_assignment_counts(people))
    return [
        {
            "id": new_id(),
            "plan_id": plan.id,
            "site_id": site.id,
            "inspector_id": who[site.id],
            "due_on": plan.due_on,
            "union_id": site.union_id,
            "district_code": site.district_code,
        }
        for site in sites
    ]


def close_plan(*, actor: Actor, now: datetime, plan: Plan, reason: str) -> None:
    """End a plan before everything is done; open assignments are no longer asked for.

    Raises:
        NotPossibleNow: it is closed already.
    """
    actor.require(Permission.PLAN_MANAGE, place_of(plan))
    hold(plan)
    if plan.closed_at is not None:
        raise NotPossibleNow(N_("这份计划已经结束"))
    plan.closed_at, plan.closed_reason = now, reason
    plan.version += 1
    session.flush()
    _note(actor, now, plan, "plan_closed", reason=reason)


def reassign(*, actor: Actor, now: datetime, assignment: Assignment, inspector_id: uuid.UUID) -> None:
    """Give one site of a plan to another inspector.

    Raises:
        Invalid: the other is no inspector now (field ``inspector_id``).
        NotPossibleNow: the site is checked already, or passed to another union.
    """
    actor.require(Permission.PLAN_MANAGE, place_of(assignment))
    hold(assignment)
    if assignment.done_at is not None:
        raise NotPossibleNow(N_("这个场所已经检查完成"))
    if assignment.passed_at is not None:
        raise NotPossibleNow(N_("这个场所已移交其他工会"), code="site_passed")
    check_inspector(actor, now, inspector_id, "inspector_id")
    before, assignment.inspector_id = assignment.inspector_id, inspector_id
    session.flush()
    change = {"assignment": assignment.id, "from": before, "to": inspector_id}
    _note(actor, now, assignment.plan, "assignment_changed", **change)


def hand_over(
    *, actor: Actor, now: datetime, from_id: uuid.UUID, to_id: uuid.UUID, reason: str
) -> tuple[int, int]:
    """Hand all open assignments and open findings of a member to another; how many of each.

    Only what lies in the scope of the actor goes over.

    Raises:
        NotAllowed: no right to plan.
        Invalid: the other is the same person, or no inspector now (field ``to_id``).
    """
    actor.require(Permission.PLAN_MANAGE)
    if from_id == to_id:
        raise Invalid(fields={"to_id": [N_("请选择另一名检查员")]})
    check_inspector(actor, now, to_id, "to_id")
    ids = queries.open_assignment_ids(from_id, actor.scope(Permission.PLAN_MANAGE))
    if ids:
        session.execute(update(Assignment).where(Assignment.id.in_(ids)).values(inspector_id=to_id))
    findings = corrections.hand_over_demands(
        actor=actor, now=now, from_id=from_id, to_id=to_id, reason=reason
    )
    if not ids and not findings:  # who left the scope may still have work in it
        named(Member, from_id, actor.scope(Permission.PLAN_MANAGE), field="from_id")
    audit.record(
        actor=actor,
        now=now,
        action="work_handed_over",
        kind="member",
        record_id=from_id,
        union_id=actor.union_id,
        change={"to": to_id, "assignments": ids, "findings": findings, "reason": reason},
    )
    session.flush()
    return len(ids), findings


def check_inspector(actor: Actor, now: datetime, member_id: uuid.UUID, field: str) -> None:
    """Refuse who is no inspector of the actor's scope today, by field."""
    scope = actor.scope(Permission.PLAN_MANAGE)
    if member_id not in {one.id for one in members_with_role(Role.INSPECTOR, scope, shanghai_date(now))}:
        raise Invalid(fields={field: [N_("所选人员目前不是检查员")]})


def _note(actor: Actor, now: datetime, plan: Plan, action: str, **change: Any) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="plan",
        record_id=plan.id,
        union_id=plan.union_id,
        change=change,
    )
