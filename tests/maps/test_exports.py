"""Files of the map: every format opens with its own tools, says its datum, and holds nothing out of scope."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pyogrio
import pypdf
import pytest
from flask.testing import FlaskClient
from shapely.geometry import shape

from maps.formats import Format
from maps.picture import District, tiles_of
from safety.database import db
from safety.projects.models import Project
from safety.transactions import one_transaction
from tests.accidents.sending import appoint, register
from tests.cast import Cast
from tests.maps.places import NANAN, YUZHONG, add_finding, add_site
from tests.projects.story import Story

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]


@pytest.fixture
def two_districts(cast: Cast) -> Cast:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑<工地>=1+1", YUZHONG), major=True)
    add_finding(cast, add_site(cast, "nanan", "南岸仓库", NANAN), by="wanglei")
    return cast


def taken(client: FlaskClient, wanted: Format, **filters: Any) -> bytes:
    answer = client.post("/api/v1/map/exports", json={"format": wanted.value, **filters})
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def test_a_geojson_names_its_datum_its_source_and_only_what_is_in_scope(
    two_districts: Cast, api: Client
) -> None:
    document = json.loads(taken(api("chenjing"), Format.GEOJSON))
    names = {feature["properties"]["name"] for feature in document["features"]}
    assert names == {"渝中区", "解放碑<工地>=1+1"}
    assert document["about"]["坐标系"].startswith("WGS 84")
    assert "南岸" not in json.dumps(document, ensure_ascii=False)


def test_a_geojson_keeps_to_rfc_7946_and_comes_one_file_a_layer_where_asked(
    two_districts: Cast, api: Client
) -> None:
    with zipfile.ZipFile(io.BytesIO(taken(api("chenjing"), Format.GEOJSON_LAYERS))) as archive:
        assert set(archive.namelist()) == {"districts.geojson", "sites.geojson", "about.txt"}
        layers = {name: json.loads(archive.read(name)) for name in archive.namelist() if "geojson" in name}
        assert "显示 1 个，共 1 个" in archive.read("about.txt").decode()
    (site,) = layers["sites.geojson"]["features"]
    assert (site["id"], site["geometry"]["type"]) == (site["properties"]["id"], "Point")
    (district,) = layers["districts.geojson"]["features"]
    assert district["id"] == "500103"
    whole = shape(district["geometry"])
    for one in getattr(whole, "geoms", [whole]):
        assert one.exterior.is_ccw
        assert not any(hole.is_ccw for hole in one.interiors)
    everything = json.loads(taken(api("chenjing"), Format.GEOJSON))["features"]
    assert [one["id"] for one in everything] == ["500103", site["id"]]


def test_a_geopackage_brings_the_colours_of_the_map_to_qgis(
    two_districts: Cast, api: Client, tmp_path: Path
) -> None:
    path = tmp_path / "map.gpkg"
    path.write_bytes(taken(api("chenjing"), Format.GPKG))
    with closing(sqlite3.connect(path)) as opened:
        rows = opened.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        )
        styles = {row[0]: row[1:] for row in rows}
        kinds = dict(opened.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert set(styles) == {"districts", "sites"}
    assert kinds["layer_styles"] == "attributes"
    column, qml, default = styles["sites"]
    assert (column, default) == ("geom", 1)
    renderer = ET.fromstring(qml.partition("\n")[2]).find("renderer-v2")  # noqa: S314 - our own file
    assert renderer is not None
    assert renderer.get("attr") == "level"
    (red,) = renderer.findall("categories/category")
    assert (red.get("value"), red.get("label")) == ("red", "红色")
    colour = renderer.find(f"symbols/symbol[@name='{red.get('symbol')}']/layer/Option/Option[@name='color']")
    assert colour is not None
    assert colour.get("value") == "201,42,42,255"


def test_a_geopackage_opens_with_gdal_layer_by_layer(
    two_districts: Cast, api: Client, tmp_path: Path
) -> None:
    path = tmp_path / "map.gpkg"
    path.write_bytes(taken(api("chenjing"), Format.GPKG))
    assert {name for name, _ in pyogrio.list_layers(path)} >= {"districts", "sites", "about"}
    sites = gpd.read_file(path, layer="sites")
    assert sites.crs == "EPSG:4326"
    assert (sites["name"][0], sites["level"][0], sites["open"][0]) == ("解放碑<工地>=1+1", "red", 1)
    assert "WGS 84" in "".join(gpd.read_file(path, layer="about")["value"])


def test_a_kml_opens_with_gdal(two_districts: Cast, api: Client, tmp_path: Path) -> None:
    path = tmp_path / "map.kml"
    path.write_bytes(taken(api("chenjing"), Format.KML))
    sites = gpd.read_file(path, layer="sites")
    assert sites["Name"][0] == "解放碑<工地>=1+1"
    assert "示意图" in sites["description" if "description" in sites else "Description"][0]


def test_a_kml_has_the_colours_of_the_map_and_balloons_that_a_person_reads(
    two_districts: Cast, api: Client
) -> None:
    document = ET.fromstring(taken(api("chenjing"), Format.KML))[0]  # noqa: S314 - our own file
    space = {"k": "http://www.opengis.net/kml/2.2"}
    styles = {str(one.get("id")): one for one in document.findall("k:Style", space)}
    (site,) = document.findall("k:Folder[k:name='sites']/k:Placemark", space)
    assert site.findtext("k:name", "", space) == "解放碑<工地>=1+1"
    url = site.findtext("k:styleUrl", "", space)
    assert url == "#cc92a2a"
    assert styles[url[1:]].findtext("k:IconStyle/k:color", "", space) == "ff2a2ac9"
    told = site.findtext("k:description", "", space)
    assert "<tr><th align='left'>关注度</th><td>红色</td></tr>" in told
    assert "显示 1 个，共 1 个" in document.findtext("k:description", "", space)


def test_a_spreadsheet_keeps_texts_as_texts(two_districts: Cast, api: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(taken(api("chenjing"), Format.XLSX)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "解放碑<工地>=1+1" in {cell.value for cell in cells}
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


def test_a_page_for_offline_use_runs_our_own_scripts_alone_and_fetches_nothing(
    two_districts: Cast, api: Client
) -> None:
    page = taken(api("chenjing"), Format.HTML, district="500103").decode()
    scripts = re.findall(r"<script([^>]*)>", page)
    assert set(scripts) == {scripts[0]}
    assert re.fullmatch(r' nonce="[\w-]{20,}"', scripts[0])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith(
        "default-src 'none'; base-uri 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'nonce-"
    )
    markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r'(src|href)="', markup)
    assert "解放碑&lt;工地&gt;=1+1" in page
    assert "<工地>" not in page
    assert "示意图 · 内部使用" in page


@pytest.mark.parametrize(("wanted", "wide"), [(Format.PDF_A4, 842), (Format.PDF_A3, 1191)])
def test_a_sheet_of_paper_carries_title_date_datum_and_notice(
    two_districts: Cast, api: Client, wanted: Format, wide: int
) -> None:
    document = pypdf.PdfReader(io.BytesIO(taken(api("liuyang"), wanted)))
    (page,) = document.pages
    assert round(float(page.mediabox.width)) == wide
    words = page.extract_text()
    for needed in ("工会监督关注度地图", "示意图", "WGS 84", "2026-11-23", "比例尺", "规则版本"):
        assert needed in words


def test_a_sheet_names_the_characters_that_no_font_can_print(two_districts: Cast, api: Client) -> None:
    liuyang = api("liuyang")
    plain = pypdf.PdfReader(io.BytesIO(taken(liuyang, Format.PDF_A4))).pages[0].extract_text()
    assert "不能打印的字" not in plain
    with one_transaction():
        two_districts.member("liuyang").name = "刘𞤀"  # Adlam: in none of the fonts
    words = pypdf.PdfReader(io.BytesIO(taken(liuyang, Format.PDF_A4))).pages[0].extract_text()
    assert "不能打印的字" in words
    assert "U+1E900" in words
    assert "不能打印的字" not in taken(liuyang, Format.HTML).decode()  # a screen has fonts of its own


def test_a_cartogram_shows_no_boundary_and_needs_no_notice(two_districts: Cast, api: Client) -> None:
    page = taken(api("liuyang"), Format.HTML, cartogram=True).decode()
    assert "<path" not in page
    assert page.count("<rect") >= 38
    assert "示意图" not in page


def test_every_district_has_a_tile_of_its_own() -> None:
    from datetime import date

    from maps.boundaries import edition_on

    outlines = edition_on(date(2024, 5, 1)).outlines
    districts = [District(code, one.name, one.area, "#fff", "1", False) for code, one in outlines.items()]
    places = tiles_of(districts)
    assert len(set(places.values())) == len(districts) == 38
    assert tiles_of(districts[::-1]) == places
    assert places["500229"][1] < places["500110"][1]  # 城口 lies north of 綦江


def test_taking_a_file_needs_its_own_right_and_is_audited(
    two_districts: Cast, api: Client, signed_in: Client
) -> None:
    assert api("huangtao").post("/api/v1/map/exports", json={"format": "xlsx"}).status_code == 403
    answer = signed_in("chenjing").post("/map/export?measure=open", data={"format": "png"})
    assert answer.status_code == 200
    assert answer.data.startswith(b"\x89PNG")
    from safety.audit.models import AuditEntry
    from safety.database import db

    entry = db.session.query(AuditEntry).filter_by(action="map_exported").one()
    assert entry.change["format"] == "png"


@pytest.fixture
def three_registers(two_districts: Cast, api: Client) -> Cast:
    """A project with an outline and an accident at the sites' place."""
    register(api("sunjie"), lon=YUZHONG[0], lat=YUZHONG[1])
    with one_transaction():
        project = db.session.get_one(Project, Story(two_districts).project().id)
        project.lon, project.lat = YUZHONG
        west, south = YUZHONG[0] - 0.004, YUZHONG[1] - 0.004
        project.outline = {
            "type": "Polygon",
            "coordinates": [[[west, south], [YUZHONG[0], south], list(YUZHONG), [west, south]]],
        }
    return two_districts


