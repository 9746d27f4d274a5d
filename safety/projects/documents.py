"""Facts of projects → content of the papers that go out.  Papers are written in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safety.law.citations import Citation, cited
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
)
from safety.papers.own_terms import by_own_day
from safety.papers.rules import chinese_date
from safety.projects.vocabulary import ReviewKind

NOT_AN_APPROVAL = "本文书是工会的监督意见，不是行政许可；盖章原件为准。"
#: On what records a fact and says no opinion.
NO_OPINION = "本文书只作记录，不是工会的意见，也不是行政许可；盖章原件为准。"


@dataclass(frozen=True)
class OpinionLine:
    """An opinion as a paper tells it."""

    category: str
    mandatory: bool
    text: str
    where: str
    term_on: date | None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Part:
    """The union's part in a review as it was entered: ``came``: somebody of it was there; ``has_papers``: papers came."""

    invited: bool
    came: bool
    has_papers: bool

    def words(self, stage: str) -> str:
        """How the union came to its opinions on the ``stage``: it claims no part that nobody entered."""
        uninvited = "" if self.invited else f"上述项目{stage}未邀请我会。"
        if self.came:
            return f"{uninvited}我会人员自行到场，对" if uninvited else f"我会参加上述项目{stage}，对"
        if self.has_papers:
            return f"{uninvited}我会审阅上述项目{stage}的资料，对"
        return f"{uninvited}我会对上述项目的"


@dataclass(frozen=True)
class Subject:
    """What every paper of a review says of the project."""

    issuer: str
    project: str
    owner: str
    nature: str
    approval: str
    kind: ReviewKind
    basis: tuple[str, ...]
    on: date
    part: Part

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What a paper on this project rests on, in the text of the day ``on``."""
        return cited(self.basis, self.on)

    def form(self) -> Form:
        """The project as a form."""
        rows = (
            ("项目名称", self.project),
            ("建设单位", self.owner),
            ("项目性质", self.nature),
            ("批准或备案文号", self.approval or "—"),
        )
        return Form(rows)


def opinion_paper(
    subject: Subject, *, title: str, opinions: Sequence[OpinionLine], reply_by: date, reply_url: str
) -> PaperContent:
    """《工会审查意见书》/《工会验收意见书》: the opinions, the term of the written reply, how to reply."""
    rows = tuple(
        (
            str(number),
            one.category,
            "必须落实" if one.mandatory else "建议",
            f"{one.text}（{one.where}）" if one.where else one.text,
        )
        for number, one in enumerate(opinions, 1)
    )
    stage = "设计审查" if subject.kind is ReviewKind.DESIGN else "竣工验收"
    columns = (Column("序号", 1), Column("类别", 2), Column("性质", 2), Column("意见", 9))
    blocks: list[Block] = [
        subject.form(),
        Paragraph(f"{subject.part.words(stage)}劳动条件和安全卫生设施提出下列意见："),
        Table(columns, rows),
        Paragraph(
            f"请认真处理，并{by_own_day(reply_by, '将处理结果逐项书面答复我会')}；不采纳的，请说明理由。"
        ),
    ]
    if reply_url:
        blocks.append(LinkCode(reply_url, "扫码书面答复（仅限本意见书，无需注册，请勿转发他人）"))
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee=subject.owner,
        blocks=tuple(blocks),
        citations=(*subject.citations, *(one for line in opinions for one in line.citations)),
        signers=(Signer("单位签收人"), Signer("签收日期")),
        note=NOT_AN_APPROVAL,
    )


@dataclass(frozen=True)
class Conclusion:
    """What is signed."""

    label: str
    words: str
    conditions: Sequence[tuple[str, date]]
    dissents: Sequence[tuple[str, str]]
    opinions: Sequence[tuple[str, str, str]]
    attendance: Sequence[tuple[str, str, str]]
    signer: str
    proposer: str
    signature_sha256: str


def sign_off_sheet(subject: Subject, *, title: str, signed: Conclusion) -> PaperContent:
    """会签表: the conclusion, its conditions and reservations, and everything it was reached from."""
    stage = "设计审查" if subject.kind is ReviewKind.DESIGN else "竣工验收"
    blocks: list[Block] = [
        subject.form(),
        Heading("工会结论"),
        Paragraph(f"{stage}：{signed.label}", bold=True),
    ]
    if signed.words:
        blocks.append(Paragraph(signed.words))
    if signed.conditions:
        blocks.append(Heading("附带条件"))
        rows = tuple((text, chinese_date(day)) for text, day in signed.conditions)
        blocks.append(Table((Column("条件", 8), Column("期限", 3)), rows))
    if signed.opinions:
        blocks.append(Heading("意见及落实"))
        columns = (Column("意见", 8), Column("性质", 2), Column("状态", 3))
        blocks.append(Table(columns, tuple(signed.opinions)))
    if signed.attendance:
        blocks.append(Heading("参加情况"))
        columns = (Column("方式", 2), Column("人员", 4), Column("日期", 3))
        blocks.append(Table(columns, tuple(signed.attendance)))
    if signed.dissents:
        blocks.append(Heading("保留意见"))
        blocks += [Paragraph(f"{name}：{words}") for name, words in signed.dissents]
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee=subject.owner,
        blocks=_numbered(blocks),
        citations=subject.citations,
        signers=(
            Signer("提出人", signed.proposer),
            Signer("签署人", signed.signer, picture_sha256=signed.signature_sha256),
        ),
        note=NOT_AN_APPROVAL,
    )


def _numbered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with their headings counted in Chinese, whichever of them there are."""
    numbers = iter("一二三四五六七八九")
    return tuple(
        Heading(f"{next(numbers)}、{one.text}") if isinstance(one, Heading) else one for one in blocks
    )


