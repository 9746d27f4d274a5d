"""The demonstration's employers and sites: invented names and codes, real districts and real industries."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from safety.demo.people import DemoPeople
from safety.ids import new_id
from safety.law.credit_code import complete
from safety.workplaces.models import Employer, Site

DistrictAt = Callable[[float, float], str | None]

#: Chongqing's bounding box, degrees WGS 84.
WEST, SOUTH, EAST, NORTH = 105.28, 28.16, 110.20, 32.21

#: Trade, section of GB/T 4754, usual headcounts, shipped checklist, share of all sites (in hundredths).
TRADES: tuple[tuple[str, str, tuple[int, int], str, int], ...] = (
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
        self, rng: random.Random, people: DemoPeople, *, now: datetime, district_at: DistrictAt
    ) -> None:
        self.rng = rng
        self.people = people
        self.now = now
        self.district_at = district_at
        self._serial = 0

    def point(self, wanted: str | None) -> tuple[float, float, str]:
        """A place inside Chongqing (inside ``wanted``, when given): longitude, latitude, district."""
        for _ in range(20_000):
            lon, lat = self.rng.uniform(WEST, EAST), self.rng.uniform(SOUTH, NORTH)
            code = self.district_at(lon, lat)
            if code in self.people.districts and wanted in {None, code}:
                return round(lon, 6), round(lat, 6), str(code)
        raise LookupError(f"no point found in district {wanted}")

    def employer(self, trade: tuple[str, str, tuple[int, int], str, int], district: str) -> Employer:
        """An invented employer of a trade, registered in ``district``."""
        self._serial += 1
        name, section, (low, high), _, _ = trade
        headcount = int(self.rng.triangular(low, high, low + (high - low) / 4))
        has_union = self.rng.random() < 0.8
        union = self.rng.choice([self.people.districts[district], *self.people.branches[district]])
        return Employer(
            id=new_id(),
            name=f"重庆{self.rng.choice(WORDS)}{name}有限公司（示例{self._serial:03d}）",
            credit_code=complete(f"91{district}MA{self._serial:06d}"),
            industry=section,
            headcount=headcount,
            has_union=has_union,
            union_organisation="本单位工会" if has_union else None,
            contact_name="示例联系人",
            contact_phone=f"023-5551{self.rng.randrange(10_000):04d}",
            address=f"{self.people.districts[district].short_name.removesuffix('总工会')}示例路{self.rng.randrange(1, 300)}号",
            district_code=district,
            union_id=union.id,
            created_at=self.now - timedelta(days=600),
        )

    def site(self, employer: Employer, trade: str, position: tuple[float, float], number: int) -> Site:
        """One site of ``employer``; builders have projects, others workplaces."""
        building = trade == "建筑工程"
        kind = self.rng.choice(("new_build", "expansion", "rebuild", "upgrade")) if building else "operating"
        label = (
            self.rng.choice(WORKS)
            if building
            else self.rng.choice(("生产厂区", "东厂区", "西厂区", "主作业区"))
        )
        return Site(
            id=new_id(),
            name=f"{employer.name.removeprefix('重庆').split('有限公司')[0]}{label}{number or ''}（示例）",
            employer_id=employer.id,
            kind=kind,
            industry=employer.industry,
            headcount=max(8, int((employer.headcount or 40) * self.rng.uniform(0.3, 1.0))),
            address=employer.address,
            lon=position[0],
            lat=position[1],
            given_lon=position[0],
            given_lat=position[1],
            datum="wgs84",
            accuracy_m=float(self.rng.choice((5, 8, 12, 30))),
            district_found=employer.district_code,
            district_code=employer.district_code,
            union_id=employer.union_id,
            created_at=self.now - timedelta(days=self.rng.randrange(560, 600)),
        )


def generate(
    rng: random.Random, people: DemoPeople, *, count: int, now: datetime, district_at: DistrictAt
) -> tuple[list[Employer], list[DemoSite]]:
    """About ``count`` sites over all districts, with a few more where demonstration officers work."""
    maker = PlacesGenerator(rng, people, now=now, district_at=district_at)
    wanted = [code for code in people.districts for _ in range(2)] + ["500102"] * 36 + ["500108"] * 24
    employers: list[Employer] = []
    sites: list[DemoSite] = []
    while len(sites) < count:
        lon, lat, district = maker.point(wanted[len(sites)] if len(sites) < len(wanted) else None)
        trade = rng.choices(TRADES, weights=[one[4] for one in TRADES])[0]
        employer = maker.employer(trade, district)
        employers.append(employer)
        for number in range(rng.choice((1, 1, 1, 2))):
            moved = (round(lon + number * 0.002, 6), round(lat + number * 0.002, 6))
            site = maker.site(employer, trade[0], moved, number)
            sites.append(DemoSite(site, trade[0], trade[3], rng.betavariate(2, 4)))
    return employers, sites
