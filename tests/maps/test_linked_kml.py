"""A KMZ whose chief KML links to others in the archive is read with all of them, and with nothing outside it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas
import pytest
from shapely.geometry import Point

from maps.vector_files import UnusableFileError, links_left, read_document


def layer(folder: Path, name: str) -> bytes:
    """A layer by GDAL, with one place."""
    frame = geopandas.GeoDataFrame({"Name": [name]}, geometry=[Point(106.55, 29.56)], crs=4326)
    path = folder / f"{name}.kml"
    frame.to_file(path, driver="KML", engine="pyogrio")
    return path.read_bytes()


def kmz(folder: Path, members: dict[str, bytes], *links: str) -> Path:
    """An archive whose ``doc.kml`` holds nothing but links, as map programs write it."""
    linked = "".join(f"<NetworkLink><Link><href>{one}</href></Link></NetworkLink>" for one in links)
    chief = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{linked}</Document></kml>'
    path = folder / "places.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", chief)
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_the_layers_that_the_chief_kml_links_to_are_read(tmp_path: Path) -> None:
    layers = {f"layers/{name}.kml": layer(tmp_path, name) for name in ("工地", "码头")}
    path = kmz(tmp_path, layers, *layers, "http://192.0.2.1/elsewhere.kml", "../outside.kml")
    names = {one["properties"]["Name"] for one in read_document(path)["features"]}
    assert names == {"工地", "码头"}


def test_links_that_lead_nowhere_give_no_places(tmp_path: Path) -> None:
    assert read_document(kmz(tmp_path, {}, "layers/missing.kml"))["features"] == []


def test_a_linked_member_that_is_no_kml_is_refused(tmp_path: Path) -> None:
    path = kmz(tmp_path, {"layers/a.kml": b"<OGRVRTDataSource/>"}, "layers/a.kml")
    with pytest.raises(UnusableFileError, match="damaged"):
        read_document(path)


def test_links_whose_places_are_not_read_are_named(tmp_path: Path) -> None:
    far = b"<kml><NetworkLink><Link><href>http://192.0.2.1/further.kml</href></Link></NetworkLink></kml>"
    layers = {"layers/a.kml": layer(tmp_path, "工地"), "layers/b.kml": far}
    path = kmz(tmp_path, layers, *layers, "http://192.0.2.1/elsewhere.kml", "layers/missing.kml")
    assert links_left(path) == [
        "http://192.0.2.1/elsewhere.kml",
        "layers/missing.kml",
        "http://192.0.2.1/further.kml",
    ]
    assert links_left(kmz(tmp_path, layers, "layers/a.kml")) == []


def test_a_kml_that_points_elsewhere_names_it(tmp_path: Path) -> None:
    path = tmp_path / "places.kml"
    icon = "<Style><IconStyle><Icon><href>pin.png</href></Icon></IconStyle></Style>"
    link = "<NetworkLink><Link><href>more.kml</href></Link></NetworkLink>"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{icon}{link}</Document></kml>')
    assert links_left(path) == ["more.kml"]
