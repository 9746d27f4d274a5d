"""Reading findings: what is ours together with the demand that carries their life."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from safety.access.scope import Scope
from safety.corrections.models import Demand
from safety.corrections.queries.demands import moved_since
from safety.corrections.queries.found import found_moment, found_within
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.inspections.models import ChecklistVersion, Finding, Inspection
from safety.inspections.queries.checks import RegisterFilters
from safety.inspections.rules.checklists import question_in
from safety.lists import Page, Window
from safety.pages import ordered, page_of
from safety.people.queries import in_scope
from safety.workplaces.models import Employer, Site


def _sorts() -> dict[str, Any]:
    return {
        "raised": Demand.raised_at,
        "found": found_moment(),
        "term": Demand.term_on,
        "score": Finding.score,
        "site": Site.name_order,
        "state": Demand.state,
    }


def _register(scope: Scope, filters: RegisterFilters, today: date) -> Select[Any]:
    statement = (
        select(Finding)
        .join(Demand, Finding.id == Demand.id)
        .join(Inspection, Finding.inspection_id == Inspection.id)
        .join(Site, Demand.site_id == Site.id)
        .join(Employer, Site.employer_id == Employer.id)
        .where(in_scope(Demand, scope))
    )
    if filters.q:
        statement = statement.where(folding.found([Demand, Site, Employer], filters.q))
    if filters.template:
        statement = statement.join(ChecklistVersion, Inspection.version_id == ChecklistVersion.id).where(
            ChecklistVersion.template_id == filters.template
        )
    equal = {
        Demand.district_code: filters.district,
        Demand.site_id: filters.site,
        Demand.grade: filters.grade,
        Demand.colour: filters.colour,
        Finding.factor: filters.factor,
    }
    statement = statement.where(*(column == value for column, value in equal.items() if value))
    return _narrowed(statement, filters, today)


def _narrowed(statement: Select[Any], filters: RegisterFilters, today: date) -> Select[Any]:
    if filters.state == "open":
        statement = statement.where(Demand.is_open.is_(True))
    elif filters.state:
        statement = statement.where(Demand.state == filters.state)
    if filters.inspector:
        statement = statement.where(
            or_(Demand.responsible_id == filters.inspector, Inspection.inspector_id == filters.inspector)
        )
    if filters.overdue:
        statement = statement.where(Demand.is_open.is_(True), Demand.term_on < today)
    return statement.where(*found_within(filters.since, filters.until))


def findings_in_order(scope: Scope, filters: RegisterFilters, *, today: date, sort: str) -> Select[Any]:
    """The register in its order, unless sorted otherwise the latest first."""
    return ordered(_register(scope, filters, today), sort, _sorts(), default="-raised", tie=Finding.id.desc())


def list_findings(
    scope: Scope, filters: RegisterFilters, window: Window, *, today: date, sort: str = "-raised"
) -> Page[Finding]:
    """The register of findings; ``overdue`` is judged by ``today``."""
    statement = findings_in_order(scope, filters, today=today, sort=sort).options(
        contains_eager(Finding.demand).contains_eager(Demand.site).contains_eager(Site.employer),
        contains_eager(Finding.inspection),
    )
    found: Page[Finding] = page_of(statement, window, changed=moved_since)
    return found


def finding_ids(
    scope: Scope, filters: RegisterFilters, *, today: date, sort: str = "-raised"
) -> Sequence[uuid.UUID]:
    """The ids of the whole register in its order, for an export that then reads them part by part."""
    statement = findings_in_order(scope, filters, today=today, sort=sort)
    return session.scalars(statement.with_only_columns(Finding.id)).all()


def findings_by_id(ids: Sequence[uuid.UUID]) -> Sequence[Finding]:
    """The findings of ``ids`` in that order; the caller found the ids within a scope."""
    statement = (
        select(Finding)
        .where(Finding.id.in_(ids))
        .options(
            joinedload(Finding.demand).joinedload(Demand.site).joinedload(Site.employer),
            joinedload(Finding.inspection),
        )
    )
    found = {row.id: row for row in session.scalars(statement)}
    return [found[one] for one in ids if one in found]


def findings_of(inspection_id: uuid.UUID) -> Sequence[Finding]:
    """The findings of a check that the caller may see, in the order they were recorded."""
    statement = (
        select(Finding)
        .where(Finding.inspection_id == inspection_id)
        .options(joinedload(Finding.demand))
        .order_by(Finding.id)
    )
    return session.scalars(statement).all()


def get_finding(finding_id: uuid.UUID, scope: Scope) -> Finding:
    """A finding within the scope, with its demand, site and check.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = (
        select(Finding)
        .join(Demand, Finding.id == Demand.id)
        .where(Finding.id == finding_id, in_scope(Demand, scope))
        .options(
            contains_eager(Finding.demand).joinedload(Demand.site).joinedload(Site.employer),
            joinedload(Finding.inspection).joinedload(Inspection.inspector),
            joinedload(Finding.inspection).joinedload(Inspection.version_used),
        )
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def first_photos(finding_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The first photograph of each finding that has one; the caller has checked the findings."""
    statement = select(Finding.id, Finding.photos).where(Finding.id.in_(finding_ids))
    return {its_id: uuid.UUID(str(photos[0])) for its_id, photos in session.execute(statement) if photos}


def questions_of_findings(demand_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The question of the checklist that each finding was begun from; none for one outside the list."""
    found = session.execute(
        select(Finding.id, Finding.item_id, Inspection.version_id)
        .join(Inspection, Finding.inspection_id == Inspection.id)
        .where(Finding.id.in_(demand_ids), Finding.item_id.is_not(None), Inspection.version_id.is_not(None))
    ).all()
    asked = {
        one.id: question_in(session.get_one(ChecklistVersion, one.version_id).content, one.item_id)
        for one in found
    }
    return {one: question for one, question in asked.items() if question is not None}
