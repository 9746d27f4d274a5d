"""A register as a spreadsheet or CSV: written as it is read, never held in memory, and inert when opened.

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
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from safety.law.days import SHANGHAI
from safety.wire.tables import inert

EXCEL_ROWS = 1_048_576
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


def plain(value: Any) -> str | int | float:  # noqa: PLR0911 - one line per kind of value
    """A value as a cell holds it: moments in Chongqing time, numbers as numbers, nothing as empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, int | float):
        return value
    return without_controls(str(value))


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
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    heading = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    counts = {
        sheet.name: _write_sheet(book.add_worksheet(sheet.name), sheet, heading, wrapped) for sheet in sheets
    }
    _write_statement(book.add_worksheet("说明"), statement, counts, count_label, heading, wrapped)
    for sheet in book.worksheets() if imprint else ():
        sheet.set_footer("&L" + (imprint or "").replace("&", "&&")[:200] + "&R&P / &N")
    book.close()
    return counts


def _write_sheet(target: Worksheet, sheet: Sheet, heading: Format, wrapped: Format) -> int:
    for index, column in enumerate(sheet.columns):
        target.set_column(index, index, column.width)
        target.write_string(0, index, column.heading, heading)
    target.freeze_panes(1, 1)
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        if count >= EXCEL_ROWS:
            raise ValueError("more rows than a sheet can hold")
        for index, column in enumerate(sheet.columns):
            value = plain(column.value(row))
            if isinstance(value, str):
                target.write_string(count, index, value[:32_767], wrapped)
            else:
                target.write_number(count, index, value)
    target.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
    return count


def _write_statement(
    target: Worksheet,
    statement: Statement,
    counts: Mapping[str, int],
    label: str,
    heading: Format,
    wrapped: Format,
) -> None:
    target.set_column(0, 0, 24)
    target.set_column(1, 1, 80)
    target.write_string(0, 0, statement.title, heading)
    lines = [*statement.lines.items(), *((f"{label} {name}", str(count)) for name, count in counts.items())]
    for row, (name, value) in enumerate(lines, start=1):
        target.write_string(row, 0, name, heading)
        target.write_string(row, 1, without_controls(value), wrapped)


def csv_lines(sheet: Sheet, statement: Statement, *, count_label: str) -> Iterator[str]:
    """The table as CSV text, piece by piece: headings, rows, then what the export says of itself.

    It begins with a byte-order mark, without which Excel does not read Chinese.  The statement stands
    after the rows, since the row count is known only then; its lines begin with ``#``.
    """
    yield BOM + _line([column.heading for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        count += 1
        yield _line([inert(plain(column.value(row))) for column in sheet.columns])
    yield _line([f"# {statement.title}"])
    for name, value in [*statement.lines.items(), (count_label, str(count))]:
        yield _line([f"# {name}", inert(without_controls(value))])


def _line(fields: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(fields)
    return buffer.getvalue()
