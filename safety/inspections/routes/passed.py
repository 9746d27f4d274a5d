"""Pages for what other unions had still to check at sites that came to one's own."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.inspections import operations, queries
from safety.inspections.routes.blueprint import inspectors_in, pages
from safety.inspections.schemas_planning import EndPassedIn, TakePassedIn
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.queries import get_union
from safety.wire.forms import Form
from safety.wire.paging import page_window


@pages.get("/passed-assignments")
@needs(P.PLAN_MANAGE)
def passed() -> ResponseReturnValue:
    """Those that nobody has settled yet, each with the plans that may take it."""
    return _page(None)


def _page(form: Form | None) -> ResponseReturnValue:
    scope = current_scope(P.PLAN_MANAGE)
    page = queries.list_passed(scope, page_window())
    body = render_template(
        "inspections/passed_assignments.html",
        form=form,
        page=page,
        plans={
            one.id: [
                (str(plan.id), plan.title)
                for plan in queries.plans_to_take_into(one, get_union(one.passed_to_id), scope)
            ]
            for one in page.items
            if one.passed_to_id
        },
        inspectors=inspectors_in(scope),
        today=today(),
    )
    return body, form.status if form else 200


def _settle(assignment_id: uuid.UUID, schema: Schema, act: Any, done: str) -> ResponseReturnValue:
    form = Form(schema)
    actor = current_actor()
    found = queries.get_passed(assignment_id, current_scope(P.PLAN_MANAGE))
    if form.submit(lambda given: act(actor=actor, now=now(), assignment=found, **given)) is None:
        return _page(form)
    flash(done, "success")
    return redirect(url_for("inspections.passed"))


@pages.post("/passed-assignments/<uuid:assignment_id>/taking")
@needs(P.PLAN_MANAGE)
def take_passed(assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Take it into a plan, with an inspector."""
    return _settle(
        assignment_id, TakePassedIn(), operations.take_assignment, _("已纳入计划，任务已分配给检查员")
    )


@pages.post("/passed-assignments/<uuid:assignment_id>/ending")
@needs(P.PLAN_MANAGE)
def end_passed(assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Close it, with the reason."""
    return _settle(assignment_id, EndPassedIn(), operations.end_assignment, _("已记录不再安排"))
