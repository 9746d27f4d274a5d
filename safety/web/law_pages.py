"""The law as the application knows it: texts, provisions, and to which day somebody checked them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.law.duties import OCCASION_LABELS
from safety.law.provisions import PROVISIONS, RANKS, Law, Provision
from safety.law.provisions import laws as texts
from safety.people.guard import current_actor, needs, now
from safety.reference import operations
from safety.reference.queries import Check, checks_of_laws
from safety.web.law_schemas import LawCheckPageIn
from safety.wire.forms import Form

pages = Blueprint("laws", __name__)


def in_order() -> list[tuple[Law, list[Provision], Check | None]]:
    """Every text with its provisions and its newest check: by rank, the newest version first."""
    found = list(texts().values())
    checks: Mapping[str, Check] = checks_of_laws(found)
    found.sort(key=lambda one: one.in_force_from.toordinal() if one.in_force_from else 0, reverse=True)
    found.sort(key=lambda one: (RANKS.index(one.rank), one.name))
    provisions = PROVISIONS.values()
    return [(one, [part for part in provisions if part.law == one], checks.get(one.id)) for one in found]


@pages.get("/laws")
@needs(P.SELF)
def laws() -> ResponseReturnValue:
    """Every text, its provisions, and its check."""
    return _page(None)


def _page(form: Form | None) -> ResponseReturnValue:
    body = render_template(
        "laws/laws.html", rows=in_order(), form=form, today=now(), occasions=OCCASION_LABELS
    )
    return body, form.status if form else 200


@pages.post("/laws")
@needs(P.LAW_CHECK)
def record_check() -> ResponseReturnValue:
    """Keep that a text was looked up."""
    form = Form(LawCheckPageIn())

    def act(given: dict[str, Any]) -> object:
        return operations.record_law_check(actor=current_actor(), now=now(), **given)

    if form.submit(act) is None:
        return _page(form)
    flash(_("核对已登记"), "success")
    return redirect(url_for("laws.laws"))
