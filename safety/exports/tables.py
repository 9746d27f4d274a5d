"""A register as a spreadsheet or CSV: written as it is read, never held in memory, and inert when opened.

In a spreadsheet days and moments are dates, in the time of Chongqing: a program can sort, filter and subtract
them.  A CSV has no types: there they are text, moments to the minute.

Text that a spreadsheet program would take for a formula is kept as text: in XLSX by the cell's type, in
CSV by a leading apostrophe, since CSV has no types.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from safety.law.days import SHANGHAI
from safety.text import N_
from safety.wire.problems import translate
from safety.wire.tables import inert

EXCEL_ROWS = 1_048_576
#: The first whole year of a spreadsheet's days.
FIRST_YEAR = 1901
BOM = "\ufeff"
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")

Row = Sequence[Any]


@dataclass(frozen=True)
class Column:
    """One column of a register: its heading, its width in characters, and how to read it from a row."""

    heading: str
    width: int
    value: Callable[[Any], Any]


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
    return _CONTROLS.sub("", text)


def write_xlsx(
    path: Path,
    sheets: Sequence[Sheet],
    statement: Statement,
    *,
    count_label: str,
    imprint: str | None = None,
) -> dict[str, int]:
    """Write the sheets and a last sheet 说明 that states the filters and each sheet's row count.

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
    forms = Forms.of(book)
    counts = {sheet.name: _write_sheet(book.add_worksheet(sheet.name), sheet, forms) for sheet in sheets}
    _write_statement(book.add_worksheet(translate(N_("说明"))), statement, counts, count_label, forms)
    for sheet in book.worksheets() if imprint else ():
        sheet.set_footer("&L" + (imprint or "").replace("&", "&&")[:200] + "&R&P / &N")
    book.close()
    return counts


@dataclass(frozen=True)
class Forms:
    """How the cells of a workbook look: headings, text, days, moments."""

    heading: Format
    text: Format
    day: Format
    moment: Format

    @classmethod
    def of(cls, book: Workbook) -> Self:
        """The forms of ``book``."""
        top = {"valign": "top", "align": "left"}
        return cls(
            heading=book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True}),
            text=book.add_format({"text_wrap": True, "valign": "top"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", **top}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm", **top}),
        )


def _write_sheet(target: Worksheet, sheet: Sheet, forms: Forms) -> int:
    for index, column in enumerate(sheet.columns):
        target.set_column(index, index, column.width)
        target.write_string(0, index, column.heading, forms.heading)
    target.freeze_panes(1, 1)
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        if count >= EXCEL_ROWS:
            raise ValueError("more rows than a sheet can hold")
        for index, column in enumerate(sheet.columns):
            _write_cell(target, count, index, plain(column.value(row)), forms)
    target.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
    return count


def _write_cell(target: Worksheet, row: int, column: int, value: Cell, forms: Forms) -> None:
    if isinstance(value, date) and value.year < FIRST_YEAR:
        value = as_text(value)  # a spreadsheet counts its days from 1900 on
    if isinstance(value, str):
        target.write_string(row, column, value[:32_767], forms.text)
    elif isinstance(value, datetime):
        target.write_datetime(row, column, value, forms.moment)
    elif isinstance(value, date):
        target.write_datetime(row, column, value, forms.day)
    else:
        target.write_number(row, column, value)


def _write_statement(
    target: Worksheet,
    statement: Statement,
    counts: Mapping[str, int],
    label: str,
    forms: Forms,
) -> None:
    target.set_column(0, 0, 24)
    target.set_column(1, 1, 80)
    target.write_string(0, 0, statement.title, forms.heading)
    lines = [*statement.lines.items(), *((f"{label} {name}", str(count)) for name, count in counts.items())]
    for row, (name, value) in enumerate(lines, start=1):
        target.write_string(row, 0, name, forms.heading)
        target.write_string(row, 1, without_controls(value), forms.text)


def csv_lines(sheet: Sheet, statement: Statement, *, count_label: str) -> Iterator[str]:
    """The table as CSV text, piece by piece: headings, rows, then what the export says of itself.

    It begins with a byte-order mark, without which Excel does not read Chinese.  The statement stands
    after the rows, since the row count is known only then; its lines begin with ``#``.
    """
    yield BOM + _line([column.heading for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        count += 1
        yield _line([inert(as_text(plain(column.value(row)))) for column in sheet.columns])
    yield _line([f"# {statement.title}"])
    for name, value in [*statement.lines.items(), (count_label, str(count))]:
        yield _line([f"# {name}", inert(without_controls(value))])


def _line(fields: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(fields)
    return buffer.getvalue()
