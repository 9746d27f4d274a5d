"""Texts that are longer than a cell of Excel holds: their beginning in the cell, the whole of them on a sheet of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from safety.exports.cells import no_markup
from safety.text import N_
from safety.wire.problems import translate

#: The most characters of a cell, as Excel counts them.
LONGEST_CELL = 32_767
#: The most characters of a row of the sheet: what a row that Excel lets grow (409 points) shows whole and prints.
_PIECE = 1_000
SHEET = N_("超长文字")
_HEADINGS = (N_("工作表"), N_("单元格"), N_("第几段"), N_("文字"))
_WIDTHS = (24, 12, 8, 100)


def length_in_excel(text: str) -> int:
    """How long Excel takes a text to be: in units of UTF-16."""
    return len(text) if text.isascii() else len(text) + sum(one > "\uffff" for one in text)


def pieces(text: str, longest: int) -> list[str]:
    """A text in pieces that a cell holds each; no character is halved, together they are the text."""
    found, begin, length = [], 0, 0
    for place, one in enumerate(text):
        size = 2 if one > "\uffff" else 1
        if length + size > longest:
            found.append(text[begin:place])
            begin, length = place, 0
        length += size
    return [*found, text[begin:]]


@dataclass
class LongTexts:
    """The sheet of long texts of a workbook, made (``new_sheet``) when the first one comes."""

    new_sheet: Callable[[str], Worksheet]
    heading: Format
    text: Format
    sheet: Worksheet | None = None
    rows: int = 0

    def fitting(self, whole: str, where: Worksheet, row: int, column: int) -> str:
        """What the cell is to hold: the text itself, or its beginning and where the whole of it stands."""
        # Half as long as a cell holds fits however wide its characters count.
        if len(whole) <= LONGEST_CELL // 2 or length_in_excel(whole) <= LONGEST_CELL:
            return whole
        begin = self.rows + 2
        self._keep(whole, where.get_name(), xl_rowcol_to_cell(row, column))
        note = translate(N_("……（文字超出单元格的容量，全文见工作表“%(sheet)s”第 %(row)s 行起）"))
        note %= {"sheet": self._sheet().get_name(), "row": begin}
        return pieces(whole, LONGEST_CELL - length_in_excel(note))[0] + note

    def _keep(self, whole: str, sheet: str, cell: str) -> None:
        target = self._sheet()
        for number, piece in enumerate(pieces(whole, _PIECE), start=1):
            self.rows += 1
            target.write_string(self.rows, 0, sheet, self.text)
            target.write_string(self.rows, 1, cell, self.text)
            target.write_number(self.rows, 2, number, self.text)
            target.write_string(self.rows, 3, no_markup(piece), self.text)

    def _sheet(self) -> Worksheet:
        if self.sheet is None:
            self.sheet = self.new_sheet(translate(SHEET))
            self.sheet.freeze_panes(1, 0)
            self.sheet.set_landscape()
            self.sheet.fit_to_pages(1, 0)
            self.sheet.repeat_rows(0)
            for column, (words, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
                self.sheet.set_column(column, column, width)
                self.sheet.write_string(0, column, translate(words), self.heading)
        return self.sheet
