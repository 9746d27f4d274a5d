"""Sheets as programs and clerks make them: understood with a mark, or refused with what is wrong; nothing is guessed."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.database import db
from safety.errors import Invalid, TooLarge
from safety.wire.tables import read_table
from safety.workplaces.models import Site
from tests.cast import Cast
from tests.workplaces.importing import HEAD, Open, csv_of, results, run, upload

pytestmark = pytest.mark.once

ROWS = ["解放碑工地,渝中建设", "朝天门工地,渝中建设", "滨江码头,码头公司"]
Fill = Callable[[Any], None]


def book_of(*fills: Fill) -> bytes:
    """A workbook by openpyxl, a sheet for each of ``fills``."""
    content, book = io.BytesIO(), openpyxl.Workbook()
    for number, fill in enumerate(fills):
        fill(book.create_sheet(f"表{number + 1}"))
    del book["Sheet"]
    book.save(content)
    return content.getvalue()


def lines(*rows: list[Any]) -> Fill:
    def fill(sheet: Any) -> None:
        for row in rows:
            sheet.append(row)

    return fill


def look(program: FlaskClient, kept: dict[str, Any]) -> dict[str, Any]:
    address = f"/api/v1/site-imports/{kept['id']}/preview"
    return dict(program.get(address, query_string={"datum": "wgs84"}).get_json())


def refusal(program: FlaskClient, content: bytes) -> str:
    answer = program.put(
        f"/api/v1/site-imports/{uuid.uuid4()}",
        data={"file": (io.BytesIO(content), "x.xlsx")},
        content_type="multipart/form-data",
    )
    assert answer.status_code in {413, 422}, answer.get_json()
    return str(answer.get_json()["errors"]["file"][0])


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(["场所名称\t单位名称", *[one.replace(",", "\t") for one in ROWS]]).encode("utf-16"),
        "\n".join(["sep=;", "场所名称;单位名称", *[one.replace(",", ";") for one in ROWS]]).encode(),
        "\r\n".join(["sep=\t", "场所名称\t单位名称", *[one.replace(",", "\t") for one in ROWS]]).encode(
            "gb18030"
        ),
    ],
    ids=["Excel's Unicode text", "sep=;", "sep=tab"],
)
def test_texts_of_excel_are_read(cast: Cast, districts: dict[str, str], api: Open, content: bytes) -> None:
    assert run(api("chenjing"), content)["created"] == 3


def test_a_sheet_of_pandas_with_a_title_two_rows_of_headings_and_signatures(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open, tmp_path: Path
) -> None:
    heads = pd.MultiIndex.from_tuples(
        [("场所名称", ""), ("单位名称", ""), ("位置", "经度"), ("位置", "纬度"), ("职工人数", "")]
    )
    frame = pd.DataFrame([["解放碑工地", "渝中建设", 106.5628, 29.556, 50]] * 1, columns=heads)
    frame.to_excel(tmp_path / "two.xlsx", startrow=2)
    book = openpyxl.load_workbook(tmp_path / "two.xlsx")
    sheet = book["Sheet1"]
    sheet["A1"] = "渝中区在建工地台账"
    sheet.append([None, "合计", None, None, None, 50])
    sheet.append([])
    sheet.append(["填表人：张三", None, "审核人：李四"])
    book.save(tmp_path / "two.xlsx")
    program = api("chenjing")
    kept = upload(program, (tmp_path / "two.xlsx").read_bytes(), "two.xlsx")
    told = look(program, kept)
    assert set(told["columns"]) == {"name", "employer", "lon", "lat", "headcount"}
    assert told["head_row"] == 4
    assert told["remarks"] == ["列名在第 4 行，它上面的行不读取"]
    by_row = {one["row"]: one["outcome"] for one in told["outcomes"]}
    assert "created" in by_row.values()
    assert [one["row"] for one in told["refused"]][-1] == 9
    assert "填表人" in told["refused"][-1]["reason"]
    program.post(f"/api/v1/site-imports/{kept['id']}/start", json={"datum": "wgs84"})
    assert list(db.session.scalars(select(Site.name))) == ["解放碑工地"]


def test_another_row_of_headings_and_another_sheet_can_be_chosen(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    head = ["甲", "乙"]
    content = book_of(
        lines(["说明", "见第二张表"]), lines(["名单", "二〇二六"], head, ["解放碑工地", "渝中建设"])
    )
    program, browser = api("chenjing"), signed_in("chenjing")
    kept = upload(program, content, "x.xlsx")
    assert look(program, kept)["layers"] == ["表2", "表1"] or look(program, kept)["layers"] == ["表1", "表2"]
    address = f"/api/v1/site-imports/{kept['id']}"
    assert program.put(f"{address}/layer", json={"layer": "表2"}).status_code == 200
    assert browser.post(f"/sites/import/{kept['id']}/head-row", data={"head_row": "2"}).status_code == 302
    told = look(program, kept)
    assert (told["headings"], told["head_row"]) == (head, 2)
    assert program.put(f"{address}/head-row", json={"head_row": 99}).status_code == 422
    matched = program.put(f"{address}/columns", json={"columns": {"name": "甲", "employer": "乙"}})
    assert matched.get_json()["rows"] == 1
    assert "列名所在的行" in browser.get(f"/sites/import/{kept['id']}").text


def test_rows_are_numbered_as_excel_shows_them_and_hidden_ones_are_told(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    def fill(sheet: Any) -> None:
        lines(["场所名称", "单位名称"], [], [], ["解放碑工地", "渝中建设"], ["朝天门工地", "渝中建设"])(sheet)
        sheet.row_dimensions[5].hidden = True

    told = look(api("chenjing"), upload(api("chenjing"), book_of(fill), "x.xlsx"))
    assert [one["row"] for one in told["outcomes"]] == [4, 5]
    assert told["remarks"] == ["文件中隐藏的行也在内：5"]


def test_a_merged_cell_fills_its_rows_with_a_mark(cast: Cast, districts: dict[str, str], api: Open) -> None:
    def fill(sheet: Any) -> None:
        lines(["场所名称", "单位名称"], ["一号", "渝中建设"], ["二号", None], ["三号", None])(sheet)
        sheet.merge_cells("B2:B4")

    program = api("chenjing")
    kept = upload(program, book_of(fill), "x.xlsx")
    told = look(program, kept)
    assert told["counts"] == {"created": 3}
    assert told["remarks"] == ["竖向合并的单元格，各行都按其内容读取：3、4"]


def test_a_formula_that_nobody_computed_is_named(cast: Cast, districts: dict[str, str], api: Open) -> None:
    content = book_of(lines(["场所名称", "单位名称", "职工人数"], ["一号", "渝中建设", "=40+2"]))
    program = api("chenjing")
    done = run(program, content, "x.xlsx")
    row = results(program, done)[0]
    assert (row["outcome"], row["field"]) == ("refused", "headcount")
    assert "公式" in row["reason"]


def test_a_long_number_is_refused_as_what_was_lost(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program = api("chenjing")
    by_excel = book_of(lines(["场所名称", "单位名称", "外部编号"], ["一号", "渝中建设", 20261130000000123]))
    as_text = csv_of("一号,渝中建设,,,,,,,2.02611E+16")
    for content in (by_excel, as_text):
        row = results(program, run(program, content))[0]
        assert (row["outcome"], row["field"]) == ("refused", "external_ref")
        assert "2.02611E+16" in row["reason"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [("５０人", 50), ("1,200", 1200), ("1，200人", 1200), ("50.0", 50), ("12.7", None), ("约50", None)],
)
def test_a_number_of_workers_is_read_as_written_or_refused(
    cast: Cast, districts: dict[str, str], api: Open, given: str, taken: int | None
) -> None:
    program = api("chenjing")
    kept = upload(program, csv_of(f'一号,渝中建设,,,"{given}",,,渝中区,'))
    told = look(program, kept)
    if taken is None:
        assert told["refused"][0]["field"] == "headcount"
    else:
        assert told["counts"] == {"created": 1}
        assert taken == 50 or [(one["given"], one["taken"]) for one in told["folded"]] == [
            (given, str(taken))
        ]


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("106°33′46.08″E", "29°33′21.6″N"),
        ("东经106度33分46.08秒", "北纬29度33分21.6秒"),
        ("106,5628", "29,5560"),
        ("１０６．５６２８", "29.5560°N"),
    ],
)
def test_degrees_are_understood_with_a_mark(
    cast: Cast, districts: dict[str, str], api: Open, lon: str, lat: str
) -> None:
    program = api("chenjing")
    content = book_of(lines(["场所名称", "单位名称", "经度", "纬度"], ["一号", "渝中建设", lon, lat]))
    told = look(program, upload(program, content, "x.xlsx"))
    assert {one["field"] for one in told["folded"]} == {"lon", "lat"}
    assert run(program, content, "x.xlsx")["created"] == 1
    site = db.session.scalars(select(Site)).one()
    assert site.lon == pytest.approx(106.5628, abs=1e-7)
    assert site.lat == pytest.approx(29.556, abs=1e-7)


@pytest.mark.parametrize(
    ("words", "section"),
    [("C", "C"), ("c", "C"), ("制造业", "C"), ("C 制造业", "C"), ("Coal", None), ("E-commerce", None)],
)
def test_an_industry_is_not_guessed_from_the_first_letter_of_a_word(
    cast: Cast, districts: dict[str, str], api: Open, words: str, section: str | None
) -> None:
    program = api("chenjing")
    done = run(program, csv_of(f"一号,渝中建设,{words}", head="场所名称,单位名称,行业"))
    if section is None:
        assert results(program, done)[0]["field"] == "industry"
    else:
        assert db.session.scalars(select(Site.industry)).one() == section


def test_what_is_no_plain_sheet_is_told_as_what_it_is(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    assert "旧版 Excel" in refusal(program, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "网页或 XML" in refusal(
        program, b"\xef\xbb\xbf\r\n<html><table><tr><td>1</td></tr></table></html>"
    )
    big5 = "場所名稱,單位名稱\n解放碑工地,重慶建設有限公司\n朝天門碼頭,長江航運公司".encode("big5")
    assert "Big5" in refusal(program, big5)
    assert "ODS" in refusal(program, archive({"content.xml": b"<x/>", "mimetype": b"x"}))


def archive(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return content.getvalue()


def without_addresses(rows: str) -> bytes:
    """A workbook whose sheet holds ``rows`` as they stand."""
    with zipfile.ZipFile(io.BytesIO(book_of(lines(["姓名", "所在工会"])))) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    sheet = next(one for one in parts if "worksheets/sheet" in one)
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    parts[sheet] = head + rows.encode() + b"</sheetData></worksheet>"
    return archive(parts)


def test_cells_without_addresses_count_too_for_every_reader(tmp_path: Path) -> None:
    wide = "<c><v>1</v></c>" * 16
    content = without_addresses(f'<row r="1">{wide}</row><row r="1048576"><c><v>1</v></c></row>')
    assert len(content) < 12_000
    path = tmp_path / "far.xlsx"
    path.write_bytes(content)
    with pytest.raises(TooLarge):
        read_table(path)


def test_a_sheet_with_a_dtd_is_refused(tmp_path: Path) -> None:
    content = without_addresses("<row/>")
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    sheet = next(one for one in parts if "worksheets/sheet" in one)
    parts[sheet] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[sheet]
    path = tmp_path / "dtd.xlsx"
    path.write_bytes(archive(parts))
    with pytest.raises(Invalid):
        read_table(path)


@pytest.mark.parametrize("head", ["", "<worksheet><!--", '<worksheet a="', "<worksheet><", "<worksheet><?a "])
def test_a_tag_without_an_end_is_refused_and_not_read_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str
) -> None:
    """A part of 40 MB that is one tag, name or comment comes as 40 KB: what was read of it is bounded."""
    content = without_addresses("<row/>")
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    sheet = next(one for one in parts if "worksheets/sheet" in one)
    parts[sheet] = head.encode() + b"a" * 40_000_000
    path = tmp_path / "endless.xlsx"
    path.write_bytes(archive(parts))
    read, plain = list[int](), zipfile.ZipExtFile.read

    def counted(part: zipfile.ZipExtFile, size: int = -1) -> bytes:
        got = plain(part, size)
        read.append(len(got))
        return got

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    with pytest.raises(Invalid):
        read_table(path)
    assert sum(read) < 8_000_000


def test_a_csv_counts_its_lines_as_excel_does(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program = api("chenjing")
    done = run(program, csv_of("", "一号,渝中建设,,,,,,,", "", "缺单位,,,,,,,,"))
    assert [(row["row"], row["outcome"]) for row in results(program, done)] == [
        (3, "created"),
        (5, "refused"),
    ]
    assert HEAD.startswith("场所名称")


@pytest.mark.parametrize(
    "endpoint",
    [
        *(
            f"{at}.{act}"
            for at in ("workplaces", "projects")
            for act in ("upload_register", "match_columns", "choose_head_row")
        ),
        *(
            f"{at}.put_import{act}"
            for at in ("workplaces_api", "project_imports_api")
            for act in ("", "_layer", "_columns")
        ),
    ],
)
def test_a_file_is_read_before_anybody_has_to_wait_for_the_writer(app: Flask, endpoint: str) -> None:
    assert getattr(app.view_functions[endpoint], "reads_first", False)
