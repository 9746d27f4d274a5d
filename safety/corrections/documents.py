"""Facts of corrections → content of the papers that go out.  Papers are written in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from safety.corrections.grounds import printed
from safety.corrections.vocabulary import (
    GRADE_LABELS,
    RESULT_LABELS,
    DemandKind,
    FindingGrade,
    RecheckResult,
)
from safety.law import applications, bases
from safety.law.applications import AnswerTerm
from safety.law.citations import Citation, cited, joined
from safety.law.days import SHANGHAI
from safety.law.grounds import UNSAID, Ground, Said
from safety.papers.content import (
    Block,
    Column,
    Form,
    Heading,
    LinkCode,
    PaperContent,
    Paragraph,
    Signer,
    Table,
    inspector_lines,
)
from safety.papers.own_terms import OWN, by_own_day

#: The term of what allows no day.
AT_ONCE = "立即"
#: What 安全生产法 55 gives the workers, in its words.
_MAY_LEAVE = (
    "职工发现直接危及人身安全的紧急情况时，有权停止作业，或者在采取可能的应急措施后撤离作业场所，"
    "你单位不得因此降低其工资、福利等待遇或者解除劳动合同。"
)
#: What a form begins with; the person who writes the paper changes it.
USUAL_WITHDRAWAL = "立即组织全部作业人员撤离危险现场，危险消除前不得进入。"
NOT_ENFORCEMENT = "本文书为工会劳动保护监督文书，不是行政执法文书。"
#: The same where the paper sets a term.
OWN_TERM = f"{NOT_ENFORCEMENT}整改期限由工会提出。"

#: Who takes the paper and when: terms count from there.
RECEIVED = (Signer("签收人"), Signer("签收日期"))


def chinese_day(day: date | None) -> str:
    """2026年3月16日, or a dash."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def named(title: str, number: str) -> str:
    """A paper as another one names it: 《title》（number）."""
    return f"《{title}》（{number}）"


def chinese_minute(moment: datetime) -> str:
    """2026年3月16日9时5分 in Chongqing."""
    local = moment.astimezone(SHANGHAI)
    return f"{chinese_day(local.date())}{local.hour}时{local.minute}分"


@dataclass(frozen=True)
class FindingFacts:
    """A finding as a paper tells it."""

    summary: str
    detail: str
    place_on_site: str
    grade: FindingGrade
    asked: str
    term_on: date | None
    citations: tuple[Citation, ...]
    ground: Ground
    said: Said = UNSAID
    denied: frozenset[str] = frozenset()
    at_once: bool = False


@dataclass(frozen=True)
class NoticeFacts:
    """What a correction notice says."""

    title: str
    issuer: str
    addressee: str
    site_name: str
    checked: str
    findings: Sequence[FindingFacts]
    reply_by: date
    note: str
    reply_url: str
    inspectors: Sequence[tuple[str, str]]
    on: date


def _described(finding: FindingFacts) -> str:
    place = f"（{finding.place_on_site}）" if finding.place_on_site else ""
    lines = (f"{finding.summary}{place}", finding.detail, printed(finding.said, finding.denied))
    return "\n".join(one for one in lines if one)


def correction_notice(facts: NoticeFacts) -> PaperContent:
    """劳动保护监督检查意见书: the findings, what is asked, the terms, and how to reply."""
    rows = tuple(
        (str(number), _described(one), GRADE_LABELS[one.grade], one.asked, _term(one))
        for number, one in enumerate(facts.findings, 1)
    )
    columns = (
        Column("序号", 1),
        Column("存在的问题和隐患", 6),
        Column("等级", 2),
        Column("整改意见", 5),
        Column("整改期限", 3),
    )
    blocks: list[Block] = [
        Paragraph(
            f"我会对你单位{facts.site_name}进行劳动保护监督检查，{facts.checked}发现下列问题和隐患，现提出整改意见："
        ),
        Table(columns, rows),
        Paragraph(
            f"请你单位{_how_soon(facts.findings)}，并{by_own_day(facts.reply_by, '将整改情况书面答复我会')}；不采纳的，请说明理由。"
            "整改前应采取措施保证职工安全，并将隐患和整改情况告知职工。"
        ),
    ]
    if facts.note:
        blocks.append(Paragraph(facts.note))
    if facts.reply_url:
        blocks.append(LinkCode(facts.reply_url, "扫码书面答复（仅限本意见书，无需注册，请勿转发他人）"))
    return PaperContent(
        title=facts.title,
        issuer=facts.issuer,
        addressee=facts.addressee,
        blocks=tuple(blocks),
        citations=(
            *cited(bases.correction(one.ground for one in facts.findings), facts.on),
            *(own for one in facts.findings for own in bases.of_a_finding(one.citations, one.ground)),
        ),
        signers=(
            *inspector_lines("检查人员", facts.inspectors),
            Signer("单位签收人"),
            Signer("签收日期"),
        ),
        note=_whose_term(facts.findings),
    )


