"""Heat, hot spots, unchecked sites, sites around a position: bounded, in scope, and in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from tests.cast import TODAY, Cast
from tests.maps.places import NANAN, YUZHONG, add_check, add_finding, add_site

Client = Callable[[str], FlaskClient]


def test_heat_counts_the_findings_of_the_scope_only(cast: Cast, api: Client) -> None:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG))
    add_finding(cast, add_site(cast, "nanan", "南岸仓库", NANAN), by="wanglei")
    own = api("chenjing").get("/api/v1/map/heat").get_json()
    city = api("liuyang").get("/api/v1/map/heat").get_json()
    assert (own["findings"], city["findings"]) == (1, 2)
    assert max(cell["properties"]["shade"] for cell in own["features"]) >= 1
    ring = own["features"][0]["geometry"]["coordinates"][0]
    assert all(abs(lon - YUZHONG[0]) < 0.1 and abs(lat - YUZHONG[1]) < 0.1 for lon, lat in ring)


def test_hot_spots_name_their_cells_and_say_nothing_of_few(cast: Cast, api: Client) -> None:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG))
    add_site(cast, "nanan", "南岸仓库", NANAN)
    answer = api("chenjing").get("/api/v1/map/hotspots").get_json()
    assert (answer["cells"], answer["hot"]) == (1, 0)
    assert answer["features"][0]["properties"]["heat"] == "plain"


def test_sites_without_a_check_for_months_are_a_layer(cast: Cast, api: Client) -> None:
    add_check(add_site(cast, "yuzhong", "新近检查", YUZHONG), days_ago=10)
    add_check(add_site(cast, "yuzhong", "去年检查", YUZHONG), days_ago=500)
    add_site(cast, "yuzhong", "从未检查", YUZHONG)
    answer = api("chenjing").get("/api/v1/map/sites?unchecked_months=12").get_json()
    assert {feature["properties"]["name"] for feature in answer["features"]} == {"去年检查", "从未检查"}
    past = TODAY - timedelta(days=495)
    assert api("chenjing").get(f"/api/v1/map/sites?unchecked_months=12&on={past}").get_json()["total"] == 0


def test_sites_around_a_position_come_nearest_first(cast: Cast, api: Client) -> None:
    add_site(cast, "yuzhong", "一公里外", (YUZHONG[0] + 0.0103, YUZHONG[1]))
    add_site(cast, "yuzhong", "近旁", (YUZHONG[0] + 0.001, YUZHONG[1]))
    add_site(cast, "nanan", "他区", YUZHONG)
    near = f"near={YUZHONG[0]},{YUZHONG[1]}"
    close = api("chenjing").get(f"/api/v1/map/sites?{near}&radius=500").get_json()
    wide = api("chenjing").get(f"/api/v1/map/sites?{near}&radius=1100").get_json()
    assert [feature["properties"]["name"] for feature in close["features"]] == ["近旁"]
    assert [feature["properties"]["name"] for feature in wide["features"]] == ["近旁", "一公里外"]
    assert api("chenjing").get("/api/v1/map/sites?near=400,1").status_code == 422


def test_the_document_asks_for_the_chosen_layer_and_explains_it(cast: Cast, signed_in: Client) -> None:
    browser = signed_in("chenjing")
    hot = browser.get("/map/document?layer=hot").text
    assert "/api/v1/map/hotspots?" in hot
    assert "Getis-Ord Gi*" in hot
    assert "/api/v1/map/sites" not in hot
    unchecked = browser.get("/map/document?layer=unchecked").text
    assert "unchecked_months" in unchecked
    assert "/api/v1/map/projects" in browser.get("/map/document?layer=projects").text
