"""Facts of an accident case → the sheets that a union keeps of it.  Papers are written in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from safety.accidents.documents import NOTE, Subject
from safety.law import bases
from safety.law.citations import cited
from safety.law.days import SHANGHAI
from safety.law.regimes import Regime
from safety.papers.content import Block, Column, Form, Heading, PaperContent, Paragraph, Signer, Table
from safety.papers.rules import chinese_date

KEPT = "本记录由工会存档。"
CONFIDENTIAL = "未经事故调查组组长允许，不得发布有关事故的信息。"
_NOTHING = "—"


def chinese_minute(moment: datetime) -> str:
    """2026年3月16日09:05 in Chongqing."""
    local = moment.astimezone(SHANGHAI)
    return f"{chinese_date(local.date())}{local:%H:%M}"


def _day(day: date | None) -> str:
    return chinese_date(day) if day else _NOTHING


@dataclass(frozen=True)
class NewsFacts:
    """What a 事故接报单 says: who told what and when, as it was told then; ``accident`` is the case it led to."""

    issuer: str
    received_at: datetime
    channel: str
    source: str
    happened_at: datetime | None
    place: str
    employer: str
    casualties: str
    loss: str
    words: str
    entered_by: str
    entered_at: datetime
    accident: str
    regime: Regime | None
    on: date


def notification_slip(facts: NewsFacts, *, title: str) -> PaperContent:
    """事故接报单: what was reported, by whom, when, and who took it."""
    rows = (
        ("接报时间", chinese_minute(facts.received_at)),
        ("接报渠道", facts.channel),
        ("报告人或单位", facts.source),
        ("事故时间", chinese_minute(facts.happened_at) if facts.happened_at else "报告时不明"),
        ("事故地点", facts.place or "报告时不明"),
        ("发生单位", facts.employer or "报告时不明"),
        ("报告时伤亡", facts.casualties),
        ("报告时损失", facts.loss),
        ("报告内容", facts.words),
        ("登记", f"{facts.entered_by}　{chinese_minute(facts.entered_at)}".strip()),
        ("立案", facts.accident),
    )
    return PaperContent(
        title=title,
        issuer=facts.issuer,
        blocks=(Form(tuple((label, value) for label, value in rows if value)),),
        citations=cited(bases.news_of_accident(facts.regime, facts.on), facts.on),
        signers=(Signer("接报人", facts.entered_by), Signer("审核人")),
        note=NOTE,
    )


@dataclass(frozen=True)
class PartFacts:
    """What a union did and said in an investigation up to the day ``until``; every row is text of the paper.

    ``seats``: person, expertise, term.  ``activities``: when, what, where, who, words.  ``opinions``: day and to whom,
    about, words, answer.  ``signings``: day, person, what was done, words.
    """

    seats: Sequence[tuple[str, str, str]]
    activities: Sequence[tuple[str, str, str, str, str]]
    opinions: Sequence[tuple[str, str, str, str]]
    signings: Sequence[tuple[str, str, str, str]]
    hours: float
    until: date


def participation_record(subject: Subject, facts: PartFacts, *, title: str) -> PaperContent:
    """参与事故调查记录: who was sent, what they did, what the union said, how the report was signed."""
    done = f"参加活动{len(facts.activities)}次，共{facts.hours:g}小时；提出意见{len(facts.opinions)}条"
    parts = (
        (
            "派员",
            (Column("人员", 3), Column("专业特长", 5), Column("起止", 6)),
            facts.seats,
        ),
        (
            "参加的调查活动",
            (
                Column("时间", 4),
                Column("活动", 2),
                Column("地点", 3),
                Column("工会人员", 2),
                Column("内容", 6),
            ),
            facts.activities,
        ),
        (
            "提出的意见和答复",
            (Column("日期和对象", 4), Column("事项", 2), Column("意见", 6), Column("答复", 5)),
            facts.opinions,
        ),
        (
            "调查报告签署",
            (Column("日期", 4), Column("人员", 2), Column("签署", 3), Column("意见", 6)),
            facts.signings,
        ),
    )
    numbers = iter("一二三四")
    blocks: list[Block] = [subject.form(), Paragraph(f"截至{chinese_date(facts.until)}，我会{done}。")]
    for name, columns, rows in parts:
        if rows:
            blocks += [Heading(f"{next(numbers)}、{name}"), Table(columns, tuple(rows))]
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        blocks=tuple(blocks),
        citations=cited(bases.part_in_accident(subject.regime, subject.on), subject.on),
        signers=(Signer("记录人"), Signer("工会参加人员")),
        note=KEPT + CONFIDENTIAL * subject.has_team + NOTE,
    )


@dataclass(frozen=True)
class MeasureFacts:
    """A measure of the report: whose it is, its term, how far it is, and what the union saw, a line each."""

    summary: str
    owner: str
    term_on: date | None
    state: str
    seen: Sequence[str]


def measure_sheet(
    subject: Subject,
    measures: Sequence[MeasureFacts],
    *,
    title: str,
    approval: str,
    until: date,
) -> PaperContent:
    """整改措施监督表: each measure of the report with its owner, term and state, and what the union saw."""
    rows = tuple(
        (str(number), one.summary, one.owner, _day(one.term_on), one.state, "\n".join(one.seen) or _NOTHING)
        for number, one in enumerate(measures, 1)
    )
    columns = (
        Column("序号", 1),
        Column("防范和整改措施", 5),
        Column("落实单位", 3),
        Column("期限", 3),
        Column("状态", 2),
        Column("监督情况", 5),
    )
    under = f"按照事故调查报告及其批复（{approval}），" if approval else "按照事故调查报告，"
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        blocks=(
            subject.form(),
            Paragraph(f"{under}截至{chinese_date(until)}，防范和整改措施的落实和工会监督情况如下："),
            Table(columns, rows),
        ),
        citations=cited(bases.measures_of_accident(subject.regime, subject.on), subject.on),
        signers=(Signer("工会监督人员"), Signer("职工代表"), Signer("落实单位负责人")),
        note=NOTE,
    )


@dataclass(frozen=True)
class ApprovalFacts:
    """What a 批复登记表 says of the government's approval; ``files`` are the names of what came with it."""

    report: str
    report_submitted_on: date | None
    report_received_on: date | None
    approver: str
    number: str
    approved_on: date
    received_on: date | None
    words: str
    files: Sequence[str]
    entered_by: str
    entered_at: datetime


def approval_sheet(subject: Subject, facts: ApprovalFacts, *, title: str) -> PaperContent:
    """批复登记表: who approved the investigation report, on which day, under which number, and what was decided."""
    rows = (
        ("调查报告", facts.report),
        ("政府收到报告", _day(facts.report_submitted_on)),
        ("工会收到报告", _day(facts.report_received_on)),
        ("批复机关", facts.approver or _NOTHING),
        ("批复文号", facts.number),
        ("批复日期", chinese_date(facts.approved_on)),
        ("工会收到批复", _day(facts.received_on)),
        ("批复内容", facts.words or _NOTHING),
        ("登记", f"{facts.entered_by}　{chinese_minute(facts.entered_at)}".strip()),
    )
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        blocks=(subject.form(), Form(rows)),
        citations=cited(bases.approval_of_report(subject.regime, subject.on), subject.on),
        signers=(Signer("登记人", facts.entered_by), Signer("审核人")),
        attachments=tuple(facts.files),
        note=NOTE,
    )
