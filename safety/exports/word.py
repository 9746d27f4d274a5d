"""What the working documents across the duties share: a sheet on its side, tables, what the document says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from safety.exports.cells import as_text, plain, without_controls
from safety.exports.tables import Statement
from safety.text import N_
from safety.wire.problems import translate


def begun(statement: Statement) -> Doc:
    """A new document, A4 on its side, headed by the statement's first lines."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(16)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    document.core_properties.title = statement.title
    document.core_properties.author = ""
    section.header.paragraphs[0].text = "　".join(list(statement.lines.values())[:3])
    return document


def text_of(value: Any) -> str:
    """A value as a document prints it."""
    return without_controls(str(as_text(plain(value))))


def add_table(
    document: Doc, head: Sequence[str] | None, rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    """A table with columns of ``widths`` mm; without a head every second column names what the next one says."""
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for index, row in enumerate([*([head] if head else []), *rows]):
        for column, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.width = Mm(widths[column])
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(9)
            run.font.bold = (index == 0) if head else column % 2 == 0


def say_statement(document: Doc, statement: Statement) -> None:
    """What the document says of itself, at its end."""
    document.add_heading(translate(N_("说明")), 2)
    for name, value in statement.lines.items():
        document.add_paragraph(without_controls(f"{name}：{value}"))
