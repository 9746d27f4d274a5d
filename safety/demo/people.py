"""The demonstration's unions and officers: the real tree of levels, invented people."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from safety.access.roles import Role
from safety.people.models import Appointment, Certificate, Member, Union
from safety.people.operations import hash_password
from safety.people.rules import UnionLevel

FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力宁婷雪琳晨阳欣怡浩宇博子轩梓涵思远志鹏晓东海燕立新春梅冬生"
INDUSTRIES = ("化医农林水利", "交通建设", "机械冶金", "能源")
STREETS = ("城关街道", "滨江街道", "工业园区", "高新园区")


@dataclass(frozen=True)
class DemoOfficer:
    """One of the sign-ins that are printed at start."""

    sign_in_name: str
    name: str
    union: str
    roles: tuple[Role, ...]


@dataclass
class DemoPeople:
    """What the generator made, for the generators that follow."""

    city: Union
    districts: dict[str, Union]
    branches: dict[str, list[Union]]
    industries: list[Union]
    inspectors: dict[str, list[Member]]
    heads: dict[str, Member]
    officers: dict[str, Member]
    signatories: dict[str, Member]
    printed: list[DemoOfficer]


#: sign-in name, name, district code (None for the city), roles
_PRINTED: tuple[tuple[str, str, str | None, tuple[Role, ...]], ...] = (
    ("fuling", "陈静", "500102", (Role.DISTRICT_OFFICER, Role.SIGNATORY)),
    ("inspector", "李强", "500102", (Role.INSPECTOR,)),
    ("reviewer", "吴芳", "500102", (Role.PROJECT_REVIEWER,)),
    ("accident", "孙洁", "500102", (Role.ACCIDENT_OFFICER, Role.SIGNATORY)),
    ("signatory", "赵岚", "500102", (Role.SIGNATORY, Role.LEADER)),
    ("nanan", "王磊", "500108", (Role.DISTRICT_OFFICER, Role.ACCIDENT_OFFICER)),
    ("city", "刘洋", None, (Role.DISTRICT_OFFICER, Role.LEADER, Role.SIGNATORY)),
    ("system", "黄涛", None, (Role.SYSTEM_ADMINISTRATOR,)),
    ("security", "何梅", None, (Role.SECURITY_ADMINISTRATOR,)),
    ("auditor", "马瑞", None, (Role.AUDITOR,)),
)
#: Sign-in name and name of who agrees to what a security administrator does not do alone.
_SECOND_ADMINISTRATOR = ("security2", "蒋慧")


def drawn_id(rng: random.Random) -> uuid.UUID:
    """An id that the seed decides, so that two loads of one day are the same."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)


class PeopleGenerator:
    """Makes the union tree and its people; the same seed and day give the same people."""

    def __init__(self, rng: random.Random, *, now: datetime, today: date, password: str) -> None:
        self.rng = rng
        self.now = now
        self.today = today
        self.password_hash = hash_password(password)
        self.made: list[Union | Member | Appointment | Certificate] = []
        self._used: set[str] = {*(printed[1] for printed in _PRINTED), "唐欣", _SECOND_ADMINISTRATOR[1]}

    def union(
        self,
        name: str,
        level: UnionLevel,
        parent: Union | None,
        *,
        district: str | None = None,
        industry: Union | None = None,
    ) -> Union:
        """One union below ``parent`` (and, industrially, below ``industry``)."""
        union_id = drawn_id(self.rng)
        row = Union(
            id=union_id,
            name=f"{name}（示例）",
            short_name=name[:40],
            level=level,
            parent_id=parent.id if parent else None,
            industry_parent_id=industry.id if industry else None,
            path=(parent.path if parent else "") + f"{union_id}/",
            industry_path=f"{industry.path}{union_id}/" if industry else None,
            district_code=district,
        )
        self.made.append(row)
        return row

    def name(self) -> str:
        """An invented name that nobody else here has."""
        while True:
            name = self.rng.choice(FAMILY) + "".join(self.rng.sample(GIVEN, self.rng.choice((1, 2, 2))))
            if name not in self._used:
                self._used.add(name)
                return name

    def member(
        self, name: str, union: Union, roles: tuple[Role, ...], sign_in_name: str | None = None
    ) -> Member:
        """One member with open-ended appointments."""
        row = Member(
            id=drawn_id(self.rng),
            name=name,
            sign_in_name=sign_in_name,
            union_id=union.id,
            password_hash=self.password_hash if sign_in_name else None,
            phone=f"023-5550{self.rng.randrange(10_000):04d}",
            position="示例人员",
            created_at=self.now,
        )
        begun = self.today - timedelta(days=700)
        self.made.append(row)
        self.made.extend(
            Appointment(
                id=drawn_id(self.rng), member_id=row.id, union_id=union.id, role=role, valid_from=begun
            )
            for role in roles
        )
        return row

    def certificate(self, member: Member, city: Union, *, days_left: int) -> None:
        """An inspector's certificate that ends ``days_left`` days from today."""
        number = f"示例{uuid.UUID(int=self.rng.getrandbits(128)).hex[:8].upper()}"
        self.made.append(
            Certificate(
                id=drawn_id(self.rng),
                member_id=member.id,
                number=number,
                issuer=city.name,
                issued_on=self.today - timedelta(days=720),
                valid_to=self.today + timedelta(days=days_left),
            )
        )