@pytest.mark.parametrize(("layer", "kind"), [("projects", "Polygon"), ("accidents", "Point")])
def test_a_file_holds_the_layer_that_the_map_shows(
    three_registers: Cast, api: Client, tmp_path: Path, layer: str, kind: str
) -> None:
    who = api("sunjie")
    document = json.loads(taken(who, Format.GEOJSON, layer=layer))
    name = "accidents" if layer == "accidents" else "projects"
    (feature,) = [f for f in document["features"] if f["properties"]["layer"] == name]
    assert feature["geometry"]["type"] == kind
    for wanted in (Format.GPKG, Format.KML):
        path = tmp_path / f"map.{wanted.value}"
        path.write_bytes(taken(who, wanted, layer=layer))
        (read,) = gpd.read_file(path, layer=name).geometry
        assert read.geom_type == kind
    book = openpyxl.load_workbook(io.BytesIO(taken(who, Format.XLSX, layer=layer)))
    assert feature["properties"]["name"] in {cell.value for sheet in book for row in sheet for cell in row}
    page = taken(who, Format.HTML, layer=layer).decode()
    assert feature["properties"]["name"] in page
    broken = feature["properties"]["no_union_part"]
    assert ('"no_union_part": true' in page) is broken
    for wanted in (Format.PDF_A4, Format.PNG):
        assert len(taken(who, wanted, layer=layer)) > 5000