def attendance_sheet(
    subject: Subject, *, title: str, people: Sequence[tuple[str, str, str, str]], signers: Sequence[Signer]
) -> PaperContent:
    """参加人员签到表: who came, of which unit, to what and when, with the signatures drawn on the tablet."""
    columns = (Column("姓名", 2), Column("单位和职务", 4), Column("参加方式", 2), Column("日期", 3))
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee="",
        blocks=(subject.form(), Table(columns, tuple(people))),
        citations=subject.citations,
        signers=tuple(signers),
        note=NO_OPINION,
    )


def material_receipt(
    subject: Subject,
    *,
    title: str,
    lines: Sequence[tuple[str, str, int]],
    received_on: date,
    handed_by: str,
    taken_by: str,
) -> PaperContent:
    """资料签收单: the documents of one day, who handed them over and who took them; ``lines``: name, edition, files."""
    stage = "设计审查" if subject.kind is ReviewKind.DESIGN else "竣工验收"
    rows = tuple(
        (str(number), name, edition, f"{files}个" if files else "纸质")
        for number, (name, edition, files) in enumerate(lines, 1)
    )
    columns = (Column("序号", 1), Column("资料名称", 8), Column("版本", 3), Column("电子文件", 2))
    words = (
        f"建设单位为上述项目{stage}送交的下列资料共{len(rows)}件，我会于{chinese_date(received_on)}收到。"
        "收到资料不表示同意其内容。"
    )
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee=subject.owner,
        blocks=(subject.form(), Paragraph(words), Table(columns, rows)),
        citations=subject.citations,
        signers=(Signer("送交人", handed_by), Signer("接收人", taken_by)),
        note=NO_OPINION,
    )


def added_paper(
    subject: Subject, *, title: str, about: str, words: str, signer: str, signature_sha256: str
) -> PaperContent:
    """A supplement to what was signed, or the higher union's counter-signature."""
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee=subject.owner,
        blocks=(subject.form(), Paragraph(about), Paragraph(words)),
        citations=subject.citations,
        signers=(Signer("签署人", signer, picture_sha256=signature_sha256),),
        note=NOT_AN_APPROVAL,
    )
