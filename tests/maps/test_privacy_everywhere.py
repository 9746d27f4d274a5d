"""罗琳 leads by the numbers: whatever she asks of the map, no gate, no outline and no small number of dead comes out.

Every layer, map data call, kind of file and OGC collection is walked, so that one made later is walked too.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from maps.formats import Format
from maps.ogc_layers import LAYERS as COLLECTIONS
from maps.schemas import LAYERS
from safety.access.permissions import Permission as P
from safety.access.roles import GRANTS, Role
from safety.database import db
from safety.projects.models import Project
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.accidents.sending import appoint, register
from tests.cast import Cast
from tests.kept_rows import made_once
from tests.maps.places import add_finding, add_site
from tests.projects.story import Story

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]
GATE = (106.56913, 29.55287)
#: The first decimals that a precise position has and a rounded one has not.
TOO_EXACT = re.compile(rb"106\.5691|106\.569|29\.5528|29\.553")
DATA = ("districts", "sites", "heat", "hotspots", "projects", "accidents")


@pytest.fixture
def places(app: Flask, cast: Cast, api: Client) -> Cast:
    """A site with a finding and an accident, and a project with an outline, all at one gate."""
    made_once(app, "at_the_gate", lambda: load_places(cast, api))
    return cast


def load_places(cast: Cast, api: Client) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", GATE)
    add_finding(cast, site, major=True)
    register(api("sunjie"), site_id=str(site))
    with one_transaction():
        project = Story(cast).project()
        row = db.session.get_one(Project, project.id)
        row.lon, row.lat = GATE
        west, south = GATE[0] - 0.0004, GATE[1] - 0.0004
        ring = [[west, south], [GATE[0], south], [GATE[0], GATE[1]], [west, south]]
        row.outline = {"type": "Polygon", "coordinates": [ring]}
        for other in db.session.query(Site).filter(Site.id != site):
            other.lon = other.lat = None


def points(document: Any) -> list[list[float]]:
    """Every position of single records in a GeoJSON answer."""
    found = [one for one in document["features"] if one["geometry"]["type"] == "Point"]
    return [one["geometry"]["coordinates"] for one in found]


def test_nothing_on_a_map_is_precise_for_who_leads_and_everything_is_for_the_officer(
    places: Cast, api: Client
) -> None:
    for name in ("sites", "projects", "accidents"):
        reader = "sunjie" if name == "accidents" else "chenjing"
        exact = api(reader).get(f"/api/v1/map/{name}").get_json()
        about = api("luolin").get(f"/api/v1/map/{name}").get_json()
        assert (exact["positions"], about["positions"]) == ("precise", "rounded")
        assert points(about) == [[106.57, 29.55]], name
        assert exact["total"] == about["total"] == 1
        assert TOO_EXACT.search(api(reader).get(f"/api/v1/map/{name}").data), name


@pytest.mark.parametrize("layer", LAYERS)
def test_no_data_call_of_a_layer_tells_a_gate(
    places: Cast, api: Client, signed_in: Client, layer: str
) -> None:
    leader = api("luolin")
    for name in DATA:
        answer = leader.get(f"/api/v1/map/{name}")
        assert answer.status_code == 200, name
        kept = re.sub(rb'"outline|"at"', b"", answer.data)
        assert name in {"districts", "heat", "hotspots"} or not TOO_EXACT.search(kept), name
    document = signed_in("luolin").get(f"/map/document?layer={layer}").text
    assert "位置取整到约 1 公里" in document
    assert "位置取整到约 1 公里" in signed_in("luolin").get(f"/map?layer={layer}").text
    assert "位置取整" not in signed_in("chenjing").get(f"/map?layer={layer}").text or layer == "accidents"


@pytest.mark.parametrize("wanted", list(Format))
@pytest.mark.parametrize("layer", LAYERS)
def test_no_file_tells_a_gate_and_each_says_that_it_is_rounded(
    places: Cast, api: Client, wanted: Format, layer: str
) -> None:
    answer = api("luolin").post(
        "/api/v1/map/exports", json={"format": wanted.value, "layer": layer, "district": "500103"}
    )
    assert answer.status_code == 200, answer.text
    text = _unpacked(answer.data, wanted)
    if layer not in {"heat", "hot"} and wanted not in {Format.HTML, Format.PNG, Format.PDF_A3, Format.PDF_A4}:
        assert not TOO_EXACT.search(_without_districts(text, wanted)), (layer, wanted)
    if wanted is not Format.PNG:
        assert "取整到约" in _words(answer.data, text, wanted), (layer, wanted)


@pytest.mark.parametrize("layer", ["sites", "projects", "accidents", "heat"])
def test_a_geopackage_for_who_leads_holds_rounded_points_and_large_cells(
    places: Cast, api: Client, tmp_path: Path, layer: str
) -> None:
    asked = {"format": "gpkg", "layer": layer}
    path = tmp_path / "map.gpkg"
    path.write_bytes(api("luolin").post("/api/v1/map/exports", json=asked).data)
    frame = gpd.read_file(path, layer="cells" if layer == "heat" else layer)
    if layer == "heat":
        west, _south, east, _north = frame.geometry.iloc[0].bounds
        assert (east - west) * 111_000 > 1900
    else:
        assert [one.bounds[:2] for one in frame.geometry] == [(106.57, 29.55)]


def _unpacked(data: bytes, wanted: Format) -> bytes:
    if wanted not in {Format.XLSX, Format.GEOJSON_LAYERS}:
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # Some corner of 渝中's own outline has the gate's decimals.
        return b"\n".join(archive.read(one) for one in archive.namelist() if one != "districts.geojson")


def _without_districts(text: bytes, wanted: Format) -> bytes:
    """The file without the outline of 渝中, some corner of which has the gate's decimals."""
    if wanted is Format.GEOJSON:
        document = json.loads(text)
        document["features"] = [f for f in document["features"] if f["properties"]["layer"] != "districts"]
        return json.dumps(document).encode()
    return re.sub(rb"<coordinates>[^<]{200,}</coordinates>", b"", text)


