"""Districts and unions of sites by day, what no edition places, and the handings-over there are."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from safety.access.scope import Place, Scope
from safety.database import session
from safety.errors import NotFound
from safety.people.models import Union
from safety.people.queries import in_scope, place_of
from safety.reference.models import DistrictEdition
from safety.workplaces.models import FormerDistrict, FormerUnion, Handover, HandoverSite, Site


def district_on(on: date | None) -> ColumnElement[Any]:
    """The district of a site at the end of a day (None: now), for a statement over sites."""
    if on is None:
        return Site.__table__.c.district_code
    after = (FormerDistrict.site_id == Site.id, FormerDistrict.until > on)
    code = (
        select(FormerDistrict.district_code)
        .where(*after)
        .order_by(FormerDistrict.until)
        .limit(1)
        .correlate(Site)
        .scalar_subquery()
    )
    was_other = select(FormerDistrict.site_id).where(*after).correlate(Site).exists()
    return case((was_other, code), else_=Site.district_code)


def district_of(site: Site, on: date) -> str | None:
    """In which district a site lay on a day, by the editions of districts."""
    rows = select(FormerDistrict).where(FormerDistrict.site_id == site.id, FormerDistrict.until > on)
    found = session.scalars(rows.order_by(FormerDistrict.until).limit(1)).first()
    return site.district_code if found is None else found.district_code


def union_on(site: Site, on: date) -> uuid.UUID:
    """Which union was responsible for a site on a day."""
    found = session.scalars(
        select(FormerUnion.union_id)
        .where(FormerUnion.site_id == site.id, FormerUnion.until > on)
        .order_by(FormerUnion.until, FormerUnion.handed_over_at)
        .limit(1)
    ).first()
    return found or site.union_id


def place_on(site: Site, on: date) -> Place:
    """Where a site belonged on a day: its district and union of that day."""
    union = session.get_one(Union, union_on(site, on))
    return Place(district_of(site, on), union.id, union.path, union.industry_path)


def place_for(site: Site, on: date | None, scope: Scope) -> Place:
    """Where a record about a day at a site belongs: to who had the site on it, if ``scope`` reaches there.

    Who acts for the union that has the site now, and for no other, makes no record of another union.
    """
    then = place_on(site, on) if on is not None else place_of(site)
    return then if scope.covers(then) else place_of(site)


def former_unions(site: Site) -> list[tuple[FormerUnion, Union]]:
    """The unions that were responsible for a site before, the newest first."""
    rows = (
        select(FormerUnion, Union)
        .join(Union, Union.id == FormerUnion.union_id)
        .where(FormerUnion.site_id == site.id)
        .order_by(FormerUnion.until.desc(), FormerUnion.handed_over_at.desc())
    )
    return [(row, union) for row, union in session.execute(rows)]


def _unplaced(codes: Collection[str], scope: Scope, on: date | None) -> list[ColumnElement[bool]]:
    code = district_on(on)
    return [
        Site.closed_at.is_(None),
        in_scope(Site, scope),
        or_(code.is_(None), not_(code.in_(sorted(codes)))),
    ]


def unplaced_sites(scope: Scope, codes: Collection[str], most: int) -> Sequence[Site]:
    """Sites in use that lie in none of the districts ``codes``, in the order of names."""
    rows = select(Site).where(*_unplaced(codes, scope, None)).options(joinedload(Site.employer))
    return session.scalars(rows.order_by(Site.name_order, Site.id).limit(most)).all()


def count_unplaced(scope: Scope, codes: Collection[str]) -> int:
    """How many sites in use lie in none of the districts ``codes``."""
    return session.scalar(select(func.count()).select_from(Site).where(*_unplaced(codes, scope, None))) or 0


def moves_of(until: date) -> list[tuple[str | None, str | None, int]]:
    """How many sites an edition that began on ``until`` brought from which district to which present one."""
    rows = (
        select(FormerDistrict.district_code, Site.district_code, func.count())
        .join(Site, Site.id == FormerDistrict.site_id)
        .where(FormerDistrict.until == until)
        .group_by(FormerDistrict.district_code, Site.district_code)
        .order_by(FormerDistrict.district_code, Site.district_code)
    )
    return [(old, new, count) for old, new, count in session.execute(rows)]


def handovers(scope: Scope) -> Sequence[Handover]:
    """The handings-over with a site of ``scope``, the newest first, each with its sites and unions."""
    inside = select(HandoverSite.handover_id).join(Site, Site.id == HandoverSite.site_id)
    rows = select(Handover).where(Handover.id.in_(inside.where(in_scope(Site, scope))))
    rows = rows.options(
        selectinload(Handover.sites), joinedload(Handover.from_union), joinedload(Handover.to_union)
    )
    return session.scalars(rows.order_by(Handover.proposed_at.desc(), Handover.id)).all()


def get_handover(handover_id: uuid.UUID, scope: Scope) -> Handover:
    """A handing-over with a site of ``scope``.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Handover, handover_id)
    inside = select(HandoverSite.site_id).join(Site, Site.id == HandoverSite.site_id)
    of_it = inside.where(HandoverSite.handover_id == handover_id, in_scope(Site, scope)).limit(1)
    if found is None or session.scalar(of_it) is None:
        raise NotFound
    return found


def get_edition(edition_id: uuid.UUID) -> DistrictEdition:
    """An edition of districts.

    Raises:
        NotFound: there is none of this id.
    """
    found = session.get(DistrictEdition, edition_id)
    if found is None:
        raise NotFound
    return found
