"""A register as a spreadsheet or CSV: written as it is read, never held in memory, and inert when opened.

In a spreadsheet days and moments are dates, in the time of Chongqing: a program can sort, filter and subtract
them.  A CSV has no types: there they are text, moments to the minute; what it says of itself stands beside it, so
that each of its lines is a record.

Text that a spreadsheet program would take for a formula is kept as text: in XLSX by the cell's type, in
CSV by a leading apostrophe, since CSV has no types.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from safety.exports.cells import as_text, no_markup, plain, without_controls
from safety.exports.row_heights import fits_on_a_line, height_of, lines_of
from safety.exports.sheet_rows import Forms, Place, SheetRows, put_rows
from safety.text import N_
from safety.wire.problems import translate
from safety.wire.tables import inert

BOM = "\ufeff"
#: The longest name of a sheet that Excel opens.
SHEET_NAME = 31
#: What fits across a sheet of A4 on its side, in characters, before its type becomes small; wider tables are set on A3.
A4_CHARACTERS = 190
#: What fits across A3 in a type of six points; wider tables are printed on several sheets side by side.
A3_CHARACTERS = 390
_A3, _A4 = 8, 9
_NO_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

Row = Sequence[Any]


@dataclass(frozen=True)
class Column:
    """One column of a register: its heading, its width in characters, and how to read it from a row.

    ``number`` is how a spreadsheet writes its numbers (a format of Excel); columns from the first that is not
    ``printed`` on are left off paper.
    """

    heading: str
    width: int
    value: Callable[[Any], Any]
    number: str | None = None
    printed: bool = True


@dataclass(frozen=True)
class Sheet:
    """One table of an export; ``rows`` is read once, as it is written."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Any]


@dataclass(frozen=True)
class Statement:
    """What an export says of itself: heading → value, in the order to print (说明)."""

    title: str
    lines: Mapping[str, str]


def write_xlsx(
    path: Path,
    sheets: Sequence[Sheet],
    statement: Statement,
    *,
    count_label: str,
    imprint: str | None = None,
) -> dict[str, int]:
    """Write the sheets, one of the texts that no cell holds, and a last sheet 说明: the filters, each sheet's row count.

    Memory stays constant: each row goes to disk as it is written.  ``imprint`` stands at the foot of each
    printed page.

    Returns:
        Rows written, by sheet.
    """
    with tempfile.TemporaryDirectory(prefix="workbook-") as folder:
        bare = Path(folder, "bare.xlsx")
        written, counts = _write_book(bare, sheets, statement, count_label, imprint or statement.title)
        put_rows(bare, path, written)
    return counts


def _write_book(
    bare: Path, sheets: Sequence[Sheet], statement: Statement, count_label: str, imprint: str
) -> tuple[dict[str, SheetRows], dict[str, int]]:
    """Everything but the rows, which lie beside it: by the part of the workbook, and how many by sheet."""
    book = Workbook(str(bare), {"constant_memory": True, "tmpdir": str(bare.parent)})
    taken: set[str] = {sheet_name(translate(N_("说明")), ())}

    def new_sheet(wanted: str) -> Worksheet:
        name = sheet_name(wanted, taken)
        taken.add(name)
        return book.add_worksheet(name)

    numbers = {one.number for sheet in sheets for one in sheet.columns if one.number}
    forms = Forms.of(book, new_sheet, numbers)
    counts: dict[str, int] = {}
    written: dict[str, SheetRows] = {}
    for sheet in sheets:
        target = new_sheet(sheet.name)
        part = f"xl/worksheets/sheet{len(book.worksheets())}.xml"
        written[part] = _write_sheet(target, sheet, forms, bare.with_name(f"rows{len(written)}.xml"))
        counts[sheet.name] = written[part].count
    last = book.add_worksheet(sheet_name(translate(N_("说明")), ()))
    _write_statement(last, statement, counts, count_label, forms)
    foot = imprint.replace("&", "&&")[:200]
    for page in book.worksheets():
        page.set_footer(f"&L{foot}&R&P / &N")
    book.close()
    return written, counts


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """``wanted`` as Excel takes it: at most 31 characters, no brackets, slashes, colons, stars or question marks, no
    apostrophe at an end, and none of ``taken`` (whatever the case of letters).
    """
    plain_name = _NO_SHEET.sub(" ", wanted).strip("' ") or "-"
    used = {one.casefold() for one in taken}
    name, number = plain_name[:SHEET_NAME].rstrip("' "), 1
    while name.casefold() in used:
        number += 1
        name = f"{plain_name[: SHEET_NAME - 1 - len(str(number))].rstrip()} {number}"
    return name


