"""An exported register opens in another program with every row, and nothing in it runs."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from safety.exports.cells import without_controls
from safety.exports.long_texts import LONGEST_CELL, length_in_excel, pieces
from safety.exports.tables import (
    SHEET_NAME,
    Column,
    Sheet,
    Statement,
    csv_lines,
    sheet_name,
    statement_beside,
    write_csv,
    write_xlsx,
)
from safety.wire.tables import FORMULA_STARTS

SAYS = Statement("隐患台账", {"筛选": "区县=渝中区", "导出时间": "2026-11-23 10:00"})
COLUMNS = [Column("编号", 10, lambda row: row[0]), Column("内容", 40, lambda row: row[1])]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_what_looks_like_a_formula_stays_text_in_both_forms(tmp_path: Path, start: str) -> None:
    text = f'{start}HYPERLINK("http://evil")'
    write_xlsx(tmp_path / "a.xlsx", [Sheet("隐患", COLUMNS, [(1, text)])], SAYS, count_label="行数")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["隐患"]["B2"]
    assert cell.data_type == "s"
    line = "".join(csv_lines(Sheet("隐患", COLUMNS, [(1, text)])))
    assert not list(csv.reader(io.StringIO(line, newline="")))[1][1].startswith(FORMULA_STARTS)


def test_another_program_reads_what_was_written(tmp_path: Path) -> None:
    rows = [(1, "脚手架未设剪刀撑"), (2, None), (3, True), (4, date(2026, 11, 23)), (5, Decimal("9999.99"))]
    rows.append((6, datetime(2026, 11, 22, 16, 30, tzinfo=UTC)))
    counts = write_xlsx(tmp_path / "a.xlsx", [Sheet("隐患", COLUMNS, rows)], SAYS, count_label="行数")
    read = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("隐患").to_python()
    assert [row[1] for row in read[1:]] == [
        "脚手架未设剪刀撑",
        "",
        "是",
        date(2026, 11, 23),
        9999.99,
        datetime(2026, 11, 23, 0, 30),  # noqa: DTZ001 - a cell knows no zone
    ]
    assert counts == {"隐患": 6}


@pytest.mark.parametrize(
    "text",
    [
        "<r>甲</r>",
        "<r><t>甲</t></r>",
        "a<b & c>d",
        "]]>",
        " 前后有空 ",
        "\n开头换行",
        "&amp;",
        "𠮷\t完",
        "_x0041_",
        "<r>",
    ],
)
def test_a_text_that_looks_like_markup_of_a_workbook_stays_text_everywhere(tmp_path: Path, text: str) -> None:
    says = Statement("隐患台账", {"筛选": text})
    columns = [*COLUMNS, Column("代码", 10, lambda row: row[1], printed=False)]
    long = text + "长" * LONGEST_CELL + "</r>"
    write_xlsx(
        tmp_path / "a.xlsx", [Sheet("隐患", columns, [(1, text), (2, long)])], says, count_label="行数"
    )
    read = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("隐患").to_python()
    assert read[1] == [1.0, text, text]
    told = openpyxl.load_workbook(tmp_path / "a.xlsx")
    if text != "_x0041_":  # openpyxl leaves escapes as they are
        assert str(told["说明"]["B2"].value).rstrip() == text.rstrip()
        pieces_of_it = told["超长文字"].iter_rows(min_row=2, min_col=4, values_only=True)
        assert "".join(str(row[0]) for row in pieces_of_it).startswith(text)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_any_text_comes_through_a_workbook_as_it_is(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        write_xlsx(path, [Sheet("隐患", COLUMNS, list(enumerate(texts, 1)))], SAYS, count_label="行数")
        read = openpyxl.load_workbook(path)["隐患"]
    assert [str(row[1].value or "") for row in read.iter_rows(min_row=2)] == [
        without_controls(one) for one in texts
    ]


def test_numbers_and_days_are_told_as_excel_counts_them(tmp_path: Path) -> None:
    values = [
        0, -7, 10**15, 0.1, 1e-9, float("inf"), date(1901, 1, 1), date(1899, 5, 4), date(9999, 12, 31),
        datetime(2026, 2, 28, 23, 59, 59), datetime(1901, 1, 1, 0, 1),  # noqa: DTZ001 - a cell knows no zone
    ]  # fmt: skip
    write_xlsx(tmp_path / "a.xlsx", [Sheet("隐患", COLUMNS, enumerate(values))], SAYS, count_label="行数")
    read = openpyxl.load_workbook(tmp_path / "a.xlsx")["隐患"]
    told = [row[1].value for row in read.iter_rows(min_row=2)]
    expected: list[Any] = [
        datetime(one.year, one.month, one.day) if type(one) is date else one  # noqa: DTZ001
        for one in values
    ]
    expected[5], expected[7] = "inf", "1899-05-04"
    assert told == expected
    assert read.dimensions == "A1:B12"


def test_a_table_of_no_rows_opens_with_its_headings(tmp_path: Path) -> None:
    counts = write_xlsx(tmp_path / "a.xlsx", [Sheet("隐患", COLUMNS, [])], SAYS, count_label="行数")
    read = openpyxl.load_workbook(tmp_path / "a.xlsx")["隐患"]
    assert (counts, list(read.values)) == ({"隐患": 0}, [("编号", "内容")])


def test_the_file_states_its_filters_and_its_row_count(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [Sheet("隐患", COLUMNS, [(1, "a"), (2, "b")])], SAYS, count_label="行数")
    says = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("说明").to_python()
    assert ["筛选", "区县=渝中区"] in says
    assert ["行数 隐患", "2"] in says
    assert (
        write_csv(tmp_path / "a.csv", Sheet("隐患", COLUMNS, [(1, "a"), (2, "b")]), SAYS, count_label="行数")
        == 2
    )
    content = (tmp_path / "a.csv").read_bytes()
    assert content.decode() == "\ufeff编号,内容\r\n1,a\r\n2,b\r\n"
    beside = statement_beside(tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert beside == [
        "隐患台账", "筛选：区县=渝中区", "导出时间：2026-11-23 10:00", "行数：2",
        f"SHA-256：{hashlib.sha256(content).hexdigest()}",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 9), st.text(max_size=40)), max_size=20))
def test_any_text_comes_through_csv_as_one_inert_field(rows: list[tuple[int, str]]) -> None:
    text = "".join(csv_lines(Sheet("隐患", COLUMNS, rows)))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == 1 + len(rows)
    assert not any(row[1].startswith(FORMULA_STARTS) for row in read[1:])


def test_a_wide_table_prints_on_its_side_with_headings_on_every_page_and_without_codes(
    tmp_path: Path,
) -> None:
    wide = [Column(f"第 {n} 列", 20, lambda row: row[1]) for n in range(12)]
    codes = Column("id", 38, lambda row: row[0], printed=False)
    rows = [(n, "脚手架未设剪刀撑" * 6) for n in range(269)]
    write_xlsx(tmp_path / "a.xlsx", [Sheet("隐患", [*wide, codes], rows)], SAYS, count_label="行数")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["隐患"]
    setup = sheet.page_setup
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", None, 0)
    fitted = sheet.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert fitted.fitToPage
    assert (sheet.print_title_rows, sheet.print_area) == ("$1:$1", "'隐患'!$A$1:$L$270")


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_title_becomes_a_sheet_that_excel_opens(titles: list[str]) -> None:
    taken: set[str] = set()
    for title in titles:
        name = sheet_name(title, taken)
        assert 0 < len(name) <= SHEET_NAME
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name
        assert name.casefold() not in {one.casefold() for one in taken}
        taken.add(name)


@given(st.text(max_size=60), st.integers(2, 9))
def test_a_text_in_pieces_is_the_text(text: str, longest: int) -> None:
    found = pieces(text, longest)
    assert "".join(found) == text
    assert all(length_in_excel(one) <= longest for one in found)


@pytest.mark.parametrize("sign", ["字", "🏗", "a"])
def test_a_text_that_no_cell_holds_stands_whole_on_a_sheet_of_its_own(
    app: Flask, tmp_path: Path, sign: str
) -> None:
    words = [f"{number}{sign * 40_000}完" for number in range(2)]
    fits = sign * (LONGEST_CELL // 2)
    rows = [words[0], fits, "短", words[1]]
    path = tmp_path / "long.xlsx"
    with app.test_request_context():
        sheet = Sheet("台账", [Column("序号", 8, lambda _: 1), Column("说明文字", 34, lambda row: row)], rows)
        counts = write_xlsx(path, [sheet], Statement("台账", {}), count_label="记录数")
    assert counts == {"台账": 4}
    read: Any = openpyxl.load_workbook(path)
    assert read.sheetnames == ["台账", "超长文字", "说明"]
    cells = [row[1].value for row in read["台账"].iter_rows(min_row=2)]
    assert cells[1:3] == [fits, "短"]
    kept = list(read["超长文字"].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in kept} == {"台账"}
    for cell, whole, place in ((cells[0], words[0], "B2"), (cells[3], words[1], "B5")):
        assert length_in_excel(cell) <= LONGEST_CELL
        begin, note = cell.rsplit("……（", 1)
        assert whole.startswith(begin)
        first = next(number for number, row in enumerate(kept, start=2) if row[1] == place)
        assert f"“超长文字”第 {first} 行起" in note
        assert "".join(str(row[3]) for row in kept if row[1] == place) == whole


def test_a_row_is_high_enough_for_its_wrapped_texts(tmp_path: Path) -> None:
    law = "《中华人民共和国安全生产法》第三十六条；《建设工程安全生产管理条例》第二十八条" * 3
    rows = [
        (1, "短"),
        (2, law),
        (3, "一行\n两行\n三行"),
        (4, "Orders of the State Council " * 6),
        (5, "字" * 3000),
    ]
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [Sheet("隐患", COLUMNS, rows)], SAYS, count_label="行数")
    read: Any = openpyxl.load_workbook(path)["隐患"]
    assert read.row_dimensions[2].height is None  # one line is what every program shows
    # Excel sets a Chinese character as wide as two digits, a line of them fifteen points high.
    assert read.row_dimensions[3].height >= 15 * len(law) * 2 / 40
    assert read.row_dimensions[4].height >= 45
    assert read.row_dimensions[5].height >= 15 * 5
    assert read.row_dimensions[6].height >= 408  # no program makes a row higher
