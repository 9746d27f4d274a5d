"""Pages of employers, sites and imports."""

from __future__ import annotations

import io
import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.errors import Refusal
from safety.law import credit_code as codes
from safety.law.industries import SECTIONS
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.queries import unions_in
from safety.reference.queries import all_district_names, district_names
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.wire.schemas import Strict
from safety.workplaces import operations, queries, schemas
from safety.workplaces.headings import HEADINGS
from safety.workplaces.intake import row_shown, take_upload
from safety.workplaces.models import Employer, Site
from safety.workplaces.operations import uploads
from safety.workplaces.queries import imports as imports_queries
from safety.workplaces.rules import DATUM_LABELS, SITE_KIND_LABELS, Datum
from safety.workplaces.sheets import empty_sheet, results_csv

pages = Blueprint("workplaces", __name__)

Pairs = list[tuple[str, str]]


def _kinds() -> Pairs:
    return [(kind.value, translate(label)) for kind, label in SITE_KIND_LABELS.items()]


def _industries() -> Pairs:
    return [(letter, f"{letter} {translate(name)}") for letter, name in SECTIONS.items()]


def _datums() -> Pairs:
    return [(datum.value, translate(label)) for datum, label in DATUM_LABELS.items()]


def _unions() -> list[tuple[uuid.UUID, str]]:
    scope = current_scope(P.SITE_EDIT)
    return [(union.id, union.name) for union in unions_in(scope) if union.ended_on is None]


@pages.get("/sites")
@needs(P.SITE_READ)
def sites() -> ResponseReturnValue:
    """The register of sites."""
    args = request.args
    filters = queries.SiteFilters(
        q=args.get("q"),
        district=args.get("district"),
        kind=args.get("kind"),
        industry=args.get("industry"),
        union_id=args.get("union_id", type=uuid.UUID),
        state=args.get("state"),
    )
    page = queries.search_sites(current_scope(P.SITE_READ), filters, page_window(), args.get("sort", ""))
    return render_template(
        "workplaces/sites.html",
        page=page,
        kinds=_kinds(),
        industries=_industries(),
        districts=all_district_names(),
    )


@pages.get("/sites/new")
@needs(P.SITE_EDIT)
def new_site() -> ResponseReturnValue:
    """The form for a site, of one employer when the address names it."""
    present: dict[str, Any] = {"id": uuid.uuid4(), "kind": "operating", "datum": Datum.WGS84}
    present["employer_id"] = request.args.get("employer")
    return _site_form(Form(schemas.SitePageIn(), present))


@pages.post("/sites/new")
@needs(P.SITE_EDIT)
def create_site() -> ResponseReturnValue:
    """Register the site; a likely duplicate is shown first."""
    form = Form(schemas.SitePageIn())
    actor = current_actor()
    duplicates: list[dict[str, str]] = []

    def act(given: dict[str, Any]) -> Site:
        try:
            return operations.create_site(actor=actor, now=now(), **given)
        except Refusal as refusal:
            duplicates.extend(refusal.extra.get("candidates", []))
            raise

    made = form.submit(act)
    if made is None:
        return _site_form(form, duplicates=duplicates)
    flash(_("场所已登记"), "success")
    return redirect(url_for("workplaces.site", site_id=made.id))


def _site_form(
    form: Form, site: Site | None = None, duplicates: list[dict[str, str]] | None = None
) -> ResponseReturnValue:
    employer_id = form.values.get("employer_id")
    employer = queries.find_employer(uuid.UUID(str(employer_id))) if _is_id(employer_id) else None
    scope = current_scope(P.SITE_EDIT)
    choices = {one.id: one.name for one in queries.employer_choices(scope, "", 500)}
    choices |= {employer.id: employer.name} if employer else {}
    body = render_template(
        "workplaces/site_form.html",
        form=form,
        site=site,
        employer=site.employer if site else employer,
        employers=list(choices.items()),
        duplicates=duplicates or [],
        kinds=_kinds(),
        industries=_industries(),
        datums=_datums(),
        districts=district_names(today()),
        unions=_unions(),
    )
    return body, form.status


def _is_id(value: Any) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


@pages.get("/sites/<uuid:site_id>")
@needs(P.SITE_READ)
def site(site_id: uuid.UUID) -> ResponseReturnValue:
    """One site: its facts, its map, what can be done here, and its whole history."""
    row = queries.get_site(site_id, current_scope(P.SITE_READ))
    actor = current_actor()
    return render_template(
        "workplaces/site.html",
        site=row,
        events=queries.history_of(row, actor),
        summaries=queries.summaries_of(row, actor),
        actions=queries.actions_at(row, actor),
        kinds=dict(_kinds()),
        industries=dict(_industries()),
        datums=dict(_datums()),
        districts=all_district_names(),
    )


@pages.get("/sites/<uuid:site_id>/edit")
@needs(P.SITE_EDIT)
def edit_site(site_id: uuid.UUID) -> ResponseReturnValue:
    """The form for changing a site, with the position as it was given."""
    site = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    names = (*operations.SITE_FIELDS, "version", "datum", "accuracy_m", "district_reason", "union_id")
    present = {name: getattr(site, name) for name in names}
    present |= {"lon": site.given_lon, "lat": site.given_lat, "datum": site.datum or Datum.WGS84}
    overruled = site.district_code != site.district_found
    present["district_code"] = site.district_code if overruled else None
    return _site_form(Form(schemas.SiteEditPageIn(), present), site)


