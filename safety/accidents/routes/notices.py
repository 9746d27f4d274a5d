"""The inbox of news of accidents: from departments, workers, the press; each becomes an accident or joins one."""

from __future__ import annotations

import uuid

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas, schemas_filters
from safety.accidents.page_words import elapsed_words
from safety.accidents.queries import NotificationFilters
from safety.accidents.routes.blueprint import pages, show
from safety.accidents.routes.cases import MOST_SITES, local
from safety.corrections.guard import who
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.lists import Window
from safety.papers.queries import papers_of
from safety.people.guard import current_scope, needs, now, today
from safety.people.queries import member_names
from safety.reference.queries import district_names
from safety.wire.addresses import given_filters
from safety.wire.forms import Form
from safety.wire.paging import page_window
from safety.workplaces.queries import SiteFilters, search_sites


@pages.get("/accidents/notices")
@needs(P.ACCIDENT_READ)
def notices() -> ResponseReturnValue:
    """The inbox, the newest first."""
    filters = NotificationFilters(
        **given_filters(schemas_filters.NotificationArgs(), ("q", "linked", "since", "until"))
    )
    page = queries.list_notifications(current_scope(P.ACCIDENT_READ), filters, page_window())
    return show("notices.html", page=page, elapsed=elapsed_words)


@pages.get("/accidents/notices/new")
@needs(P.ACCIDENT_RECORD)
def new_notice() -> ResponseReturnValue:
    """The form; the minute is filled in."""
    return _form_page(Form(schemas.NotificationIn(), {"id": new_id(), "received_at": local(now())}))


def _form_page(form: Form) -> ResponseReturnValue:
    scope = current_scope(P.ACCIDENT_RECORD)
    sites = search_sites(scope, SiteFilters(), Window(0, MOST_SITES)).items
    return show(
        "notice_form.html",
        form.status,
        form=form,
        sites=[(str(one.id), one.name) for one in sites],
        districts=list(district_names(today()).items()),
    )


@pages.post("/accidents/notices/new")
@needs(P.ACCIDENT_RECORD)
def keep_notice() -> ResponseReturnValue:
    """Keep the notice."""
    form = Form(schemas.NotificationIn())
    kept = form.submit(lambda given: operations.record_notification(**who(), **given))
    if kept is None:
        return _form_page(form)
    flash(_("接报已登记"), "success")
    return redirect(url_for("accidents.notice", notification_id=kept.id))


@pages.get("/accidents/notices/<uuid:notification_id>")
@needs(P.ACCIDENT_READ)
def notice(notification_id: uuid.UUID) -> ResponseReturnValue:
    """One notice: how late it came, and which accident it may be about."""
    return notice_page(notification_id, None)


def notice_page(notification_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    """One notice, with ``form`` where one was refused."""
    scope = current_scope(P.ACCIDENT_READ)
    row = queries.get_notification(notification_id, scope)
    happened_on = shanghai_date(row.happened_at or row.received_at)
    position = (row.lon, row.lat) if row.lon is not None and row.lat is not None else None
    likely = queries.likely_same(
        happened_on=happened_on,
        scope=scope,
        employer_id=row.employer_id,
        employer_name=row.employer_name,
        position=position,
    )
    linked = queries.get_accident(row.accident_id, scope) if row.accident_id else None
    return show(
        "notice.html",
        form.status if form else 200,
        form=form,
        notice=row,
        likely=likely,
        linked=linked,
        elapsed=elapsed_words,
        names=member_names([row.entered_by]),
        papers=papers_of(queries.NEWS, row.id),
    )


@pages.post("/accidents/notices/<uuid:notification_id>/link")
@needs(P.ACCIDENT_RECORD)
def link_notice(notification_id: uuid.UUID) -> ResponseReturnValue:
    """Say which accident the notice is about."""
    form = Form(schemas.LinkIn())
    scope = current_scope(P.ACCIDENT_RECORD)
    row = queries.get_notification(notification_id, scope)

    def act(given: dict[str, uuid.UUID]) -> object:
        accident = queries.get_accident(given["accident_id"], scope)
        return operations.link_notification(**who(), notification=row, accident=accident)

    if form.submit(act) is None:
        return notice_page(notification_id, form)
    flash(_("接报已关联事故"), "success")
    return redirect(url_for("accidents.notice", notification_id=notification_id))
