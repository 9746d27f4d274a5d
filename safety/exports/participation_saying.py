"""What an export of participation records says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.accidents.page_words import category_with_standard
from safety.accidents.queries import get_accident
from safety.errors import NotFound
from safety.exports.queries.participation import OUTCOME_LABELS, people_of
from safety.exports.rules.participation import FILTER_LABELS, PART_LABELS, PART_MEANINGS, Asked, Filters, Part
from safety.exports.spool import Spool, json_value
from safety.exports.tables import Statement
from safety.law import accident_categories, accident_grades
from safety.law.days import SHANGHAI
from safety.law.regimes import REGIME_LABELS
from safety.people.queries import get_union
from safety.reference.queries import all_district_names
from safety.text import N_, Text
from safety.wire.problems import translate

_LABELS: Mapping[str, Mapping[Any, str]] = MappingProxyType(
    {
        "grade": accident_grades.WORDS,
        "outcome": OUTCOME_LABELS,
        "regime": REGIME_LABELS,
    }
)


def filter_words(filters: Filters, actor: Actor) -> list[tuple[str, str]]:
    """The filters that are set, in words: label and value."""
    return [
        (translate(label), _value(name, getattr(filters, name), actor))
        for name, label in FILTER_LABELS.items()
        if getattr(filters, name) is not None
    ]


def _value(name: str, value: Any, actor: Actor) -> str:
    found: str | None = None
    match name:
        case "district":
            found = all_district_names().get(value)
        case "accident":
            found = _accident_title(value, actor)
        case "union":
            found = _union_name(value, actor)
        case "person":
            found = dict(people_of(actor)).get(str(value))
        case "category" if value in accident_categories.LABELS:
            found = category_with_standard(value)
        case "grade" | "outcome" | "regime" if value in _LABELS[name]:
            found = translate(_LABELS[name][value])
    return found or str(value)


def _accident_title(accident_id: Any, actor: Actor) -> str:
    try:
        return get_accident(accident_id, actor.scope(Permission.ACCIDENT_READ)).title
    except NotFound:  # an accident of elsewhere is not named
        return str(accident_id)


def _union_name(union_id: Any, actor: Actor) -> str:
    try:
        return get_union(union_id, actor.scope(Permission.ACCIDENT_READ)).name
    except NotFound:  # a union of elsewhere is not named
        return str(union_id)


def statement_of(spool: Spool, *, actor: Actor, now: datetime, head: str) -> Statement:
    """The statement that stands in the file: whose, when, with which filters, what is left out, the hashes."""
    asked = spool.asked
    given = "；".join(f"{label}：{value}" for label, value in filter_words(asked.filters, actor))
    personal = Text(N_("含个人信息，用途：%(purpose)s"), purpose=asked.purpose or "")
    hidden = Text(N_("个人信息已隐去"))
    lines = {
        translate(N_("导出人")): actor.name,
        translate(N_("导出时间")): now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
        translate(N_("个人信息")): translate(personal if asked.personal else hidden),
        translate(N_("筛选条件")): given or translate(N_("无（本人可见的全部记录）")),
        translate(N_("排序")): translate(N_("事故发生时间、事故编号，其下按日期、编号")),
        translate(N_("内容哈希")): spool.content_hash,
        translate(N_("审计链总哈希")): head,
    }
    lines |= {
        f"{translate(N_('口径'))} {translate(PART_LABELS[part])}": translate(PART_MEANINGS[part])
        for part in Part
    }
    return Statement(translate(N_("工会参与事故调查处理记录")), lines)


def about(asked: Asked, *, actor: Actor, now: datetime, head: str) -> dict[str, Any]:
    """The same for programs."""
    return {
        "exported_at": json_value(now),
        "exported_by": actor.name,
        "filters": asked.filters.as_text(),
        "personal": asked.personal,
        "purpose": asked.purpose if asked.personal else None,
        "audit_head": head,
    }
