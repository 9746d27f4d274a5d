"""A register of projects comes in whole: row by row, once, and only where its importer may."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from flask import Flask
from shapely.geometry import box
from sqlalchemy import func, select

from maps.coordinates import wgs84_to_gcj02
from safety.database import db
from safety.projects.models import Project
from safety.workplaces.models import Employer
from tests.cast import Cast
from tests.projects.importing import LAT, LON, TOWER, Open, csv_of, districts, results, run, upload
from tests.workplaces.conftest import CODE, IN_NANAN
from tests.workplaces.importing import xlsx_of

__all__ = ["districts"]


def counts(done: dict[str, Any]) -> tuple[int, ...]:
    """Created, updated, unchanged, refused."""
    return tuple(done[name] for name in ("created", "updated", "unchanged", "refused"))


def test_a_row_becomes_a_project_with_its_owner_and_district(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    assert counts(run(api("chenjing"), csv_of(TOWER))) == (1, 0, 0, 0)
    project = db.session.scalars(select(Project)).one()
    assert (project.external_ref, project.nature, project.stage) == ("2026-500103-01", "new", "registered")
    assert (project.owner_name, project.owner.credit_code) == ("渝中建设", CODE)
    assert (project.investment_yuan, project.acceptance_planned_on) == (
        Decimal(12_005_000),
        date(2027, 6, 1),
    )
    assert (project.tracks, project.is_high_risk) == (["safety", "health"], True)
    assert (project.district_code, project.district_found) == ("500103", "500103")
    assert project.union_id == cast.union("yuzhong").id


def test_each_bad_row_is_refused_with_its_field(cast: Cast, districts: dict[str, str], api: Open) -> None:
    program = api("chenjing")
    rows = {
        ",缺单位,,,新建,,,,,,,": "employer",
        ",缺性质,某公司,,,,,,,,,": "nature",
        ",坏性质,某公司,,城堡,,,,,,,": "nature",
        ",坏代码,某公司,914403001922038217,新建,,,,,,,": "credit_code",
        ",坏金额,某公司,,新建,很多,,,,,,": "investment_wan",
        ",坏设施,某公司,,新建,,食堂,,,,,": "tracks",
        ",坏风险,某公司,,新建,,,也许,,,,": "is_high_risk",
        ",坏日期,某公司,,新建,,,,2027-13-01,,,": "acceptance_planned_on",
        ",填反,某公司,,新建,,,,,29.55,106.56,": "lon",
        ",坏区县,某公司,,新建,,,,,,,巴黎": "district",
        f",外区,某公司,,新建,,,,,{IN_NANAN[0]},{IN_NANAN[1]},": "district",
    }
    done = run(program, csv_of(TOWER, *rows))
    assert counts(done) == (1, 0, 0, len(rows))
    found = results(program, done)
    assert [row["field"] for row in found[1:]] == list(rows.values())
    assert all(row["reason"] for row in found[1:])
    assert found[0]["project_id"] is not None
    assert list(db.session.scalars(select(Employer.name))) == ["渝中建设"]


def test_the_same_file_again_changes_nothing_and_an_edited_one_updates(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(TOWER))
    assert counts(run(program, csv_of(TOWER))) == (0, 0, 1, 0)
    renamed = TOWER.replace("解放碑塔楼新建工程", "解放碑塔楼工程（更名）").replace("1200.5", "1300")
    assert counts(run(program, csv_of(renamed))) == (0, 1, 0, 0)
    project = db.session.scalars(select(Project)).one()
    assert (project.name, project.investment_yuan) == ("解放碑塔楼工程（更名）", Decimal(13_000_000))
    kept = "2026-500103-01,解放碑塔楼工程（更名）,渝中建设,,,,,,,,,"
    assert counts(run(program, csv_of(kept))) == (0, 0, 1, 0)
    db.session.expire_all()
    assert project.investment_yuan == Decimal(13_000_000)


def test_without_a_code_owner_and_name_tell_a_project_again(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    plain = ",一号楼,渝中建设,,新建,{},,,,,,渝中区"
    run(program, csv_of(plain.format(100)))
    assert counts(run(program, csv_of(plain.format(200)))) == (0, 1, 0, 0)
    coded = "X-1,一号楼,渝中建设,,新建,,,,,,,渝中区"
    assert counts(run(program, csv_of(coded))) == (0, 1, 0, 0)
    second_phase = coded.replace("X-1", "X-2")
    assert counts(run(program, csv_of(second_phase, coded))) == (1, 0, 1, 0)
    ambiguous = run(program, csv_of(plain.format(300)))
    assert (counts(ambiguous), results(program, ambiguous)[0]["field"]) == ((0, 0, 0, 1), "external_ref")
    assert db.session.scalar(select(func.count(Project.id))) == 2


def test_a_code_of_another_owners_project_renames_nothing(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(TOWER))
    other = run(program, csv_of("2026-500103-01,别的工程,别家建设,,新建,,,,,,,渝中区"))
    assert (other["refused"], results(program, other)[0]["field"]) == (1, "external_ref")
    assert list(db.session.scalars(select(Employer.name))) == ["渝中建设"]


def test_planned_days_are_checked_together_with_those_known(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(TOWER))
    head = "项目代码,项目名称,建设单位,性质,计划投入使用日期"
    early = f"{head}\n2026-500103-01,解放碑塔楼新建工程,渝中建设,新建,2027年3月1日".encode()
    done = run(program, early)
    assert (done["refused"], results(program, done)[0]["field"]) == (1, "use_planned_on")
    turned = (
        "计划设计审查日期,项目名称,建设单位,性质,计划竣工验收日期\n2027-06-01,二号楼,渝中建设,新建,2027-01-01"
    )
    done = run(program, turned.encode())
    assert (done["refused"], results(program, done)[0]["field"]) == (1, "acceptance_planned_on")


def test_projects_from_a_gcj_02_workbook_land_where_they_are(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    lon, lat = wgs84_to_gcj02(LON, LAT)
    rows: list[list[Any]] = [
        ["Project", "Owner", "Nature", "Longitude", "Latitude", "Investment (yuan)", "use_planned_on"],
        ["Tower", "渝中建设", "new", lon, lat, 12_000_000, "2027-06-01"],
    ]
    assert run(api("chenjing"), xlsx_of(rows), "projects.xlsx", datum="gcj02")["created"] == 1
    project = db.session.scalars(select(Project)).one()
    assert project.lon == pytest.approx(LON, abs=1e-6)
    assert project.given_lon == pytest.approx(lon)
    assert (project.datum, project.investment_yuan) == ("gcj02", Decimal(12_000_000))


def test_outlines_come_in_from_geojson_and_a_line_is_refused(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    ring = [[LON, LAT], [LON + 0.001, LAT], [LON + 0.001, LAT + 0.001], [LON, LAT]]
    shapes = [{"type": "Polygon", "coordinates": [ring]}, {"type": "LineString", "coordinates": ring}]
    features = [
        {
            "type": "Feature",
            "properties": {"项目名称": f"地块{n}", "建设单位": "渝中建设", "性质": "新建"},
            "geometry": shape,
        }
        for n, shape in enumerate(shapes)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    program = api("chenjing")
    done = run(program, content, "projects.geojson")
    assert counts(done) == (1, 0, 0, 1)
    assert results(program, done)[1]["field"] == "outline"
    outline = db.session.scalars(select(Project.outline)).one()
    assert outline is not None
    assert outline["type"] == "Polygon"


def test_projects_of_a_geopackage_come_in_once(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path
) -> None:
    columns = {"项目名称": ["一号楼"], "建设单位": ["渝中建设"], "性质": ["新建"]}
    places = geopandas.GeoDataFrame(columns, geometry=[box(LON, LAT, LON + 0.001, LAT + 0.001)], crs=4326)
    pyogrio.write_dataframe(places, tmp_path / "projects.gpkg", layer="projects")
    content = (tmp_path / "projects.gpkg").read_bytes()
    assert counts(run(api("chenjing"), content, "projects.gpkg")) == (1, 0, 0, 0)
    assert counts(run(api("chenjing"), content, "projects.gpkg")) == (0, 0, 1, 0)


def test_formulas_and_control_characters_are_harmless(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    done = run(
        program, csv_of(',"=HYPERLINK(""http://evil"")\x07",渝中建设,,新建,,,,,,,', ",坏,@公司,,城堡,,,,,,,")
    )
    assert counts(done) == (1, 0, 0, 1)
    assert db.session.scalars(select(Project.name)).one() == '=HYPERLINK("http://evil")'
    table = signed_in("chenjing").get(f"/projects/import/{done['id']}/results.csv").text
    assert "'=HYPERLINK" in table


def test_only_who_may_import_does_and_only_in_the_own_district(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    kept = upload(api("chenjing"), csv_of(TOWER))
    address = f"/api/v1/project-imports/{kept['id']}"
    assert api("wufang").get(address).status_code == 403
    assert api("wanglei").get(address).status_code == 404
    assert api("chenjing").get(f"/api/v1/site-imports/{kept['id']}").status_code == 404
    assert signed_in("chenjing").get(f"/sites/import/{kept['id']}").status_code == 404
    elsewhere = run(api("wanglei"), csv_of(TOWER))
    assert counts(elsewhere) == (0, 0, 0, 1)
    assert db.session.scalar(select(func.count(Project.id))) == 0


def test_the_page_foresees_imports_and_shows_the_results(
    cast: Cast, districts: dict[str, str], signed_in: Open
) -> None:
    browser = signed_in("chenjing")
    assert "项目代码相同的是同一项目" in browser.get("/projects/import").text
    sent = browser.post(
        "/projects/import",
        data={"file": (io.BytesIO(csv_of(TOWER, ",坏,某公司,1,新建,,,,,,,")), "projects.csv")},
    )
    address = sent.headers["Location"]
    preview = browser.get(address).text
    assert "新增 1" in preview
    assert "拒绝 1" in preview
    assert db.session.scalar(select(func.count(Project.id))) == 0
    browser.post(f"{address}/start", data={"datum": "wgs84"})
    shown = browser.get(address).text
    project_id = db.session.scalars(select(Project.id)).one()
    assert f"/projects/{project_id}" in shown
    assert "应为 18 位" in shown
    assert "refused" in browser.get(f"{address}/results.csv").text


def test_the_preview_names_rows_that_are_probably_registered_already(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    program = api("chenjing")
    run(program, csv_of(TOWER))
    kept = upload(program, csv_of(TOWER, f",解放碑1号塔楼新建工程,渝中建设,{CODE},新建,,,,,{LON},{LAT},"))
    preview = program.get(f"/api/v1/project-imports/{kept['id']}/preview?datum=wgs84").get_json()
    assert [(one["row"], one["project_name"]) for one in preview["duplicates"]] == [(3, "解放碑塔楼新建工程")]
    assert [one["outcome"] for one in preview["outcomes"]] == ["unchanged", "created"]
    page = signed_in("chenjing").get(f"/projects/import/{kept['id']}").text
    assert "1 行可能是已经登记的项目" in page


def test_the_empty_sheet_filled_in_comes_in(
    cast: Cast, districts: dict[str, str], signed_in: Open, api: Open
) -> None:
    from python_calamine import CalamineWorkbook

    sheet = signed_in("chenjing").get("/projects/import/sheet.xlsx").data
    head = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()[0]
    row = {"项目名称*": "一号楼", "建设单位*": "渝中建设", "性质*": "技术改造项目"}
    done = run(api("chenjing"), xlsx_of([head, [row.get(str(one), "") for one in head]]), "projects.xlsx")
    assert counts(done) == (1, 0, 0, 0)


@pytest.mark.parametrize("file_format", ["xlsx", "geojson"])
def test_the_exported_register_comes_in_again_and_changes_nothing(
    app: Flask, cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, file_format: str
) -> None:
    program = api("chenjing")
    run(program, csv_of(TOWER))
    path = tmp_path / f"projects.{file_format}"
    asked = ["export", "projects", "--format", file_format, "--out", str(path)]
    assert app.test_cli_runner().invoke(args=asked).exit_code == 0
    done = run(program, path.read_bytes(), path.name)
    assert counts(done) == (0, 0, 1, 0), results(program, done)


def test_the_clerk_imports_from_the_command_line(
    app: Flask, cast: Cast, districts: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "projects.csv"
    path.write_bytes(csv_of(TOWER, ",缺单位,,,新建,,,,,,,"))
    union = cast.union("yuzhong").name
    asked = ["import", "projects", str(path), "--union", union, "--datum", "wgs84"]
    result = app.test_cli_runner().invoke(args=asked)
    assert result.exit_code == 0, result.output
    assert "created 1, updated 0, unchanged 0, refused 1" in result.output
    assert "3 employer 此项必填" in result.output


def test_the_form_of_a_project_holds_its_code(
    cast: Cast, districts: dict[str, str], api: Open, signed_in: Open
) -> None:
    run(api("chenjing"), csv_of(TOWER))
    project_id = db.session.scalars(select(Project.id)).one()
    browser = signed_in("chenjing")
    assert 'value="2026-500103-01"' in browser.get(f"/projects/{project_id}/edit").text
    assert "2026-500103-01" in browser.get(f"/projects/{project_id}").text
