"""What the site checks show of themselves beside their own pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.faces import Face
from safety.faces.codes import list_of
from safety.faces.day import Day, add_number
from safety.faces.menu import MenuEntry
from safety.inspections import queries
from safety.inspections.open_items import open_items
from safety.inspections.queries import checks, count_passed, plans
from safety.inspections.rules import ANSWER_LABELS, STATE_LABELS, hazards
from safety.law import lec
from safety.people.queries import place_of
from safety.text import N_, Text
from safety.worklist import Asked
from safety.workplaces.models import Site
from safety.workplaces.queries import Action, Event


def _add_numbers(day: Day, asked: Asked) -> None:
    actor = asked.actor
    if actor.may(P.INSPECTION_RECORD) and actor.member_id is not None:
        _add_own(day, actor.member_id, asked.today)
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


def _add_own(day: Day, member_id: uuid.UUID, today: date) -> None:
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


def _history(site: Site, actor: Actor) -> Iterator[Event]:
    """The submitted checks of a site."""
    scope = actor.scope(P.INSPECTION_READ)
    if scope.is_empty:
        return
    for one in queries.inspections_of_site(site.id, scope):
        words = _("发现隐患 %(n)s 项，其中重大 %(major)s 项", n=one.finding_count, major=one.major_count)
        yield Event(
            at=one.began_at or one.saved_at,
            title=_("现场检查"),
            words=words if one.finding_count else _("未发现隐患"),
            by=one.inspector.name,
            symbol="clipboard-check",
            tone="progress",
            url=url_for("inspections.inspection", inspection_id=one.id),
        )


def _beginnings(site: Site, actor: Actor) -> Iterator[Action]:
    """A check at the site, for those who may make one."""
    if actor.scope(P.INSPECTION_RECORD).covers(place_of(site)):
        yield Action(_("开始检查"), url_for("inspections.start", site=site.id), "clipboard-check", place=10)


FACE = Face(
    key="inspections",
    label=N_("检查任务"),
    menu=(
        MenuEntry(
            "inspections.assigned",
            N_("我的检查任务"),
            "clipboard-check",
            (P.INSPECTION_RECORD,),
            ("inspections.start", "inspections.check"),
            place=10,
        ),
        MenuEntry(
            "inspections.register",
            N_("检查记录"),
            "clipboard-list",
            (P.INSPECTION_READ,),
            ("inspections.inspection", "inspections.finding"),
            place=50,
        ),
        MenuEntry(
            "inspections.plans",
            N_("检查计划"),
            "calendar-event",
            (P.PLAN_READ,),
            (
                "inspections.plan",
                "inspections.new_plan",
                "inspections.hand_over_form",
                "inspections.passed",
            ),
            place=60,
        ),
        MenuEntry(
            "inspections.checklists",
            N_("检查表"),
            "checklist",
            (P.CHECKLIST_READ,),
            ("inspections.checklist", "inspections.new_checklist", "inspections.edit_checklist"),
            place=70,
        ),
    ),
    open_items=open_items,
    add_numbers=_add_numbers,
    history=_history,
    beginnings=_beginnings,
    code_lists={
        "answers": list_of(ANSWER_LABELS),
        "inspection-states": list_of(STATE_LABELS),
    },
    tablet_lists=lambda _on: {
        "answers": ANSWER_LABELS,
        "factor_groups": hazards.factor_groups(),
        "scales": hazards.SCALES,
        "bands": lec.BANDS,
    },
)
