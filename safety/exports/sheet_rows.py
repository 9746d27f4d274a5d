"""Rows of a sheet as SpreadsheetML (ECMA-376, part 1, 18.3.1), put into a workbook that XlsxWriter made without them.

XlsxWriter makes all that is not a row: forms, headings, papers, filters.  Its calls for single cells took seven
tenths of a long export, and it takes a text that begins with ``<r>`` and ends with ``</r>`` for markup of its own.
Here a row is one text, written to disk as it comes.
"""

from __future__ import annotations

import math
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Self

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from safety.exports.cells import as_text, plain, without_controls
from safety.exports.long_texts import LongTexts
from safety.exports.row_heights import height_of, lines_of

EXCEL_ROWS: Final = 1_048_576
#: The first whole year of a spreadsheet's days.
FIRST_YEAR: Final = 1901
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell knows no zone
_BIG: Final = 1 << 31
_SAMPLE: Final = re.compile(rb'<row r="2".*?</row>', re.DOTALL)
_STYLE: Final = re.compile(rb' s="(\d+)"')
_DIMENSION: Final = re.compile(rb'<dimension ref="[^"]*"/>')
#: What a reader would take for an escaped character.
_ESCAPED: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)")


@dataclass(frozen=True)
class Forms:
    """How the cells of a workbook look: headings, text, codes, days, moments, numbers; and where texts go that no
    cell holds.
    """

    heading: Format
    text: Format
    code: Format
    day: Format
    moment: Format
    numbers: Mapping[str, Format]
    long: LongTexts

    @classmethod
    def of(cls, book: Workbook, new_sheet: Callable[[str], Worksheet], numbers: Iterable[str]) -> Self:
        """The forms of ``book``, to which ``new_sheet`` adds a sheet of some name; ``numbers`` as columns name them."""
        top = {"valign": "top", "align": "left"}
        heading = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        right = {"valign": "top", "align": "right", "indent": 1}
        return cls(
            heading=heading,
            text=text,
            code=book.add_format({"valign": "top"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", **top}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm", **top}),
            numbers={one: book.add_format({"num_format": one, **right}) for one in sorted(set(numbers))},
            long=LongTexts(new_sheet, heading, text),
        )

    @property
    def of_cells(self) -> list[Format]:
        """The forms of cells, in the order of their numbers in the file."""
        return [self.text, self.code, self.day, self.moment, *self.numbers.values()]

    def number_of(self, form: Format) -> int:
        """The number of a form in the file: 0 is a cell without a form, 1 the headings."""
        return 2 + self.of_cells.index(form)


@dataclass(frozen=True, slots=True)
class Place:
    """A column as its cells are written: its letters, the numbers of its forms, and how it reads a row.

    Texts of up to ``fits`` characters take one line; a column that does not ``wrap`` makes no row higher.
    """

    index: int
    letters: str
    value: Callable[[Any], Any]
    width: int
    fits: int
    wraps: bool
    text: int
    number: int

    @classmethod
    def of(
        cls, index: int, value: Callable[[Any], Any], *, width: int, fits: int, text: int, number: int
    ) -> Self:
        """The place of a column; ``fits`` is 0 for one that does not wrap."""
        return cls(index, xl_col_to_name(index), value, width, fits, fits > 0, text, number)


class SheetRows:
    """The rows of one sheet on disk, from the second on."""

    def __init__(self, target: Worksheet, places: Sequence[Place], forms: Forms, path: Path) -> None:
        self.target, self.places, self.long, self.path = target, places, forms.long, path
        self.count = 0
        self._day, self._moment = forms.number_of(forms.day), forms.number_of(forms.moment)
        self.styles = [forms.number_of(one) for one in forms.of_cells]
        for column, form in enumerate(forms.of_cells):
            target.write_blank(1, column, None, form)

    def write(self, rows: Iterable[Any]) -> int:
        """Write the rows as they come; how many.

        Raises:
            ValueError: more than a sheet can hold.
        """
        with self.path.open("w", encoding="utf-8", newline="") as out:
            for row in rows:
                self.count += 1
                if self.count >= EXCEL_ROWS:
                    raise ValueError("more rows than a sheet can hold")
                out.write(self._row(row, self.count + 1))
        return self.count

    def _row(self, row: Any, number: int) -> str:
        most, cells = 1, []
        for place in self.places:
            value = place.value(row)
            if type(value) is not str:  # most are, and there may be millions
                value = plain(value)
            if not isinstance(value, str):
                cells.append(self._typed(place, number, value))
            elif value:
                words = self.long.fitting(without_controls(value), self.target, number - 1, place.index)
                if place.wraps and (len(words) > place.fits or "\n" in words):
                    most = max(most, lines_of(words, place.width))
                cells.append(_words(place, number, words))
        height = f' ht="{height_of(most):g}" customHeight="1"' if most > 1 else ""
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'

    def _typed(self, place: Place, number: int, value: float | date) -> str:
        if not isinstance(value, date):
            if not math.isfinite(value):
                return _words(place, number, str(value))
            return f'<c r="{place.letters}{number}" s="{place.number}"><v>{value:.16G}</v></c>'
        if value.year < FIRST_YEAR:  # a spreadsheet counts its days from 1900 on
            return _words(place, number, str(as_text(value)))
        if isinstance(value, datetime):
            passed = value - _EPOCH
            days = passed.days + passed.seconds / 86_400
            return f'<c r="{place.letters}{number}" s="{self._moment}"><v>{days:.16G}</v></c>'
        return f'<c r="{place.letters}{number}" s="{self._day}"><v>{(value - _EPOCH.date()).days}</v></c>'

    def parted(self, sheet: bytes) -> tuple[bytes, bytes]:
        """What of ``sheet`` stands before the rows and what behind.

        Raises:
            ValueError: its forms have other numbers than the rows were written with.
        """
        sample = _SAMPLE.search(sheet)
        if sample is None or [int(one) for one in _STYLE.findall(sample[0])] != self.styles:
            raise ValueError("XlsxWriter numbers the forms of cells in another way")
        last = f"{self.places[-1].letters}{self.count + 1}".encode()
        before = _DIMENSION.sub(b'<dimension ref="A1:%b"/>' % last, sheet[: sample.start()])
        return before, sheet[sample.end() :]


def _words(place: Place, number: int, words: str) -> str:
    if "_x" in words:
        words = _ESCAPED.sub("_x005F_", words)
    if "&" in words or "<" in words or ">" in words:
        words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    blank = ' xml:space="preserve"' if words[:1].isspace() or words[-1:].isspace() else ""
    return f'<c r="{place.letters}{number}" s="{place.text}" t="inlineStr"><is><t{blank}>{words}</t></is></c>'


def put_rows(bare: Path, path: Path, sheets: Mapping[str, SheetRows]) -> None:
    """Write the workbook ``bare`` to ``path`` with the rows of its ``sheets``, by the names of their parts."""
    with zipfile.ZipFile(bare) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for part in source.infolist():
            rows = sheets.get(part.filename)
            with source.open(part) as told:
                if rows is None:
                    with out.open(part, "w") as whole:
                        shutil.copyfileobj(told, whole)
                    continue
                before, behind = rows.parted(told.read())
            with out.open(part, "w", force_zip64=rows.path.stat().st_size > _BIG) as whole:
                whole.write(before)
                with rows.path.open("rb") as written:
                    shutil.copyfileobj(written, whole, 1 << 18)
                whole.write(behind)
