"""The empty register to fill in, and the results of an import to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import xlsxwriter

from safety.wire.tables import inert
from safety.workplaces.operations.registers import RegisterKind


def empty_sheet(kind: RegisterKind) -> bytes:
    """An XLSX file with the headings (needed ones starred), cells as text so that nothing is guessed."""
    headings = kind.headings
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet(kind.title)
    as_text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "num_format": "@", "bg_color": "#E8EEF5"})
    sheet.set_column(0, len(headings.names) - 1, 20, as_text)
    for column, (name, names) in enumerate(headings.names.items()):
        sheet.write_string(0, column, names[0] + ("*" if name in headings.required else ""), head)
        if name in kind.choices:
            offered = {"validate": "list", "source": list(kind.choices[name])}
            sheet.data_validation(1, column, 50_000, column, offered)
    sheet.freeze_panes(1, 0)
    book.close()
    return content.getvalue()


def results_csv(out: TextIO, rows: Sequence[Mapping[str, Any]], name_heading: str) -> None:
    """Write the results as CSV that Excel reads as Chinese and never as formulas."""
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(["行", "结果", name_heading, "字段", "原因", "改动", "撤回", "未撤回的原因"])
    for row in rows:
        changed = "；".join(
            f"{one['field']}: {one['old'] or ''} → {one['new'] or ''}" for one in row["changes"]
        )
        cells = [row["row"], row["outcome"], row["name"], row["field"], row["reason"]]
        cells += [changed, row["back"], row["back_reason"]]
        writer.writerow([inert("" if cell is None else cell) for cell in cells])
