"""The participation log of an accident, its form for the tablet, and everybody's hours."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas, schemas_filters
from safety.accidents.charts import bar_chart
from safety.accidents.routes.blueprint import found, pages, show, show_case
from safety.accidents.routes.seats import team_choices
from safety.corrections.guard import who
from safety.evidence.queries import files_of_many
from safety.evidence.uploads import form_uploads
from safety.ids import new_id
from safety.people.guard import current_actor, current_scope, needs
from safety.people.queries import member_names
from safety.transactions import reads_first
from safety.wire.addresses import given_filters
from safety.wire.forms import Form

OWNER_KIND = "accident_activity"


@pages.get("/accidents/<uuid:accident_id>/activities")
@needs(P.ACCIDENT_READ)
def activities(accident_id: uuid.UUID) -> ResponseReturnValue:
    """What the union's people did, the newest first."""
    return activities_page(accident_id, None)


def activities_page(accident_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    """The log, with ``form`` where one was refused."""
    accident = found(accident_id)
    rows = queries.activities_of(accident.id)
    names = member_names({one for row in rows for one in row.people})
    return show_case(
        "activities.html",
        "activities",
        accident,
        form,
        rows=rows,
        total_hours=f"{sum(row.hours for row in rows):.1f}",
        pictures=files_of_many(OWNER_KIND, [row.id for row in rows]),
        names=names,
    )


@pages.get("/accidents/<uuid:accident_id>/activities/new")
@needs(P.ACCIDENT_RECORD)
def new_activity(accident_id: uuid.UUID) -> ResponseReturnValue:
    """The form for the tablet: what, when, where, who, photos."""
    own = current_actor().member_id
    return _form_page(
        accident_id, Form(schemas.ActivityIn(), {"id": new_id(), "people[]": [str(own)] if own else []})
    )


def _form_page(accident_id: uuid.UUID, form: Form) -> ResponseReturnValue:
    accident = found(accident_id, P.ACCIDENT_RECORD)
    return show_case("activity_form.html", "activities", accident, form, people=team_choices(accident))


@pages.post("/accidents/<uuid:accident_id>/activities")
@needs(P.ACCIDENT_RECORD)
@reads_first
def add_activity(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the activity and its files."""
    form = Form(schemas.ActivityIn())
    accident = found(accident_id, P.ACCIDENT_RECORD)

    def act(given: dict[str, Any]) -> object:
        uploads = form_uploads(request, "files")
        return operations.record_activity(**who(), accident=accident, uploads=uploads, **given)

    if form.submit(act) is None:
        return _form_page(accident_id, form)
    flash(_("活动已登记"), "success")
    return redirect(url_for("accidents.activities", accident_id=accident_id))


@pages.get("/accidents/hours")
@needs(P.ACCIDENT_READ)
def hours() -> ResponseReturnValue:
    """Hours of participation by person."""
    span = given_filters(schemas_filters.SpanArgs(), ("since", "until"))
    rows = queries.hours_by_member(current_scope(P.ACCIDENT_READ), **span)
    chart = bar_chart([(row.name, row.hours, f"{row.hours:.1f}") for row in rows[:20]])
    return show("hours.html", rows=rows, chart=chart)
