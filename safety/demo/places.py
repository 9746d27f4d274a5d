"""The demonstration's employers and sites: invented names and codes, real districts and real industries."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from safety.access.scope import Actor
from safety.demo.people import DemoPeople, drawn_id
from safety.law.credit_code import complete
from safety.workplaces import operations as workplaces
from safety.workplaces.models import Employer, Site
from safety.workplaces.rules import Position

DistrictAt = Callable[[float, float], str | None]
Trade = tuple[str, str, tuple[int, int], str, int]

#: Chongqing's bounding box, degrees WGS 84.
WEST, SOUTH, EAST, NORTH = 105.28, 28.16, 110.20, 32.21

#: Trade, section of GB/T 4754, usual headcounts, shipped checklist, share of all sites (in hundredths).
TRADES: tuple[Trade, ...] = (
    ("建筑工程", "E", (40, 900), "construction", 30),
    ("精细化工", "C", (60, 700), "chemicals", 12),
    ("汽车零部件", "C", (80, 2400), "machinery", 16),
    ("摩托车制造", "C", (120, 3200), "machinery", 8),
    ("页岩气开采", "B", (30, 260), "mining", 4),
    ("石灰石矿", "B", (20, 180), "mining", 5),
    ("粮油食品", "C", (30, 420), "dust", 6),
    ("家具木业", "C", (25, 300), "dust", 6),
    ("污水处理", "N", (12, 80), "confined", 5),
    ("榨菜食品", "C", (60, 600), "confined", 4),
    ("物流仓储", "G", (20, 350), "machinery", 4),
)
WORDS = (
    "巴渝",
    "江城",
    "两江",
    "山城",
    "嘉陵",
    "长寿湖",
    "乌江",
    "龙溪",
    "金佛",
    "缙云",
    "歌乐",
    "黔水",
    "白鹤",
    "铜锣",
    "明月",
    "云篆",
    "清溪",
    "石柱坪",
    "望江",
    "宏图",
    "瑞丰",
    "恒信",
    "鼎盛",
    "华岩",
    "蓝天",
    "新桥",
)
WORKS = (
    "一期厂房新建工程",
    "二车间扩建工程",
    "生产线技术改造项目",
    "仓库改建工程",
    "标段工程",
    "综合楼新建工程",
)


@dataclass(frozen=True)
class DemoSite:
    """A site with what the generators that follow want to know of it."""

    site: Site
    trade: str
    checklist: str
    risk: float


class PlacesGenerator:
    """Makes employers and sites inside the real districts."""

    def __init__(
        self, rng: random.Random, people: DemoPeople, *, actor: Actor, now: datetime, district_at: DistrictAt
    ) -> None:
        self.rng = rng
        self.people = people
        self.actor = actor
        self.now = now
        self.district_at = district_at
        self._serial = 0

    def point(self, wanted: str | None) -> tuple[float, float, str]:
        """A place inside Chongqing (inside ``wanted``, when given): longitude, latitude, district."""
        west, south, east, north = WEST, SOUTH, EAST, NORTH
        for _ in range(50_000):
            lon, lat = self.rng.uniform(west, east), self.rng.uniform(south, north)
            code = self.district_at(lon, lat)
            if code in self.people.districts and wanted in {None, code}:
                return round(lon, 6), round(lat, 6), str(code)
        raise LookupError(f"no point found in district {wanted}")

    def employer(self, trade: Trade, district: str) -> Employer:
        """An invented employer of a trade, registered in ``district``."""
        self._serial += 1
        name, section, (low, high), _, _ = trade
        has_union = self.rng.random() < 0.8
        union = self.rng.choice([self.people.districts[district], *self.people.branches[district]])
        place = self.people.districts[district].short_name.removesuffix("总工会")
        return workplaces.create_employer(
            actor=self.actor,
            now=self.now - timedelta(days=600),
            id=drawn_id(self.rng),
            union_id=union.id,
            district_code=district,
            name=f"重庆{self.rng.choice(WORDS)}{name}有限公司（示例{self._serial:03d}）",
            credit_code=complete(f"91{district}MA{self._serial:06d}"),
            industry=section,
            headcount=int(self.rng.triangular(low, high, low + (high - low) / 4)),
            has_union=has_union,
            union_organisation="本单位工会" if has_union else None,
            contact_name="示例联系人",
            contact_phone=f"023-5551{self.rng.randrange(10_000):04d}",
            address=f"{place}示例路{self.rng.randrange(1, 300)}号",
        )

    def site(self, employer: Employer, trade: str, position: tuple[float, float], number: int) -> Site:
        """One site of ``employer``; builders have projects, others workplaces."""
        building = trade == "建筑工程"
        kind = self.rng.choice(("new_build", "expansion", "rebuild", "upgrade")) if building else "operating"
        labels = WORKS if building else ("生产厂区", "东厂区", "西厂区", "主作业区")
        short = employer.name.removeprefix("重庆").split("有限公司")[0]
        return workplaces.create_site(
            actor=self.actor,
            now=self.now - timedelta(days=self.rng.randrange(560, 600)),
            id=drawn_id(self.rng),
            employer_id=employer.id,
            position=Position(position[0], position[1], accuracy_m=float(self.rng.choice((5, 8, 12, 30)))),
            union_id=employer.union_id,
            accept_duplicate=True,
            name=f"{short}{self.rng.choice(labels)}{number or ''}（示例）",
            kind=kind,
            industry=employer.industry,
            headcount=max(8, int((employer.headcount or 40) * self.rng.uniform(0.3, 1.0))),
            address=employer.address,
        )


def generate(
    rng: random.Random,
    people: DemoPeople,
    *,
    actor: Actor,
    count: int,
    now: datetime,
    district_at: DistrictAt,
) -> list[DemoSite]:
    """About ``count`` sites over all districts, with more where demonstration officers work."""
    maker = PlacesGenerator(rng, people, actor=actor, now=now, district_at=district_at)
    wanted = [code for code in people.districts for _ in range(2)] + ["500102"] * 36 + ["500108"] * 24
    sites: list[DemoSite] = []
    for turn in range(count):
        if len(sites) >= count:
            break
        lon, lat, district = maker.point(wanted[turn] if turn < len(wanted) else None)
        trade = rng.choices(TRADES, weights=[one[4] for one in TRADES])[0]
        employer = maker.employer(trade, district)
        for number in range(rng.choice((1, 1, 1, 2))):
            moved = (round(lon + number * 0.001, 6), round(lat + number * 0.001, 6))
            site = maker.site(employer, trade[0], moved, number)
            sites.append(DemoSite(site, trade[0], trade[3], rng.betavariate(2, 4)))
    return sites
