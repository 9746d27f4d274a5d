"""Reading a sheet of an XLSX workbook: its cells as calamine has them, and what calamine does not tell.

calamine holds a sheet as a full rectangle from A1 to its last cell, so that a file of 1 KB can ask for hundreds of
gigabytes and end the process: each sheet is walked first, cell by cell, whether or not cells and rows carry an
address, and the rectangle is measured before it is built.  The same walk finds hidden rows, and formulas whose
value no program has computed yet.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from safety.errors import Invalid, TooLarge
from safety.text import N_, Sentence
from safety.wire import archives

LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_CELLS = 6_000_000
_BLOCK = 1 << 20
#: Bytes of one tag, comment or name.  Older releases of expat read an unfinished one anew with each block, so that
#: 300 MB of one, 300 KB as they come, would take a thread for days.
LONGEST_TAG = 2 * _BLOCK
_NO_BOOK = N_("这不是可以读取的 XLSX 或 CSV 文件")
#: What else comes as such an archive, and what to say of it.
_OTHER_FORMATS = {
    "xl/workbook.bin": N_("这是 XLSB 工作簿，请另存为 XLSX"),
    "content.xml": N_("这是 ODS 表格，请另存为 XLSX"),
}
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    CalamineError,
    expat.ExpatError,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def unreadable(sentence: Sentence) -> Invalid:
    """The refusal of a file that cannot be read."""
    return Invalid(sentence, code="file_unreadable", fields={"file": [sentence]})


def too_many_cells() -> TooLarge:
    """The refusal of a table that spans more cells than anybody fills."""
    return TooLarge(N_("表格范围过大，请删除空白的行和列后另存"), code="too_many_cells")


@dataclass
class Walk:
    """What the walk through a sheet finds: how far it reaches, hidden rows, and cells without a computed value.

    Rows and columns are counted from 1.
    """

    rows: int = 0
    columns: int = 0
    hidden: list[int] = field(default_factory=list)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True)
class Sheet:
    """A sheet as read: its cells from A1 on, and what else is to be known of it; ``merged`` by first and last cell."""

    cells: list[list[Any]]
    walk: Walk
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook that can be seen, in their order; none of what is no workbook."""
    try:
        with archives.opened(path) as archive:
            _check_archive(archive)
        return _visible(CalamineWorkbook.from_path(str(path)))
    except (*_FAULTS, Invalid, TooLarge):
        return []


def read_sheet(path: Path, name: str | None = None) -> Sheet:
    """A sheet by name, else the first that can be seen.

    Raises:
        Invalid: the file is no workbook, is another kind of one, or is damaged (field ``file``).
        TooLarge: it unpacks to too much, or a sheet spans too many cells.
    """
    try:
        with archives.opened(path) as archive:
            _check_archive(archive)
            walks = _walks(archive)
        book = CalamineWorkbook.from_path(str(path))
        visible = _visible(book)
        chosen = name if name in visible else visible[0]
        sheet = book.get_sheet_by_name(chosen)
        cells = [] if sheet.end is None else sheet.to_python(skip_empty_area=False)
        return Sheet(cells, walks.get(chosen, Walk()), _merged(sheet))
    except archives.TooManyNamesError as error:
        raise _too_large() from error
    except _FAULTS as error:
        raise unreadable(_NO_BOOK) from error


def _visible(book: CalamineWorkbook) -> list[str]:
    seen = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    return seen or list(book.sheet_names)


