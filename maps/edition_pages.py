"""Editions of districts: what each changed, which sites it could not place, and the handings-over that follow."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maps.boundaries import atlas, edition_on
from maps.edition_use import take_back
from maps.wording import warning_of
from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.reference.models import DistrictEdition
from safety.reference.queries import all_district_names, boundary_files, editions
from safety.wire.forms import Form
from safety.wire.problems import translate, translate_all
from safety.wire.schemas import Strict
from safety.workplaces.models import Handover
from safety.workplaces.operations import handing_over
from safety.workplaces.operations.taking_back_editions import why_it_stays
from safety.workplaces.queries import editions as queries
from safety.workplaces.queries.transfers import waiting_words
from safety.workplaces.rules import HANDOVER_LABELS, HandoverState

pages = Blueprint("editions", __name__, url_prefix="/map/editions")

#: How many sites without a district the page lists.
MOST_LISTED = 200


@pages.get("")
@needs(P.MAP_READ)
def overview() -> ResponseReturnValue:
    """The editions, the newest first, with where sites went, what is not placed, and the handings-over."""
    return _page(None)


def _page(form: Form | None) -> ResponseReturnValue:
    scope = current_scope(P.SITE_READ)
    used = edition_on(today())
    warning = warning_of(used, today())
    outlines = {edition.name: edition for edition in atlas().editions}
    handovers = queries.handovers(scope)
    may_manage = current_actor().may(P.BOUNDARY_MANAGE)
    is_city = current_actor().scope(P.SITE_EDIT).everything
    body = render_template(
        "maps/editions.html",
        form=form,
        rows=editions(),
        outlines=outlines,
        used=used,
        warning=translate(warning) if warning else "",
        moves=_moves() if scope.everything else {},
        names=all_district_names(),
        unplaced=queries.unplaced_sites(scope, used.names, MOST_LISTED),
        total=queries.count_unplaced(scope, used.names),
        handovers=handovers,
        waiting={
            one.id: translate_all(waiting_words([site.id for site in one.sites]))
            for one in handovers
            if one.state == HandoverState.PROPOSED
        },
        state_labels=HANDOVER_LABELS,
        may_settle=is_city,
        may_manage=may_manage,
        files=boundary_files() if may_manage else [],
        stays={row.id: _why_it_stays(row) for row in editions()} if may_manage else {},
    )
    return body, form.status if form else 200


def _why_it_stays(row: DistrictEdition) -> str:
    why = why_it_stays(row)
    return translate(why) if why else ""


def _moves() -> dict[uuid.UUID, list[tuple[str | None, str | None, int]]]:
    return {row.id: queries.moves_of(row.valid_from) for row in editions()}


@pages.post("/<uuid:edition_id>/handovers")
@needs(P.SITE_EDIT)
def propose(edition_id: uuid.UUID) -> ResponseReturnValue:
    """List the handings-over that the edition asks for."""
    edition = queries.get_edition(edition_id)
    made = handing_over.propose_handovers(actor=current_actor(), now=now(), edition=edition)
    flash(_("已列出 %(n)s 次移交", n=len(made)) if made else _("没有需要移交的场所"), "success")
    return redirect(url_for("editions.overview"))


@pages.post("/<uuid:edition_id>/taking-back")
@needs(P.BOUNDARY_MANAGE)
def take_back_edition(edition_id: uuid.UUID) -> ResponseReturnValue:
    """Take an imported edition back, until something rests on it."""
    found = queries.get_edition(edition_id)
    name = found.name
    form = Form(Strict())
    if not form.carry_out(lambda _given: take_back(found, actor=current_actor(), now=now())):
        return _page(form)
    flash(_("已撤回 %(name)s", name=name), "success")
    return redirect(url_for("editions.overview"))


@pages.post("/handovers/<uuid:handover_id>/confirm")
@needs(P.SITE_EDIT)
def confirm(handover_id: uuid.UUID) -> ResponseReturnValue:
    """Hand everything over."""
    return _settle(handover_id, handing_over.confirm_handover, _("已移交"))


@pages.post("/handovers/<uuid:handover_id>/withdraw")
@needs(P.SITE_EDIT)
def withdraw(handover_id: uuid.UUID) -> ResponseReturnValue:
    """Take the proposal back."""
    return _settle(handover_id, handing_over.withdraw_handover, _("已撤回，场所没有变化"))


def _settle(handover_id: uuid.UUID, operation: Callable[..., Any], said: str) -> ResponseReturnValue:
    form = Form(Strict())
    handover: Handover = queries.get_handover(handover_id, current_scope(P.SITE_EDIT))
    if not form.carry_out(lambda _given: operation(actor=current_actor(), now=now(), handover=handover)):
        return _page(form)
    flash(said, "success")
    return redirect(url_for("editions.overview"))