def test_accidents_are_in_a_file_only_for_those_who_may_read_them_and_only_their_own(
    three_registers: Cast, api: Client
) -> None:
    for name in ("chenjing", "wanglei"):
        assert "坠落事故" not in taken(api(name), Format.GEOJSON, layer="accidents").decode()
    appoint("wanglei", "nanan")
    assert "坠落事故" not in taken(api("wanglei"), Format.GEOJSON, layer="accidents").decode()
    assert "坠落事故" in taken(api("sunjie"), Format.GEOJSON, layer="accidents").decode()


@pytest.mark.parametrize("layer", ["heat", "hot"])
def test_cells_are_taken_as_areas(three_registers: Cast, api: Client, layer: str) -> None:
    document = json.loads(taken(api("chenjing"), Format.GEOJSON, layer=layer))
    cells = [f for f in document["features"] if f["properties"]["layer"] == "cells"]
    assert cells
    assert {f["geometry"]["type"] for f in cells} == {"Polygon"}
    assert len(taken(api("chenjing"), Format.PDF_A4, layer=layer)) > 5000


def test_the_sheet_of_the_heat_layer_has_its_scale_in_words_and_numbers(
    two_districts: Cast, api: Client
) -> None:
    found = api("liuyang").get("/api/v1/map/heat").get_json()
    text = taken(api("liuyang"), Format.HTML, layer="heat").decode()
    assert f"格子（边长 {found['cell_metres']:g} 米）" in text
    low, high = found["classes"][0]
    assert f"{low:g} – {high:g}" in text or f">{low:g}<" in text
    for feature in found["features"]:
        told = feature["properties"]
        low, high = found["classes"][told["shade"] - 1]
        assert low <= told["weight"] <= high
    (page,) = pypdf.PdfReader(io.BytesIO(taken(api("liuyang"), Format.PDF_A4, layer="heat"))).pages
    assert "密度：格子" in page.extract_text().replace("\n", "")
