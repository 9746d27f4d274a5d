"""The register of projects: lists, counts, one project, rows for the map."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from safety.access.scope import Scope
from safety.corrections.models import Demand
from safety.corrections.vocabulary import DemandState
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.folding.names import name_key
from safety.law.days import end_of_day, start_of_day
from safety.lists import Page, Window
from safety.pages import ordered, page_of
from safety.people.queries import in_scope
from safety.projects.models import Project, Review, SignOff
from safety.projects.vocabulary import Stage
from safety.workplaces.models import Employer
from safety.workplaces.queries import Brief

#: What opinions and conditions name as their source: the review.
SOURCE = "review"
_SORTS = {
    "name": Project.name_order,
    "nature": Project.nature,
    "district": Project.district_code,
    "stage": Project.stage,
    "registered": Project.created_at,
    "investment": Project.investment_yuan,
}
USUAL_SORT = "-registered"
_LISTED = (
    joinedload(Project.owner),
    selectinload(Project.reviews).selectinload(Review.sign_offs),
)


@dataclass(frozen=True)
class ProjectFilters:
    """Filters of the register; None asks for nothing.  ``since``/``until`` are days of registration."""

    q: str | None = None
    district: str | None = None
    stage: Stage | None = None
    nature: str | None = None
    no_union_part: bool | None = None
    high_risk: bool | None = None
    site_id: uuid.UUID | None = None
    waiting: str | None = None
    since: date | None = None
    until: date | None = None


class MapRow(NamedTuple):
    """A project as a map draws it."""

    id: uuid.UUID
    name: str
    owner: str
    stage: str
    no_union_part: bool
    lon: float
    lat: float
    outline: dict[str, Any] | None
    district_code: str | None


EVERY = ProjectFilters()


def conditions(scope: Scope, filters: ProjectFilters, today: date) -> list[ColumnElement[bool]]:
    """What a row must fit."""
    found: list[ColumnElement[bool]] = [in_scope(Project, scope)]
    if filters.q:
        owners = select(Employer.id).where(folding.found([Employer], filters.q))
        found.append(or_(folding.found([Project], filters.q), Project.owner_id.in_(owners)))
    for column, value in (
        (Project.district_code, filters.district),
        (Project.stage, filters.stage),
        (Project.nature, filters.nature),
        (Project.site_id, filters.site_id),
    ):
        if value is not None:
            found.append(column == value)
    if filters.no_union_part:
        found.append(Project.no_union_part.is_(True))
    if filters.high_risk:
        found.append(Project.is_high_risk.is_(True))
    if filters.since:
        found.append(Project.created_at >= start_of_day(filters.since))
    if filters.until:
        found.append(Project.created_at < end_of_day(filters.until))
    if filters.waiting:
        found.append(Project.id.in_(_waiting(filters.waiting, today)))
    return found


def _waiting(what: str, today: date) -> Select[Any]:
    """Projects with an overdue reply, or with a conclusion that waits to be signed."""
    if what == "sign":
        proposed = select(SignOff.review_id).where(SignOff.state == "proposed")
        return select(Review.project_id).where(Review.id.in_(proposed))
    late = select(Demand.source_id).where(
        Demand.source_kind == SOURCE,
        Demand.is_open,
        Demand.term_on < today,
        Demand.state.in_([DemandState.DEMANDED, DemandState.UNCORRECTED]),
    )
    return select(Review.project_id).where(Review.id.in_(late))


def list_projects(
    scope: Scope, filters: ProjectFilters, window: Window, *, today: date, sort: str = ""
) -> Page[Project]:
    """The register, with owners and reviews."""
    statement = select(Project).where(*conditions(scope, filters, today)).options(*_LISTED)
    return page_of(ordered(statement, sort, _SORTS, default=USUAL_SORT, tie=Project.id), window)


def project_ids(
    scope: Scope, filters: ProjectFilters, *, today: date, sort: str = USUAL_SORT
) -> Sequence[uuid.UUID]:
    """The ids of the register's rows, in its order."""
    statement = select(Project.id).where(*conditions(scope, filters, today))
    return session.scalars(ordered(statement, sort, _SORTS, default=USUAL_SORT, tie=Project.id)).all()


