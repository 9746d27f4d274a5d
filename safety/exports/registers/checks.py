"""The registers of site checks, of findings, and of all demands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from marshmallow import fields

from safety.access.permissions import Permission as P
from safety.corrections import vocabulary as words
from safety.corrections.grounds import FACT_LABELS
from safety.corrections.models import Demand
from safety.corrections.page_terms import terms_of_demands
from safety.corrections.queries import DemandFilters, demand_ids, demands_by_id
from safety.corrections.rules import RIGHTS, is_overdue, sight_of
from safety.corrections.schemas import DemandArgs
from safety.corrections.subjects import found_at
from safety.corrections.term_words import Term
from safety.exports.registers import said
from safety.exports.registers.descriptor import (
    Field,
    Filter,
    Kind,
    Line,
    Register,
    Value,
    attribute,
    choice,
    coded,
    district,
    identity,
    off_paper,
    person,
    whether,
)
from safety.inspections import queries
from safety.inspections.models import Finding, Inspection
from safety.inspections.queries import RegisterFilters
from safety.inspections.rules import STATE_LABELS, InspectionState, hazards
from safety.law.citations import in_words, kept
from safety.law.days import shanghai_date
from safety.text import N_
from safety.wire.problems import translate
from safety.wire.schemas import Day, Strict
from safety.wire.schemas import Line as Words
from safety.workplaces.models import Site

DUE_LABELS: Mapping[str, str] = MappingProxyType(
    {"overdue": N_("已逾期"), "today": N_("今天到期"), "week": N_("七日内到期")}
)


class CheckArgs(Strict):
    """The filters of the pages of checks and of findings."""

    q = Words(maximum=100)
    district = Words(maximum=6)
    site = fields.UUID()
    state = Words(maximum=20)
    inspector = fields.UUID()
    template = fields.UUID()
    since = Day()
    until = Day()
    grade = Words(maximum=10)
    colour = Words(maximum=8)
    overdue = fields.Boolean(truthy={"true", "1", True}, falsy={"false", "0", False})
    factor = Words(maximum=8)


def _demand(line: Line) -> Demand:
    demand: Demand = line.row if isinstance(line.row, Demand) else line.row.demand
    return demand


def _finding(line: Line) -> Finding | None:
    """The finding that a demand is, None for one of another duty."""
    return line.row if isinstance(line.row, Finding) else line.more.get(line.row.id)


def _site(row: Inspection | Finding | Demand) -> Site | None:
    """The site of a check or of a demand."""
    if isinstance(row, Inspection):
        return row.site
    return row.site if isinstance(row, Demand) else row.demand.site


def _of_demand(key: str, heading: str, kind: Kind = Kind.TEXT) -> Field:
    return Field(key, heading, kind, lambda line: getattr(_demand(line), key))


def _of_finding(key: str, heading: str, kind: Kind = Kind.TEXT) -> Field:
    return Field(key, heading, kind, lambda line: getattr(_finding(line), key, None))


def _hazard_code(key: str, heading: str, name: Any) -> Field:
    def read(line: Line) -> Any:
        return getattr(_finding(line), key, None)

    def word(line: Line) -> str:
        code = read(line)
        return f"{code} {translate(name(code))}" if code and name(code) else code or ""

    return Field(key, heading, Kind.TEXT, word, read)


def _basis(line: Line) -> str:
    demand = _demand(line)
    return in_words(kept(demand.basis, shanghai_date(line.more["found_at"][demand.id])))


def _checklist(line: Line) -> str:
    version = line.row.version_used
    return f"{version.template.title}（{version.number}）" if version else translate(N_("不用检查表"))


def _is_late(line: Line) -> bool:
    one = _demand(line)
    return is_overdue(is_open=one.is_open, term_on=one.term_on, today=line.today)


def _allows_no_day(line: Line) -> bool:
    term: Term = line.more["terms"][_demand(line).id]
    return term.at_once


def _code_of(key: str) -> Value:
    return lambda line: getattr(_demand(line), key)


_FOUND_AT = Field(
    "found_at", N_("发现时间"), Kind.MOMENT, lambda line: line.more["found_at"][_demand(line).id]
)
LATE = Field(
    "is_overdue",
    N_("是否逾期"),
    Kind.LABEL,
    lambda line: line.said(N_("逾期")) if _is_late(line) else "",
    _is_late,
)
#: Beside the day that is kept: where this stands, the remedy may be left no day.
AT_ONCE = Field(
    "at_once",
    N_("须立即整改"),
    Kind.LABEL,
    lambda line: line.said(N_("立即")) if _allows_no_day(line) else "",
    _allows_no_day,
)
_SITE_NAME = Field("site", N_("场所"), Kind.NAME, lambda line: getattr(_site(line.row), "name", None))
_EMPLOYER = Field("employer", N_("单位"), Kind.NAME, lambda line: line.row.site.employer.name)
_DISTRICT = district(
    lambda row: row.district_code if isinstance(row, Inspection | Demand) else row.demand.district_code
)
_COLOUR = coded("colour", N_("关注颜色"), words.COLOUR_LABELS, _code_of("colour"))
_FACTOR = _hazard_code("factor", N_("危险有害因素"), hazards.factor_name)
_ACCIDENT = _hazard_code("accident", N_("可能的事故类别"), hazards.accident_name)
#: What was said of a finding that decides the law of its papers.
_SAID = tuple(whether(fact, label, of=_demand) for fact, label in FACT_LABELS.items())
_STATE = coded("state", N_("状态"), words.STATE_LABELS, _code_of("state"))
#: How a demand went, from its first term to its end.
_COURSE: tuple[Field, ...] = (
    _of_demand("term_on", N_("整改期限"), Kind.DAY),
    AT_ONCE,
    LATE,
    _of_demand("demanded_at", N_("发出书面意见"), Kind.MOMENT),
    _of_demand("replied_at", N_("答复时间"), Kind.MOMENT),
    coded("stance", N_("答复意见"), words.STANCE_LABELS, _code_of("stance")),
    coded("result", N_("复查结果"), words.RESULT_LABELS, _code_of("result")),
    _of_demand("closed_at", N_("销号时间"), Kind.MOMENT),
)

#: What is in the file and not on paper.
_SELDOM = ("raised_at", *FACT_LABELS, "at_once", "demanded_at", "stance", "reminders")

INSPECTION_COLUMNS: tuple[Field, ...] = (
    attribute("began_at", N_("检查时间"), Kind.MOMENT),
    attribute("left_at", N_("离开时间"), Kind.MOMENT),
    _SITE_NAME,
    _EMPLOYER,
    Field(
        "credit_code", N_("统一社会信用代码"), Kind.CREDIT, lambda line: line.row.site.employer.credit_code
    ),
    _DISTRICT,
    Field("checklist", N_("检查表"), Kind.NAME, _checklist),
    Field("inspector", N_("检查员"), Kind.LABEL, lambda line: line.row.inspector.name),
    coded("state", N_("状态"), STATE_LABELS, lambda line: InspectionState(line.row.state)),
    attribute("failing", N_("不符合项数"), Kind.NUMBER),
    attribute("finding_count", N_("隐患数"), Kind.NUMBER),
    attribute("major_count", N_("其中重大隐患"), Kind.NUMBER),
    attribute("submitted_at", N_("提交时间"), Kind.MOMENT),
    person("adopted_by", N_("认可人")),
    attribute("adopted_at", N_("认可时间"), Kind.MOMENT),
    Field("note", N_("检查备注"), Kind.LONG, lambda line: line.row.content.get("note")),
    identity(),
    Field("site_id", "site_id", Kind.CODE, lambda line: line.row.site_id),
)
HAZARD_COLUMNS: tuple[Field, ...] = (
    _FOUND_AT,
    _of_demand("raised_at", N_("登记时间"), Kind.MOMENT),
    _of_demand("summary", N_("隐患描述"), Kind.LONG),
    _SITE_NAME,
    Field("employer", N_("单位"), Kind.NAME, lambda line: line.row.demand.site.employer.name),
    _DISTRICT,
    _of_demand("place_on_site", N_("现场位置")),
    *_SAID,
    coded("grade", N_("级别"), words.GRADE_LABELS, _code_of("grade")),
    attribute("criterion", N_("判定依据")),
    attribute("score", N_("风险分值"), Kind.NUMBER),
    _COLOUR,
    _FACTOR,
    _ACCIDENT,
    Field("basis", N_("法律依据"), Kind.LAW, _basis),
    attribute("suggestion", N_("整改建议"), Kind.LONG),
    Field(
        "responsible", N_("责任检查员"), Kind.LABEL, lambda line: line.person(_demand(line).responsible_id)
    ),
    _STATE,
    *_COURSE,
    _of_demand("reminders", N_("催办次数"), Kind.NUMBER),
    identity(N_("隐患编号")),
    Field("site_id", "site_id", Kind.CODE, lambda line: line.row.demand.site_id),
)
DEMAND_COLUMNS: tuple[Field, ...] = (
    _FOUND_AT,
    _of_demand("raised_at", N_("登记时间"), Kind.MOMENT),
    coded("kind", N_("类别"), words.KIND_LABELS, _code_of("kind")),
    _of_demand("summary", N_("问题和隐患"), Kind.LONG),
    _of_demand("detail", N_("具体情况"), Kind.LONG),
    _of_demand("addressee", N_("单位"), Kind.NAME),
    _SITE_NAME,
    _DISTRICT,
    _of_demand("place_on_site", N_("现场位置")),
    *_SAID,
    coded("grade", N_("等级"), words.GRADE_LABELS, _code_of("grade")),
    _COLOUR,
    _of_finding("score", N_("风险分值"), Kind.NUMBER),
    _FACTOR,
    _ACCIDENT,
    _of_finding("criterion", N_("判定依据")),
    Field("basis", N_("法律依据"), Kind.LAW, _basis),
    _of_finding("suggestion", N_("整改建议"), Kind.LONG),
    person("responsible_id", N_("责任人")),
    _STATE,
    _of_demand("first_term_on", N_("最初期限"), Kind.DAY),
    *_COURSE,
    _of_demand("withdrawn_at", N_("撤回时间"), Kind.MOMENT),
    _of_demand("reminders", N_("催办次数"), Kind.NUMBER),
    identity(N_("事项编号")),
    Field("site_id", "site_id", Kind.CODE, lambda line: line.row.site_id),
)


def _seen(rows: Sequence[Any], _now: datetime) -> dict[Any, Any]:
    """When each demand was found, as of which day its law is cited, and its term."""
    demands = [row if isinstance(row, Demand) else row.demand for row in rows]
    return {"found_at": found_at(demands), "terms": terms_of_demands(demands)}


def _findings(rows: Sequence[Any], now: datetime) -> dict[Any, Any]:
    found = queries.findings_by_id([row.id for row in rows]) if rows else ()
    return _seen(rows, now) | {one.id: one for one in found}


def _state_filter(labels: Mapping[Any, str]) -> Filter:
    known = {"open": N_("全部未闭环"), **{str(key): label for key, label in labels.items()}}
    return choice(N_("状态"), known)


def _told(labels: Mapping[Any, str]) -> dict[str, Filter]:
    return {
        "q": said.Q,
        "district": said.DISTRICT,
        "site": said.SITE,
        "state": _state_filter(labels),
        "inspector": said.INSPECTOR,
        "template": said.TEMPLATE,
        **said.SPAN,
        "grade": choice(N_("级别"), words.GRADE_LABELS),
        "colour": choice(N_("关注颜色"), words.COLOUR_LABELS),
        "overdue": Filter(N_("期限"), lambda _value, _scope: translate(N_("已逾期"))),
        "factor": said.FACTOR,
    }


INSPECTIONS = Register(
    title=N_("检查记录台账"),
    endpoint="inspections.register",
    permissions=(P.INSPECTION_READ,),
    filters=RegisterFilters,
    args=CheckArgs,
    told=_told(STATE_LABELS),
    sort="-started",
    ids=lambda actor, filters, _now, sort: queries.inspection_ids(
        actor.scope(P.INSPECTION_READ), filters, sort=sort
    ),
    rows=queries.inspections_by_id,
    columns=INSPECTION_COLUMNS,
    people=lambda row: (row.adopted_by,),
    placed=_site,
    has_map=True,
)
HAZARDS = Register(
    title=N_("隐患台账"),
    endpoint="inspections.findings",
    permissions=(P.CORRECTION_READ,),
    filters=RegisterFilters,
    args=CheckArgs,
    told=_told(words.STATE_LABELS),
    sort="-raised",
    ids=lambda actor, filters, now, sort: queries.finding_ids(
        actor.scope(P.CORRECTION_READ), filters, today=shanghai_date(now), sort=sort
    ),
    rows=queries.findings_by_id,
    columns=off_paper(HAZARD_COLUMNS, *_SELDOM, "criterion", "score", "factor", "accident", "replied_at"),
    people=lambda row: (row.demand.responsible_id,),
    more=_seen,
    placed=_site,
    has_map=True,
)
DEMANDS = Register(
    title=N_("隐患与整改台账"),
    endpoint="corrections.demands",
    permissions=tuple(dict.fromkeys(rights.read for rights in RIGHTS.values())),
    filters=DemandFilters,
    args=DemandArgs,
    told={
        "q": said.Q,
        "kind": choice(N_("类别"), words.KIND_LABELS),
        "state": _state_filter(words.STATE_LABELS),
        "due": choice(N_("期限"), DUE_LABELS),
        "is_open": choice(N_("状态"), {True: N_("全部未闭环"), False: N_("已办结")}),
        "grade": choice(N_("级别"), words.GRADE_LABELS),
        "colour": choice(N_("关注颜色"), words.COLOUR_LABELS),
        "district": said.DISTRICT,
        "site_id": said.SITE,
        "responsible_id": said.RESPONSIBLE,
        **said.SPAN,
        "template": said.TEMPLATE,
        "factor": said.FACTOR,
        "inspector": said.INSPECTOR,
    },
    sort="term",
    ids=lambda actor, filters, now, sort: demand_ids(
        sight_of(actor), replace(filters, sort=sort), shanghai_date(now)
    ),
    rows=demands_by_id,
    columns=off_paper(
        DEMAND_COLUMNS,
        *_SELDOM,
        *("colour", "criterion", "score", "factor", "accident", "first_term_on"),
        *("replied_at", "withdrawn_at", "closed_at", "place_on_site", "result"),
    ),
    people=lambda row: (row.responsible_id,),
    more=_findings,
    placed=_site,
    has_map=True,
)
