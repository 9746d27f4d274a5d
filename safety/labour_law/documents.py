"""Facts of a letter → its paper.  Papers are written in Chinese."""

from __future__ import annotations

from datetime import date

from safety.labour_law.inputs import LetterFacts
from safety.labour_law.vocabulary import LetterKind
from safety.law import bases
from safety.law.citations import cited
from safety.papers.content import PAIR, Form, PaperContent, Paragraph, Signer
from safety.papers.own_terms import by_own_day

NOTE = "本文书为工会劳动法律监督文书，不是行政执法文书；盖章原件为准。"
_OPENING = {
    LetterKind.PROMPT: "为预防劳动用工风险，维护职工合法权益，现就下列情况向你单位提示：",
    LetterKind.OPINION: "我会在劳动法律监督中发现你单位存在下列情况，现提出意见：",
    LetterKind.SUGGESTION: "我会在劳动法律监督中发现下列情况，用人单位没有改正，现建议你单位依法处理：",
}
_ASKED = {LetterKind.PROMPT: "提示事项", LetterKind.OPINION: "改正意见", LetterKind.SUGGESTION: "建议事项"}


def letter_paper(kind: LetterKind, facts: LetterFacts, *, issuer: str, title: str, on: date) -> PaperContent:
    """提示函, 意见书 or 建议书."""
    asked = (
        f"请{by_own_day(facts.reply_by, '将处理情况书面告知我会')}。"
        if facts.reply_by
        else "请将处理情况书面告知我会。"
    )
    rows = (
        ("用人单位", facts.employer_name),
        ("事由", facts.about),
        ("有关情况", facts.facts),
        (_ASKED[kind], facts.demand),
    )
    return PaperContent(
        title=title,
        issuer=issuer,
        addressee=facts.addressee,
        blocks=(Paragraph(_OPENING[kind]), Form(rows), Paragraph(asked)),
        citations=cited(bases.LABOUR_LAW_LETTER, on),
        # Two at least supervise and show their certificates; the register does not keep these numbers.
        signers=(
            *(Signer("劳动法律监督员", note="监督员证号：＿＿＿＿＿"),) * PAIR,
            Signer("签收人"),
            Signer("签收日期"),
        ),
        note=NOTE,
    )
