"""The records that the tests of corrections begin with: a site in 渝中 with findings, made by 李强."""

from __future__ import annotations

import uuid
from datetime import timedelta

from safety.corrections import operations as corrections
from safety.corrections.inputs import NewDemand, NoticeLine
from safety.corrections.models import Demand, Notice
from safety.corrections.rules import DemandKind, FindingGrade
from safety.database import session
from safety.ids import new_id
from safety.people.queries import place_of
from safety.workplaces.models import Employer, Site
from tests.cast import NOW, TODAY, Cast

BASE_URL = "http://127.0.0.1:8000"
TERM = TODAY + timedelta(days=10)


def make_site(cast: Cast, union: str = "yuzhong", name: str = "解放碑地下空间改造工地") -> Site:
    """A site of the union, with its employer."""
    place = cast.place(union)
    common = {"district_code": place.district_code, "union_id": place.union_id}
    employer = Employer(name=f"示例建设有限公司（{union}）", created_at=NOW, **common)
    session.add(employer)
    session.flush()
    site = Site(
        name=name, employer_id=employer.id, employer=employer, kind="project", created_at=NOW, **common
    )
    session.add(site)
    session.flush()
    return site


def raise_findings(
    cast: Cast,
    site: Site,
    *grades: FindingGrade,
    by: str = "liqiang",
    adopted: bool = True,
    source_id: uuid.UUID | None = None,
) -> list[Demand]:
    """Findings of one inspection, the first one red."""
    colours = ("red", "yellow", "blue", None)
    demands = [
        NewDemand(
            id=new_id(),
            summary=f"临边防护缺失（{number}）",
            detail="三层东侧临边未设防护栏杆",
            grade=grade,
            colour=colours[number % 4],
            basis=[{"law": "中华人民共和国安全生产法", "article": "第四十一条", "checked": True}],
            responsible_id=cast.actor(by).member_id,
        )
        for number, grade in enumerate(grades)
    ]
    corrections.raise_demands(
        actor=cast.actor(by),
        now=NOW,
        kind=DemandKind.FINDING,
        place=place_of(site),
        site_id=site.id,
        employer_id=site.employer_id,
        source_kind="inspection",
        source_id=source_id or new_id(),
        can_be_demanded=adopted,
        demands=demands,
    )
    return [session.get_one(Demand, one.id) for one in demands]


def issued_notice(cast: Cast, site: Site, demands: list[Demand]) -> Notice:
    """A notice over the findings, drafted by 李强 and issued by 陈静."""
    notice = corrections.draft_notice(
        actor=cast.actor("liqiang"),
        now=NOW,
        site=site,
        lines=[NoticeLine(one.id, term_on=TERM) for one in demands],
    )
    return corrections.issue_notice(actor=cast.actor("chenjing"), now=NOW, notice=notice, base_url=BASE_URL)
