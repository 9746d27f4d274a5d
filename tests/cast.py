"""The named cast of the tests: who they are, where they belong, what they may do.

Two districts beside each other, so that every test can ask what the other one sees:

* 渝中 (500103): 陈静 officer, 李强 and 周敏 inspectors, 赵岚 signatory, 钱峰 inspector without certificate,
  吴芳 project reviewer, 孙洁 accident officer.
* 南岸 (500108): 王磊 officer, 郑凯 inspector.
* the city: 刘洋 officer, 黄涛 system administrator, 何梅 security administrator, 马瑞 auditor, 罗琳 leader.
* 化医 industrial union of the city: 冯超 officer, who sees the sites of its branch wherever they lie.

All are invented.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from safety.access.roles import Role
from safety.access.scope import Actor, Place
from safety.database import db
from safety.people import queries
from safety.people.models import Appointment, Certificate, Member, Union
from safety.people.operations import hash_password

#: 10:00 in Chongqing, a Monday. A real clock has a fraction of a second, and so does this one.
NOW = datetime(2026, 11, 23, 2, 0, 0, 314159, tzinfo=UTC)
TODAY = date(2026, 11, 23)
#: When the tokens of programs end.
IN_A_YEAR = NOW + timedelta(days=365)
PASSWORD = "Danger-Ahead-2026"
_HASH = hash_password(PASSWORD)

DISTRICTS = {"500103": "渝中区", "500108": "南岸区"}
UNIONS: dict[str, tuple[str, str, str | None, str | None, str | None]] = {
    # key: name, level, parent, industrial parent, district
    "city": ("重庆市总工会（示例）", "city", None, None, None),
    "yuzhong": ("渝中区总工会（示例）", "district", "city", None, "500103"),
    "nanan": ("南岸区总工会（示例）", "district", "city", None, "500108"),
    "chemistry": ("重庆市化医农林水利工会（示例）", "industry", "city", None, None),
    "jiefangbei": ("解放碑街道总工会（示例）", "street", "yuzhong", None, "500103"),
    "plant": ("南岸化工厂工会（示例）", "basic", "nanan", "chemistry", "500108"),
}
PEOPLE: dict[str, tuple[str, str, tuple[Role, ...], bool]] = {
    # sign-in name: name, union, roles, has a certificate
    "chenjing": ("陈静", "yuzhong", (Role.DISTRICT_OFFICER,), True),
    "liqiang": ("李强", "yuzhong", (Role.INSPECTOR,), True),
    "zhoumin": ("周敏", "yuzhong", (Role.INSPECTOR,), True),
    "qianfeng": ("钱峰", "yuzhong", (Role.INSPECTOR,), False),
    "zhaolan": ("赵岚", "yuzhong", (Role.SIGNATORY,), False),
    "wufang": ("吴芳", "yuzhong", (Role.PROJECT_REVIEWER,), False),
    "sunjie": ("孙洁", "yuzhong", (Role.ACCIDENT_OFFICER,), False),
    "wanglei": ("王磊", "nanan", (Role.DISTRICT_OFFICER,), True),
    "zhengkai": ("郑凯", "nanan", (Role.INSPECTOR,), True),
    "liuyang": ("刘洋", "city", (Role.DISTRICT_OFFICER,), True),
    "huangtao": ("黄涛", "city", (Role.SYSTEM_ADMINISTRATOR,), False),
    "hemei": ("何梅", "city", (Role.SECURITY_ADMINISTRATOR,), False),
    "marui": ("马瑞", "city", (Role.AUDITOR,), False),
    "luolin": ("罗琳", "city", (Role.LEADER,), False),
    "fengchao": ("冯超", "chemistry", (Role.DISTRICT_OFFICER,), False),
}


def id_of(key: str) -> uuid.UUID:
    """The fixed id of a union or a person of the cast."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"cast:{key}")


@dataclass(frozen=True)
class Cast:
    """The people and unions, loaded; ``cast.actor("chenjing")`` acts, ``cast.place("yuzhong")`` is a place."""

    now: datetime = NOW
    today: date = TODAY
    password: str = PASSWORD

    def actor(self, sign_in_name: str, *, channel: str = "page") -> Actor:
        """The person as an actor today."""
        member = queries.member_by_id(id_of(sign_in_name))
        assert member is not None
        return queries.actor_of(member, on=self.today, channel=channel)

    def member(self, sign_in_name: str) -> Member:
        """The person's row."""
        return db.session.get_one(Member, id_of(sign_in_name))

    def union(self, key: str) -> Union:
        """The union's row."""
        return db.session.get_one(Union, id_of(key))

    def place(self, key: str) -> Place:
        """The place of a record that belongs to the union."""
        return queries.place_in(self.union(key))


def load() -> None:
    """Put the cast into an empty database (no commit)."""
    paths: dict[str, str] = {}
    for key, (name, level, parent, industry, district) in UNIONS.items():
        paths[key] = (paths[parent] if parent else "") + f"{id_of(key)}/"
        db.session.add(
            Union(
                id=id_of(key),
                name=name,
                short_name=name.removesuffix("（示例）"),
                level=level,
                parent_id=id_of(parent) if parent else None,
                industry_parent_id=id_of(industry) if industry else None,
                path=paths[key],
                industry_path=f"{paths[industry]}{id_of(key)}/" if industry else None,
                district_code=district,
            )
        )
    db.session.flush()
    db.session.add_all(
        Member(
            id=id_of(sign_in_name),
            name=name,
            sign_in_name=sign_in_name,
            union_id=id_of(union),
            password_hash=_HASH,
            created_at=NOW,
        )
        for sign_in_name, (name, union, _, _) in PEOPLE.items()
    )
    db.session.flush()
    for sign_in_name, (_, union, roles, certified) in PEOPLE.items():
        _appoint(id_of(sign_in_name), sign_in_name, union, roles, certified)
    db.session.flush()


def _appoint(
    member_id: uuid.UUID, sign_in_name: str, union: str, roles: tuple[Role, ...], certified: bool
) -> None:
    db.session.add_all(
        Appointment(member_id=member_id, union_id=id_of(union), role=role, valid_from=date(2024, 1, 1))
        for role in roles
    )
    if certified:
        db.session.add(
            Certificate(
                member_id=member_id,
                number=f"示例-{sign_in_name}",
                issuer="重庆市总工会（示例）",
                issued_on=date(2024, 1, 1),
                valid_to=date(2028, 12, 31),
            )
        )
