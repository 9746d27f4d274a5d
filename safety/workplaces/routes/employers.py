"""Pages of employers."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.law import credit_code as codes
from safety.people.guard import current_actor, current_scope, needs, now
from safety.reference.queries import all_district_names
from safety.wire.addresses import given_filters
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.workplaces import operations, queries, schemas
from safety.workplaces.models import Employer
from safety.workplaces.routes import choices
from safety.workplaces.routes.blueprint import pages


@pages.get("/employers")
@needs(P.SITE_READ)
def employers() -> ResponseReturnValue:
    """The register of employers."""
    names = ("q", "district", "industry", "has_union")
    filters = queries.EmployerFilters(**given_filters(schemas.EmployersArgs(), names))
    sort = request.args.get("sort", "")
    page = queries.search_employers(current_scope(P.SITE_READ), filters, page_window(), sort)
    return render_template(
        "workplaces/employers.html",
        page=page,
        counts=queries.site_counts([row.id for row in page.items]),
        industries=choices.industries(),
        districts=all_district_names(),
    )


@pages.get("/employers/<uuid:employer_id>")
@needs(P.SITE_READ)
def employer(employer_id: uuid.UUID) -> ResponseReturnValue:
    """One employer with its sites."""
    row = queries.get_employer(employer_id, current_scope(P.SITE_READ))
    own = queries.SiteFilters(employer_id=employer_id, state="all")
    page = queries.search_sites(current_scope(P.SITE_READ), own, page_window())
    return render_template(
        "workplaces/employer.html",
        employer=row,
        page=page,
        odd=codes.warnings(row.credit_code) if row.credit_code else [],
        kinds=choices.kinds(),
        industries=dict(choices.industries()),
        districts=all_district_names(),
    )


@pages.get("/employers/new")
@needs(P.SITE_EDIT)
def new_employer() -> ResponseReturnValue:
    """The form for an employer."""
    return _employer_form(Form(schemas.EmployerPageIn(), {"id": uuid.uuid4()}))


@pages.post("/employers/new")
@needs(P.SITE_EDIT)
def create_employer() -> ResponseReturnValue:
    """Register the employer."""
    form = Form(schemas.EmployerPageIn())
    actor = current_actor()
    made = form.submit(lambda given: operations.create_employer(actor=actor, now=now(), **given))
    if made is None:
        return _employer_form(form)
    flash(_("单位已登记"), "success")
    return redirect(url_for("workplaces.employer", employer_id=made.id))


def _employer_form(form: Form, row: Employer | None = None) -> ResponseReturnValue:
    body = render_template(
        "workplaces/employer_form.html",
        form=form,
        employer=row,
        industries=choices.industries(),
        unions=choices.unions(),
    )
    return body, form.status


@pages.get("/employers/<uuid:employer_id>/edit")
@needs(P.SITE_EDIT)
def edit_employer(employer_id: uuid.UUID) -> ResponseReturnValue:
    """The form for changing an employer."""
    row = queries.get_employer(employer_id, current_scope(P.SITE_EDIT))
    present = {name: getattr(row, name) for name in (*operations.EMPLOYER_FIELDS, "version")}
    present["has_union"] = {True: "true", False: "false"}.get(row.has_union)  # type: ignore[arg-type]
    return _employer_form(Form(schemas.EmployerEditPageIn(), present), row)


@pages.post("/employers/<uuid:employer_id>/edit")
@needs(P.SITE_EDIT)
def change_employer(employer_id: uuid.UUID) -> ResponseReturnValue:
    """Change the employer."""
    form = Form(schemas.EmployerEditPageIn())
    actor = current_actor()
    row = queries.get_employer(employer_id, current_scope(P.SITE_EDIT))
    done = form.submit(lambda given: operations.edit_employer(actor=actor, now=now(), employer=row, **given))
    if done is None:
        return _employer_form(form, queries.get_employer(employer_id, current_scope(P.SITE_EDIT)))
    flash(_("单位已修改"), "success")
    return redirect(url_for("workplaces.employer", employer_id=employer_id))