def generate(
    rng: random.Random, *, districts: Mapping[str, str], now: datetime, today: date, password: str
) -> tuple[DemoPeople, list[Union | Member | Appointment | Certificate]]:
    """The union tree over ``districts`` (names by code) and its people, as rows in the order to insert."""
    maker = PeopleGenerator(rng, now=now, today=today, password=password)
    city = maker.union("重庆市总工会", UnionLevel.CITY, None)
    industries = [maker.union(f"重庆市{name}工会", UnionLevel.INDUSTRY, city) for name in INDUSTRIES]
    people = DemoPeople(city, {}, {}, industries, {}, {}, {}, {}, [])
    for code, name in districts.items():
        _district(maker, people, code, name)
    for sign_in_name, name, district, roles in _PRINTED:
        union = people.districts[district] if district else city
        member = maker.member(name, union, roles, sign_in_name)
        people.officers[sign_in_name] = member
        people.printed.append(DemoOfficer(sign_in_name, name, union.name, roles))
        if Role.INSPECTOR in roles and district:
            people.inspectors[district].insert(0, member)
        if Role.DISTRICT_OFFICER in roles and district:
            people.heads[district] = member
    _certify(maker, people)
    _sign(maker, people)
    _supervise(maker, people)
    _administer(maker, people)
    return people, maker.made


def _district(maker: PeopleGenerator, people: DemoPeople, code: str, name: str) -> None:
    """A district's general union, two street unions, its inspectors, and an officer."""
    union = maker.union(f"{name}总工会", UnionLevel.DISTRICT, people.city, district=code)
    people.districts[code] = union
    people.branches[code] = [
        maker.union(f"{name}{street}总工会", UnionLevel.STREET, union, district=code)
        for street in STREETS[:2]
    ]
    people.inspectors[code] = [
        maker.member(maker.name(), union, (Role.INSPECTOR,)) for _ in range(maker.rng.choice((2, 3, 4)))
    ]
    if code not in {printed[2] for printed in _PRINTED if Role.DISTRICT_OFFICER in printed[3]}:
        people.heads[code] = maker.member(maker.name(), union, (Role.DISTRICT_OFFICER, Role.ACCIDENT_OFFICER))


def _sign(maker: PeopleGenerator, people: DemoPeople) -> None:
    """A signatory for each district: the one who is printed, or one who never signs in by a page."""
    # Chance of its own, so that the site checks stay as they are.
    maker.rng = random.Random(f"signatories {maker.today}")  # noqa: S311 - a story, not a secret
    for code, union in people.districts.items():
        member = maker.member(maker.name(), union, (Role.SIGNATORY,))
        member.password_hash = maker.password_hash
        people.signatories[code] = member
    people.signatories["500102"] = people.officers["signatory"]


def _supervise(maker: PeopleGenerator, people: DemoPeople) -> None:
    """A 劳动法律监督员 of the first shown district, where there is one."""
    union = people.districts.get("500102")
    if union is None:
        return
    # Chance of its own, as for the signatories.
    maker.rng = random.Random(f"supervisor {maker.today}")  # noqa: S311 - a story, not a secret
    roles = (Role.LABOUR_LAW_SUPERVISOR,)
    people.officers["supervisor"] = maker.member("唐欣", union, roles, "supervisor")
    people.printed.append(DemoOfficer("supervisor", "唐欣", union.name, roles))


def _administer(maker: PeopleGenerator, people: DemoPeople) -> None:
    """The city's other security administrator: what two have to do can be tried."""
    # Chance of its own, as for the signatories.
    maker.rng = random.Random(f"administrator {maker.today}")  # noqa: S311 - a story, not a secret
    roles, (sign_in_name, name) = (Role.SECURITY_ADMINISTRATOR,), _SECOND_ADMINISTRATOR
    people.officers[sign_in_name] = maker.member(name, people.city, roles, sign_in_name)
    first = next(place for place, one in enumerate(people.printed) if one.sign_in_name == "security")
    people.printed.insert(first + 1, DemoOfficer(sign_in_name, name, people.city.name, roles))


def _certify(maker: PeopleGenerator, people: DemoPeople) -> None:
    """Certificates: long ones for officers; some inspectors' about to end, ended, and none for the last of some."""
    for head in [*people.heads.values(), people.officers["city"]]:
        maker.certificate(head, people.city, days_left=400)
    for number, group in enumerate(people.inspectors.values()):
        for member in group:
            if member is group[-1] and number % 6 == 1:
                continue
            if member is people.officers["inspector"]:
                maker.certificate(member, people.city, days_left=52)
            else:
                maker.certificate(
                    member, people.city, days_left=maker.rng.choice((-45, 20, 45, 90, 300, 500))
                )
