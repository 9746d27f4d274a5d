"""Plans, assignments and handing over for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from safety.access.permissions import Permission
from safety.errors import Conflict
from safety.inspections import operations, queries
from safety.inspections.api.blueprint import api, own_union
from safety.inspections.models import Assignment, Plan
from safety.inspections.schemas_planning import (
    AssignmentIn,
    AssignmentOut,
    ClosePlanIn,
    EndPassedIn,
    HandOverIn,
    HandOverOut,
    PassedListOut,
    PassedOut,
    PlanArgs,
    PlanIn,
    PlanListOut,
    PlanOut,
    TakePassedIn,
)
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.queries.named import named_union
from safety.text import N_
from safety.wire.paging import SortedArgs, listing, window_at
from safety.wire.versions import edits_version, fresh

READ = Permission.PLAN_READ


def with_progress(plans: Sequence[Plan]) -> list[dict[str, Any]]:
    """Plans with how far they are."""
    done = queries.plan_progress([one.id for one in plans], today())
    return [{"plan": one, "progress": done.get(one.id, queries.PlanProgress())} for one in plans]


@api.route("/plans", methods=["GET"])
@needs(READ)
@api.doc(summary="Plans")
@api.arguments(PlanArgs, location="query")
@api.response(200, PlanListOut)
def list_plans(args: dict[str, Any]) -> dict[str, Any]:
    """Plans with their progress."""
    window = window_at(args)
    page = queries.list_plans(current_scope(READ), window, q=args["q"], closed=args["closed"])
    return listing(page) | {"items": with_progress(page.items)}


@api.route("/plans/<uuid:plan_id>", methods=["GET"])
@needs(READ)
@api.doc(summary="A plan")
@api.response(200, PlanOut)
def get_plan(plan_id: uuid.UUID) -> dict[str, Any]:
    """A plan with its progress."""
    return with_progress([queries.get_plan(plan_id, current_scope(READ))])[0]


@api.route("/plans/<uuid:plan_id>", methods=["PUT"])
@needs(Permission.PLAN_MANAGE)
@api.doc(summary="Make a plan and spread its sites over inspectors")
@api.arguments(PlanIn)
@api.response(201, PlanOut)
@api.alt_response(200, schema=PlanOut, description="It was made before; nothing changed")
@api.alt_response(409, description="Another plan has this id")
def put_plan(args: dict[str, Any], plan_id: uuid.UUID) -> Any:
    """Make a plan; the same again answers the plan there is."""
    found = queries.find_plan(plan_id, current_scope(Permission.PLAN_MANAGE))
    told = ("title", "starts_on", "due_on", "note")
    if found is not None and any(getattr(found, name) != args[name] for name in told):
        raise Conflict(N_("这个编号已用于另一项计划，没有保存"), code="other_content")
    plan = found or make_plan_from(args, plan_id)
    return with_progress([plan])[0], (200 if found else 201)


def make_plan_from(args: dict[str, Any], plan_id: uuid.UUID | None = None) -> Plan:
    """Make the plan that the page or a program describes."""
    actor = current_actor()
    union = named_union(args["union_id"] or own_union(), actor.scope(Permission.PLAN_MANAGE))
    return operations.make_plan(
        actor=actor,
        now=now(),
        id=plan_id,
        title=args["title"],
        union=union,
        starts_on=args["starts_on"],
        due_on=args["due_on"],
        note=args["note"],
        template=queries.get_template(args["template_id"]) if args["template_id"] else None,
        inspector_ids=args["inspectors"],
        choice=queries.SiteChoice(
            q=args["q"], district=args["district"], kind=args["kind"], industry=args["industry"]
        ),
    )


@api.route("/plans/<uuid:plan_id>/assignments", methods=["GET"])
@needs(READ)
@api.doc(summary="The sites of a plan and who checks them")
@api.response(200, AssignmentOut(many=True))
def assignments_of_plan(plan_id: uuid.UUID) -> Sequence[Assignment]:
    """The sites of a plan."""
    scope = current_scope(READ)
    return queries.assignments_of(queries.get_plan(plan_id, scope).id, scope)


@api.route("/plans/<uuid:plan_id>/closure", methods=["POST"])
@needs(Permission.PLAN_MANAGE)
@api.doc(summary="End a plan before everything is done")
@api.arguments(ClosePlanIn)
@api.response(200, PlanOut)
@edits_version
def close_plan(args: dict[str, Any], plan_id: uuid.UUID) -> dict[str, Any]:
    """End a plan, with the reason."""
    plan = fresh(queries.get_plan(plan_id, current_scope(Permission.PLAN_MANAGE)))
    operations.close_plan(actor=current_actor(), now=now(), plan=plan, reason=args["reason"])
    return with_progress([plan])[0]


@api.route("/assignments", methods=["GET"])
@needs(Permission.INSPECTION_RECORD)
@api.doc(summary="What I have to check")
@api.response(200, AssignmentOut(many=True))
def own_assignments() -> Sequence[Assignment]:
    """One's own open assignments, the earliest due first."""
    member_id = current_actor().member_id
    return queries.own_assignments(member_id) if member_id else []


