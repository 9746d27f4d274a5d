"""A city for the measurement of maps: sites in all districts, one of them far denser, ten findings a site.

Written without the operations, but with all that they would have kept: tallies of sites, and the history of findings.
What only checks and papers read (answers, findings' scores) is left out.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from flask import Flask
from sqlalchemy import insert, select, text

from bench.seed import COLOURS, COOKIE_VALUE, member_of
from maps.boundaries import shipped_edition
from maps.editions import Outline
from maps.kept import keep
from safety.access.roles import Role
from safety.corrections.models import Demand, DemandFact, SiteTally
from safety.database import db
from safety.inspections.models import Inspection
from safety.people.models import AccessToken, Member, SignIn, Union
from safety.people.queries import digest
from safety.transactions import one_transaction
from safety.workplaces.models import Employer, Site

FINDINGS_A_SITE: Final = 10
CHECKS_A_SITE: Final = 3
BEARER: Final = "qj_measure-maps"
SITES_AT_ONCE: Final = 1000
INDUSTRIES: Final = "CEBG"
#: The n-th district has this part of the first one's sites, which has about a quarter of all.
_FALLING: Final = 0.75


@dataclass(frozen=True)
class City:
    """What requests name: the district with most sites, and where it lies (west, south, east, north)."""

    densest: str
    box: tuple[float, float, float, float]


def found_city(app: Flask) -> City:
    """Make the tables, the unions and an officer of the city; no sites yet."""
    now = datetime.now(UTC)
    outlines = list(shipped_edition().outlines.values())
    with app.app_context():
        db.create_all()
        with one_transaction():
            city = _union("市总工会（示例）", None)
            for one in outlines:
                _union(f"{one.name}总工会（示例）", one.code, city)
            officer = member_of("市级干部（示例）", city, Role.DISTRICT_OFFICER, now)
            db.session.add(
                AccessToken(
                    token_hash=digest(BEARER),
                    member_id=officer.id,
                    name="maps",
                    created_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )
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
        db.session.remove()
    first = _by_size(outlines)[0]
    return City(first.code, first.area.bounds)


def grow(app: Flask, *, present: int, up_to: int) -> None:
    """More sites with their findings and checks, then the kept ratings and the statistics of the planner."""
    with app.app_context():
        unions = {one.district_code: one.id for one in db.session.scalars(select(Union)) if one.district_code}
        inspector = db.session.scalars(select(Member.id)).one()
        for begin in range(present, up_to, SITES_AT_ONCE):
            with one_transaction():
                _insert(begin, min(begin + SITES_AT_ONCE, up_to), unions, inspector)
        keep(datetime.now(UTC), anew=True)
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
        db.session.remove()


def count_anew(app: Flask) -> int:
    """Count every site anew, as the first minute of a day does; how many they are."""
    with app.app_context():
        counted = keep(datetime.now(UTC), anew=True)
        db.session.remove()
    return counted


def _union(name: str, code: str | None, above: Union | None = None) -> Union:
    one = Union(
        id=uuid.uuid4(),
        name=name,
        short_name=name[:20],
        level="district" if above else "city",
        parent_id=above.id if above else None,
        path="",
        district_code=code,
    )
    one.path = f"{above.path if above else ''}{one.id}/"
    db.session.add(one)
    db.session.flush()
    return one


def _by_size(outlines: Sequence[Outline]) -> list[Outline]:
    return sorted(outlines, key=lambda one: one.code)


def _insert(begin: int, end: int, unions: dict[str, uuid.UUID], inspector: uuid.UUID) -> None:
    chance = random.Random(begin)
    outlines = _by_size(list(shipped_edition().outlines.values()))
    weights = [_FALLING**n for n in range(len(outlines))]
    rows: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Employer, Site, SiteTally, Inspection, Demand, DemandFact)
    }
    for n in range(begin, end):
        [district] = chance.choices(outlines, weights)
        for model, row in _site(n, district, unions[district.code], inspector, chance):
            rows[model].append(row)
    for model, some in rows.items():
        db.session.execute(insert(model), some)


def _site(
    n: int, district: Outline, union: uuid.UUID, inspector: uuid.UUID, chance: random.Random
) -> Iterator[tuple[Any, dict[str, Any]]]:
    now = datetime.now(UTC)
    place = {"union_id": union, "district_code": district.code}
    employer, site = uuid.uuid4(), uuid.uuid4()
    centre = district.area.representative_point()
    yield Employer, {"id": employer, "name": f"第 {n} 家企业（示例）", "created_at": now, **place}
    yield (
        Site,
        {
            "id": site,
            "name": f"第 {n} 处场所（示例）",
            "employer_id": employer,
            "kind": "operating" if n % 5 else "project",
            "industry": INDUSTRIES[n % len(INDUSTRIES)],
            "headcount": chance.choice((20, 60, 150, 700)),
            "lon": chance.gauss(centre.x, 0.06),
            "lat": chance.gauss(centre.y, 0.06),
            "created_at": now - timedelta(days=800),
            **place,
        },
    )
    checks = [(uuid.uuid4(), now - timedelta(days=chance.randrange(1, 700))) for _ in range(CHECKS_A_SITE)]
    for check, at in checks:
        yield Inspection, _check(check, site, inspector, at) | place
    tally = dict.fromkeys(("found", "open", "closed", "withdrawn", "open_major"), 0)
    tally |= {f"open_{colour}": 0 for colour in COLOURS}
    for number in range(FINDINGS_A_SITE):
        check, at = checks[number % len(checks)]
        finding = _finding(n, number, site, employer, inspector, check, at, chance) | place
        yield Demand, finding
        yield DemandFact, _fact(finding)
        _count(tally, finding)
    yield SiteTally, {"site_id": site, **tally}


def _count(tally: dict[str, int], finding: dict[str, Any]) -> None:
    tally["found"] += 1
    tally["open" if finding["is_open"] else "closed"] += 1
    if finding["is_open"]:
        tally[f"open_{finding['colour']}"] += 1
        tally["open_major"] += finding["grade"] == "major"


def _check(id: uuid.UUID, site: uuid.UUID, inspector: uuid.UUID, at: datetime) -> dict[str, Any]:
    return {
        "id": id,
        "version": 1,
        "site_id": site,
        "inspector_id": inspector,
        "state": "submitted",
        "started_at": at,
        "ended_at": at,
        "saved_at": at,
        "submitted_at": at,
        "content": {},
        "digest": "0" * 64,
        "finding_count": FINDINGS_A_SITE // CHECKS_A_SITE,
    }


def _finding(
    n: int,
    number: int,
    site: uuid.UUID,
    employer: uuid.UUID,
    inspector: uuid.UUID,
    check: uuid.UUID,
    at: datetime,
    chance: random.Random,
) -> dict[str, Any]:
    is_open = chance.random() < 0.15
    term = (at + timedelta(days=15)).date()
    return {
        "id": uuid.uuid4(),
        "version": 1,
        "kind": "finding",
        "site_id": site,
        "employer_id": employer,
        "addressee": "示例",
        "summary": f"第 {n} 处第 {number} 项隐患（示例）",
        "detail": "",
        "grade": "major" if chance.random() < 0.01 else "ordinary",
        "colour": chance.choices(COLOURS, (1, 2, 4, 8))[0],
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
        "closed_at": None if is_open else at + timedelta(days=chance.randrange(1, 30)),
        "fact_count": 1,
    }


def _fact(finding: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "demand_id": finding["id"],
        "seq": 1,
        "kind": "raised",
        "at": finding["raised_at"],
        "term_on": finding["term_on"],
        "grade": finding["grade"],
        "binding": True,
        "demandable": True,
    }
