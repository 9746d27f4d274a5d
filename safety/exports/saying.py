"""What an exported file says of itself: who asked, when, with which filters, over which audit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from safety.access.scope import Actor, Scope
from safety.audit.queries import head_hash
from safety.corrections import vocabulary as words
from safety.errors import NotFound
from safety.exports.asked import REGISTER_LABELS, Asked, RegisterName
from safety.exports.tables import Statement
from safety.inspections.queries import template_choices
from safety.inspections.rules import STATE_LABELS as INSPECTION_STATES
from safety.inspections.rules import hazards
from safety.law.days import SHANGHAI
from safety.law.project_natures import LABELS as NATURES
from safety.people.queries import member_names
from safety.projects.vocabulary import STAGE_LABELS
from safety.reference.queries import all_district_names
from safety.sync import rules as entry_rules
from safety.text import N_
from safety.wire.problems import translate
from safety.workplaces.queries import get_site

FILTER_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "q": N_("搜索"),
        "district": N_("区县"),
        "site": N_("场所"),
        "state": N_("状态"),
        "inspector": N_("检查员"),
        "template": N_("检查表"),
        "since": N_("自"),
        "until": N_("至"),
        "grade": N_("级别"),
        "colour": N_("关注颜色"),
        "overdue": N_("期限"),
        "factor": N_("危险有害因素"),
    }
)
_DUE_LABELS: Mapping[str, str] = MappingProxyType(
    {"overdue": N_("已逾期"), "today": N_("今天到期"), "week": N_("七日内到期")}
)
#: Those of the register of demands besides.
DEMAND_FILTER_LABELS: Mapping[str, str] = MappingProxyType(
    {name: label for name, label in FILTER_LABELS.items() if name not in {"site", "overdue"}}
    | {
        "kind": N_("类别"),
        "due": N_("期限"),
        "is_open": N_("状态"),
        "site_id": N_("场所"),
        "responsible_id": N_("责任人"),
    }
)

PROJECT_FILTER_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "q": N_("搜索"),
        "district": N_("区县"),
        "stage": N_("阶段"),
        "nature": N_("性质"),
        "no_union_part": N_("投入使用，工会未参与"),
        "high_risk": N_("须做安全评价"),
        "site_id": N_("场所"),
        "waiting": N_("状态"),
        "since": N_("自"),
        "until": N_("至"),
    }
)
ENTRY_FILTER_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "q": N_("回执号"),
        "state": N_("状态"),
        "record": N_("记录"),
        "marks": N_("标记"),
        "mine": N_("标记待我核对"),
        "person": N_("送来的人"),
        "device": N_("设备"),
    }
)
_LABELS_OF: Mapping[RegisterName, Mapping[str, str]] = MappingProxyType(
    {
        RegisterName.DEMANDS: DEMAND_FILTER_LABELS,
        RegisterName.PROJECTS: PROJECT_FILTER_LABELS,
        RegisterName.ENTRIES: ENTRY_FILTER_LABELS,
    }
)
_STATES_OF: Mapping[RegisterName, Mapping[Any, str]] = MappingProxyType(
    {RegisterName.INSPECTIONS: INSPECTION_STATES, RegisterName.ENTRIES: entry_rules.STATE_LABELS}
)
_WAITING_LABELS: Mapping[str, str] = MappingProxyType(
    {"reply": N_("有意见逾期未答复的项目"), "sign": N_("待签署")}
)


def filter_words(asked: Asked, scope: Scope) -> list[tuple[str, str]]:
    """The filters that are set, in words: label and value."""
    found = []
    labels = _LABELS_OF.get(asked.register, FILTER_LABELS)
    for name, label in labels.items():
        value = getattr(asked.filters, name)
        if value is not None:
            found.append((translate(label), _value(asked.register, name, value, scope)))
    return found


def _value(register: RegisterName, name: str, value: Any, scope: Scope) -> str:  # noqa: C901, PLR0911 - one a filter
    match name:
        case "district":
            return all_district_names().get(value, value)
        case "inspector" | "responsible_id" | "person":
            return member_names([value]).get(value, str(value))
        case "site" | "site_id":
            return _site_name(value, scope)
        case "template":
            return dict(template_choices()).get(value, str(value))
        case "overdue":
            return translate(N_("已逾期"))
        case "factor":
            return f"{value} {translate(hazards.factor_name(value) or '')}".strip()
        case "state" if value == "open":
            return translate(N_("全部未闭环"))
        case "is_open":
            return translate(N_("全部未闭环") if value else N_("已办结"))
        case "no_union_part" | "high_risk" | "mine":
            return translate(N_("是"))
        case (
            "state"
            | "grade"
            | "colour"
            | "kind"
            | "due"
            | "stage"
            | "nature"
            | "waiting"
            | "record"
            | "marks"
        ):
            return _labelled(register, name, value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _site_name(site_id: uuid.UUID, scope: Scope) -> str:
    try:
        return get_site(site_id, scope).name
    except NotFound:  # a site of elsewhere is not named
        return str(site_id)


def _labelled(register: RegisterName, name: str, value: str) -> str:
    labels: Mapping[Any, str] = {
        "state": _STATES_OF.get(register, words.STATE_LABELS),
        "record": entry_rules.KIND_LABELS,
        "marks": entry_rules.JUDGED_LABELS,
        "grade": words.GRADE_LABELS,
        "colour": words.COLOUR_LABELS,
        "kind": words.KIND_LABELS,
        "due": _DUE_LABELS,
        "stage": STAGE_LABELS,
        "nature": NATURES,
        "waiting": _WAITING_LABELS,
    }[name]
    return translate(labels[value]) if value in labels else value


def statement_of(
    asked: Asked, *, actor: Actor, scope: Scope, now: datetime, is_rounded: bool = False
) -> Statement:
    """The statement that stands in the file, in the reader's language; it says so when positions are rounded."""
    given = "；".join(f"{label}：{value}" for label, value in filter_words(asked, scope))
    about = {translate(N_("位置")): translate(N_("没有查看精确位置权限的记录，坐标取整到约 1 公里"))}
    return Statement(
        translate(REGISTER_LABELS[asked.register]),
        {
            translate(N_("导出时间")): now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            translate(N_("导出人")): actor.name,
            translate(N_("筛选条件")): given or translate(N_("无（本人可见的全部记录）")),
            translate(N_("排序")): asked.sort or "",
            translate(N_("审计链总哈希")): head_hash(),
            **(about if is_rounded else {}),
        },
    )
