"""A file holds what the screen's map shows: for every layer, every role and every format, counted by other programs."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import PIL.Image
import pyogrio
import pypdf
import pytest
from flask.testing import FlaskClient

from maps import sheets
from maps.formats import Format
from maps.schemas import LAYERS
from safety.database import db
from safety.projects.models import Project
from safety.transactions import one_transaction
from tests.accidents.sending import register
from tests.cast import NOW, TODAY, Cast
from tests.maps.places import NANAN, YUZHONG, add_check, add_finding, add_site
from tests.projects.story import Story

pytestmark = pytest.mark.once  # the drill compares them on both databases

Client = Callable[[str], FlaskClient]
#: City officer, district officers, industrial union, leader, signatory, system administrator with an office.
ROLES = ("liuyang", "chenjing", "wanglei", "fengchao", "luolin", "sunjie")
TABLES = {
    "projects": "projects",
    "bare": "projects",
    "accidents": "accidents",
    "heat": "cells",
    "hot": "cells",
}
ADDRESSES = {
    "projects": "projects",
    "bare": "projects",
    "accidents": "accidents",
    "heat": "heat",
    "hot": "hotspots",
}


@pytest.fixture
def town(cast: Cast, api: Client) -> Cast:
    """Sites of three unions with and without checks, findings and places; two projects; accidents of two years."""
    for number in range(4):
        at = (YUZHONG[0] + number / 500, YUZHONG[1])
        site = add_site(cast, "yuzhong", f"解放碑工地{number}", at, industry="E" if number else "C")
        add_finding(cast, site, colour="red" if number else None, at=NOW - timedelta(days=60 * number))
        if number:
            add_check(site, days_ago=3 * number)
    add_site(cast, "yuzhong", "没有位置的场所")
    add_site(cast, "nanan", "南岸仓库", NANAN)
    add_finding(cast, add_site(cast, "plant", "化工车间", (NANAN[0] + 0.01, NANAN[1])), by="wanglei")
    register(api("sunjie"), lon=YUZHONG[0], lat=YUZHONG[1])
    register(
        api("sunjie"),
        lon=YUZHONG[0] + 0.01,
        lat=YUZHONG[1],
        happened_at=(NOW - timedelta(days=40)).isoformat(),
    )
    with one_transaction():
        project = db.session.get_one(Project, Story(cast).project().id)
        project.lon, project.lat = YUZHONG
        project.no_union_part = True
    return cast


def on_screen(client: FlaskClient, layer: str, filters: Mapping[str, Any]) -> tuple[set[str], int]:
    """The names on the screen's map, and how many there are; the map's own document says where it asks."""
    page = client.get("/map/document", query_string={"layer": layer, **filters}).get_data(as_text=True)
    address = f"/api/v1/map/{ADDRESSES.get(layer, 'sites')}"
    asked = re.search(rf'"(?:\w+)Url": "({re.escape(address)}(?:\\u0026|[^"])*)"', page)
    if asked is None:
        return set(), 0
    found = client.get(json.loads(f'"{asked[1]}"')).get_json()
    names = {str(one["properties"].get("name", "")) for one in found["features"]}
    return names, found.get("total", len(found["features"]))


def taken(client: FlaskClient, layer: str, wanted: Format, filters: Mapping[str, Any]) -> bytes:
    answer = client.post(
        "/map/export", query_string={"layer": layer, **filters}, data={"format": wanted.value}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return bytes(answer.data)


def in_file(  # noqa: PLR0911 - one way of reading for each kind of file
    content: bytes, layer: str, wanted: Format, folder: Path
) -> tuple[set[str] | None, int]:
    """The names in a file, where it tells them, and the number of its rows."""
    table = TABLES.get(layer, "sites")
    if wanted is Format.GEOJSON:
        features = [
            f["properties"] for f in json.loads(content)["features"] if f["properties"]["layer"] == table
        ]
        return {str(f.get("name", "")) for f in features}, len(features)
    if wanted is Format.GEOJSON_LAYERS:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if f"{table}.geojson" not in archive.namelist():
                return set(), 0
            features = [f["properties"] for f in json.loads(archive.read(f"{table}.geojson"))["features"]]
        return {str(f.get("name", "")) for f in features}, len(features)
    if wanted in {Format.GPKG, Format.KML}:
        path = folder / f"map.{wanted.value}"
        path.write_bytes(content)
        if table not in {name for name, _kind in pyogrio.list_layers(path)}:
            return set(), 0
        frame = pyogrio.read_dataframe(path, layer=table)
        names = frame.get("name", frame.get("Name"))
        return (None if names is None or table == "cells" else set(names)), len(frame)
    if wanted is Format.XLSX:
        book = openpyxl.load_workbook(io.BytesIO(content))
        named = {"sites": "场所", "projects": "建设项目", "accidents": "事故", "cells": "格子"}
        if named[table] not in book.sheetnames:
            return set(), 0
        return None, book[named[table]].max_row - 1
    if wanted is Format.HTML:
        page = content.decode()
        data = re.search(r"window\.qunjianData = (.*?);</script>", page, re.DOTALL)
        assert data is not None
        features = json.loads(data[1]).get("layer", {"features": []})["features"]
        return {str(f["properties"].get("name", "")) for f in features}, len(features)
    words = PIL.Image.open(io.BytesIO(content)).info["Description"] if wanted is Format.PNG else ""
    if not words:
        (sheet,) = pypdf.PdfReader(io.BytesIO(content)).pages
        words = sheet.extract_text().replace("\n", "")
    told = re.search(r"共 ?(\d+) ?个", words)
    assert told is not None, words
    return None, int(told[1])


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({}, id="all"),
        pytest.param({"industry": "E", "period": 30}, id="filtered", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_file_of_every_role_holds_what_the_screen_counts(
    town: Cast, signed_in: Client, tmp_path: Path, layer: str, filters: dict[str, Any]
) -> None:
    counts = set()
    for role in ROLES:
        client = signed_in(role)
        names, total = on_screen(client, layer, filters)
        counts.add(total)
        # Each kind of file by an officer, and what is read fastest by everybody; with filters each by everybody.
        papers = {Format.PDF_A3, Format.PDF_A4, Format.PNG}
        wanted_by_all = [one for one in Format if one not in papers] if filters else [Format.GEOJSON]
        everything = [one for one in Format if one is not Format.PDF_A3]
        for wanted in everything if role == "chenjing" else wanted_by_all:
            told, rows = in_file(taken(client, layer, wanted, filters), layer, wanted, tmp_path)
            assert (role, wanted, rows) == (role, wanted, total)
            assert told is None or told - {""} == names - {""}, (role, wanted)
    assert filters or max(counts) > 0


def test_chinese_files_hold_chinese_words(town: Cast, signed_in: Client, tmp_path: Path) -> None:
    client = signed_in("chenjing")
    book = openpyxl.load_workbook(io.BytesIO(taken(client, "sites", Format.XLSX, {})))
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert "红色" in cells or "橙色" in cells
    assert not cells & {"red", "orange", "yellow", "blue", "level", "district_code", "last_checked"}
    path = tmp_path / "map.gpkg"
    path.write_bytes(taken(client, "sites", Format.GPKG, {}))
    assert set(pyogrio.read_dataframe(path, layer="sites")["level_label"]) <= {"红色", "橙色", "黄色", "蓝色"}
    path = tmp_path / "map.kml"
    path.write_bytes(taken(client, "projects", Format.KML, {}))
    (words,) = pyogrio.read_dataframe(path, layer="projects")["description"]
    assert "项目阶段" in words
    assert "design" not in words
    about = json.loads(taken(client, "sites", Format.GEOJSON, {"district": "500103", "industry": "E"}))[
        "about"
    ]
    assert "渝中区" in about["筛选条件"]
    assert "district=" not in about["筛选条件"]


def test_more_sites_than_paper_tells_apart_are_gathered_and_all_counted(
    cast: Cast, signed_in: Client
) -> None:
    for number in range(30):
        add_site(cast, "yuzhong", f"工地{number}", (YUZHONG[0] + number / 900, YUZHONG[1]))
    client = signed_in("liuyang")
    few, sheets.MOST_SINGLY = sheets.MOST_SINGLY, 10  # a small town stands for a large one
    try:
        sheet = taken(client, "sites", Format.PDF_A4, {})
    finally:
        sheets.MOST_SINGLY = few
    words = pypdf.PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    assert "共 30 个" in words
    assert TODAY.isoformat() in words
