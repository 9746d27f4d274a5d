"""Reading plans and assignments."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from safety.access.roles import Role
from safety.access.scope import Scope
from safety.corrections.models import Demand
from safety.database import ordered, page_of, session
from safety.errors import NotFound
from safety.lists import Page, Window
from safety.people.models import Member
from safety.people.queries import contains, in_scope, members_with_role
from safety.plans.models import Plan, PlanItem
from safety.plans.rules import MOST_SITES, ItemState, Progress
from safety.workplaces.models import Employer, Site

Templates = Callable[[], Sequence[tuple[uuid.UUID, str]]]
_templates: list[Templates] = []


def register_templates(published: Templates) -> None:
    """Say which checklists can be planned with; inspections, which own them, register this."""
    _templates[:] = [published]


def templates() -> Sequence[tuple[uuid.UUID, str]]:
    """The published checklists: id and name."""
    return _templates[0]() if _templates else []


@dataclass(frozen=True)
class PlanFilters:
    """What a list of plans is narrowed to; ``state`` is open, overdue, done or closed."""

    q: str | None = None
    district: str | None = None
    state: str | None = None
    kind: str | None = None


@dataclass(frozen=True)
class SiteFilters:
    """Which sites to plan: by words, district, kind, industry, and not checked since a day."""

    q: str | None = None
    district: str | None = None
    kind: str | None = None
    industry: str | None = None
    unchecked_since: date | None = None


@dataclass(frozen=True)
class PlanRow:
    """A plan with how far it has come."""

    plan: Plan
    progress: Progress


_OPEN_ITEM = PlanItem.done_at.is_(None) & PlanItem.dropped_at.is_(None)


def _has_open_item() -> ColumnElement[bool]:
    return select(PlanItem.id).where(PlanItem.plan_id == Plan.id, _OPEN_ITEM).exists()


def plans(scope: Scope, filters: PlanFilters, window: Window, *, today: date, sort: str = "") -> Page[Plan]:
    """Plans of a scope, newest term first unless sorted otherwise."""
    statement = select(Plan).where(in_scope(Plan, scope)).options(joinedload(Plan.union))
    if filters.q:
        statement = statement.where(contains(Plan.name, filters.q))
    if filters.district:
        statement = statement.where(Plan.district_code == filters.district)
    if filters.kind:
        statement = statement.where(Plan.kind == filters.kind)
    states = {
        "open": Plan.closed_at.is_(None) & _has_open_item(),
        "overdue": Plan.closed_at.is_(None) & (Plan.due_on < today) & _has_open_item(),
        "done": Plan.closed_at.is_(None) & ~_has_open_item(),
        "closed": Plan.closed_at.is_not(None),
    }
    if filters.state in states:
        statement = statement.where(states[filters.state])
    columns = {"name": Plan.name, "due": Plan.due_on, "starts": Plan.starts_on}
    return page_of(ordered(statement, sort, columns, default="-due", tie=Plan.id), window)


def progress_of(plan_ids: Sequence[uuid.UUID], today: date) -> dict[uuid.UUID, Progress]:
    """How far each plan has come, in one query."""
    done = PlanItem.done_at.is_not(None) & PlanItem.dropped_at.is_(None)
    rows = session.execute(
        select(
            PlanItem.plan_id,
            func.count(PlanItem.id).filter(PlanItem.dropped_at.is_(None)),
            func.count(PlanItem.id).filter(done),
            func.count(PlanItem.id).filter(_OPEN_ITEM & (PlanItem.due_on < today)),
            func.count(PlanItem.id).filter(PlanItem.dropped_at.is_not(None)),
        )
        .where(PlanItem.plan_id.in_(plan_ids))
        .group_by(PlanItem.plan_id)
    )
    return {row[0]: Progress(row[1], row[2], row[3], row[4]) for row in rows}


def get_plan(plan_id: uuid.UUID, scope: Scope) -> Plan:
    """A plan within the scope.

    Raises:
        NotFound: there is none, or it lies elsewhere.
    """
    found = session.scalars(select(Plan).where(Plan.id == plan_id, in_scope(Plan, scope))).one_or_none()
    if found is None:
        raise NotFound
    return found


def items_of(
    plan: Plan, window: Window, *, today: date, state: str | None = None, inspector: uuid.UUID | None = None
) -> Page[PlanItem]:
    """A plan's items with site and inspector, optionally of one state or one person."""
    statement = (
        select(PlanItem)
        .where(PlanItem.plan_id == plan.id)
        .options(joinedload(PlanItem.site).joinedload(Site.employer), joinedload(PlanItem.inspector))
        .order_by(PlanItem.position)
    )
    conditions = {
        ItemState.OPEN: _OPEN_ITEM & (PlanItem.due_on >= today),
        ItemState.OVERDUE: _OPEN_ITEM & (PlanItem.due_on < today),
        ItemState.DONE: PlanItem.done_at.is_not(None) & PlanItem.dropped_at.is_(None),
        ItemState.DROPPED: PlanItem.dropped_at.is_not(None),
    }
    if state in set(ItemState):
        statement = statement.where(conditions[ItemState(state)])
    if inspector is not None:
        statement = statement.where(PlanItem.inspector_id == inspector)
    return page_of(statement, window)


