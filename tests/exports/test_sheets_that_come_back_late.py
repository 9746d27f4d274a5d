"""A sheet that comes back after others wrote, twice over, or matched by hand: nothing newer is undone, no row is taken twice."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.database import db
from safety.transactions import one_transaction
from tests.exports.test_round_trips import (
    EMPLOYERS,
    MEMBERS,
    PROJECTS,
    SITES,
    Open,
    Trip,
    counted,
    districts,
    kept,
    renamed,
    taken_out,
    trip,
)
from tests.workplaces.importing import csv_of, results, run, upload

__all__ = ["districts", "trip"]

FIRST = re.compile(r'<select[^>]*name="(columns[^"]*)".*?</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="([^"]*)" selected')


def fields_of(program: FlaskClient, done: dict[str, Any], trip: Trip) -> list[str]:
    return [one["field"] for one in results(program, done, of=trip.imports) if one["field"]]


@pytest.mark.parametrize(
    ("trip", "column", "newer"),
    [(SITES, "headcount", 7), (EMPLOYERS, "headcount", 7), (PROJECTS, "nature", "imported"), (MEMBERS, "position", "顾问")],
    indirect=["trip"],
)  # fmt: skip
def test_a_row_that_went_out_before_the_last_edit_does_not_undo_it(
    trip: Trip, column: str, newer: object, signed_in: Open, api: Open
) -> None:
    content = taken_out(trip, signed_in, "csv", "zh")
    with one_transaction():
        edited = db.session.scalars(
            select(trip.model).where(getattr(trip.model, column).is_not(None))
        ).first()
        assert edited is not None
        setattr(edited, column, newer)
        edited.version += 1
    before, program = kept(trip.model), api(trip.takes_in)
    done = run(program, content, of=trip.imports)
    assert (done["updated"], done["created"], done["unchanged"]) == (0, 0, done["rows"] - 1)
    assert fields_of(program, done, trip) == ["record_version"]
    assert kept(trip.model) == before


@pytest.mark.parametrize(
    "trip", [SITES, EMPLOYERS, PROJECTS, MEMBERS], ids=lambda one: one.export, indirect=True
)
def test_of_two_rows_of_one_record_neither_is_taken(trip: Trip, signed_in: Open, api: Open) -> None:
    rows = list(csv.reader(io.StringIO(taken_out(trip, signed_in, "csv", "zh").decode("utf-8-sig"))))
    out, before, program = io.StringIO(), kept(trip.model), api(trip.takes_in)
    csv.writer(out).writerows([*rows, rows[1]])
    done = run(program, out.getvalue().encode(), of=trip.imports)
    assert (done["updated"], done["created"], done["unchanged"]) == (0, 0, done["rows"] - 2)
    assert fields_of(program, done, trip) == ["record_id", "record_id"]
    assert kept(trip.model) == before


@pytest.mark.parametrize("trip", [SITES], ids=["sites"], indirect=True)
def test_columns_matched_by_hand_keep_the_ids_of_the_rows(trip: Trip, signed_in: Open, api: Open) -> None:
    program, browser = api("chenjing"), signed_in("chenjing")
    content = renamed(taken_out(trip, signed_in, "csv", "zh"), "场所名称", "解放碑工地", "民权路工地")
    before, found = counted(trip.model), upload(program, content)
    page = browser.get(f"/sites/import/{found['id']}").get_data(as_text=True)
    chosen = {}
    for one in FIRST.finditer(page):
        value = CHOSEN.search(one[0])
        chosen[one[1]] = html.unescape(value[1]) if value else ""
    assert chosen["columns.record_id"] == "记录编号"
    assert browser.post(f"/sites/import/{found['id']}/columns", data=chosen).status_code == 302
    program.post(f"/api/v1/site-imports/{found['id']}/start", json={"datum": "wgs84"})
    done = program.get(f"/api/v1/site-imports/{found['id']}").get_json()
    assert (done["updated"], done["created"], done["refused"]) == (1, 0, 0)
    assert counted(trip.model) == before


@pytest.mark.parametrize("trip", [SITES], ids=["sites"], indirect=True)
def test_an_english_sheet_names_the_columns_that_are_only_read(
    trip: Trip, signed_in: Open, api: Open
) -> None:
    found = upload(api("chenjing"), taken_out(trip, signed_in, "csv", "en"))
    page = signed_in("chenjing").get(f"/sites/import/{found['id']}?lang=en").get_data(as_text=True)
    (told,) = re.findall(r"changes in them are not imported: ([^<]*)<", page)
    assert "State" in told
    assert "employer_id" not in told


@pytest.mark.parametrize("trip", [SITES], ids=["sites"], indirect=True)
def test_a_foreign_register_may_number_its_records_in_its_own_way(trip: Trip, api: Open) -> None:
    content = csv_of(
        "A-0001,较场口工地,渝中建设,新建,渝中区", head="记录编号,场所名称,单位名称,场所类型,区县"
    )
    done = run(api("chenjing"), content)
    assert (done["created"], done["refused"]) == (1, 0)
