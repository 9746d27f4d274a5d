"""The register of projects, and that of offline entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from safety.access.permissions import Permission as P
from safety.exports.registers import said
from safety.exports.registers.descriptor import (
    Field,
    Filter,
    Kind,
    Line,
    Register,
    attribute,
    choice,
    coded,
    degrees,
    district,
    off_paper,
    person,
    stated,
    yes,
)
from safety.law.days import shanghai_date
from safety.law.industries import SECTIONS
from safety.law.project_natures import LABELS as NATURES
from safety.law.project_works import CLASS_LABELS, SPECIAL_LABELS
from safety.projects import queries as projects
from safety.projects.models import Project
from safety.projects.queries import ProjectFilters
from safety.projects.schemas import ProjectArgs
from safety.projects.vocabulary import (
    CONCLUSION_LABELS,
    STAGE_LABELS,
    TRACK_LABELS,
    Conclusion,
    ReviewKind,
    Track,
)
from safety.sync.models import SyncEntry
from safety.sync.page_schemas import EntryPageArgs
from safety.sync.queries import register as entries
from safety.sync.queries.register import EntryFilters
from safety.sync.rights import RIGHTS as ENTRY_RIGHTS
from safety.sync.rules import (
    JUDGED_LABELS,
    KIND_LABELS,
    MARK_LABELS,
    STATE_LABELS,
    EntryKind,
    EntryState,
    Mark,
    corrected,
)
from safety.text import N_
from safety.wire.problems import translate

_WAITING_LABELS: Mapping[str, str] = MappingProxyType(
    {"reply": N_("有意见逾期未答复的项目"), "sign": N_("待签署")}
)


def _review(project: Project, kind: ReviewKind) -> Any:
    return next((one for one in project.reviews if one.kind == kind), None)


def _invited(kind: ReviewKind, key: str, heading: str) -> Field:
    def code(line: Line) -> Any:
        return getattr(_review(line.row, kind), "invited", None)

    def word(line: Line) -> str:
        invited = code(line)
        return "" if invited is None else translate(N_("已受邀请") if invited else N_("未受邀请"))

    return Field(key, heading, Kind.LABEL, word, code)


def _conclusion(kind: ReviewKind, key: str, heading: str) -> Field:
    def code(line: Line) -> Any:
        signed = getattr(_review(line.row, kind), "conclusion", None)
        return Conclusion(signed) if signed else None

    return coded(key, heading, CONCLUSION_LABELS, code)


def _tracks(line: Line) -> str:
    return "、".join(translate(TRACK_LABELS[Track(one)]) for one in line.row.tracks)


PROJECT_COLUMNS: tuple[Field, ...] = (
    attribute("name", N_("项目"), Kind.NAME),
    Field("owner", N_("建设单位"), Kind.NAME, lambda line: line.row.owner_name),
    Field("credit_code", N_("统一社会信用代码"), Kind.CREDIT, lambda line: line.row.owner.credit_code),
    coded("nature", N_("性质"), NATURES, lambda line: line.row.nature),
    coded("industry", N_("行业"), SECTIONS, lambda line: line.row.industry),
    district(),
    coded("stage", N_("阶段"), STAGE_LABELS, lambda line: line.row.stage),
    yes("no_union_part", N_("投入使用，工会未参与")),
    yes("is_high_risk", N_("高风险")),
    Field("tracks", N_("三同时设施"), Kind.TEXT, _tracks),
    coded("hazard_class", N_("职业病危害类别"), CLASS_LABELS, lambda line: line.row.hazard_class),
    coded("special_works", N_("特别类别"), SPECIAL_LABELS, lambda line: line.row.special_works),
    Field("investment_yuan", N_("投资"), Kind.MONEY, lambda line: line.row.investment_yuan),
    attribute("workers_expected", N_("预计职工人数"), Kind.NUMBER),
    attribute("designer", N_("设计单位"), Kind.NAME),
    attribute("builder", N_("施工单位"), Kind.NAME),
    attribute("supervisor", N_("监理单位"), Kind.NAME),
    attribute("assessors", N_("评价机构"), Kind.NAME),
    attribute("external_ref", N_("项目代码")),
    attribute("approval_number", N_("批准或备案文号")),
    attribute("authority", N_("主管部门")),
    yes("is_city_project", N_("市级项目")),
    attribute("design_review_planned_on", N_("计划设计审查"), Kind.DAY),
    attribute("start_planned_on", N_("计划开工"), Kind.DAY),
    attribute("acceptance_planned_on", N_("计划竣工验收"), Kind.DAY),
    attribute("use_planned_on", N_("计划投入使用"), Kind.DAY),
    _invited(ReviewKind.DESIGN, "design_invited", N_("设计审查")),
    _conclusion(ReviewKind.DESIGN, "design_conclusion", N_("设计审查结论")),
    _invited(ReviewKind.ACCEPTANCE, "acceptance_invited", N_("竣工验收")),
    _conclusion(ReviewKind.ACCEPTANCE, "acceptance_conclusion", N_("竣工验收结论")),
    *degrees(),
    attribute("created_at", N_("登记时间"), Kind.MOMENT),
    *stated(),
)
PROJECTS = Register(
    title=N_("项目登记册"),
    endpoint="projects.projects",
    permissions=(P.PROJECT_READ,),
    filters=ProjectFilters,
    args=ProjectArgs,
    told={
        "q": said.Q,
        "district": said.DISTRICT,
        "stage": choice(N_("阶段"), STAGE_LABELS),
        "nature": choice(N_("性质"), NATURES),
        "no_union_part": said.yes_filter(N_("投入使用，工会未参与")),
        "high_risk": said.yes_filter(N_("须做安全评价")),
        "site_id": said.SITE,
        "waiting": choice(N_("状态"), _WAITING_LABELS),
        **said.SPAN,
    },
    sort=projects.USUAL_SORT,
    ids=lambda actor, filters, now, sort: projects.project_ids(
        actor.scope(P.PROJECT_READ), filters, today=shanghai_date(now), sort=sort
    ),
    rows=projects.projects_by_id,
    columns=off_paper(
        PROJECT_COLUMNS,
        *(
            "credit_code",
            "industry",
            "tracks",
            "special_works",
            "investment_yuan",
            "workers_expected",
            "external_ref",
        ),
        *("approval_number", "authority", "is_city_project", "assessors", "lon", "lat", "created_at"),
    ),
    placed=lambda row: row,
    has_map=True,
)


def _marks(line: Line) -> str:
    return "；".join(translate(MARK_LABELS[Mark(one)]) for one in line.row.judged)


def _problem(line: Line) -> str:
    problem = line.row.problem or {}
    return str(problem.get("detail") or problem.get("title") or "")


def _of_entry(read: Callable[[SyncEntry], Any]) -> Callable[[Line], Any]:
    return lambda line: read(line.row)


ENTRY_COLUMNS: tuple[Field, ...] = (
    attribute("received_at", N_("收到时间"), Kind.MOMENT),
    coded("kind", N_("记录"), KIND_LABELS, _of_entry(lambda row: EntryKind(row.kind))),
    attribute("receipt", N_("回执号")),
    coded("state", N_("状态"), STATE_LABELS, _of_entry(lambda row: EntryState(row.state))),
    Field("sender", N_("送来的人"), Kind.LABEL, _of_entry(lambda row: row.member.name)),
    Field("device", N_("设备"), Kind.TEXT, _of_entry(lambda row: row.device.name)),
    attribute("made_at", N_("设备时间"), Kind.MOMENT),
    Field(
        "corrected_at",
        N_("校正后"),
        Kind.MOMENT,
        _of_entry(lambda row: corrected(row.made_at, row.offset_ms)),
    ),
    attribute("settled_at", N_("入库时间"), Kind.MOMENT),
    district(),
    Field("marks", N_("标记"), Kind.LONG, _marks),
    attribute("judged_words", N_("核对意见"), Kind.LONG),
    person("judged_by", N_("核对人")),
    Field("problem", N_("退回原因"), Kind.LONG, _problem),
    Field("sha256", N_("内容的 SHA-256"), Kind.CODE, _of_entry(lambda row: row.sha256)),
    Field("record_id", N_("记录编号"), Kind.CODE, _of_entry(lambda row: row.record_id)),
)
ENTRIES = Register(
    title=N_("离线记录台账"),
    endpoint="sync.entries",
    permissions=tuple(dict.fromkeys(rights.read for rights in ENTRY_RIGHTS.values())),
    filters=EntryFilters,
    args=EntryPageArgs,
    told={
        "q": Filter(N_("回执号")),
        "state": choice(N_("状态"), STATE_LABELS),
        "record": choice(N_("记录"), KIND_LABELS),
        "device": Filter(N_("设备")),
        "person": said.SENDER,
        "marks": choice(N_("标记"), JUDGED_LABELS),
        "mine": said.yes_filter(N_("标记待我核对")),
    },
    sort=entries.USUAL_SORT,
    ids=lambda actor, filters, _now, sort: entries.entry_ids(actor, replace(filters, sort=sort)),
    rows=entries.entries_by_id,
    columns=ENTRY_COLUMNS,
    people=lambda row: (row.judged_by,),
)
