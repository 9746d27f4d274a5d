"""The registers of duty 3: accidents, their running terms, news of accidents, opinions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.accidents.models import Accident, AccidentOpinion, Notification
from safety.accidents.queries import clocks_of, unread_of
from safety.accidents.queries.lists import (
    CLOCK_PARTS,
    USUAL_SORT,
    AccidentFilters,
    NotificationFilters,
    accidents_in_order,
    notifications_in_order,
    running_clocks,
)
from safety.accidents.queries.opinions import OpinionFilters, opinions_in_order, titles_of
from safety.accidents.schemas_filters import AccidentArgs, NotificationArgs, OpinionArgs, RunningArgs
from safety.accidents.vocabulary import (
    ABOUT_LABELS,
    CASE_STATE_LABELS,
    CHANNEL_LABELS,
    OPINION_STATUS_LABELS,
    UNION_PART_LABELS,
)
from safety.corrections.vocabulary import STANCE_LABELS
from safety.exports.queries.listed import rows_by_id
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
    identity,
    off_paper,
    yes,
)
from safety.law.accident_categories import LABELS as CATEGORY_LABELS
from safety.law.accident_grades import LEVEL_LABELS
from safety.law.accident_grades import WORDS as GRADE_WORDS
from safety.law.citations import on_page
from safety.law.clocks import STATUS_LABELS, Clock
from safety.law.days import shanghai_date
from safety.law.industries import SECTIONS
from safety.law.provisions import UNCHECKED_MARK
from safety.law.regimes import REGIME_LABELS
from safety.text import N_
from safety.wire.problems import translate

_READS = (P.ACCIDENT_READ,)
#: People hurt, as known now.
_HARM: tuple[Field, ...] = (
    attribute("deaths", N_("死亡"), Kind.NUMBER),
    attribute("serious", N_("重伤"), Kind.NUMBER),
    attribute("poisoned", N_("急性工业中毒"), Kind.NUMBER),
    attribute("slight", N_("轻伤"), Kind.NUMBER),
    attribute("missing", N_("下落不明"), Kind.NUMBER),
    attribute("direct_loss_yuan", N_("直接经济损失（元）"), Kind.MONEY),
)


def _mark(*, unread: bool) -> str:
    """The mark of what rests on a text that was not read for the accident's day, in a column of its own."""
    return translate(UNCHECKED_MARK) if unread else ""


