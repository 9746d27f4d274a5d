"""The registers of places: sites and employers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.orm import joinedload

from safety.access.permissions import Permission as P
from safety.exports.registers import said
from safety.exports.registers.descriptor import (
    Field,
    Kind,
    Line,
    Register,
    attribute,
    choice,
    coded,
    degrees,
    district,
    from_statement,
    stated,
)
from safety.law.industries import SECTIONS
from safety.text import N_
from safety.wire.problems import translate
from safety.workplaces.models import Employer, Site
from safety.workplaces.queries import (
    EmployerFilters,
    SiteFilters,
    employers_in_order,
    site_counts,
    sites_in_order,
)
from safety.workplaces.rules import SITE_KIND_LABELS
from safety.workplaces.schemas import EmployersArgs, SitesArgs

_STATES: Mapping[str, str] = MappingProxyType({"open": N_("在册"), "closed": N_("已关闭"), "all": N_("全部")})
_HAS_UNION: Mapping[str, str] = MappingProxyType({"yes": N_("已建"), "no": N_("未建")})
_INDUSTRY = coded("industry", N_("行业"), SECTIONS, lambda line: line.row.industry)
_UNION = Field("union", N_("负责的工会"), Kind.NAME, lambda line: line.row.union.name)


def _state(line: Line) -> str:
    return "open" if line.row.closed_at is None else "closed"


SITES = Register(
    title=N_("场所台账"),
    endpoint="workplaces.sites",
    permissions=(P.SITE_READ,),
    filters=SiteFilters,
    args=SitesArgs,
    told={
        "q": said.Q,
        "district": said.DISTRICT,
        "kind": choice(N_("类型"), SITE_KIND_LABELS),
        "industry": choice(N_("行业"), SECTIONS),
        "union_id": said.UNION,
        "state": choice(N_("状态"), _STATES),
    },
    sort="name",
    **from_statement(
        lambda actor, filters, _now, sort: sites_in_order(actor.scope(P.SITE_READ), filters, sort),
        Site,
        joinedload(Site.employer),
        joinedload(Site.union),
    ),
    columns=(
        attribute("name", N_("场所名称"), Kind.NAME),
        Field("employer", N_("单位名称"), Kind.NAME, lambda line: line.row.employer.name),
        Field("credit_code", N_("统一社会信用代码"), Kind.CREDIT, lambda line: line.row.employer.credit_code),
        coded("kind", N_("场所类型"), SITE_KIND_LABELS, lambda line: line.row.kind),
        _INDUSTRY,
        district(),
        attribute("address", N_("地址"), Kind.NAME),
        attribute("headcount", N_("职工人数"), Kind.NUMBER),
        *degrees(),
        attribute("external_ref", N_("外部编号")),
        attribute("external_source", N_("编号出自")),
        _UNION,
        attribute("last_checked_on", N_("上次检查"), Kind.DAY),
        coded("state", N_("状态"), _STATES, _state),
        attribute("closed_at", N_("关闭时间"), Kind.MOMENT),
        attribute("created_at", N_("登记时间"), Kind.MOMENT),
        *stated(),
        attribute("employer_id", "employer_id", Kind.CODE),
    ),
    placed=lambda row: row,
    has_map=True,
)


def _has_union(line: Line) -> str:
    known = {True: N_("已建"), False: N_("未建")}
    return translate(known[line.row.has_union]) if line.row.has_union is not None else ""


EMPLOYERS = Register(
    title=N_("单位台账"),
    endpoint="workplaces.employers",
    permissions=(P.SITE_READ,),
    filters=EmployerFilters,
    args=EmployersArgs,
    told={
        "q": said.Q,
        "district": said.DISTRICT,
        "industry": choice(N_("行业"), SECTIONS),
        "has_union": choice(N_("工会组织"), _HAS_UNION),
    },
    sort="name",
    **from_statement(
        lambda actor, filters, _now, sort: employers_in_order(actor.scope(P.SITE_READ), filters, sort),
        Employer,
        joinedload(Employer.union),
    ),
    columns=(
        attribute("name", N_("单位名称"), Kind.NAME),
        attribute("credit_code", N_("统一社会信用代码"), Kind.CREDIT),
        _INDUSTRY,
        district(),
        attribute("address", N_("地址"), Kind.NAME),
        attribute("headcount", N_("职工人数"), Kind.NUMBER),
        Field("has_union", N_("工会组织"), Kind.LABEL, _has_union, lambda line: line.row.has_union),
        attribute("union_organisation", N_("工会名称"), Kind.NAME),
        attribute("external_ref", N_("外部编号")),
        attribute("external_source", N_("编号出自")),
        Field("sites", N_("场所数"), Kind.NUMBER, lambda line: line.more.get(line.row.id, 0)),
        _UNION,
        attribute("created_at", N_("登记时间"), Kind.MOMENT),
        *stated(),
    ),
    more=lambda rows, _now: site_counts([row.id for row in rows]),
)
