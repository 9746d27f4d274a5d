"""The registers that can be exported: which rows, which columns, and in what words."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor, Scope
from safety.corrections import vocabulary as words
from safety.corrections.models import Demand
from safety.corrections.queries import demand_ids, demands_by_id
from safety.corrections.rules import RIGHTS, is_overdue, sight_of
from safety.exports import entry_columns, project_columns
from safety.exports.asked import RegisterName
from safety.exports.tables import Column
from safety.inspections import queries
from safety.inspections.models import Finding, Inspection
from safety.inspections.rules import STATE_LABELS, InspectionState, hazards
from safety.people.queries import member_names
from safety.people.sight import within
from safety.projects import queries as projects
from safety.projects.models import Project
from safety.reference.queries import all_district_names
from safety.sync.models import SyncEntry
from safety.sync.queries import register as entries
from safety.sync.rights import RIGHTS as ENTRY_RIGHTS
from safety.text import N_
from safety.wire.problems import translate
from safety.workplaces.models import Site


@dataclass(frozen=True)
class Line:
    """A row of a register with what its cells need besides: names, and the day it is read."""

    row: Any
    people: Mapping[uuid.UUID, str]
    districts: Mapping[str, str]
    today: date
    findings: Mapping[uuid.UUID, Finding] = field(default_factory=dict)
    is_precise: bool = False

    @property
    def demand(self) -> Demand:
        """The demand of a finding."""
        demand: Demand = self.row if isinstance(self.row, Demand) else self.row.demand
        return demand

    @property
    def finding(self) -> Finding | None:
        """The finding that a demand is, None for one of another duty."""
        return self.findings.get(self.demand.id)

    @property
    def site(self) -> Site:
        """The site of a check or of a finding (which always has one)."""
        site: Site = self.row.site if isinstance(self.row, Inspection) else self.row.demand.site
        return site

    def person(self, member_id: uuid.UUID | None) -> str:
        """The name of a member, empty for nobody."""
        return self.people.get(member_id, "") if member_id else ""


Value = Callable[[Line], Any]
#: heading, width in characters, how to read the cell
Columns = Sequence[tuple[str, int, Value]]


@dataclass(frozen=True)
class Register:
    """How one register is read: the permissions of its page (any of them), its ids in order, its rows, its columns."""

    permissions: tuple[Permission, ...]
    sort: str
    ids: Callable[[Actor, Any, date, str], Sequence[uuid.UUID]]
    rows: Callable[[Sequence[uuid.UUID]], Sequence[Any]]
    columns: Columns
    feature: Callable[[Line], dict[str, Any]] | None = None
    has_positions: bool = False

    def lines(self, ids: Sequence[uuid.UUID], today: date, precise: Scope) -> list[Line]:
        """The rows of ``ids`` in their order, with the names that their cells show; precise within ``precise``."""
        rows = self.rows(ids)
        people, districts = member_names([_responsible(row) for row in rows]), all_district_names()
        findings = _findings(rows)
        seen = {row.id for row in rows if self.has_positions and within(precise, row)}
        return [Line(row, people, districts, today, findings, row.id in seen) for row in rows]

    def headings(self) -> list[Column]:
        """The columns in the reader's language, to be filled from lists of cells."""
        return [
            Column(translate(heading), width, lambda cells, index=index: cells[index])  # type: ignore[misc]
            for index, (heading, width, _) in enumerate(self.columns)
        ]

    def cells(self, line: Line) -> list[Any]:
        """One line's cells."""
        return [value(line) for _, _, value in self.columns]


def _responsible(row: Inspection | Finding | Demand | Project | SyncEntry) -> uuid.UUID | None:
    if isinstance(row, Project):
        return None
    if isinstance(row, SyncEntry | Inspection):
        return row.judged_by if isinstance(row, SyncEntry) else row.adopted_by
    return row.responsible_id if isinstance(row, Demand) else row.demand.responsible_id


def _findings(rows: Sequence[Any]) -> dict[uuid.UUID, Finding]:
    ids = [row.id for row in rows if isinstance(row, Demand)]
    return {one.id: one for one in queries.findings_by_id(ids)} if ids else {}


def _found(name: str) -> Value:
    """A column that only findings fill."""
    return lambda line: getattr(line.finding, name) if line.finding else None


def _label(labels: Mapping[Any, str], value: Any) -> str:
    return translate(labels[value]) if value in labels else ""


