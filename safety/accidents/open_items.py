"""What is open in accidents beside the measures: terms, opinions, reports to sign, seats asked for, news."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from safety.access.permissions import Permission as P
from safety.access.scope import Scope
from safety.accidents import queries
from safety.accidents.models import Accident
from safety.accidents.vocabulary import ABOUT_LABELS, About, OpinionStatus
from safety.law.clocks import Clock, ClockStatus
from safety.law.days import shanghai_date
from safety.lists import Window
from safety.text import N_
from safety.worklist import Asked, Found, OpenItem, Step, Urgency, first_of, together, urgency_of

_MOST = 200


def open_items(asked: Asked) -> Found:
    """All of it."""
    scope = asked.actor.scope(P.ACCIDENT_READ)
    if scope.is_empty:
        return Found()
    parts = (_terms, _opinions, _seats, _news)
    found = [first_of(part(asked, scope), asked.most) for part in parts]
    return together([*found, first_of(_reports(asked), asked.most)], asked.most)


def _in_hand(asked: Asked, accident: Accident) -> bool:
    """Whether the case is in the hands asked for: of who registered it, or sits in the team."""
    return asked.holds(
        accident.union_id, accident.registered_by, *(seat.member_id for seat in accident.seats)
    )


def _terms(asked: Asked, scope: Scope) -> Iterator[OpenItem]:
    """Terms that have run out, or end within the days ahead."""
    for running in queries.running_clocks(scope, asked.now):
        if not _in_hand(asked, running.accident):
            continue
        for clock in running.clocks:
            item = _term(asked, running.accident, clock)
            if item:
                yield item


def _term(asked: Asked, accident: Accident, clock: Clock) -> OpenItem | None:
    due = shanghai_date(clock.ends_at) if clock.ends_at else None
    urgency = Urgency.LATE if clock.status(asked.now) is ClockStatus.OVERDUE else urgency_of(due, asked.today)
    if urgency is None:
        return None
    to = url_for("accidents.clocks", accident_id=accident.id)
    return OpenItem(
        what=clock.label,
        where=accident.title,
        kind=N_("事故时限"),
        state=clock.counts_from if clock.from_diagnosis else N_("法定期限"),
        url=to,
        step=Step(N_("打开"), to),
        urgency=urgency,
        due=due,
        grave=True,
        symbol="hourglass",
    )


def _opinions(asked: Asked, scope: Scope) -> Iterator[OpenItem]:
    """Opinions whose day for an answer has passed."""
    filters = queries.OpinionFilters(status=OpinionStatus.OVERDUE)
    rows = queries.list_opinions(scope, filters, Window(0, _MOST), today=asked.today).items
    titles = queries.titles_of(rows)
    for one in rows:
        if asked.holds(one.union_id, one.by_id):
            to = url_for("accidents.opinions", accident_id=one.accident_id)
            yield OpenItem(
                what=one.words,
                where=titles[one.accident_id],
                kind=ABOUT_LABELS[About(one.about)],
                state=N_("意见逾期未答复"),
                url=to,
                step=Step(N_("登记答复"), to, "message"),
                urgency=Urgency.LATE,
                due=one.due_on,
                symbol="message-exclamation",
            )


def _seats(asked: Asked, scope: Scope) -> Iterator[OpenItem]:
    """Seats that were asked for and neither given nor refused."""
    for seat in queries.seats_unanswered(scope):
        if asked.holds(seat.union_id, seat.accident.registered_by):
            to = url_for("accidents.seats", accident_id=seat.accident_id)
            yield OpenItem(
                what=seat.accident.title,
                where=seat.asked_of or "",
                kind=N_("工会席位"),
                state=N_("要求参加调查，未答复"),
                url=to,
                step=Step(N_("登记答复"), to, "send"),
                urgency=Urgency.WAITING,
                grave=True,
                symbol="send",
            )


def _news(asked: Asked, scope: Scope) -> Iterator[OpenItem]:
    """News of accidents that belongs to no case yet."""
    filters = queries.NotificationFilters(linked="no")
    for one in queries.list_notifications(scope, filters, Window(0, _MOST)).items:
        if asked.holds(one.union_id, one.entered_by):
            to = url_for("accidents.notice", notification_id=one.id)
            yield OpenItem(
                what=one.words,
                where=one.employer_name or one.place or one.source,
                kind=N_("事故接报"),
                state=N_("未处理"),
                url=to,
                step=Step(N_("处理"), to, "inbox"),
                urgency=Urgency.WAITING,
                grave=True,
                symbol="inbox",
            )


def _reports(asked: Asked) -> Iterator[OpenItem]:
    """Reports that wait for this member's signature."""
    if not asked.actor.may(P.ACCIDENT_SIGN):
        return
    for version in queries.waiting_for_signature(asked.actor):
        to = url_for("accidents.sign", accident_id=version.accident_id, report_id=version.id)
        yield OpenItem(
            what=version.title,
            where="",
            kind=N_("事故调查报告"),
            state=N_("等待我签署"),
            url=url_for("accidents.reports", accident_id=version.accident_id),
            step=Step(N_("签署"), to, "signature"),
            urgency=Urgency.WAITING,
            who=asked.actor.name,
            grave=True,
            symbol="signature",
        )
