"""Reading registers from CSV and XLSX: as plain text, whatever the file tries.

Formulas are read as the values they show, never run; archives that unpack to too much are refused before
unpacking; XML entities are not expanded; control characters are dropped.  What is not plain (hidden rows, merged
cells, a formula without a value) is told beside the rows.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from safety.errors import TooLarge
from safety.text import N_, Text
from safety.wire import other_files
from safety.wire.encodings import decoded
from safety.wire.workbooks import MOST_CELLS, Sheet, read_sheet, too_many_cells, unreadable

#: First characters that make Excel, WPS or LibreOffice read a CSV field as a formula; full width included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_ROWS = 200_000
#: As Excel has: two million commas in one line took a thread for seconds.
MOST_COLUMNS = 16_384
#: As Excel allows; a field that takes less refuses more, so that nothing is cut without a word.
LONGEST_CELL = 32_767
_NO_TABLE = N_("这不是可以读取的 XLSX 或 CSV 文件")
_OLD = N_("这是旧版 Excel（.xls）或有密码保护的工作簿，请在 Excel 或 WPS 中去掉密码、另存为 XLSX 后再上传")
_MARKUP = N_(
    "这是网页或 XML 形式的表格（有的系统导出的 .xls 其实是这样），请在 Excel 或 WPS 中打开、另存为 XLSX 后再上传"
)
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Whole numbers from here on are kept by spreadsheets without their last digits.
_DIGITS_LOST = 1e15
#: Other blanks and unseen characters stay, so that a preview can tell what was folded.
_PLAIN_BLANKS = " \t\n"


@dataclass(frozen=True)
class Table:
    """Rows of text with the numbers that the file's own program shows; empty rows are left out.

    ``remarks`` say what of the file is not plain to see; ``unread`` why a cell (row number, column from 0) is not read;
    ``readings`` its first words in each encoding that it may be in, where its bytes do not tell.
    """

    rows: list[list[str]]
    numbers: list[int]
    remarks: list[Text] = field(default_factory=list)
    unread: dict[tuple[int, int], Text] = field(default_factory=dict)
    readings: dict[str, str] = field(default_factory=dict)


def cell_text(value: Any) -> str:
    """A cell as text: dates by ISO, whole numbers without a point, control characters left out.

    A number so long that its last digits are lost keeps the form that shows it (``2.02611E+16``).
    """
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if abs(value) >= _DIGITS_LOST:
            return f"{value:.5E}"
        return str(int(value)) if value.is_integer() else repr(value)
    text = str(value)
    if not text.isprintable():  # most are: to look at each character takes ten times as long
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return text.strip(_PLAIN_BLANKS)[:LONGEST_CELL]


def readings_of(path: Path) -> Mapping[str, str]:
    """The first words of a table in each encoding that it may be in; none where its bytes tell, or it is a workbook."""
    content = path.read_bytes()
    return {} if content.startswith(b"PK\x03\x04") else decoded(content).readings


def read_table(path: Path, sheet: str | None = None, encoding: str | None = None) -> Table:
    """The rows of a CSV or XLSX file as text, of the sheet that is named or the first one; the kind is told by content.

    ``encoding`` is the one that was chosen for a CSV whose bytes leave a choice.

    Raises:
        Invalid: it is neither, or cannot be read (field ``file``).
        TooLarge: it has too many rows, or unpacks to too much.
    """
    other = other_files.told(path)
    if other is not None:
        raise unreadable(other)
    with path.open("rb") as file:
        begin = file.read(64)
    start = begin[:8]
    if start == OLD_WORKBOOK:
        raise unreadable(_OLD)
    if begin.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise unreadable(_MARKUP)
    if start.startswith(b"PK\x03\x04"):
        table = _of_sheet(read_sheet(path, sheet))
    else:
        read = decoded(path.read_bytes(), encoding)
        table = _numbered(
            [_running(cell_text(cell)) if cell else "" for cell in row] for row in _csv_rows(read.text)
        )
        table.remarks.extend([read.remark] if read.remark else [])
        table.readings.update(read.readings)
    if not table.rows:
        raise unreadable(N_("文件里没有内容"))
    return table


def _numbered(rows: Iterator[list[str]]) -> Table:
    table = Table([], [])
    for number, row in enumerate(rows, start=1):
        if any(row):
            table.rows.append(row)
            table.numbers.append(number)
        if len(table.rows) > MOST_ROWS + 1:
            raise TooLarge(Text(N_("一次最多导入 %(n)s 行"), n=MOST_ROWS), code="too_many_rows")
    return table


def _of_sheet(sheet: Sheet) -> Table:
    cells = [[cell_text(cell) for cell in row] for row in sheet.cells]
    filled = _fill_merged(cells, sheet)
    table = _numbered(iter(cells))
    hidden = sorted(set(sheet.walk.hidden) & set(table.numbers))
    if hidden:
        table.remarks.append(Text(N_("文件中隐藏的行也在内：%(rows)s"), rows=_some(hidden)))
    if filled:
        sentence = Text(N_("竖向合并的单元格，各行都按其内容读取：%(rows)s"), rows=_some(filled))
        table.remarks.append(sentence)
    missing = Text(N_("公式还没有计算结果，请用 Excel 或 WPS 打开并保存后再上传"))
    table.unread.update({(row, column - 1): missing for row, column in sheet.walk.uncomputed})
    return table


def _fill_merged(cells: list[list[str]], sheet: Sheet) -> list[int]:
    """Write what a merged cell holds into each row that it covers, in its first column; the rows that were filled."""
    filled: list[int] = []
    for (top, left), (bottom, _) in sheet.merged:
        if top >= len(cells) or left >= len(cells[top]) or not cells[top][left]:
            continue
        for row in range(top + 1, min(bottom + 1, len(cells))):
            if left < len(cells[row]) and not cells[row][left]:
                cells[row][left] = cells[top][left]
                filled.append(row + 1)
    return sorted(set(filled))


def _some(numbers: list[int]) -> str:
    told = "、".join(str(one) for one in numbers[:20])
    return told if len(numbers) <= 20 else f"{told}…"


def _csv_rows(text: str) -> Iterator[list[str]]:
    if "\x00" in text:
        raise unreadable(_NO_TABLE)
    first = text.split("\n", 1)[0].rstrip("\r")
    told = first.lower().startswith("sep=") and len(first) == 5
    delimiter = first[4] if told else max(",;\t", key=text[:4096].split("\n", 1)[0].count)
    content = io.StringIO(text.split("\n", 1)[1] if told and "\n" in text else text, newline="")
    try:
        yield from _records(content, delimiter)
    except csv.Error as error:
        raise unreadable(N_("CSV 文件的格式有误")) from error


def _records(content: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows of a CSV, until one is wider or all hold more cells than a workbook may.

    The cells of a row are counted by its delimiters, before the row is built.
    """
    cells = wide = 0

    def lines() -> Iterator[str]:
        nonlocal wide
        for line in content:
            wide += line.count(delimiter)
            if wide > MOST_COLUMNS:
                raise too_many_cells()
            yield line

    for row in csv.reader(lines(), delimiter=delimiter):
        wide, cells = 0, cells + len(row)
        if cells > MOST_CELLS:
            raise too_many_cells()
        yield row


def _running(text: str) -> str:
    """A text of a CSV without the apostrophe that ``inert`` put before it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def inert(value: str | float) -> str | float:
    """A CSV field that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
