"""A file that only points to other files or addresses is refused before GDAL opens it."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest
import shapely

from maps.imports import read_features
from safety.errors import Invalid
from tests.maps.test_vector_files import frame, shapefile, zipped

SECRET = "name,lon,lat\nthe server's own words,106.5,29.5\n"
MARK = "<Placemark><name>a</name><Point><coordinates>106.5,29.5</coordinates></Point></Placemark>"


def virtual(source: str) -> str:
    """A virtual source of GDAL that reads ``source``."""
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{source}</SrcDataSource>'
        '<GeometryField encoding="PointFromColumns" x="lon" y="lat"/></OGRVRTLayer></OGRVRTDataSource>'
    )


def uploads(folder: Path, text: str) -> list[Path]:
    """The text as a KML, inside a KMZ and as the .shp of an archive."""
    plain = folder / "plain"
    plain.write_text(f"<!-- <kml -->{text}", encoding="utf-8")
    kmz = zipped(folder / "kmz", {"doc.kml": text.encode()})
    return [plain, kmz, zipped(folder / "shp", {"a.shp": text.encode()})]


def test_a_virtual_source_under_another_name_reads_no_file_of_the_server(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(SECRET, encoding="utf-8")
    for path in uploads(tmp_path, virtual(f"{tmp_path}/secret.csv")):
        with pytest.raises(Invalid) as refused:
            read_features(path)
        assert "own words" not in str(refused.value.fields)


def test_a_file_that_names_an_address_makes_the_server_call_nobody(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(0.2)
        here = f"http://127.0.0.1:{listening.getsockname()[1]}"
        named = (
            virtual(f"/vsicurl/{here}/a.geojson"),
            f"<OGRWFSDataSource><URL>{here}/wfs</URL></OGRWFSDataSource>",
        )
        for text in named:
            for path in uploads(tmp_path, text):
                with pytest.raises(Invalid):
                    read_features(path)
        link = f"<NetworkLink><Link><href>{here}/more.kml</href></Link></NetworkLink>"
        (tmp_path / "linked").write_text(f"<kml><Document>{link}{MARK}</Document></kml>", encoding="utf-8")
        assert len(read_features(tmp_path / "linked")) == 1
        with pytest.raises(TimeoutError):
            listening.accept()


def test_a_kml_that_is_not_one_to_the_end_is_refused(tmp_path: Path) -> None:
    whole = f"<kml><Document>{MARK}</Document></kml>"
    for text in (whole + "<kml/>", "<!DOCTYPE kml>" + whole, "<gpx><kml/></gpx>", whole[:-3]):
        (tmp_path / "upload").write_text(text, encoding="utf-8")
        with pytest.raises(Invalid):
            read_features(tmp_path / "upload")


@pytest.mark.parametrize(
    "foreign",
    [
        "CREATE VIEW more AS SELECT * FROM sites",
        "CREATE VIRTUAL TABLE more USING fts5(words)",
        'CREATE VIRTUAL TABLE "more USING rtree(a, b, c)" USING fts5(words)',
    ],
)
def test_a_geopackage_with_a_view_is_refused_and_one_with_an_index_is_read(
    tmp_path: Path, foreign: str
) -> None:
    path = tmp_path / "upload.gpkg"
    pyogrio.write_dataframe(frame(shapely.Point(106.5, 29.5)), path, layer="sites", SPATIAL_INDEX="YES")
    assert len(read_features(path)) == 1
    with closing(sqlite3.connect(path)) as opened:
        opened.execute(foreign)
        opened.commit()
    with pytest.raises(Invalid):
        read_features(path)


def test_a_shapefile_without_its_head_is_refused(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, frame(shapely.Point(106.5, 29.5)))
    with pytest.raises(Invalid):
        read_features(zipped(tmp_path / "upload", {"a.shp": parts[".shp"][4:], "a.dbf": parts[".dbf"]}))
