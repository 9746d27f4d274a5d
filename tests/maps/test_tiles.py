"""Vector tiles hold what their reader may see, where it lies, and never more than a tile can show."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import mercantile
import pyogrio
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.tiles import FINEST, MOST_POINTS, Tile, encode, gathered
from tests.cast import Cast
from tests.maps.places import NANAN, YUZHONG, add_finding, add_site

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]
WHOLE_CITY = 6
HOUSE = 18


def tile_at(lon: float, lat: float, z: int) -> Tile:
    found = mercantile.tile(lon, lat, z)
    return Tile(z, found.y, found.x)


def address(tile: Tile, layer: str = "sites") -> str:
    return f"/ogc/collections/{layer}/tiles/WebMercatorQuad/{tile.z}/{tile.row}/{tile.column}"


def told(content: bytes, layer: str = "sites") -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = mapbox_vector_tile.decode(content)[layer]["features"]
    return [one["properties"] for one in features]


@pytest.fixture
def sites(cast: Cast) -> Cast:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG), major=True)
    add_site(cast, "nanan", "南岸仓库", NANAN)
    return cast


def test_gdal_finds_the_site_in_its_tile_where_it_lies(sites: Cast, api: Client, tmp_path: Path) -> None:
    tile = tile_at(*YUZHONG, HOUSE)
    answer = api("chenjing").get(address(tile))
    assert (answer.status_code, answer.mimetype) == (200, "application/vnd.mapbox-vector-tile")
    path = tmp_path / str(tile.z) / str(tile.column) / f"{tile.row}.mvt"
    path.parent.mkdir(parents=True)
    path.write_bytes(answer.data)
    frame = pyogrio.read_dataframe(
        path, X=str(tile.column), Y=str(tile.row), Z=str(tile.z), METADATA_FILE=""
    ).to_crs(4326)
    (place,) = frame.geometry
    west, east = tile.degrees[0], tile.degrees[2]
    assert place.x == pytest.approx(YUZHONG[0], abs=(east - west) / 2000)
    assert place.y == pytest.approx(YUZHONG[1], abs=(east - west) / 2000)
    assert list(frame["name"]) == ["解放碑工地"]
    assert list(frame["level"]) == ["red"]


def test_a_tile_of_the_whole_city_holds_the_sites_of_the_readers_scope_only(sites: Cast, api: Client) -> None:
    whole = tile_at(106.6, 29.5, WHOLE_CITY)
    assert [one["name"] for one in told(api("chenjing").get(address(whole)).data)] == ["解放碑工地"]
    assert len(told(api("liuyang").get(address(whole)).data)) == len(("解放碑工地", "南岸仓库"))
    districts = told(api("chenjing").get(address(whole, "districts")).data, "districts")
    assert [one["name"] for one in districts] == ["渝中区"]


def test_an_empty_tile_a_tile_again_and_no_tile(sites: Cast, api: Client) -> None:
    reader = api("chenjing")
    assert reader.get(address(tile_at(100.0, 40.0, 12))).status_code == 204
    there = address(tile_at(*YUZHONG, HOUSE))
    first = reader.get(there)
    again = reader.get(there, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, first.headers["Cache-Control"]) == (304, "private, no-cache")
    for nowhere in (Tile(2, 4, 0), Tile(2, 0, 4), Tile(FINEST + 1, 0, 0)):
        assert reader.get(address(nowhere)).status_code == 404
    assert reader.get(f"{there}?colour=red").status_code == 400
    assert reader.get(address(tile_at(*YUZHONG, HOUSE), "accidents")).status_code == 404
    assert reader.get(f"{there}?datetime=2020-01-01").status_code == 204  # nothing was registered then


def test_who_leads_finds_a_site_in_the_tile_of_its_rounded_position(cast: Cast, api: Client) -> None:
    gate = (106.56913, 29.55287)
    add_site(cast, "yuzhong", "解放碑工地", gate)
    leader = api("luolin")
    assert leader.get(address(tile_at(*gate, HOUSE))).status_code == 204
    assert told(leader.get(address(tile_at(106.57, 29.55, HOUSE))).data)[0]["name"] == "解放碑工地"
    assert api("chenjing").get(address(tile_at(*gate, HOUSE))).status_code == 200


def test_a_layer_says_where_its_tiles_are(sites: Cast, api: Client) -> None:
    reader = api("chenjing")
    (link,) = [
        one
        for one in reader.get("/ogc/collections/sites").get_json()["links"]
        if one["rel"].endswith("tilesets-vector")
    ]
    (tileset,) = reader.get(link["href"].split("localhost", 1)[1]).get_json()["tilesets"]
    (template,) = [one["href"] for one in tileset["links"] if one.get("templated")]
    tile = tile_at(*YUZHONG, HOUSE)
    for name, value in (("tileMatrix", tile.z), ("tileRow", tile.row), ("tileCol", tile.column)):
        template = template.replace(f"{{{name}}}", str(value))
    assert reader.get(template.split("localhost", 1)[1]).status_code == 200
    assert any("ogcapi-tiles" in one for one in reader.get("/ogc/conformance").get_json()["conformsTo"])


def point(lon: float, lat: float, level: str = "blue") -> dict[str, Any]:
    return {
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"name": "工地", "level": level, "nothing": None, "by": {"red": 1}},
    }


TILE = tile_at(*YUZHONG, 12)
WEST, SOUTH, EAST, NORTH = TILE.degrees


@given(
    many=st.integers(MOST_POINTS - 2, MOST_POINTS + 400),
    seed=st.integers(0, 2**16),
    reds=st.integers(0, 50),
)
@settings(max_examples=20)
def test_however_many_sites_a_tile_is_small_and_counts_them_all(many: int, seed: int, reds: int) -> None:
    chance = random.Random(seed)
    features = [
        point(chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH), "red" if n < reds else "blue")
        for n in range(many)
    ]
    kept = gathered(TILE, features)
    assert len(kept) <= MOST_POINTS
    content = told(encode(TILE, "sites", features))
    if many <= MOST_POINTS:
        assert len(content) == many
        assert content[0] == {"name": "工地", "level": content[0]["level"], "by_red": 1}
    else:
        assert sum(one["count"] for one in content) == many
        assert sum(one.get("count_red", 0) for one in content) == reds


def test_a_district_is_cut_at_the_tiles_edge() -> None:
    ring = [[105.0, 28.0], [110.0, 28.0], [110.0, 32.0], [105.0, 32.0], [105.0, 28.0]]
    area = {"geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"name": "重庆"}}
    decoded = mapbox_vector_tile.decode(encode(TILE, "districts", [area]))["districts"]
    (feature,) = decoded["features"]
    corners = feature["geometry"]["coordinates"][0]
    assert all(-100 <= value <= decoded["extent"] + 100 for corner in corners for value in corner)
    assert encode(tile_at(0.0, 0.0, 12), "districts", [area]) == b""
