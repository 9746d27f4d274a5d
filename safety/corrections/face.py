"""What the correction of hazards, opinions and measures shows of itself beside its own pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.corrections import queries
from safety.corrections.documents import USUAL_WITHDRAWAL
from safety.corrections.models import Demand, DemandFact
from safety.corrections.open_items import open_items
from safety.corrections.rights import sight_of
from safety.corrections.rules import FACT_LABELS, RESULT_LABELS, DemandKind, FactKind, RecheckResult, Sight
from safety.corrections.vocabulary import (
    COLOUR_LABELS,
    DELIVERY_LABELS,
    EVACUATION_LABELS,
    GRADE_LABELS,
    KIND_LABELS,
    METHOD_LABELS,
    NOTICE_STATE_LABELS,
    REFERRAL_DECISION_LABELS,
    REFERRAL_KIND_LABELS,
    REFERRAL_STATE_LABELS,
    STANCE_LABELS,
    STATE_LABELS,
)
from safety.faces import Face
from safety.faces.codes import list_of
from safety.faces.day import Day, add_number
from safety.faces.menu import MenuEntry
from safety.people.guard import today
from safety.people.queries import place_of
from safety.text import N_, Text
from safety.wire.problems import translate
from safety.worklist import Asked
from safety.workplaces.models import Site
from safety.workplaces.queries import Action, Event, Summary

_SYMBOLS = {
    FactKind.RAISED: ("alert-triangle", "warning"),
    FactKind.DEMANDED: ("file-text", "info"),
    FactKind.DELIVERED: ("mail-forward", "info"),
    FactKind.REPLIED: ("message", "info"),
    FactKind.RECHECKED: ("eye-check", "progress"),
    FactKind.CLOSE_CONFIRMED: ("circle-check", "success"),
    FactKind.REFERRED: ("building-bank", "danger"),
    FactKind.REFERRAL_ANSWERED: ("building-bank", "info"),
    FactKind.WITHDRAWN: ("arrow-back-up", "neutral"),
}


def _add_numbers(day: Day, asked: Asked) -> None:
    actor, today = asked.actor, asked.today
    if not sight_of(actor):
        return
    counts = queries.demand_counts(sight_of(actor), today)
    _add_urgent(day, actor, today, counts)
    _add_at_work(day, actor, counts)


def _add_urgent(day: Day, actor: Actor, today: date, counts: queries.DemandCounts) -> None:
    own = queries.demand_counts(sight_of(actor), today, responsible_id=actor.member_id)
    to = "corrections.demands"
    mine = Text(N_("其中由我负责 %(n)s 项"), n=own.overdue) if own.overdue else None
    add_number(
        day.urgent,
        "overdue",
        N_("已逾期"),
        counts.overdue,
        "alert-triangle",
        "danger",
        to,
        due="overdue",
        words=mine,
    )
    mine = Text(N_("其中由我负责 %(n)s 项"), n=own.due_today) if own.due_today else None
    add_number(
        day.urgent,
        "due_today",
        N_("今日到期"),
        counts.due_today,
        "calendar-due",
        "warning",
        to,
        due="today",
        words=mine,
    )
    if actor.may(P.CORRECTION_CLOSE_MAJOR):
        add_number(
            day.urgent,
            "awaiting_second",
            N_("重大隐患待第二人确认"),
            counts.awaiting_second,
            "user-check",
            "danger",
            to,
            state="awaiting_second",
        )
    add_number(
        day.urgent,
        "referrals_running_out",
        N_("处理申请期限将满"),
        counts.referrals_running_out,
        "hourglass",
        "warning",
        "corrections.referrals",
        status="running_out",
    )


def _add_at_work(day: Day, actor: Actor, counts: queries.DemandCounts) -> None:
    to = "corrections.demands"
    add_number(
        day.work, "due_week", N_("七日内到期"), counts.due_week, "calendar-event", "info", to, due="week"
    )
    add_number(
        day.work,
        "waiting_recheck",
        N_("已答复，待复查"),
        counts.waiting_recheck,
        "checks",
        "progress",
        to,
        state="replied",
    )
    add_number(
        day.work,
        "uncorrected",
        N_("复查未通过"),
        counts.uncorrected,
        "circle-x",
        "warning",
        to,
        state="uncorrected",
    )
    add_number(day.work, "referred", N_("已提请处理"), counts.referred, "send", "info", to, state="referred")
    if actor.may(P.NOTICE_ISSUE):
        add_number(
            day.work,
            "not_demanded",
            N_("尚未发出意见书的隐患"),
            counts.not_demanded,
            "file-text",
            "info",
            to,
            state="raised",
        )


def _history(site: Site, actor: Actor) -> Iterator[Event]:
    """What happened to the site's findings, opinions and measures."""
    for fact, demand in queries.history_of_site(site.id, sight_of(actor)):
        yield _event(fact, demand)


