"""A register that can be imported goes out, is changed in another program and comes in again: only the change is one.

In workbook and CSV, in both languages, by openpyxl and pandas, and by LibreOffice itself: one case every day, all in the long tests.
"""

from __future__ import annotations

import csv
import io
import itertools
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from safety.accidents.models import Notification
from safety.database import db
from safety.people.models import Member
from safety.projects.models import Project
from safety.workplaces.models import Employer, Site
from tests import machine
from tests.cast import Cast
from tests.workplaces.conftest import CODE, IN_YUZHONG, districts
from tests.workplaces.importing import csv_of, results, run, upload

pytestmark = pytest.mark.once

__all__ = ["districts"]

Open = Callable[[str], FlaskClient]
Rows = list[list[Any]]
UNION = "渝中区总工会（示例）"
LON, LAT = IN_YUZHONG
FORMULA = "-3号楼地下室"
#: More decimals than programs show.
PLACE = f"{LON}1234567,{LAT}7654321"


@dataclass(frozen=True)
class Trip:
    """One register: who takes it out and in, what it holds at first, and what a clerk changes in the sheet."""

    export: str
    imports: str
    takes_out: str
    takes_in: str
    model: type[Any]
    seed: bytes
    #: Heading in both languages, what its cell (of the row that has it) is changed from and to, the field it changes.
    changed: tuple[str, str, Any, Any, str]


SITES = Trip(
    "sites",
    "site",
    "chenjing",
    "chenjing",
    Site,
    csv_of(
        f"解放碑工地,渝中建设,{CODE},新建,E,120,{PLACE},渝中区,A-1,民权路1号",
        f"{FORMULA},渝中建设,{CODE},改建,,,{LON},{LAT},渝中区,,",
        "朝天门仓库,朝天门物流,,在用,G,1200,,,渝中区,0012,",
        head="场所名称,单位名称,统一社会信用代码,场所类型,行业,职工人数,经度,纬度,区县,外部编号,地址",
    ),
    ("职工人数", "Workers", 120, 135, "headcount"),
)
EMPLOYERS = Trip(
    "employers",
    "employer",
    "chenjing",
    "chenjing",
    Employer,
    csv_of(
        f"渝中建设,{CODE},E,120,已建,渝中建设工会,张三,13800000001,民权路1号,渝中区,7",
        "朝天门物流,,G,,未建,,,,,渝中区,",
        "朝天门物流二公司,,,35,,,,,,渝中区,",
        head="单位名称,统一社会信用代码,行业,职工人数,工会组织,工会名称,联系人,联系电话,地址,区县,外部编号",
    ),
    ("工会组织", "Unions", ("未建", "No union"), ("已建", "Has a union"), "has_union"),
)
PROJECTS = Trip(
    "projects",
    "project",
    "chenjing",
    "chenjing",
    Project,
    csv_of(
        f"2026-01,解放碑塔楼,渝中建设,{CODE},新建,E,1200.5,安全设施、职业病防护设施,是,是,2027/6/1,{PLACE},渝中区",
        f"2026-02,解放碑塔楼,渝中建设,{CODE},扩建,,0.3333,安全设施,否,否,,,,渝中区",
        "00031,南纪门改造,南纪门置业,,技改,,,职业病防护设施,,,,,,渝中区",
        head="项目代码,项目名称,建设单位,统一社会信用代码,性质,行业,投资（万元）,三同时设施,高风险,市级项目,计划竣工验收日期,经度,纬度,区县",
    ),
    ("性质", "Nature", ("技术改造项目", "Technical upgrade"), ("扩建项目", "Expansion"), "nature"),
)
NOTICES = Trip(
    "accident-notices",
    "accident-notice",
    "sunjie",
    "sunjie",
    Notification,
    csv_of(
        f"2026/11/20 9:30,应急局,高处坠落，伤者送医,2026/11/20 8:10,解放碑,渝中建设,0,1,0,0,2,125000.5,{PLACE},渝中区,电话",
        "2026/11/21 10:05,住建委,+物体打击,,,,1,0,0,0,0,,,,,",
        head="接报时间,报告单位,内容,发生时间,地点,单位,死亡,重伤,轻伤,下落不明,急性工业中毒,直接经济损失（元）,经度,纬度,区县,渠道",
    ),
    ("死亡", "Death", 1, 2, "deaths"),
)
MEMBERS = Trip(
    "members",
    "member",
    "chenjing",
    "hemei",
    Member,
    csv_of(f"新一,{UNION},xinyi,干事", f"新二,{UNION},,组员", head="姓名,所在工会,登录名,职务"),
    ("职务", "Position", "组员", "组长", "position"),
)
TRIPS = (SITES, EMPLOYERS, PROJECTS, NOTICES, MEMBERS)