def _merged(sheet: CalamineSheet) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(sheet.merged_cell_ranges or [])


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to too much or is no workbook.

    Sizes are those the archive declares: calamine refuses a part that turns out longer.
    """
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
        raise _too_large()
    names = {_plain(entry.filename) for entry in archive.infolist()}
    for other, sentence in _OTHER_FORMATS.items():
        if other in names:
            raise unreadable(sentence)
    if "xl/workbook.xml" not in names:
        raise unreadable(_NO_BOOK)


def _too_large() -> TooLarge:
    return TooLarge(N_("文件解压后过大"), code="unpacks_too_large")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower().lstrip("/")


def _walks(archive: zipfile.ZipFile) -> dict[str, Walk]:
    """What each sheet holds, by its name; every part that may be a sheet is walked, whatever the book says of it."""
    by_part = {}
    for entry in archive.infolist():
        with archive.open(entry) as part:
            if _may_be_sheet(entry, part):
                part.seek(0)
                by_part[_plain(entry.filename)] = _walk(iter(partial(part.read, _BLOCK), b""))
    return {name: by_part[part] for name, part in _parts(archive).items() if part in by_part}


def _may_be_sheet(entry: zipfile.ZipInfo, part: Any) -> bool:
    """Whether a part is, or may be read as, a sheet: told by its content and its place."""
    if PurePosixPath(_plain(entry.filename)).parent.name == "worksheets":
        return not entry.is_dir()
    tail = b""
    for block in iter(lambda: part.read(_BLOCK), b""):
        text = tail + block
        if b"sheetData" in text or (not tail and block.startswith(_BYTE_ORDER_MARKS)):
            return True
        tail = text[-16:]
    return False


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive a sheet's name stands for."""
    files = {_plain(one.filename): one for one in archive.infolist()}
    targets = {
        told["Id"]: told["Target"]
        for tag, told in _elements(archive, files.get("xl/_rels/workbook.xml.rels"))
        if tag == "Relationship" and "Id" in told and "Target" in told
    }
    found = {}
    for tag, told in _elements(archive, files.get("xl/workbook.xml")):
        target = targets.get(next((told[one] for one in told if one.rpartition(":")[2] == "id"), ""))
        if tag == "sheet" and target is not None:
            whole = target if target.startswith("/") else f"xl/{target}"
            found[told.get("name", "")] = _plain(whole)
    return found


def _elements(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    if entry is not None:
        with archive.open(entry) as part, closing(io.BytesIO(part.read(_BLOCK))) as content:
            parser = _parser()
            parser.StartElementHandler = lambda name, told: found.append((_tag(name), told))
            parser.Parse(content.read(), True)
    return found


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(*_told: object) -> None:
        raise ValueError("a DTD")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _tag(name: str) -> str:
    return name.rpartition(":")[2]


class _Walker:
    """Follows rows and cells, and counts on where one carries no address."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser, self.walk = parser, Walk()
        self.row = self.column = 0
        self.has_formula = self.has_value = False

    def begin(self, name: str, told: dict[str, str]) -> None:
        tag = _tag(name)
        if tag == "row":
            self.row = _number(told.get("r")) or self.row + 1
            self.column = 0
            if told.get("hidden") in {"1", "true"}:
                self.walk.hidden.append(self.row)
        elif tag == "c":
            self._cell(told.get("r"))
        elif tag == "f":
            self.has_formula = True
        elif tag in {"v", "is"} and self.has_formula:
            self.parser.CharacterDataHandler = self._value

    def _cell(self, address: str | None) -> None:
        column, row = _address(address)
        self.row, self.column = row or self.row, column or self.column + 1
        self.has_formula = self.has_value = False
        self.walk.rows, self.walk.columns = (
            max(self.walk.rows, self.row),
            max(self.walk.columns, self.column),
        )
        if self.walk.rows * self.walk.columns > MOST_CELLS:
            raise too_many_cells()

    def _value(self, text: str) -> None:
        self.has_value = self.has_value or bool(text)

    def end(self, name: str) -> None:
        self.parser.CharacterDataHandler = None
        if _tag(name) == "c" and self.has_formula and not self.has_value:
            self.walk.uncomputed.add((self.row, self.column))


def _walk(blocks: Iterator[bytes]) -> Walk:
    parser = _parser()
    walker = _Walker(parser)
    parser.StartElementHandler, parser.EndElementHandler = walker.begin, walker.end
    fed = 0
    for block in blocks:
        parser.Parse(block, False)
        fed += len(block)
        if fed - parser.CurrentByteIndex > LONGEST_TAG:
            raise ValueError("a tag without an end")
    parser.Parse(b"", True)
    return walker.walk


def _number(digits: str | None) -> int:
    return int(digits) if digits and digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _address(address: str | None) -> tuple[int, int]:
    """Column and row of an address like ``AB12``; 0 where it tells none."""
    letters = (address or "").rstrip("0123456789")
    column = 0
    for letter in letters.upper()[:4]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return max(column, 0), _number((address or "")[len(letters) :])
