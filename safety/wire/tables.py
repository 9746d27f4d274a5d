"""Reading registers from CSV and XLSX: as plain text, whatever the file tries.

Formulas are read as the values they show, never run; archives that unpack to too much are refused before
unpacking; XML entities are not expanded (the reader is calamine, which has none); control characters are
dropped.

calamine holds a sheet as a full rectangle from A1 to its last cell, so that two far cells in a file of 1 KB
ask for hundreds of gigabytes and end the process: the rectangle is measured before it is built.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from safety.errors import Invalid, TooLarge
from safety.text import N_, Text

#: First characters that make Excel, WPS or LibreOffice read a CSV field as a formula; full width included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 200_000
LONGEST_CELL = 2_000
MOST_CELLS = 6_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_NO_TABLE = N_("这不是可以读取的 XLSX 或 CSV 文件")
#: Other blanks and unseen characters stay, so that a preview can tell what was folded.
_PLAIN_BLANKS = " \t\n"
_BLOCK = 1 << 20
#: A block begins with the end of the last one, so that no address is cut in two.
_OVERLAP = 256
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
#: Parts of the other formats that calamine would try when a workbook cannot be read.
_OTHER_FORMATS = frozenset({"xl/workbook.bin", "content.xml"})


def _unreadable(sentence: str) -> Invalid:
    return Invalid(sentence, code="file_unreadable", fields={"file": [sentence]})


def cell_text(value: Any) -> str:
    """A cell as text: dates by ISO, whole numbers without a point, control characters left out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = "".join(c for c in str(value) if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return text.strip(_PLAIN_BLANKS)[:LONGEST_CELL]


def read_table(path: Path) -> list[list[str]]:
    """The rows of a CSV or XLSX file (its first sheet) as text, empty rows left out; the first is the head.

    The kind is told by content, not by name.

    Raises:
        Invalid: it is neither, or cannot be read (field ``file``).
        TooLarge: it has too many rows, or unpacks to too much.
    """
    with path.open("rb") as file:
        start = file.read(4)
    rows = _xlsx_rows(path) if start.startswith(b"PK\x03\x04") else _csv_rows(path)
    found: list[list[str]] = []
    for row in rows:
        if any(row):
            found.append(row)
        if len(found) > MOST_ROWS + 1:
            raise TooLarge(Text(N_("一次最多导入 %(n)s 行"), n=MOST_ROWS), code="too_many_rows")
    if not found:
        raise _unreadable(N_("文件里没有内容"))
    return found


def _xlsx_rows(path: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive)
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        if sheet.total_height == 0 or sheet.total_width == 0:
            return
        table: Sequence[Sequence[Any]] = sheet.to_python(skip_empty_area=False)
    except (
        zipfile.BadZipFile,
        zlib.error,
        CalamineError,
        OSError,
        EOFError,
        IndexError,
        ValueError,
        RuntimeError,
    ) as error:
        raise _unreadable(_NO_TABLE) from error
    for row in table:
        yield [cell_text(cell) for cell in row]


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to too much, is no workbook, or spans too many cells.

    Sizes are those the archive declares: calamine refuses a part that turns out longer.
    """
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
        raise TooLarge(N_("文件解压后过大"), code="unpacks_too_large")
    names = {entry.filename.replace("\\", "/").lower() for entry in archive.infolist()}
    if "xl/workbook.xml" not in names or names & _OTHER_FORMATS:
        raise _unreadable(_NO_TABLE)
    for entry in archive.infolist():
        with archive.open(entry) as part:
            _check_reach(iter(lambda: part.read(_BLOCK), b""))


def _check_reach(blocks: Iterator[bytes]) -> None:
    """Refuse a part that is a sheet whose cells span too large a rectangle."""
    rows, columns, is_sheet, tail = 0, 0, False, b""
    for block in blocks:
        text = tail + block
        is_sheet = is_sheet or b"sheetData" in text
        if is_sheet:
            rows, columns = _reach(text, rows, columns)
        if rows * columns > MOST_CELLS:
            raise TooLarge(N_("表格范围过大，请删除空白的行和列后另存"), code="too_many_cells")
        tail = text[-_OVERLAP:]


def _reach(text: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The last row and column that ``text`` of a sheet names, at least those known."""
    for letters, digits in set(_ADDRESS.findall(text)):
        rows = max(rows, int(digits.lstrip(b"0")[:9] or b"0"))
        if len(letters) > 0:
            columns = max(columns, _column(letters[:4]))
    return rows, columns


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, XFD 16 384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _csv_rows(path: Path) -> Iterator[list[str]]:
    text = _decoded(path.read_bytes())
    if "\x00" in text:
        raise _unreadable(_NO_TABLE)
    head = text[:4096]
    delimiter = max(",;\t", key=head.split("\n", 1)[0].count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell_text(cell) for cell in row]
    except csv.Error as error:
        raise _unreadable(N_("CSV 文件的格式有误")) from error


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(N_("文字编码无法识别，请另存为 UTF-8"))


def inert(value: str | float) -> str | float:
    """A CSV field that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
