"""The register of projects as a file: its columns, and a project as a GeoJSON feature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from safety.access.positions import rounded
from safety.law.industries import SECTIONS
from safety.law.project_natures import LABELS as NATURES
from safety.law.project_works import CLASS_LABELS, SPECIAL_LABELS
from safety.projects.models import Project
from safety.projects.vocabulary import (
    CONCLUSION_LABELS,
    STAGE_LABELS,
    TRACK_LABELS,
    Conclusion,
    ReviewKind,
    Track,
)
from safety.text import N_
from safety.wire.problems import translate


def _label(labels: Mapping[Any, str], value: Any) -> str:
    return translate(labels[value]) if value in labels else ""


def _conclusion(project: Project, kind: ReviewKind) -> str:
    signed = next((one.conclusion for one in project.reviews if one.kind == kind), None)
    return translate(CONCLUSION_LABELS[Conclusion(signed)]) if signed else ""


def _invited(project: Project, kind: ReviewKind) -> str:
    review = next((one for one in project.reviews if one.kind == kind), None)
    if review is None:
        return ""
    return translate(N_("已受邀请") if review.invited else N_("未受邀请"))


def _yes(value: bool) -> str:  # noqa: FBT001 - a cell's value
    return translate(N_("是")) if value else ""


def _seen(line: Any) -> tuple[float | None, float | None]:
    """Where the project lies as the reader of the file may know it."""
    lon, lat = line.row.lon, line.row.lat
    return (lon, lat) if lon is None or line.is_precise else rounded(lon, lat)


COLUMNS: tuple[tuple[str, int, Callable[[Any], Any]], ...] = (
    (N_("项目"), 44, lambda line: line.row.name),
    (N_("建设单位"), 36, lambda line: line.row.owner_name),
    (N_("性质"), 14, lambda line: _label(NATURES, line.row.nature)),
    (N_("行业"), 18, lambda line: _label(SECTIONS, line.row.industry)),
    (N_("区县"), 12, lambda line: line.districts.get(line.row.district_code or "", "")),
    (N_("阶段"), 12, lambda line: _label(STAGE_LABELS, line.row.stage)),
    (N_("投入使用，工会未参与"), 20, lambda line: _yes(line.row.no_union_part)),
    (N_("高风险"), 10, lambda line: _yes(line.row.is_high_risk)),
    (
        N_("三同时设施"),
        26,
        lambda line: "、".join(_label(TRACK_LABELS, Track(one)) for one in line.row.tracks),
    ),
    (N_("职业病危害类别"), 14, lambda line: _label(CLASS_LABELS, line.row.hazard_class)),
    (N_("特别类别"), 20, lambda line: _label(SPECIAL_LABELS, line.row.special_works)),
    (N_("投资"), 16, lambda line: line.row.investment_yuan),
    (N_("预计职工人数"), 12, lambda line: line.row.workers_expected),
    (N_("设计单位"), 30, lambda line: line.row.designer),
    (N_("施工单位"), 30, lambda line: line.row.builder),
    (N_("监理单位"), 30, lambda line: line.row.supervisor),
    (N_("评价机构"), 30, lambda line: line.row.assessors),
    (N_("项目代码"), 26, lambda line: line.row.external_ref),
    (N_("批准或备案文号"), 24, lambda line: line.row.approval_number),
    (N_("主管部门"), 24, lambda line: line.row.authority),
    (N_("设计审查"), 12, lambda line: _invited(line.row, ReviewKind.DESIGN)),
    (N_("设计审查结论"), 14, lambda line: _conclusion(line.row, ReviewKind.DESIGN)),
    (N_("竣工验收"), 12, lambda line: _invited(line.row, ReviewKind.ACCEPTANCE)),
    (N_("竣工验收结论"), 14, lambda line: _conclusion(line.row, ReviewKind.ACCEPTANCE)),
    (N_("经度"), 12, lambda line: _seen(line)[0]),
    (N_("纬度"), 12, lambda line: _seen(line)[1]),
    (N_("登记时间"), 17, lambda line: line.row.created_at),
    (N_("记录编号"), 38, lambda line: line.row.id),
)


def feature(line: Any) -> dict[str, Any]:
    """A project as a GeoJSON feature (RFC 7946, WGS 84): its outline, else its point, else no geometry.

    Who may not see it precisely gets a rounded point and no outline.
    """
    project: Project = line.row
    geometry = project.outline if line.is_precise else None
    if geometry is None and project.lon is not None:
        geometry = {"type": "Point", "coordinates": list(_seen(line))}
    conclusions = {f"{one.kind}_conclusion": one.conclusion for one in project.reviews}
    return {
        "type": "Feature",
        "id": str(project.id),
        "geometry": geometry,
        "properties": {
            "name": project.name,
            "owner": project.owner_name,
            "external_ref": project.external_ref,
            "nature": project.nature,
            "stage": project.stage,
            "no_union_part": project.no_union_part,
            "is_high_risk": project.is_high_risk,
            "district_code": project.district_code,
            "position_is_rounded": not line.is_precise,
            **conclusions,
        },
    }
