"""Pages of imports of registers."""

from __future__ import annotations

import io
import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.errors import Refusal
from safety.people.guard import current_actor, current_scope, needs, now
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.wire.schemas import Strict
from safety.workplaces import schemas
from safety.workplaces.headings import HEADINGS, REQUIRED
from safety.workplaces.intake import preview_of, row_shown, take_upload
from safety.workplaces.operations import uploads
from safety.workplaces.queries import imports as imports_queries
from safety.workplaces.routes import choices
from safety.workplaces.routes.blueprint import pages
from safety.workplaces.rules import Datum
from safety.workplaces.sheets import empty_sheet, results_csv


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
    preview = preview_of(found, _asked_datum()) if state == "previewed" else None
    present = {"datum": request.args.get("datum") or found.datum or found.guessed_datum or ""}
    present |= {f"columns.{name}": heading for name, heading in found.columns.items()}
    form.values = present | form.values
    page = imports_queries.rows_of(found, page_window(), outcome=request.args.get("outcome"))
    body = render_template(
        "workplaces/import.html",
        form=form,
        found=found,
        state=state,
        preview=preview,
        headings=HEADINGS,
        required=REQUIRED,
        file_columns=[(heading, heading) for heading in preview.headings] if preview else [],
        page=page,
        rows=[row_shown(row) for row in page.items],
        datums=choices.datums(),
    )
    return body, form.status


def _asked_datum() -> Datum | None:
    asked = request.args.get("datum", "")
    return Datum(asked) if asked in set(Datum) else None


@pages.post("/sites/import/<uuid:import_id>/columns")
@needs(P.SITE_IMPORT)
def match_columns(import_id: uuid.UUID) -> ResponseReturnValue:
    """Read the file by the columns that were chosen by hand."""
    form = Form(schemas.ColumnsIn())
    actor = current_actor()
    found = imports_queries.get_import(import_id, current_scope(P.SITE_IMPORT))
    done = form.submit(
        lambda given: uploads.match_columns(actor=actor, now=now(), site_import=found, **given)
    )
    if done is None:
        return _import_page(import_id, form)
    flash(_("已按所选的列读取"), "success")
    return redirect(url_for("workplaces.site_import", import_id=import_id))


@pages.post("/sites/import/<uuid:import_id>/resume")
@needs(P.SITE_IMPORT)
def resume_import(import_id: uuid.UUID) -> ResponseReturnValue:
    """Go on with an import that was interrupted."""
    form = Form(Strict())
    actor = current_actor()
    found = imports_queries.get_import(import_id, current_scope(P.SITE_IMPORT))
    form.submit(lambda given: uploads.resume_import(actor=actor, now=now(), site_import=found, **given))
    if form.problem:
        flash(translate(form.problem), "danger")
    return redirect(url_for("workplaces.site_import", import_id=import_id))


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
