"""Pages of plans, assignments and hand-over."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.models import Member
from safety.people.queries import unions_in
from safety.plans import operations, queries, schemas
from safety.plans.models import Plan
from safety.plans.rules import ITEM_LABELS, KIND_LABELS, PlanKind, Progress, item_state
from safety.reference.queries import all_district_names, district_names
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.wire.problems import translate

pages = Blueprint("plans", __name__)

NO_PROGRESS = Progress(0, 0, 0, 0)
MONTHS = (1, 3, 6, 12)


def _people(members: Iterable[Member]) -> list[tuple[uuid.UUID, str]]:
    return [(member.id, member.name) for member in members]


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, translate(label)) for kind, label in KIND_LABELS.items()]


@pages.get("/plans")
@needs(P.PLAN_READ)
def plans() -> ResponseReturnValue:
    """All plans within one's scope."""
    args = request.args
    filters = queries.PlanFilters(args.get("q"), args.get("district"), args.get("state"), args.get("kind"))
    page = queries.plans(
        current_scope(P.PLAN_READ), filters, page_window(), today=today(), sort=args.get("sort", "")
    )
    progress = queries.progress_of([plan.id for plan in page.items], today())
    rows = [queries.PlanRow(plan, progress.get(plan.id, NO_PROGRESS)) for plan in page.items]
    return render_template(
        "plans/plans.html",
        page=page,
        rows=rows,
        kinds=_kinds(),
        districts=all_district_names(),
        today=today(),
    )


@pages.get("/plans/new")
@needs(P.PLAN_MANAGE)
def new_plan() -> ResponseReturnValue:
    """The form for a plan: sites chosen by filters in the address."""
    month = today().replace(day=1)
    present = {
        "id": uuid.uuid4(),
        "kind": PlanKind.MONTHLY,
        "starts_on": today(),
        "due_on": month + relativedelta(months=1, days=-1),
        "union_id": current_actor().union_id,
    }
    return _new_page(Form(schemas.PlanPageIn(), present))


@pages.post("/plans/new")
@needs(P.PLAN_MANAGE)
def make_plan() -> ResponseReturnValue:
    """Make the plan and spread it."""
    form = Form(schemas.PlanPageIn())
    actor = current_actor()
    plan = form.submit(lambda given: operations.make_plan(actor=actor, now=now(), **given))
    if plan is None:
        return _new_page(form)
    flash(_("计划已建立，场所已分配"), "success")
    return redirect(url_for("plans.plan", plan_id=plan.id))


def _new_page(form: Form) -> ResponseReturnValue:
    scope = current_scope(P.PLAN_MANAGE)
    sites = queries.sites_to_plan(scope, _site_filters())
    chosen = form.values.get("site_ids[]")
    body = render_template(
        "plans/new.html",
        form=form,
        sites=sites,
        chosen=None if chosen is None else {str(one) for one in chosen},
        kinds=_kinds(),
        templates=queries.templates(),
        inspectors=_people(queries.inspectors_in(scope, today())),
        unions=[(union.id, union.name) for union in unions_in(scope) if union.ended_on is None],
        districts=district_names(today()),
        unchecked=[(months, _("%(n)s 个月以上", n=months)) for months in MONTHS],
    )
    return body, form.status


def _site_filters() -> queries.SiteFilters:
    args = request.args
    months = args.get("unchecked", "")
    since: date | None = today() - relativedelta(months=int(months)) if months in map(str, MONTHS) else None
    return queries.SiteFilters(
        args.get("q"), args.get("district"), args.get("kind"), args.get("industry"), since
    )


@pages.get("/plans/<uuid:plan_id>")
@needs(P.PLAN_READ)
def plan(plan_id: uuid.UUID) -> ResponseReturnValue:
    """One plan: how far it has come, whose part is where, site by site."""
    return _plan_page(queries.get_plan(plan_id, current_scope(P.PLAN_READ)))


