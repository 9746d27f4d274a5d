"""Every register goes out in every format and both languages: as many rows as its page says, and it opens."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from safety.audit.models import AuditEntry
from safety.database import db
from safety.exports.asked import RegisterName
from safety.exports.registers import REGISTERS
from safety.exports.registers.descriptor import Kind
from safety.exports.tables import A3_CHARACTERS, SHEET_NAME
from tests.architecture.records import load_records
from tests.cast import Cast, id_of

Browser = Callable[[str], FlaskClient]
_HAN = re.compile("[\u4e00-\u9fff]")
#: Who may read and export the audit and the accidents; all others are exported by 陈静.
READERS = {
    RegisterName.AUDIT: "marui",
    **dict.fromkeys((one for one in RegisterName if one.startswith("accident")), "sunjie"),
}
MAPS = [name for name, one in REGISTERS.items() if one.has_map]


@pytest.fixture
def records(app: Flask, cast: Cast) -> None:
    load_records(app, cast)


def taken(browser: FlaskClient, register: str, form: str, **more: str) -> bytes:
    answer = browser.post(
        f"/exports/?lang={more.get('language', 'zh')}", data={"register": register, "format": form} | more
    )
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def shown_on_page(browser: FlaskClient, name: RegisterName) -> int | None:
    """The number of rows that the register's page tells; the page has the button that leads to the export."""
    answer = browser.get(address_of(browser, name))
    if answer.status_code in {301, 302}:
        return None  # the findings are a part of the demands' page
    page = answer.get_data(as_text=True)
    assert f"/exports/new?register={name}&amp;" in page
    told = re.search(r'class="list-count"[^>]*>[^<\d]*([\d,]+)', page)
    return int(told[1].replace(",", "")) if told else None


def address_of(browser: FlaskClient, name: RegisterName) -> str:
    with browser.application.test_request_context():
        return browser.application.url_for(REGISTERS[name].endpoint)


def prints_readably(sheet: Worksheet) -> None:
    """On its side, headings on every page, no code, and so many sheets across that its type is not too small."""
    assert sheet.page_setup.orientation == "landscape"
    fitted = sheet.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert fitted.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
    area = sheet[sheet.print_area.rpartition("!")[2]]
    told = {
        at: one.width
        for one in sheet.column_dimensions.values()
        for at in range(one.min or 1, (one.max or 1) + 1)
    }
    widths = [told[one.column] for one in area[0]]
    across = int(sheet.page_setup.fitToWidth or 1)
    assert sum(widths) / across < A3_CHARACTERS * 1.1
    assert (across > 1) == (sheet.print_title_cols == "$A:$A")
    for one, width in zip(area[0], widths, strict=True):
        assert all(len(word) <= width for word in str(one.value).split() if word.isascii()), one.value


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
@pytest.mark.parametrize("name", list(RegisterName))
def test_a_register_goes_across_one_sheet_of_a3_with_what_people_read(
    app: Flask, name: RegisterName, language: str
) -> None:
    """793 findings printed on 115 pages of A3, two beside each other, with columns that nobody reads on paper."""
    with app.test_request_context(), force_locale(language):
        headings = REGISTERS[name].headings()
    printed = [one for one in headings if one.printed]
    assert sum(one.width for one in printed) <= A3_CHARACTERS
    assert headings[: len(printed)] == printed


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_of_every_register_opens_with_the_rows_of_its_page(
    signed_in: Browser, language: str
) -> None:
    filled = set()
    for name, register in REGISTERS.items():
        browser = signed_in(READERS.get(name, "chenjing"))
        shown = shown_on_page(browser, name)
        content = taken(browser, name, "xlsx", language=language)
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert all(len(one.title) <= SHEET_NAME for one in book), name
        prints_readably(book.worksheets[0])
        headings, *rows = list(book.worksheets[0].iter_rows(values_only=True))
        if name is not RegisterName.AUDIT and shown is not None:  # the audit grows by each export
            assert len(rows) == shown, name
        filled |= {name} if rows else set()
        for index, column in enumerate(register.columns):
            cells = [row[index] for row in rows if row[index] is not None]
            if column.kind in {Kind.DAY, Kind.MOMENT}:
                assert all(isinstance(one, date | datetime) for one in cells), (name, column.key)
            if column.kind in {Kind.NUMBER, Kind.MONEY, Kind.DEGREES}:
                assert all(isinstance(one, int | float) for one in cells), (name, column.key)
        assert list(headings[len(register.columns) :]) == [one.key for one in register.columns if one.code]
        if language == "en":
            told = [
                *headings,
                *(one.title for one in book),
                *(row[0] for row in book.worksheets[-1].iter_rows(values_only=True)),
            ]
            assert [one for one in told if _HAN.search(str(one))] == [], name
    assert filled == set(REGISTERS)


