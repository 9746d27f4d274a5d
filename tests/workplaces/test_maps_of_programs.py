"""Maps as survey offices and map apps make them: names as in the file, systems as it says, a broken ring mended."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from shapely.geometry import Point, box
from sqlalchemy import select

from safety.database import db
from safety.workplaces.models import Site
from tests.cast import Cast
from tests.workplaces.conftest import CODE, IN_YUZHONG
from tests.workplaces.importing import Open, results, run, upload

pytestmark = pytest.mark.once

LON, LAT = IN_YUZHONG
ROWS = {
    "场所名称": ["解放碑工地", "朝天门工地"],
    "单位名称": ["渝中建设"] * 2,
    "统一社会信用代码": [CODE] * 2,
}


def frame(**columns: Any) -> geopandas.GeoDataFrame:
    points = [Point(LON, LAT), Point(LON + 0.001, LAT)]
    return geopandas.GeoDataFrame(columns or ROWS, geometry=points, crs=4326)


def zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(folder.glob("sites.*")):
            archive.write(part, part.name)
    return packed.getvalue()


def shapefile(folder: Path, encoding: str, *, with_cpg: bool, areas: list[Any] | None = None) -> bytes:
    """A Shapefile of GDAL, its headings cut to ten bytes in ``encoding`` as other programs cut them."""
    plain = frame(**{f"F{number}": values for number, values in enumerate(ROWS.values())})
    plain = plain if areas is None else plain.set_geometry(areas)
    pyogrio.write_dataframe(plain, folder / "sites.shp", encoding=encoding)
    table = bytearray((folder / "sites.dbf").read_bytes())
    for number, heading in enumerate(ROWS):
        at = 32 * (number + 1)
        table[at : at + 11] = heading.encode(encoding)[:10].ljust(11, b"\0")
    (folder / "sites.dbf").write_bytes(table)
    if not with_cpg:
        (folder / "sites.cpg").unlink()
    return zipped(folder)


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
@pytest.mark.parametrize("with_cpg", [True, False])
def test_headings_that_a_shapefile_cuts_are_matched_and_shown(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, encoding: str, with_cpg: bool
) -> None:
    program = api("chenjing")
    kept = upload(program, shapefile(tmp_path, encoding, with_cpg=with_cpg), "sites.zip")
    assert set(kept["columns"]) == {"name", "employer", "credit_code"}
    assert kept["columns"]["credit_code"] == ("统一社" if encoding == "UTF-8" else "统一社会信")
    told = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84").get_json()
    assert (told["counts"], told["rows"][0]["name"]) == ({"created": 2}, "解放碑工地")
    assert "文件写明了坐标系" in told["remarks"][0]


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>渝中</name>
<Placemark><name></name><ExtendedData><Data name="场所名称"><value>解放碑工地</value></Data>
<Data name="单位名称"><value>渝中甲公司</value></Data><Data name="联系电话"><value>023-60000009</value></Data>
<Data name="职工人数"><value>31</value></Data></ExtendedData><Point><coordinates>106.5628,29.556,0</coordinates></Point></Placemark>
<Placemark><name>不用的名字</name><ExtendedData><Data name="场所名称"><value>朝天门工地</value></Data>
<Data name="单位名称"><value>渝中乙公司</value></Data><Data name="联系电话"><value>023-60000010</value></Data>
<Data name="职工人数"><value>32</value></Data></ExtendedData><Point><coordinates>106.5638,29.556,0</coordinates></Point></Placemark>
</Document></kml>"""


