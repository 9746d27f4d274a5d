"""Making plans, giving and moving work, and noting what was done."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.corrections.models import Demand
from safety.corrections.operations.demands import hand_over_demands
from safety.database import new_id, session
from safety.errors import Conflict, Invalid, Stale
from safety.law.days import shanghai_date
from safety.people import queries as people
from safety.people.models import Member
from safety.plans import queries, rules
from safety.plans.models import Plan, PlanItem
from safety.text import N_
from safety.workplaces.models import Site


def make_plan(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    union_id: uuid.UUID,
    name: str,
    kind: rules.PlanKind,
    starts_on: date,
    due_on: date,
    site_ids: Sequence[uuid.UUID],
    inspector_ids: Sequence[uuid.UUID] = (),
    template_id: uuid.UUID | None = None,
    note: str | None = None,
) -> Plan:
    """Make a plan for a union and spread its sites over the inspectors.

    Raises:
        NotAllowed, NotFound: no ``plan:manage`` for the union; a site or person out of scope counts as
            unknown (Invalid).
        Invalid: dates out of order, no site, an unknown site, inspector or checklist.
        Conflict: the id is already used by another plan.
    """
    place = people.place_in(people.get_union(union_id))
    actor.require(Permission.PLAN_MANAGE, place)
    wanted = list(dict.fromkeys(site_ids))
    rules.check_plan(
        starts_on=starts_on, due_on=due_on, sites=len(wanted), today=shanghai_date(now), new=True
    )
    if session.get(Plan, id) is not None:
        raise Conflict(N_("这个编号已用于另一个计划"), code="plan_exists")
    if template_id is not None and template_id not in {one for one, _ in queries.templates()}:
        raise Invalid(fields={"template_id": [N_("没有这份检查表")]})
    sites = _sites(actor, wanted)
    inspectors = _inspectors(actor, inspector_ids, shanghai_date(now))
    plan = Plan(
        id=id,
        union_id=union_id,
        district_code=place.district_code,
        name=name,
        kind=kind,
        starts_on=starts_on,
        due_on=due_on,
        template_id=template_id,
        note=note,
        created_at=now,
        created_by=actor.member_id,
    )
    session.add(plan)
    session.flush()
    _spread(plan, sites, inspectors)
    _note(actor, now, plan, "plan_made", {"sites": len(sites), "inspectors": inspectors, "due_on": due_on})
    return plan


def _sites(actor: Actor, ids: Sequence[uuid.UUID]) -> list[Site]:
    scope = actor.scope(Permission.PLAN_MANAGE)
    statement = select(Site).where(Site.id.in_(ids), people.in_scope(Site, scope), Site.closed_at.is_(None))
    found = list(session.scalars(statement))
    if len(found) != len(set(ids)):
        raise Invalid(fields={"site_ids": [N_("有的场所不存在、已关闭或不在管辖范围内")]})
    return found


def _inspectors(actor: Actor, ids: Sequence[uuid.UUID], today: date) -> list[uuid.UUID]:
    wanted = list(dict.fromkeys(ids))
    able = {member.id for member in queries.inspectors_in(actor.scope(Permission.PLAN_MANAGE), today)}
    if not able.issuperset(wanted):
        raise Invalid(fields={"inspector_ids": [N_("有的人员不能承担检查")]})
    return wanted


def _spread(plan: Plan, sites: Sequence[Site], inspectors: Sequence[uuid.UUID]) -> None:
    spots = [rules.Spot(site.id, site.district_code, site.lon, site.lat) for site in sites]
    load = queries.open_counts(inspectors)
    given = rules.spread(spots, [(one, load.get(one, 0)) for one in inspectors])
    rows = [
        {
            "id": new_id(),
            "plan_id": plan.id,
            "site_id": site_id,
            "inspector_id": inspector,
            "position": position,
            "due_on": plan.due_on,
        }
        for position, (site_id, inspector) in enumerate(given.items())
    ]
    session.execute(insert(PlanItem), rows)


def _note(actor: Actor, now: datetime, plan: Plan, action: str, change: dict[str, Any]) -> None:
    held = actor.appointment_for(Permission.PLAN_MANAGE, people.place_of(plan))
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="plan",
        record_id=plan.id,
        union_id=plan.union_id,
        change=change,
        appointment_id=held.appointment_id if held else None,
    )


def _held(actor: Actor, plan: Plan, version: int | None = None) -> Plan:
    """The plan, open and asked for by somebody who may change it."""
    actor.require(Permission.PLAN_MANAGE, people.place_of(plan))
    rules.check_open(closed=plan.closed_at is not None)
    if version is not None and version != plan.version:
        raise Stale(extra={"version": plan.version})
    return plan


def edit_plan(
    *,
    actor: Actor,
    now: datetime,
    plan: Plan,
    version: int,
    name: str,
    due_on: date,
    note: str | None = None,
) -> Plan:
    """Change a plan's name, note or last day; open items move to the new day.

    Raises:
        Stale: it was changed by somebody else meanwhile.
        Invalid: the last day lies before the first.
    """
    _held(actor, plan, version)
    rules.check_plan(starts_on=plan.starts_on, due_on=due_on, sites=1, today=shanghai_date(now), new=False)
    before = plan.due_on
    plan.name, plan.note, plan.due_on = name, note, due_on
    plan.version += 1
    session.flush()
    session.execute(
        update(PlanItem)
        .where(PlanItem.plan_id == plan.id, PlanItem.done_at.is_(None), PlanItem.dropped_at.is_(None))
        .values(due_on=due_on),
        execution_options={"synchronize_session": False},
    )
    _note(actor, now, plan, "plan_edited", {"due_on": [before, due_on]})
    return plan


def assign_items(
    *,
    actor: Actor,
    now: datetime,
    plan: Plan,
    item_ids: Sequence[uuid.UUID],
    inspector_id: uuid.UUID | None,
) -> int:
    """Give open items of a plan to one person (or to nobody); how many changed hands."""
    _held(actor, plan)
    if inspector_id is not None:
        _inspectors(actor, [inspector_id], shanghai_date(now))
    items = _open_items(plan, item_ids)
    for item in items:
        item.inspector_id = inspector_id
    session.flush()
    _note(actor, now, plan, "plan_assigned", {"items": len(items), "to": inspector_id})
    return len(items)


def _open_items(plan: Plan, ids: Sequence[uuid.UUID]) -> list[PlanItem]:
    found = list(
        session.scalars(
            select(PlanItem).where(
                PlanItem.plan_id == plan.id,
                PlanItem.id.in_(ids),
                PlanItem.done_at.is_(None),
                PlanItem.dropped_at.is_(None),
            )
        )
    )
    if not found or len(found) != len(set(ids)):
        raise Invalid(fields={"item_ids": [N_("请选择尚未检查的场所")]})
    return found


def drop_items(*, actor: Actor, now: datetime, plan: Plan, item_ids: Sequence[uuid.UUID], reason: str) -> int:
    """Take open items off a plan, with the reason; they stay visible as dropped."""
    _held(actor, plan)
    items = _open_items(plan, item_ids)
    for item in items:
        item.dropped_at, item.dropped_reason = now, reason
    session.flush()
    _note(actor, now, plan, "plan_items_dropped", {"items": len(items), "reason": reason})
    return len(items)


def close_plan(*, actor: Actor, now: datetime, plan: Plan, reason: str) -> Plan:
    """End a plan; what was not checked stays unchecked and leaves everybody's list."""
    _held(actor, plan)
    plan.closed_at, plan.closed_reason = now, reason
    plan.version += 1
    session.flush()
    _note(actor, now, plan, "plan_closed", {"reason": reason})
    return plan


