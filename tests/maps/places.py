"""Sites with findings in the two districts of the cast, made through the operations that keep the tallies."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from safety.corrections.inputs import NewDemand
from safety.corrections.operations import raise_demand, withdraw_demand
from safety.corrections.rules import DemandKind, FindingGrade
from safety.database import db
from safety.inspections.models import Inspection
from safety.people.queries import place_of
from safety.transactions import one_transaction
from safety.workplaces.models import Employer, Site
from tests.cast import NOW, TODAY, Cast, id_of

YUZHONG = (106.569, 29.553)
NANAN = (106.640, 29.500)
OFFICER = {"yuzhong": "chenjing", "nanan": "wanglei", "plant": "wanglei"}


def add_site(
    cast: Cast,
    union: str,
    name: str,
    at: tuple[float, float] | None = None,
    *,
    industry: str = "C",
    kind: str = "operating",
) -> uuid.UUID:
    """A site of an employer of its own; its district is that of the union."""
    district = cast.union(union).district_code
    with one_transaction():
        employer = Employer(
            name=f"{name}公司（示例）",
            industry=industry,
            union_id=id_of(union),
            district_code=district,
            created_at=NOW,
        )
        db.session.add(employer)
        db.session.flush()
        site = Site(
            name=name,
            employer_id=employer.id,
            kind=kind,
            industry=industry,
            lon=at[0] if at else None,
            lat=at[1] if at else None,
            union_id=id_of(union),
            district_code=district,
            created_at=NOW,
        )
        db.session.add(site)
        db.session.flush()
        return site.id


def add_finding(
    cast: Cast,
    site_id: uuid.UUID,
    *,
    colour: str | None = None,
    major: bool = False,
    term_on: date | None = None,
    at: datetime = NOW,
    by: str = "chenjing",
) -> uuid.UUID:
    """An open finding raised at a moment."""
    with one_transaction():
        site = db.session.get_one(Site, site_id)
        demand = raise_demand(
            actor=cast.actor(by),
            now=at,
            kind=DemandKind.FINDING,
            place=place_of(site),
            site_id=site_id,
            employer_id=site.employer_id,
            source_kind="inspection",
            source_id=uuid.uuid4(),
            demand=NewDemand(
                id=uuid.uuid4(),
                summary="脚手架缺少护栏",
                grade=FindingGrade.MAJOR if major else FindingGrade.ORDINARY,
                colour=colour,
                term_on=term_on,
            ),
        )
        return demand.id


def withdraw(cast: Cast, demand_id: uuid.UUID, by: str = "chenjing") -> None:
    """Withdraw a finding."""
    from safety.corrections.models import Demand

    with one_transaction():
        demand = db.session.get_one(Demand, demand_id)
        withdraw_demand(actor=cast.actor(by), now=NOW, demand=demand, reason="登记有误")


def add_check(site_id: uuid.UUID, *, days_ago: int, by: str = "liqiang") -> None:
    """A submitted site check."""
    moment = NOW - timedelta(days=days_ago)
    with one_transaction():
        site = db.session.get_one(Site, site_id)
        check = Inspection(
            site_id=site_id,
            inspector_id=id_of(by),
            state="submitted",
            started_at=moment,
            ended_at=moment,
            saved_at=moment,
            submitted_at=moment,
            content={},
            digest=uuid.uuid4().hex,
            union_id=site.union_id,
            district_code=site.district_code,
        )
        db.session.add(check)


YESTERDAY = TODAY - timedelta(days=1)
