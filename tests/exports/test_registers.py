"""Registers as files: exactly what the page's filters show, for nobody else, and inert when opened."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import re
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.access.scope import system_actor
from safety.audit.models import AuditEntry
from safety.audit.queries import head_hash
from safety.corrections.models import Demand
from safety.database import db
from safety.errors import Invalid, NotAllowed
from safety.exports import operations
from safety.exports.asked import Asked, FileFormat, RegisterName
from safety.exports.tables import BOM, statement_beside
from safety.inspections.models import Inspection
from safety.inspections.queries import RegisterFilters
from safety.transactions import one_transaction
from tests.cast import NOW, Cast, id_of
from tests.inspections.workplaces import complete_check, load_sites, site_id

FORMULA = '=HYPERLINK("http://example.invalid","点我")'
Api = Callable[[str], FlaskClient]
Browser = Callable[[str], FlaskClient]


def check(client: FlaskClient, site: str, *summaries: str) -> None:
    """One submitted check with these findings."""
    content = complete_check(client, site=site)
    content["findings"][0]["summary"] = summaries[0]
    content["findings"] += [{"id": str(uuid.uuid4()), "summary": one} for one in summaries[1:]]
    answer = client.put(f"/api/v1/inspections/{uuid.uuid4()}", json=content)
    assert answer.status_code == 201, answer.text


@pytest.fixture
def registers(app: Flask, cast: Cast, api: Api) -> None:
    """Two checks in 渝中, one in 南岸."""
    with one_transaction():
        load_sites()
    check(api("liqiang"), "tower", "临边防护缺失", FORMULA)
    check(api("liqiang"), "tower", "配电箱无门")
    check(api("zhengkai"), "plant", "南岸的隐患")


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """A workbook as another program reads it."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def fetched(client: FlaskClient, address: str) -> bytes:
    """A file as it is answered, closed afterwards."""
    with client.get(address) as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