def _district(line: Line, code: str | None) -> str:
    return line.districts.get(code or "", code or "")


def _basis(line: Line) -> str:
    return "；".join(f"《{one['law'].strip('《》')}》{one.get('article') or ''}" for one in line.demand.basis)


def _checklist(line: Line) -> str:
    version = line.row.version_used
    return f"{version.template.title}（{version.number}）" if version else translate(N_("不用检查表"))


def _overdue(line: Line) -> str:
    one = line.demand
    late = is_overdue(is_open=one.is_open, term_on=one.term_on, today=line.today)
    return translate(N_("逾期")) if late else ""


def _named(code: str | None, name: str | None) -> str:
    return f"{code} {translate(name)}" if code and name else code or ""


INSPECTION_COLUMNS: Columns = (
    (N_("检查时间"), 17, lambda line: line.row.began_at),
    (N_("离开时间"), 17, lambda line: line.row.left_at),
    (N_("场所"), 36, lambda line: line.site.name),
    (N_("单位"), 36, lambda line: line.site.employer.name),
    (N_("统一社会信用代码"), 22, lambda line: line.site.employer.credit_code),
    (N_("区县"), 12, lambda line: _district(line, line.row.district_code)),
    (N_("检查表"), 28, _checklist),
    (N_("检查员"), 12, lambda line: line.row.inspector.name),
    (N_("状态"), 14, lambda line: _label(STATE_LABELS, InspectionState(line.row.state))),
    (N_("不符合项数"), 11, lambda line: line.row.failing),
    (N_("隐患数"), 9, lambda line: line.row.finding_count),
    (N_("其中重大隐患"), 13, lambda line: line.row.major_count),
    (N_("提交时间"), 17, lambda line: line.row.submitted_at),
    (N_("认可人"), 12, lambda line: line.person(line.row.adopted_by)),
    (N_("认可时间"), 17, lambda line: line.row.adopted_at),
    (N_("检查备注"), 40, lambda line: line.row.content.get("note")),
    (N_("记录编号"), 38, lambda line: line.row.id),
)
HAZARD_COLUMNS: Columns = (
    (N_("发现时间"), 17, lambda line: line.demand.raised_at),
    (N_("隐患描述"), 60, lambda line: line.demand.summary),
    (N_("场所"), 36, lambda line: line.site.name),
    (N_("单位"), 36, lambda line: line.site.employer.name),
    (N_("区县"), 12, lambda line: _district(line, line.demand.district_code)),
    (N_("现场位置"), 24, lambda line: line.demand.place_on_site),
    (N_("级别"), 10, lambda line: _label(words.GRADE_LABELS, line.demand.grade)),
    (N_("判定依据"), 30, lambda line: line.row.criterion),
    (N_("风险分值"), 10, lambda line: line.row.score),
    (N_("关注颜色"), 10, lambda line: _label(words.COLOUR_LABELS, line.demand.colour)),
    (
        N_("危险有害因素"),
        28,
        lambda line: _named(line.row.factor, hazards.factor_name(line.row.factor)),
    ),
    (
        N_("可能的事故类别"),
        18,
        lambda line: _named(line.row.accident, hazards.accident_name(line.row.accident)),
    ),
    (N_("法律依据"), 40, _basis),
    (N_("整改建议"), 40, lambda line: line.row.suggestion),
    (N_("责任检查员"), 12, lambda line: line.person(line.demand.responsible_id)),
    (N_("状态"), 18, lambda line: _label(words.STATE_LABELS, line.demand.state)),
    (N_("整改期限"), 12, lambda line: line.demand.term_on),
    (N_("是否逾期"), 10, _overdue),
    (N_("发出书面意见"), 17, lambda line: line.demand.demanded_at),
    (N_("答复时间"), 17, lambda line: line.demand.replied_at),
    (N_("答复意见"), 12, lambda line: _label(words.STANCE_LABELS, line.demand.stance)),
    (N_("复查结果"), 12, lambda line: _label(words.RESULT_LABELS, line.demand.result)),
    (N_("销号时间"), 17, lambda line: line.demand.closed_at),
    (N_("催办次数"), 10, lambda line: line.demand.reminders),
    (N_("隐患编号"), 38, lambda line: line.row.id),
)
DEMAND_COLUMNS: Columns = (
    (N_("登记时间"), 17, lambda line: line.demand.raised_at),
    (N_("类别"), 12, lambda line: _label(words.KIND_LABELS, line.demand.kind)),
    (N_("问题和隐患"), 60, lambda line: line.demand.summary),
    (N_("具体情况"), 40, lambda line: line.demand.detail),
    (N_("单位"), 36, lambda line: line.demand.addressee),
    (N_("场所"), 36, lambda line: line.demand.site.name if line.demand.site else None),
    (N_("区县"), 12, lambda line: _district(line, line.demand.district_code)),
    (N_("现场位置"), 24, lambda line: line.demand.place_on_site),
    (N_("等级"), 10, lambda line: _label(words.GRADE_LABELS, line.demand.grade)),
    (N_("关注颜色"), 10, lambda line: _label(words.COLOUR_LABELS, line.demand.colour)),
    (N_("风险分值"), 10, _found("score")),
    (
        N_("危险有害因素"),
        28,
        lambda line: (
            _named(line.finding.factor, hazards.factor_name(line.finding.factor)) if line.finding else ""
        ),
    ),
    (
        N_("可能的事故类别"),
        18,
        lambda line: (
            _named(line.finding.accident, hazards.accident_name(line.finding.accident))
            if line.finding
            else ""
        ),
    ),
    (N_("判定依据"), 30, _found("criterion")),
    (N_("法律依据"), 40, _basis),
    (N_("整改建议"), 40, _found("suggestion")),
    (N_("责任人"), 12, lambda line: line.person(line.demand.responsible_id)),
    (N_("状态"), 18, lambda line: _label(words.STATE_LABELS, line.demand.state)),
    (N_("最初期限"), 12, lambda line: line.demand.first_term_on),
    (N_("整改期限"), 12, lambda line: line.demand.term_on),
    (N_("是否逾期"), 10, _overdue),
    (N_("发出书面意见"), 17, lambda line: line.demand.demanded_at),
    (N_("答复时间"), 17, lambda line: line.demand.replied_at),
    (N_("答复意见"), 12, lambda line: _label(words.STANCE_LABELS, line.demand.stance)),
    (N_("复查结果"), 12, lambda line: _label(words.RESULT_LABELS, line.demand.result)),
    (N_("销号时间"), 17, lambda line: line.demand.closed_at),
    (N_("撤回时间"), 17, lambda line: line.demand.withdrawn_at),
    (N_("催办次数"), 10, lambda line: line.demand.reminders),
    (N_("事项编号"), 38, lambda line: line.demand.id),
)
REGISTERS: Mapping[RegisterName, Register] = MappingProxyType(
    {
        RegisterName.INSPECTIONS: Register(
            (Permission.INSPECTION_READ,),
            "-started",
            lambda actor, filters, _, sort: queries.inspection_ids(
                actor.scope(Permission.INSPECTION_READ), filters, sort=sort
            ),
            queries.inspections_by_id,
            INSPECTION_COLUMNS,
        ),
        RegisterName.HAZARDS: Register(
            (Permission.CORRECTION_READ,),
            "-raised",
            lambda actor, filters, today, sort: queries.finding_ids(
                actor.scope(Permission.CORRECTION_READ), filters, today=today, sort=sort
            ),
            queries.findings_by_id,
            HAZARD_COLUMNS,
        ),
        RegisterName.DEMANDS: Register(
            tuple(dict.fromkeys(rights.read for rights in RIGHTS.values())),
            "term",
            lambda actor, filters, today, sort: demand_ids(
                sight_of(actor), replace(filters, sort=sort), today
            ),
            demands_by_id,
            DEMAND_COLUMNS,
        ),
        RegisterName.PROJECTS: Register(
            (Permission.PROJECT_READ,),
            projects.USUAL_SORT,
            lambda actor, filters, today, sort: projects.project_ids(
                actor.scope(Permission.PROJECT_READ), filters, today=today, sort=sort
            ),
            projects.projects_by_id,
            project_columns.COLUMNS,
            project_columns.feature,
            has_positions=True,
        ),
        RegisterName.ENTRIES: Register(
            tuple(dict.fromkeys(rights.read for rights in ENTRY_RIGHTS.values())),
            entries.USUAL_SORT,
            lambda actor, filters, _, sort: entries.entry_ids(actor, replace(filters, sort=sort)),
            entries.entries_by_id,
            entry_columns.COLUMNS,
        ),
    }
)
