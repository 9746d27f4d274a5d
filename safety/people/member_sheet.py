"""Reading members from the first sheet of an XLSX file, and the empty sheet to fill in.

What is read is plain text by column; what it means is decided by the import itself.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import xlsxwriter

from safety.errors import Invalid, TooLarge
from safety.text import N_, Text
from safety.wire.tables import OLD_WORKBOOK, Table, read_table

MOST_ROWS = 500
LARGEST_FILE = 5 * 1024 * 1024

#: Heading in the sheet → field of ``schemas.MemberRow``; the Chinese headings come first in the empty sheet.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        N_("姓名"): "name",
        N_("所在工会"): "union",
        N_("登录名"): "sign_in_name",
        N_("职务"): "position",
        N_("电话"): "phone",
        N_("角色"): "role",
        N_("任期起"): "valid_from",
        N_("任期止"): "valid_to",
        N_("证号"): "certificate_number",
        N_("发证单位"): "certificate_issuer",
        N_("发证日期"): "certificate_issued_on",
        N_("证件有效期至"): "certificate_valid_to",
    }
)


def read_rows(content: bytes) -> list[dict[str, str]]:
    """The rows of the first sheet, each a mapping of field to text; empty cells and empty rows are left out.

    Raises:
        TooLarge: the file, or what it unpacks to, is too large, or there are more than ``MOST_ROWS`` rows.
        Invalid: it is no XLSX file, or a needed column is missing (field ``file``).
    """
    table = _table(content)
    fields = [_field(cell) for cell in table.rows[0]]
    missing = [heading for heading, field in list(COLUMNS.items())[:2] if field not in fields]
    if missing:
        sentence = Text(N_("第一行缺少这些列：%(names)s"), names="、".join(missing))
        raise Invalid(sentence, code="columns_missing", fields={"file": [sentence]})
    rows = [_row(fields, cells) for cells in table.rows[1:]]
    rows = [row for row in rows if row]
    if len(rows) > MOST_ROWS:
        raise TooLarge(Text(N_("一次最多导入 %(n)s 行"), n=MOST_ROWS), code="too_many_rows")
    return rows


def _table(content: bytes) -> Table:
    """The first sheet that can be seen, read within the bounds of every reader."""
    if len(content) > LARGEST_FILE:
        raise TooLarge
    if not content.startswith((b"PK\x03\x04", OLD_WORKBOOK)):
        raise Invalid(code="no_workbook", fields={"file": [N_("这不是可以读取的 XLSX 文件")]})
    with tempfile.NamedTemporaryFile(suffix=".upload") as kept:
        kept.write(content)
        kept.flush()
        return read_table(Path(kept.name))


def _field(cell: str) -> str | None:
    heading = cell.removesuffix("*").strip()
    return COLUMNS.get(heading) or (heading if heading in COLUMNS.values() else None)


def _row(fields: list[str | None], cells: list[str]) -> dict[str, str]:
    return {field: cell for field, cell in zip(fields, cells, strict=False) if field and cell}


def empty_sheet() -> bytes:
    """An XLSX file with the headings and nothing else, cells formatted as text so that nothing is guessed."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = workbook.add_worksheet("人员")
    as_text = workbook.add_format({"num_format": "@"})
    head = workbook.add_format({"bold": True, "num_format": "@"})
    sheet.set_column(0, len(COLUMNS) - 1, 18, as_text)
    for column, heading in enumerate(COLUMNS):
        sheet.write_string(0, column, heading + ("*" if column < 2 else ""), head)
    sheet.freeze_panes(1, 0)
    workbook.close()
    return content.getvalue()
