"""What is in the database while it is measured: invented, small, and written without the operations."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from flask import Flask
from sqlalchemy import insert, text

from safety.access.roles import Role
from safety.corrections.models import Demand, DemandFact, SiteTally
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.evidence.rules import Kind
from safety.ids import new_id
from safety.inspections.models import ChecklistTemplate, ChecklistVersion, Finding, Inspection
from safety.people.models import AccessToken, Appointment, Certificate, Member, SignIn, Union
from safety.people.queries import digest
from safety.transactions import one_transaction
from safety.workplaces.models import Employer, Site

DISTRICTS: Final = ("500103", "500108", "500112", "500107")
SITES: Final = 1000
ITEMS: Final = 30
SIGNATURES: Final = 6000
INSERTED_AT_ONCE: Final = 5000
COLOURS: Final = ("red", "orange", "yellow", "blue")
BEARERS: Final = tuple(f"qj_measure-{n}" for n in range(8))
COOKIE_VALUE: Final = "a-browser-of-the-measurement"


#: Rows of one finding: its inspection (None when an earlier finding brought it), demand, fact and finding.
Rows = tuple[dict[str, Any] | None, dict[str, Any], dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Seeded:
    """The ids that requests name."""

    sites: list[uuid.UUID]
    version: uuid.UUID
    signatures: list[list[uuid.UUID]]  # for each bearer, staged and taken one by one


def checklist() -> dict[str, Any]:
    """A checklist of thirty items in three sections."""
    items = [
        {
            "id": f"item-{n}",
            "ask": f"第 {n} 项是否符合要求（示例）",
            "basis": [{"law": "中华人民共和国安全生产法", "article": "第三十六条", "verified": False}],
            "demand": "立即整改",
        }
        for n in range(ITEMS)
    ]
    sections = [{"title": f"第 {n + 1} 组", "items": items[n * 10 : n * 10 + 10]} for n in range(3)]
    return {"title": "性能测试检查表（示例）", "sections": sections}


def seed(app: Flask) -> Seeded:
    """Make the tables, eight district inspectors with tokens, a city officer with a browser, and the sites."""
    now = datetime.now(UTC)
    with app.app_context():
        db.create_all()
        with one_transaction():
            unions = _unions()
            members = _people(unions, now)
            version = _version(now)
            sites = _sites(unions, now)
            db.session.execute(insert(SiteTally), [{"site_id": site} for site in sites])
            signatures = [_signatures(member, now) for member in members]
        db.session.remove()
    return Seeded(sites, version, signatures)


def _unions() -> list[Union]:
    city = Union(id=new_id(), name="市总工会（示例）", short_name="市总工会", level="city", path="")
    city.path = f"{city.id}/"
    unions = [
        Union(
            id=new_id(),
            name=f"{code} 总工会（示例）",
            short_name=code,
            level="district",
            parent_id=city.id,
            path="",
            district_code=code,
        )
        for code in DISTRICTS
    ]
    db.session.add(city)
    db.session.flush()
    for union in unions:
        union.path = f"{city.path}{union.id}/"
    db.session.add_all(unions)
    db.session.flush()
    return [city, *unions]


def _people(unions: list[Union], now: datetime) -> list[Member]:
    inspectors = []
    for n, bearer in enumerate(BEARERS):
        member = member_of(f"检查员{n}（示例）", unions[1 + n % len(DISTRICTS)], Role.INSPECTOR, now)
        inspectors.append(member)
        db.session.add(
            AccessToken(
                token_hash=digest(bearer),
                member_id=member.id,
                name="measure",
                created_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
    officer = member_of("市级干部（示例）", unions[0], Role.DISTRICT_OFFICER, now)
    db.session.add(
        SignIn(
            token_hash=digest(COOKIE_VALUE),
            member_id=officer.id,
            began_at=now,
            last_seen_at=now,
            second_factor_at=now,
            client="measure",
        )
    )
    db.session.flush()
    return inspectors


def member_of(name: str, union: Union, role: Role, now: datetime) -> Member:
    """A member with an appointment and a certificate, added to the session."""
    member = Member(id=new_id(), name=name, union_id=union.id, created_at=now)
    db.session.add(member)
    db.session.flush()
    db.session.add(
        Appointment(member_id=member.id, union_id=union.id, role=role, valid_from=date(2024, 1, 1))
    )
    db.session.add(
        Certificate(
            member_id=member.id,
            number=str(member.id)[:30],
            issuer="示例",
            issued_on=date(2024, 1, 1),
            valid_to=date(2199, 1, 1),
        )
    )
    return member


def _signatures(member: Member, now: datetime) -> list[uuid.UUID]:
    """Drawn signatures that the tablet sent before; what a check does with its own is to claim it."""
    ids = [new_id() for _ in range(SIGNATURES)]
    common = {
        "sha256": "0" * 64,
        "kind": Kind.PNG,
        "size": 4000,
        "uploaded_by": member.id,
        "uploaded_at": now,
        "union_id": member.union_id,
    }
    rows = [common | {"id": one, "name": f"{one}.png"} for one in ids]
    db.session.execute(insert(EvidenceFile), rows)
    return ids


def _version(now: datetime) -> uuid.UUID:
    template = ChecklistTemplate(id=new_id(), title="性能测试检查表（示例）", created_at=now)
    version = ChecklistVersion(
        id=new_id(),
        template_id=template.id,
        number=1,
        content=checklist(),
        item_count=ITEMS,
        published_at=now,
    )
    db.session.add(template)
    db.session.flush()
    db.session.add(version)
    db.session.flush()
    template.current_id = version.id
    return version.id


def _sites(unions: list[Union], now: datetime) -> list[uuid.UUID]:
    chance = random.Random(1)
    employers: list[dict[str, Any]] = []
    sites: list[dict[str, Any]] = []
    for n in range(SITES):
        union = unions[1 + n % len(DISTRICTS)]
        common = {"union_id": union.id, "district_code": union.district_code, "created_at": now}
        employer = {"id": new_id(), "name": f"第 {n} 家企业（示例）", **common}
        employers.append(employer)
        sites.append(
            {
                "id": new_id(),
                "name": f"第 {n} 处场所（示例）",
                "employer_id": employer["id"],
                "kind": "operating",
                "lon": 106.3 + chance.random() / 2,
                "lat": 29.3 + chance.random() / 2,
                **common,
            }
        )
    db.session.execute(insert(Employer), employers)
    db.session.execute(insert(Site), sites)
    return [site["id"] for site in sites]


def add_findings(app: Flask, seeded: Seeded, *, up_to: int, present: int) -> None:
    """Fill the registers to ``up_to`` findings (three a check), of which four in five are closed."""
    with app.app_context():
        sites = db.session.query(Site).all()
        inspector = db.session.query(Member.id).filter(Member.name.like("检查员0%")).scalar()
        for begin in range(present, up_to, INSERTED_AT_ONCE):
            count = min(INSERTED_AT_ONCE, up_to - begin)
            with one_transaction():
                _insert(list(_findings(sites, inspector, seeded.version, begin, count)))
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
        db.session.remove()


def _insert(rows: list[Rows]) -> None:
    inspections, demands, facts, findings = zip(*rows, strict=True)
    db.session.execute(insert(Inspection), [row for row in inspections if row])
    db.session.execute(insert(Demand), list(demands))
    db.session.execute(insert(DemandFact), list(facts))
    db.session.execute(insert(Finding), list(findings))


def _findings(
    sites: list[Site], inspector: uuid.UUID, version: uuid.UUID, begin: int, count: int
) -> Iterator[Rows]:
    now = datetime.now(UTC)
    check: uuid.UUID = new_id()
    for n in range(begin, begin + count):
        site = sites[n // 3 % len(sites)]
        at = now - timedelta(minutes=7 * (n // 3 % 70_000))
        fresh = n == begin or n % 3 == 0
        check = new_id() if fresh else check
        inspection = _inspection(check, site, inspector, version, at) if fresh else None
        demand = _demand(n, site, inspector, check, at)
        fact = {
            "id": new_id(),
            "demand_id": demand["id"],
            "seq": 1,
            "kind": "raised",
            "at": at,
            "grade": demand["grade"],
            "binding": True,
            "demandable": True,
        }
        finding = {
            "id": demand["id"],
            "inspection_id": check,
            "item_id": f"item-{n % ITEMS}",
            "likelihood": Decimal(6),
            "exposure": Decimal(6),
            "consequence": Decimal(3),
            "score": Decimal(108),
            "photos": [],
        }
        yield inspection, demand, fact, finding


def _inspection(
    id: uuid.UUID, site: Site, inspector: uuid.UUID, version: uuid.UUID, at: datetime
) -> dict[str, Any]:
    return {
        "id": id,
        "version": 1,
        "site_id": site.id,
        "version_id": version,
        "inspector_id": inspector,
        "union_id": site.union_id,
        "district_code": site.district_code,
        "state": "submitted",
        "started_at": at,
        "ended_at": at,
        "saved_at": at,
        "submitted_at": at,
        "content": {},
        "digest": "0" * 64,
        "finding_count": 3,
    }


def _demand(n: int, site: Site, inspector: uuid.UUID, check: uuid.UUID, at: datetime) -> dict[str, Any]:
    is_open = n % 5 == 0
    term = (at + timedelta(days=15)).date()
    return {
        "id": new_id(),
        "version": 1,
        "kind": "finding",
        "site_id": site.id,
        "employer_id": site.employer_id,
        "union_id": site.union_id,
        "district_code": site.district_code,
        "addressee": "示例",
        "summary": f"第 {n} 项隐患：临边防护缺失（示例）",
        "detail": "",
        "grade": "major" if n % 97 == 0 else "ordinary",
        "colour": COLOURS[n % 4],
        "basis": [],
        "responsible_id": inspector,
        "source_kind": "inspection",
        "source_id": check,
        "raised_at": at,
        "raised_by": inspector,
        "state": "demanded" if is_open else "closed",
        "is_open": is_open,
        "term_on": term,
        "first_term_on": term,
        "demanded_at": at,
        "closed_at": None if is_open else at,
        "fact_count": 1,
    }
