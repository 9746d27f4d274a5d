"""Plans for programs."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.errors import Conflict
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.plans import operations, queries, schemas
from safety.plans.models import Plan
from safety.plans.rules import Progress
from safety.wire.paging import listing, window_at

api = Blueprint("plans_api", __name__, description="Plans, assignments and hand-over")


def _shown(plan: Plan, progress: Progress) -> dict[str, Any]:
    columns = {column.name: getattr(plan, column.name) for column in Plan.__table__.columns}
    return columns | {"progress": asdict(progress) | {"percent": progress.percent}}


def _one(plan: Plan) -> dict[str, Any]:
    empty = Progress(0, 0, 0, 0)
    return _shown(plan, queries.progress_of([plan.id], today()).get(plan.id, empty))


@api.route("/plans")
@needs(P.PLAN_READ)
@api.arguments(schemas.PlansArgs, location="query")
@api.response(200, schemas.PlansOut)
def list_plans(args: dict[str, Any]) -> dict[str, Any]:
    """Plans within one's scope."""
    filters = queries.PlanFilters(args["q"], args["district"], args["state"], args["kind"])
    page = queries.plans(
        current_scope(P.PLAN_READ),
        filters,
        window_at(args["cursor"], args["limit"]),
        today=today(),
        sort=args["sort"],
    )
    progress = queries.progress_of([plan.id for plan in page.items], today())
    shown = [_shown(plan, progress.get(plan.id, Progress(0, 0, 0, 0))) for plan in page.items]
    return listing(page) | {"items": shown}


@api.route("/plans/<uuid:plan_id>")
@needs(P.PLAN_READ)
@api.response(200, schemas.PlanOut)
def read_plan(plan_id: uuid.UUID) -> dict[str, Any]:
    """One plan."""
    return _one(queries.get_plan(plan_id, current_scope(P.PLAN_READ)))


@api.route("/plans/<uuid:plan_id>", methods=["PUT"])
@needs(P.PLAN_MANAGE)
@api.arguments(schemas.PlanIn)
@api.response(201, schemas.PlanOut)
@api.alt_response(200, schema=schemas.PlanOut, description="The same plan again")
def put_plan(values: dict[str, Any], plan_id: uuid.UUID) -> Any:
    """Make a plan under an id of one's own; the same again answers 200, other content 409."""
    present = queries.find_plan(plan_id, current_scope(P.PLAN_MANAGE))
    if present is None:
        made = operations.make_plan(actor=current_actor(), now=now(), id=plan_id, **values)
        return _one(made)
    if not queries.is_same(present, values):
        raise Conflict
    return _one(present), 200


@api.route("/plans/<uuid:plan_id>/items")
@needs(P.PLAN_READ)
@api.arguments(schemas.ItemsArgs, location="query")
@api.response(200, schemas.PlanItemsOut)
def list_items(args: dict[str, Any], plan_id: uuid.UUID) -> dict[str, Any]:
    """A plan's sites."""
    plan = queries.get_plan(plan_id, current_scope(P.PLAN_READ))
    window = window_at(args["cursor"], args["limit"])
    return listing(
        queries.items_of(plan, window, today=today(), state=args["state"], inspector=args["inspector"])
    )


@api.route("/plans/<uuid:plan_id>/edit", methods=["POST"])
@needs(P.PLAN_MANAGE)
@api.arguments(schemas.PlanEditIn)
@api.response(200, schemas.PlanOut)
def edit_plan(values: dict[str, Any], plan_id: uuid.UUID) -> dict[str, Any]:
    """Change name, note or last day."""
    plan = queries.get_plan(plan_id, current_scope(P.PLAN_MANAGE))
    return _one(operations.edit_plan(actor=current_actor(), now=now(), plan=plan, **values))


@api.route("/plans/<uuid:plan_id>/assign", methods=["POST"])
@needs(P.PLAN_MANAGE)
@api.arguments(schemas.AssignIn)
@api.response(200, schemas.PlanOut)
def assign_items(values: dict[str, Any], plan_id: uuid.UUID) -> dict[str, Any]:
    """Give open items to one person."""
    plan = queries.get_plan(plan_id, current_scope(P.PLAN_MANAGE))
    operations.assign_items(actor=current_actor(), now=now(), plan=plan, **values)
    return _one(plan)


@api.route("/plans/<uuid:plan_id>/drop", methods=["POST"])
@needs(P.PLAN_MANAGE)
@api.arguments(schemas.DropIn)
@api.response(200, schemas.PlanOut)
def drop_items(values: dict[str, Any], plan_id: uuid.UUID) -> dict[str, Any]:
    """Take open items off the plan."""
    plan = queries.get_plan(plan_id, current_scope(P.PLAN_MANAGE))
    operations.drop_items(actor=current_actor(), now=now(), plan=plan, **values)
    return _one(plan)


@api.route("/plans/<uuid:plan_id>/close", methods=["POST"])
@needs(P.PLAN_MANAGE)
@api.arguments(schemas.ReasonIn)
@api.response(200, schemas.PlanOut)
def close_plan(values: dict[str, Any], plan_id: uuid.UUID) -> dict[str, Any]:
    """End the plan."""
    plan = queries.get_plan(plan_id, current_scope(P.PLAN_MANAGE))
    return _one(operations.close_plan(actor=current_actor(), now=now(), plan=plan, **values))


@api.route("/assignments")
@needs(P.PLAN_READ)
@api.response(200, schemas.PlanItemOut(many=True))
def list_assignments() -> Any:
    """What the person who asks still has to check, the most urgent first."""
    member_id = current_actor().member_id
    return queries.open_items_of(member_id) if member_id else []


@api.route("/hand-over", methods=["POST"])
@needs(P.PLAN_MANAGE)
@api.arguments(schemas.HandOverIn)
@api.response(200, schemas.HandedOverOut)
def hand_over(values: dict[str, Any]) -> dict[str, int]:
    """Hand one person's open work to another."""
    return operations.hand_over(actor=current_actor(), now=now(), **values)
