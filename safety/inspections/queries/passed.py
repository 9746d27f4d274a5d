"""Reading assignments whose site passed to another union before it was checked."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from safety.access.scope import Scope
from safety.database import session
from safety.errors import NotFound
from safety.inspections.models import Assignment, Plan
from safety.inspections.queries.plans import STILL_ASKED
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.models import Union
from safety.people.queries import in_scope
from safety.workplaces.models import Site

_UNSETTLED = (
    Assignment.passed_at.is_not(None),
    Assignment.settled_at.is_(None),
    Assignment.done_at.is_(None),
)


def waiting_at(site_id: uuid.UUID, union_id: uuid.UUID) -> Select[Assignment]:
    """What a union still has to check at a site by its plans, or has to settle after another union."""
    own = STILL_ASKED & (Assignment.union_id == union_id)
    came = Assignment.settled_at.is_(None) & (Assignment.passed_to_id == union_id)
    return (
        select(Assignment)
        .join(Plan, Plan.id == Assignment.plan_id)
        .where(
            Assignment.site_id == site_id,
            Assignment.done_at.is_(None),
            Plan.closed_at.is_(None),
            or_(own, came),
        )
        .order_by(Assignment.id)
    )


def count_waiting(site_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many assignments would pass with each site."""
    own = STILL_ASKED & (Assignment.union_id == Site.union_id)
    came = Assignment.settled_at.is_(None) & (Assignment.passed_to_id == Site.union_id)
    statement = (
        select(Assignment.site_id, func.count(Assignment.id))
        .join(Plan, Plan.id == Assignment.plan_id)
        .join(Site, Site.id == Assignment.site_id)
        .where(
            Assignment.site_id.in_(list(site_ids)),
            Assignment.done_at.is_(None),
            Plan.closed_at.is_(None),
            or_(own, came),
        )
        .group_by(Assignment.site_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _passed(scope: Scope) -> Select[Assignment]:
    receivers = select(Union.id).where(in_scope(Union, scope))
    return select(Assignment).where(*_UNSETTLED, Assignment.passed_to_id.in_(receivers))


def list_passed(scope: Scope, window: Window) -> Page[Assignment]:
    """What came from other unions to those of the scope and nobody has settled yet, the earliest due first."""
    statement = in_order(_passed(scope), Assignment.due_on, Assignment.id)
    whole: tuple[Any, ...] = (
        joinedload(Assignment.site).joinedload(Site.employer),
        joinedload(Assignment.plan).joinedload(Plan.union),
        joinedload(Assignment.passed_to),
    )
    return page_of(statement.options(*whole), window)


def count_passed(scope: Scope) -> int:
    """How many of them there are."""
    return session.scalar(select(func.count()).select_from(_passed(scope).subquery())) or 0


def get_passed(assignment_id: uuid.UUID, scope: Scope) -> Assignment:
    """An assignment that passed to a union of the scope, settled or not.

    Raises:
        NotFound: there is none.
    """
    receivers = select(Union.id).where(in_scope(Union, scope))
    statement = select(Assignment).where(
        Assignment.id == assignment_id, Assignment.passed_to_id.in_(receivers)
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def plans_to_take_into(assignment: Assignment, union: Union, scope: Scope) -> Sequence[Plan]:
    """The plans that go on in which a union may take up a site: those of the scope that are its own or of a union
    above it, and the one that it came from if that is above.
    """
    above = Plan.union_id.in_(unions_above(union))
    mine = or_(in_scope(Plan, scope), Plan.id == assignment.plan_id)
    statement = select(Plan).where(Plan.closed_at.is_(None), above, mine)
    return session.scalars(statement.order_by(Plan.due_on, Plan.id)).all()


def unions_above(union: Union) -> list[uuid.UUID]:
    """A union and those above it in the tree."""
    return [uuid.UUID(one) for one in union.path.strip("/").split("/")]


def assignment_in(plan_id: uuid.UUID, site_id: uuid.UUID) -> Assignment | None:
    """The assignment of a site in a plan."""
    statement = select(Assignment).where(Assignment.plan_id == plan_id, Assignment.site_id == site_id)
    return session.scalars(statement).one_or_none()