@pytest.mark.usefixtures("records")
def test_each_line_of_a_csv_is_one_record_with_the_statement_beside_it(signed_in: Browser) -> None:
    for name, register in REGISTERS.items():
        browser = signed_in(READERS.get(name, "chenjing"))
        with zipfile.ZipFile(io.BytesIO(taken(browser, name, "csv"))) as archive:
            table, said = sorted(archive.namelist(), key=lambda one: one.endswith(".txt"))
            rows = list(csv.reader(io.StringIO(archive.read(table).decode("utf-8-sig"))))
            beside = archive.read(said).decode("utf-8-sig")
        assert {len(row) for row in rows} == {
            len(register.columns) + sum(one.code is not None for one in register.columns)
        }
        assert f"记录数：{len(rows) - 1}" in beside
        assert "导出人：" in beside


@pytest.mark.usefixtures("records")
def test_what_has_a_place_goes_out_as_geojson_that_gdal_reads(signed_in: Browser, tmp_path: Path) -> None:
    for name in MAPS:
        browser = signed_in(READERS.get(name, "chenjing"))
        shown = shown_on_page(browser, name)
        path = tmp_path / f"{name}.geojson"
        path.write_bytes(taken(browser, name, "geojson"))
        document = json.loads(path.read_bytes())
        assert shown in {None, len(document["features"])}, name
        read = pyogrio.read_dataframe(path)
        assert len(read) == len(document["features"]) > 0
        assert str(read.crs) in {"EPSG:4326", "OGC:CRS84"}
        assert {one["id"] for one in document["features"]} == set(read["id"])


@pytest.mark.usefixtures("records")
def test_who_may_not_know_a_place_precisely_gets_it_rounded_in_every_format(signed_in: Browser) -> None:
    browser = signed_in("luolin")
    for name in (RegisterName.SITES, RegisterName.ACCIDENTS, RegisterName.PROJECTS):
        document = json.loads(taken(browser, name, "geojson"))
        points = [one["geometry"]["coordinates"] for one in document["features"] if one["geometry"]]
        assert points
        assert all(round(degree, 2) == degree for point in points for degree in point), name
        headings, *rows = (
            openpyxl.load_workbook(io.BytesIO(taken(browser, name, "xlsx")))
            .worksheets[0]
            .iter_rows(values_only=True)
        )
        lon = list(headings).index("经度")
        seen = [float(str(row[lon])) for row in rows if row[lon] is not None]
        assert [round(one, 2) for one in seen] == seen, name


@pytest.mark.usefixtures("records")
def test_the_audit_goes_to_the_auditor_and_to_nobody_else(signed_in: Browser) -> None:
    assert (
        signed_in("chenjing").post("/exports/", data={"register": "audit", "format": "csv"}).status_code
        == 403
    )
    assert (
        signed_in("marui").post("/exports/", data={"register": "sites", "format": "csv"}).status_code == 403
    )
    taken(signed_in("marui"), "audit", "xlsx")
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "register_exported")).one()
    assert noted.actor_id == id_of("marui")
    assert len(noted.change["sha256"]) == 64


FILTERED: dict[str, dict[str, Any]] = {
    "sites": {"state": "closed"},
    "employers": {"q": "没有这样的单位"},
    "accidents": {"grade": "extraordinary"},
    "accident-clocks": {"due": "late"},
    "accident-notices": {"linked": "yes"},
    "notices": {"state": "revoked"},
    "referrals": {"status": "answered"},
    "papers": {"state": "revoked"},
    "plans": {"state": "closed"},
    "members": {"state": "disabled"},
    "certificates": {"state": "expired"},
    "audit": {"action": "site_closed"},
}


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(("register", "filters"), FILTERED.items())
def test_filters_of_the_page_narrow_the_file_and_are_said_in_it(
    signed_in: Browser, register: str, filters: dict[str, str]
) -> None:
    name = RegisterName(register)
    browser = signed_in(READERS.get(name, "chenjing"))
    given = {f"filters.{key}": value for key, value in filters.items()}
    every, narrowed = (
        openpyxl.load_workbook(io.BytesIO(taken(browser, register, "xlsx", **more))) for more in ({}, given)
    )
    if register != "audit":
        assert narrowed.worksheets[0].max_row < every.worksheets[0].max_row
    rows = narrowed.worksheets[-1].iter_rows(values_only=True, min_row=2)
    said = {str(row[0]): row[1] for row in rows}
    assert said["筛选条件"] != "无（本人可见的全部记录）"
    wrong = browser.post("/exports/", data={"register": register, "filters.nonsense": "1"})
    assert wrong.status_code == 422
