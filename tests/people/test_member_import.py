from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid, NotAllowed, Refusal, TooLarge
from safety.people.member_sheet import COLUMNS, MOST_ROWS, empty_sheet, read_rows
from safety.people.operations.member_import import RowResult, import_members
from safety.people.schemas import MemberRow
from safety.transactions import one_transaction
from tests.cast import Cast

UNION = "渝中区总工会（示例）"


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def take(cast: Cast, *rows: Mapping[str, Any]) -> list[RowResult]:
    with one_transaction():
        return import_members(actor=cast.actor("hemei"), now=cast.now, rows=rows, read=MemberRow().load)


def test_the_empty_sheet_is_read_back_with_all_its_columns() -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty_sheet()))
    assert book.active is not None
    headings = [str(cell.value).removesuffix("*") for cell in book.active[1]]
    assert headings == list(COLUMNS)
    assert read_rows(empty_sheet()) == []


def test_dates_numbers_and_formulas_become_plain_text() -> None:
    rows = read_rows(
        workbook(
            ["姓名", "所在工会", "电话", "任期起", "不认识的列"],
            ["甲", UNION, 13800000000, date(2026, 1, 5), "x"],
            [None, None, None, None, None],
            ["=1+1", UNION, "", "", ""],
        )
    )
    assert rows[0] == {"name": "甲", "union": UNION, "phone": "13800000000", "valid_from": "2026-01-05"}
    assert len(rows) == 2
    assert "=" not in rows[1].get("name", "")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<svg/>", "姓名,工会".encode()])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_rows(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_but_never_break(content: bytes) -> None:
    with suppress(Refusal):
        rows = read_rows(content)
        assert all(row and set(row) <= set(COLUMNS.values()) for row in rows)


def test_a_sheet_without_the_needed_columns_or_with_too_many_rows_is_refused() -> None:
    with pytest.raises(Invalid):
        read_rows(workbook(["姓名"], ["甲"]))
    with pytest.raises(TooLarge):
        read_rows(workbook(["姓名", "所在工会"], *(["甲", UNION] for _ in range(MOST_ROWS + 1))))


def test_good_rows_are_taken_and_bad_ones_say_why(cast: Cast) -> None:
    results = take(
        cast,
        {
            "name": "新一",
            "union": UNION,
            "sign_in_name": "xinyi",
            "role": "劳动保护监督检查员",
            "valid_from": "2026-01-01",
            "certificate_number": "N-1",
            "certificate_issuer": "重庆市总工会（示例）",
            "certificate_issued_on": "2026-01-01",
            "certificate_valid_to": "2028-12-31",
        },
        {"name": "新二", "union": "没有的工会"},
        {"name": "新三", "union": UNION, "role": "局长", "valid_from": "2026-01-01"},
        {"name": "新四", "union": UNION, "sign_in_name": "xinyi2", "role": "auditor"},
        {"name": "李强", "union": "渝中区总工会", "sign_in_name": "liqiang", "position": "组长"},
    )
    assert [one.outcome for one in results] == ["created", "refused", "refused", "refused", "updated"]
    assert [one.number for one in results] == [2, 3, 4, 5, 6]
    assert all(bool(one.reasons) == (one.outcome == "refused") for one in results)
    assert results[0].temporary_password
    assert results[4].temporary_password is None
    assert cast.member("liqiang").position == "组长"


def test_the_same_sheet_again_updates_and_adds_nothing_twice(cast: Cast) -> None:
    row = {
        "name": "新一",
        "union": UNION,
        "sign_in_name": "xinyi",
        "role": "inspector",
        "valid_from": "2026-01-01",
    }
    first = take(cast, row)
    again = take(cast, row)
    assert (first[0].outcome, again[0].outcome) == ("created", "updated")


def test_a_row_refused_half_way_leaves_nothing_of_itself(cast: Cast) -> None:
    results = take(cast, {"name": "半途", "union": UNION, "sign_in_name": "bantu", "role": "inspector"})
    assert results[0].outcome == "refused"
    again = take(cast, {"name": "半途", "union": UNION, "sign_in_name": "bantu"})
    assert again[0].outcome == "created"


def test_only_who_manages_members_imports_them(cast: Cast) -> None:
    with pytest.raises(NotAllowed), one_transaction():
        import_members(actor=cast.actor("chenjing"), now=cast.now, rows=[], read=MemberRow().load)


def test_the_page_previews_without_writing_and_imports_after_the_confirmation(
    cast: Cast, signed_in: Callable[[str], FlaskClient]
) -> None:
    browser = signed_in("hemei")
    sheet = workbook(["姓名", "所在工会", "登录名"], ["页面来的", UNION, "yemian"])
    preview = browser.post("/people/members/import", data={"file": (io.BytesIO(sheet), "人员.xlsx")})
    assert "可导入 1 行" in preview.text
    assert "页面来的" not in browser.get("/people/members?q=yemian").text
    rows = '[{"name": "页面来的", "union": "' + UNION + '", "sign_in_name": "yemian"}]'
    done = browser.post("/people/members/import/confirm", data={"rows": rows})
    assert "新增 1 人" in done.text
    assert "页面来的" in browser.get("/people/members?q=yemian").text


def test_the_api_tells_what_would_become_of_each_row(cast: Cast, api: Callable[[str], FlaskClient]) -> None:
    rows = [{"name": "接口来的", "union": UNION, "sign_in_name": "jiekou"}]
    dry = api("hemei").post("/api/v1/members/import", json={"rows": rows})
    assert dry.json["items"][0] | {"name": ""} == {  # type: ignore[index]
        "number": 2,
        "name": "",
        "sign_in_name": "jiekou",
        "outcome": "created",
        "reasons": [],
        "temporary_password": None,
        "changes": [],
        "candidates": [],
    }
    done = api("hemei").post("/api/v1/members/import", json={"rows": rows, "dry_run": False})
    assert done.json["items"][0]["temporary_password"]  # type: ignore[index]