def taken_out(trip: Trip, signed_in: Open, form: str, language: str) -> bytes:
    """The file of the export: of a CSV the table alone."""
    answer = signed_in(trip.takes_out).post(
        f"/exports/?lang={language}", data={"register": trip.export, "format": form}
    )
    assert answer.status_code == 200, answer.text
    if form == "xlsx":
        return bytes(answer.data)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".csv"))
        return archive.read(name)


def changed(trip: Trip, rows: Rows, language: str) -> int:
    """Change the one cell of the rows of a sheet; how the file's program numbers its row."""
    chinese, english, *values, _field = trip.changed
    old, new = (one[language == "en"] if isinstance(one, tuple) else one for one in (values[0], values[1]))
    place = rows[0].index(english if language == "en" else chinese)
    row = next(row for row in rows[1:] if str(row[place]).startswith(str(old)))
    row[place] = new
    return rows.index(row) + 1


def by_openpyxl(trip: Trip, content: bytes, language: str) -> tuple[bytes, int]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    number = changed(trip, rows, language)
    for cell, value in zip(sheet[number], rows[number - 1], strict=True):
        cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), number


def by_pandas(trip: Trip, content: bytes, language: str) -> tuple[bytes, int]:
    import pandas as pd

    table = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    rows = [list(table.columns), *table.to_numpy().tolist()]
    number = changed(trip, rows, language)
    out = pd.DataFrame(rows[1:], columns=rows[0]).to_csv(index=False)
    return str(out).encode(), number


def by_libreoffice(trip: Trip, content: bytes, language: str, form: str, folder: Path) -> tuple[bytes, int]:
    """The changed workbook, opened and saved by LibreOffice: as a workbook, or as CSV with what its cells show."""
    soffice = machine.program("soffice", "libreoffice")
    given, number = by_openpyxl(trip, content, language)
    source = folder / "register.xlsx"
    source.write_bytes(given)
    kind = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "csv": "csv:Text - txt - csv (StarCalc):44,34,76"}[form]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "out" / f"register.{form}").read_bytes(), number


def counted(model: type[Any]) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def kept(model: type[Any]) -> list[tuple[Any, ...]]:
    """Everything that the register's records hold."""
    db.session.expire_all()
    table = model.__table__
    return [tuple(row) for row in db.session.execute(select(table).order_by(table.c.id))]


def preview_of(program: FlaskClient, trip: Trip, content: bytes, form: str) -> dict[str, Any]:
    found = upload(program, content, f"register.{form}", of=trip.imports)
    return dict(program.get(f"/api/v1/{trip.imports}-imports/{found['id']}/preview").get_json())


@pytest.fixture(params=TRIPS, ids=lambda one: one.export)
def trip(request: pytest.FixtureRequest, cast: Cast, districts: dict[str, str], api: Open) -> Trip:
    """A register that was filled once."""
    found: Trip = request.param
    done = run(api(found.takes_in), found.seed, of=found.imports)
    assert done["refused"] == 0, results(api(found.takes_in), done, of=found.imports)
    return found


def test_a_register_that_comes_back_as_it_went_out_changes_nothing(
    trip: Trip, signed_in: Open, api: Open
) -> None:
    before = kept(trip.model)
    for form, language in itertools.product(("xlsx", "csv"), ("zh", "en")):
        content = taken_out(trip, signed_in, form, language)
        seen = preview_of(api(trip.takes_in), trip, content, form)
        assert (seen["missing"], seen["updated"], set(seen["counts"])) == ([], [], {"unchanged"}), seen
        done = run(api(trip.takes_in), content, f"register.{form}", of=trip.imports)
        assert (done["unchanged"], done["rows"]) == (seen["counts"]["unchanged"], seen["counts"]["unchanged"])
        assert kept(trip.model) == before


@pytest.mark.parametrize(
    ("form", "edit", "language"), [("xlsx", by_openpyxl, "en"), ("csv", by_pandas, "zh")]
)
def test_what_was_changed_in_the_sheet_is_changed_and_nothing_else(
    trip: Trip, signed_in: Open, api: Open, form: str, edit: Callable[..., tuple[bytes, int]], language: str
) -> None:
    content, number = edit(trip, taken_out(trip, signed_in, form, language), language)
    only_that_row_changes(trip, api(trip.takes_in), content, form, number)


