"""Pages on which a site passes to another union."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema

from safety.access.permissions import Permission as P
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.wire.addresses import given_filters
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.wire.problems import translate_all
from safety.workplaces import queries, schemas
from safety.workplaces.models import Site
from safety.workplaces.operations import transfers as operations
from safety.workplaces.queries import transfers as reading
from safety.workplaces.routes.blueprint import pages
from safety.workplaces.rules import TRANSFER_LABELS, TransferState


@pages.get("/site-transfers")
@needs(P.SITE_TRANSFER)
def transfers() -> ResponseReturnValue:
    """Sites offered by or to one's unions, those that wait first."""
    return _page(None)


def _page(form: Form | None) -> ResponseReturnValue:
    scope = current_scope(P.SITE_TRANSFER)
    filters = reading.TransferFilters(**given_filters(schemas.TransfersArgs(), ("state", "side")))
    page = reading.list_transfers(scope, filters, page_window())
    body = render_template(
        "workplaces/transfers.html",
        form=form,
        page=page,
        waiting={
            one.id: translate_all(reading.waiting_words([one.site_id]))
            for one in page.items
            if one.state == TransferState.PROPOSED
        },
        labels=TRANSFER_LABELS,
        sides=reading.sides_of(scope),
        today=today(),
    )
    return body, form.status if form else 200


@pages.get("/sites/<uuid:site_id>/transfers/new")
@needs(P.SITE_TRANSFER)
def new_transfer(site_id: uuid.UUID) -> ResponseReturnValue:
    """The form that offers a site to another union."""
    site = queries.get_site(site_id, current_scope(P.SITE_TRANSFER))
    return _form_page(Form(schemas.TransferIn(), {"on_day": today()}), site)


@pages.post("/sites/<uuid:site_id>/transfers/new")
@needs(P.SITE_TRANSFER)
def propose_transfer(site_id: uuid.UUID) -> ResponseReturnValue:
    """Offer the site."""
    form = Form(schemas.TransferIn())
    actor = current_actor()
    site = queries.get_site(site_id, current_scope(P.SITE_TRANSFER))
    made = form.submit(lambda given: operations.propose_transfer(actor=actor, now=now(), site=site, **given))
    if made is None:
        return _form_page(form, queries.get_site(site_id, current_scope(P.SITE_TRANSFER)))
    flash(_("已提出移交，等待对方接收"), "success")
    return redirect(url_for("workplaces.site", site_id=site_id))


def _form_page(form: Form, site: Site) -> ResponseReturnValue:
    unions = reading.receivers(site.union_id)
    waiting = translate_all(reading.waiting_words([site.id]))
    page = render_template(
        "workplaces/transfer_form.html", form=form, site=site, unions=unions, waiting=waiting
    )
    return page, form.status


def _decide(transfer_id: uuid.UUID, schema: Schema, act: Any, done: str) -> ResponseReturnValue:
    form = Form(schema)
    actor = current_actor()
    transfer = reading.get_transfer(transfer_id, current_scope(P.SITE_TRANSFER))
    if form.submit(lambda given: act(actor=actor, now=now(), transfer=transfer, **given)) is None:
        return _page(form)
    flash(done, "success")
    return redirect(url_for("workplaces.transfers"))


@pages.post("/site-transfers/<uuid:transfer_id>/acceptance")
@needs(P.SITE_TRANSFER)
def accept_transfer(transfer_id: uuid.UUID) -> ResponseReturnValue:
    """Take the site over."""
    return _decide(
        transfer_id, schemas.NothingIn(), operations.accept_transfer, _("已接收，场所改由本工会负责")
    )


@pages.post("/site-transfers/<uuid:transfer_id>/refusal")
@needs(P.SITE_TRANSFER)
def refuse_transfer(transfer_id: uuid.UUID) -> ResponseReturnValue:
    """Decline the site."""
    return _decide(
        transfer_id, schemas.WordsIn(), operations.refuse_transfer, _("已退回，场所仍由原工会负责")
    )


@pages.post("/site-transfers/<uuid:transfer_id>/withdrawal")
@needs(P.SITE_TRANSFER)
def withdraw_transfer(transfer_id: uuid.UUID) -> ResponseReturnValue:
    """Take the offer back."""
    return _decide(transfer_id, schemas.WordsIn(), operations.withdraw_transfer, _("已撤回移交"))