def test_the_fields_of_a_kml_keep_their_names_and_an_empty_name_beats_none(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    done = run(api("chenjing"), KML.encode(), "奥维.kml")
    assert done["created"] == 2, results(api("chenjing"), done)
    found = db.session.execute(select(Site.name, Site.headcount).order_by(Site.headcount)).all()
    assert [tuple(one) for one in found] == [("解放碑工地", 31), ("朝天门工地", 32)]
    assert [one.employer.name for one in db.session.scalars(select(Site).order_by(Site.headcount))] == [
        "渝中甲公司",
        "渝中乙公司",
    ]


def test_a_kml_of_gdal_is_read_back(cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path) -> None:
    pyogrio.write_dataframe(frame(), tmp_path / "sites.kml", driver="LIBKML")
    assert run(api("chenjing"), (tmp_path / "sites.kml").read_bytes(), "sites.kml")["created"] == 2


@pytest.mark.parametrize(("driver", "name"), [("FlatGeobuf", "sites.fgb"), ("GeoJSONSeq", "sites.geojsonl")])
def test_newer_formats_of_gdal_are_read(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, driver: str, name: str
) -> None:
    pyogrio.write_dataframe(frame(), tmp_path / name, driver=driver)
    assert run(api("chenjing"), (tmp_path / name).read_bytes(), name)["created"] == 2


def test_a_geojson_that_names_a_projected_system_is_converted(
    cast: Cast, districts: dict[str, str], api: Open
) -> None:
    document = json.loads(frame().to_crs(4544).to_json(drop_id=True))
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4544"}}
    content = json.dumps(document, ensure_ascii=False).encode()
    assert run(api("chenjing"), content, "sites.geojson")["created"] == 2
    site = db.session.scalars(select(Site).where(Site.name == "解放碑工地")).one()
    assert site.lon == pytest.approx(LON, abs=1e-6)
    document["crs"]["properties"]["name"] = "urn:nonsense"
    answer = api("chenjing").put(
        "/api/v1/site-imports/0192f000-0000-7000-8000-000000000001",
        data={"file": (io.BytesIO(json.dumps(document).encode()), "sites.geojson")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("name", "told"),
    [("urn:ogc:def:crs:EPSG::4544", True), ("urn:ogc:def:crs:OGC:1.3:CRS84", True), (None, False)],
)
def test_the_preview_of_a_geojson_that_names_its_system_warns_of_a_second_shift(
    cast: Cast, districts: dict[str, str], api: Open, name: str | None, told: bool
) -> None:
    places = frame().to_crs(4544) if name and "4544" in name else frame()
    document = json.loads(places.to_json(drop_id=True))
    document.pop("crs", None)
    if name:
        document["crs"] = {"type": "name", "properties": {"name": name}}
    program = api("chenjing")
    kept = upload(program, json.dumps(document, ensure_ascii=False).encode(), "sites.geojson")
    preview = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=gcj02").get_json()
    assert any("会再平移一次" in one for one in preview["remarks"]) is told


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_a_ring_of_a_geojson_that_is_not_closed_is_marked_in_the_preview(
    cast: Cast, districts: dict[str, str], api: Open, kind: str
) -> None:
    document = json.loads(frame().to_json(drop_id=True))
    ring = [[LON, LAT], [LON + 0.001, LAT], [LON + 0.001, LAT + 0.001], [LON, LAT + 0.001]]
    closed, open_ring = [[*ring, ring[0]]], [ring]
    for feature, rings in zip(document["features"], (closed, open_ring), strict=True):
        feature["geometry"] = {"type": kind, "coordinates": rings if kind == "Polygon" else [rings]}
    program = api("chenjing")
    kept = upload(program, json.dumps(document, ensure_ascii=False).encode(), "sites.geojson")
    preview = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84").get_json()
    assert [one for one in preview["remarks"] if "没有闭合" in one and one.endswith("：2")], preview[
        "remarks"
    ]


def test_a_ring_that_is_not_closed_is_mended(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path
) -> None:
    """Its last corner is bent away in the file itself, as a program that forgets it writes it."""
    areas = [box(LON, LAT, LON + 0.001, LAT + 0.001), Point(LON, LAT).buffer(0.0005)]
    shapefile(tmp_path, "UTF-8", with_cpg=True, areas=areas)
    shapes = bytearray((tmp_path / "sites.shp").read_bytes())
    record = 100 + 8
    points = struct.unpack_from("<i", shapes, record + 40)[0]
    last = record + 44 + 4 + 16 * (points - 1)
    struct.pack_into("<2d", shapes, last, LON + 0.0002, LAT + 0.0002)
    (tmp_path / "sites.shp").write_bytes(shapes)
    done = run(api("chenjing"), zipped(tmp_path), "sites.zip")
    assert done["created"] == 2, results(api("chenjing"), done)
