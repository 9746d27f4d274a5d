"""Shapefiles, GeoPackages, KML and KMZ of other programs become rows in degrees, or are refused with a reason."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from maps.boundaries import shipped_edition
from maps.commands import _guess
from maps.coordinates import Datum, from_wgs84, metres_between
from maps.file_kinds import FileKind, kind_of
from maps.imports import read_features
from maps.outlines import read_outlines
from maps.vector_files import read_document
from safety.errors import Invalid, TooLarge

YUZHONG = shapely.Point(106.5629, 29.5567)
AREA = shapely.box(106.55, 29.55, 106.56, 29.56)
LON = st.floats(105.3, 110.1, allow_nan=False)
LAT = st.floats(28.2, 32.2, allow_nan=False)


def frame(*geometries: Any, crs: int | None = 4326) -> geopandas.GeoDataFrame:
    """Places named 工地1, 工地2 …"""
    names = [f"工地{number}" for number in range(1, len(geometries) + 1)]
    columns = {"名称": names, "人数": [12 * number for number in range(1, len(names) + 1)]}
    return geopandas.GeoDataFrame(columns, geometry=list(geometries), crs=crs)


def shapefile(folder: Path, places: geopandas.GeoDataFrame, *, encoding: str = "UTF-8") -> dict[str, bytes]:
    """The parts of a Shapefile by suffix."""
    path = folder / "sites.shp"
    pyogrio.write_dataframe(places, path, encoding=encoding)
    return {one.suffix: one.read_bytes() for one in folder.glob("sites.*")}


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """A ZIP archive of those members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def written(folder: Path, kind: FileKind, places: geopandas.GeoDataFrame) -> Path:
    """A file of a kind as GDAL writes it."""
    if kind is FileKind.SHAPEFILE:
        parts = shapefile(folder, places)
        return zipped(folder / "upload", {f"资料/场所{suffix}": part for suffix, part in parts.items()})
    if kind is FileKind.GPKG:
        pyogrio.write_dataframe(places, folder / "upload.gpkg", layer="sites")
        return folder / "upload.gpkg"
    pyogrio.write_dataframe(places, folder / "doc.kml", driver="KML")
    if kind is FileKind.KML:
        return folder / "doc.kml"
    return zipped(folder / "upload.kmz", {"doc.kml": (folder / "doc.kml").read_bytes(), "files/a.png": b"x"})


KINDS = [FileKind.SHAPEFILE, FileKind.GPKG, FileKind.KML, FileKind.KMZ]


@pytest.mark.parametrize("kind", KINDS)
def test_points_and_areas_of_another_program_become_rows(tmp_path: Path, kind: FileKind) -> None:
    geometries = [YUZHONG] if kind is FileKind.SHAPEFILE else [YUZHONG, AREA]  # a Shapefile has one kind
    path = written(tmp_path, kind, frame(*geometries))
    assert kind_of(path) is kind
    rows = read_features(path)
    assert rows[0]["名称"] == "工地1"
    assert metres_between((rows[0]["lon"], rows[0]["lat"]), (YUZHONG.x, YUZHONG.y)) < 0.5
    if len(rows) > 1:
        assert rows[1]["outline"]["type"] in {"Polygon", "MultiPolygon"}


@given(places=st.lists(st.tuples(LON, LAT), min_size=1, max_size=12), kind=st.sampled_from(KINDS))
def test_a_position_written_by_gdal_comes_back_within_a_metre(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[float, float]], kind: FileKind
) -> None:
    points = [shapely.Point(*one) for one in places]
    rows = read_features(written(tmp_path_factory.mktemp("places"), kind, frame(*points)))
    assert len(rows) == len(places)
    for row, (lon, lat) in zip(rows, places, strict=True):
        assert metres_between((row["lon"], row["lat"]), (lon, lat)) < 1


def test_a_projected_shapefile_is_converted_by_its_prj(tmp_path: Path) -> None:
    """CGCS2000 in three-degree zones (EPSG:4544) is what surveyors of Chongqing hand over."""
    metres = frame(YUZHONG).to_crs(4544)
    parts = shapefile(tmp_path, metres)
    [row] = read_features(zipped(tmp_path / "upload", {f"a{one}": part for one, part in parts.items()}))
    assert metres_between((row["lon"], row["lat"]), (YUZHONG.x, YUZHONG.y)) < 1
    without = {f"a{one}": part for one, part in parts.items() if one != ".prj"}
    [bare] = read_features(zipped(tmp_path / "bare", without))  # a person says in which zone these metres are
    assert (round(bare["lon"]), round(bare["lat"])) == tuple(map(round, metres.geometry[0].coords[0]))


@pytest.mark.parametrize("code", [4610, 2367, 4214, 21418])
def test_a_system_without_an_exact_conversion_is_refused_and_not_set_equal(tmp_path: Path, code: int) -> None:
    """Xi'an 80 and Beijing 54, in degrees and in metres: PROJ would set their datums equal to WGS 84."""
    parts = shapefile(tmp_path, frame(YUZHONG).set_crs(code, allow_override=True))
    with pytest.raises(Invalid) as refused:
        read_features(zipped(tmp_path / "upload", {f"a{one}": part for one, part in parts.items()}))
    assert "西安 80" in str(refused.value.fields)


@pytest.mark.parametrize("told", [True, False])
def test_the_words_of_a_gbk_shapefile_are_read_with_and_without_its_cpg(tmp_path: Path, told: bool) -> None:
    parts = shapefile(tmp_path, frame(YUZHONG), encoding="GBK")
    kept = {f"a{one}": part for one, part in parts.items() if told or one != ".cpg"}
    [row] = read_features(zipped(tmp_path / "upload", kept))
    assert row["名称"] == "工地1"