@api.route("/assignments/<uuid:assignment_id>", methods=["PATCH"])
@needs(Permission.PLAN_MANAGE)
@api.doc(summary="Give one site of a plan to another inspector")
@api.arguments(AssignmentIn)
@api.response(200, AssignmentOut)
def reassign(args: dict[str, Any], assignment_id: uuid.UUID) -> Assignment:
    """Give one site of a plan to another inspector."""
    found = queries.get_assignment(assignment_id, current_scope(Permission.PLAN_MANAGE))
    actor = current_actor()
    operations.reassign(actor=actor, now=now(), assignment=found, inspector_id=args["inspector_id"])
    return found


@api.route("/hand-overs", methods=["POST"])
@needs(Permission.PLAN_MANAGE)
@api.doc(summary="Hand the open work of a member to another")
@api.arguments(HandOverIn)
@api.response(200, HandOverOut)
def hand_over(args: dict[str, Any]) -> dict[str, int]:
    """All open assignments and findings of a member go to another, with the reason."""
    sites, findings = operations.hand_over(actor=current_actor(), now=now(), **args)
    return {"assignments": sites, "findings": findings}


@api.route("/passed-assignments", methods=["GET"])
@needs(Permission.PLAN_MANAGE)
@api.doc(summary="What other unions had still to check at sites that came to one's own")
@api.arguments(SortedArgs, location="query")
@api.response(200, PassedListOut)
def list_passed(args: dict[str, Any]) -> dict[str, Any]:
    """Those that nobody has settled yet, the earliest due first."""
    window = window_at(args)
    return listing(queries.list_passed(current_scope(Permission.PLAN_MANAGE), window))


@api.route("/passed-assignments/<uuid:assignment_id>/taking", methods=["POST"])
@needs(Permission.PLAN_MANAGE)
@api.doc(summary="Take such a site into a plan")
@api.arguments(TakePassedIn)
@api.response(200, AssignmentOut)
def take_passed(args: dict[str, Any], assignment_id: uuid.UUID) -> Assignment:
    """Take it into a plan, with an inspector; the assignment that asks for it now."""
    found = queries.get_passed(assignment_id, current_scope(Permission.PLAN_MANAGE))
    return operations.take_assignment(actor=current_actor(), now=now(), assignment=found, **args)


@api.route("/passed-assignments/<uuid:assignment_id>/ending", methods=["POST"])
@needs(Permission.PLAN_MANAGE)
@api.doc(summary="Leave such a site out of one's plans")
@api.arguments(EndPassedIn)
@api.response(200, PassedOut)
def end_passed(args: dict[str, Any], assignment_id: uuid.UUID) -> Assignment:
    """Close it, with the reason."""
    found = queries.get_passed(assignment_id, current_scope(Permission.PLAN_MANAGE))
    return operations.end_assignment(actor=current_actor(), now=now(), assignment=found, **args)
