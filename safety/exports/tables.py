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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from safety.exports.long_texts import LONGEST_CELL, LongTexts
from safety.exports.row_heights import MOST_ROWS, fits_on_a_line, height_of, lines_of
from safety.law.days import SHANGHAI
from safety.text import N_
from safety.wire.problems import translate
from safety.wire.tables import inert

EXCEL_ROWS = 1_048_576
#: The first whole year of a spreadsheet's days.
FIRST_YEAR = 1901
BOM = "\ufeff"
#: The longest name of a sheet that Excel opens.
SHEET_NAME = 31
#: What fits across a sheet of A4 on its side, in characters, before its type becomes small; wider tables are set on A3.
A4_CHARACTERS = 190
#: What fits across A3 in a type of six and a half points; wider tables are printed on several sheets side by side.
A3_CHARACTERS = 360
_A3, _A4 = 8, 9
_NO_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")

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


Cell = str | int | float | date


def plain(value: Any) -> Cell:
    """A value as a cell holds it: days and moments (in the time of Chongqing, without a zone) as dates, numbers as
    numbers, nothing as empty text.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return translate(N_("是") if value else N_("否"))
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, int | float | date):
        return value
    return without_controls(str(value))


def _local(moment: datetime) -> datetime:
    here = moment.astimezone(SHANGHAI) if moment.tzinfo else moment
    return here.replace(tzinfo=None, microsecond=0)


def as_text(cell: Cell) -> str | int | float:
    """A cell where there are no types: a day as 2026-11-23, a moment as 2026-11-23 10:00."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else cell


def without_controls(text: str) -> str:
    """``text`` without the control characters that XML cannot hold."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


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
    book = Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    taken: set[str] = {sheet_name(translate(N_("说明")), ())}

    def new_sheet(wanted: str) -> Worksheet:
        name = sheet_name(wanted, taken)
        taken.add(name)
        return book.add_worksheet(name)

    forms = Forms.of(book, new_sheet)
    counts: dict[str, int] = {}
    for sheet in sheets:
        counts[sheet.name] = _write_sheet(new_sheet(sheet.name), sheet, forms)
    last = book.add_worksheet(sheet_name(translate(N_("说明")), ()))
    _write_statement(last, statement, counts, count_label, forms)
    foot = (imprint or statement.title).replace("&", "&&")[:200]
    for page in book.worksheets():
        page.set_footer(f"&L{foot}&R&P / &N")
    book.close()
    return counts


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


@dataclass(frozen=True)
class Forms:
    """How the cells of a workbook look: headings, text, days, moments; and where texts go that no cell holds."""

    heading: Format
    text: Format
    code: Format
    day: Format
    moment: Format
    book: Workbook
    long: LongTexts
    numbers: dict[str, Format] = field(default_factory=dict)

    def of_number(self, how: str | None) -> Format | None:
        """The form of a column's numbers."""
        if how is None:
            return None
        if how not in self.numbers:
            self.numbers[how] = self.book.add_format(
                {"num_format": how, "valign": "top", "align": "right", "indent": 1}
            )
        return self.numbers[how]

    @classmethod
    def of(cls, book: Workbook, new_sheet: Callable[[str], Worksheet]) -> Self:
        """The forms of ``book``, to which ``new_sheet`` adds a sheet of some name."""
        top = {"valign": "top", "align": "left"}
        heading = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        return cls(
            heading=heading,
            text=text,
            code=book.add_format({"valign": "top"}),
            long=LongTexts(new_sheet, heading, text),
            day=book.add_format({"num_format": "yyyy-mm-dd", **top}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm", **top}),
            book=book,
        )


def _write_sheet(target: Worksheet, sheet: Sheet, forms: Forms) -> int:
    most = max((lines_of(one.heading, one.width) for one in sheet.columns), default=1)
    target.set_row(0, height_of(most))
    for index, column in enumerate(sheet.columns):
        target.set_column(index, index, column.width)
        target.write_string(0, index, column.heading, forms.heading)
    target.freeze_panes(1, 1)
    places = [
        _Place(
            index,
            one.value,
            one.width,
            # Codes for programs are neither printed nor wrapped: they make no row higher.
            fits_on_a_line(one.width) if one.printed else LONGEST_CELL,
            forms.of_number(one.number),
            forms.text if one.printed else forms.code,
        )
        for index, one in enumerate(sheet.columns)
    ]
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        if count >= EXCEL_ROWS:
            raise ValueError("more rows than a sheet can hold")
        _write_row(target, count, row, places, forms)
    target.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
    _set_paper(target, sheet.columns, count)
    return count


@dataclass(frozen=True, slots=True)
class _Place:
    """A column as its cells are written; texts of up to ``fits`` characters take one line."""

    index: int
    value: Callable[[Any], Any]
    width: int
    fits: int
    number: Format | None
    text: Format


def _write_row(target: Worksheet, count: int, row: Any, places: Sequence[_Place], forms: Forms) -> None:
    cells = [place.value(row) for place in places]
    if count <= MOST_ROWS:
        most = 1
        for place, cell in zip(places, cells, strict=True):
            if isinstance(cell, str) and (
                len(cell) > place.fits or ("\n" in cell and place.text is forms.text)
            ):
                most = max(most, lines_of(cell, place.width))
        if most > 1:
            target.set_row(count, height_of(most))
    for place, cell in zip(places, cells, strict=True):
        _write_cell(target, count, place, cell, forms)


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


def _write_cell(target: Worksheet, row: int, place: _Place, given: Any, forms: Forms) -> None:
    column = place.index
    if type(given) is str:  # most are, and there may be millions
        if given:
            words = forms.long.fitting(without_controls(given), target, row, column)
            target.write_string(row, column, words, place.text)
        return
    value = plain(given)
    if isinstance(value, str):
        if value:
            target.write_string(row, column, forms.long.fitting(value, target, row, column), place.text)
    elif isinstance(value, date):
        if value.year < FIRST_YEAR:  # a spreadsheet counts its days from 1900 on
            target.write_string(row, column, str(as_text(value)), forms.text)
            return
        is_moment = isinstance(value, datetime)
        target.write_datetime(row, column, value, forms.moment if is_moment else forms.day)
    else:
        target.write_number(row, column, value, place.number)


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
        words = without_controls(value)
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