def _event(fact: DemandFact, demand: Demand) -> Event:
    kind = FactKind(fact.kind)
    symbol, tone = _SYMBOLS.get(kind, ("point", "neutral"))
    title = translate(FACT_LABELS[kind])
    if fact.result:
        title = f"{title} · {translate(RESULT_LABELS[RecheckResult(fact.result)])}"
    words = f"{demand.summary} — {fact.words}" if fact.words else demand.summary
    address = url_for("corrections.demand", demand_id=demand.id)
    return Event(fact.at, title, words, fact.by_name, symbol, tone, address)


def _numbers_of_site(site: Site, actor: Actor) -> Iterator[Summary]:
    """Open, major and overdue findings of the site."""
    sight: Sight = {kind: scope for kind, scope in sight_of(actor).items() if kind == DemandKind.FINDING}
    if not sight:
        return
    found = [one for one in queries.demands_of_site(site.id, sight) if one.is_open]
    address = url_for("corrections.demands", site_id=site.id)
    late = sum(one.term_on is not None and one.term_on < today() for one in found)
    major = sum(one.grade == "major" for one in found)
    yield Summary(_("未销号隐患"), len(found), address, "alert-triangle", "warning" if found else "success")
    yield Summary(_("其中重大"), major, address, "alert-octagon", "danger" if major else "success")
    yield Summary(_("其中逾期"), late, address, "clock-exclamation", "danger" if late else "success")


def _beginnings(site: Site, actor: Actor) -> Iterator[Action]:
    """A notice or an evacuation proposal, for those who may."""
    place = place_of(site)
    if actor.scope(P.NOTICE_ISSUE).covers(place):
        new = url_for("corrections.new_notice", site_id=site.id)
        yield Action(_("起草意见书"), new, "file-text", place=30)
    if actor.scope(P.INSPECTION_RECORD).covers(place):
        new = url_for("corrections.new_evacuation", site_id=site.id)
        yield Action(_("撤离建议"), new, "urgent", place=40)


FACE = Face(
    key="corrections",
    label=N_("检查整改"),
    menu=(
        # What is closed is asked for.
        MenuEntry(
            "corrections.demands",
            N_("隐患与整改"),
            "checks",
            (P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ),
            ("corrections.demand", "corrections.recheck"),
            (("is_open", "true"),),
            place=80,
        ),
        MenuEntry(
            "corrections.notices",
            N_("意见书台账"),
            "file-check",
            (P.CORRECTION_READ,),
            (
                "corrections.notice",
                "corrections.new_notice",
                "corrections.edit_notice",
                "corrections.enter_reply",
            ),
            place=90,
        ),
        MenuEntry(
            "corrections.referrals",
            N_("处理申请台账"),
            "gavel",
            (P.CORRECTION_READ,),
            ("corrections.referral", "corrections.new_referral", "corrections.edit_referral"),
            place=100,
        ),
        MenuEntry(
            "corrections.evacuations",
            N_("撤离建议台账"),
            "run",
            (P.CORRECTION_READ,),
            ("corrections.evacuation", "corrections.new_evacuation"),
            place=110,
        ),
    ),
    open_items=open_items,
    add_numbers=_add_numbers,
    history=_history,
    numbers_of_site=_numbers_of_site,
    beginnings=_beginnings,
    code_lists={
        "colours": list_of(COLOUR_LABELS),
        "deliveries": list_of(DELIVERY_LABELS),
        "demand-kinds": list_of(KIND_LABELS),
        "demand-states": list_of(STATE_LABELS),
        "evacuation-decisions": list_of(EVACUATION_LABELS),
        "finding-grades": list_of(GRADE_LABELS),
        "notice-states": list_of(NOTICE_STATE_LABELS),
        "recheck-methods": list_of(METHOD_LABELS),
        "recheck-results": list_of(RESULT_LABELS),
        "referral-decisions": list_of(REFERRAL_DECISION_LABELS),
        "referral-kinds": list_of(REFERRAL_KIND_LABELS),
        "referral-states": list_of(REFERRAL_STATE_LABELS),
        "stances": list_of(STANCE_LABELS),
    },
    tablet_lists=lambda _on: {
        "grades": GRADE_LABELS,
        "methods": METHOD_LABELS,
        "results": RESULT_LABELS,
        "usual_withdrawal": USUAL_WITHDRAWAL,
    },
)
