"""The terms of one accident and of all: what runs, what stopped it, how it was met; the calendar of a person."""

from __future__ import annotations

import uuid

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas
from safety.accidents.calendar_text import Event, calendar_text
from safety.accidents.page_words import unread_clocks, unread_terms
from safety.accidents.routes.blueprint import act_on, found, pages, show, show_case
from safety.corrections.guard import who
from safety.errors import NotFound
from safety.law.accident_categories import LABELS as CATEGORIES
from safety.law.days import shanghai_date
from safety.people.guard import current_actor, current_scope, needs, now, open_to_all, today
from safety.people.queries import actor_of, member_by_id
from safety.reference.queries import all_district_names
from safety.wire.forms import Form, kept_here
from safety.wire.limits import limited
from safety.wire.problems import translate

SHOWN = 60


@pages.get("/accidents/clocks")
@needs(P.ACCIDENT_READ)
def running() -> ResponseReturnValue:
    """Every term that runs, by accident, the soonest end first."""
    scope = current_scope(P.ACCIDENT_READ)
    due = request.args.get("due")
    due = due if due in {"late", "week"} else None
    groups = queries.running_clocks(scope, now(), due=due)
    shown = groups[:SHOWN]
    unread = {one.accident.id: unread_terms(one.accident) for one in shown}
    return show(
        "running.html", groups=shown, unread=unread, due=due, counts=queries.clock_counts(scope, now())
    )


def clocks_page(accident_id: uuid.UUID, form: Form | None) -> ResponseReturnValue:
    """The terms, with ``form`` where one was refused."""
    accident = found(accident_id)
    rows, unread = queries.clocks_of(accident), unread_terms(accident)
    return show_case(
        "clocks.html",
        "clocks",
        accident,
        form,
        rows=rows,
        unread=unread,
        not_computed=unread_clocks(accident),
    )


@pages.get("/accidents/<uuid:accident_id>/clocks")
@needs(P.ACCIDENT_READ)
def clocks(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Every term of the accident with its rule, begin and end."""
    return clocks_page(accident_id, None)


@pages.post("/accidents/<uuid:accident_id>/extensions")
@needs(P.ACCIDENT_RECORD)
def add_extension(accident_id: uuid.UUID) -> ResponseReturnValue:
    """An extension was approved."""
    return act_on(
        accident_id,
        schemas.ExtensionIn(),
        lambda accident, given: operations.extend_term(**who(), accident=accident, **given),
        _("延长已登记"),
        clocks_page,
    )


@pages.post("/accidents/<uuid:accident_id>/appraisals")
@needs(P.ACCIDENT_RECORD)
def add_appraisal(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Days of technical appraisal, which do not count."""
    return act_on(
        accident_id,
        schemas.AppraisalIn(),
        lambda accident, given: operations.record_appraisal(**who(), accident=accident, **given),
        _("技术鉴定已登记"),
        clocks_page,
    )


@pages.post("/accidents/<uuid:accident_id>/days")
@needs(P.ACCIDENT_RECORD)
def record_days(accident_id: uuid.UUID) -> ResponseReturnValue:
    """When copies were sent, the measures evaluated, 工伤认定 applied for."""
    return act_on(
        accident_id,
        schemas.DaysIn(),
        lambda accident, given: operations.record_days(**who(), accident=accident, **given),
        _("日期已登记"),
        clocks_page,
    )


@pages.get("/profile/calendar")
@needs(P.ACCIDENT_READ)
def calendar() -> ResponseReturnValue:
    """The person's calendar address: whether there is one."""
    return _calendar(None)


def _calendar(address: str | None) -> ResponseReturnValue:
    member_id = current_actor().member_id
    feed = queries.feed_of(member_id) if member_id else None
    return show("calendar.html", feed=feed, address=address)


@pages.post("/profile/calendar")
@needs(P.ACCIDENT_READ)
def make_calendar() -> ResponseReturnValue:
    """A new address, shown this once; the old one ends."""
    _feed, token = operations.make_feed(**who())
    base: str = current_app.config["SETTINGS"].base_url
    kept_here()
    return _calendar(base.rstrip("/") + url_for("accidents.calendar_file", token=token))


@pages.post("/profile/calendar/end")
@needs(P.ACCIDENT_READ)
def revoke_calendar() -> ResponseReturnValue:
    """End the address."""
    operations.revoke_feed(**who())
    flash(_("日历订阅已停用"), "success")
    return redirect(url_for("accidents.calendar"))


@pages.get("/calendar/<token>.ics")
@open_to_all("a calendar program cannot sign in; the address itself is the secret and holds no names")
@limited("30 per minute")
def calendar_file(token: str) -> ResponseReturnValue:
    """The terms of whatever accidents the address's owner may see now."""
    feed = queries.live_feed(token)
    member = member_by_id(feed.member_id) if feed else None
    if member is None or member.disabled_at is not None:
        raise NotFound
    scope = actor_of(member, on=today()).scope(P.ACCIDENT_READ)
    entries = [] if scope.is_empty else queries.running_clocks(scope, now())
    districts, base = all_district_names(), current_app.config["SETTINGS"].base_url.rstrip("/")
    events = [
        Event(
            accident_id=one.accident.id,
            happened_on=shanghai_date(one.accident.happened_at),
            district=districts.get(one.accident.district_code or "", ""),
            category=translate(CATEGORIES.get(one.accident.category or "", "")),
            clock=clock,
            url=base + url_for("accidents.clocks", accident_id=one.accident.id),
        )
        for one in entries
        for clock in one.clocks
    ]
    return Response(calendar_text(events, now()), mimetype="text/calendar")
