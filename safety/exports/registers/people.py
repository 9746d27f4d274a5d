"""The registers of plans, members, certificates and the audit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from marshmallow import fields
from sqlalchemy.orm import joinedload, selectinload

from safety.access.permissions import Permission as P
from safety.access.positions import coarse
from safety.access.roles import LABELS as ROLE_LABELS
from safety.access.roles import Role
from safety.audit.models import AuditEntry
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
    district,
    from_statement,
    identity,
    stated,
)
from safety.inspections.models import Plan
from safety.inspections.queries import PlanProgress, plan_progress
from safety.inspections.queries.plans import plans_in_order
from safety.inspections.rules import PLAN_STATE_LABELS
from safety.inspections.rules.plans import plan_state
from safety.law.days import shanghai_date
from safety.people.models import Appointment, Certificate, Member, Union
from safety.people.queries import get_union, member_names, union_names
from safety.people.queries import registers as people
from safety.people.queries.trail import TrailFilter, trail_in_order
from safety.people.rules import CERTIFICATE_LABELS
from safety.people.schemas import CertificateFilters as CertificateArgs
from safety.people.schemas import MemberFilters as MemberArgs
from safety.text import N_
from safety.web import audit_words
from safety.web.schemas import TrailFilters as TrailArgs
from safety.wire.problems import translate
from safety.wire.schemas import Line as Words
from safety.wire.schemas import OneOf, Strict


@dataclass(frozen=True)
class PlanFilters:
    """The filters of the page of plans; ``state`` is ``open`` or ``closed``."""

    q: str | None = None
    state: str | None = None


class PlanArgs(Strict):
    """The filters of the page of plans."""

    q = Words(maximum=100)
    state = fields.String(validate=OneOf(["open", "closed"]))


def _progress(line: Line) -> PlanProgress:
    found: PlanProgress = line.more.get(line.row.id, PlanProgress())
    return found


def _plan_state(line: Line) -> str:
    done, row = _progress(line), line.row
    return plan_state(
        closed=row.closed_at is not None,
        done=done.done,
        total=done.total,
        due_on=row.due_on,
        today=line.today,
    )


def _count(key: str, heading: str) -> Field:
    return Field(key, heading, Kind.NUMBER, lambda line: getattr(_progress(line), key))


_OPEN: Mapping[str, str] = MappingProxyType({"open": N_("未结束"), "closed": N_("已结束")})
_CLOSED: Mapping[str | None, bool] = MappingProxyType({"open": False, "closed": True})

PLANS = Register(
    title=N_("检查计划"),
    endpoint="inspections.plans",
    permissions=(P.PLAN_READ,),
    filters=PlanFilters,
    args=PlanArgs,
    told={"q": said.Q, "state": choice(N_("状态"), _OPEN)},
    **from_statement(
        lambda actor, filters, _now, _sort: plans_in_order(
            actor.scope(P.PLAN_READ), q=filters.q, closed=_CLOSED.get(filters.state)
        ),
        Plan,
        joinedload(Plan.template),
        joinedload(Plan.union),
    ),
    columns=(
        attribute("title", N_("计划"), Kind.NAME),
        Field("union", N_("工会"), Kind.NAME, lambda line: line.row.union.name),
        district(),
        Field("checklist", N_("检查表"), Kind.NAME, lambda line: getattr(line.row.template, "title", None)),
        attribute("starts_on", N_("开始"), Kind.DAY),
        attribute("due_on", N_("截止"), Kind.DAY),
        coded("state", N_("状态"), PLAN_STATE_LABELS, _plan_state),
        _count("total", N_("场所数")),
        _count("done", N_("已检查")),
        _count("late", N_("逾期未检查")),
        attribute("note", N_("备注"), Kind.LONG),
        attribute("created_at", N_("建立时间"), Kind.MOMENT),
        attribute("closed_at", N_("结束时间"), Kind.MOMENT),
        attribute("closed_reason", N_("结束原因"), Kind.LONG),
        identity(),
    ),
    more=lambda rows, now: plan_progress([row.id for row in rows], shanghai_date(now)),
)


@dataclass(frozen=True)
class MemberFilters:
    """The filters of the list of members."""

    q: str | None = None
    union_id: uuid.UUID | None = None
    role: Role | None = None
    state: str | None = None


def _held(line: Line) -> list[Appointment]:
    day = line.today
    return [
        one
        for one in line.row.appointments
        if one.valid_from <= day and (one.valid_to is None or one.valid_to >= day)
    ]


_MEMBER_STATES: Mapping[str, str] = MappingProxyType(
    {"active": N_("在用"), "disabled": N_("已停用"), "no_sign_in": N_("不登录"), "new": N_("待首次登录")}
)


def _member_state(line: Line) -> str:
    row: Member = line.row
    if row.disabled_at is not None:
        return "disabled"
    if not row.sign_in_name:
        return "no_sign_in"
    return "new" if row.must_change_password else "active"


MEMBERS = Register(
    title=N_("人员"),
    endpoint="people.members",
    permissions=(P.MEMBER_READ,),
    filters=MemberFilters,
    args=MemberArgs,
    told={
        "q": said.Q,
        "union_id": said.UNION,
        "role": choice(N_("角色"), ROLE_LABELS),
        "state": choice(N_("状态"), _MEMBER_STATES),
    },
    sort="name",
    **from_statement(
        lambda actor, filters, now, sort: people.members_in_order(
            actor.scope(P.MEMBER_READ),
            q=filters.q,
            union_id=filters.union_id,
            role=filters.role,
            state=filters.state,
            on=shanghai_date(now),
            sort=sort,
        ),
        Member,
        joinedload(Member.union),
        selectinload(Member.appointments),
    ),
    columns=(
        attribute("name", N_("姓名")),
        Field("union", N_("所在工会"), Kind.NAME, lambda line: line.row.union.name),
        attribute("position", N_("职务")),
        attribute("sign_in_name", N_("登录名")),
        Field(
            "roles",
            N_("任职"),
            Kind.LONG,
            lambda line: "、".join(translate(ROLE_LABELS[Role(one.role)]) for one in _held(line)),
            lambda line: " ".join(one.role for one in _held(line)),
        ),
        coded("state", N_("状态"), _MEMBER_STATES, _member_state),
        attribute("created_at", N_("登记时间"), Kind.MOMENT),
        attribute("disabled_at", N_("停用时间"), Kind.MOMENT),
        attribute("disabled_reason", N_("停用原因"), Kind.LONG),
        *stated(),
        attribute("union_id", "union_id", Kind.CODE),
    ),
)


@dataclass(frozen=True)
class CertificateFilters:
    """The filters of the list of certificates."""

    q: str | None = None
    state: str | None = None


_CERTIFICATE_STATES: Mapping[str, str] = MappingProxyType(
    {
        "expiring": N_("即将到期"),
        "expired": N_("已过期"),
        **{str(k): v for k, v in CERTIFICATE_LABELS.items()},
    }
)


def _certificate_state(line: Line) -> str:
    row: Certificate = line.row
    return "expired" if row.status == "valid" and row.valid_to < line.today else row.status


CERTIFICATES = Register(
    title=N_("检查员证"),
    endpoint="people.certificates",
    permissions=(P.MEMBER_READ,),
    filters=CertificateFilters,
    args=CertificateArgs,
    told={"q": said.Q, "state": choice(N_("状态"), _CERTIFICATE_STATES)},
    sort="valid_to",
    **from_statement(
        lambda actor, filters, now, sort: people.certificates_in_order(
            actor.scope(P.MEMBER_READ), on=shanghai_date(now), q=filters.q, state=filters.state, sort=sort
        ),
        Certificate,
        joinedload(Certificate.member).joinedload(Member.union),
    ),
    columns=(
        Field("member", N_("姓名"), Kind.TEXT, lambda line: line.row.member.name),
        Field("union", N_("所在工会"), Kind.NAME, lambda line: line.row.member.union.name),
        attribute("number", N_("证号")),
        attribute("issuer", N_("发证单位"), Kind.NAME),
        attribute("issued_on", N_("发证日期"), Kind.DAY),
        attribute("valid_to", N_("有效期至"), Kind.DAY),
        coded("state", N_("状态"), _CERTIFICATE_STATES, _certificate_state),
        attribute("status_changed_on", N_("状态变更日期"), Kind.DAY),
        attribute("last_training_on", N_("最近培训日期"), Kind.DAY),
        attribute("last_exam_result", N_("最近考核结果")),
        identity(),
        attribute("member_id", "member_id", Kind.CODE),
    ),
)


def _audit_names(rows: Sequence[AuditEntry], _now: datetime) -> dict[Any, Any]:
    named = {one for row in rows for one in audit_words.ids_in(row.change)}
    return {**union_names(row.union_id for row in rows if row.union_id), "people": member_names(named)}


def _actor(line: Line) -> str:
    return line.person(line.row.actor_id) if line.row.actor_id else translate(N_("系统"))


def _union_of(row: AuditEntry) -> Union | None:
    """The union whose record a row speaks of: it decides whether positions in it are told precisely."""
    return get_union(row.union_id) if row.union_id else None


def _change(line: Line) -> str:
    change = line.row.change if line.is_precise else coarse(line.row.change)
    return audit_words.change_text(change, line.more["people"])


AUDIT = Register(
    title=N_("审计"),
    endpoint="web.audit",
    permissions=(P.AUDIT_READ,),
    filters=TrailFilter,
    args=TrailArgs,
    told={
        "q": said.Q,
        "action": choice(N_("操作"), audit_words.ACTIONS),
        "kind": choice(N_("记录类型"), audit_words.KINDS),
        "record_id": Filter(N_("记录编号")),
        "member_id": said.PERSON,
        "union_id": said.UNION,
        "first": said.SPAN["since"],
        "last": said.SPAN["until"],
    },
    **from_statement(
        lambda actor, filters, _now, _sort: trail_in_order(actor.scope(P.AUDIT_READ), filters), AuditEntry
    ),
    columns=(
        attribute("at", N_("时间"), Kind.MOMENT),
        Field("actor", N_("人员"), Kind.LABEL, _actor),
        coded("action", N_("操作"), audit_words.ACTIONS, lambda line: line.row.action),
        coded("kind", N_("记录类型"), audit_words.KINDS, lambda line: line.row.kind),
        Field("union", N_("工会"), Kind.NAME, lambda line: line.more.get(line.row.union_id)),
        coded("channel", N_("方式"), audit_words.CHANNELS, lambda line: line.row.channel),
        Field("change", N_("内容"), Kind.LONG, _change),
        attribute("seq", N_("行号"), Kind.NUMBER),
        attribute("record_id", N_("记录编号"), Kind.CODE),
        attribute("actor_id", "actor_id", Kind.CODE),
        attribute("chain", "chain", Kind.CODE),
        attribute("hash", N_("本行散列值"), Kind.CODE),
        attribute("previous", N_("上一行散列值"), Kind.CODE),
    ),
    people=lambda row: (row.actor_id,),
    more=_audit_names,
    placed=_union_of,
)