def _plan_page(row: Plan, form: Form | None = None) -> ResponseReturnValue:
    inspector = request.args.get("inspector", type=uuid.UUID)
    page = queries.items_of(
        row, page_window(), today=today(), state=request.args.get("state"), inspector=inspector
    )
    states = {
        item.id: item_state(
            done=item.done_at is not None,
            dropped=item.dropped_at is not None,
            due_on=item.due_on,
            today=today(),
        )
        for item in page.items
    }
    shares = queries.shares_of(row, today())
    body = render_template(
        "plans/plan.html",
        plan=row,
        form=form,
        page=page,
        states=states,
        state_labels=[(state.value, translate(label)) for state, label in ITEM_LABELS.items()],
        kinds=_kinds(),
        progress=queries.progress_of([row.id], today()).get(row.id, NO_PROGRESS),
        shares=shares,
        people=_people(person for person, _share in shares if person is not None),
        template_name=dict(queries.templates()).get(row.template_id) if row.template_id else None,
        inspectors=_people(queries.inspectors_in(current_scope(P.PLAN_READ), today())),
        districts=all_district_names(),
    )
    return body, form.status if form else 200


def _change(plan_id: uuid.UUID, schema: Schema, act: Any, done: str) -> ResponseReturnValue:
    """Run one change of a plan from its page; a refusal shows there."""
    form = Form(schema)
    scope = current_scope(P.PLAN_MANAGE)
    row = queries.get_plan(plan_id, scope)
    result = form.submit(lambda given: act(actor=current_actor(), now=now(), plan=row, **given))
    if result is None:
        return _plan_page(queries.get_plan(plan_id, scope), form)
    flash(done, "success")
    return redirect(url_for("plans.plan", plan_id=plan_id))


@pages.post("/plans/<uuid:plan_id>/edit")
@needs(P.PLAN_MANAGE)
def edit_plan(plan_id: uuid.UUID) -> ResponseReturnValue:
    """Change name, note or last day."""
    return _change(plan_id, schemas.PlanEditIn(), operations.edit_plan, _("计划已修改"))


@pages.post("/plans/<uuid:plan_id>/assign")
@needs(P.PLAN_MANAGE)
def assign_items(plan_id: uuid.UUID) -> ResponseReturnValue:
    """Give the chosen sites to one person."""
    return _change(plan_id, schemas.AssignIn(), operations.assign_items, _("已重新分配"))


@pages.post("/plans/<uuid:plan_id>/drop")
@needs(P.PLAN_MANAGE)
def drop_items(plan_id: uuid.UUID) -> ResponseReturnValue:
    """Take the chosen sites off the plan."""
    return _change(plan_id, schemas.DropIn(), operations.drop_items, _("已从计划中取消"))


@pages.post("/plans/<uuid:plan_id>/close")
@needs(P.PLAN_MANAGE)
def close_plan(plan_id: uuid.UUID) -> ResponseReturnValue:
    """End the plan."""
    return _change(plan_id, schemas.ReasonIn(), operations.close_plan, _("计划已结束"))


@pages.get("/assignments")
@needs(P.PLAN_READ)
def assignments() -> ResponseReturnValue:
    """What the person who asks still has to check."""
    member_id = current_actor().member_id
    items = queries.open_items_of(member_id) if member_id else []
    start = "inspections.start" if "inspections.start" in current_app.view_functions else None
    return render_template(
        "plans/assignments.html", items=items, today=today(), districts=all_district_names(), start_url=start
    )


@pages.get("/hand-over")
@needs(P.PLAN_MANAGE)
def hand_over_form() -> ResponseReturnValue:
    """The form for handing work over."""
    return _hand_over_page(Form(schemas.HandOverIn(), {"from_id": request.args.get("from")}))


@pages.post("/hand-over")
@needs(P.PLAN_MANAGE)
def hand_over() -> ResponseReturnValue:
    """Hand one person's open work to another."""
    form = Form(schemas.HandOverIn())
    actor = current_actor()
    done = form.submit(lambda given: operations.hand_over(actor=actor, now=now(), **given))
    if done is None:
        return _hand_over_page(form)
    flash(_("已移交 %(items)s 项检查、%(demands)s 项隐患", **done), "success")
    return redirect(url_for("plans.plans"))


def _hand_over_page(form: Form) -> ResponseReturnValue:
    scope = current_scope(P.PLAN_MANAGE)
    holders = [
        (
            person.id,
            _("%(name)s（检查 %(items)s，隐患 %(demands)s）", name=person.name, items=items, demands=demands),
        )
        for person, items, demands in queries.holders_of_work(scope)
    ]
    body = render_template(
        "plans/hand_over.html",
        form=form,
        holders=holders,
        successors=_people(queries.inspectors_in(scope, today())),
    )
    return body, form.status
