"""Plans, one's own assignments, and handing work over."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.errors import NotAllowed
from safety.inspections import operations, queries
from safety.inspections.models import Plan
from safety.inspections.routes.blueprint import inspectors_in, pages, text_in
from safety.inspections.rules import PLAN_STATE_LABELS
from safety.inspections.rules.plans import plan_state
from safety.inspections.schemas_planning import AssignmentIn, ClosePlanIn, HandOverIn, PlanIn
from safety.law.industries import SECTIONS as INDUSTRIES
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.queries.named import named_union
from safety.reference.queries import district_names
from safety.wire.forms import Form, nested
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.workplaces.rules import SITE_KIND_LABELS


@pages.get("/plans")
@needs(P.PLAN_READ)
def plans() -> ResponseReturnValue:
    """Plans with their progress."""
    closed = {"open": False, "closed": True}.get(request.args.get("state", ""))
    page = queries.list_plans(current_scope(P.PLAN_READ), page_window(), q=text_in("q"), closed=closed)
    progress = queries.plan_progress([one.id for one in page.items], today())
    return render_template(
        "inspections/plans.html",
        page=page,
        progress=progress,
        state_of=lambda plan: _state(plan, progress.get(plan.id, queries.PlanProgress())),
        labels=PLAN_STATE_LABELS,
        passed=queries.count_passed(current_scope(P.PLAN_MANAGE))
        if current_actor().may(P.PLAN_MANAGE)
        else 0,
    )


def _state(plan: Plan, done: queries.PlanProgress) -> str:
    return plan_state(
        closed=plan.closed_at is not None, done=done.done, total=done.total, due_on=plan.due_on, today=today()
    )


@pages.get("/plans/new")
@needs(P.PLAN_MANAGE)
def new_plan() -> ResponseReturnValue:
    """The form for a plan: sites by filter, checklist, inspectors, days."""
    return _plan_form(Form(PlanIn(), {"starts_on": today().isoformat(), **request.args}))


@pages.post("/plans/new")
@needs(P.PLAN_MANAGE)
def create_plan() -> ResponseReturnValue:
    """Make the plan and spread its sites over the inspectors."""
    form = Form(PlanIn())
    made = form.submit(_make_plan)
    if made is None:
        return _plan_form(form), form.status
    flash(_("计划已建立，任务已分配给检查员"), "success")
    return redirect(url_for("inspections.plan", plan_id=made.id))


def _make_plan(given: dict[str, Any]) -> Plan:
    actor = current_actor()
    union_id = given.pop("union_id") or actor.union_id
    if union_id is None:
        raise NotAllowed
    template_id = given.pop("template_id")
    return operations.make_plan(
        actor=actor,
        now=now(),
        union=named_union(union_id, actor.scope(P.PLAN_MANAGE)),
        template=queries.get_template(template_id) if template_id else None,
        inspector_ids=given.pop("inspectors"),
        choice=queries.SiteChoice(
            **{name: given.pop(name) for name in ("q", "district", "kind", "industry")}
        ),
        **given,
    )


def _load(people: list[tuple[str, str]]) -> dict[str, int]:
    """How many sites each of ``people`` still has to check, by id as the form sends it."""
    counts = queries.open_assignment_counts([uuid.UUID(one) for one, _name in people])
    return {str(member_id): count for member_id, count in counts.items()}


def _plan_form(form: Form) -> str:
    scope = current_scope(P.PLAN_MANAGE)
    people = inspectors_in(scope)
    return render_template(
        "inspections/plan_form.html",
        form=form,
        inspectors=people,
        load=_load(people),
        templates=[(one.template_id, one.template.title) for one in queries.usable_versions()],
        districts=sorted(district_names(today()).items()),
        kinds=[(kind, translate(label)) for kind, label in SITE_KIND_LABELS.items()],
        industries=[(key, translate(label)) for key, label in INDUSTRIES.items()],
    )


@pages.get("/plans/<uuid:plan_id>")
@needs(P.PLAN_READ)
def plan(plan_id: uuid.UUID) -> ResponseReturnValue:
    """A plan: progress in all and by inspector, and its sites."""
    found = queries.get_plan(plan_id, current_scope(P.PLAN_READ))
    progress = queries.plan_progress([found.id], today()).get(found.id, queries.PlanProgress())
    return render_template(
        "inspections/plan.html",
        plan=found,
        progress=progress,
        state=_state(found, progress),
        labels=PLAN_STATE_LABELS,
        assignments=queries.assignments_of(found.id, current_scope(P.PLAN_READ)),
        inspectors=inspectors_in(current_scope(P.PLAN_MANAGE)) if current_actor().may(P.PLAN_MANAGE) else [],
        today=today(),
    )


@pages.post("/plans/<uuid:plan_id>/close")
@needs(P.PLAN_MANAGE)
def close_plan(plan_id: uuid.UUID) -> ResponseReturnValue:
    """End a plan before everything is done."""
    found = queries.get_plan(plan_id, current_scope(P.PLAN_MANAGE))
    given = ClosePlanIn().load(nested(request.form))
    operations.close_plan(actor=current_actor(), now=now(), plan=found, reason=given["reason"])
    flash(_("计划已结束"), "success")
    return redirect(url_for("inspections.plan", plan_id=found.id))


@pages.post("/assignments/<uuid:assignment_id>/reassign")
@needs(P.PLAN_MANAGE)
def reassign(assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Give one site of a plan to another inspector."""
    found = queries.get_assignment(assignment_id, current_scope(P.PLAN_MANAGE))
    given = AssignmentIn().load(nested(request.form))
    operations.reassign(
        actor=current_actor(), now=now(), assignment=found, inspector_id=given["inspector_id"]
    )
    flash(_("已改派"), "success")
    return redirect(url_for("inspections.plan", plan_id=found.plan_id))


@pages.get("/assigned")
@needs(P.INSPECTION_RECORD)
def assigned() -> ResponseReturnValue:
    """What I have to check."""
    member_id = current_actor().member_id
    return render_template(
        "inspections/assigned.html",
        assignments=queries.own_assignments(member_id) if member_id else [],
        drafts=queries.open_drafts(member_id) if member_id else [],
        today=today(),
    )


@pages.get("/hand-over")
@needs(P.PLAN_MANAGE)
def hand_over_form() -> ResponseReturnValue:
    """The form for handing over the open work of a member."""
    return _hand_over_page(Form(HandOverIn(), {"from_id": request.args.get("member", "")}))


@pages.post("/hand-over")
@needs(P.PLAN_MANAGE)
def hand_over() -> ResponseReturnValue:
    """Hand all open assignments and findings of a member to another."""
    form = Form(HandOverIn())
    done = form.submit(lambda given: operations.hand_over(actor=current_actor(), now=now(), **given))
    if done is None:
        return _hand_over_page(form), form.status
    flash(
        _("已移交：待查场所 %(sites)s 个，未闭环隐患 %(findings)s 条", sites=done[0], findings=done[1]),
        "success",
    )
    return redirect(url_for("inspections.plans"))


def _hand_over_page(form: Form) -> str:
    scope = current_scope(P.PLAN_MANAGE)
    people = inspectors_in(scope)
    return render_template("inspections/hand_over.html", form=form, inspectors=people)
