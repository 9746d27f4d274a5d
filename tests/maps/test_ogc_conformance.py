"""The abstract tests of the classes that ``/ogc`` claims, each as the standard words it: OGC 17-069r4 (Features, Part 1),
18-058r1 (Part 2) and 20-057 (Tiles).  What belongs to one of them is told by its name there.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from math import nextafter
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from maps.ogc_asked import MOST_AT_ONCE
from maps.ogc_registers import outwards
from maps.ogc_systems import SYSTEMS
from safety.database import db
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.accidents.sending import register
from tests.cast import NOW, Cast
from tests.maps.places import NANAN, YUZHONG, add_finding, add_site

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]
LAYERS = ("districts", "sites", "projects", "accidents")
TILES = "tiles/WebMercatorQuad"


@pytest.fixture
def reader(cast: Cast, api: Client) -> FlaskClient:
    """Sun Jie, who reads sites, projects and accidents of Yuzhong."""
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG, kind="new_build"), major=True)
    add_site(cast, "yuzhong", "安静的厂房", (106.5701234567, 29.5543219876))
    add_site(cast, "nanan", "南岸仓库", NANAN)
    program = api("sunjie")
    register(program, lon=YUZHONG[0], lat=YUZHONG[1])
    return program


def here(href: str) -> str:
    return href.split("localhost", 1)[1]


def documents(program: FlaskClient) -> Iterator[str]:
    """Every address of the service that needs no number of a tile and no feature."""
    yield from ("/ogc", "/ogc/api", "/ogc/conformance", "/ogc/collections")
    for name in LAYERS:
        yield from (
            f"/ogc/collections/{name}{rest}" for rest in ("", "/items", "/tiles", "/tiles/WebMercatorQuad")
        )


def test_query_param_unknown_and_invalid_everywhere(reader: FlaskClient) -> None:
    found = reader.get("/ogc/collections/sites/items").get_json()["features"][0]["id"]
    more = [f"/ogc/collections/sites/items/{found}", f"/ogc/collections/sites/{TILES}/0/0/0"]
    for address in [*documents(reader), *more]:
        for query in ("colour=red", "f=xml", "f=json&f=json"):
            answer = reader.get(f"{address}?{query}")
            assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), (
                address,
                query,
            )
            assert list(answer.get_json()["errors"]) == [query.split("=", maxsplit=1)[0]]
        assert reader.get(f"{address}?f=json").status_code == 200, address


@pytest.mark.parametrize(
    "query",
    [
        *("datetime=2026-11-20junk", "datetime=junk/2026-11-20", "datetime=2026-12-20/2026-11-20", "datetime="),
        *("datetime=/", "datetime=a/b/c", "datetime=2026-11-20T25:00:00Z", "datetime=20261120", "datetime=2026-W47-1"),
        *("datetime=2026-11-20T10:00:00", "limit=1_0", "limit=%201", "limit=1.0", "limit=1&limit=2", "limit=", "limit=-1"),
        *("bbox=1_06,29,108,31", "bbox=106,29,108,inf", "bbox=106,29,108,31,0", "bbox=", "sortby=--name", "sortby="),
        *("sortby=name,,kind", "level=purple", "kind=nonsense", "industry=QQ"),
    ],
)  # fmt: skip
def test_query_param_invalid(reader: FlaskClient, query: str) -> None:
    answer = reader.get(f"/ogc/collections/sites/items?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert list(answer.get_json()["errors"]) == [query.split("=", maxsplit=1)[0]]


def test_fc_limit_response(reader: FlaskClient) -> None:
    for limit, most in ((1, 1), (2, 2), (MOST_AT_ONCE + 1, 2), (10**14, 2)):
        answer = reader.get(f"/ogc/collections/sites/items?limit={limit}")
        assert answer.status_code == 200
        assert len(answer.get_json()["features"]) == answer.get_json()["numberReturned"] == most


@pytest.mark.parametrize("name", LAYERS)
def test_parameter_definitions(reader: FlaskClient, name: str) -> None:
    document = reader.get("/ogc/api").get_json()
    told = {one["name"]: one for one in document["paths"][f"/collections/{name}/items"]["get"]["parameters"]}
    expected: dict[str, dict[str, Any]] = {
        "bbox": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE, "default": 1000},
        "datetime": {"type": "string"},
    }
    for parameter, schema in expected.items():
        assert told[parameter]["schema"] == schema
    for system in ("crs", "bbox-crs"):
        assert (told[system]["schema"]["type"], told[system]["schema"]["format"]) == ("string", "uri")
    for one in told.values():
        assert (one["in"], one["required"], one["style"], one["explode"]) == ("query", False, "form", False)
    for path, operation in document["paths"].items():
        assert {"200", "400", "401", "403", "429"} <= set(operation["get"]["responses"]), path
        assert "f" in {one["name"] for one in operation["get"]["parameters"]}, path


def test_fc_links_and_f_links_name_their_kind(reader: FlaskClient) -> None:
    for name in LAYERS:
        items = reader.get(f"/ogc/collections/{name}/items").get_json()
        links = list(items["links"])
        if items["features"]:
            links += reader.get(f"/ogc/collections/{name}/items/{items['features'][0]['id']}").get_json()[
                "links"
            ]
            assert {"self", "collection"} <= {one["rel"] for one in links}
        assert all(one["rel"] and one["type"] for one in links)


def test_fc_md_extent_holds_every_feature(reader: FlaskClient) -> None:
    for name in LAYERS:
        whole = {one["id"] for one in reader.get(f"/ogc/collections/{name}/items").get_json()["features"]}
        described = reader.get(f"/ogc/collections/{name}").get_json()
        if not whole:
            assert "extent" not in described
            continue
        box = ",".join(map(repr, described["extent"]["spatial"]["bbox"][0]))
        inside = reader.get(f"/ogc/collections/{name}/items?bbox={box}").get_json()["features"]
        assert {one["id"] for one in inside} == whole, name


def test_an_extent_is_rounded_away_from_what_it_holds() -> None:
    assert outwards((107.035043, 29.4059999, 107.657287, 29.94849), 5) == (
        107.03504, 29.40599, 107.65729, 29.94849,
    )  # fmt: skip
    less = nextafter(107.03504, 0)
    assert outwards((less, -29.4, 107.03504, -29.4), 5) == (107.03503, -29.4, 107.03504, -29.4)


def test_fc_time_response_of_events(reader: FlaskClient) -> None:
    """An accident belongs to the day on which it happened."""
    items = "/ogc/collections/accidents/items"
    happened = reader.get(items).get_json()["features"][0]["properties"]["day"]
    day = NOW.date()
    before, after = (day - timedelta(days=1), day + timedelta(days=1))
    for query, most in (
        (f"{happened}/{day}", 1),
        (f"{happened}/..", 1),
        (f"{happened}/", 1),
        (f"../{day}", 1),
        (f"/{day}", 1),
        ("../..", 1),
        (f"{before.replace(year=2025)}/{day.replace(year=2025)}", 0),
        ("2025-01-01", 0),
        (f"../{day.replace(year=2025)}", 0),
        (f"{after}/..", 0),
        (f"{after}", 0),
    ):
        found = reader.get(f"{items}?datetime={query}").get_json()
        assert found["numberReturned"] == most, query
    tile = f"/ogc/collections/accidents/{TILES}/0/0/0"
    assert reader.get(tile).status_code == 200
    assert reader.get(f"{tile}?datetime=2025-01-01").status_code == 204
    assert reader.get(f"{tile}?datetime=soon").status_code == 400


def test_fc_time_response_of_what_lasts(reader: FlaskClient) -> None:
    """Sites were registered on 2026-11-23 (10:00 in Chongqing): a moment counts by the day that it is there."""
    items = "/ogc/collections/sites/items"
    for query, most in (
        ("2026-11-22T15:59:59Z", 0),
        ("2026-11-22T16:00:00Z", 2),
        ("2026-11-23T00:00:00%2B08:00", 2),
        ("2026-11-23T00:00:00+08:00", 2),
        ("2026-11-23t00:00:00.5z", 2),
        ("2026-11-01/2026-11-22", 0),
        ("2026-11-01/2026-11-23", 2),
        ("2099-01-01", 2),
    ):
        assert reader.get(f"{items}?datetime={query}").get_json()["numberReturned"] == most, query
    # What has no time is always found.
    assert reader.get("/ogc/collections/projects/items?datetime=1999-01-01").status_code == 200


def test_crs_parameter_of_every_collection_and_feature(reader: FlaskClient) -> None:
    for name in LAYERS:
        described = reader.get(f"/ogc/collections/{name}").get_json()
        assert described["crs"] == list(SYSTEMS)
        assert described["storageCrs"] in described["crs"]
        found = reader.get(f"/ogc/collections/{name}/items").get_json()["features"]
        addresses = [
            f"/ogc/collections/{name}/items",
            *(f"/ogc/collections/{name}/items/{one['id']}" for one in found[:1]),
        ]
        for address in addresses:
            for system in SYSTEMS:
                answer = reader.get(address, query_string={"crs": system})
                assert answer.status_code == 200
                assert answer.headers["Content-Crs"] == f"<{system}>"
            assert reader.get(f"{address}?crs=http://www.opengis.net/def/crs/EPSG/0/0").status_code == 400
        assert reader.get(addresses[0], query_string={"bbox-crs": "nonsense"}).status_code == 400


def test_tilesets_list_tileset_and_tile(reader: FlaskClient) -> None:
    for name in LAYERS:
        described = reader.get(f"/ogc/collections/{name}").get_json()
        (tiles,) = [one for one in described["links"] if one["rel"].endswith("/tilesets-vector")]
        (listed,) = reader.get(here(tiles["href"])).get_json()["tilesets"]
        assert {"dataType", "crs", "tileMatrixSetURI"} <= set(listed)
        whole = reader.get(here(next(one["href"] for one in listed["links"] if one["rel"] == "self")))
        links = {one["rel"].rsplit("/", 1)[-1]: one for one in whole.get_json()["links"]}
        assert "tiling-scheme" in links
        item = links["item"]
        assert (item["templated"], item["type"]) == (True, "application/vnd.mapbox-vector-tile")
        address = here(item["href"])
        for matrix, row, column, statuses in (
            (0, 0, 0, {200, 204}), (0, 1, 0, {404}), (0, 0, 1, {404}), (20, 0, 0, {404}), (19, 0, 0, {204}),
        ):  # fmt: skip
            wanted = address.format(tileMatrix=matrix, tileRow=row, tileCol=column)
            answer = reader.get(wanted)
            assert answer.status_code in statuses, wanted
            if answer.status_code == 200:
                assert answer.mimetype == item["type"]


def test_what_a_feature_leads_to_opens_from_another_program(reader: FlaskClient) -> None:
    for name in LAYERS:
        for feature in reader.get(f"/ogc/collections/{name}/items").get_json()["features"]:
            address = feature["properties"]["url"]
            assert address.startswith("http://localhost/"), address
            assert reader.get(here(address)).status_code == 200


def test_long_answers_are_compressed_for_programs_that_take_them_so(cast: Cast, reader: FlaskClient) -> None:
    for number in range(20):
        add_site(cast, "yuzhong", f"工地{number}", YUZHONG)
    plain = reader.get("/ogc/collections/sites/items")
    packed = reader.get("/ogc/collections/sites/items", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.get_json()
    assert len(packed.data) < len(plain.data) / 3


def test_http_methods(app: Flask, reader: FlaskClient) -> None:
    for address in documents(reader):
        whole, head = reader.get(address), reader.head(address)
        assert (head.status_code, head.data) == (200, b"")
        assert head.mimetype == whole.mimetype
        assert set(reader.options(address).headers["Allow"].replace(" ", "").split(",")) == {
            "GET", "HEAD", "OPTIONS",
        }  # fmt: skip
        for method in (reader.post, reader.put, reader.patch, reader.delete):
            assert method(address).status_code == 405
        # No other site may read with a person's session: nothing is said about other origins.
        assert not [
            one for one in reader.get(address, headers={"Origin": "https://maps.example"}).headers
            if one[0].startswith("Access-Control")
        ]  # fmt: skip
    assert app.test_client().options("/ogc").status_code == 401


def test_a_place_to_the_last_digit_is_found_in_the_box_around_it(cast: Cast, reader: FlaskClient) -> None:
    with one_transaction():
        site = db.session.query(Site).filter_by(name="安静的厂房").one()
        lon, lat = site.lon, site.lat
    assert lon is not None
    assert lat is not None
    box = f"{lon!r},{lat!r},{lon!r},{lat!r}"
    found = reader.get(f"/ogc/collections/sites/items?bbox={box}").get_json()["features"]
    assert [one["properties"]["name"] for one in found] == ["安静的厂房"]
