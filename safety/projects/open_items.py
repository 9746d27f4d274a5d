"""What is open in construction projects beside the demands on them: conclusions to sign, use without the union."""

from __future__ import annotations

from flask import url_for

from safety.access.permissions import Permission as P
from safety.lists import Window
from safety.projects import queries
from safety.projects.models import Project, Review
from safety.projects.vocabulary import KIND_LABELS, ReviewKind
from safety.text import N_
from safety.worklist import Asked, Found, OpenItem, Step, Urgency, Whose, first_of, together

_MOST = 200


def open_items(asked: Asked) -> Found:
    """All of it."""
    return together([_to_sign(asked), _without_union(asked)], asked.most)


def _to_sign(asked: Asked) -> Found:
    if not asked.actor.may(P.PROJECT_SIGN):
        return Found()
    # In the order of their rank: what is missing is asked for those only that are shown.
    waiting = sorted(queries.waiting_for_signature(asked.actor), key=lambda one: str(one.id))
    return Found([_signature(asked, one) for one in waiting[: asked.most]], len(waiting))


def _signature(asked: Asked, one: Review) -> OpenItem:
    """A conclusion to sign; where something is still missing the way leads to the review, which names it."""
    page, sign = (url_for(f"projects.{name}", review_id=one.id) for name in ("review", "sign"))
    lacking = bool(queries.missing_to_sign(one))
    return OpenItem(
        what=one.project.name,
        where=one.project.owner.name,
        kind=KIND_LABELS[ReviewKind(one.kind)],
        state=N_("结论待签署，还有缺项") if lacking else N_("结论待签署"),
        url=page,
        step=Step(N_("打开"), page) if lacking else Step(N_("签署"), sign, "signature"),
        urgency=Urgency.WAITING,
        who=asked.actor.name,
        symbol="signature",
    )


def _without_union(asked: Asked) -> Found:
    """Projects in use whose acceptance the union had no part in; nobody's alone."""
    scope = asked.actor.scope(P.PROJECT_READ)
    if scope.is_empty or asked.whose is Whose.MINE:
        return Found()
    filters = queries.ProjectFilters(no_union_part=True)
    rows = queries.list_projects(scope, filters, Window(0, _MOST), today=asked.today).items
    return first_of((_unattended(one) for one in rows if asked.holds(one.union_id)), asked.most)


def _unattended(one: Project) -> OpenItem:
    to = url_for("projects.project", project_id=one.id)
    return OpenItem(
        what=one.name,
        where=one.owner.name,
        kind=N_("建设项目"),
        state=N_("投入使用，工会未参与"),
        url=to,
        step=Step(N_("打开"), to),
        urgency=Urgency.WAITING,
        grave=True,
        symbol="building-factory",
    )