def _term(finding: FindingFacts) -> str:
    return AT_ONCE if finding.at_once else chinese_day(finding.term_on)


def _how_soon(findings: Sequence[FindingFacts]) -> str:
    if all(one.at_once for one in findings):
        return "立即整改"
    return "按上列要求和期限整改" if any(one.at_once for one in findings) else "按期整改"


def _whose_term(findings: Sequence[FindingFacts]) -> str:
    """The same for the findings of a notice."""
    return _whose_terms([one.at_once for one in findings])


def _whose_terms(at_once: Sequence[bool]) -> str:
    """That a term is the union's own; 立即 is none."""
    if all(at_once):
        return NOT_ENFORCEMENT
    mixed = any(at_once)
    return f"{NOT_ENFORCEMENT}除应当立即整改的外，整改期限由工会提出。" if mixed else OWN_TERM


@dataclass(frozen=True)
class RecheckFacts:
    """What a re-check opinion says; ``lines`` are summary, result, words, term; ``reply_by``: where something did not pass."""

    title: str
    issuer: str
    addressee: str
    site_name: str
    checked_on: date
    notice: str
    lines: Sequence[tuple[str, RecheckResult, str, str]]
    words: str
    inspectors: Sequence[tuple[str, str]]
    met: str
    basis: tuple[str, ...]
    on: date
    kind: DemandKind = DemandKind.FINDING
    reply_by: date | None = None


#: What was looked at again, as the paper calls it, and what was to be done about it.
_CHECKED_AGAIN = {
    DemandKind.FINDING: ("问题和隐患", "整改"),
    DemandKind.OPINION: ("意见", "落实"),
    DemandKind.CONDITION: ("条件", "落实"),
    DemandKind.MEASURE: ("防范和整改措施", "落实"),
}


def recheck_opinion(facts: RecheckFacts) -> PaperContent:
    """整改复查意见书: the result for each finding, or for each opinion or measure."""
    what, done = _CHECKED_AGAIN[facts.kind]
    rows = tuple(
        (str(number), summary, RESULT_LABELS[result], words or "—", term)
        for number, (summary, result, words, term) in enumerate(facts.lines, 1)
    )
    columns = (
        Column("序号", 1),
        Column(what, 6),
        Column("复查结果", 2),
        Column("复查情况", 5),
        Column("期限", 3),
    )
    about = f"{facts.notice}所列" if facts.notice else ""
    blocks: list[Block] = [
        Paragraph(
            f"{chinese_day(facts.checked_on)}，我会对你单位{facts.site_name}{about}{what}的{done}情况进行复查，意见如下："
        ),
        Table(columns, rows),
    ]
    if facts.words:
        blocks.append(Paragraph(facts.words))
    if facts.reply_by:
        answer = by_own_day(facts.reply_by, f"将{done}情况书面答复我会")
        blocks.append(Paragraph(f"复查未合格的事项，请继续{done}，并{answer}。"))
    return PaperContent(
        title=facts.title,
        issuer=facts.issuer,
        addressee=facts.addressee,
        blocks=tuple(blocks),
        citations=cited(facts.basis, facts.on),
        signers=(
            *inspector_lines("复查人员", facts.inspectors),
            Signer("单位负责人", facts.met),
            Signer("日期"),
        ),
        # The term of a measure is the report's own.
        note=NOT_ENFORCEMENT
        if facts.kind is DemandKind.MEASURE
        else _whose_terms([term.startswith(AT_ONCE) for *_, term in facts.lines]),
    )


@dataclass(frozen=True)
class ReferralFacts:
    """What an application to a department says; ``matters`` are summary, grade, term, what happened.

    ``graded`` heads the second of these: hazards have a grade, opinions and measures only say what they are.
    """

    title: str
    issuer: str
    department: str
    about: str
    reason: str
    request: str
    matters: Sequence[tuple[str, str, str, str]]
    basis: tuple[str, ...]
    term: AnswerTerm
    on: date
    attachments: tuple[str, ...] = ()
    graded: str = "等级"