def test_a_place_in_three_dimensions_a_group_of_one_and_none_at_all(tmp_path: Path) -> None:
    places = frame(shapely.Point(106.5, 29.5, 310.0), shapely.MultiPoint([YUZHONG]), None)
    path = tmp_path / "upload.gpkg"
    pyogrio.write_dataframe(places, path, layer="sites", geometry_type="Unknown")
    rows = read_features(path)
    assert (rows[0]["lon"], rows[0]["lat"]) == (106.5, 29.5)
    assert rows[1]["lon"] == YUZHONG.x
    assert rows[2] == {"名称": "工地3", "人数": 36}


def test_a_line_and_an_empty_place_are_refused_with_their_row(tmp_path: Path) -> None:
    places = frame(shapely.LineString([(106, 29), (107, 30)]), shapely.Point(), YUZHONG)
    path = tmp_path / "upload.gpkg"
    pyogrio.write_dataframe(places, path, layer="sites", geometry_type="Unknown")
    assert ["refused" in row for row in read_features(path)] == [True, True, False]


def test_an_empty_layer_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "upload.gpkg"
    pyogrio.write_dataframe(frame(YUZHONG)[:0], path, layer="sites")
    assert read_features(path) == []


def test_several_layers_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "upload.gpkg"
    for layer in ("在建", "已投产"):
        pyogrio.write_dataframe(frame(YUZHONG), path, layer=layer, append=path.exists())
    with pytest.raises(Invalid) as refused:
        read_features(path)
    assert "在建" in str(refused.value.fields)
    parts = shapefile(tmp_path, frame(YUZHONG))
    both = {f"{name}{one}": part for name in ("甲", "乙") for one, part in parts.items()}
    with pytest.raises(Invalid):
        read_features(zipped(tmp_path / "two", both))


def test_the_folders_of_a_kml_come_in_together(tmp_path: Path) -> None:
    mark = "<Placemark><name>{}</name><Point><coordinates>106.5,29.5,0</coordinates></Point></Placemark>"
    folders = "".join(f"<Folder><name>{one}</name>{mark.format(one)}</Folder>" for one in ("东", "西"))
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/more.kml</href></Link></NetworkLink>"
    kml = f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}{link}</Document></kml>'
    path = tmp_path / "upload"
    path.write_text(kml, encoding="utf-8")
    assert sorted(row["Name" if "Name" in row else "name"] for row in read_features(path)) == ["东", "西"]


def test_names_that_lead_out_of_the_archive_lead_nowhere(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, frame(YUZHONG))
    outside = {f"../../../escaped{one}": part for one, part in parts.items()}
    [row] = read_features(zipped(tmp_path / "upload", outside))
    assert row["名称"] == "工地1"
    assert not list(tmp_path.parent.parent.glob("escaped*"))


def test_an_archive_that_swells_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "upload", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 1024)
        with archive.open("a.dbf", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b"\0" * 1024 * 1024)
    with pytest.raises(TooLarge):
        read_features(tmp_path / "upload")


HOSTILE = ("half a GeoPackage", "another SQLite file", "half a Shapefile", "half an archive", "half a KML")


def hostile(folder: Path) -> dict[str, bytes]:
    """Files that are not what they seem."""
    whole = written(folder, FileKind.GPKG, frame(YUZHONG)).read_bytes()
    parts = shapefile(folder, frame(YUZHONG))
    cut = io.BytesIO()
    with zipfile.ZipFile(cut, "w") as archive:
        archive.writestr("a.shp", parts[".shp"][:90])
    return {
        "half a GeoPackage": whole[: len(whole) // 2],
        "another SQLite file": b"SQLite format 3\0" + b"\0" * 4096,
        "half a Shapefile": cut.getvalue(),
        "half an archive": cut.getvalue()[:60],
        "half a KML": b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placem',
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_what_it_seems_is_refused_in_words(tmp_path: Path, name: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(hostile(tmp_path)[name])
    with pytest.raises(Invalid) as refused:
        read_features(path)
    assert refused.value.fields["file"]


def test_a_kml_that_names_a_file_of_the_server_tells_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the server's own words", encoding="utf-8")
    path = tmp_path / "upload"
    entity = f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    mark = "<Placemark><name>&x;</name><Point><coordinates>106,29</coordinates></Point></Placemark>"
    path.write_text(f"{entity}<kml><Document>{mark}</Document></kml>", encoding="utf-8")
    try:
        told = json.dumps(read_features(path), ensure_ascii=False)
    except Invalid as refused:
        told = str(refused)
    assert "own words" not in told


def districts(datum: Datum) -> geopandas.GeoDataFrame:
    """The shipped districts as another program has them, in a datum."""

    def moved(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([from_wgs84(lon, lat, datum) for lon, lat in corners])

    outlines = shipped_edition().outlines.values()
    columns = {"code": [one.code for one in outlines], "name": [one.name for one in outlines]}
    areas = [shapely.transform(one.area, moved) for one in outlines]
    return geopandas.GeoDataFrame(columns, geometry=areas, crs=4326)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02])
def test_a_boundary_file_of_a_map_service_and_one_of_a_survey_are_told_apart(
    tmp_path: Path, datum: Datum
) -> None:
    path = tmp_path / "districts.gpkg"
    pyogrio.write_dataframe(districts(datum), path, layer="districts")
    assert _guess(path).startswith(datum.value)
    assert len(read_outlines(path, datum)) == 38
    assert read_document(path)["features"][0]["properties"]["code"].startswith("5001")
