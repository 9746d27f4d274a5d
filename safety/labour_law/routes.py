"""Pages of letters: the list, a draft's form, one letter."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections.guard import Who, who
from safety.labour_law import operations, queries, schemas
from safety.labour_law.inputs import LetterFacts
from safety.labour_law.models import LabourLetter
from safety.labour_law.vocabulary import LETTER_LABELS, LETTER_STATE_LABELS
from safety.papers.queries import lines_of, paper_by_id
from safety.people.guard import current_scope, needs, today
from safety.people.queries import get_union, member_names, place_in, unions_in
from safety.wire.addresses import given_filters
from safety.wire.forms import Form, closed_to_edits, options
from safety.wire.paging import page_window
from safety.wire.schemas import Strict

pages = Blueprint("labour_law", __name__)
TONES = {"draft": "neutral", "issued": "success", "revoked": "danger"}


def _show(template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    body = render_template(
        f"labour_law/{template}",
        kinds=LETTER_LABELS,
        states=LETTER_STATE_LABELS,
        tones=TONES,
        options=options,
        today=today(),
        unread=queries.unread_basis(today()),
        **values,
    )
    return body, status


def _found(letter_id: uuid.UUID, permission: P = P.LABOUR_LAW_READ) -> LabourLetter:
    return queries.get_letter(letter_id, current_scope(permission))


@pages.get("/labour-letters")
@needs(P.LABOUR_LAW_READ)
def letters() -> ResponseReturnValue:
    """The letters, the newest first."""
    filters = given_filters(schemas.LetterArgs(), ("q", "kind", "state"))
    page = queries.list_letters(current_scope(P.LABOUR_LAW_READ), page_window(), **filters)
    return _show("letters.html", page=page)


@pages.get("/labour-letters/new")
@needs(P.LABOUR_LAW_DRAFT)
def new_letter() -> ResponseReturnValue:
    """The form."""
    return _form(Form(schemas.LetterPageIn()), None)


def _form(form: Form, letter: LabourLetter | None) -> ResponseReturnValue:
    unions = [(str(one.id), one.name) for one in unions_in(current_scope(P.LABOUR_LAW_DRAFT))]
    return _show("form.html", form.status, form=form, letter=letter, unions=unions)


@pages.post("/labour-letters/new")
@needs(P.LABOUR_LAW_DRAFT)
def keep_letter() -> ResponseReturnValue:
    """Keep the draft."""
    form = Form(schemas.LetterPageIn())

    def act(given: dict[str, Any]) -> LabourLetter:
        union = get_union(given.pop("union_id"), current_scope(P.LABOUR_LAW_DRAFT))
        return operations.draft_letter(**who(), place=place_in(union), **given)

    kept = form.submit(act)
    if kept is None:
        return _form(form, None)
    flash(_("草稿已保存"), "success")
    return redirect(url_for("labour_law.letter", letter_id=kept.id))


@pages.get("/labour-letters/<uuid:letter_id>")
@needs(P.LABOUR_LAW_READ)
def letter(letter_id: uuid.UUID) -> ResponseReturnValue:
    """One letter."""
    return _page(letter_id, None)


def _page(letter_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    found = _found(letter_id)
    names = member_names([found.drafted_by, found.issued_by])
    paper = paper_by_id(found.paper_id) if found.paper_id else None
    return _show(
        "letter.html", form.status if form else 200, letter=found, paper=paper, form=form, names=names
    )


@pages.get("/labour-letters/<uuid:letter_id>/edit")
@needs(P.LABOUR_LAW_DRAFT)
def edit_letter(letter_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a draft."""
    found = _found(letter_id, P.LABOUR_LAW_DRAFT)
    page = url_for("labour_law.letter", letter_id=letter_id)
    if away := closed_to_edits(lambda: operations.check_draft(found), page):
        return away
    present = {name: getattr(found, name) for name in LetterFacts.__dataclass_fields__}
    present |= lines_of(found.paper_id)
    return _form(Form(schemas.FactsIn(), present), found)


@pages.post("/labour-letters/<uuid:letter_id>/edit")
@needs(P.LABOUR_LAW_DRAFT)
def change_letter(letter_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the changes."""
    form = Form(schemas.FactsIn())
    found = _found(letter_id, P.LABOUR_LAW_DRAFT)
    if form.submit(lambda given: operations.change_letter(**who(), letter=found, **given)) is None:
        return _form(form, _found(letter_id, P.LABOUR_LAW_DRAFT))
    flash(_("草稿已保存"), "success")
    return redirect(url_for("labour_law.letter", letter_id=letter_id))


def _act(
    letter_id: uuid.UUID, act: Callable[[Who, LabourLetter], object], done: str, then: str
) -> ResponseReturnValue:
    form = Form(Strict())
    found = _found(letter_id, P.LABOUR_LAW_DRAFT)
    if form.submit(lambda _given: act(who(), found) or True) is None:
        return _page(letter_id, form)
    flash(done, "success")
    return redirect(then)


@pages.post("/labour-letters/<uuid:letter_id>/issue")
@needs(P.LABOUR_LAW_DRAFT)
def issue_letter(letter_id: uuid.UUID) -> ResponseReturnValue:
    """Issue the draft."""
    there = url_for("labour_law.letter", letter_id=letter_id)
    done = _("文书已签发")
    return _act(letter_id, lambda asks, found: operations.issue_letter(**asks, letter=found), done, there)


@pages.post("/labour-letters/<uuid:letter_id>/discard")
@needs(P.LABOUR_LAW_DRAFT)
def discard_letter(letter_id: uuid.UUID) -> ResponseReturnValue:
    """Put the draft aside."""
    there = url_for("labour_law.letters")
    done = _("草稿已弃用")
    return _act(letter_id, lambda asks, found: operations.discard_letter(**asks, letter=found), done, there)
