"""The page that exports a register: what will be in the file, then the file."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.corrections.queries import DemandFilters
from safety.corrections.routes.demands import FILTERS
from safety.corrections.schemas import DemandArgs
from safety.errors import NotFound
from safety.exports import operations
from safety.exports.asked import REGISTER_LABELS, Asked, FileFormat, Filters, RegisterName, filters_as_text
from safety.exports.files import direct_answer, file_answer, own_export, shown
from safety.exports.operations.registers import prepare
from safety.exports.saying import filter_words
from safety.exports.schemas import ExportIn
from safety.inspections.routes.blueprint import filters_of_address
from safety.people.guard import current_actor, needs, now
from safety.projects.routes.register import project_filters
from safety.sync.routes.entries import entry_filters
from safety.wire.addresses import given_filters
from safety.wire.forms import nested

pages = Blueprint("exports", __name__, url_prefix="/exports")


@pages.get("/new")
@needs(P.EXPORT_CREATE)
def new() -> ResponseReturnValue:
    """What the file will hold: the register, the filters of its page, the number of rows."""
    try:
        register = RegisterName(request.args.get("register", ""))
    except ValueError:
        raise NotFound from None
    asked = Asked(register, FileFormat.XLSX, _filters(register), request.args.get("sort") or None)
    actor = current_actor()
    prepared = prepare(asked, actor=actor, now=now())
    return render_template(
        "exports/new.html",
        asked=asked,
        title=REGISTER_LABELS[register],
        rows=len(prepared.ids),
        direct=len(prepared.ids) <= operations.DIRECT_ROWS,
        words=filter_words(asked, actor.scope(prepared.register.permissions[0])),
        given=filters_as_text(asked.filters),
    )


def _filters(register: RegisterName) -> Filters:
    """The filters of the register's page in the address; one that makes no sense is left out, as there."""
    if register is RegisterName.DEMANDS:
        return DemandFilters(**given_filters(DemandArgs(), [one for one in FILTERS if one != "sort"]))
    if register is RegisterName.PROJECTS:
        return project_filters()
    if register is RegisterName.ENTRIES:
        return entry_filters()
    return filters_of_address()


@pages.post("/")
@needs(P.EXPORT_CREATE)
def create() -> ResponseReturnValue:
    """The file at once when it is small; otherwise the work begins and its page shows how far it is."""
    asked: Asked = ExportIn().load(nested(request.form))
    operations.sweep_exports(now=now())
    rows = len(prepare(asked, actor=current_actor(), now=now()).ids)
    if rows <= operations.DIRECT_ROWS:
        return direct_answer(asked, actor=current_actor(), now=now())
    job = operations.begin_export(actor=current_actor(), now=now(), asked=asked)
    return redirect(url_for("exports.export", export_id=job.id))


@pages.get("/<uuid:export_id>")
@needs(P.EXPORT_CREATE)
def export(export_id: uuid.UUID) -> ResponseReturnValue:
    """How far one's own export is, and its file once it is done."""
    found = own_export(export_id, current_actor())
    seen = shown(found)
    return render_template("exports/export.html", export=seen, title=REGISTER_LABELS[seen["register"]])


@pages.get("/<uuid:export_id>/file")
@needs(P.EXPORT_CREATE)
def file(export_id: uuid.UUID) -> ResponseReturnValue:
    """The finished file, for its owner only."""
    return file_answer(own_export(export_id, current_actor()))