ACCIDENTS = Register(
    title=N_("事故台账"),
    endpoint="accidents.register",
    permissions=_READS,
    filters=AccidentFilters,
    args=AccidentArgs,
    told={
        "q": said.Q,
        "district": said.DISTRICT,
        "grade": choice(N_("等级"), GRADE_WORDS),
        "category": choice(N_("类别"), CATEGORY_LABELS),
        "state": choice(N_("进展"), CASE_STATE_LABELS),
        "union_part": choice(N_("工会参加"), UNION_PART_LABELS),
        **said.SPAN,
        "site_id": said.SITE,
    },
    sort=USUAL_SORT,
    **from_statement(
        lambda actor, filters, _now, sort: accidents_in_order(
            actor.scope(P.ACCIDENT_READ), filters, sort=sort
        ),
        Accident,
        joinedload(Accident.union),
        selectinload(Accident.casualties),
        selectinload(Accident.handovers),
    ),
    columns=off_paper(
        (
            attribute("title", N_("事故"), Kind.NAME),
            attribute("happened_at", N_("发生时间"), Kind.MOMENT),
            attribute("place", N_("地点"), Kind.NAME),
            Field("employer", N_("单位"), Kind.NAME, lambda line: line.row.employer_name),
            district(),
            coded("industry", N_("行业"), SECTIONS, lambda line: line.row.industry),
            coded("category", N_("事故类别"), CATEGORY_LABELS, lambda line: line.row.category),
            attribute("standard", N_("分类标准")),
            coded("grade", N_("等级"), GRADE_WORDS, lambda line: line.row.grade),
            Field(
                "grade_unread",
                N_("等级待核"),
                Kind.TEXT,
                lambda line: _mark(unread=unread_of(line.row).grade),
            ),
            coded("level", N_("调查层级"), LEVEL_LABELS, lambda line: line.row.level),
            Field(
                "level_unread",
                N_("调查层级待核"),
                Kind.TEXT,
                lambda line: _mark(unread=unread_of(line.row).level),
            ),
            coded("regime", N_("适用制度"), REGIME_LABELS, lambda line: line.row.regime),
            *_HARM,
            yes("at_project", N_("发生在建设项目")),
            coded("union_part", N_("工会参加"), UNION_PART_LABELS, lambda line: line.row.union_part),
            coded("state", N_("进展"), CASE_STATE_LABELS, lambda line: line.row.state),
            Field("union", N_("负责的工会"), Kind.NAME, lambda line: line.row.union.name),
            attribute("registered_at", N_("登记时间"), Kind.MOMENT),
            attribute("report_submitted_on", N_("政府收到调查报告日期"), Kind.DAY),
            attribute("copies_sent_on", N_("批复抄送日期"), Kind.DAY),
            attribute("evaluated_on", N_("整改评估日期"), Kind.DAY),
            attribute("closed_on", N_("归档日期"), Kind.DAY),
            *degrees(),
            identity(),
            Field("site_id", "site_id", Kind.CODE, lambda line: line.row.site_id),
            Field("employer_id", "employer_id", Kind.CODE, lambda line: line.row.employer_id),
        ),
        "standard",
        "registered_at",
        "copies_sent_on",
        "evaluated_on",
        "closed_on",
        "lon",
        "lat",
    ),
    placed=lambda row: row,
    has_map=True,
)


@dataclass(frozen=True)
class RunningFilters:
    """Which running terms: all, ``late`` ones, those that end within a ``week``."""

    due: str | None = None


@dataclass(frozen=True)
class Term:
    """A running term of an accident."""

    accident: Accident
    clock: Clock


_DUE: Mapping[str, str] = MappingProxyType({"late": N_("已逾期"), "week": N_("七日内届满")})


def _running(actor: Actor, filters: RunningFilters, now: datetime, _sort: str) -> list[tuple[uuid.UUID, int]]:
    """Each running term as its accident and its place among the accident's terms, in the order of the page."""
    found = []
    for one in running_clocks(actor.scope(P.ACCIDENT_READ), now, due=filters.due):
        every = clocks_of(one.accident)
        found += [(one.accident.id, every.index(clock)) for clock in one.clocks]
    return found


def _terms(ids: Sequence[tuple[uuid.UUID, int]]) -> list[Term]:
    wanted = list(dict.fromkeys(one for one, _ in ids))
    found = {one.id: (one, clocks_of(one)) for one in rows_by_id(Accident, wanted, *CLOCK_PARTS)}
    held = [(found[one], place) for one, place in ids if one in found]
    return [Term(accident, clocks[place]) for (accident, clocks), place in held if place < len(clocks)]


def _clock(key: str, heading: str, kind: Kind) -> Field:
    return Field(key, heading, kind, lambda line: getattr(line.row.clock, key))


def _articles(line: Line) -> str:
    clock: Clock = line.row.clock
    return on_page(clock.provisions, clock.day_of_fact or line.today)


