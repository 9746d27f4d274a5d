"""The forms of the participation export say the same in XLSX, CSV, JSON, DOCX and ZIP, and are inert."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import docx
import openpyxl
import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from safety.exports.dossier import write_dossier
from safety.exports.participation_files import json_schema, write_book, write_csv, write_json
from safety.exports.participation_word import MOST_ROWS, write_summaries
from safety.exports.rules.participation import FIELDS, PART_LABELS, Asked, Filters, Part, is_code
from safety.exports.spool import Spool
from safety.exports.tables import Statement
from safety.papers.archives import Attached

pytestmark = pytest.mark.once

FORMULA = '=HYPERLINK("http://example.invalid","点我")'
ACCIDENTS = [uuid.UUID(int=one) for one in (1, 2)]
STATEMENT = Statement("工会参与事故调查处理记录", {"导出人": "孙洁", "内容哈希": "…"})
ABOUT = {
    "exported_at": "2026-11-23T10:00:00+08:00",
    "exported_by": "孙洁",
    "filters": {},
    "personal": False,
    "purpose": None,
    "audit_head": "0" * 64,
}
FIRST: dict[Part, dict[str, Any]] = {
    Part.ACCIDENTS: {
        "title": "“10·19”中毒事故",
        "occurred_at": datetime(2023, 10, 19, 3, 30, tzinfo=UTC),
        "category_name": "中毒和窒息",
        "deaths": 3,
        "direct_loss_yuan": Decimal(3739228),
        "approved_on": date(2024, 1, 8),
    },
    Part.SEATS: {"seat_id": uuid.UUID(int=11), "person": "孙＊", "no_interest": True},
    Part.ACTIVITIES: {"activity_id": uuid.UUID(int=12), "words": FORMULA, "hours": 2.5, "files": 0},
    Part.OPINIONS: {"opinion_id": uuid.UUID(int=13), "words": "责令整改\n并培训"},
    Part.MEASURES: {"measure_id": uuid.UUID(int=14), "summary": "配备检测仪"},
}


def rows_of(part: Part, activities: int = 1) -> Iterator[dict[str, Any]]:
    for accident in ACCIDENTS:
        for _ in range(activities if part is Part.ACTIVITIES and accident == ACCIDENTS[0] else 1):
            yield {"accident_id": accident, **FIRST[part]}


def spooled(folder: Path, asked: Asked | None = None, activities: int = 1) -> Spool:
    folder.mkdir(exist_ok=True)
    spool = Spool(folder, asked or Asked())
    for part in Part:
        for _ in spool.take(part, rows_of(part, activities)):
            pass
    return spool


@pytest.fixture
def spool(app: Flask, tmp_path: Path) -> Iterator[Spool]:
    with app.test_request_context("/?lang=zh"):
        yield spooled(tmp_path / "spool")


def as_calamine(cell: Any) -> Any:
    """A cell of openpyxl, which reads a day as its midnight, in the values of calamine."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return "" if cell is None else cell


