"""The map document in a real browser with the network off: it draws, gathers, answers keys, and runs no text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.maps import scenery
from tests.maps.served import WORDS, Scene, Watched, watched_page

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


RUN = "window.ran=(window.ran||[]).concat('SINK')"
PAYLOADS = [
    f'<img src=x onerror="{RUN}">',
    f'<svg onload="{RUN}"></svg>',
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"'\"><img src=x onerror={RUN}>",
    f"${{{RUN}}}",
    f"`+({RUN})+`",
    f"\\`;{RUN};//",
    f"'-({RUN})-'",
    f'"-({RUN})-"',
    f'\\"-({RUN})//',
    f"javascript:{RUN}",
    f'<a href="javascript:{RUN}" autofocus onfocus="{RUN}">x</a>',
    f'<iframe srcdoc="<script>parent.{RUN.replace("window.", "parent.")}</script>"></iframe>',
    f'<details open ontoggle="{RUN}">x</details>',
    "{{7*7}}{{ cycler.__init__.__globals__ }}",
    f"{{%raw%}}\u2028{RUN}\u2029",
]
SINKS = [
    *(
        f"site {name}"
        for name in ("name", "employer", "level", "open", "overdue", "major", "last_checked", "url")
    ),
    *(f"district {name}" for name in ("name", "level", "number", "sites", "open", "uncertain", "url")),
    *(f"scene {name}" for name in ("title", "notice", "legend_title")),
    *(f"picture {name}" for name in ("districts_name", "sites_name", "attribution")),
    "rule",
    "level label",
    "words",
]


def hostile_scene(scene: Scene, payload: str) -> None:
    """Put ``payload`` into every sink; run, it would name the sink."""
    texts = {sink: payload.replace("SINK", sink) for sink in SINKS}

    def of(kind: str) -> dict[str, object]:
        return {sink.split()[1]: text for sink, text in texts.items() if sink.startswith(kind + " ")}

    from maps.page import BaseMap

    scene.__init__()  # type: ignore[misc]
    scene.districts = scenery.districts(**of("district"))
    del scene.districts["features"][4:]
    scene.sites = scenery.sites(2, spread=0.3)
    for feature in scene.sites["features"]:
        feature["properties"] |= of("site")
    for name, text in of("scene").items():
        setattr(scene, name, text)
    scene.rule = [texts["rule"]]
    scene.level_labels = {"red": texts["level label"]}
    scene.words = dict.fromkeys(WORDS, texts["words"])
    pictured = of("picture")
    attribution = str(pictured.pop("attribution"))
    scene.picture = pictured | {
        "base_map": BaseMap("http://127.0.0.1:9/{z}/{x}/{y}.png", attribution),
        "sites_first": True,
    }


def provoke(page: Page) -> None:
    """Open and touch whatever shows a text: layers, tooltips, popups of districts and sites, links."""
    page.locator(".leaflet-control-layers-toggle").focus()
    page.evaluate(
        """() => {
          const { map, districts, sites } = qunjianMap;
          const areas = districts.getLayers().flatMap((group) => group.getLayers());
          for (const area of areas) area.openTooltip();
          sites.getLayers().forEach((site) => site.addTo(map));
          for (const layer of [...areas, ...sites.getLayers()]) {
            layer.getPopup().options.autoPan = false;
            layer.openPopup();
            document.querySelectorAll(".map-card a").forEach((link) => { link.target = "_self"; link.click(); });
          }
        }"""
    )
    page.wait_for_timeout(60)


@pytest.mark.slow
def test_no_text_runs_wherever_it_is_shown(chromium: Browser, scene: Scene, address: str) -> None:
    assert len(SINKS) * len(PAYLOADS) >= 200
    # Without the policy: the markup itself has to be harmless.
    context = chromium.new_context(bypass_csp=True, viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.route("**/*", lambda route: route.continue_() if address in route.request.url else route.abort())
    for payload in PAYLOADS:
        hostile_scene(scene, payload)
        page.goto(f"{address}/map")
        page.wait_for_selector("html[data-map]")
        assert page.locator("html").get_attribute("data-map") == "ready", payload
        provoke(page)
        assert page.evaluate("window.ran || []") == [], payload
        assert page.locator("img[src=x], iframe, .map-area a[href^=javascript]").count() == 0, payload
        if payload.startswith("{{7"):
            assert "49" not in page.locator(".map-legend").inner_text()
            assert "{{7*7}}" in page.locator(".map-card h2").last.inner_text()
    context.close()


def test_the_probe_sees_a_text_that_does_run(chromium: Browser, scene: Scene, address: str) -> None:
    hostile_scene(scene, PAYLOADS[0])
    page = chromium.new_context(bypass_csp=True).new_page()
    page.goto(f"{address}/map")
    page.wait_for_selector("html[data-map]")
    page.evaluate("qunjianMap.map.openPopup(qunjianMap.settings.words.level, [29.5, 106.5])")
    page.wait_for_function("(window.ran || []).includes('words')")
    page.context.close()


def test_the_policy_stops_a_script_even_where_markup_would_let_it_in(
    chromium: Browser, scene: Scene, address: str
) -> None:
    hostile_scene(scene, PAYLOADS[0])
    watched = watched_page(chromium)
    loaded(watched, address)
    watched.page.evaluate("qunjianMap.map.openPopup(qunjianMap.settings.words.level, [29.5, 106.5])")
    watched.page.wait_for_timeout(200)
    assert watched.page.evaluate("window.ran || []") == []
    assert any("Content Security Policy" in text for text in watched.problems)
    watched.page.context.close()
