"""GML of GDAL becomes rows in degrees, whatever its coordinate system; nothing that it links to is fetched."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pytest
from shapely.geometry import Point

from maps.file_kinds import FileKind, kind_of
from maps.vector_files import UnusableFileError, layers_of, names_system, read_document

HERE = (106.55, 29.56)


def made(folder: Path, system: int = 4326) -> Path:
    """A GML by GDAL."""
    frame = geopandas.GeoDataFrame(
        {"场所名称": ["解放碑工地"], "单位名称": ["渝中建设"]}, geometry=[Point(*HERE)], crs=4326
    ).to_crs(system)
    path = folder / "places.gml"
    frame.to_file(path, driver="GML", engine="pyogrio")
    return path


@pytest.mark.parametrize("system", [4326, 4490, 4547, 3857])
def test_a_gml_of_gdal_is_read_in_its_own_system(tmp_path: Path, system: int) -> None:
    path = made(tmp_path, system)
    assert (kind_of(path), names_system(path), layers_of(path)) == (FileKind.GML, True, [])
    (feature,) = read_document(path)["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx(HERE, abs=1e-6)
    assert feature["properties"]["场所名称"] == "解放碑工地"


def test_what_a_gml_links_to_is_not_fetched(tmp_path: Path) -> None:
    path = made(tmp_path)
    text = path.read_text(encoding="utf-8")
    linked = text.replace(
        "<gml:featureMember>",
        "<gml:featureMember xlink:href='http://192.0.2.1/x.gml' xmlns:xlink='http://www.w3.org/1999/xlink'>",
        1,
    )
    path.write_text(linked.replace("places.xsd", "http://192.0.2.1/places.xsd"), encoding="utf-8")
    assert len(read_document(path)["features"]) == 1


@pytest.mark.parametrize(
    "head",
    ["<!DOCTYPE x [<!ENTITY a 'b'>]>", "<OGRVRTDataSource/>", "<x xmlns='http://www.opengis.net/gml'>"],
)
def test_a_gml_that_leads_elsewhere_is_refused(tmp_path: Path, head: str) -> None:
    path = tmp_path / "bad.gml"
    path.write_text(f"<?xml version='1.0'?>{head}<!-- http://www.opengis.net/gml -->", encoding="utf-8")
    with pytest.raises(UnusableFileError):
        read_document(path)
