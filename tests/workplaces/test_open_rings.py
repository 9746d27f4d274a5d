"""A ring that does not end where it begins, in each format that a survey office sends: read with its ends joined, and told."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import pyogrio
import pytest
from shapely.geometry import Point, box

from maps.outlines import remarks_on
from maps.vector_files import read_document
from tests.cast import Cast
from tests.workplaces.conftest import IN_YUZHONG
from tests.workplaces.importing import Open, results, run, upload

pytestmark = pytest.mark.once

LON, LAT = IN_YUZHONG
AREAS = [Point(LON, LAT).buffer(0.0005), box(LON, LAT, LON + 0.001, LAT + 0.001), Point(LON, LAT)]
Maker = Callable[[Path], Path]


def frame(count: int) -> geopandas.GeoDataFrame:
    columns = {"name": ["解放碑工地", "朝天门工地", "长江电工厂"][:count], "employer": ["渝中建设"] * count}
    return geopandas.GeoDataFrame(columns, geometry=AREAS[:count], crs=4326)


def bent(name: str, driver: str) -> Maker:
    """A layer whose second area ends elsewhere in the file itself, as a program that forgets the last corner writes it."""

    def make(folder: Path) -> Path:
        path = folder / name
        options = {"SPATIAL_INDEX": "NO"} if driver in {"GPKG", "FlatGeobuf"} else {}
        pyogrio.write_dataframe(frame(2), path, driver=driver, **options)
        content = path.read_bytes()
        last = struct.pack("<2d", *box(*AREAS[1].bounds).exterior.coords[-1])
        at = content.rindex(last)
        path.write_bytes(content[:at] + struct.pack("<2d", LON + 0.0002, LAT + 0.0002) + content[at + 16 :])
        return path

    return make


def cut(name: str, driver: str, end: str) -> Maker:
    """A layer in XML whose second area lacks its last corner."""

    def make(folder: Path) -> Path:
        path = folder / name
        pyogrio.write_dataframe(frame(3), path, driver=driver)
        rings = list(re.finditer(end, path.read_text("utf-8")))
        words = path.read_text("utf-8")
        path.write_text(words[: rings[1].start()] + rings[1].group(1) + words[rings[1].end() :], "utf-8")
        return path

    return make


def packed(maker: Maker, name: str, stem: str) -> Maker:
    def make(folder: Path) -> Path:
        inner = folder / "inner"
        inner.mkdir()
        maker(inner)
        with zipfile.ZipFile(folder / name, "w") as archive:
            for part in sorted(inner.iterdir()):
                archive.write(part, f"{stem}{part.suffix}")
        return folder / name

    return make


KML = cut("sites.kml", "KML", r" \S+(</coordinates></LinearRing>)")
MAKERS = {
    "shapefile": packed(bent("sites.shp", "ESRI Shapefile"), "sites.zip", "sites"),
    "gpkg": bent("sites.gpkg", "GPKG"),
    "flatgeobuf": bent("sites.fgb", "FlatGeobuf"),
    "kml": KML,
    "kmz": packed(KML, "sites.kmz", "doc"),
    "gml": cut("sites.gml", "GML", r" \S+ \S+(</gml:posList></gml:LinearRing>)"),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_chen_jing_is_told_which_outline_of_a_map_was_not_closed(
    cast: Cast, districts: dict[str, str], api: Open, tmp_path: Path, kind: str
) -> None:
    path = MAKERS[kind](tmp_path)
    program = api("chenjing")
    kept = upload(program, path.read_bytes(), path.name)
    preview = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84").get_json()
    told = [one for one in preview["remarks"] if "没有闭合" in one]
    assert [one.rpartition("：")[2] for one in told] == ["2"], preview["remarks"]
    assert all("open_ring" not in row for row in preview["rows"])
    assert "open_ring" not in preview["headings"]
    done = run(program, path.read_bytes(), path.name)
    assert done["created"] == len(read_document(path)["features"]), results(program, done)


@pytest.mark.parametrize("kind", MAKERS)
def test_an_administrator_is_told_which_district_s_ring_was_not_closed(tmp_path: Path, kind: str) -> None:
    path = MAKERS[kind](tmp_path)
    assert [dict(one.params)["rows"] for one in remarks_on(path) if "没有闭合" in one.msgid] == ["2"]


def test_an_area_that_is_closed_is_told_nothing_of(tmp_path: Path) -> None:
    pyogrio.write_dataframe(frame(2), tmp_path / "sites.gpkg", driver="GPKG")
    assert not [one for one in read_document(tmp_path / "sites.gpkg")["features"] if "open_ring" in one]
