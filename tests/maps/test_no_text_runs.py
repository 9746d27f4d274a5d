"""Every payload in every place that shows a text, in Chromium: nothing runs, neither on the map nor in its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from maps import exports
from maps.boundaries import edition_on
from maps.file_layers import FileLayer
from maps.formats import Format
from maps.shown import Shown
from tests.cast import NOW
from tests.maps.hostile import CODES, PAYLOADS, SINKS, hostile_scene
from tests.maps.served import HOME, Scene, watched_page

pytestmark = pytest.mark.browser
DAY = date(2024, 5, 1)
#: Where the texts of a file's page come from.
FILE_SINKS = (
    *("title", "notice", "scale words", "legend", "about heading", "about value"),
    *("district name", "district number", "district level", "heading"),
    *("site name", "project name", "accident name"),
)
#: The line below the map says something of one layer after the other.
KEEP_STATUS = """window.told = [];
new MutationObserver(() => window.told.push(document.getElementById("map-status")?.innerHTML ?? ""))
  .observe(document, { subtree: true, childList: true, characterData: true });"""
PROVOKE = """(clicks) => {
  const { map, districts, sites, projects, accidents, surface } = qunjianMap;
  const inner = (group) => (group ? group.getLayers().flatMap((one) => (one.getLayers ? one.getLayers() : [one])) : []);
  const areas = [districts, projects, accidents, surface].flatMap(inner);
  const seen = [];
  for (const area of areas) if (area.getTooltip()) { area.openTooltip(); seen.push(area.getTooltip().getElement()?.outerHTML); }
  sites.getLayers().forEach((site) => site.addTo(map));
  for (const layer of [...areas, ...sites.getLayers()]) {
    if (!layer.getPopup()) continue;
    layer.getPopup().options.autoPan = false;
    layer.openPopup();
    seen.push(layer.getPopup().getElement()?.outerHTML);
    if (clicks) document.querySelectorAll(".map-card a").forEach((link) => { link.target = "_self"; link.click(); });
  }
  document.querySelectorAll("[title], summary, a").forEach((one) => one.dispatchEvent(new MouseEvent("mouseover", { bubbles: true })));
  return seen.join("") + document.documentElement.outerHTML;
}"""


def provoke(page: Page, *, clicks: bool = True) -> str:
    """Open and touch whatever shows a text: layers, tooltips, popups, links; all the markup that was seen."""
    page.locator(".leaflet-control-layers-toggle").focus()
    seen: str = page.evaluate(PROVOKE, clicks)
    page.wait_for_timeout(60)
    return seen


@pytest.fixture
def open_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without the policy: the markup itself has to be harmless.  Nothing abroad is reached."""
    context = chromium.new_context(bypass_csp=True, viewport={"width": 1000, "height": 700})
    yield context
    context.close()


def ready(page: Page, address: str) -> str:
    """The state of the map that was loaded."""
    page.goto(f"{address}/map")
    page.wait_for_selector("html[data-map]")
    return page.locator("html").get_attribute("data-map") or ""


def test_no_text_of_a_map_runs_wherever_it_is_shown(
    open_context: BrowserContext, scene: Scene, address: str
) -> None:
    assert len(SINKS) * len(PAYLOADS) >= 900
    page = open_context.new_page()
    for payload in PAYLOADS:
        for why in (False, True):
            hostile_scene(scene, payload, why=why)
            assert ready(page, address) == "ready", payload
            provoke(page)
            assert page.evaluate("window.ran || []") == [], payload
            harmful = "img[src=x], iframe, animate, .map-area a[href^=javascript], .map-area [onfocus]"
            assert page.locator(harmful).count() == 0, payload
        if payload.startswith("{{7"):
            assert "49" not in page.locator(".map-legend").inner_text()
            assert "{{7*7}}" in page.locator(".map-card h2").last.inner_text()