def _words(data: bytes, text: bytes, wanted: Format) -> str:
    if wanted in {Format.PDF_A3, Format.PDF_A4}:
        (page,) = pypdf.PdfReader(io.BytesIO(data)).pages
        return page.extract_text()
    return text.decode(errors="ignore")


def test_no_collection_of_ogc_tells_a_gate(places: Cast, api: Client) -> None:
    leader = api("luolin")
    for name in COLLECTIONS:
        found = leader.get(f"/ogc/collections/{name}/items").get_json()
        assert found["positions"] == "rounded", name
        assert "1 公里" in leader.get(f"/ogc/collections/{name}").get_json()["description"]
        if name == "districts":
            continue
        (feature,) = found["features"]
        assert feature["geometry"] == {"type": "Point", "coordinates": [106.57, 29.55]}, name
        one = leader.get(f"/ogc/collections/{name}/items/{feature['id']}").get_json()
        assert one["geometry"] == feature["geometry"]


def test_a_box_or_a_radius_finds_a_site_where_it_is_shown_and_not_where_it_is(
    places: Cast, api: Client
) -> None:
    leader, officer = api("luolin"), api("chenjing")
    true_box, shown_box = "106.5690,29.5527,106.5692,29.5530", "106.5695,29.5495,106.5705,29.5505"
    for path in ("/api/v1/map/sites", "/ogc/collections/sites/items"):
        assert not leader.get(f"{path}?bbox={true_box}").get_json()["features"]
        assert leader.get(f"{path}?bbox={shown_box}").get_json()["features"]
        assert officer.get(f"{path}?bbox={true_box}").get_json()["features"]
    near = f"near={GATE[0]},{GATE[1]}&radius=50"
    assert leader.get(f"/api/v1/map/sites?{near}").get_json()["total"] == 0
    assert officer.get(f"/api/v1/map/sites?{near}").get_json()["total"] == 1


def test_few_dead_and_few_accidents_are_not_told_to_who_sees_no_accident_precisely(
    places: Cast, api: Client
) -> None:
    def told(name: str) -> Any:
        (one,) = api(name).get("/api/v1/map/accidents").get_json()["features"]
        return one["properties"]["deaths"]

    def numbers(name: str) -> Any:
        found = api(name).get("/api/v1/map/districts?measure=accidents").get_json()["features"]
        return {f["properties"]["code"]: f["properties"]["accidents"] for f in found}

    assert (told("sunjie"), told("luolin")) == (1, None)
    assert numbers("sunjie")["500103"] == 1
    assert numbers("luolin")["500103"] is None
    assert numbers("luolin")["500108"] == 0


def test_who_may_read_no_site_is_told_no_small_number_of_a_district(
    places: Cast, api: Client, signed_in: Client
) -> None:
    def of(client: FlaskClient, path: str) -> dict[str, Any]:
        found = client.get(path).get_json()["features"]
        (one,) = [f["properties"] for f in found if f["properties"]["code"] == "500103"]
        return dict(one)

    for path in ("/api/v1/map/districts", "/ogc/collections/districts/items"):
        assert of(api("luolin"), path)["open"] == 1
        seen = of(api("huangtao"), path)
        assert [seen[name] for name in ("sites", "open", "major", "number", "red")] == [None] * 5
        assert (seen["overdue"], seen["blue"]) == (0, 0)
    page = signed_in("huangtao").get("/map").text
    assert "少于 5 的数不显示" in page
    assert '<span title="不显示">—</span>' in page


def test_an_inspector_in_one_district_who_leads_the_city_sees_that_district_precisely(
    places: Cast, api: Client
) -> None:
    add_site(places, "nanan", "南岸仓库", (106.64021, 29.50019))
    appoint("luolin", "yuzhong", Role.INSPECTOR)
    found = api("luolin").get("/api/v1/map/sites").get_json()
    assert found["positions"] == "rounded"
    at = {f["properties"]["name"]: f["geometry"]["coordinates"] for f in found["features"]}
    assert at == {"解放碑工地": [106.56913, 29.55287], "南岸仓库": [106.64, 29.5]}


def test_no_map_knows_of_reports_and_only_the_leader_reads_without_seeing_precisely(app: Flask) -> None:
    assert {role for role, granted in GRANTS.items() if P.SITE_READ in granted} - {
        role for role, granted in GRANTS.items() if P.POSITION_PRECISE in granted
    } == {Role.LEADER}
    sources = [path.read_text(encoding="utf-8") for path in Path("maps").glob("*.py")]
    assert not [text for text in sources if "safety.reports" in text]
    asking = [
        path.name for path in Path("maps").glob("*.py") if "map_rows" in path.read_text(encoding="utf-8")
    ]
    assert asking == ["reader.py"]