def only_that_row_changes(trip: Trip, program: FlaskClient, content: bytes, form: str, number: int) -> None:
    before = counted(trip.model)
    seen = preview_of(program, trip, content, form)
    others = {outcome: count for outcome, count in seen["counts"].items() if outcome != "unchanged"}
    if trip is NOTICES:  # news is never changed: the row says so
        assert others == {"refused": 1}, seen
        assert [(one["row"], one["field"]) for one in seen["refused"]] == [(number, trip.changed[4])]
        return
    assert others == {"updated": 1}, seen
    (row,) = seen["updated"]
    assert (row["row"], [one["field"] for one in row["changes"]]) == (number, [trip.changed[4]])
    done = run(program, content, f"register.{form}", of=trip.imports)
    assert (done["updated"], done["created"], done["refused"]) == (1, 0, 0)
    assert counted(trip.model) == before


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_register_that_libreoffice_saved_comes_back_with_its_one_change(
    trip: Trip, signed_in: Open, api: Open, form: str, language: str, tmp_path: Path
) -> None:
    exported = taken_out(trip, signed_in, "xlsx", language)
    content, number = by_libreoffice(trip, exported, language, form, tmp_path)
    only_that_row_changes(trip, api(trip.takes_in), content, form, number)


@pytest.mark.once
@pytest.mark.parametrize("trip", [SITES], ids=lambda one: one.export, indirect=True)
def test_chenjing_changes_one_site_in_libreoffice(
    trip: Trip, signed_in: Open, api: Open, tmp_path: Path
) -> None:
    """One case of the long test above, every day."""
    exported = taken_out(trip, signed_in, "xlsx", "zh")
    content, number = by_libreoffice(trip, exported, "zh", "xlsx", tmp_path)
    only_that_row_changes(trip, api(trip.takes_in), content, "xlsx", number)


def renamed(content: bytes, heading: str, old: str, new: str) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    place = rows[0].index(heading)
    for row in rows[1:]:
        row[place] = new if row[place] == old else row[place]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("trip", "heading", "old", "new"),
    [
        (SITES, "场所名称", "解放碑工地", "民权路工地"),
        (EMPLOYERS, "单位名称", "朝天门物流", "朝天门物流集团"),
        (PROJECTS, "项目", "南纪门改造", "南纪门片区改造"),
    ],
    indirect=["trip"],
)
def test_a_name_that_is_put_right_in_the_sheet_renames_the_record(
    trip: Trip, heading: str, old: str, new: str, signed_in: Open, api: Open
) -> None:
    content = renamed(taken_out(trip, signed_in, "csv", "zh"), heading, old, new)
    before = counted(trip.model)
    done = run(api(trip.takes_in), content, of=trip.imports)
    assert (done["updated"], done["created"], done["refused"]) == (1, 0, 0)
    assert counted(trip.model) == before
    assert db.session.scalars(select(trip.model).where(trip.model.name == new)).one()


@pytest.mark.parametrize("trip", [SITES, PROJECTS], ids=lambda one: one.export, indirect=True)
def test_positions_that_went_out_rounded_move_nothing_when_they_come_back(
    trip: Trip, signed_in: Open, api: Open
) -> None:
    rows = list(csv.reader(io.StringIO(taken_out(trip, signed_in, "csv", "zh").decode("utf-8-sig"))))
    for heading in ("经度", "纬度"):
        place = rows[0].index(heading)
        for row in rows[1:]:
            row[place] = str(round(float(row[place]), 2)) if row[place] else ""
    before = kept(trip.model)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    done = run(api(trip.takes_in), out.getvalue().encode(), of=trip.imports)
    assert (done["updated"], done["unchanged"]) == (0, done["rows"])
    assert kept(trip.model) == before


@pytest.mark.parametrize(
    ("trip", "heading", "new", "refused"),
    [
        (SITES, "单位名称", "别的单位", "employer"),
        (SITES, "区县", "涪陵区", "district"),
        (SITES, "记录编号", "01a22d55-bee4-7307-a50a-9086d43da607", "record_id"),
        (EMPLOYERS, "单位名称", "朝天门物流", "name"),
        (PROJECTS, "项目代码", "00031", "external_ref"),
        (MEMBERS, "姓名", "李强", "sign_in_name"),
    ],
    indirect=["trip"],
)
def test_what_a_sheet_does_not_decide_is_refused_with_its_field(
    trip: Trip, heading: str, new: str, refused: str, signed_in: Open, api: Open
) -> None:
    rows = list(csv.reader(io.StringIO(taken_out(trip, signed_in, "csv", "zh").decode("utf-8-sig"))))
    place = rows[0].index(heading)
    row = next(one for one in rows[1:] if one[place] != new)
    row[place] = new
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    done = run(api(trip.takes_in), out.getvalue().encode(), of=trip.imports)
    told = [one["field"] for one in results(api(trip.takes_in), done, of=trip.imports) if one["field"]]
    assert (done["updated"], done["created"], told) == (0, 0, [refused])
