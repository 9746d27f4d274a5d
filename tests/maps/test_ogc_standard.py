"""OGC API – Features by the standard: who is let in, its documents, places, properties, order, systems, and its price."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyproj import Transformer
from sqlalchemy import event

from maps.ogc import CONFORMS
from maps.ogc_systems import CRS84, SYSTEMS
from safety.database import db
from safety.people import operations as people
from safety.transactions import one_transaction
from tests.accidents.sending import register
from tests.cast import IN_A_YEAR, NOW, Cast
from tests.maps.places import NANAN, YUZHONG, add_finding, add_site

pytestmark = pytest.mark.once

Client = Callable[[str], FlaskClient]
ITEMS = "/ogc/collections/sites/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.fixture
def sites(cast: Cast) -> Cast:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG, kind="new_build"), major=True)
    add_site(cast, "yuzhong", "安静的厂房", YUZHONG)
    add_site(cast, "nanan", "南岸仓库", NANAN)
    return cast


@pytest.fixture
def token(sites: Cast) -> str:
    with one_transaction():
        _, made = people.create_token(
            actor=sites.actor("chenjing"), now=NOW, name="qgis", expires_at=IN_A_YEAR
        )
    return made


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def names(answer: Any) -> list[str]:
    return [one["properties"]["name"] for one in answer.get_json()["features"]]


def following(program: FlaskClient, answer: Any) -> Any:
    (href,) = [one["href"] for one in answer.get_json()["links"] if one["rel"] == "next"]
    return program.get(href.split("localhost", 1)[1])


def test_a_map_program_keeps_the_sign_in_and_a_personal_token(app: Flask, token: str) -> None:
    program = app.test_client()
    assert names(program.get(ITEMS, headers=basic("chenjing", token))) != []
    assert program.get(ITEMS, headers=basic("wanglei", token)).status_code == 401
    assert program.get(ITEMS, headers=basic("chenjing", "a guess")).status_code == 401
    # Elsewhere a name with a token lets nobody in: pages and API keep to bearer tokens and sessions.
    assert program.get("/api/v1/sites", headers=basic("chenjing", token)).status_code == 401


def test_a_refusal_is_told_in_the_language_that_a_program_asks_for(app: Flask, sites: Cast) -> None:
    answer = app.test_client().get("/ogc/collections", headers={"Accept-Language": "en-GB,en;q=0.8"})
    assert (answer.headers["Content-Language"], answer.get_json()["title"]) == ("en", "Please sign in")


def test_who_is_not_known_is_asked_for_a_name_and_a_token(app: Flask, sites: Cast) -> None:
    for headers in ({}, {"Accept": "text/html"}, {"Authorization": "Bearer gone"}, basic("chenjing", "gone")):
        answer = app.test_client().get("/ogc/collections", headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        asked = " ".join(answer.headers.getlist("WWW-Authenticate"))
        assert "Basic realm=" in asked
        assert "Bearer" in asked
    assert app.test_client().get("/ogc/nothing").mimetype == "application/problem+json"


def test_wrong_tokens_are_counted_and_keep_no_right_one_out(app: Flask, token: str) -> None:
    program = app.test_client()
    answers = [program.get("/ogc", headers=basic("chenjing", f"guess {n}")) for n in range(12)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert "Retry-After" in answers[-1].headers
    assert program.get("/ogc", headers=basic("chenjing", token)).status_code == 200
    unknown = [program.get("/ogc", headers=basic("nobody", f"guess {n}")).status_code for n in range(12)]
    assert unknown == [one.status_code for one in answers]  # a name that nobody has is counted alike


def test_its_own_description_names_every_path_and_parameter(sites: Cast, api: Client) -> None:
    program = api("chenjing")
    landing = program.get("/ogc").get_json()
    (described,) = [one for one in landing["links"] if one["rel"] == "service-desc"]
    assert described["type"] == "application/vnd.oai.openapi+json;version=3.0"
    answer = program.get(described["href"].split("localhost", 1)[1])
    document = answer.get_json()
    assert answer.headers["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert document["openapi"].startswith("3.0.")
    assert "/collections/accidents/items" not in document["paths"]  # she may not read them
    operations = [path["get"] for path in document["paths"].values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert {name for one in operations for name in one["responses"]} >= {"200", "400", "401", "404"}
    parameters = document["paths"]["/collections/sites/items"]["get"]["parameters"]
    for one in parameters:
        sample = {"boolean": "true", "integer": "1", "array": "106,29,107,30"}.get(
            one["schema"]["type"], one["schema"].get("default", one["schema"].get("enum", ["x"])[0])
        )
        wanted = "name" if one["name"] == "sortby" else sample
        if one["name"] not in {"after", "datetime"}:
            assert program.get(ITEMS, query_string={one["name"]: wanted}).status_code == 200, one["name"]
    for path in document["paths"]:
        if "{" not in path:
            assert program.get(f"/ogc{path}").status_code == 200, path


def test_the_classes_that_are_claimed_are_those_that_are_tested(sites: Cast, api: Client) -> None:
    claimed = api("chenjing").get("/ogc/conformance").get_json()["conformsTo"]
    assert claimed == list(CONFORMS)
    kinds = {one.split("/spec/")[1].split("/")[0] + "/" + one.rsplit("/", 1)[1] for one in claimed}
    assert kinds == {
        *(f"ogcapi-features-1/{one}" for one in ("core", "oas30", "geojson")),
        "ogcapi-features-2/crs",
        *(f"ogcapi-tiles-1/{one}" for one in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt")),
    }


def test_the_extent_is_that_of_the_callers_own_records(sites: Cast, api: Client) -> None:
    def extent(who: str) -> Any:
        return api(who).get("/ogc/collections/sites").get_json()["extent"]

    assert extent("chenjing")["spatial"]["bbox"] == [[*YUZHONG, *YUZHONG]]
    city = extent("liuyang")["spatial"]["bbox"][0]
    assert city[0] <= YUZHONG[0] < city[2]
    assert city[1] <= NANAN[1] < city[3]
    assert extent("chenjing")["temporal"]["interval"] == [["2026-11-23T00:00:00+08:00", None]]
    projects = api("chenjing").get("/ogc/collections/projects").get_json()
    assert "extent" not in projects  # there are none


def test_features_are_chosen_by_their_properties(sites: Cast, api: Client) -> None:
    program = api("liuyang")
    for query, found in (
        ("name=南岸仓库", ["南岸仓库"]),
        ("employer=安静的厂房公司（示例）", ["安静的厂房"]),
        ("kind=new_build", ["解放碑工地"]),
        ("level=red", ["解放碑工地"]),
        ("level=red&kind=operating", []),
        ("name=没有", []),
    ):
        answer = program.get(f"{ITEMS}?{query}")
        assert names(answer) == found, query
        for feature in answer.get_json()["features"]:
            assert set(query.split("&")[0].split("=")[:1]) <= set(feature["properties"])
    assert program.get(f"{ITEMS}?colour=red").status_code == 400
    districts = program.get("/ogc/collections/districts/items?name=渝中区")
    assert names(districts) == ["渝中区"]
    assert program.get("/ogc/collections/projects/items?stage=nonsense").status_code == 400
    assert program.get("/ogc/collections/projects/items?no_union_part=maybe").status_code == 400


def test_accidents_are_chosen_and_sorted_too(sites: Cast, api: Client) -> None:
    program = api("sunjie")
    register(program, lon=YUZHONG[0], lat=YUZHONG[1])
    items = "/ogc/collections/accidents/items"
    for query, most in (
        ("no_union_part=true", 1),
        ("no_union_part=false", 0),
        ("grade=major", 0),
        ("sortby=-day", 1),
    ):
        assert program.get(f"{items}?{query}").get_json()["numberReturned"] == most, query


@pytest.mark.parametrize("order", ["name", "-name", "kind,-name", "district_code,name"])
def test_pages_in_any_order_hold_each_feature_once(sites: Cast, api: Client, order: str) -> None:
    program = api("liuyang")
    whole = names(program.get(f"{ITEMS}?sortby={order}"))
    assert len(whole) == 3
    if order == "name":
        assert whole == ["安静的厂房", "解放碑工地", "南岸仓库"]  # by pinyin
    if order == "-name":
        assert whole == ["南岸仓库", "解放碑工地", "安静的厂房"]
    first = program.get(f"{ITEMS}?sortby={order}&limit=1")
    second = following(program, first)
    third = following(program, second)
    assert names(first) + names(second) + names(third) == whole
    assert not [one for one in third.get_json()["links"] if one["rel"] == "next"]


def test_pages_lose_and_double_nothing_while_others_write(sites: Cast, api: Client) -> None:
    program = api("liuyang")
    first = program.get(f"{ITEMS}?sortby=name&limit=1")
    add_site(sites, "yuzhong", "阿房工地", YUZHONG)  # comes before all others
    second = following(program, first)
    assert names(first) + names(second) == ["安静的厂房", "解放碑工地"]


def test_a_box_may_cross_the_antimeridian(sites: Cast, api: Client) -> None:
    program = api("liuyang")
    assert len(names(program.get(f"{ITEMS}?bbox=100,-10,-170,60"))) == 3
    assert names(program.get(f"{ITEMS}?bbox=107,-10,-170,60")) == []
    assert names(program.get(f"{ITEMS}?bbox=170,-10,106.6,60&sortby=name")) == ["安静的厂房", "解放碑工地"]
    districts = "/ogc/collections/districts/items"
    assert "渝中区" in names(program.get(f"{districts}?bbox=106.5,29.5,-170,30"))
    assert names(program.get(f"{districts}?bbox=150,29.5,-170,30")) == []


@pytest.mark.parametrize("epsg", [4326, 4490, 3857])
def test_coordinates_come_and_go_in_each_system_that_is_claimed(sites: Cast, api: Client, epsg: int) -> None:
    program = api("chenjing")
    system = f"{EPSG}{epsg}"
    assert system in program.get("/ogc/collections/sites").get_json()["crs"]
    # pyproj keeps to the order of axes that the authority names.
    there = Transformer.from_crs("OGC:CRS84", f"EPSG:{epsg}").transform
    corners = [*there(106.5, 29.5), *there(106.6, 29.6)]
    box = ",".join(f"{one:.6f}" for one in corners)
    answer = program.get(ITEMS, query_string={"bbox": box, "bbox-crs": system, "crs": system})
    assert answer.headers["Content-Crs"] == f"<{system}>"
    at = answer.get_json()["features"][0]["geometry"]["coordinates"]
    assert at == pytest.approx(there(*YUZHONG), abs=1e-5 if epsg != 3857 else 1.0)
    one = program.get(f"{ITEMS}/{answer.get_json()['features'][0]['id']}", query_string={"crs": system})
    assert one.get_json()["geometry"]["coordinates"] == at
    elsewhere = {"bbox": box, "bbox-crs": EPSG + "32648"}
    assert program.get(ITEMS, query_string=elsewhere).status_code == 400
    assert program.get(ITEMS, query_string={"crs": "EPSG:4326"}).status_code == 400


def test_the_usual_system_is_named_too(sites: Cast, api: Client) -> None:
    answer = api("chenjing").get(ITEMS)
    assert answer.headers["Content-Crs"] == f"<{CRS84}>"
    described = api("chenjing").get("/ogc/collections/sites").get_json()
    assert described["storageCrs"] == CRS84
    assert described["crs"] == list(SYSTEMS)


@pytest.mark.parametrize(
    "query",
    ["bbox=106,30,107,29", "bbox=a,b,c,d", "sortby=score", "sortby=name,name", "after=nonsense", "f=xml", "name=%00",
     "bbox=106,29,107,nan", "after=WzEsMiwzXQ==", "after=WyJcdWQ4MDAiXQ==", "crs=x"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_parameter(sites: Cast, api: Client, query: str) -> None:
    answer = api("chenjing").get(f"{ITEMS}?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert list(answer.get_json()["errors"]) == [query.split("=", maxsplit=1)[0]]


def test_a_page_reads_its_own_rows_however_many_there_are(sites: Cast, api: Client) -> None:
    program = api("liuyang")
    for number in range(30):
        add_site(sites, "yuzhong", f"工地{number}", YUZHONG)
    program.get(f"{ITEMS}?limit=2")
    told: list[str] = []

    def listen(*given: Any) -> None:
        told.append(given[2])

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        answer = program.get(f"{ITEMS}?limit=2")
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    assert answer.get_json()["numberReturned"] == 2
    assert answer.get_json()["numberMatched"] == 33
    rated = [one for one in told if "site_tallies" in one]
    assert rated
    assert all("IN (" in one for one in rated)  # of the page's sites alone, by their ids
