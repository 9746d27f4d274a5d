"""What the accidents show of themselves beside their own pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Scope
from safety.accidents import queries
from safety.accidents.open_items import open_items
from safety.accidents.vocabulary import (
    ACTIVITY_LABELS,
    CASE_STATE_LABELS,
    SEAT_STATE_LABELS,
    UNION_PART_LABELS,
    OpinionStatus,
)
from safety.faces import Face
from safety.faces.codes import list_of
from safety.faces.day import Day, add_number
from safety.faces.menu import MenuEntry
from safety.law import accident_categories
from safety.law.days import shanghai_date
from safety.lists import Window
from safety.text import N_
from safety.worklist import Asked
from safety.workplaces.models import Site
from safety.workplaces.queries import Event


def _add_numbers(day: Day, asked: Asked) -> None:
    actor, now = asked.actor, asked.now
    if not actor.may(P.ACCIDENT_READ):
        return
    scope, running = actor.scope(P.ACCIDENT_READ), "accidents.running"
    terms = queries.clock_counts(scope, now)
    add_number(
        day.urgent,
        "terms_late",
        N_("事故时限已逾期"),
        terms["late"],
        "hourglass",
        "danger",
        running,
        due="late",
    )
    add_number(
        day.urgent,
        "terms_week",
        N_("事故时限七日内届满"),
        terms["week"],
        "hourglass",
        "warning",
        running,
        due="week",
    )
    _add_at_work(day, scope, now)
    if actor.may(P.ACCIDENT_SIGN) and (waiting := queries.waiting_for_signature(actor)):
        first = waiting[0].accident_id
        label = N_("等待我签署的事故报告")
        add_number(
            day.urgent,
            "reports",
            label,
            len(waiting),
            "signature",
            "warning",
            "accidents.reports",
            accident_id=first,
        )


def _add_at_work(day: Day, scope: Scope, now: datetime) -> None:
    notices = queries.list_notifications(scope, queries.NotificationFilters(linked="no"), Window(0, 1)).total
    add_number(
        day.work,
        "notices",
        N_("未处理的事故接报"),
        notices,
        "inbox",
        "warning",
        "accidents.notices",
        linked="no",
    )
    add_number(
        day.urgent,
        "accident_opinions",
        N_("事故意见逾期未答复"),
        queries.count_opinions(scope, OpinionStatus.OVERDUE, today=shanghai_date(now)),
        "message-exclamation",
        "danger",
        "accidents.all_opinions",
        status=OpinionStatus.OVERDUE.value,
    )
    asked = len(queries.seats_unanswered(scope))
    add_number(
        day.work,
        "seats",
        N_("未答复的工会席位"),
        asked,
        "send",
        "warning",
        "accidents.register",
        union_part="asked",
    )


def _history(site: Site, actor: Actor) -> Iterator[Event]:
    """The accidents at a site."""
    scope = actor.scope(P.ACCIDENT_READ)
    if scope.is_empty:
        return
    for one in queries.accidents_of_site(site.id, scope):
        yield Event(
            at=one.happened_at,
            title=_("生产安全事故"),
            words=one.title,
            symbol="alert-octagon",
            tone="danger",
            url=url_for("accidents.accident", accident_id=one.id),
        )


def _tablet_lists(on: date) -> Mapping[str, Any]:
    return {
        "accident_groups": [
            (accident_categories.standard_on(on), accident_categories.categories_on(on)),
            (accident_categories.OLD_STANDARD, accident_categories.GB_6441_86),
        ],
        "activities": ACTIVITY_LABELS,
    }


FACE = Face(
    key="accidents",
    label=N_("事故"),
    menu=(
        MenuEntry(
            "accidents.register",
            N_("事故台账"),
            "alert-octagon",
            (P.ACCIDENT_READ,),
            (
                "accidents.accident",
                "accidents.new_accident",
                "accidents.clocks",
                "accidents.seats",
                "accidents.activities",
                "accidents.new_activity",
                "accidents.opinions",
                "accidents.all_opinions",
                "accidents.reports",
                "accidents.sign",
                "accidents.measures",
                "accidents.numbers",
                "accidents.hours",
            ),
            place=130,
        ),
        MenuEntry(
            "accidents.notices",
            N_("事故接报"),
            "inbox",
            (P.ACCIDENT_READ,),
            ("accidents.notice", "accidents.new_notice", "notice_imports."),
            place=140,
        ),
        MenuEntry("accidents.running", N_("事故时限"), "hourglass", (P.ACCIDENT_READ,), place=160),
    ),
    open_items=open_items,
    add_numbers=_add_numbers,
    history=_history,
    code_lists={
        "accident-states": list_of(CASE_STATE_LABELS),
        "activity-kinds": list_of(ACTIVITY_LABELS),
        "seat-states": list_of(SEAT_STATE_LABELS),
        "union-parts": list_of(UNION_PART_LABELS),
    },
    tablet_lists=_tablet_lists,
)
