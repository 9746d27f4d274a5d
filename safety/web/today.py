"""Today's numbers: what is late, what is due, what waits, for exactly the rows a person may see.

The faces of the duties add theirs. The list of what to do stands below them: ``safety.worklist``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from safety import faces
from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.backups.queries import backup_warnings
from safety.faces.day import Day, Line, add_number
from safety.law.days import start_of_day
from safety.lists import Window
from safety.people.operations.two_persons import KIND as ACCESS_ACTS
from safety.people.queries import registers
from safety.people.queries.trail import TrailFilter, list_trail
from safety.text import N_
from safety.web import today_offline
from safety.worklist import Asked
from safety.workplaces.queries.transfers import waiting_to_be_received


def day_of(actor: Actor, today: date, *, now: datetime | None = None) -> Day:
    """The day of ``actor``.  ``now`` is for terms of hours."""
    day = Day(today)
    asked = Asked(actor, today, now or start_of_day(today))
    for face in faces.shown():
        if face.add_numbers is not None:
            face.add_numbers(day, asked)
    _add_waiting(day, actor)
    _add_for_administrators(day, actor, today)
    for one in today_offline.waiting(actor, asked.now):
        day.work.append(Line(one.key, one.label, one.count, one.url, one.symbol, "warning"))
    if actor.may(P.MEMBER_READ):
        expiring = registers.expiring_certificates(actor.scope(P.MEMBER_READ), today)
        add_number(
            day.people,
            "certificates_expiring",
            N_("检查员证即将到期"),
            expiring,
            "certificate",
            "warning",
            "people.certificates",
            state="expiring",
        )
    return day


def _add_for_administrators(day: Day, actor: Actor, today: date) -> None:
    """What is amiss with backups, and for the auditor what was done to accounts since yesterday."""
    if actor.may(P.BACKUP_MANAGE) and (amiss := backup_warnings(today)):
        label = N_("备份有事项需要处理")
        add_number(
            day.urgent, "backups", label, len(amiss), "archive", "warning", "backups.backups", words=amiss[0]
        )
    if actor.may(P.AUDIT_READ):
        first = today - timedelta(days=1)
        told = list_trail(actor.scope(P.AUDIT_READ), Window(0, 1), TrailFilter(kind=ACCESS_ACTS, first=first))
        label = N_("昨日以来的账号、任职和重置要事")
        if told.total:
            add_number(
                day.urgent,
                "access_acts",
                label,
                told.total,
                "user-check",
                "warning",
                "web.audit",
                kind=ACCESS_ACTS,
                first=first.isoformat(),
            )


def _add_waiting(day: Day, actor: Actor) -> None:
    """Sites that another union offers."""
    if actor.may(P.SITE_TRANSFER):
        offered = waiting_to_be_received(actor.scope(P.SITE_TRANSFER))
        add_number(
            day.work,
            "transfers",
            N_("待接收的场所"),
            offered,
            "arrows-exchange",
            "info",
            "workplaces.transfers",
            state="proposed",
            side="in",
        )