def test_the_workbook_reads_the_same_in_two_programs(spool: Spool, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    write_book(spool, STATEMENT, path)
    book = CalamineWorkbook.from_path(path)
    names = ["事故", "工会参与", "活动", "意见及答复", "整改监督", "说明"]
    assert book.sheet_names == names
    other = openpyxl.load_workbook(path)
    for name in names[:5]:
        calamine = book.get_sheet_by_name(name).to_python()
        ours = [[as_calamine(cell) for cell in row] for row in other[name].iter_rows(values_only=True)]
        assert calamine == ours
    heads, first, *_ = book.get_sheet_by_name("事故").to_python()
    found = dict(zip(heads, first, strict=True))
    assert found["发生时间"] == datetime(2023, 10, 19, 11, 30)  # noqa: DTZ001 - a cell knows no zone
    assert (found["死亡"], found["直接经济损失（元）"], found["批复日期"]) == (3, 3739228, date(2024, 1, 8))
    said = {row[0]: row[1] for row in book.get_sheet_by_name("说明").to_python()}
    assert said["行数 活动"] == "2"
    kinds = {cell.data_type for sheet in other for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_codes_stand_behind_the_words_and_off_paper(spool: Spool, tmp_path: Path) -> None:
    """A leader prints what is said in words; a program finds every code after it."""
    path = tmp_path / "records.xlsx"
    write_book(spool, STATEMENT, path)
    book = openpyxl.load_workbook(path)
    for part in Part:
        sheet = book[PART_LABELS[part]]
        headings = [cell.value for cell in sheet[1]]
        codes = [one.heading for one in FIELDS[part] if is_code(part, one)]
        assert codes
        assert headings[-len(codes) :] == codes
        last = sheet.print_area.split("$")[-2]
        assert sheet[f"{last}1"].value == headings[-len(codes) - 1]


def test_csv_holds_every_record_in_one_table_and_no_formula(spool: Spool, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    write_csv(spool, STATEMENT, path)
    rows = [row for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) if not row[0].startswith("#")]
    heads, *records = rows
    assert {len(row) for row in rows} == {len(heads)}
    assert [row[0] for row in records] == [
        name for name in ("事故", "工会参与", "活动", "意见及答复", "整改监督") for _ in ACCIDENTS
    ]
    words = records[4][heads.index("活动内容")]
    assert words == "'" + FORMULA


def test_json_keeps_its_schema(spool: Spool, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    write_json(spool, ABOUT, path)
    found = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(json_schema())
    Draft202012Validator(json_schema()).validate(found)
    assert found["counts"] == dict.fromkeys((part.value for part in Part), 2)
    assert found["accidents"][0]["occurred_at"] == "2023-10-19T11:30:00+08:00"
    assert found["accidents"][0]["direct_loss_yuan"] == "3739228.00"
    assert found["content_hash"] == spool.content_hash


def test_the_documented_schema_is_the_one_that_is_kept() -> None:
    kept = json.loads(Path("docs/participation-export.schema.json").read_text("utf-8"))
    assert kept == json.loads(json.dumps(json_schema()))


def test_the_document_has_a_chapter_for_each_accident(spool: Spool, tmp_path: Path) -> None:
    path = tmp_path / "export.docx"
    write_summaries(spool, STATEMENT, path)
    document = docx.Document(str(path))
    chapters = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert chapters == ["“10·19”中毒事故"] * 2
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"孙＊", FORMULA, "2023-10-19 11:30"} <= set(cells)


def test_a_long_list_is_cut_in_the_document_and_says_so(app: Flask, tmp_path: Path) -> None:
    with app.test_request_context("/?lang=zh"):
        spool = spooled(tmp_path / "long", activities=MOST_ROWS + 5)
        write_summaries(spool, STATEMENT, tmp_path / "long.docx")
    text = [one.text for one in docx.Document(str(tmp_path / "long.docx")).paragraphs]
    assert f"只列前 {MOST_ROWS} 条，全部见表格文件" in text
    assert sum(one.startswith("活动（") for one in text) == 2


def test_the_manifest_names_the_hash_of_every_member(spool: Spool, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    photo = Attached(str(ACCIDENTS[1]), "活动", "现场.jpg", "现场勘查", lambda: b"a photo")
    stranger = Attached(str(uuid.UUID(int=9)), "活动", "别处.jpg", "", lambda: b"elsewhere")
    withheld = replace(photo, name="证人.jpg", withheld=True)
    write_dossier(spool, STATEMENT, ABOUT, path, [photo, photo, withheld, stranger])
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[-1] == "manifest.json"
        manifest = json.loads(archive.read("manifest.json"))
        members = set(archive.namelist()) - {"manifest.json"}
        assert members == set(manifest["sha256"])
        for name, digest in manifest["sha256"].items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        case = "accidents/0002 2023-10-19 “10·19”中毒事故"
        assert {f"{case}/活动/现场.jpg", f"{case}/活动/现场 (2).jpg"} <= members
        assert sum(name.endswith("事故摘要.docx") for name in members) == 2
        assert not any("别处" in name or "证人" in name for name in members)
        contents = archive.read("index.html").decode()
        for name in members - {"index.html"}:
            assert quote(name) in contents
    assert manifest["content_hash"] == spool.content_hash


def test_the_content_hash_is_that_of_the_content_alone(app: Flask, tmp_path: Path) -> None:
    first = spooled(tmp_path / "a").content_hash
    english = spooled(tmp_path / "b", Asked(language="en", purpose="审计（示例）")).content_hash
    assert english == first
    assert spooled(tmp_path / "c", Asked(personal=True, purpose="审计")).content_hash != first
    assert spooled(tmp_path / "d", Asked(filters=Filters(district="500103"))).content_hash != first
    assert spooled(tmp_path / "e", activities=2).content_hash != first


def test_every_heading_of_a_sheet_stands_once() -> None:
    for part in Part:
        headings = [one.heading for one in FIELDS[part]]
        assert len(set(headings)) == len(headings)
