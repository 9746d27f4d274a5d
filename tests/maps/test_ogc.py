"""OGC API – Features: read by GDAL itself, page by page, and only within the scope of the token."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.people import operations as people
from safety.transactions import one_transaction
from tests.accidents.sending import appoint, register
from tests.browser.served import serving
from tests.cast import IN_A_YEAR, NOW, Cast
from tests.maps.places import NANAN, YUZHONG, add_finding, add_site

Client = Callable[[str], FlaskClient]


@pytest.fixture
def sites(cast: Cast) -> Cast:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG), major=True)
    add_site(cast, "yuzhong", "安静的厂房", YUZHONG)
    add_site(cast, "nanan", "南岸仓库", NANAN)
    return cast


#: Run apart: GDAL waits for an answer without letting the server in the same process give it.
READ = """
import json, pyogrio, sys
pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": sys.argv[2]})
source = "OAPIF:" + sys.argv[1]
sites = pyogrio.read_dataframe(source, layer="sites")
districts = pyogrio.read_dataframe(source, layer="districts")
print(json.dumps({
    "layers": [name for name, _ in pyogrio.list_layers(source)],
    "sites": sorted(sites["name"]), "x": sites.geometry.iloc[0].x, "districts": sorted(districts["name"]),
}))
"""


def test_gdal_reads_the_layers_of_the_tokens_owner(app: Flask, sites: Cast) -> None:
    with one_transaction():
        _, token = people.create_token(
            actor=sites.actor("chenjing"), now=NOW, name="gis", expires_at=IN_A_YEAR
        )
    with serving(app) as address:
        done = subprocess.run(
            [sys.executable, "-c", READ, f"{address}/ogc", token],
            capture_output=True,
            text=True,
            timeout=40,
            check=False,
            env={**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"},
        )
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert set(read["layers"]) == {"districts", "sites", "projects"}
    assert read["sites"] == ["安静的厂房", "解放碑工地"]
    assert read["districts"] == ["渝中区"]
    assert read["x"] == pytest.approx(YUZHONG[0], abs=1e-4)


def test_pages_follow_one_another_and_count_only_the_scope(sites: Cast, api: Client) -> None:
    first = api("chenjing").get("/ogc/collections/sites/items?limit=1").get_json()
    assert (first["numberMatched"], first["numberReturned"]) == (2, 1)
    (following,) = [link["href"] for link in first["links"] if link["rel"] == "next"]
    second = api("chenjing").get(following.split("localhost", 1)[1]).get_json()
    assert first["features"][0]["id"] != second["features"][0]["id"]
    assert not [link for link in second["links"] if link["rel"] == "next"]


def test_a_box_and_one_feature_are_asked_for(sites: Cast, api: Client) -> None:
    reader = api("liuyang")
    inside = reader.get("/ogc/collections/sites/items?bbox=106.63,29.4,106.65,29.6").get_json()
    assert [feature["properties"]["name"] for feature in inside["features"]] == ["南岸仓库"]
    found = inside["features"][0]["id"]
    assert reader.get(f"/ogc/collections/sites/items/{found}").get_json()["id"] == found
    assert api("chenjing").get(f"/ogc/collections/sites/items/{found}").status_code == 404


@pytest.mark.parametrize(
    "query", ["bbox=1,2", "limit=0", "limit=x", "datetime=soon", "colour=red", "offset=-1"]
)
def test_a_parameter_that_makes_no_sense_is_refused(sites: Cast, api: Client, query: str) -> None:
    assert api("chenjing").get(f"/ogc/collections/sites/items?{query}").status_code == 400


def test_a_layer_without_the_right_to_it_is_not_there(sites: Cast, api: Client) -> None:
    administrator = api("huangtao")
    names = [one["id"] for one in administrator.get("/ogc/collections").get_json()["collections"]]
    assert names == ["districts"]
    assert administrator.get("/ogc/collections/sites/items").status_code == 404


def test_nobody_reads_without_signing_in_and_nothing_writes(sites: Cast, app: Flask, api: Client) -> None:
    assert app.test_client().get("/ogc", headers={"Accept": "application/json"}).status_code in {302, 401}
    assert api("chenjing").post("/ogc/collections/sites/items", json={}).status_code == 405
    assert api("chenjing").get("/ogc/conformance").get_json()["conformsTo"]


def test_accidents_are_a_layer_for_those_who_may_read_them(sites: Cast, api: Client) -> None:
    register(api("sunjie"), lon=YUZHONG[0], lat=YUZHONG[1])
    items = "/ogc/collections/accidents/items"
    found = api("sunjie").get(items).get_json()
    (feature,) = found["features"]
    assert feature["geometry"]["coordinates"] == list(YUZHONG)
    assert (feature["properties"]["deaths"], found["positions"]) == (1, "precise")
    assert "victims" not in feature["properties"]
    assert api("sunjie").get(f"{items}?bbox=106.63,29.4,106.65,29.6").get_json()["numberMatched"] == 0
    assert (
        api("sunjie").get(f"{items}?datetime=2026-11-22").get_json()["numberMatched"] == 0
    )  # not known then
    assert api("sunjie").get(f"{items}/{feature['id']}").get_json()["id"] == feature["id"]
    assert api("chenjing").get(items).status_code == 404
    names = [one["id"] for one in api("chenjing").get("/ogc/collections").get_json()["collections"]]
    assert names == ["districts", "sites", "projects"]
    appoint("wanglei", "nanan")
    assert api("wanglei").get(items).get_json()["features"] == []


def test_days_whose_districts_were_others_than_those_drawn_say_so(sites: Cast, api: Client) -> None:
    chenjing = api("chenjing")
    for layer in ("districts", "sites"):
        now = chenjing.get(f"/ogc/collections/{layer}/items").get_json()
        assert "2026-01-25" in now["district_warning"]
        before = chenjing.get(f"/ogc/collections/{layer}/items?datetime=2026-01-24").get_json()
        assert before["district_warning"] is None
        assert "2026-01-25" in chenjing.get(f"/ogc/collections/{layer}").get_json()["description"]
    district = chenjing.get("/ogc/collections/districts/items").get_json()["features"][0]
    assert "2026-01-25" in district["properties"]["outdated"]  # what a GIS shows of it
    tiles = chenjing.get("/ogc/collections/sites/tiles/WebMercatorQuad").get_json()
    assert "2026-01-25" in tiles["description"]
