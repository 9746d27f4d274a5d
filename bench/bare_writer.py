"""``python -m bench.bare_writer ROWS OUT``: what writing as many activities costs the library alone.

The same cells as the export's sheet of activities, from one row in memory: no database, no application.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Final

from xlsxwriter import Workbook

WORDS: Final = "到现场勘查，询问当班人员，查阅作业票和检测记录，提出防护措施的意见。（示例）"
ID: Final = "0190a5c2-7e1b-7c3d-9f00-123456789abc"
AT: Final = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 - a cell knows no zone


def write(rows: int, out: str) -> None:
    """Write ``rows`` activities to the workbook ``out`` with constant memory."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(out, options) as book:
        sheet = book.add_worksheet("activities")
        text = book.add_format({"text_wrap": True, "valign": "top"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
        told = (ID, "第 1 起事故（示例）", ID, "scene", "现场勘查", "事故现场", "示例总工会", "孙＊", WORDS)
        for row in range(1, rows + 1):
            for column, words in enumerate(told):
                sheet.write_string(row, column, words, text)
            sheet.write_datetime(row, 9, AT, moment)
            sheet.write_datetime(row, 10, AT, moment)
            sheet.write_number(row, 11, 0.83)
            sheet.write_number(row, 12, 0)


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2])
