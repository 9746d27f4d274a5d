"""Content → DOCX through python-docx: the same paper, editable, to be printed and sealed by hand.

Fonts are named, not embedded: 仿宋, 黑体 and 小标宋 are on the machines of the offices that edit it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import segno
from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from safety.papers.rendering import Sheet

BODY, HEAD, TITLE = "仿宋", "黑体", "方正小标宋简体"
LATIN = "Times New Roman"
RED = RGBColor(0xD7, 0x19, 0x1C)
GREY = RGBColor(0x55, 0x55, 0x55)
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def render_docx(sheet: Sheet, *, made_at: datetime) -> bytes:
    """The paper as DOCX; a draft carries no number and says so."""
    paper = sheet.content
    document = Document()
    _page(document, sheet, made_at)
    _head(document, paper, sheet.imprint)
    for block in paper["blocks"]:
        _BLOCKS[block["block"]](document, block, sheet)
    _closing(document, paper, sheet)
    if sheet.imprint is not None:
        _verification(document, sheet)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Doc, sheet: Sheet, made_at: datetime) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(16)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)
    facts = document.core_properties
    facts.title, facts.author = sheet.content["title"], sheet.content["issuer"]
    facts.created = facts.modified = made_at
    facts.comments = ""
    if sheet.watermark:
        _write(
            section.header.paragraphs[0], f"【{sheet.watermark.value}】", HEAD, 14, colour=RED, align=_CENTRE
        )
    _page_number(section.footer.paragraphs[0])


def _write(
    paragraph: Paragraph,
    text: str,
    font: str = BODY,
    size: float = 16,
    *,
    bold: bool = False,
    colour: RGBColor | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> Run:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001
    if colour is not None:
        run.font.color.rgb = colour
    if align is not None:
        paragraph.alignment = align
    return run


def _body(document: Doc, text: str, *, indent: bool = True, bold: bool = False) -> None:
    for part in text.split("\n"):
        paragraph = document.add_paragraph()
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(32)
        _write(paragraph, part, bold=bold)


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = _CENTRE
    for text, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", None)):
        _write(paragraph, text, BODY, 10)
        if field:
            run = _write(paragraph, "", BODY, 10)
            for kind, code in (("begin", None), (None, field), ("end", None)):
                run._element.append(_field_part(kind, code))  # noqa: SLF001


def _field_part(kind: str | None, code: str | None) -> Any:
    element = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        element.set(qn("w:fldCharType"), kind)
    else:
        element.text = code
    return element


def _rule(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "D7191C")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._element.get_or_add_pPr().append(borders)  # noqa: SLF001


def _head(document: Doc, paper: Mapping[str, Any], imprint: Mapping[str, str] | None) -> None:
    issuer = document.add_paragraph()
    issuer.paragraph_format.line_spacing = 1.2
    size = max(18.0, min(34.0, 440 / max(len(paper["issuer"]), 1)))
    _write(issuer, paper["issuer"], TITLE, size, bold=True, colour=RED, align=_CENTRE)
    number = document.add_paragraph()
    _write(number, imprint["number"] if imprint else "（文号待编）", align=_CENTRE)
    _rule(number)
    document.add_paragraph()
    title = document.add_paragraph()
    title.paragraph_format.line_spacing = 1.2
    _write(title, paper["title"], TITLE, 22, align=_CENTRE)
    document.add_paragraph()
    if paper["addressee"]:
        _body(document, paper["addressee"] + "：", indent=False)


def _paragraph(document: Doc, block: Mapping[str, Any], _sheet: Sheet) -> None:
    _body(document, block["text"], indent=block["indent"], bold=block["bold"])


def _heading(document: Doc, block: Mapping[str, Any], _sheet: Sheet) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    paragraph.paragraph_format.keep_with_next = True
    _write(paragraph, block["text"], HEAD)


def _cell(cell: Any, text: str, *, head: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = 1.15
    _write(paragraph, text, HEAD if head else BODY, 12, align=_CENTRE if head or len(text) <= 4 else None)


def _grid(
    document: Doc, rows: list[list[str]], shares: list[int], *, heads: Callable[[int, int], bool]
) -> None:
    table = document.add_table(rows=0, cols=len(shares), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for row_index, row in enumerate(rows):
        for index, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.width = Mm(156 * shares[index] / sum(shares))
            _cell(cell, text, head=heads(row_index, index))
    document.add_paragraph().paragraph_format.line_spacing = Pt(12)


def _form(document: Doc, block: Mapping[str, Any], _sheet: Sheet) -> None:
    _grid(document, [list(row) for row in block["rows"]], [3, 13], heads=lambda _row, column: column == 0)


def _table(document: Doc, block: Mapping[str, Any], _sheet: Sheet) -> None:
    rows = [[column["title"] for column in block["columns"]], *[list(row) for row in block["rows"]]]
    _grid(
        document, rows, [column["share"] for column in block["columns"]], heads=lambda row, _column: row == 0
    )


def _pictures(document: Doc, block: Mapping[str, Any], sheet: Sheet) -> None:
    for picture in block["pictures"]:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.alignment = _CENTRE
        content = sheet.pictures.get(picture["sha256"])
        if content is not None:
            paragraph.add_run().add_picture(io.BytesIO(content), width=Mm(110))
        _write(document.add_paragraph(), picture["caption"], BODY, 12, align=_CENTRE)


def _link(document: Doc, block: Mapping[str, Any], _sheet: Sheet) -> None:
    _code(document, block["url"], 26)
    _write(document.add_paragraph(), block["caption"], BODY, 12, align=_CENTRE)
    _write(document.add_paragraph(), block["url"], BODY, 9, colour=GREY, align=_CENTRE)


def _code(document: Doc, text: str, millimetres: int) -> None:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=1)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.alignment = _CENTRE
    paragraph.add_run().add_picture(io.BytesIO(out.getvalue()), width=Mm(millimetres))


_BLOCKS: Mapping[str, Callable[[Doc, Mapping[str, Any], Sheet], None]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "form": _form,
    "table": _table,
    "pictures": _pictures,
    "link": _link,
}


def _last_words(paper: Mapping[str, Any]) -> list[str]:
    """What stands below the body; papers from before an upgrade say neither originals nor contact."""
    basis = f"依据：{paper['basis']}。" if paper["basis"] else ""
    names = paper["attachments"]
    # One alone has no number (GB/T 9704).
    numbered = names if len(names) == 1 else [f"{index}. {name}" for index, name in enumerate(names, start=1)]
    attached = [f"{'　　　' if index else '附件：'}{name}" for index, name in enumerate(numbered)]
    words = [basis, paper["note"], *attached, paper.get("originals", ""), paper.get("contact", "")]
    return [one for one in words if one]


def _closing(document: Doc, paper: Mapping[str, Any], sheet: Sheet) -> None:
    spoken = bool(paper["basis"] or paper["note"])
    last = len(document.paragraphs) - (0 if spoken else 1)
    for one in _last_words(paper):
        _body(document, one)
    for signer in paper["signers"]:
        _sign_line(document, signer, sheet)
    if paper["seal"]:
        document.add_paragraph()
        # The seal never stands on a page alone (GB/T 9704): the last words of the paper go with it.
        for before in document.paragraphs[last:]:
            before.paragraph_format.keep_with_next = True
        for text in (
            paper["issuer"],
            "（印章）",
            sheet.imprint["issued_on"] if sheet.imprint else "　　年　　月　　日",
        ):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(70)
            paragraph.paragraph_format.keep_with_next = True
            _write(paragraph, text, align=_CENTRE)
        document.add_paragraph()
    if paper["copies_to"]:
        _write(document.add_paragraph(), f"抄送：{'，'.join(paper['copies_to'])}。", BODY, 14)


def _sign_line(document: Doc, signer: Mapping[str, str], sheet: Sheet) -> None:
    paragraph = document.add_paragraph()
    _write(paragraph, f"{signer['label']}：{signer['name']}　", BODY, 14)
    drawn = sheet.pictures.get(signer["picture_sha256"])
    if drawn is not None:
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.add_run().add_picture(io.BytesIO(drawn), height=Mm(12))
    if signer["note"]:
        _write(paragraph, f"　（{signer['note']}）", BODY, 12, colour=GREY)


def _verification(document: Doc, sheet: Sheet) -> None:
    imprint = sheet.imprint or {}
    _code(document, imprint["verify_url"], 20)
    for text in (
        f"查验码 {imprint['verification_code']}　{imprint['verify_url']}",
        f"内容校验值 SHA-256 {sheet.content_hash}",
        f"留痕链首值 {imprint['audit_head'][:16]}…　本页校验信息不替代签名和印章，以加盖印章的原件为准。",
    ):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.line_spacing = 1.0
        _write(paragraph, text, BODY, 9, colour=GREY, align=_CENTRE)
