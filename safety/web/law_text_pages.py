"""New versions of laws: imported as files, looked at, put in use, taken back."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.errors import Invalid
from safety.law.versions import CHANGE_LABELS, MOST_CHARACTERS, compare, version_before, version_of
from safety.people.guard import current_actor, needs, now, today
from safety.reference.models import LawText
from safety.reference.operations import law_texts
from safety.reference.queries import law_text
from safety.reference.queries import law_texts as every_text
from safety.text import N_, Text
from safety.web.law_pages import pages
from safety.web.law_schemas import TakeBackIn
from safety.wire.forms import Form
from safety.wire.schemas import Strict


@pages.get("/laws/texts")
@needs(P.LAW_CHECK)
def texts() -> ResponseReturnValue:
    """Every version that was imported, and the form for a file."""
    return _texts_page(Form(Strict()))


@pages.post("/laws/texts")
@needs(P.LAW_CHECK)
def upload_text() -> ResponseReturnValue:
    """Keep a file to be looked at."""
    form = Form(Strict())

    def act(_given: dict[str, Any]) -> LawText:
        return law_texts.upload_law_text(actor=current_actor(), now=now(), text=_uploaded())

    made = form.submit(act)
    return redirect(url_for("laws.text", law_text_id=made.id)) if made else _texts_page(form)


def _uploaded() -> str:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid(fields={"file": [N_("请选择一个文件")]})
    content = file.read(4 * MOST_CHARACTERS + 1)
    try:
        return str(content, "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(fields={"file": [N_("文件不是 UTF-8 文字")]}) from error


def _texts_page(form: Form) -> ResponseReturnValue:
    return render_template("laws/texts.html", rows=every_text(), form=form, today=today()), form.status


@pages.get("/laws/texts/<uuid:law_text_id>")
@needs(P.LAW_CHECK)
def text(law_text_id: uuid.UUID) -> ResponseReturnValue:
    """A version beside the text before it: what changes, and what cites it."""
    return _text_page(law_text(law_text_id), None)


def _text_page(row: LawText, form: Form | None) -> ResponseReturnValue:
    version = version_of(row.text, row.law)
    rests: list[Text] = law_texts.what_rests_on(row) if row.is_used else []
    return render_template(
        "laws/text.html",
        row=row,
        version=version,
        before=version_before(version.law),
        lines=compare(version),
        labels=CHANGE_LABELS,
        rests=rests,
        form=form,
        today=today(),
    ), form.status if form else 200


@pages.post("/laws/texts/<uuid:law_text_id>/adopt")
@needs(P.LAW_CHECK)
def adopt_text(law_text_id: uuid.UUID) -> ResponseReturnValue:
    """Put the version in use."""
    row, form = law_text(law_text_id), Form(Strict())

    def act(_given: dict[str, Any]) -> None:
        law_texts.adopt_law_text(actor=current_actor(), now=now(), row=row)

    if not form.carry_out(act):
        return _text_page(law_text(law_text_id), form)
    flash(_("新文本已启用：%(day)s 起的事实按它引用", day=row.in_force_from.isoformat()), "success")
    return redirect(url_for("laws.text", law_text_id=law_text_id))


@pages.post("/laws/texts/<uuid:law_text_id>/take-back")
@needs(P.LAW_CHECK)
def take_back_text(law_text_id: uuid.UUID) -> ResponseReturnValue:
    """Take the version out of use, or give up what was only looked at."""
    row, form = law_text(law_text_id), Form(TakeBackIn())

    def act(given: dict[str, Any]) -> None:
        law_texts.take_back_law_text(actor=current_actor(), now=now(), row=row, **given)

    if not form.carry_out(act):
        return _text_page(law_text(law_text_id), form)
    flash(_("已撤下，记录保留"), "success")
    return redirect(url_for("laws.texts"))
