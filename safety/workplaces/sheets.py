"""The empty register to fill in, and the results of an import to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import xlsxwriter

from safety.wire.tables import inert
from safety.workplaces.headings import HEADINGS, REQUIRED
from safety.workplaces.rules import SITE_KIND_LABELS


def empty_sheet() -> bytes:
    """An XLSX file with the headings (needed ones starred), cells as text so that nothing is guessed."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("场所")
    as_text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "num_format": "@", "bg_color": "#E8EEF5"})
    sheet.set_column(0, len(HEADINGS) - 1, 20, as_text)
    for column, (name, headings) in enumerate(HEADINGS.items()):
        sheet.write_string(0, column, headings[0] + ("*" if name in REQUIRED else ""), head)
    kinds = list(HEADINGS).index("kind")
    sheet.data_validation(
        1, kinds, 50_000, kinds, {"validate": "list", "source": list(SITE_KIND_LABELS.values())}
    )
    sheet.freeze_panes(1, 0)
    book.close()
    return content.getvalue()


def results_csv(out: TextIO, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the results as CSV that Excel reads as Chinese and never as formulas."""
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(["行", "结果", "场所名称", "字段", "原因"])
    for row in rows:
        cells = [row["row"], row["outcome"], row["name"], row["field"], row["reason"]]
        writer.writerow([inert("" if cell is None else cell) for cell in cells])