def referral_application(facts: ReferralFacts) -> PaperContent:
    """提请处理申请书: what happened, what is asked, and by when."""
    blocks: list[Block] = [Heading("一、事由"), Paragraph(f"{facts.about}。{facts.reason}")]
    if facts.matters:
        columns = (Column("事项", 6), Column(facts.graded, 2), Column("期限", 3), Column("经过", 5))
        blocks.append(Table(columns, tuple(facts.matters)))
    blocks += [
        Heading("二、请求"),
        Paragraph(facts.request),
        Paragraph(_asked_within(facts)),
    ]
    return PaperContent(
        title=facts.title,
        issuer=facts.issuer,
        addressee=facts.department,
        blocks=tuple(blocks),
        citations=cited(facts.basis, facts.on),
        signers=RECEIVED,
        attachments=facts.attachments,
    )


def _asked_within(facts: ReferralFacts) -> str:
    """By when: the law's days where it has some, at once for a 重大 hazard, else the union's own, called that."""
    match facts.term:
        case AnswerTerm.BY_LAW:
            legal = joined(cited(applications.OWN_RIGHTS, facts.on))
            return f"按照{legal}，请在接到本申请三十日内依法作出处理，并将处理结果书面通知我会。"
        case AnswerTerm.AT_ONCE:
            return _at_once(facts)
    return (
        f"请在收到本申请之日起三十日内研究处理，并将结果书面告知我会。这一期限{OWN}；情况紧急的，请立即处理。"
    )


def _at_once(facts: ReferralFacts) -> str:
    """What a department does about a 重大 hazard is said to one, where the text of the day was read and says so."""
    rules = cited(applications.MAJOR_HAZARD, facts.on)
    to_department = set(applications.MAJOR_HAZARD) <= set(facts.basis)
    if not to_department or not all(one.checked for one in rules):
        return "上述事项涉及重大事故隐患，请立即处理，并将处理情况及时书面告知我会。"
    return (
        f"上述事项涉及重大事故隐患，请按照{joined(rules)}立即督促消除；排除前或者排除过程中无法保证安全的，"
        "请责令从危险区域撤出作业人员、暂时停产停业或者停止使用有关设施、设备。请将处理情况及时书面告知我会。"
    )


@dataclass(frozen=True)
class EvacuationFacts:
    """What an evacuation proposal says."""

    title: str
    issuer: str
    addressee: str
    site_name: str
    danger: str
    suggestion: str
    told: str
    proposed_at: datetime
    inspector: tuple[str, str]
    ground: Ground


def evacuation_proposal(facts: EvacuationFacts) -> PaperContent:
    """撤离建议书: the danger, what is suggested, to whom and at which minute."""
    on = facts.proposed_at.astimezone(SHANGHAI).date()
    (may_leave,) = cited(["safety-55"], on)
    return PaperContent(
        title=facts.title,
        issuer=facts.issuer,
        addressee=facts.addressee,
        blocks=(
            Paragraph("我会在监督检查中发现危及职工生命安全的情况，建议你单位立即组织职工撤离危险现场："),
            Form(
                (
                    ("场所", facts.site_name),
                    ("危险情况", facts.danger),
                    ("建议", facts.suggestion),
                    ("提出时间", chinese_minute(facts.proposed_at)),
                    ("当面告知", facts.told),
                )
            ),
            Paragraph(
                "请你单位立即作出处理，组织职工撤离，并将处理情况告知我会。危险消除以前，不得安排职工进入。"
                + (_MAY_LEAVE if may_leave.checked else "")
            ),
        ),
        citations=cited(bases.evacuation(facts.ground), on),
        signers=(
            *inspector_lines("检查人员", [facts.inspector], least=1),
            Signer("单位签收人"),
            Signer("签收时间"),
        ),
        note=NOT_ENFORCEMENT,
    )


def reminder(
    *,
    title: str,
    issuer: str,
    addressee: str,
    notice: str,
    overdue: Sequence[tuple[str, date | None]],
    grounds: Sequence[Ground],
    on: date,
) -> PaperContent:
    """整改催办函: which findings are still open, and since when they are late; without a day what was asked at once."""
    rows = tuple((summary, chinese_day(term_on) if term_on else AT_ONCE) for summary, term_on in overdue)
    return PaperContent(
        title=title,
        issuer=issuer,
        addressee=addressee,
        blocks=(
            Paragraph(f"我会{notice}提出的下列事项尚未办结，请抓紧整改并书面答复："),
            Table((Column("事项", 8), Column("整改期限", 3)), rows),
        ),
        citations=cited(bases.correction(grounds), on),
        signers=RECEIVED,
        note=_whose_terms([term_on is None for _, term_on in overdue]),
    )
