"""Papers about papers.  Papers are written in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from safety.papers.content import Form, PaperContent, Paragraph, Signer
from safety.papers.rules import chinese_date


@dataclass(frozen=True)
class Withdrawn:
    """The paper that is withdrawn, as its receiver knows it; ``issued_on`` is the day that it prints."""

    issuer: str
    addressee: str
    copies_to: tuple[str, ...]
    title: str
    number: str
    issued_on: str


def withdrawal_notice(paper: Withdrawn, *, title: str, reason: str, on: date) -> PaperContent:
    """撤回通知: which paper, since which day, why; to everybody who had it."""
    named = f"《{paper.title}》（{paper.number}）"
    rows = (
        ("撤回的文书", f"《{paper.title}》"),
        ("文号", paper.number),
        ("签发日期", paper.issued_on),
        ("撤回日期", chinese_date(on)),
        ("撤回原因", reason),
    )
    words = (
        f"我会{paper.issued_on}发出的{named}，现予撤回，自{chinese_date(on)}起不再有效，请不再按其办理。"
        "需要另行发文的，以新的文书为准。"
    )
    return PaperContent(
        title=title,
        issuer=paper.issuer,
        addressee=paper.addressee,
        blocks=(Paragraph(words), Form(rows)),
        signers=(Signer("签收人"), Signer("签收日期")),
        copies_to=paper.copies_to,
        note="盖章原件为准。",
    )
