"""Boundary files as offices and map services make them, and an edition that is taken back until something rests on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from maps.boundaries import district_at, editions_folder, shipped_edition
from maps.coordinates import Datum
from maps.district_matching import Columns
from maps.outlines import UnusableOutlinesError, read_outlines, remarks_on
from safety.audit.models import AuditEntry
from safety.database import db
from safety.workplaces.operations.notations import district_meant
from tests.cast import Cast
from tests.maps.places import add_site
from tests.maps.test_commands import LATER, OPTIONS, SHIPPED, new_file, no_editions_left, run  # noqa: F401

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]


def rewritten(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The shipped outlines with each feature changed."""
    document: dict[str, Any] = json.loads(SHIPPED.read_text())
    del document["edition"]
    for feature in document["features"]:
        change(feature)
    path = folder / "districts.geojson"
    path.write_text(json.dumps(document, ensure_ascii=False))
    return path


def columns(code: str, name: str, given: Callable[[str], object]) -> Callable[[dict[str, Any]], None]:
    def change(feature: dict[str, Any]) -> None:
        told = feature["properties"]
        feature["properties"] = {"level": 3, code: given(told["code"]), name: told["name"]}

    return change


@pytest.mark.parametrize(
    ("code", "name", "given"),
    [
        ("id", "name", str),
        ("adcode", "NAME", int),
        ("gb", "name", lambda code: f"156{code}"),
        ("区划代码", "名称", lambda code: f"{code}000000"),
        ("PAC", "XZQMC", float),
    ],
)
def test_codes_are_found_where_programs_put_them(
    app: Flask, tmp_path: Path, code: str, name: str, given: Callable[[str], object]
) -> None:
    path = rewritten(tmp_path, columns(code, name, given))
    assert {
        one.code: one.name for one in read_outlines(path, Datum.WGS84).values()
    } == shipped_edition().names
    assert remarks_on(path) == []


def test_columns_of_other_names_are_chosen(app: Flask, tmp_path: Path) -> None:
    path = rewritten(tmp_path, columns("F1", "F2", str))
    with pytest.raises(UnusableOutlinesError, match="认不出"):
        read_outlines(path, Datum.WGS84)
    assert len(read_outlines(path, Datum.WGS84, Columns("F1", "F2"))) == 38
    code, output = run(app, "import", str(path), *OPTIONS, "--code-column", "F1", "--name-column", "F2")
    assert (code, "38 districts are used" in output) == (0, True), output


def test_former_counties_become_the_districts_that_follow_them(app: Flask, tmp_path: Path) -> None:
    old = {"500155": ("500228", "梁平县"), "500156": (None, "武隆县"), "500103": (None, "渝中区")}

    def change(feature: dict[str, Any]) -> None:
        told = feature["properties"]
        code, name = old.get(told["code"], (told["code"], told["name"]))
        feature["properties"] = {"code": code, "name": name}

    path = rewritten(tmp_path, change)
    found = read_outlines(path, Datum.WGS84)
    assert {one.code: one.name for one in found.values()} == shipped_edition().names
    assert "梁平县 500228 按 梁平区 500155 读取" in map(str, remarks_on(path))
    assert len(remarks_on(path)) == 3


@pytest.mark.parametrize("words", ["梁平县", "重庆市梁平县", "500228", "梁平"])
def test_a_sheet_of_sites_may_name_a_former_county_too(words: str) -> None:
    assert district_meant(words, shipped_edition().names) == "500155"


def test_two_former_counties_of_one_district_are_one_area(app: Flask, tmp_path: Path) -> None:
    from shapely import box, to_geojson

    document: dict[str, Any] = json.loads(SHIPPED.read_text())
    feature = next(one for one in document["features"] if one["properties"]["code"] == "500110")
    area = shipped_edition().outlines["500110"].area
    west, south, east, north = area.bounds
    middle = (south + north) / 2
    halves = [
        area.intersection(box(west, south, east, middle)),
        area.intersection(box(west, middle, east, north)),
    ]
    document["features"].remove(feature)
    for (code, name), half in zip((("500222", "綦江县"), ("500110", "万盛区")), halves, strict=True):
        geometry = json.loads(to_geojson(half))
        document["features"].append(
            {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry}
        )
    path = tmp_path / "old.geojson"
    path.write_text(json.dumps(document))
    found = read_outlines(path, Datum.WGS84)
    assert (len(found), found["500110"].name) == (38, "綦江区")
    assert found["500110"].area.symmetric_difference(area).area < 1e-9


def test_what_is_no_district_or_two_of_them_is_refused(app: Flask, tmp_path: Path) -> None:
    def change(feature: dict[str, Any]) -> None:
        told = feature["properties"]
        if told["code"] == "500103":
            feature["properties"] = {"code": "", "name": "某某新区"}
        if told["code"] == "500105":
            feature["properties"] = {"code": "500105", "name": "渝北区"}

    with pytest.raises(UnusableOutlinesError) as refused:
        read_outlines(rewritten(tmp_path, change), Datum.WGS84)
    told = " ".join(map(str, refused.value.reasons))
    assert "某某新区" in told
    assert "“渝北区”和代码 500105 是两个区县" in told


def take_back(program: FlaskClient, name: str = "示例版") -> Any:
    rows = program.get("/api/v1/map/editions").get_json()["items"]
    (edition,) = [row["id"] for row in rows if row["name"] == name]
    return program.post(f"/api/v1/map/editions/{edition}/taking-back")


def test_an_edition_is_taken_back_while_nothing_rests_on_it(
    app: Flask, cast: Cast, api: Client, tmp_path: Path
) -> None:
    run(app, "adopt-shipped")
    assert run(app, "import", str(new_file(tmp_path)), *OPTIONS, "--datum", "wgs84")[0] == 0
    assert take_back(api("chenjing")).status_code == 403
    program = api("huangtao")
    assert take_back(program).status_code == 204
    assert district_at(106.57, 29.60, on=LATER) == "500105"
    assert list(editions_folder().glob("*.geojson")) == []
    assert "district_edition_taken_back" in db.session.scalars(select(AuditEntry.action)).all()
    assert run(app, "import", str(new_file(tmp_path)), *OPTIONS, "--datum", "wgs84")[0] == 0  # and once more
    assert run(app, "take-back", "示例版") == (0, "示例版: taken back\n")
    refused = take_back(program, shipped_edition().name)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "edition_in_use")


def test_an_edition_to_which_a_site_was_carried_stays(
    app: Flask, cast: Cast, api: Client, tmp_path: Path
) -> None:
    run(app, "adopt-shipped")
    add_site(cast, "yuzhong", "江北工地", (106.57, 29.60))
    assert run(app, "import", str(new_file(tmp_path)), *OPTIONS, "--datum", "wgs84")[0] == 0
    refused = take_back(api("huangtao"))
    assert (refused.status_code, "按这一版结转" in refused.get_json()["detail"]) == (409, True)
    assert district_at(106.57, 29.60, on=LATER) == "500157"
