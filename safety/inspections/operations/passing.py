"""Assignments at a site that passes to another union: they end in the giver's plan, and the receiver settles each."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import held, hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.ids import new_id
from safety.inspections import queries
from safety.inspections.models import Assignment, Plan
from safety.inspections.operations.plans import check_inspector
from safety.inspections.queries.passed import unions_above
from safety.law.days import shanghai_date
from safety.people.models import Union
from safety.people.queries import actor_of, place_in
from safety.text import N_
from safety.workplaces.models import Site


def pass_assignments(
    *, actor: Actor, now: datetime, site: Site, from_id: uuid.UUID, to_union: Union, reason: str
) -> int:
    """End what is still to be checked at a site in the plans of the union that gives it; how many went.

    What the giver had itself not settled yet goes on to the next union; what came from ``to_union`` is in its own
    plan again.  A plan of a union above the receiver goes on if its inspector may check the site there.
    """
    count = 0
    for row in session.scalars(held(queries.waiting_at(site.id, from_id), of=Assignment)).all():
        back = row.passed_at is not None and row.union_id == to_union.id
        if row.passed_at is None and _goes_on(row, site, to_union, shanghai_date(now)):
            back = True
            row.union_id, row.district_code = to_union.id, site.district_code
        row.passed_at = None if back else now
        row.passed_to_id = None if back else to_union.id
        row.passed_reason = None if back else reason
        _note(actor, now, row, "assignment_returned" if back else "assignment_passed", to=to_union.id)
        count += 1
    session.flush()
    return count


def _goes_on(row: Assignment, site: Site, to_union: Union, on: date) -> bool:
    if row.plan.union_id not in unions_above(to_union):
        return False
    inspector = actor_of(row.inspector, on=on)
    return inspector.scope(Permission.INSPECTION_RECORD).covers(place_in(to_union, site.district_code))


def take_assignment(
    *, actor: Actor, now: datetime, assignment: Assignment, plan_id: uuid.UUID, inspector_id: uuid.UUID
) -> Assignment:
    """Take a site that came from another union into a plan, with an inspector; the assignment that asks for it now.

    A plan of a union above both goes on itself.

    Raises:
        NotAllowed, NotFound: without ``plan:manage`` in the union that has the site now.
        NotPossibleNow: it is settled or done already, or the plan has ended.
        Invalid: a plan that is not one's own (field ``plan_id``), or no inspector now (``inspector_id``).
    """
    to_union = _hold(actor, assignment)
    scope = actor.scope(Permission.PLAN_MANAGE)
    plans = {one.id: one for one in queries.plans_to_take_into(assignment, to_union, scope)}
    plan = plans.get(plan_id)
    if plan is None:
        raise Invalid(fields={"plan_id": [N_("请选择本工会未结束的计划")]})
    check_inspector(actor, now, inspector_id, "inspector_id")
    site = assignment.site
    if plan.id == assignment.plan_id:
        assignment.passed_at = assignment.passed_to_id = assignment.passed_reason = None
        assignment.union_id, assignment.district_code = to_union.id, site.district_code
        assignment.inspector_id = inspector_id
        taken = assignment
    else:
        taken = queries.assignment_in(plan.id, site.id) or _new(plan, site)
        if taken.done_at is None:
            taken.inspector_id = inspector_id
        session.add(taken)
        assignment.settled_at, assignment.continued_by_id = now, taken.id
    session.flush()
    _note(actor, now, assignment, "assignment_taken", plan=plan.id, inspector=inspector_id, by=taken.id)
    return taken


def end_assignment(*, actor: Actor, now: datetime, assignment: Assignment, words: str) -> Assignment:
    """Leave a site that came from another union out of one's plans, with the reason.

    Raises:
        NotAllowed, NotFound: without ``plan:manage`` in the union that has the site now.
        NotPossibleNow: it is settled or done already.
    """
    _hold(actor, assignment)
    assignment.settled_at, assignment.settled_words = now, words
    session.flush()
    _note(actor, now, assignment, "assignment_ended", words=words)
    return assignment


def _new(plan: Plan, site: Site) -> Assignment:
    return Assignment(
        id=new_id(),
        plan_id=plan.id,
        site_id=site.id,
        due_on=plan.due_on,
        union_id=site.union_id,
        district_code=site.district_code,
    )


def _hold(actor: Actor, assignment: Assignment) -> Union:
    """Keep it for this transaction: of two who settle it at one moment the second finds it settled."""
    actor.require(Permission.PLAN_MANAGE)
    to_union = session.get(Union, assignment.passed_to_id) if assignment.passed_to_id else None
    if to_union is None:
        raise NotPossibleNow(N_("这项检查任务没有移交"), code="not_passed")
    actor.require(Permission.PLAN_MANAGE, place_in(to_union))
    hold(assignment)
    if assignment.settled_at is not None or assignment.done_at is not None or assignment.passed_at is None:
        raise NotPossibleNow(N_("这项检查任务已经安排或结束"), code="passed_settled")
    return to_union


def _note(actor: Actor, now: datetime, row: Assignment, action: str, **change: Any) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="plan",
        record_id=row.plan_id,
        union_id=row.passed_to_id or row.union_id,
        change={"assignment": row.id, "site": row.site_id, **change},
    )
