"""Facts of a site check → content of its record on paper (劳动保护监督现场检查记录).  Papers are written in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from safety.corrections.documents import chinese_minute
from safety.corrections.grounds import printed
from safety.corrections.vocabulary import COLOUR_LABELS, GRADE_LABELS, FindingGrade
from safety.law import bases
from safety.law.citations import cited
from safety.law.grounds import UNSAID, Ground, Said
from safety.papers.content import (
    PAIR,
    Block,
    Column,
    Form,
    Heading,
    PaperContent,
    Paragraph,
    Picture,
    Pictures,
    Signer,
    Table,
    inspector_lines,
)
from safety.papers.rules import PLACE_LABEL

NOT_ENFORCEMENT = "本记录为工会劳动保护监督检查的现场记录，不是行政执法文书。"


@dataclass(frozen=True)
class FoundFacts:
    """A finding as the record tells it."""

    summary: str
    detail: str
    place_on_site: str
    grade: FindingGrade
    colour: str | None
    suggestion: str
    photos: tuple[str, ...]
    said: Said = UNSAID


@dataclass(frozen=True)
class SignedFacts:
    """Who signed, with the hash of each drawn signature; or the refusal with its witness.

    ``companions`` checked too (name, certificate number); ``alone`` says that a reason was given for checking alone.
    """

    inspector: str
    inspector_picture: str = ""
    site_name: str = ""
    site_picture: str = ""
    refused: bool = False
    witness: str = ""
    refusal: str = ""
    certificate: str = ""
    companions: Sequence[tuple[str, str]] = ()
    alone: bool = False


@dataclass(frozen=True)
class RecordFacts:
    """What the record of a check says; ``answers`` are section, question, answer and remark."""

    title: str
    issuer: str
    employer: str
    site: str
    address: str
    began: datetime | None
    ended: datetime | None
    clock: str
    position: str
    companions: str
    alone_reason: str
    met: str
    checklist: str
    answers: Sequence[tuple[str, str, str, str]]
    findings: Sequence[FoundFacts]
    photos: tuple[str, ...]
    note: str
    signed: SignedFacts
    on: date
    ground: Ground = field(default_factory=Ground)
    adoption: str = ""


def inspection_record(facts: RecordFacts) -> PaperContent:
    """劳动保护监督现场检查记录: who, where and when; what was asked and found; who signed."""
    blocks: list[Block] = [Form(_rows(facts))]
    blocks += [Heading("一、发现的问题和隐患"), *_findings(facts.findings)]
    if facts.answers:
        columns = (Column("序号", 1), Column("检查内容", 9), Column("结果", 2), Column("说明", 4))
        rows = tuple(
            (str(number), f"【{section}】{ask}", answer, remark or "—")
            for number, (section, ask, answer, remark) in enumerate(facts.answers, 1)
        )
        blocks += [Heading(f"二、检查内容（{facts.checklist}）"), Table(columns, rows)]
    blocks += _pictures(facts)
    return PaperContent(
        title=facts.title,
        issuer=facts.issuer,
        blocks=tuple(blocks),
        citations=cited(bases.inspection(facts.ground), facts.on),
        signers=_signers(facts.signed),
        note=NOT_ENFORCEMENT,
        seal=False,
    )


def _rows(facts: RecordFacts) -> tuple[tuple[str, str], ...]:
    times = [chinese_minute(one) for one in (facts.began, facts.ended) if one is not None]
    rows = [
        ("被检查单位", facts.employer),
        ("检查场所", facts.site),
        ("地址", facts.address),
        ("检查时间", " 至 ".join(times)),
        ("时间说明", facts.clock),
        (PLACE_LABEL, facts.position),
        ("检查人员", facts.signed.inspector),
        ("同行人员", facts.companions or facts.alone_reason),
        ("单位在场人员", facts.met),
        ("检查情况", facts.note),
        ("证件情况", facts.adoption),
    ]
    return tuple((label, value) for label, value in rows if value)


def _findings(findings: Sequence[FoundFacts]) -> list[Block]:
    if not findings:
        return [Paragraph("本次检查没有发现问题和隐患。")]
    columns = (
        Column("序号", 1),
        Column("问题和隐患", 6),
        Column("隐患等级", 2),
        Column("关注颜色", 2),
        Column("整改建议", 4),
    )
    rows = (
        (
            str(number),
            _described(one),
            GRADE_LABELS[one.grade],
            COLOUR_LABELS.get(one.colour or "", "—"),
            one.suggestion or "—",
        )
        for number, one in enumerate(findings, 1)
    )
    return [Table(columns, tuple(rows))]


def _described(one: FoundFacts) -> str:
    place = f"（{one.place_on_site}）" if one.place_on_site else ""
    lines = (f"{one.summary}{place}", one.detail, printed(one.said))
    return "\n".join(line for line in lines if line)


def _pictures(facts: RecordFacts) -> list[Block]:
    pictures = [
        Picture(sha256, f"隐患{number}：{one.summary}")
        for number, one in enumerate(facts.findings, 1)
        for sha256 in one.photos
    ] + [Picture(sha256, "现场照片") for sha256 in facts.photos]
    if not pictures:
        return []
    return [Heading("附：照片"), Pictures(tuple(pictures))]


def _signers(signed: SignedFacts) -> tuple[Signer, ...]:
    people = [(signed.inspector, signed.certificate), *signed.companions]
    # Who checked alone gave the reason above; else the second inspector signs by hand.
    own, *others = inspector_lines("检查人员", people, least=1 if signed.alone else PAIR)
    ours = (replace(own, picture_sha256=signed.inspector_picture), *others)
    if signed.refused:
        words = "拒绝签名" + (f"：{signed.refusal}" if signed.refusal else "")
        return *ours, Signer("单位负责人", note=words), Signer("见证人", signed.witness)
    return *ours, Signer("单位负责人", signed.site_name, signed.site_picture)
