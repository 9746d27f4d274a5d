"""The page that exports a register: what will be in the file, then the file."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.errors import NotFound
from safety.exports import operations
from safety.exports.asked import Asked, FileFormat, RegisterName, filters_as_text
from safety.exports.files import direct_answer, own_export, page_answer, shown
from safety.exports.operations.registers import prepare
from safety.exports.registers import REGISTERS
from safety.exports.saying import filter_words
from safety.exports.schemas import ExportIn, filters_in_address
from safety.people.guard import current_actor, needs, now
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
    asked = Asked(register, FileFormat.XLSX, filters_in_address(register), request.args.get("sort") or None)
    actor = current_actor()
    prepared = prepare(asked, actor=actor, now=now())
    return render_template(
        "exports/new.html",
        asked=asked,
        title=prepared.register.title,
        back=prepared.register.endpoint,
        has_map=prepared.register.has_map,
        rows=len(prepared.ids),
        direct=len(prepared.ids) <= operations.DIRECT_ROWS,
        words=filter_words(prepared.asked, prepared.register.scope(actor)),
        given=filters_as_text(asked.filters),
    )


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
    register = REGISTERS[seen["register"]]
    return render_template("exports/export.html", export=seen, title=register.title, back=register.endpoint)


@pages.get("/<uuid:export_id>/file")
@needs(P.EXPORT_CREATE)
def file(export_id: uuid.UUID) -> ResponseReturnValue:
    """The finished file, for its owner only."""
    return page_answer(own_export(export_id, current_actor()))
