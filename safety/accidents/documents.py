"""Facts of accident cases → content of the papers that go out.  Papers are written in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from safety.law import bases
from safety.law.citations import cited, joined
from safety.law.days import SHANGHAI, shanghai_date
from safety.law.regimes import Regime
from safety.papers.content import Form, PaperContent, Paragraph, Signer
from safety.papers.own_terms import by_own_day
from safety.papers.rules import chinese_date

NOTE = "盖章原件为准。"


@dataclass(frozen=True)
class Subject:
    """What every paper of a case says of the accident; the person who was hurt is never named."""

    issuer: str
    title: str
    happened_at: datetime
    place: str
    employer: str
    grade: str | None
    casualties: str
    regime: Regime

    @property
    def on(self) -> date:
        """The day of the fact: the law of that day is cited."""
        return shanghai_date(self.happened_at)

    @property
    def has_team(self) -> bool:
        """Whether a team of Order 493 investigates."""
        return bases.by_order_493(self.regime, self.on)

    def form(self) -> Form:
        """The accident as a form."""
        at = self.happened_at.astimezone(SHANGHAI)
        grade = (("等级", self.grade),) if self.grade else ()
        return Form(
            (
                ("事故", self.title),
                ("发生时间", f"{chinese_date(at.date())}{at:%H:%M}"),
                ("地点", self.place),
                ("发生单位", self.employer),
                *grade,
                ("伤亡", self.casualties),
            )
        )


def investigators(subject: Subject) -> str:
    """Who investigates, as an addressee: the team where Order 493 has one, else whoever it is by another rule."""
    return "事故调查组" if subject.has_team else "事故调查机关"


def asked_part(subject: Subject) -> str:
    """What the union asks for: a seat in the team of Order 493, else its part in the investigation."""
    if subject.has_team:
        return "将我会列入事故调查组，并将调查组成立和会议安排书面告知我会"
    return "安排我会参加该起事故的调查处理，并将调查工作的安排书面告知我会"


def request_letter(subject: Subject, *, title: str, addressee: str) -> PaperContent:
    """要求参加事故调查函: what a law says of the union's part is said only where its text of the day was read."""
    law, order = (joined(cited([one], subject.on)) for one in ("union-27", "order-493-22"))
    reasons = [
        *[f"按照{law}，职工因工伤亡事故的调查处理必须有工会参加"] * bool(law),
        *[f"按照{order}，事故调查组的成员包括工会派出的人员"] * (subject.has_team and bool(order)),
    ]
    why = "；".join(reasons) or "我会要求参加该起事故的调查处理"
    words = f"{why}。请{asked_part(subject)}。"
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee=addressee,
        blocks=(subject.form(), Paragraph(words)),
        citations=cited(bases.taking_part(subject.regime, subject.on), subject.on),
        signers=(Signer("签收人"), Signer("签收日期")),
        note=NOTE,
    )


def seat_letter(
    subject: Subject, *, title: str, addressee: str | None, person: str, position: str, expertise: str
) -> PaperContent:
    """派员参加事故调查函."""
    whom = f"{person}（{position or '工会干部'}，专业特长：{expertise}）"
    what = "调查组" if subject.has_team else "调查处理"
    words = f"我会指派{whom}参加该起事故的{what}，请予接洽。"
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee=addressee or investigators(subject),
        blocks=(subject.form(), Paragraph(words)),
        citations=cited(bases.taking_part(subject.regime, subject.on), subject.on),
        signers=(Signer("签收人"), Signer("签收日期")),
        note=NOTE,
    )


def opinion_paper(
    subject: Subject, *, title: str, addressee: str, about: str, words: str, due_on: date | None
) -> PaperContent:
    """工会对事故处理的意见书."""
    asked = f"请{by_own_day(due_on, '书面答复我会')}。" if due_on else "请研究处理并书面答复我会。"
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee=addressee,
        blocks=(
            subject.form(),
            Paragraph(f"关于{about}，我会提出下列意见：", bold=True),
            Paragraph(words),
            Paragraph(asked),
        ),
        citations=cited(bases.opinion_on_accident(subject.regime, subject.on), subject.on),
        signers=(Signer("签收人"), Signer("签收日期")),
        note=NOTE,
    )


def dissent_paper(
    subject: Subject,
    *,
    title: str,
    report: str,
    outcome: str,
    words: str,
    signer: str,
    signature_sha256: str | None,
) -> PaperContent:
    """保留意见书: the union's own form, it has no statutory pattern."""
    return PaperContent(
        title=title,
        issuer=subject.issuer,
        addressee=investigators(subject),
        blocks=(
            subject.form(),
            Paragraph(f"对《{report}》，工会参加人员：{outcome}。", bold=True),
            Paragraph(words),
        ),
        citations=cited(bases.opinion_on_accident(subject.regime, subject.on), subject.on),
        signers=(Signer("工会参加人员", signer, picture_sha256=signature_sha256 or ""),),
        note=NOTE,
    )


def summary_words(parts: Sequence[tuple[str, int]]) -> str:
    """Numbers of people in words; the ones that are nought are left out."""
    return "，".join(f"{label}{count}人" for label, count in parts if count) or "无伤亡"
