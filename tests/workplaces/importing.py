"""Registers in files, uploaded and imported by a program as the tests need them."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from typing import Any

import xlsxwriter
from flask.testing import FlaskClient

from tests.workplaces.conftest import CODE, IN_YUZHONG

Open = Callable[[str], FlaskClient]
HEAD = "场所名称,单位名称,统一社会信用代码,场所类型,职工人数,经度,纬度,区县,外部编号"


def upload(
    program: FlaskClient, content: bytes, name: str = "sites.csv", *, of: str = "site"
) -> dict[str, Any]:
    answer = program.put(
        f"/api/v1/{of}-imports/{uuid.uuid4()}",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 201, answer.get_json()
    return dict(answer.get_json())


def run(
    program: FlaskClient,
    content: bytes,
    name: str = "sites.csv",
    datum: str = "wgs84",
    *,
    of: str = "site",
    **told: str,
) -> dict[str, Any]:
    """Upload, start (jobs run at once in tests) with what else is ``told``, and read the outcome."""
    kept = upload(program, content, name, of=of)
    started = program.post(f"/api/v1/{of}-imports/{kept['id']}/start", json={"datum": datum, **told})
    assert started.status_code == 202, started.get_json()
    return dict(program.get(f"/api/v1/{of}-imports/{kept['id']}").get_json())


def results(program: FlaskClient, done: dict[str, Any], *, of: str = "site") -> list[dict[str, Any]]:
    return list(program.get(f"/api/v1/{of}-imports/{done['id']}/rows?limit=250").get_json()["items"])


def csv_of(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def xlsx_of(rows: list[list[Any]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


GOOD = f"解放碑工地,渝中建设,{CODE},新建,120,{IN_YUZHONG[0]},{IN_YUZHONG[1]},渝中区,A-1"
