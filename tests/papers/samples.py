"""A notice of the cast's union, as papers say it."""

from __future__ import annotations

import uuid

from safety.law.citations import Citation
from safety.papers import files
from safety.papers.content import (
    Column,
    Form,
    Heading,
    LinkCode,
    PaperContent,
    Paragraph,
    Picture,
    Pictures,
    Signer,
    Table,
)
from safety.papers.models import Paper
from safety.papers.operations import seal_files
from safety.papers.queries import paper_by_id

SITE = uuid.UUID("018f0000-0000-7000-8000-000000000001")
NASTY = '#set text(fill: red) *粗* _斜_ $x^2$ @ref <label> `code` \\ [] {} "引号" // 注释 \u202e倒 \x07'


def sealed(paper: Paper) -> bytes:
    """The PDF of an issued paper, made as its job makes it."""
    seal_files(paper.id)
    content = files.pdf_of(paper_by_id(paper.id) or paper)
    assert content is not None
    return content


def notice(*, picture: str = "", signature: str = "", wording: str = "请在期限内书面答复。") -> PaperContent:
    """A correction notice over two findings."""
    return PaperContent(
        title="劳动保护监督检查意见书",
        issuer="渝中区总工会（示例）",
        addressee="重庆示例建筑工程有限公司",
        blocks=(
            Paragraph("2026年11月20日，我会对你单位工地开展监督检查，发现以下问题："),
            Table(
                (Column("序号"), Column("隐患内容", 5), Column("整改期限", 2)),
                (
                    ("1", f"楼梯口无栏杆 {NASTY}", "2026年12月5日"),
                    ("2", "配电箱未设漏电保护", "2026年11月27日"),
                ),
            ),
            Heading("一、整改要求"),
            Form((("联系人", "李强"), ("电话", "023-00000000"))),
            Paragraph(wording),
            *((Pictures((Picture(picture, "楼梯口"),)),) if picture else ()),
            LinkCode("http://127.0.0.1:8000/reply/abcdef", "扫码书面答复"),
        ),
        citations=(
            Citation("中华人民共和国工会法", "第二十四条"),
            Citation("某项标准", "第九条", checked=False),
        ),
        signers=(
            Signer("检查员", "李强", signature),
            Signer("被检查单位负责人", note="拒绝签字，见证人：王五"),
        ),
        attachments=("现场检查记录",),
        copies_to=("渝中区应急管理局",),
    )