def _write_sheet(target: Worksheet, sheet: Sheet, forms: Forms, beside: Path) -> SheetRows:
    most = max((lines_of(one.heading, one.width) for one in sheet.columns), default=1)
    target.set_row(0, height_of(most))
    for index, column in enumerate(sheet.columns):
        target.set_column(index, index, column.width)
        target.write_string(0, index, column.heading, forms.heading)
    target.freeze_panes(1, 1)
    places = [_place(index, column, forms) for index, column in enumerate(sheet.columns)]
    rows = SheetRows(target, places, forms, beside)
    count = rows.write(sheet.rows)
    target.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
    _set_paper(target, sheet.columns, count)
    return rows


def _place(index: int, column: Column, forms: Forms) -> Place:
    """Codes for programs are neither printed nor wrapped."""
    number = forms.number_of(forms.numbers[column.number]) if column.number else 0
    return Place.of(
        index,
        column.value,
        width=column.width,
        fits=fits_on_a_line(column.width) if column.printed else 0,
        text=forms.number_of(forms.text if column.printed else forms.code),
        number=number,
    )


def _set_paper(target: Worksheet, columns: Sequence[Column], rows: int) -> None:
    """On its side, as wide as the paper, with the headings on every page; codes for programs are left off.

    A table too wide to be read on one sheet goes on beside it, with its first column on each.
    """
    printed = next((index for index, one in enumerate(columns) if not one.printed), len(columns))
    width = sum(one.width for one in columns[:printed])
    across = math.ceil(width / A3_CHARACTERS)
    target.set_landscape()
    target.set_paper(_A4 if width <= A4_CHARACTERS else _A3)
    target.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    target.fit_to_pages(across, 0)
    target.repeat_rows(0)
    if across > 1:
        target.repeat_columns(0)
        target.print_across()
    target.print_area(0, 0, rows, max(printed, 1) - 1)


def _write_statement(
    target: Worksheet,
    statement: Statement,
    counts: Mapping[str, int],
    label: str,
    forms: Forms,
) -> None:
    target.set_column(0, 0, 24)
    target.set_column(1, 1, 80)
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)
    target.write_string(0, 0, statement.title, forms.heading)
    lines = [*statement.lines.items(), *((f"{label} {name}", str(count)) for name, count in counts.items())]
    for row, (name, value) in enumerate(lines, start=1):
        words = no_markup(without_controls(value))
        target.set_row(row, height_of(max(lines_of(name, 24), lines_of(words, 80))))
        target.write_string(row, 0, name, forms.heading)
        target.write_string(row, 1, words, forms.text)


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """The table as CSV text, piece by piece: headings, then one row a record.

    It begins with a byte-order mark, without which Excel does not read Chinese.
    """
    yield BOM + _line([column.heading for column in sheet.columns])
    for row in sheet.rows:
        yield _line([inert(as_text(plain(column.value(row)))) for column in sheet.columns])


def write_csv(path: Path, sheet: Sheet, statement: Statement, *, count_label: str) -> int:
    """Write the table to ``path`` and what it says of itself beside it (``statement_beside``); how many rows.

    The statement ends with the count and the SHA-256 of the CSV's bytes.
    """
    digest, lines = hashlib.sha256(), 0
    with path.open("wb") as out:
        for line in csv_lines(sheet):
            data = line.encode()
            digest.update(data)
            out.write(data)
            lines += 1
    count = lines - 1
    told = {**statement.lines, count_label: str(count), "SHA-256": digest.hexdigest()}
    words = "\r\n".join(
        [statement.title, *(f"{name}：{without_controls(value)}" for name, value in told.items())]
    )
    statement_beside(path).write_text(f"{BOM}{words}\r\n", encoding="utf-8", newline="")
    return count


def statement_beside(path: Path) -> Path:
    """Where the statement of a CSV file stands."""
    return path.with_name(f"{path.stem}-statement.txt")


def _line(fields: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(fields)
    return buffer.getvalue()
