"""Reading plans and assignments."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from safety.access.scope import Scope
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.inspections.models import Assignment, Plan
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.queries import in_scope
from safety.workplaces.models import Employer, Site

MOST_SITES = 2000
#: Still to be done by the union of the plan: neither checked, nor gone with its site to another union.
STILL_ASKED = Assignment.done_at.is_(None) & Assignment.passed_at.is_(None)
_GONE = Assignment.done_at.is_(None) & Assignment.passed_at.is_not(None)


@dataclass(frozen=True)
class PlanProgress:
    """How many sites of a plan are done, of how many; ``late`` are past their day and not done.

    ``passed`` went to another union before they were checked, and count no more.
    """

    done: int = 0
    total: int = 0
    late: int = 0
    passed: int = 0


@dataclass(frozen=True)
class SiteChoice:
    """Which sites a plan is to cover."""

    q: str | None = None
    district: str | None = None
    kind: str | None = None
    industry: str | None = None


def plans_in_order(scope: Scope, *, q: str | None = None, closed: bool | None = None) -> Select[Plan]:
    """Plans of the scope, those due last first."""
    statement = select(Plan).where(in_scope(Plan, scope))
    if q:
        statement = statement.where(folding.found([Plan], q))
    if closed is not None:
        statement = statement.where(Plan.closed_at.is_not(None) if closed else Plan.closed_at.is_(None))
    return in_order(statement, Plan.due_on.desc(), Plan.id)


def list_plans(
    scope: Scope, window: Window, *, q: str | None = None, closed: bool | None = None
) -> Page[Plan]:
    """One part of ``plans_in_order``."""
    whole = (joinedload(Plan.template), joinedload(Plan.union))
    return page_of(plans_in_order(scope, q=q, closed=closed).options(*whole), window)


def find_plan(plan_id: uuid.UUID, scope: Scope) -> Plan | None:
    """A plan within the scope, or None."""
    return session.scalars(
        select(Plan)
        .where(Plan.id == plan_id, in_scope(Plan, scope))
        .options(joinedload(Plan.template), joinedload(Plan.union))
    ).one_or_none()


def get_plan(plan_id: uuid.UUID, scope: Scope) -> Plan:
    """A plan within the scope.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    found = find_plan(plan_id, scope)
    if found is None:
        raise NotFound
    return found


def plan_progress(plan_ids: Iterable[uuid.UUID], today: date) -> dict[uuid.UUID, PlanProgress]:
    """Progress of each plan, in one statement."""
    late = func.count(case((STILL_ASKED & (Assignment.due_on < today), Assignment.id)))
    gone = func.count(case((_GONE, Assignment.id)))
    statement = (
        select(Assignment.plan_id, func.count(Assignment.id), func.count(Assignment.done_at), late, gone)
        .where(Assignment.plan_id.in_(list(plan_ids)))
        .group_by(Assignment.plan_id)
    )
    return {
        plan_id: PlanProgress(finished, total - passed, delayed, passed)
        for plan_id, total, finished, delayed, passed in session.execute(statement)
    }


def assignments_of(plan_id: uuid.UUID, scope: Scope) -> Sequence[Assignment]:
    """The sites of a plan that lie in the scope, by inspector and day."""
    statement = (
        select(Assignment)
        .where(Assignment.plan_id == plan_id, in_scope(Assignment, scope))
        .options(
            joinedload(Assignment.site).joinedload(Site.employer),
            joinedload(Assignment.inspector),
            joinedload(Assignment.passed_to),
        )
        .order_by(Assignment.inspector_id, Assignment.done_at.is_not(None), Assignment.due_on, Assignment.id)
    )
    return session.scalars(statement).all()


def own_assignments(member_id: uuid.UUID, *, done: bool = False, limit: int = 300) -> Sequence[Assignment]:
    """What an inspector has to check (or has checked), the earliest due first."""
    statement = (
        select(Assignment)
        .join(Plan, Assignment.plan_id == Plan.id)
        .where(
            Assignment.inspector_id == member_id,
            Assignment.done_at.is_not(None) if done else STILL_ASKED,
            Plan.closed_at.is_(None),
        )
        .options(joinedload(Assignment.site).joinedload(Site.employer), joinedload(Assignment.plan))
        .order_by(Assignment.due_on, Assignment.id)
        .limit(limit)
    )
    return session.scalars(statement).all()


def is_assigned_at(assignment_id: uuid.UUID, site_id: uuid.UUID) -> bool:
    """Whether there is an assignment of this id at the site."""
    found = select(Assignment.id).where(Assignment.id == assignment_id, Assignment.site_id == site_id)
    return session.scalar(found) is not None


def get_assignment(assignment_id: uuid.UUID, scope: Scope) -> Assignment:
    """An assignment within the scope.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    found = session.scalars(
        select(Assignment)
        .where(Assignment.id == assignment_id, in_scope(Assignment, scope))
        .options(joinedload(Assignment.plan), joinedload(Assignment.site))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def open_assignment_counts(member_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many sites each inspector still has to check."""
    statement = (
        select(Assignment.inspector_id, func.count(Assignment.id))
        .join(Plan, Assignment.plan_id == Plan.id)
        .where(
            Assignment.inspector_id.in_(list(member_ids)),
            STILL_ASKED,
            Plan.closed_at.is_(None),
        )
        .group_by(Assignment.inspector_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def sites_for_plan(scope: Scope, choice: SiteChoice) -> Sequence[Site]:
    """The open sites of the scope that the choice covers, at most ``MOST_SITES``."""
    statement = (
        select(Site)
        .join(Employer, Site.employer_id == Employer.id)
        .where(in_scope(Site, scope), Site.closed_at.is_(None))
        .options(joinedload(Site.employer))
        .order_by(Site.name_order, Site.id)
        .limit(MOST_SITES)
    )
    if choice.q:
        statement = statement.where(folding.found([Site, Employer], choice.q))
    equal = {Site.district_code: choice.district, Site.kind: choice.kind, Site.industry: choice.industry}
    statement = statement.where(*(column == value for column, value in equal.items() if value))
    return session.scalars(statement).unique().all()


def open_assignment_ids(member_id: uuid.UUID, scope: Scope) -> list[uuid.UUID]:
    """The sites of the scope that a member still has to check, as assignment ids."""
    statement = select(Assignment.id).where(
        Assignment.inspector_id == member_id, STILL_ASKED, in_scope(Assignment, scope)
    )
    return list(session.scalars(statement))
