"""Reading employers and sites."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from safety.access.positions import FARTHEST_OFF_M, rounded
from safety.access.scope import Actor, Scope
from safety.audit import queries as audit
from safety.audit.models import AuditEntry
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.folding.names import name_key
from safety.law.positions import distance_m
from safety.lists import Page, Window
from safety.pages import ordered, page_of
from safety.people.queries import in_scope, place_of
from safety.workplaces.models import Employer, Site
from safety.workplaces.rules import NEAR_M, probably_one

METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class SiteFilters:
    """What a list of sites is narrowed to; ``state`` is open (default), closed or all."""

    q: str | None = None
    district: str | None = None
    kind: str | None = None
    industry: str | None = None
    union_id: uuid.UUID | None = None
    employer_id: uuid.UUID | None = None
    state: str | None = None


@dataclass(frozen=True)
class EmployerFilters:
    """What a list of employers is narrowed to."""

    q: str | None = None
    district: str | None = None
    industry: str | None = None
    has_union: str | None = None


@dataclass(frozen=True)
class Event:
    """Something in a site's history: for the timeline of its page.

    ``title`` and ``words`` are already in the reader's language.
    """

    at: datetime
    title: str
    words: str = ""
    by: str | None = None
    symbol: str = "point"
    tone: str = "neutral"
    url: str | None = None


History = Callable[[Site, Actor], Iterable[Event]]
_histories: list[History] = []


def register_history(provider: History) -> None:
    """Add a provider of events to every site's timeline; duties register theirs."""
    if provider not in _histories:
        _histories.append(provider)


def history_of(site: Site, actor: Actor) -> list[Event]:
    """Everything that happened at a site which ``actor`` may see, newest first."""
    events = [event for provider in _histories for event in provider(site, actor)]
    return sorted(events, key=lambda event: event.at, reverse=True)


@dataclass(frozen=True)
class Summary:
    """A number on a site's page that leads to its list."""

    label: str
    number: int
    url: str
    symbol: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Action:
    """Something to begin at a site: a button on its page; the smaller its ``place``, the further ahead."""

    label: str
    url: str
    symbol: str
    place: int = 0


_summaries: list[Callable[[Site, Actor], Iterable[Summary]]] = []
_actions: list[Callable[[Site, Actor], Iterable[Action]]] = []


def register_summaries(provider: Callable[[Site, Actor], Iterable[Summary]]) -> None:
    """Add a provider of numbers to every site's page."""
    if provider not in _summaries:
        _summaries.append(provider)


def register_actions(provider: Callable[[Site, Actor], Iterable[Action]]) -> None:
    """Add a provider of buttons to every site's page."""
    if provider not in _actions:
        _actions.append(provider)


def summaries_of(site: Site, actor: Actor) -> list[Summary]:
    """The numbers of a site's page."""
    return [one for provider in _summaries for one in provider(site, actor)]


def actions_at(site: Site, actor: Actor) -> list[Action]:
    """What ``actor`` can begin at a site."""
    return [one for provider in _actions for one in provider(site, actor)]


def _matches(words: str) -> ColumnElement[bool]:
    """Whether each of the words is in the site's or employer's name, address or code."""
    conditions = [folding.found([Site, Employer], word) for word in words.split()[:6]]
    found: ColumnElement[bool] = conditions[0] if conditions else Site.id.is_not(None)
    for condition in conditions[1:]:
        found = found & condition
    return found


def sites_statement(scope: Scope, filters: SiteFilters) -> Select[Site]:
    """The sites of a scope that match, with their employers, unsorted."""
    statement = (
        select(Site)
        .join(Employer, Site.employer_id == Employer.id)
        .where(in_scope(Site, scope))
        .options(joinedload(Site.employer))
    )
    if filters.q:
        statement = statement.where(_matches(filters.q))
    if filters.state in {None, "", "open"}:
        statement = statement.where(Site.closed_at.is_(None))
    elif filters.state == "closed":
        statement = statement.where(Site.closed_at.is_not(None))
    wanted: dict[Any, Any] = {
        Site.district_code: filters.district,
        Site.kind: filters.kind,
        Site.industry: filters.industry,
        Site.union_id: filters.union_id,
        Site.employer_id: filters.employer_id,
    }
    for column, value in wanted.items():
        if value:
            statement = statement.where(column == value)
    return statement