CLOCKS = Register(
    title=N_("事故时限"),
    endpoint="accidents.running",
    permissions=_READS,
    filters=RunningFilters,
    args=RunningArgs,
    told={"due": choice(N_("期限"), _DUE)},
    ids=_running,
    rows=_terms,
    columns=(
        Field("accident", N_("事故"), Kind.NAME, lambda line: line.row.accident.title),
        Field("happened_at", N_("发生时间"), Kind.MOMENT, lambda line: line.row.accident.happened_at),
        Field("employer", N_("单位"), Kind.NAME, lambda line: line.row.accident.employer_name),
        district(lambda row: row.accident.district_code),
        Field(
            "term",
            N_("期限事项"),
            Kind.NAME,
            lambda line: translate(line.row.clock.label),
            lambda line: line.row.clock.term.value,
        ),
        Field("counts_from", N_("从何时起算"), Kind.NAME, lambda line: translate(line.row.clock.counts_from)),
        coded("status", N_("状态"), STATUS_LABELS, lambda line: line.row.clock.status(line.now)),
        _clock("starts_at", N_("起算"), Kind.MOMENT),
        _clock("ends_at", N_("届满时刻"), Kind.MOMENT),
        _clock("due_on", N_("最后一日"), Kind.DAY),
        _clock("extension_days", N_("延长天数"), Kind.NUMBER),
        _clock("appraisal_days", N_("技术鉴定天数"), Kind.NUMBER),
        Field("provisions", N_("法律依据"), Kind.LONG, _articles),
        Field("accident_id", "accident_id", Kind.CODE, lambda line: line.row.accident.id),
    ),
)
_LINKED: Mapping[str, str] = MappingProxyType({"no": N_("未处理"), "yes": N_("已关联事故")})

NOTIFICATIONS = Register(
    title=N_("事故接报"),
    endpoint="accidents.notices",
    permissions=_READS,
    filters=NotificationFilters,
    args=NotificationArgs,
    told={"q": said.Q, "linked": choice(N_("是否已立为事故"), _LINKED), **said.SPAN},
    **from_statement(
        lambda actor, filters, _now, _sort: notifications_in_order(actor.scope(P.ACCIDENT_READ), filters),
        Notification,
    ),
    columns=(
        attribute("received_at", N_("收到时间"), Kind.MOMENT),
        coded("channel", N_("渠道"), CHANNEL_LABELS, lambda line: line.row.channel),
        attribute("source", N_("来自"), Kind.NAME),
        attribute("words", N_("内容"), Kind.LONG),
        attribute("happened_at", N_("事故发生时间"), Kind.MOMENT),
        attribute("place", N_("地点"), Kind.NAME),
        Field("employer", N_("单位"), Kind.NAME, lambda line: line.row.employer_name),
        district(),
        *_HARM,
        attribute("entered_at", N_("登记时间"), Kind.MOMENT),
        *degrees(),
        identity(),
        Field("accident_id", "accident_id", Kind.CODE, lambda line: line.row.accident_id),
    ),
    placed=lambda row: row,
    has_map=True,
)


def _titles(rows: Sequence[AccidentOpinion], _now: datetime) -> Mapping[Any, Any]:
    return titles_of(rows)


OPINIONS = Register(
    title=N_("事故处理意见"),
    endpoint="accidents.all_opinions",
    permissions=_READS,
    filters=OpinionFilters,
    args=OpinionArgs,
    told={
        "q": said.Q,
        "status": choice(N_("状态"), OPINION_STATUS_LABELS),
        "about": choice(N_("关于"), ABOUT_LABELS),
        **said.SPAN,
    },
    **from_statement(
        lambda actor, filters, now, _sort: opinions_in_order(
            actor.scope(P.ACCIDENT_READ), filters, today=shanghai_date(now)
        ),
        AccidentOpinion,
    ),
    columns=(
        Field("accident", N_("事故"), Kind.NAME, lambda line: line.more.get(line.row.accident_id)),
        coded("about", N_("关于"), ABOUT_LABELS, lambda line: line.row.about),
        attribute("words", N_("意见"), Kind.LONG),
        attribute("addressee", N_("送交"), Kind.NAME),
        district(),
        attribute("sent_on", N_("送交日期"), Kind.DAY),
        attribute("due_on", N_("答复期限"), Kind.DAY),
        coded("stance", N_("答复意见"), STANCE_LABELS, lambda line: line.row.stance),
        attribute("answer", N_("答复"), Kind.LONG),
        attribute("answered_on", N_("答复日期"), Kind.DAY),
        attribute("revoked_at", N_("撤回时间"), Kind.MOMENT),
        identity(),
        Field("accident_id", "accident_id", Kind.CODE, lambda line: line.row.accident_id),
    ),
    more=_titles,
)