def test_every_sink_of_the_matrix_is_really_written_somewhere(
    open_context: BrowserContext, scene: Scene, address: str
) -> None:
    page = open_context.new_page()
    page.add_init_script(KEEP_STATUS)
    seen = ""
    for why in (False, True):
        hostile_scene(scene, "/[SINK]", why=why)
        assert ready(page, address) == "ready"
        seen += provoke(page, clicks=False) + page.evaluate("window.told.join('')")
    assert {sink for sink in SINKS if f"[{sink}]" not in seen} == CODES


def test_the_probe_sees_a_text_that_does_run(
    open_context: BrowserContext, scene: Scene, address: str
) -> None:
    hostile_scene(scene, PAYLOADS[0])
    page = open_context.new_page()
    ready(page, address)
    page.evaluate("qunjianMap.map.openPopup(qunjianMap.settings.words.level, [29.5, 106.5])")
    page.wait_for_function("(window.ran || []).length > 0")
    assert "words" in page.evaluate("window.ran")


def test_the_policy_stops_a_script_even_where_markup_would_let_it_in(
    chromium: Browser, scene: Scene, address: str
) -> None:
    hostile_scene(scene, PAYLOADS[0])
    watched = watched_page(chromium)
    assert ready(watched.page, address) == "ready"
    watched.page.evaluate("qunjianMap.map.openPopup(qunjianMap.settings.words.level, [29.5, 106.5])")
    watched.page.wait_for_timeout(200)
    assert watched.page.evaluate("window.ran || []") == []
    assert any("Content Security Policy" in text for text in watched.problems)
    watched.page.context.close()


def file_of(payload: str, layer: str) -> str:
    """The standalone page of a map with ``payload`` in every place, and marks of ``layer``."""
    texts = {sink: payload.replace("SINK", sink) for sink in FILE_SINKS}
    whole = edition_on(DAY)
    few = dict(list(whole.outlines.items())[:3])
    outlines = {code: replace(one, name=texts["district name"]) for code, one in few.items()}
    facts = {
        "level": texts["district level"],
        "sites": 1,
        "number": texts["district number"],
        "uncertain": True,
    }
    inside = next(iter(few.values())).area.representative_point()
    row = {"id": "1", "name": texts[f"{layer} name"], "lon": inside.x, "lat": inside.y}
    headings = dict.fromkeys(
        ("name", "level", "sites", "open", "overdue", "major", "checks"), texts["heading"]
    )
    shown = Shown(
        title=texts["title"],
        notice=texts["notice"],
        day=DAY,
        edition=replace(whole, outlines=outlines),
        districts=dict.fromkeys(few, facts),
        layer=FileLayer(f"{layer}s", [row], 1),
        fills={},
        about={texts["about heading"]: texts["about value"]},
        legend=[("#fff", texts["legend"])],
        headings=headings,
        scale_words=texts["scale words"],
        count_label="",
    )
    app = Flask("file", template_folder=str(HOME / "templates"))
    with app.test_request_context():
        return exports.write(shown, Format.HTML, made_at=NOW).decode()


def test_no_text_of_a_standalone_file_runs(open_context: BrowserContext) -> None:
    assert len(FILE_SINKS) * len(PAYLOADS) >= 200
    page = open_context.new_page()
    for payload in PAYLOADS:
        for layer in ("site", "project", "accident"):
            page.set_content(file_of(payload, layer))
            page.evaluate(
                "document.querySelectorAll('*').forEach((one) => one.dispatchEvent(new MouseEvent('mouseover')))"
            )
            page.wait_for_timeout(15)
            assert page.evaluate("window.ran || []") == [], (payload, layer)
            assert page.locator("img, script, iframe, animate, a, details, [onfocus]").count() == 0, payload


def test_every_sink_of_a_file_is_really_written_somewhere(open_context: BrowserContext) -> None:
    seen = "".join(file_of("[SINK]", layer) for layer in ("site", "project", "accident"))
    assert [sink for sink in FILE_SINKS if f"[{sink}]" not in seen] == []