def sites_in_order(scope: Scope, filters: SiteFilters, sort: str = "") -> Select[Site]:
    """Sites of a scope, by name unless sorted otherwise."""
    columns = {
        "name": Site.name_order,
        "employer": Employer.name_order,
        "district": Site.district_code,
        "checked": Site.last_checked_on,
        "created": Site.created_at,
    }
    return ordered(sites_statement(scope, filters), sort, columns, default="name", tie=Site.id)


def search_sites(scope: Scope, filters: SiteFilters, window: Window, sort: str = "") -> Page[Site]:
    """One part of ``sites_in_order``."""
    return page_of(sites_in_order(scope, filters, sort), window)


def get_site(site_id: uuid.UUID, scope: Scope) -> Site:
    """A site within the scope, with employer and union.

    Raises:
        NotFound: there is none, or it lies elsewhere.
    """
    statement = (
        select(Site)
        .where(Site.id == site_id, in_scope(Site, scope))
        .options(joinedload(Site.employer), joinedload(Site.union))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def record_history(site: Site) -> Sequence[AuditEntry]:
    """What the audit holds of a site's own record, oldest first."""
    return session.scalars(audit.history_of("site", site.id)).all()


def find_site(site_id: uuid.UUID) -> Site | None:
    """A site by id whatever the scope: for telling a repeated PUT from a new one."""
    return session.get(Site, site_id)


def find_employer(employer_id: uuid.UUID) -> Employer | None:
    """An employer by id whatever the scope: for telling a repeated PUT from a new one."""
    return session.get(Employer, employer_id)


def sites_by_ids(ids: Iterable[uuid.UUID], scope: Scope) -> dict[uuid.UUID, Site]:
    """The sites among ``ids`` that lie in the scope."""
    statement = (
        select(Site).where(Site.id.in_(set(ids)), in_scope(Site, scope)).options(joinedload(Site.employer))
    )
    return {site.id: site for site in session.scalars(statement)}


def _box(lon: float, lat: float, metres: float) -> ColumnElement[bool]:
    """A box around a point that holds everything within ``metres`` (an index serves it)."""
    height = metres / METRES_PER_DEGREE
    width = metres / (METRES_PER_DEGREE * max(0.1, math.cos(math.radians(lat))))
    return Site.lon.between(lon - width, lon + width) & Site.lat.between(lat - height, lat + height)


def nearest_sites(
    scope: Scope, lon: float, lat: float, limit: int = 30, *, precise: Scope
) -> list[tuple[Site, float]]:
    """The open sites nearest to a WGS 84 point with their distances in metres, nearest first.

    Outside ``precise`` distances are those of the rounded positions, so that asking does not find the true ones.
    """
    within: list[tuple[Site, float]] = []
    for metres in (2_000.0, 20_000.0, 200_000.0, 2_000_000.0):
        statement = sites_statement(scope, SiteFilters()).where(_box(lon, lat, metres + FARTHEST_OFF_M))
        found = [
            (site, distance_m(lon, lat, *_seen(site.lon, site.lat, precise=precise.covers(place_of(site)))))
            for site in session.scalars(statement.limit(5_000))
            if site.lon is not None and site.lat is not None
        ]
        within = sorted((pair for pair in found if pair[1] <= metres), key=lambda pair: pair[1])
        if len(within) >= limit:
            return within[:limit]
    return within[:limit]


def _seen(lon: float, lat: float, *, precise: bool) -> tuple[float, float]:
    return (lon, lat) if precise else rounded(lon, lat)


def likely_duplicates(
    *,
    name: str,
    employer_id: uuid.UUID,
    position: tuple[float, float] | None,
    scope: Scope,
    but: uuid.UUID | None = None,
) -> list[Site]:
    """Open sites of the scope that are probably the same place as one about to be saved."""
    nearby = Site.employer_id == employer_id
    if position is not None:
        nearby = nearby | _box(*position, NEAR_M)
    statement = sites_statement(scope, SiteFilters()).where(nearby)
    if but is not None:
        statement = statement.where(Site.id != but)
    return [
        site
        for site in session.scalars(statement.limit(500))
        if probably_one(
            name=name,
            other_name=site.name,
            same_employer=site.employer_id == employer_id,
            position=position,
            other_position=(site.lon, site.lat) if site.lon is not None and site.lat is not None else None,
        )
    ]


@dataclass(frozen=True)
class Brief:
    """What telling two records of a register apart needs; ``position`` is WGS 84 (longitude, latitude)."""

    id: uuid.UUID
    name: str
    employer: str
    position: tuple[float, float] | None


def brief_sites(scope: Scope) -> list[Brief]:
    """Every open site of a scope, in brief, by name."""
    columns = (Site.id, Site.name, Employer.name, Site.lon, Site.lat)
    statement = select(*columns).join(Employer, Site.employer_id == Employer.id)
    rows = session.execute(
        statement.where(in_scope(Site, scope), Site.closed_at.is_(None)).order_by(Site.name_order, Site.id)
    )
    return [
        Brief(id, name, employer, (lon, lat) if lon is not None and lat is not None else None)
        for id, name, employer, lon, lat in rows
    ]


def employers_in_order(scope: Scope, filters: EmployerFilters, sort: str = "") -> Select[Employer]:
    """Employers of a scope, by name unless sorted otherwise."""
    statement = select(Employer).where(in_scope(Employer, scope))
    for word in (filters.q or "").split()[:6]:
        statement = statement.where(folding.found([Employer], word))
    if filters.district:
        statement = statement.where(Employer.district_code == filters.district)
    if filters.industry:
        statement = statement.where(Employer.industry == filters.industry)
    if filters.has_union in {"yes", "no"}:
        statement = statement.where(Employer.has_union.is_(filters.has_union == "yes"))
    columns = {
        "name": Employer.name_order,
        "headcount": Employer.headcount,
        "district": Employer.district_code,
        "created": Employer.created_at,
    }
    return ordered(statement, sort, columns, default="name", tie=Employer.id)


def search_employers(
    scope: Scope, filters: EmployerFilters, window: Window, sort: str = ""
) -> Page[Employer]:
    """One part of ``employers_in_order``."""
    return page_of(employers_in_order(scope, filters, sort), window)


def site_counts(employer_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many open sites each employer has."""
    rows = session.execute(
        select(Site.employer_id, func.count(Site.id))
        .where(Site.employer_id.in_(employer_ids), Site.closed_at.is_(None))
        .group_by(Site.employer_id)
    )
    return {row[0]: row[1] for row in rows}


def get_employer(employer_id: uuid.UUID, scope: Scope) -> Employer:
    """An employer within the scope, with its sites.

    Raises:
        NotFound: there is none, or it lies elsewhere.
    """
    statement = (
        select(Employer)
        .where(Employer.id == employer_id, in_scope(Employer, scope))
        .options(selectinload(Employer.sites), joinedload(Employer.union))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def employers_of_name(name: str, scope: Scope) -> Sequence[Employer]:
    """The employers of a scope that bear the name, however it is written."""
    statement = select(Employer).where(Employer.name_key == name_key(name), in_scope(Employer, scope))
    return session.scalars(statement.order_by(Employer.created_at, Employer.id).limit(20)).all()


def employer_by_code(credit_code: str) -> Employer | None:
    """The employer with a credit code, whatever the scope (codes are unique)."""
    return session.scalars(select(Employer).where(Employer.credit_code == credit_code)).one_or_none()


def employer_choices(scope: Scope, words: str, limit: int = 20) -> Sequence[Employer]:
    """Employers whose name or code contains ``words``, for choosing one."""
    return search_employers(scope, EmployerFilters(q=words), Window(0, limit)).items
