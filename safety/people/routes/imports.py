"""Importing members from XLSX: the file, a preview of what would become of each row, the import itself."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.errors import Invalid, Refusal
from safety.people.guard import current_actor, needs, now
from safety.people.member_sheet import COLUMNS, MOST_ROWS, empty_sheet, read_rows
from safety.people.operations.member_import import import_members as take
from safety.people.routes.blueprint import pages
from safety.people.schemas import MemberRow
from safety.text import N_
from safety.transactions import abandon
from safety.wire.forms import Form, kept_here, sendings
from safety.wire.schemas import Strict


@pages.get("/members/import")
@needs(P.MEMBER_MANAGE)
def import_members() -> ResponseReturnValue:
    """The form for the file."""
    return _file_page(Form(Strict()))


@pages.get("/members/import/sheet.xlsx")
@needs(P.MEMBER_MANAGE)
def import_sheet() -> Response:
    """The empty sheet to fill in."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(
        empty_sheet(), mimetype=kind, headers={"Content-Disposition": 'attachment; filename="members.xlsx"'}
    )


@pages.post("/members/import")
@needs(P.MEMBER_MANAGE)
def preview_import() -> ResponseReturnValue:
    """What would become of each row: the import itself, given up at its end."""
    form = Form(Strict())
    try:
        return _preview(read_rows(_uploaded()))
    except Refusal as refusal:
        form.refuse(refusal)
        return _file_page(form)


@pages.post("/members/import/preview")
@needs(P.MEMBER_MANAGE)
def answer_import() -> ResponseReturnValue:
    """The preview again, with what was answered about people of one name."""
    return _preview(_confirmed())


@pages.post("/members/import/confirm")
@needs(P.MEMBER_MANAGE)
def confirm_import() -> ResponseReturnValue:
    """Import the rows that were shown, and tell the temporary passwords this once."""
    results = take(actor=current_actor(), now=now(), rows=_confirmed(), read=MemberRow().load)
    kept_here()
    return render_template("people/import_result.html", results=results, labels=_LABELS)


_LABELS = {field: heading for heading, field in COLUMNS.items()}


def _preview(rows: list[dict[str, Any]]) -> ResponseReturnValue:
    results = take(actor=current_actor(), now=now(), rows=rows, read=MemberRow().load)
    abandon()
    kept = json.dumps(rows, ensure_ascii=False)
    return render_template(
        "people/import_preview.html",
        results=results,
        rows=kept,
        labels=_LABELS,
        sheet=_digest(rows),
        sendings=sendings(),
    )


def _digest(rows: list[dict[str, Any]]) -> str:
    """The same for the same sheet, whatever was answered about it: answers never go to other rows."""
    plain = [{name: value for name, value in row.items() if name != "member"} for row in rows]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:32]


def _uploaded() -> bytes:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid(fields={"file": [N_("请选择一个文件")]})
    content: bytes = file.read()
    return content


def _confirmed() -> list[dict[str, Any]]:
    try:
        rows = json.loads(request.form.get("rows", ""))
    except (ValueError, RecursionError) as error:
        raise Invalid from error
    if not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows):
        raise Invalid
    for number, row in enumerate(rows, start=2):
        if answer := request.form.get(f"member.{number}"):
            row["member"] = answer
    return rows


def _file_page(form: Form) -> ResponseReturnValue:
    return render_template(
        "people/import.html", form=form, columns=list(COLUMNS), most_rows=MOST_ROWS
    ), form.status
