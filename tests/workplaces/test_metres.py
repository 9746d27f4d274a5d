"""Surveyors' sheets and maps in metres: the zone is chosen by name, checked against the district, never guessed silently."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyproj
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy import select

from safety.database import db
from safety.workplaces.models import Site
from tests.cast import Cast
from tests.workplaces.conftest import CODE, IN_YUZHONG
from tests.workplaces.importing import Open, csv_of, results, upload
from tests.workplaces.test_maps_of_programs import shapefile, zipped

pytestmark = pytest.mark.once

LON, LAT = IN_YUZHONG
ZONE = "cgcs2000-3-105"
#: IN_YUZHONG in CGCS2000 / 3-degree Gauss-Kruger CM 105E, by PROJ.
EAST, NORTH = pyproj.Transformer.from_crs(4490, 4544, always_xy=True).transform(LON, LAT)


def sheet(x: float | str, y: float | str, head: str = "东坐标,北坐标") -> bytes:
    return csv_of(f"解放碑工地,渝中建设,{CODE},{x},{y}", head=f"场所名称,单位名称,统一社会信用代码,{head}")


def unnamed_shapefile(folder: Path) -> bytes:
    shapefile(folder, "UTF-8", with_cpg=True, areas=[Point(EAST, NORTH), Point(EAST + 100, NORTH)])
    (folder / "sites.prj").unlink()
    return zipped(folder)


def choose(program: FlaskClient, kept: dict[str, Any], projection: str) -> Any:
    return program.put(f"/api/v1/site-imports/{kept['id']}/projection", json={"projection": projection})


def preview(program: FlaskClient, kept: dict[str, Any]) -> dict[str, Any]:
    return dict(program.get(f"/api/v1/site-imports/{kept['id']}/preview").get_json())


def start(program: FlaskClient, kept: dict[str, Any], datum: str = "cgcs2000") -> Any:
    return program.post(f"/api/v1/site-imports/{kept['id']}/start", json={"datum": datum})


@pytest.mark.parametrize(
    "content",
    [
        sheet(EAST, NORTH),
        sheet(f"35{EAST:.3f}", f'"{NORTH:,.3f}"'),
        sheet(NORTH, EAST, "X,Y"),
        b"shapefile",
    ],
    ids=["plain", "zone before the easting, commas", "northing called X", "shapefile without .prj"],
)
def test_metres_land_where_they_are_once_their_zone_is_chosen(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, content: bytes
) -> None:
    program = api("chenjing")
    is_table = content != b"shapefile"
    kept = upload(
        program,
        content if is_table else unnamed_shapefile(tmp_path),
        "sites.csv" if is_table else "sites.zip",
    )
    assert (kept["in_metres"], kept["projection"]) == (True, None)
    told = preview(program, kept)
    assert told["guessed_projection"] == ZONE  # of 陈静's district, as no row names another
    assert "投影坐标系" in told["refused"][0]["reason"]
    refused = start(program, kept)
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"projection"})
    chosen = choose(program, kept, ZONE).get_json()
    assert (chosen["projection"], chosen["guessed_datum"]) == (ZONE, "cgcs2000")
    told = preview(program, kept)
    assert told["counts"] == {"created": 1 if is_table else 2}
    assert "中央经线 105°E" in " ".join(told["remarks"])
    assert set(start(program, kept, "gcj02").get_json()["errors"]) == {"datum"}
    assert start(program, kept).status_code == 202
    site = db.session.scalars(select(Site).where(Site.name == "解放碑工地")).one()
    assert [site.lon, site.lat] == pytest.approx([LON, LAT], abs=1e-7)


def test_another_zone_is_told_by_the_district_and_by_its_number(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    kept = upload(program, sheet(EAST, NORTH))
    choose(program, kept, "cgcs2000-3-108")
    (far,) = preview(program, kept)["refused"]
    assert (far["field"], "公里" in far["reason"]) == ("district", True)
    numbered = upload(program, sheet(35_000_000 + EAST, NORTH))
    choose(program, numbered, "cgcs2000-6-105")
    (wrong,) = preview(program, numbered)["refused"]
    assert (wrong["field"], "带号是 35" in wrong["reason"], "18" in wrong["reason"]) == ("lon", True, True)


def test_a_row_in_degrees_among_metres_is_refused_by_itself(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    program = api("chenjing")
    rows = [
        f"解放碑工地,渝中建设,{EAST},{NORTH}",
        f"朝天门工地,渝中建设,{LON},{LAT}",
        "无坐标工地,渝中建设,,",
    ]
    kept = upload(program, csv_of(*rows, head="场所名称,单位名称,easting,northing"))
    choose(program, kept, ZONE)
    assert start(program, kept).status_code == 202
    told = results(program, kept)
    assert [one["outcome"] for one in told] == ["created", "refused", "created"]
    assert "不是所选投影坐标系的米数" in told[1]["reason"]


@pytest.mark.parametrize("old", ["xian80", "beijing54"])
def test_older_systems_are_refused_with_the_reason(
    cast: Cast, districts: dict[str, str], api: Open, old: str
) -> None:
    program = api("chenjing")
    answer = choose(program, upload(program, sheet(EAST, NORTH)), old)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "old_system")
    assert "没有公开的精确换算" in answer.get_json()["errors"]["projection"][0]
    degrees = upload(program, sheet(LON, LAT))
    assert (degrees["in_metres"], choose(program, degrees, ZONE).status_code) == (False, 422)


def test_the_page_offers_the_zones_by_name_and_reads_by_the_chosen_one(
    cast: Cast, districts: dict[str, str], signed_in: Open
) -> None:
    pages = signed_in("chenjing")
    sent = pages.post("/sites/import", data={"file": (io.BytesIO(sheet(EAST, NORTH)), "sites.csv")})
    kept = sent.headers["Location"]
    page = pages.get(kept).get_data(as_text=True)
    assert "CGCS2000 3 度带，中央经线 105°E（第 35 带）" in page
    assert "西安 80（不能精确换算）" in page
    refused = pages.post(f"{kept}/projection", data={"projection": "xian80"})
    assert (refused.status_code, "没有公开的精确换算" in refused.get_data(as_text=True)) == (422, True)
    assert pages.post(f"{kept}/projection", data={"projection": ZONE}).status_code == 302
    assert "坐标已从 CGCS2000 3 度带" in pages.get(kept).get_data(as_text=True)


def test_the_clerk_names_the_zone_on_the_command_line(
    app: Flask, cast: Cast, districts: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(sheet(EAST, NORTH))
    run = ["import", "sites", str(path), "--union", cast.union("yuzhong").name]
    asked = app.test_cli_runner().invoke(args=[*run, "--datum", "cgcs2000"])
    assert asked.exit_code != 0
    assert f"--projection ZONE (it seems to be {ZONE})" in asked.output
    done = app.test_cli_runner().invoke(args=[*run, "--projection", ZONE])
    assert "created 1" in done.output, done.output
