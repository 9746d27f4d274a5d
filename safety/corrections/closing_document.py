"""Facts of a closed demand → content of its closing slip (隐患整改销号单).  Papers are written in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safety.corrections.documents import NOT_ENFORCEMENT, chinese_day
from safety.corrections.grounds import printed
from safety.law import bases
from safety.law.citations import Citation, cited
from safety.law.grounds import UNSAID, Ground, Said
from safety.papers.content import (
    Block,
    Form,
    Heading,
    PaperContent,
    Picture,
    Pictures,
    Signer,
    inspector_lines,
)


@dataclass(frozen=True)
class ClosingFacts:
    """What a closing slip says; pictures are hashes of evidence with captions; ``recheckers`` (name, certificate number)."""

    title: str
    issuer: str
    addressee: str
    site: str
    summary: str
    detail: str
    place_on_site: str
    grade: str
    found_on: date
    notice_number: str
    term: str
    reply: str
    rechecked_on: date | None
    recheck: str
    recheckers: Sequence[tuple[str, str]]
    confirmed_by: str
    closed_on: date
    citations: tuple[Citation, ...]
    ground: Ground
    pictures: tuple[tuple[str, str], ...]
    said: Said = UNSAID


def closing_slip(facts: ClosingFacts) -> PaperContent:
    """隐患整改销号单: what was found, what was done about it, who checked it, when it was closed."""
    rows = (
        ("单位", facts.addressee),
        ("场所", facts.site),
        ("问题和隐患", "\n".join(one for one in (facts.summary, facts.detail, printed(facts.said)) if one)),
        ("部位", facts.place_on_site),
        ("等级", facts.grade),
        ("发现日期", chinese_day(facts.found_on)),
        ("意见书编号", facts.notice_number),
        ("整改期限", facts.term),
        ("整改情况", facts.reply),
        ("复查日期", chinese_day(facts.rechecked_on) if facts.rechecked_on else ""),
        ("复查意见", facts.recheck),
        ("销号日期", chinese_day(facts.closed_on)),
    )
    blocks: list[Block] = [Form(tuple((label, value) for label, value in rows if value))]
    if facts.pictures:
        pictures = tuple(Picture(sha256, caption) for sha256, caption in facts.pictures)
        blocks += [Heading("附：整改和复查照片"), Pictures(pictures)]
    signers = [*inspector_lines("复查人员", facts.recheckers, least=1)]
    if facts.confirmed_by:
        signers.append(Signer("确认销号人", facts.confirmed_by))
    return PaperContent(
        title=facts.title,
        issuer=facts.issuer,
        addressee=facts.addressee,
        blocks=tuple(blocks),
        citations=(
            *cited(bases.correction([facts.ground]), facts.found_on),
            *bases.of_a_finding(facts.citations, facts.ground),
        ),
        signers=(*signers, Signer("单位签收人")),
        note=NOT_ENFORCEMENT,
    )
