"""Keeping the union tree."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import require_version, session
from safety.errors import Invalid, NotPossibleNow
from safety.folding.names import name_key
from safety.ids import new_id
from safety.people import queries, rules
from safety.people.models import Member, Union
from safety.people.queries.named import named_union
from safety.reference.queries import all_district_names
from safety.text import N_, Text


def create_union(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    short_name: str | None,
    level: rules.UnionLevel,
    parent_id: uuid.UUID | None,
    industry_parent_id: uuid.UUID | None = None,
    district_code: str | None = None,
    union_id: uuid.UUID | None = None,
) -> Union:
    """Add a union below ``parent_id`` (and an industrial union); only the system makes a root.

    Raises:
        Invalid: the level does not fit below the parent, the name is taken, or the district is unknown.
    """
    actor.require(Permission.UNION_MANAGE)
    parent = _parent(actor, parent_id)
    industry = _industry_parent(actor, industry_parent_id)
    if parent is not None:
        rules.check_level(level, below=rules.UnionLevel(parent.level))
    _check_name(name, None)
    own = union_id or new_id()
    union = Union(
        id=own,
        name=name,
        short_name=short_name or name[:40],
        level=level,
        parent_id=parent_id,
        industry_parent_id=industry_parent_id,
        path=f"{parent.path if parent else ''}{own}/",
        industry_path=f"{industry.path}{own}/" if industry else None,
        district_code=_known_district(district_code) or (parent.district_code if parent else None),
    )
    session.add(union)
    session.flush()
    _record(actor, now, "union_created", union, {"name": name, "level": level, "parent_id": parent_id})
    return union


def change_union(
    *,
    actor: Actor,
    now: datetime,
    union_id: uuid.UUID,
    version: int,
    name: str,
    short_name: str | None,
    level: rules.UnionLevel,
    parent_id: uuid.UUID | None,
    industry_parent_id: uuid.UUID | None,
    district_code: str | None,
) -> Union:
    """Change a union's name, place in the tree or district; everything below it moves with it.

    Raises:
        Stale: somebody else changed it since ``version``.
        Invalid: it would stand below itself, or the level does not fit.
    """
    union = _managed(actor, union_id)
    require_version(union, version)
    parent = _parent(actor, parent_id, union)
    industry = _industry_parent(actor, industry_parent_id, union)
    _check_move(union, parent, industry, level)
    _check_name(name, union.id)
    before = {"name": union.name, "level": union.level, "parent_id": union.parent_id}
    union.name, union.short_name, union.level = name, short_name or name[:40], level
    union.parent_id, union.industry_parent_id = parent_id, industry_parent_id
    union.district_code = _known_district(district_code)
    _move(union, f"{parent.path if parent else ''}{union.id}/")
    union.industry_path = f"{industry.path}{union.id}/" if industry else None
    union.version += 1
    session.flush()
    after = {"name": name, "level": level, "parent_id": parent_id, "district_code": union.district_code}
    _record(actor, now, "union_changed", union, {"before": before, "after": after})
    return union


def end_union(*, actor: Actor, now: datetime, union_id: uuid.UUID, on: date) -> Union:
    """Close a union on the day ``on``; its records stay.

    Raises:
        NotPossibleNow: it has living unions below it or members who are not disabled.
    """
    union = _managed(actor, union_id)
    below = select(Union.id).where(Union.parent_id == union.id, Union.ended_on.is_(None)).limit(1)
    members = select(Member.id).where(Member.union_id == union.id, Member.disabled_at.is_(None)).limit(1)
    if session.scalar(below) or session.scalar(members):
        raise NotPossibleNow(N_("该工会还有下级工会或在册人员，不能撤销"), code="union_in_use")
    union.ended_on = on
    union.version += 1
    session.flush()
    _record(actor, now, "union_ended", union, {"on": on})
    return union


def _managed(actor: Actor, union_id: uuid.UUID) -> Union:
    actor.require(Permission.UNION_MANAGE)
    union = queries.get_union(union_id, actor.scope(Permission.UNION_MANAGE))
    actor.require(Permission.UNION_MANAGE, queries.place_of(union))
    return union


def _parent(actor: Actor, parent_id: uuid.UUID | None, below: Union | None = None) -> Union | None:
    """The union above; one that ``below`` has already is not named anew."""
    if below is not None and parent_id == below.parent_id:
        return session.get_one(Union, parent_id) if parent_id else None
    if parent_id is None:
        if not actor.trusted and session.scalar(select(Union.id).where(Union.parent_id.is_(None)).limit(1)):
            raise Invalid(fields={"parent_id": [N_("请选择上级工会")]})
        return None
    return named_union(parent_id, actor.scope(Permission.UNION_MANAGE), field="parent_id")


def _industry_parent(actor: Actor, union_id: uuid.UUID | None, below: Union | None = None) -> Union | None:
    """The industrial union above; one that ``below`` has already is not named anew."""
    if union_id is None:
        return None
    if below is not None and union_id == below.industry_parent_id:
        return session.get_one(Union, union_id)
    union = named_union(union_id, actor.scope(Permission.UNION_MANAGE), field="industry_parent_id")
    if union.level != rules.UnionLevel.INDUSTRY:
        raise Invalid(fields={"industry_parent_id": [N_("请选择一个产业工会")]})
    return union


def _check_move(union: Union, parent: Union | None, industry: Union | None, level: rules.UnionLevel) -> None:
    if parent is not None and parent.path.startswith(union.path):
        raise Invalid(fields={"parent_id": [N_("不能把工会放到它自己的下级")]})
    if industry is not None and industry.path.startswith(union.path):
        raise Invalid(fields={"industry_parent_id": [N_("不能把工会放到它自己的下级")]})
    if parent is None and union.parent_id is not None:
        raise Invalid(fields={"parent_id": [N_("请选择上级工会")]})
    if parent is not None:
        rules.check_level(level, below=rules.UnionLevel(parent.level))
    for child in session.scalars(select(Union.level).where(Union.parent_id == union.id).distinct()):
        rules.check_level(rules.UnionLevel(child), below=level)


def _check_name(name: str, own: uuid.UUID | None) -> None:
    taken = session.scalar(select(Union.id).where(Union.name_key == name_key(name), Union.id != own))
    if taken is not None:
        raise Invalid(code="name_taken", fields={"name": [Text(N_("已有名为“%(name)s”的工会"), name=name)]})


def _known_district(code: str | None) -> str | None:
    if code is not None and code not in all_district_names():
        raise Invalid(fields={"district_code": [N_("没有这个区县")]})
    return code


def _move(union: Union, path: str) -> None:
    """Give the union and all below it their new paths, on both lines."""
    old = union.path
    if old == path:
        return
    for row in session.scalars(select(Union).where(Union.path.like(f"{old}%"))):
        row.path = path + row.path.removeprefix(old)
    for row in session.scalars(select(Union).where(Union.industry_path.like(f"{old}%"))):
        row.industry_path = path + (row.industry_path or "").removeprefix(old)


def _record(actor: Actor, now: datetime, action: str, union: Union, change: dict[str, Any]) -> None:
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind="union",
        record_id=union.id,
        union_id=union.id,
        change=change,
    )
