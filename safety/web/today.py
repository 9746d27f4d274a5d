"""Today's numbers: what is late, what is due, what waits, for exactly the rows a person may see.

The list of what to do stands below them: ``safety.worklist``.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Scope
from safety.accidents import queries as accidents
from safety.accidents.vocabulary import OpinionStatus
from safety.backups.queries import backup_warnings
from safety.corrections import queries as corrections
from safety.corrections.rights import sight_of
from safety.inspections.queries import checks, count_passed, plans
from safety.law.days import shanghai_date, start_of_day
from safety.lists import Window
from safety.people.operations.two_persons import KIND as ACCESS_ACTS
from safety.people.queries import registers
from safety.people.queries.trail import TrailFilter, list_trail
from safety.projects import queries as projects
from safety.text import N_, Text
from safety.web import today_offline
from safety.web.day_numbers import Day, Line, add_number
from safety.workplaces.queries.transfers import waiting_to_be_received


def day_of(actor: Actor, today: date, *, now: datetime | None = None) -> Day:
    """The day of ``actor``.  ``now`` is for terms of hours."""
    day = Day(today)
    if sight_of(actor):
        _add_corrections(day, actor, today)
    if actor.may(P.PROJECT_READ):
        _add_projects(day, actor, today)
    if actor.may(P.ACCIDENT_READ):
        _add_accidents(day, actor, now or start_of_day(today))
    if actor.may(P.INSPECTION_RECORD) and actor.member_id is not None:
        _add_own_checks(day, actor.member_id, today)
    _add_waiting(day, actor)
    _add_for_administrators(day, actor, today)
    for one in today_offline.waiting(actor, now or start_of_day(today)):
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
    """Checks to be adopted, and sites that another union offers."""
    if actor.may(P.INSPECTION_ADOPT):
        waiting = checks.waiting_adoption(actor.scope(P.INSPECTION_ADOPT))
        add_number(
            day.work,
            "waiting_adoption",
            N_("待持证检查员采纳的检查"),
            waiting,
            "certificate",
            "warning",
            "inspections.register",
            state="uncertified",
        )
    if actor.may(P.PLAN_MANAGE):
        passed = count_passed(actor.scope(P.PLAN_MANAGE))
        label = N_("前任工会未完成的检查任务")
        add_number(day.work, "passed", label, passed, "calendar-event", "warning", "inspections.passed")
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


def _add_corrections(day: Day, actor: Actor, today: date) -> None:
    counts = corrections.demand_counts(sight_of(actor), today)
    _add_urgent_corrections(day, actor, today, counts)
    _add_corrections_at_work(day, actor, counts)


def _add_urgent_corrections(day: Day, actor: Actor, today: date, counts: corrections.DemandCounts) -> None:
    own = corrections.demand_counts(sight_of(actor), today, responsible_id=actor.member_id)
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


def _add_corrections_at_work(day: Day, actor: Actor, counts: corrections.DemandCounts) -> None:
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


def _add_projects(day: Day, actor: Actor, today: date) -> None:
    scope, to = actor.scope(P.PROJECT_READ), "projects.projects"
    late = projects.count_projects(scope, projects.ProjectFilters(waiting="reply"), today=today)
    without = projects.count_projects(scope, projects.ProjectFilters(no_union_part=True), today=today)
    if without:
        add_number(
            day.urgent,
            "no_union_part",
            N_("投入使用，工会未参与"),
            without,
            "alert-octagon",
            "danger",
            to,
            no_union_part="true",
        )
    if actor.may(P.PROJECT_SIGN):
        waiting = projects.waiting_for_signature(actor)
        one = {"review_id": waiting[0].id} if len(waiting) == 1 else {"waiting": "sign"}
        add_number(
            day.urgent,
            "project_signatures",
            N_("等待我签署的项目结论"),
            len(waiting),
            "signature",
            "warning",
            "projects.review" if len(waiting) == 1 else to,
            **one,
        )
    if late:
        add_number(
            day.urgent,
            "project_replies",
            N_("有意见逾期未答复的项目"),
            late,
            "clock-exclamation",
            "danger",
            to,
            waiting="reply",
        )


def _add_accidents(day: Day, actor: Actor, now: datetime) -> None:
    scope, running = actor.scope(P.ACCIDENT_READ), "accidents.running"
    terms = accidents.clock_counts(scope, now)
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
    _add_accidents_at_work(day, scope, now)
    if actor.may(P.ACCIDENT_SIGN) and (waiting := accidents.waiting_for_signature(actor)):
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


def _add_accidents_at_work(day: Day, scope: Scope, now: datetime) -> None:
    notices = accidents.list_notifications(
        scope, accidents.NotificationFilters(linked="no"), Window(0, 1)
    ).total
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
        accidents.count_opinions(scope, OpinionStatus.OVERDUE, today=shanghai_date(now)),
        "message-exclamation",
        "danger",
        "accidents.all_opinions",
        status=OpinionStatus.OVERDUE.value,
    )
    asked = len(accidents.seats_unanswered(scope))
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


def _add_own_checks(day: Day, member_id: uuid.UUID, today: date) -> None:
    assigned = plans.own_assignments(member_id)
    late = sum(one.due_on < today for one in assigned)
    drafts = checks.open_drafts(member_id)
    late_words = Text(N_("其中已过期限 %(n)s 个"), n=late) if late else None
    add_number(
        day.work,
        "assigned_checks",
        N_("我的检查任务"),
        len(assigned),
        "clipboard-check",
        "warning" if late else "info",
        "inspections.assigned",
        words=late_words,
    )
    add_number(
        day.work, "own_drafts", N_("没有提交的检查"), len(drafts), "pencil", "info", "inspections.assigned"
    )