def unzipped(content: bytes) -> tuple[str, str]:
    """The CSV that a person takes, and the statement that lies beside it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name.rpartition(".")[2]: archive.read(name).decode("utf-8") for name in archive.namelist()}
    return members["csv"], members["txt"]


def asked(register: str = "hazards", file_format: str = "xlsx", **filters: str) -> dict[str, str]:
    return {"register": register, "format": file_format} | {f"filters.{k}": v for k, v in filters.items()}


@pytest.mark.usefixtures("registers")
def test_the_workbook_of_hazards_equals_the_database(signed_in: Browser) -> None:
    answer = signed_in("chenjing").post("/exports/", data=asked())

    assert answer.status_code == 200
    book = sheets(answer.data)
    headings, *rows = book["隐患台账"]
    summary, number = headings.index("隐患描述"), headings.index("隐患编号")
    own = db.session.execute(select(Demand.id, Demand.summary).where(Demand.district_code == "500103")).all()
    assert {(row[number], row[summary]) for row in rows} == {(str(one.id), one.summary) for one in own}
    assert FORMULA in {row[summary] for row in rows}
    said = dict(row[:2] for row in book["说明"][1:])
    assert said["记录数 隐患台账"] == "3"
    assert said["导出人"] == "陈静"
    assert len(said["审计链总哈希"]) == 64


@pytest.mark.usefixtures("registers")
def test_no_cell_of_a_workbook_is_a_formula(signed_in: Browser) -> None:
    book = openpyxl.load_workbook(io.BytesIO(signed_in("chenjing").post("/exports/", data=asked()).data))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert all(cell.hyperlink is None for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.usefixtures("registers")
def test_csv_keeps_formulas_as_text_and_states_its_filters_beside_the_rows(signed_in: Browser) -> None:
    answer = signed_in("chenjing").post("/exports/", data=asked(file_format="csv", q="配电箱"))

    text, beside = unzipped(answer.data)
    assert text.startswith(BOM)
    headings, *rows = list(csv.reader(io.StringIO(text.removeprefix(BOM))))
    said = dict(line.split("：", 1) for line in beside.splitlines()[1:])
    assert [row[headings.index("隐患描述")] for row in rows] == ["配电箱无门"]
    assert said["记录数"] == "1"
    assert said["筛选条件"] == "搜索：配电箱"
    assert said["SHA-256"] == hashlib.sha256(text.encode()).hexdigest()

    whole, _ = unzipped(signed_in("chenjing").post("/exports/", data=asked(file_format="csv")).data)
    assert "'=HYPERLINK" in whole


@pytest.mark.usefixtures("registers")
@pytest.mark.parametrize("register", ["inspections", "hazards"])
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_rows_of_another_district_are_never_in_the_file(
    signed_in: Browser, register: str, file_format: str
) -> None:
    data = asked(register, file_format, district="500108")
    answer = signed_in("chenjing").post("/exports/", data=data)
    assert answer.status_code == 200
    if file_format == "xlsx":
        first = next(iter(sheets(answer.data).values()))
        assert len(first) == 1
    else:
        text, beside = unzipped(answer.data)
        assert "南岸的隐患" not in text
        assert len(list(csv.reader(io.StringIO(text)))) == 1
        assert "记录数：0" in beside


@pytest.mark.usefixtures("registers")
def test_the_workbook_of_checks_equals_the_page_for_the_city(signed_in: Browser) -> None:
    answer = signed_in("liuyang").post("/exports/", data=asked("inspections"))

    headings, *rows = sheets(answer.data)["检查记录台账"]
    number, found = headings.index("记录编号"), headings.index("隐患数")
    kept = db.session.execute(select(Inspection.id, Inspection.finding_count)).all()
    assert {(row[number], row[found]) for row in rows} == {(str(one.id), one.finding_count) for one in kept}


@pytest.mark.usefixtures("registers")
def test_an_export_is_noted_without_what_was_searched_for(signed_in: Browser) -> None:
    signed_in("chenjing").post("/exports/", data=asked(file_format="csv", q="何平"))

    row = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "register_exported")).one()
    assert row.actor_id == id_of("chenjing")
    assert row.change["rows"] == 0
    assert "何平" not in str(row.change)


@pytest.mark.usefixtures("registers")
def test_the_page_says_what_the_file_will_hold(signed_in: Browser) -> None:
    browser = signed_in("chenjing")

    register = browser.get("/demands?q=配电箱").get_data(as_text=True)
    assert "/exports/new?register=demands&amp;q=" in register
    page = browser.get("/exports/new?register=hazards&q=配电箱").get_data(as_text=True)
    assert 'name="filters.q" value="配电箱"' in page
    assert browser.get("/exports/new?register=unknown").status_code == 404


@pytest.mark.usefixtures("registers")
def test_a_program_asks_follows_and_fetches_and_nobody_else_can(api: Api) -> None:
    officer = api("chenjing")
    asked_for = officer.post("/api/v1/exports", json={"register": "hazards", "filters": {"q": "防护"}})

    assert asked_for.status_code == 202, asked_for.text
    made = asked_for.get_json()
    address = f"/api/v1/exports/{made['id']}"
    seen = officer.get(address).get_json()
    assert (seen["state"], seen["rows"], seen["total"]) == ("done", 1, 1)
    assert len(sheets(fetched(officer, seen["file"]))["隐患台账"]) == 2
    assert api("wanglei").get(address).status_code == 404
    assert api("wanglei").get(seen["file"]).status_code == 404
    assert api("liuyang").get(seen["file"]).status_code == 404


@pytest.mark.usefixtures("registers")
def test_a_large_register_is_written_behind_a_progress_bar(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "DIRECT_ROWS", 2)
    monkeypatch.setattr(operations.registers, "ROWS_AT_ONCE", 2)
    browser = signed_in("chenjing")

    answer = browser.post("/exports/", data=asked(file_format="csv"))
    assert answer.status_code == 302
    page = browser.get(answer.location).get_data(as_text=True)
    assert "下载文件" in page
    _, beside = unzipped(fetched(browser, f"{answer.location}/file"))
    assert "记录数：3" in beside
    assert signed_in("wanglei").get(f"{answer.location}/file").status_code == 404


@pytest.mark.usefixtures("registers")
def test_headings_follow_the_language_of_the_person(signed_in: Browser, api: Api) -> None:
    answer = signed_in("chenjing").post("/exports/?lang=en", data=asked() | {"language": "en"})

    headings = next(iter(sheets(answer.data).values()))[0]
    assert "What is wrong" in headings
    made = api("chenjing").post("/api/v1/exports", json={"register": "hazards", "language": "en"}).get_json()
    behind = sheets(fetched(api("chenjing"), f"/api/v1/exports/{made['id']}/file"))
    assert next(iter(behind.values()))[0] == headings


@pytest.mark.usefixtures("registers")
@pytest.mark.parametrize(
    ("accepted", "sent", "heading"),
    [
        ("en-GB,en", {}, "What is wrong"),
        ("zh-CN", {}, "隐患描述"),
        (None, {}, "隐患描述"),
        ("en", {"language": "zh"}, "隐患描述"),
    ],
)
def test_a_program_that_sends_no_language_gets_that_of_its_headers(
    api: Api, accepted: str | None, sent: dict[str, str], heading: str
) -> None:
    program = api("chenjing")
    headers = {"Accept-Language": accepted} if accepted else {}
    made = program.post("/api/v1/exports", json={"register": "hazards"} | sent, headers=headers).get_json()
    headings = next(iter(sheets(fetched(program, f"/api/v1/exports/{made['id']}/file")).values()))[0]
    assert any(heading in str(one) for one in headings), headings


@pytest.mark.usefixtures("registers")
def test_files_are_kept_a_week(app: Flask, api: Api) -> None:
    made = (
        api("chenjing").post("/api/v1/exports", json={"register": "inspections", "format": "csv"}).get_json()
    )
    later = NOW.replace(year=NOW.year + 20)

    assert operations.sweep_exports(now=later) >= 1
    assert api("chenjing").get(f"/api/v1/exports/{made['id']}").get_json()["file"] is None


@pytest.mark.usefixtures("registers")
def test_whoever_may_not_export_gets_nothing(cast: Cast, tmp_path: Path, signed_in: Browser) -> None:
    hazards = Asked(RegisterName.HAZARDS, FileFormat.CSV)
    with pytest.raises(NotAllowed):
        operations.export_register(
            actor=cast.actor("marui"), now=NOW, asked=hazards, path=tmp_path / "no.csv"
        )
    assert signed_in("marui").post("/exports/", data=asked()).status_code == 403


@pytest.mark.usefixtures("registers")
def test_more_rows_than_a_sheet_holds_are_refused(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations.registers, "EXCEL_ROWS", 3)
    with pytest.raises(Invalid):
        operations.export_register(
            actor=cast.actor("chenjing"),
            now=NOW,
            asked=Asked(RegisterName.HAZARDS, FileFormat.XLSX),
            path=tmp_path / "no.xlsx",
        )


@pytest.mark.usefixtures("registers")
def test_the_command_line_takes_the_filters_of_the_page(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    out = tmp_path / "hazards.csv"
    args = ["export", "hazards", "--format", "csv", "--district", "500108", "--out", str(out)]

    done = run(args=args)
    assert done.exit_code == 0, done.output
    assert "南岸的隐患" in out.read_text(encoding="utf-8")
    assert "临边防护缺失" not in out.read_text(encoding="utf-8")
    assert run(args=args).exit_code == 1
    wrong = run(args=["export", "inspections", "--since", "yesterday", "--out", str(tmp_path / "x.xlsx")])
    assert wrong.exit_code == 1
    assert "since" in wrong.output


@pytest.mark.usefixtures("registers")
def test_the_file_prints_the_head_of_the_audit_before_it(app: Flask, tmp_path: Path) -> None:
    before = head_hash()
    out = tmp_path / "all.csv"
    with one_transaction():
        operations.export_register(
            actor=system_actor(),
            now=NOW,
            asked=Asked(RegisterName.INSPECTIONS, FileFormat.CSV, RegisterFilters()),
            path=out,
        )
    assert before in statement_beside(out).read_text(encoding="utf-8")


@pytest.mark.usefixtures("registers")
@pytest.mark.parametrize("query", ["q=配电箱", "grade=ordinary&sort=-raised", "due=overdue", "colour=orange"])
def test_the_register_of_demands_is_exported_with_exactly_its_filters(
    signed_in: Browser, api: Api, query: str
) -> None:
    browser = signed_in("chenjing")
    page = browser.get(f"/demands?{query}").get_data(as_text=True)
    link = re.search(r'href="(/exports/new[^"]*)"', page)
    assert link is not None
    form = browser.get(html.unescape(link[1])).get_data(as_text=True)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    answer = browser.post("/exports/", data={k: html.unescape(v) for k, v in fields.items()})
    assert answer.status_code == 200, answer.text
    headings, *rows = sheets(answer.data)["隐患与整改台账"]
    shown = api("chenjing").get(f"/api/v1/demands?{query}").get_json()
    column = headings.index("事项编号")
    assert [row[column] for row in rows if row[column]] == [one["id"] for one in shown["items"]]


@pytest.mark.usefixtures("registers")
def test_filters_of_another_register_are_refused_by_name(api: Api) -> None:
    body = {"register": "demands", "filters": {"overdue": True}}
    answer = api("chenjing").post("/api/v1/exports", json=body)
    assert answer.status_code == 422
    assert "filters.overdue" in answer.get_json()["errors"]


@pytest.mark.usefixtures("registers")
def test_a_no_is_a_word_and_what_nobody_said_is_empty(signed_in: Browser, api: Api) -> None:
    proposal = {
        "site_id": str(site_id("tower")),
        "suggestion": "立即撤离",
        "told_name": "张建国",
        "proposed_at": "2026-11-23T09:30:00+08:00",
    }
    for danger, said in {"未说": None, "说是": True, "说否": False}.items():
        body = proposal | {"danger": danger, "health": said, "coal_mine": said}
        assert api("liqiang").put(f"/api/v1/evacuations/{uuid.uuid4()}", json=body).status_code == 201
    answer = signed_in("chenjing").post("/exports/", data=asked("evacuations"))
    headings, *rows = sheets(answer.data)["撤离建议台账"]
    columns = [headings.index(one) for one in ("危险情况", "危险属于职业病危害", "危险现场在煤矿")]
    told = {row[columns[0]]: [row[one] for one in columns[1:]] for row in rows}
    assert told == {"未说": [None] * 2, "说是": ["是"] * 2, "说否": ["否"] * 2}


@pytest.mark.usefixtures("registers")
def test_what_was_said_of_a_finding_is_a_word_in_both_registers_and_unsaid_is_empty(
    signed_in: Browser,
) -> None:
    with one_transaction():
        one = db.session.scalars(select(Demand).where(Demand.summary == "配电箱无门")).one()
        one.orders, one.toxic = True, False
    for register, title, key in (
        ("hazards", "隐患台账", "隐患描述"),
        ("demands", "隐患与整改台账", "问题和隐患"),
    ):
        answer = signed_in("chenjing").post("/exports/", data=asked(register))
        headings, *rows = sheets(answer.data)[title]
        labels = ("存在违章指挥、强令冒险作业", "存在职业病危害", "涉及作业使用的有毒物品", "现场在煤矿")
        columns = [headings.index(label) for label in labels]
        told = {row[headings.index(key)]: [row[at] for at in columns] for row in rows}
        assert told.pop("配电箱无门") == ["是", None, "否", None]
        assert {tuple(one) for one in told.values()} == {(None, None, None, None)}