@pages.post("/sites/<uuid:site_id>/edit")
@needs(P.SITE_EDIT)
def change_site(site_id: uuid.UUID) -> ResponseReturnValue:
    """Change the site."""
    form = Form(schemas.SiteEditPageIn())
    actor = current_actor()
    site = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    done = form.submit(lambda given: operations.edit_site(actor=actor, now=now(), site=site, **given))
    if done is None:
        return _site_form(form, queries.get_site(site_id, current_scope(P.SITE_EDIT)))
    flash(_("场所已修改"), "success")
    return redirect(url_for("workplaces.site", site_id=site_id))


def _change_state(site_id: uuid.UUID, schema: Schema, act: Any, done: str) -> ResponseReturnValue:
    form = Form(schema)
    actor = current_actor()
    site = queries.get_site(site_id, current_scope(P.SITE_EDIT))
    if form.submit(lambda given: act(actor=actor, now=now(), site=site, **given)) is None:
        flash(translate(form.problem or ""), "danger")
    else:
        flash(done, "success")
    return redirect(url_for("workplaces.site", site_id=site_id))


@pages.post("/sites/<uuid:site_id>/close")
@needs(P.SITE_EDIT)
def close_site(site_id: uuid.UUID) -> ResponseReturnValue:
    """Close the site."""
    return _change_state(site_id, schemas.ReasonPageIn(), operations.close_site, _("场所已关闭"))


@pages.post("/sites/<uuid:site_id>/reopen")
@needs(P.SITE_EDIT)
def reopen_site(site_id: uuid.UUID) -> ResponseReturnValue:
    """Take the site back into use."""
    return _change_state(site_id, schemas.ReasonPageIn(), operations.reopen_site, _("场所已重新启用"))


@pages.get("/employers")
@needs(P.SITE_READ)
def employers() -> ResponseReturnValue:
    """The register of employers."""
    args = request.args
    filters = queries.EmployerFilters(
        args.get("q"), args.get("district"), args.get("industry"), args.get("has_union")
    )
    page = queries.search_employers(current_scope(P.SITE_READ), filters, page_window(), args.get("sort", ""))
    return render_template(
        "workplaces/employers.html",
        page=page,
        counts=queries.site_counts([row.id for row in page.items]),
        industries=_industries(),
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
        kinds=_kinds(),
        industries=dict(_industries()),
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
        "workplaces/employer_form.html", form=form, employer=row, industries=_industries(), unions=_unions()
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


@pages.get("/sites/import")
@needs(P.SITE_IMPORT)
def imports() -> ResponseReturnValue:
    """Uploading a register, and the imports there were."""
    return _imports_page(Form(Strict()))


@pages.post("/sites/import")
@needs(P.SITE_IMPORT)
def upload_register() -> ResponseReturnValue:
    """Keep the file and show how it would be read."""
    form = Form(Strict())
    try:
        kept = take_upload(uuid.uuid4())
    except Refusal as refusal:
        form.refuse(refusal)
        return _imports_page(form)
    return redirect(url_for("workplaces.site_import", import_id=kept.id))


def _imports_page(form: Form) -> ResponseReturnValue:
    page = imports_queries.imports_of(current_scope(P.SITE_IMPORT), page_window())
    states = {row.id: imports_queries.state_of(row) for row in page.items}
    return render_template("workplaces/imports.html", form=form, page=page, states=states), form.status


@pages.get("/sites/import/sheet.xlsx")
@needs(P.SITE_IMPORT)
def import_sheet() -> Response:
    """The empty sheet to fill in."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(
        empty_sheet(), mimetype=kind, headers={"Content-Disposition": 'attachment; filename="sites.xlsx"'}
    )


@pages.get("/sites/import/<uuid:import_id>")
@needs(P.SITE_IMPORT)
def site_import(import_id: uuid.UUID) -> ResponseReturnValue:
    """One import: the preview, the progress, or the results."""
    return _import_page(import_id, Form(schemas.ImportIn()))


def _import_page(import_id: uuid.UUID, form: Form) -> ResponseReturnValue:
    found = imports_queries.get_import(import_id, current_scope(P.SITE_IMPORT))
    state = imports_queries.state_of(found)
    if not form.values:
        form.values = {"datum": found.datum or found.guessed_datum or ""}
    outcome = request.args.get("outcome")
    page = imports_queries.rows_of(found, page_window(), outcome=outcome)
    body = render_template(
        "workplaces/import.html",
        form=form,
        found=found,
        state=state,
        preview=uploads.preview(found) if state == "previewed" else [],
        headings=HEADINGS,
        page=page,
        rows=[row_shown(row) for row in page.items],
        datums=_datums(),
    )
    return body, form.status


@pages.post("/sites/import/<uuid:import_id>/start")
@needs(P.SITE_IMPORT)
def start_import(import_id: uuid.UUID) -> ResponseReturnValue:
    """Begin importing with the datum that was confirmed."""
    form = Form(schemas.ImportIn())
    actor = current_actor()
    found = imports_queries.get_import(import_id, current_scope(P.SITE_IMPORT))
    begun = form.submit(
        lambda given: uploads.start_import(actor=actor, now=now(), site_import=found, datum=given["datum"])
    )
    if begun is None:
        return _import_page(import_id, form)
    return redirect(url_for("workplaces.site_import", import_id=import_id))


@pages.get("/sites/import/<uuid:import_id>/results.csv")
@needs(P.SITE_IMPORT)
def import_results(import_id: uuid.UUID) -> Response:
    """The row-by-row result as CSV."""
    found = imports_queries.get_import(import_id, current_scope(P.SITE_IMPORT))
    rows = [row_shown(row) for row in imports_queries.all_rows(found)]
    text = io.StringIO()
    results_csv(text, rows)
    return Response(
        text.getvalue(),
        mimetype="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="results.csv"'},
    )
