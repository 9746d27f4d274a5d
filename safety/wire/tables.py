"""Reading registers from CSV and XLSX: as plain text, whatever the file tries.

Formulas are read as the values they show, never run; archives that unpack to too much are refused before
unpacking, XML entities are not expanded (the reader is calamine, which has none); control characters are
dropped.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from safety.errors import Invalid, TooLarge
from safety.text import N_, Text

LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 200_000
LONGEST_CELL = 2_000
_ENCODINGS = ("utf-8-sig", "gb18030")


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
    text = "".join(
        c
        for c in str(value)
        if c == "\n" or (ord(c) >= 32 and c != "\x7f" and not 0xD800 <= ord(c) <= 0xDFFF)
    )
    return text.strip()[:LONGEST_CELL]


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
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > LARGEST_UNPACKED:
                raise TooLarge(N_("文件解压后过大"), code="unpacks_too_large")
            if not any(name.startswith("xl/") for name in archive.namelist()):
                raise _unreadable(N_("这不是可以读取的 XLSX 或 CSV 文件"))
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        table: Sequence[Sequence[Any]] = sheet.to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, OSError, IndexError, ValueError) as error:
        raise _unreadable(N_("这不是可以读取的 XLSX 或 CSV 文件")) from error
    for row in table:
        yield [cell_text(cell) for cell in row]


def _csv_rows(path: Path) -> Iterator[list[str]]:
    text = _decoded(path.read_bytes())
    if "\x00" in text:
        raise _unreadable(N_("这不是可以读取的 XLSX 或 CSV 文件"))
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