def note_checked(
    *, actor: Actor, now: datetime, inspection_id: uuid.UUID, site_id: uuid.UUID, item_id: uuid.UUID | None
) -> PlanItem | None:
    """Note that a site check did an item: the one it names, else the inspector's most urgent for the site.

    It never refuses: a site check counts whether or not anybody planned it.
    """
    statement = (
        select(PlanItem)
        .join(Plan, PlanItem.plan_id == Plan.id)
        .where(PlanItem.site_id == site_id, PlanItem.done_at.is_(None), PlanItem.dropped_at.is_(None))
        .order_by(PlanItem.due_on)
    )
    if item_id is not None:
        statement = statement.where(PlanItem.id == item_id)
    else:
        statement = statement.where(PlanItem.inspector_id == actor.member_id, Plan.closed_at.is_(None))
    item = session.scalars(statement).first()
    if item is not None:
        item.done_at, item.inspection_id = now, inspection_id
        session.flush()
    return item


def hand_over(
    *, actor: Actor, now: datetime, from_id: uuid.UUID, to_id: uuid.UUID, reason: str
) -> dict[str, int]:
    """Hand all open work of one person to another: planned checks, and findings they answer for.

    Only what lies within the actor's scope changes hands.

    Returns:
        How many ``items`` and ``demands`` changed hands.

    Raises:
        Invalid: both are the same person, or the successor cannot be given checks.
    """
    actor.require(Permission.PLAN_MANAGE)
    if from_id == to_id:
        raise Invalid(fields={"to_id": [N_("请选择另一个人")]})
    scope = actor.scope(Permission.PLAN_MANAGE)
    people.get_member(from_id, scope)
    _inspectors(actor, [to_id], shanghai_date(now))
    items = list(
        session.scalars(
            select(PlanItem)
            .join(Plan, PlanItem.plan_id == Plan.id)
            .where(
                PlanItem.inspector_id == from_id,
                PlanItem.done_at.is_(None),
                PlanItem.dropped_at.is_(None),
                Plan.closed_at.is_(None),
                people.in_scope(Plan, scope),
            )
        )
    )
    for item in items:
        item.inspector_id = to_id
    session.flush()
    demand_ids = list(
        session.scalars(
            select(Demand.id).where(
                Demand.responsible_id == from_id, Demand.is_open, people.in_scope(Demand, scope)
            )
        )
    )
    if demand_ids:
        hand_over_demands(
            actor=actor, now=now, from_id=from_id, to_id=to_id, reason=reason, demand_ids=demand_ids
        )
    giver = session.get_one(Member, from_id)
    audit.record(
        actor=actor,
        now=now,
        action="work_handed_over",
        kind="member",
        record_id=from_id,
        union_id=giver.union_id,
        change={"to": to_id, "items": len(items), "demands": len(demand_ids), "reason": reason},
    )
    return {"items": len(items), "demands": len(demand_ids)}
