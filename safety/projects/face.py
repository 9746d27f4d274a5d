"""What the reviews of projects show of themselves beside their own pages."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.faces import Face
from safety.faces.codes import list_of
from safety.faces.day import Day, add_number
from safety.faces.menu import MenuEntry
from safety.people.queries import place_of
from safety.projects import queries
from safety.projects.open_items import open_items
from safety.projects.vocabulary import (
    ATTENDANCE_LABELS,
    CATEGORY_LABELS,
    CONCLUSION_LABELS,
    KIND_LABELS,
    STAGE_LABELS,
    TRACK_LABELS,
    Conclusion,
)
from safety.text import N_
from safety.wire.problems import translate
from safety.worklist import Asked
from safety.workplaces.models import Site
from safety.workplaces.queries import Action, Event


def _add_numbers(day: Day, asked: Asked) -> None:
    actor, today = asked.actor, asked.today
    if not actor.may(P.PROJECT_READ):
        return
    scope, to = actor.scope(P.PROJECT_READ), "projects.projects"
    late = queries.count_projects(scope, queries.ProjectFilters(waiting="reply"), today=today)
    without = queries.count_projects(scope, queries.ProjectFilters(no_union_part=True), today=today)
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
        waiting = queries.waiting_for_signature(actor)
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


def _history(site: Site, actor: Actor) -> Iterator[Event]:
    """The reviews of the projects at a site."""
    scope = actor.scope(P.PROJECT_READ)
    if scope.is_empty:
        return
    for project in queries.projects_of_site(site.id, scope):
        url = url_for("projects.project", project_id=project.id)
        yield Event(
            project.created_at, _("项目登记在册"), project.name, None, "building-community", "info", url
        )
        for sign_off in (one.signed for one in project.reviews if one.signed):
            words = translate(CONCLUSION_LABELS[Conclusion(sign_off.conclusion)])
            tone = "danger" if sign_off.conclusion == Conclusion.REFUSE else "success"
            at = sign_off.signed_at or project.created_at
            yield Event(at, _("签署结论"), f"{project.name} — {words}", None, "signature", tone, url)


def _beginnings(site: Site, actor: Actor) -> Iterator[Action]:
    """A project at the site, for those who may register one."""
    if actor.scope(P.PROJECT_RECORD).covers(place_of(site)):
        new = url_for("projects.new_project", site=site.id, owner=site.employer_id)
        yield Action(_("登记新项目"), new, "building-community", place=20)


FACE = Face(
    key="projects",
    label=N_("建设项目"),
    menu=(
        MenuEntry(
            "projects.projects",
            N_("建设项目"),
            "building-community",
            (P.PROJECT_READ,),
            ("projects.",),
            place=120,
        ),
    ),
    open_items=open_items,
    add_numbers=_add_numbers,
    history=_history,
    beginnings=_beginnings,
    code_lists={
        "attendance-kinds": list_of(ATTENDANCE_LABELS),
        "conclusions": list_of(CONCLUSION_LABELS),
        "opinion-categories": list_of(CATEGORY_LABELS),
        "project-stages": list_of(STAGE_LABELS),
        "project-tracks": list_of(TRACK_LABELS),
        "review-kinds": list_of(KIND_LABELS),
    },
    tablet_lists=lambda _on: {"attendances": ATTENDANCE_LABELS},
)
