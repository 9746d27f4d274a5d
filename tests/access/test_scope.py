"""Whose records a person may see and change."""

from __future__ import annotations

import uuid

import pytest

from safety.access.permissions import Permission
from safety.access.roles import GRANTS, LABELS, Role
from safety.access.scope import Actor, Held, Place, Scope
from safety.errors import NotAllowed, NotFound

YUZHONG, NANAN, CHEMISTRY = (uuid.UUID(int=n) for n in (1, 2, 3))
AT_YUZHONG = Place("500103", YUZHONG, "0/1/")
AT_NANAN = Place("500108", NANAN, "0/2/")
CHEMICAL_PLANT = Place("500108", uuid.UUID(int=4), "0/2/4/", "0/3/4/")


def held(role: Role, union: uuid.UUID, path: str, *, city: bool = False, district: str | None = None) -> Held:
    return Held(uuid.uuid4(), role, union, "工会", path, city, frozenset({district} if district else ()))


CHEN_JING = Actor(
    uuid.uuid4(), "陈静", YUZHONG, (held(Role.DISTRICT_OFFICER, YUZHONG, "0/1/", district="500103"),)
)
LIU_YANG = Actor(
    uuid.uuid4(), "刘洋", None, (held(Role.DISTRICT_OFFICER, uuid.UUID(int=0), "0/", city=True),)
)
FENG_CHAO = Actor(uuid.uuid4(), "冯超", CHEMISTRY, (held(Role.DISTRICT_OFFICER, CHEMISTRY, "0/3/"),))


def test_chen_jing_acts_in_her_own_district() -> None:
    CHEN_JING.require(Permission.NOTICE_ISSUE, AT_YUZHONG)
    assert CHEN_JING.appointment_for(Permission.NOTICE_ISSUE, AT_YUZHONG) == CHEN_JING.held[0]


def test_chen_jing_is_not_told_what_exists_in_nanan() -> None:
    with pytest.raises(NotFound):
        CHEN_JING.require(Permission.NOTICE_ISSUE, AT_NANAN)


def test_chen_jing_may_not_manage_members_anywhere() -> None:
    with pytest.raises(NotAllowed):
        CHEN_JING.require(Permission.MEMBER_MANAGE, AT_YUZHONG)


def test_liu_yang_of_the_city_covers_every_place() -> None:
    assert LIU_YANG.scope(Permission.SITE_READ).everything
    assert LIU_YANG.scope(Permission.SITE_READ).covers(AT_NANAN)


def test_feng_chao_sees_a_chemical_plant_by_its_industrial_line_only() -> None:
    scope = FENG_CHAO.scope(Permission.SITE_READ)
    assert scope.covers(CHEMICAL_PLANT)
    assert not scope.covers(AT_NANAN)


def test_nobody_without_an_appointment_has_any_scope() -> None:
    nobody = Actor(uuid.uuid4(), "无任职", YUZHONG)
    assert nobody.scope(Permission.SITE_READ) == Scope()
    assert nobody.scope(Permission.SITE_READ).is_empty


def test_a_path_is_compared_by_whole_steps() -> None:
    assert not Scope(union_paths=frozenset({"0/1/"})).covers(Place(None, YUZHONG, "0/11/"))


def test_every_role_is_granted_something_and_has_a_name() -> None:
    assert set(GRANTS) == set(Role) == set(LABELS)


def test_the_three_administrators_stay_apart() -> None:
    system, security, audit = (
        GRANTS[role] - {Permission.SELF, Permission.JOB_RUN, Permission.MEMBER_READ, Permission.MAP_READ}
        for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)
    )
    assert not (system & security | system & audit | security & audit)


def test_permissions_are_in_alphabetical_order() -> None:
    names = [permission.name for permission in Permission]
    assert names == sorted(names)