def projects_by_id(ids: Sequence[uuid.UUID]) -> Sequence[Project]:
    """The rows of ``ids`` in their order; the caller has found the ids in a scope."""
    rows = session.scalars(select(Project).where(Project.id.in_(ids)).options(*_LISTED))
    by_id = {row.id: row for row in rows}
    return [by_id[one] for one in ids if one in by_id]


def stage_counts(scope: Scope, filters: ProjectFilters, *, today: date) -> dict[Stage, int]:
    """How many projects stand in each stage."""
    statement = (
        select(Project.stage, func.count()).where(*conditions(scope, filters, today)).group_by(Project.stage)
    )
    counts = {Stage(stage): count for stage, count in session.execute(statement)}
    return {stage: counts.get(stage, 0) for stage in Stage}


def count_projects(scope: Scope, filters: ProjectFilters, *, today: date) -> int:
    """How many projects fit."""
    statement = select(func.count()).select_from(Project).where(*conditions(scope, filters, today))
    return session.scalar(statement) or 0


def without_union_part_by_district(scope: Scope) -> dict[str, int]:
    """How many projects were put into use without the union's part, by district code."""
    statement = (
        select(Project.district_code, func.count())
        .where(in_scope(Project, scope), Project.no_union_part.is_(True))
        .group_by(Project.district_code)
    )
    return {code: count for code, count in session.execute(statement) if code is not None}


def is_kept(project_id: uuid.UUID) -> bool:
    """Whether there is a project of this id, whoever asks: for the answer's status only."""
    return session.scalar(select(Project.id).where(Project.id == project_id)) is not None


def get_project(project_id: uuid.UUID, scope: Scope) -> Project:
    """A project of the scope with its reviews.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = (
        select(Project)
        .where(Project.id == project_id, in_scope(Project, scope))
        .options(joinedload(Project.owner), selectinload(Project.moves), joinedload(Project.site))
    )
    found = session.scalars(statement).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def projects_of_site(site_id: uuid.UUID, scope: Scope) -> Sequence[Project]:
    """The projects at a site, the newest first."""
    statement = select(Project).where(Project.site_id == site_id, in_scope(Project, scope))
    return session.scalars(statement.order_by(Project.created_at.desc()).options(*_LISTED)).all()


def likely_duplicates(
    *, name: str, owner_id: uuid.UUID, scope: Scope, but: uuid.UUID | None = None
) -> Sequence[Project]:
    """Projects of the same owner and name."""
    statement = select(Project).where(
        Project.owner_id == owner_id, Project.name_key == name_key(name), in_scope(Project, scope)
    )
    if but is not None:
        statement = statement.where(Project.id != but)
    return session.scalars(statement.limit(5)).all()


def brief_projects(scope: Scope) -> list[Brief]:
    """Every project of a scope, in brief, by name."""
    columns = (Project.id, Project.name, Employer.name, Project.lon, Project.lat)
    statement = select(*columns).join(Employer, Project.owner_id == Employer.id)
    rows = session.execute(statement.where(in_scope(Project, scope)).order_by(Project.name_order, Project.id))
    return [
        Brief(id, name, owner, (lon, lat) if lon is not None and lat is not None else None)
        for id, name, owner, lon, lat in rows
    ]


def map_rows(
    scope: Scope,
    filters: ProjectFilters = EVERY,
    *,
    today: date,
    among: Collection[uuid.UUID] | None = None,
) -> Sequence[MapRow]:
    """Projects with a position, for the map's layer; with ``among`` only those named."""
    wanted = [] if among is None else [Project.id.in_(among)]
    statement = (
        select(
            Project.id,
            Project.name,
            Employer.name,
            Project.stage,
            Project.no_union_part,
            Project.lon,
            Project.lat,
            Project.outline,
            Project.district_code,
        )
        .join(Employer, Project.owner_id == Employer.id)
        .where(*conditions(scope, filters, today), *wanted, Project.lon.is_not(None))
        .order_by(Project.name_order, Project.id)
    )
    return [MapRow(*row) for row in session.execute(statement)]
