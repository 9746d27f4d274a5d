"""The map document in a real browser with the network off: it draws, gathers, and answers keys."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.maps import scenery
from tests.maps.served import Scene, Watched, watched_page

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("QUNJIAN_MAP_PICTURES")


def loaded(watched: Watched, address: str) -> Page:
    watched.page.goto(f"{address}/map")
    watched.page.wait_for_selector("html[data-map=ready]")
    return watched.page


def picture(page: Page, name: str) -> None:
    """Keep a picture when a folder for pictures is given."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


@pytest.fixture
def city(scene: Scene) -> Scene:
    scene.__init__()  # type: ignore[misc]
    scene.districts = scenery.districts()
    scene.sites = scenery.sites()
    scene.rule = ["场所：累计 60 分及以上为红色"]
    return scene


@pytest.mark.parametrize(("name", "width", "height"), [("desktop", 1280, 800), ("tablet", 800, 1180)])
def test_districts_and_clusters_are_drawn_with_the_network_off(
    chromium: Browser, city: Scene, address: str, name: str, width: int, height: int
) -> None:
    watched = watched_page(chromium, width=width, height=height)
    page = loaded(watched, address)
    expect(page.locator("path.map-district")).to_have_count(38)
    expect(page.locator(".map-mark-number:visible").first).to_be_visible()
    assert page.locator(".map-mark-cluster:visible").count() == 0
    picture(page, f"city-{name}")
    page.evaluate("qunjianMap.map.setView([29.56, 106.55], 10, {animate: false})")
    expect(page.locator(".map-mark-cluster:visible").first).to_be_visible()
    assert page.locator(".map-mark-number:visible").count() == 0
    picture(page, f"sites-{name}")
    assert watched.problems == []
    assert watched.abroad == []
    page.context.close()


def test_a_cluster_has_the_colour_of_its_worst_member_and_counts_them_all(
    chromium: Browser, city: Scene, address: str
) -> None:
    city.districts = None
    city.sites = scenery.sites(40, spread=0.0001, level="blue")
    city.sites["features"][7]["properties"]["level"] = "red"
    page = loaded(watched_page(chromium), address)
    cluster = page.locator(".map-mark-cluster .map-dot")
    expect(cluster).to_have_count(1)
    expect(cluster).to_have_text("40")
    expect(cluster).to_have_class("map-dot map-red map-cluster")
    expect(cluster).to_have_attribute("title", "红色 1 · 蓝色 39")
    page.context.close()


def test_cells_of_the_server_are_drawn_with_their_own_counts(
    chromium: Browser, city: Scene, address: str
) -> None:
    city.districts = None
    cell = {"counts": {"red": 2, "blue": 12345}}
    geometry = {"type": "Point", "coordinates": [106.5, 29.5]}
    feature = {"type": "Feature", "geometry": geometry, "properties": cell}
    city.sites = {
        "features": [feature],
        "type": "FeatureCollection",
        "shown": 0,
        "total": 12347,
        "complete": False,
    }
    page = loaded(watched_page(chromium), address)
    expect(page.locator(".map-mark-cluster .map-dot.map-red")).to_have_text("12k")
    expect(page.locator("#map-status")).to_have_text("共 12347 个，按区域汇总显示")
    page.context.close()


def test_a_site_is_reached_and_opened_by_keyboard(chromium: Browser, city: Scene, address: str) -> None:
    city.districts = None
    city.sites = scenery.sites(1, spread=0.01, level="orange")
    page = loaded(watched_page(chromium), address)
    page.locator(".map-mark-site").focus()
    page.keyboard.press("Enter")
    card = page.locator(".map-card")
    expect(card.locator("h2")).to_have_text("示例场所 0")
    expect(card).to_contain_text("从未")
    expect(card.locator("a")).to_have_attribute("href", "/sites/1")
    expect(card.locator("a")).to_have_attribute("target", "_top")
    picture(page, "site-popup")
    page.context.close()


def test_a_district_opens_its_numbers_and_leads_to_its_map(
    chromium: Browser, city: Scene, address: str
) -> None:
    page = loaded(watched_page(chromium), address)
    page.locator(".map-mark-number:visible").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-card a")).to_have_attribute("href", "/map?district=500243")
    picture(page, "district-popup")
    page.context.close()


def test_data_that_cannot_be_read_is_said_in_words(chromium: Browser, city: Scene, address: str) -> None:
    watched = watched_page(chromium)
    watched.page.route("**/sites", lambda route: route.fulfill(status=503, body="{}"))
    watched.page.goto(f"{address}/map")
    watched.page.wait_for_selector("html[data-map=failed]")
    expect(watched.page.locator("#map-status")).to_have_text("没有读到数据（503）")
    watched.page.context.close()
