"""The offline page in Chromium: opened from a disk without a network it shows the sites, and no text of it runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from maps import exports
from maps.boundaries import edition_on
from maps.file_layers import FileLayer
from maps.formats import Format
from maps.page import DISTRICTS, LAYER, Picture
from maps.shown import Shown
from tests.cast import NOW, Cast
from tests.maps.hostile import PAYLOADS, hostile_scene
from tests.maps.places import YUZHONG, add_check, add_finding, add_site
from tests.maps.served import HOME, Scene
from tests.maps.test_no_text_runs import provoke

pytestmark = pytest.mark.browser
DAY = date(2024, 5, 1)
Client = Callable[[str], FlaskClient]


def test_a_file_from_a_disk_shows_the_sites_with_what_they_say(
    cast: Cast, api: Client, chromium: Browser, tmp_path: Path
) -> None:
    names = [f"解放碑工地{number}" for number in range(3)]
    made = [
        add_site(cast, "yuzhong", name, (YUZHONG[0] + number / 300, YUZHONG[1]))
        for number, name in enumerate(names)
    ]
    for number, site in enumerate(made):
        add_check(site, days_ago=number)
    add_finding(cast, made[-1], major=True)
    answer = api("chenjing").post("/api/v1/map/exports", json={"format": "html", "district": "500103"})
    path = tmp_path / "map.html"
    path.write_bytes(answer.data)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-map=ready]")
    assert "显示 3 个场所，共 3 个" in page.locator("#map-status").inner_text()
    shown = page.evaluate("qunjianMap.sites.getLayers().map((one) => one.options.title)")
    assert {title.split(" · ")[0] for title in shown} == set(names)
    page.evaluate("qunjianMap.sites.getLayers().forEach((one) => one.addTo(qunjianMap.map))")
    page.get_by_title(f"{names[2]} · 红色").first.focus()
    page.keyboard.press("Enter")
    card = page.locator(".map-card")
    expect(card.locator("h2")).to_have_text(names[2])
    expect(card).to_contain_text("重大隐患")
    expect(card.locator("a")).to_have_count(0)
    expect(page.locator("table").first).to_contain_text(names[0])
    if pictures := os.environ.get("QUNJIAN_MAP_PICTURES"):
        page.screenshot(path=str(Path(pictures) / "file.png"), full_page=True)
    assert problems == []
    context.close()


def file_of(scene: Scene, layer: str) -> str:
    """The interactive page of a map with the hostile texts of a scene."""
    answer: dict[str, Any] = getattr(scene, layer) or {"features": []}
    key = {
        "sites": "sites_url",
        "projects": "projects_url",
        "accidents": "accidents_url",
        "surface": "surface_url",
    }
    picture = Picture(
        bounds=(105.29, 28.16, 110.2, 32.2), words=scene.words, districts_url=DISTRICTS, sites_first=True
    )
    named = {name: value for name, value in dict(scene.picture).items() if name.endswith("_name")}
    addressed: dict[str, Any] = {key[layer]: LAYER, **named}
    shown = Shown(
        title=scene.title,
        notice=scene.notice,
        day=DAY,
        edition=edition_on(DAY),
        districts={},
        layer=FileLayer(layer, (), 0, document=answer, source=layer),
        fills={},
        about={},
        legend=[],
        headings={},
        scale_words="",
        count_label="",
        chart=replace(picture, **addressed),
        district_document=scene.districts,
    )
    app = Flask("file", template_folder=str(HOME / "templates"))
    with app.test_request_context():
        return exports.write(shown, Format.HTML, made_at=NOW).decode()


@pytest.mark.long
def test_no_text_of_an_interactive_file_runs(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    context = chromium.new_context(bypass_csp=True, viewport={"width": 1000, "height": 700}, offline=True)
    page = context.new_page()
    for payload in PAYLOADS:
        scene = Scene()
        hostile_scene(scene, payload)
        for layer in ("sites", "projects", "accidents", "surface"):
            path.write_text(file_of(scene, layer), encoding="utf-8")
            page.goto(path.as_uri())
            page.wait_for_selector("html[data-map]")
            if layer == "sites":
                provoke(page, clicks=False)
            assert page.evaluate("window.ran || []") == [], (payload, layer)
            harmful = "img[src=x], iframe, animate, .map-area a[href^=javascript], .map-area [onfocus]"
            assert page.locator(harmful).count() == 0, (payload, layer)
    context.close()
