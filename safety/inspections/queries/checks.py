"""Reading site checks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from safety.access.scope import Place, Scope
from safety.corrections.models import Demand
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.inspections.models import (
    ChecklistVersion,
    Finding,
    Inspection,
    InspectionConflict,
)
from safety.inspections.rules import InspectionState
from safety.law.days import start_of_day
from safety.lists import Page, Window
from safety.pages import ordered, page_of
from safety.people.models import Union
from safety.people.queries import in_scope
from safety.reads import Asked, Read
from safety.workplaces.models import Employer, FormerDistrict, FormerUnion, Site
from safety.workplaces.queries.editions import place_for

SORTS = {
    "started": Inspection.began_at,
    "site": Site.name_order,
    "findings": Inspection.finding_count,
    "submitted": Inspection.submitted_at,
}


@dataclass(frozen=True)
class RegisterFilters:
    """The filters of both registers; None leaves a filter out."""

    q: str | None = None
    district: str | None = None
    site: uuid.UUID | None = None
    state: str | None = None
    inspector: uuid.UUID | None = None
    template: uuid.UUID | None = None
    since: date | None = None
    until: date | None = None
    grade: str | None = None
    colour: str | None = None
    overdue: bool | None = None
    factor: str | None = None


def _register(scope: Scope, filters: RegisterFilters) -> Select[Any]:
    statement = (
        select(Inspection)
        .join(Site, Inspection.site_id == Site.id)
        .join(Employer, Site.employer_id == Employer.id)
        .where(in_scope(Inspection, scope))
    )
    if filters.state != InspectionState.DRAFT:
        statement = statement.where(Inspection.state != InspectionState.DRAFT)
    if filters.q:
        statement = statement.where(folding.found([Site, Employer], filters.q))
    if filters.template:
        statement = statement.join(ChecklistVersion, Inspection.version_id == ChecklistVersion.id).where(
            ChecklistVersion.template_id == filters.template
        )
    equal = {
        Inspection.district_code: filters.district,
        Inspection.site_id: filters.site,
        Inspection.state: filters.state,
        Inspection.inspector_id: filters.inspector,
    }
    statement = statement.where(*(column == value for column, value in equal.items() if value))
    if filters.since:
        statement = statement.where(Inspection.began_at >= start_of_day(filters.since))
    if filters.until:
        statement = statement.where(Inspection.began_at < start_of_day(filters.until + timedelta(days=1)))
    return statement


def checks_in_order(scope: Scope, filters: RegisterFilters, *, sort: str) -> Select[Any]:
    """The register in its order, unless sorted otherwise the latest first."""
    return ordered(_register(scope, filters), sort, SORTS, default="-started", tie=Inspection.id.desc())


def list_inspections(
    scope: Scope, filters: RegisterFilters, window: Window, *, sort: str = "-started"
) -> Page[Inspection]:
    """The register of site checks, drafts only when asked for by state."""
    statement = checks_in_order(scope, filters, sort=sort).options(
        contains_eager(Inspection.site).contains_eager(Site.employer),
        joinedload(Inspection.inspector),
        joinedload(Inspection.version_used).joinedload(ChecklistVersion.template),
    )
    found: Page[Inspection] = page_of(statement, window)
    return found


def inspection_ids(scope: Scope, filters: RegisterFilters, *, sort: str = "-started") -> Sequence[uuid.UUID]:
    """The ids of the whole register in its order, for an export that then reads them part by part."""
    statement = checks_in_order(scope, filters, sort=sort)
    return session.scalars(statement.with_only_columns(Inspection.id)).all()


def inspections_by_id(ids: Sequence[uuid.UUID]) -> Sequence[Inspection]:
    """The checks of ``ids`` in that order; the caller found the ids within a scope."""
    statement = (
        select(Inspection)
        .where(Inspection.id.in_(ids))
        .options(
            joinedload(Inspection.site).joinedload(Site.employer),
            joinedload(Inspection.inspector),
            joinedload(Inspection.version_used).joinedload(ChecklistVersion.template),
        )
    )
    found = {row.id: row for row in session.scalars(statement)}
    return [found[one] for one in ids if one in found]


def _came_with_site(scope: Scope) -> ColumnElement[bool]:
    """Whether a finding of the check lies in the scope now."""
    found = select(Finding.id).join(Demand, Demand.id == Finding.id)
    return found.where(Finding.inspection_id == Inspection.id, in_scope(Demand, scope)).exists()


def came_with_site(inspection_id: uuid.UUID, scope: Scope) -> bool:
    """Whether a finding of the check came into the scope with its site."""
    return (
        session.scalar(select(Inspection.id).where(Inspection.id == inspection_id, _came_with_site(scope)))
        is not None
    )


def get_inspection(inspection_id: uuid.UUID, scope: Scope) -> Inspection:
    """A site check within the scope, or with a finding that came into it with its site.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = (
        select(Inspection)
        .where(Inspection.id == inspection_id, or_(in_scope(Inspection, scope), _came_with_site(scope)))
        .options(
            joinedload(Inspection.site).joinedload(Site.employer),
            joinedload(Inspection.inspector),
            joinedload(Inspection.version_used),
        )
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


_KEPT = Read(select(Inspection.id).where(Inspection.id == bindparam("its_id")))


def asked_of_check(inspection_id: uuid.UUID, site_id: uuid.UUID) -> tuple[Asked, ...]:
    """What ``is_kept`` and ``checked_site`` will ask."""
    return _KEPT.of(its_id=inspection_id), _CHECKED_SITE.of(site_id=site_id)


def is_kept(inspection_id: uuid.UUID) -> bool:
    """Whether a check of this id is there; asked before the whole record is read, since mostly it is not."""
    return bool(_KEPT.rows(its_id=inspection_id))


def open_drafts(member_id: uuid.UUID) -> Sequence[Inspection]:
    """One's own unfinished checks, the latest first."""
    statement = (
        select(Inspection)
        .where(Inspection.inspector_id == member_id, Inspection.state == InspectionState.DRAFT)
        .options(selectinload(Inspection.site), joinedload(Inspection.version_used))
        .order_by(Inspection.saved_at.desc())
        .limit(50)
    )
    return session.scalars(statement).all()


def inspections_of_site(site_id: uuid.UUID, scope: Scope, limit: int = 100) -> Sequence[Inspection]:
    """The submitted checks of a site, the latest first: for the site's timeline."""
    statement = (
        select(Inspection)
        .where(
            Inspection.site_id == site_id,
            Inspection.state != InspectionState.DRAFT,
            in_scope(Inspection, scope),
        )
        .options(joinedload(Inspection.inspector))
        .order_by(Inspection.began_at.desc())
        .limit(limit)
    )
    return session.scalars(statement).all()


def waiting_adoption(scope: Scope) -> int:
    """How many checks wait for a certified inspector to adopt them."""
    statement = select(func.count(Inspection.id)).where(
        Inspection.state == InspectionState.UNCERTIFIED, in_scope(Inspection, scope)
    )
    return session.scalar(statement) or 0


def has_conflict(inspection_id: uuid.UUID, digest: str) -> bool:
    """Whether this other content is kept already."""
    statement = select(InspectionConflict.id).where(
        InspectionConflict.inspection_id == inspection_id, InspectionConflict.digest == digest
    )
    return session.scalar(statement) is not None


def conflicts_of(inspection_id: uuid.UUID) -> Sequence[InspectionConflict]:
    """The other contents that came under the check's id."""
    statement = select(InspectionConflict).where(InspectionConflict.inspection_id == inspection_id)
    return session.scalars(statement.order_by(InspectionConflict.received_at)).all()


def get_conflict(conflict_id: uuid.UUID, inspection_id: uuid.UUID) -> InspectionConflict:
    """A conflict of the check.

    Raises:
        NotFound: there is none.
    """
    found = session.get(InspectionConflict, conflict_id)
    if found is None or found.inspection_id != inspection_id:
        raise NotFound
    return found


def _sites(scope: Scope) -> Select[Any]:
    return (
        select(Site).where(in_scope(Site, scope)).options(joinedload(Site.employer), joinedload(Site.union))
    )


def site_to_check(site_id: uuid.UUID, scope: Scope) -> Site | None:
    """A site of the scope with its employer and union, or None."""
    return session.scalars(_sites(scope).where(Site.id == site_id)).one_or_none()


@dataclass(frozen=True)
class CheckedSite:
    """What a check needs to know of its site; ``place`` is that of the check's day, ``union_id`` today's union."""

    id: uuid.UUID
    employer_id: uuid.UUID
    employer_name: str
    last_checked_on: date | None
    place: Place
    union_id: uuid.UUID

    @property
    def passed_on(self) -> bool:
        """Whether another union has the site now than on the check's day."""
        return self.place.union_id != self.union_id


#: Made once: every check that arrives begins with it.
_CHECKED_SITE = Read(
    select(
        Site.id,
        Site.employer_id,
        Employer.name.label("employer_name"),
        Site.last_checked_on,
        Site.district_code,
        Site.union_id,
        Union.path,
        Union.industry_path,
        or_(
            select(FormerUnion.id).where(FormerUnion.site_id == Site.id).exists(),
            select(FormerDistrict.site_id).where(FormerDistrict.site_id == Site.id).exists(),
        ).label("was_elsewhere"),
    )
    .join(Employer, Employer.id == Site.employer_id)
    .join(Union, Union.id == Site.union_id)
    .where(Site.id == bindparam("site_id"))
)


def checked_site(site_id: uuid.UUID, scope: Scope, on: date | None = None) -> CheckedSite | None:
    """A site that is of the scope, or was on the day ``on`` of the check; else None."""
    row = _CHECKED_SITE.row(site_id=site_id)
    if row is None:
        return None
    place = Place(row.district_code, row.union_id, row.path, row.industry_path)
    if row.was_elsewhere:
        place = place_for(session.get_one(Site, row.id), on, scope)
    if not scope.covers(place):
        return None
    return CheckedSite(row.id, row.employer_id, row.employer_name, row.last_checked_on, place, row.union_id)


def sites_to_check(
    scope: Scope, *, q: str | None = None, near: tuple[float, float] | None = None, limit: int = 30
) -> Sequence[Site]:
    """Open sites of the scope: found by words, or the nearest (roughly, by degrees) to ``near`` (lon, lat)."""
    statement = _sites(scope).join(Employer, Site.employer_id == Employer.id).where(Site.closed_at.is_(None))
    if q:
        statement = statement.where(folding.found([Site, Employer], q))
    if near:
        lon, lat = near
        # A degree of longitude is 0.87 of a degree of latitude in Chongqing; exact distances follow in rules.
        away = func.abs(Site.lon - lon) * 0.87 + func.abs(Site.lat - lat)
        statement = statement.order_by(away.is_(None), away, Site.id)
    else:
        statement = statement.order_by(Site.name_order, Site.id)
    return session.scalars(statement.limit(limit)).unique().all()


def colleagues_of_checks(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The members who came along to the checks, with the names that the checks tell."""
    contents = session.scalars(select(Inspection.content).where(Inspection.id.in_(ids))) if ids else ()
    return {
        uuid.UUID(one["member_id"]): one["name"]
        for content in contents
        for one in content.get("companions") or []
        if one.get("member_id")
    }
