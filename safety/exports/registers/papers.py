"""The registers of what goes out: notices, applications, evacuation proposals, papers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from safety.access.permissions import Permission as P
from safety.corrections import vocabulary as words
from safety.corrections.answer_terms import TERM_LABELS, terms_of
from safety.corrections.models import EvacuationProposal, Notice, NoticeItem, Referral
from safety.corrections.page_terms import terms_of_notices
from safety.corrections.queries.notices import NoticeFilters, notices_in_order
from safety.corrections.queries.referrals import (
    ReferralFilters,
    evacuations_in_order,
    referrals_in_order,
)
from safety.corrections.routes.blueprint import STATUS_LABELS
from safety.corrections.rules import sight_of
from safety.corrections.schemas import EvacuationArgs, NoticeArgs, ReferralArgs
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
    off_paper,
    person,
    whether,
    yes,
)
from safety.law.days import shanghai_date
from safety.papers.models import Paper
from safety.papers.queries import papers_in_order
from safety.papers.rules import LABELS, STATE_LABELS
from safety.papers.schemas import PaperFilters as PaperArgs
from safety.text import N_
from safety.wire.problems import translate

_SITE = Field("site", N_("场所"), Kind.NAME, lambda line: getattr(line.row.site, "name", None))
_SITE_ID = Field("site_id", "site_id", Kind.CODE, lambda line: line.row.site_id)


def _open_items(row: Notice) -> list[Any]:
    return [one.demand for one in row.items if one.demand.is_open]


def _next_term(line: Line) -> Any:
    return min((one.term_on for one in _open_items(line.row) if one.term_on), default=None)


def _allows_no_day(line: Line) -> bool:
    """Whether something that is open on the notice may be left no day."""
    terms = line.more["terms"][line.row.id]
    return any(terms[one.id].at_once for one in _open_items(line.row))


def _at_once_words(line: Line) -> str:
    return line.said(N_("立即")) if _allows_no_day(line) else ""


NOTICES = Register(
    title=N_("意见书台账"),
    endpoint="corrections.notices",
    permissions=(P.CORRECTION_READ,),
    filters=NoticeFilters,
    args=NoticeArgs,
    told={
        "q": said.Q,
        "state": choice(N_("状态"), words.NOTICE_STATE_LABELS),
        "late": Filter(N_("期限"), lambda _value, _scope: translate(N_("有逾期事项"))),
        "site_id": said.SITE,
        "district": said.DISTRICT,
        **said.SPAN,
    },
    **from_statement(
        lambda actor, filters, now, _sort: notices_in_order(
            actor.scope(P.CORRECTION_READ), filters, shanghai_date(now)
        ),
        Notice,
        joinedload(Notice.site),
        selectinload(Notice.items).joinedload(NoticeItem.demand),
    ),
    columns=(
        attribute("number", N_("文号")),
        attribute("addressee", N_("单位"), Kind.NAME),
        _SITE,
        district(),
        coded("state", N_("状态"), words.NOTICE_STATE_LABELS, lambda line: line.row.state),
        Field("items", N_("事项数"), Kind.NUMBER, lambda line: len(line.row.items)),
        Field("open_items", N_("未办结事项数"), Kind.NUMBER, lambda line: len(_open_items(line.row))),
        Field("next_term_on", N_("最近期限"), Kind.DAY, _next_term),
        Field("at_once", N_("须立即整改"), Kind.LABEL, _at_once_words, _allows_no_day),
        attribute("reply_by", N_("答复期限"), Kind.DAY),
        attribute("drafted_at", N_("起草时间"), Kind.MOMENT),
        person("drafted_by", N_("起草人")),
        attribute("issued_at", N_("签发时间"), Kind.MOMENT),
        person("issued_by", N_("签发人")),
        attribute("delivered_at", N_("送达时间"), Kind.MOMENT),
        coded("delivered_how", N_("送达方式"), words.DELIVERY_LABELS, lambda line: line.row.delivered_how),
        attribute("delivered_to", N_("签收人")),
        attribute("settled_at", N_("办结时间"), Kind.MOMENT),
        attribute("revoked_at", N_("撤销时间"), Kind.MOMENT),
        attribute("revoked_reason", N_("撤销原因"), Kind.LONG),
        identity(),
        _SITE_ID,
    ),
    people=lambda row: (row.drafted_by, row.issued_by),
    more=lambda rows, _now: {"terms": terms_of_notices(rows)},
)
REFERRALS = Register(
    title=N_("处理申请台账"),
    endpoint="corrections.referrals",
    permissions=(P.CORRECTION_READ, P.PROJECT_READ, P.ACCIDENT_READ),
    filters=ReferralFilters,
    args=ReferralArgs,
    told={"q": said.Q, "status": choice(N_("状态"), STATUS_LABELS), "site_id": said.SITE},
    **from_statement(
        lambda actor, filters, now, _sort: referrals_in_order(sight_of(actor), filters, shanghai_date(now)),
        Referral,
        joinedload(Referral.site),
    ),
    columns=(
        attribute("number", N_("文号")),
        coded("kind", N_("种类"), words.REFERRAL_KIND_LABELS, lambda line: line.row.kind),
        attribute("about", N_("事由"), Kind.LONG),
        attribute("department", N_("部门"), Kind.NAME),
        _SITE,
        district(),
        coded("state", N_("状态"), words.REFERRAL_STATE_LABELS, lambda line: line.row.state),
        attribute("drafted_at", N_("起草时间"), Kind.MOMENT),
        person("drafted_by", N_("起草人")),
        attribute("sent_at", N_("发出时间"), Kind.MOMENT),
        person("sent_by", N_("签发人")),
        attribute("received_on", N_("签收日期"), Kind.DAY),
        attribute("due_on", N_("期满"), Kind.DAY),
        coded("term", N_("期限性质"), TERM_LABELS, lambda line: line.more[line.row.id]),
        attribute("answered_on", N_("答复日期"), Kind.DAY),
        coded("decision", N_("处理决定"), words.REFERRAL_DECISION_LABELS, lambda line: line.row.decision),
        attribute("answer", N_("答复"), Kind.LONG),
        attribute("revoked_at", N_("撤销时间"), Kind.MOMENT),
        identity(),
        _SITE_ID,
    ),
    people=lambda row: (row.drafted_by, row.sent_by),
    more=lambda rows, _now: terms_of(rows),
)


@dataclass(frozen=True)
class EvacuationFilters:
    """The filters of the list of evacuation proposals."""

    undecided: bool | None = None
    site_id: uuid.UUID | None = None


def _minutes(line: Line) -> int | None:
    """From the proposal to the employer's decision; while there is none, to now."""
    end = line.row.decided_at or line.row.revoked_at or line.now
    return int((end - line.row.proposed_at).total_seconds() // 60)


EVACUATIONS = Register(
    title=N_("撤离建议台账"),
    endpoint="corrections.evacuations",
    permissions=(P.CORRECTION_READ,),
    filters=EvacuationFilters,
    args=EvacuationArgs,
    told={"undecided": said.yes_filter(N_("等待决定")), "site_id": said.SITE},
    **from_statement(
        lambda actor, filters, _now, _sort: evacuations_in_order(
            actor.scope(P.CORRECTION_READ), undecided=filters.undecided, site_id=filters.site_id
        ),
        EvacuationProposal,
        joinedload(EvacuationProposal.site),
    ),
    columns=off_paper(
        (
            attribute("number", N_("文号")),
            attribute("addressee", N_("单位"), Kind.NAME),
            _SITE,
            district(),
            attribute("danger", N_("危险情况"), Kind.LONG),
            attribute("suggestion", N_("建议"), Kind.LONG),
            yes("toxic", N_("危险现场使用有毒物品")),
            whether("health", N_("危险属于职业病危害")),
            whether("coal_mine", N_("危险现场在煤矿")),
            attribute("told_name", N_("告知的人")),
            attribute("told_position", N_("职务")),
            attribute("proposed_at", N_("提出时间"), Kind.MOMENT),
            person("proposed_by", N_("提出人")),
            coded("decision", N_("单位决定"), words.EVACUATION_LABELS, lambda line: line.row.decision),
            attribute("decided_at", N_("决定时间"), Kind.MOMENT),
            attribute("decided_by", N_("决定的人")),
            attribute("words", N_("决定说明"), Kind.LONG),
            attribute("revoked_at", N_("撤回时间"), Kind.MOMENT),
            Field("minutes", N_("用时（分钟）"), Kind.NUMBER, _minutes),
            identity(),
            _SITE_ID,
        ),
        "toxic",
        "health",
        "coal_mine",
        "minutes",
    ),
    people=lambda row: (row.proposed_by,),
)


@dataclass(frozen=True)
class PaperFilters:
    """The filters of the list of papers."""

    q: str | None = None
    kind: str | None = None
    state: str | None = None


PAPERS = Register(
    title=N_("文书"),
    endpoint="papers.papers",
    permissions=(P.PAPER_READ,),
    filters=PaperFilters,
    args=PaperArgs,
    told={
        "q": said.Q,
        "kind": choice(N_("文书种类"), LABELS),
        "state": choice(N_("状态"), STATE_LABELS),
    },
    **from_statement(
        lambda actor, filters, _now, _sort: papers_in_order(
            actor.scope(P.PAPER_READ), q=filters.q, kind=filters.kind, state=filters.state
        ),
        Paper,
        joinedload(Paper.union),
        joinedload(Paper.replaced_by),
    ),
    columns=(
        attribute("number", N_("文号")),
        attribute("title", N_("标题"), Kind.NAME),
        coded("kind", N_("文书种类"), LABELS, lambda line: line.row.kind),
        Field("union", N_("发文单位"), Kind.NAME, lambda line: line.row.union.name),
        district(),
        coded("state", N_("状态"), STATE_LABELS, lambda line: line.row.state),
        attribute("drafted_at", N_("起草时间"), Kind.MOMENT),
        person("drafted_by", N_("起草人")),
        attribute("issued_at", N_("签发时间"), Kind.MOMENT),
        person("issued_by", N_("签发人")),
        attribute("ended_at", N_("失效时间"), Kind.MOMENT),
        attribute("ended_reason", N_("失效原因"), Kind.LONG),
        Field(
            "replaced_by",
            N_("替代文书"),
            Kind.TEXT,
            lambda line: getattr(line.row.replaced_by, "number", None),
        ),
        attribute("verification_code", N_("查验码")),
        Field("content_hash", N_("内容的 SHA-256"), Kind.CODE, lambda line: line.row.content_hash),
        identity(),
        attribute("subject_kind", "subject_kind", Kind.CODE),
        attribute("subject_id", "subject_id", Kind.CODE),
    ),
    people=lambda row: (row.drafted_by, row.issued_by),
)