def shares_of(plan: Plan, today: date) -> list[tuple[Member | None, Progress]]:
    """Each inspector's part of a plan, by name; last what nobody has."""
    items = session.execute(
        select(
            PlanItem.inspector_id,
            func.count(PlanItem.id).filter(PlanItem.dropped_at.is_(None)),
            func.count(PlanItem.id).filter(PlanItem.done_at.is_not(None) & PlanItem.dropped_at.is_(None)),
            func.count(PlanItem.id).filter(_OPEN_ITEM & (PlanItem.due_on < today)),
            func.count(PlanItem.id).filter(PlanItem.dropped_at.is_not(None)),
        )
        .where(PlanItem.plan_id == plan.id)
        .group_by(PlanItem.inspector_id)
    ).all()
    people = {
        member.id: member
        for member in session.scalars(
            select(Member).where(Member.id.in_([row[0] for row in items if row[0]]))
        )
    }
    shares = [
        (people.get(row[0]) if row[0] else None, Progress(row[1], row[2], row[3], row[4])) for row in items
    ]
    return sorted(shares, key=lambda share: (share[0] is None, share[0].name if share[0] else ""))


def _mine(member_id: uuid.UUID) -> ColumnElement[bool]:
    return (PlanItem.inspector_id == member_id) & _OPEN_ITEM & Plan.closed_at.is_(None)


def open_items_of(member_id: uuid.UUID) -> Sequence[PlanItem]:
    """What one person still has to check, the most urgent first."""
    return session.scalars(
        select(PlanItem)
        .join(Plan, PlanItem.plan_id == Plan.id)
        .where(_mine(member_id))
        .options(joinedload(PlanItem.plan), joinedload(PlanItem.site).joinedload(Site.employer))
        .order_by(PlanItem.due_on, PlanItem.position)
    ).all()


def open_counts(member_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many open items each person has."""
    rows = session.execute(
        select(PlanItem.inspector_id, func.count(PlanItem.id))
        .join(Plan, PlanItem.plan_id == Plan.id)
        .where(PlanItem.inspector_id.in_(member_ids), _OPEN_ITEM, Plan.closed_at.is_(None))
        .group_by(PlanItem.inspector_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def due_counts(member_id: uuid.UUID, today: date, week_ends_on: date) -> dict[str, int]:
    """One person's open items: overdue, due today, due by the week's end (today included)."""
    row = session.execute(
        select(
            func.count(PlanItem.id).filter(PlanItem.due_on < today),
            func.count(PlanItem.id).filter(PlanItem.due_on == today),
            func.count(PlanItem.id).filter(PlanItem.due_on.between(today, week_ends_on)),
            func.count(PlanItem.id),
        )
        .join(Plan, PlanItem.plan_id == Plan.id)
        .where(_mine(member_id))
    ).one()
    return {"overdue": row[0], "today": row[1], "week": row[2], "all": row[3]}


def sites_to_plan(scope: Scope, filters: SiteFilters) -> Sequence[Site]:
    """Open sites of a scope that match, by district and name; at most ``MOST_SITES``."""
    statement = (
        select(Site)
        .join(Employer, Site.employer_id == Employer.id)
        .where(in_scope(Site, scope), Site.closed_at.is_(None))
        .options(joinedload(Site.employer))
    )
    if filters.q:
        statement = statement.where(or_(contains(Site.name, filters.q), contains(Employer.name, filters.q)))
    if filters.unchecked_since:
        since = filters.unchecked_since
        statement = statement.where(or_(Site.last_checked_on.is_(None), Site.last_checked_on < since))
    for column, value in (
        (Site.district_code, filters.district),
        (Site.kind, filters.kind),
        (Site.industry, filters.industry),
    ):
        if value:
            statement = statement.where(column == value)
    return session.scalars(statement.order_by(Site.district_code, Site.name, Site.id).limit(MOST_SITES)).all()


def inspectors_in(scope: Scope, today: date) -> Sequence[Member]:
    """Who can be given sites to check."""
    found = {
        member.id: member
        for role in (Role.INSPECTOR, Role.DISTRICT_OFFICER)
        for member in members_with_role(role, scope, today)
    }
    return sorted(found.values(), key=lambda member: (member.name, str(member.id)))


def find_plan(plan_id: uuid.UUID, scope: Scope) -> Plan | None:
    """A plan by id, None when nobody has made it.

    Raises:
        NotFound: it exists, but out of scope.
    """
    return get_plan(plan_id, scope) if session.get(Plan, plan_id) is not None else None


def is_same(plan: Plan, sent: Mapping[str, Any]) -> bool:
    """Whether what was sent is what the plan was made of: a repeated PUT."""
    sites = set(session.scalars(select(PlanItem.site_id).where(PlanItem.plan_id == plan.id)))
    own = ("union_id", "name", "kind", "starts_on", "due_on", "template_id", "note")
    return sites == set(sent["site_ids"]) and all(getattr(plan, name) == sent[name] for name in own)


def holders_of_work(scope: Scope) -> list[tuple[Member, int, int]]:
    """Everybody in the scope with open work: the person, planned checks, findings they answer for.

    People who left are listed too: it is their work that must be handed over.
    """
    items = dict(
        session.execute(
            select(PlanItem.inspector_id, func.count(PlanItem.id))
            .join(Plan, PlanItem.plan_id == Plan.id)
            .where(_OPEN_ITEM, Plan.closed_at.is_(None), in_scope(Plan, scope))
            .group_by(PlanItem.inspector_id)
        ).all()
    )
    demands = dict(
        session.execute(
            select(Demand.responsible_id, func.count(Demand.id))
            .where(Demand.is_open, in_scope(Demand, scope))
            .group_by(Demand.responsible_id)
        ).all()
    )
    ids = {one for one in (*items, *demands) if one is not None}
    members = session.scalars(select(Member).where(Member.id.in_(ids)).order_by(Member.name, Member.id))
    return [(member, items.get(member.id, 0), demands.get(member.id, 0)) for member in members]
