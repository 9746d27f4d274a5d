"""The districts shaded by accidents and by projects without the union's part, for those who may see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from safety.transactions import one_transaction
from tests.accidents.sending import appoint, register
from tests.cast import TODAY, Cast
from tests.maps.places import YUZHONG, add_site
from tests.projects.story import Story

Api = Callable[[str], FlaskClient]


def numbers(client: FlaskClient, query: str) -> dict[str, Any]:
    """The number on each district, by its code."""
    answer = client.get(f"/api/v1/map/districts?{query}")
    assert answer.status_code == 200, answer.text
    found = [one["properties"] for one in answer.get_json()["features"]]
    return {one["code"]: one["number"] for one in found}


def test_the_districts_show_the_accidents_of_the_period_to_who_may_read_accidents(
    cast: Cast, api: Api
) -> None:
    site = add_site(cast, "yuzhong", "工地", YUZHONG)
    register(api("sunjie"), site_id=str(site))
    assert numbers(api("sunjie"), "measure=accidents")["500103"] == 1
    assert numbers(api("sunjie"), "measure=accidents&since=2026-11-01")["500103"] == 0
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert numbers(api("sunjie"), f"measure=accidents&on={yesterday}")["500103"] == 0  # not registered yet
    assert numbers(api("huangtao"), "measure=accidents").get("500103") is None
    assert "500103" not in numbers(api("wanglei"), "measure=accidents")


def test_the_districts_show_projects_in_use_without_the_unions_part(cast: Cast, api: Api) -> None:
    with one_transaction():
        story = Story(cast)
        story.use(story.project())
    assert numbers(api("chenjing"), "measure=bare_projects")["500103"] == 1
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert numbers(api("chenjing"), f"measure=bare_projects&on={yesterday}")["500103"] is None
    page = api("chenjing").get("/map?district=500103").text
    assert "工会未参与的项目" in page


def test_accidents_are_points_for_those_who_may_read_them_and_name_nobody(cast: Cast, api: Api) -> None:
    site = add_site(cast, "yuzhong", "工地", YUZHONG)
    accident = register(api("sunjie"), site_id=str(site))
    found = api("sunjie").get("/api/v1/map/accidents").get_json()
    (feature,) = found["features"]
    assert (found["shown"], found["total"]) == (1, 1)
    assert feature["geometry"] == {"type": "Point", "coordinates": list(YUZHONG)}
    told = feature["properties"]
    assert (told["grade"], told["deaths"], told["no_union_part"]) == ("ordinary", 1, True)
    assert told["url"] == accident
    assert "victims" not in told
    assert api("sunjie").get("/api/v1/map/accidents?since=2026-11-01").get_json()["total"] == 0
    assert api("sunjie").get("/api/v1/map/accidents?district=500108").get_json()["total"] == 0
    yesterday = (TODAY - timedelta(days=1)).isoformat()  # it had happened, and nobody had registered it
    assert api("sunjie").get(f"/api/v1/map/accidents?on={yesterday}").get_json()["total"] == 0
    assert api("huangtao").get("/api/v1/map/accidents").status_code == 403
    appoint("wanglei", "nanan")
    assert api("wanglei").get("/api/v1/map/accidents").get_json()["total"] == 0


def test_the_map_offers_accidents_to_those_who_may_read_them(cast: Cast, signed_in: Api) -> None:
    assert "/api/v1/map/accidents" in signed_in("sunjie").get("/map/document?layer=accidents").text
    assert 'value="accidents"' in signed_in("sunjie").get("/map").text
    assert 'value="accidents"' not in signed_in("huangtao").get("/map").text
    assert "/api/v1/map/accidents" not in signed_in("huangtao").get("/map/document?layer=accidents").text
