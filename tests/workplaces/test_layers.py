"""Chen Jing's surveyor hands over one file with several layers: one at a time is read, and she says which."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import pyogrio
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point

from safety.database import db
from safety.workplaces.models import Site
from tests.cast import Cast
from tests.workplaces.conftest import IN_YUZHONG
from tests.workplaces.importing import Open, upload

Make = Callable[[Path], bytes]


def frame(*names: str) -> geopandas.GeoDataFrame:
    columns = {"场所名称": list(names), "单位名称": [f"{one}公司" for one in names]}
    return geopandas.GeoDataFrame(columns, geometry=[Point(*IN_YUZHONG)] * len(names), crs=4326)


LAYERS = {
    "工地": frame("解放碑工地", "朝天门工地"),
    "厂房": frame("长江电工厂"),
    "道路": frame("甲", "乙", "丙")[["场所名称", "geometry"]],
}


def geopackage(folder: Path) -> bytes:
    for name, one in LAYERS.items():
        pyogrio.write_dataframe(one, folder / "all.gpkg", layer=name)
    return (folder / "all.gpkg").read_bytes()


def shapefiles(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, one in LAYERS.items():
            pyogrio.write_dataframe(one, folder / f"{name}.shp", encoding="GBK")
            for part in folder.glob(f"{name}.*"):
                archive.write(part, f"资料/{part.name}")
    return packed.getvalue()


@pytest.mark.parametrize("make", [geopackage, shapefiles])
def test_the_largest_layer_that_is_a_register_is_read_and_another_may_be_chosen(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, make: Make
) -> None:
    program = api("chenjing")
    kept = upload(program, make(tmp_path), "资料.bin")
    address = f"/api/v1/site-imports/{kept['id']}"
    assert (kept["layer"], kept["rows"]) == ("工地", 2)  # there are more roads, but they are no sites
    assert set(program.get(f"{address}/preview").get_json()["layers"]) == set(LAYERS)
    chosen = program.put(f"{address}/layer", json={"layer": "厂房"}).get_json()
    assert (chosen["layer"], chosen["rows"]) == ("厂房", 1)
    assert program.post(f"{address}/start", json={"datum": "wgs84"}).status_code == 202
    assert [one.name for one in db.session.query(Site)] == ["长江电工厂"]
    assert program.put(f"{address}/layer", json={"layer": "工地"}).status_code == 409  # it has begun


def test_a_layer_that_is_not_there_or_no_register_is_refused_by_field(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path
) -> None:
    program = api("chenjing")
    address = f"/api/v1/site-imports/{upload(program, geopackage(tmp_path), 'a.gpkg')['id']}"
    for name in ("没有", "道路"):
        answer = program.put(f"{address}/layer", json={"layer": name})
        assert (answer.status_code, set(answer.get_json()["errors"])) == (422, {"layer"})
    assert program.get(address).get_json()["layer"] == "工地"


def test_the_page_offers_the_layers_and_reads_the_chosen_one(
    cast: Cast, districts: dict[str, str], signed_in: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    browser = signed_in("chenjing")
    sent = browser.post(
        "/sites/import",
        data={"file": (io.BytesIO(geopackage(tmp_path)), "a.gpkg")},
        content_type="multipart/form-data",
    )
    page = browser.get(sent.headers["Location"]).text
    assert "文件里有 3 个图层" in page
    assert "朝天门工地" in page
    chosen = browser.post(f"{sent.headers['Location']}/layer", data={"layer": "厂房"}, follow_redirects=True)
    assert "长江电工厂" in chosen.text
    assert "朝天门工地" not in chosen.text
    refused = browser.post(f"{sent.headers['Location']}/layer", data={"layer": "道路"})
    assert refused.status_code == 422
    assert "长江电工厂" in refused.text


def test_a_file_with_one_layer_asks_nothing(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path
) -> None:
    pyogrio.write_dataframe(LAYERS["厂房"], tmp_path / "one.gpkg", layer="厂房")
    program = api("chenjing")
    kept = upload(program, (tmp_path / "one.gpkg").read_bytes(), "one.gpkg")
    assert (kept["layer"], kept["rows"]) == (None, 1)
    assert program.get(f"/api/v1/site-imports/{kept['id']}/preview").get_json()["layers"] == []
    wrong = program.put(f"/api/v1/site-imports/{uuid.uuid4()}/layer", json={"layer": "厂房"})
    assert wrong.status_code == 404


def test_the_clerk_names_the_layer_on_the_command_line(
    app: Flask, cast: Cast, districts: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "made.gpkg"
    (tmp_path / "in").mkdir()
    path.write_bytes(geopackage(tmp_path / "in"))
    words = ["import", "sites", str(path), "--union", cast.union("yuzhong").name, "--datum", "wgs84"]
    told = app.test_cli_runner().invoke(args=[*words, "--layer", "厂房"])
    assert told.exit_code == 0, told.output
    assert "layer 厂房 of " in told.output
    assert "created 1" in told.output
    assert "没有这个图层" in app.test_cli_runner().invoke(args=[*words, "--layer", "河流"]).output
