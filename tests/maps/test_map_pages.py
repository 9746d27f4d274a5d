"""The map page, its document and a site's own map, behind the same guard as everything else."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.config import BadSettingsError
from tests.cast import Cast
from tests.maps.places import NANAN, YUZHONG, add_finding, add_site

pytestmark = pytest.mark.once

Browser = Callable[[str], FlaskClient]


def test_the_page_lists_the_districts_of_the_scope_and_frames_the_map(cast: Cast, signed_in: Browser) -> None:
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG), major=True)
    add_site(cast, "nanan", "南岸仓库", NANAN)
    page = signed_in("chenjing").get("/map?measure=open&period=90").text
    assert "渝中区" in page
    assert "南岸区" not in page
    assert "/map/document?" in page
    assert "period=90" in page
    city = signed_in("liuyang").get("/map").text
    assert "南岸区" in city


def test_a_chosen_district_lists_its_sites_worst_first(cast: Cast, signed_in: Browser) -> None:
    add_site(cast, "yuzhong", "安静的厂房", YUZHONG)
    add_finding(cast, add_site(cast, "yuzhong", "解放碑工地", YUZHONG), major=True)
    page = signed_in("chenjing").get("/map?district=500103").text
    assert page.index("解放碑工地") < page.index("安静的厂房")


def test_filters_that_make_no_sense_are_left_out_on_the_page(cast: Cast, signed_in: Browser) -> None:
    assert (
        signed_in("chenjing").get("/map?district=x&period=-1&measure=q&since=2026-02-30").status_code == 200
    )


def test_the_document_has_its_own_policy_and_no_other_host(cast: Cast, signed_in: Browser) -> None:
    answer = signed_in("chenjing").get("/map/document?district=500103")
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert f'<script nonce="{nonce[1]}">' in answer.text
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert not re.search(r"https?://", answer.text)
    assert len(answer.data) < 300_000
    again = signed_in("chenjing").get("/map/document").headers["Content-Security-Policy"]
    assert nonce[1] not in again


def test_a_map_without_a_review_number_is_marked_a_sketch_for_internal_use(
    app: Flask, cast: Cast, signed_in: Browser
) -> None:
    browser = signed_in("chenjing")
    assert "示意图 · 内部使用" in browser.get("/map/document").text
    plain = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(plain, map_review_no="渝S(2026)001")
    try:
        numbered = browser.get("/map/document").text
    finally:
        app.config["SETTINGS"] = plain
    assert "审图号：渝S(2026)001" in numbered
    assert "示意图" not in numbered


def test_a_hostile_name_of_a_district_filter_stays_text(cast: Cast, signed_in: Browser) -> None:
    answer = signed_in("chenjing").get("/map/document?kind=%7B%7B7*7%7D%7D</script>")
    assert "{{7" not in answer.text
    assert "</script></script>" not in answer.text


def test_a_site_has_a_small_map_of_its_own_with_the_reason_of_its_colour(
    cast: Cast, signed_in: Browser
) -> None:
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    add_finding(cast, site, major=True)
    text = signed_in("chenjing").get(f"/map/site/{site}").text
    assert "有重大隐患即为红色" in text
    assert signed_in("wanglei").get(f"/map/site/{site}").status_code == 404
    assert signed_in("chenjing").get(f"/map/site/{uuid.uuid4()}").status_code == 404


def test_a_site_without_a_position_says_so(cast: Cast, signed_in: Browser) -> None:
    site = add_site(cast, "yuzhong", "无位置")
    assert "还没有登记位置" in signed_in("chenjing").get(f"/map/site/{site}").text


def test_the_auditor_has_no_map(cast: Cast, signed_in: Browser) -> None:
    assert signed_in("marui").get("/map").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "https://t.example/{z}/{x}.png",
        "http://t.example/{z}/{x}/{y}.png",
        "https://t.example; script-src */{z}/{x}/{y}.png",
        "https://t.example/{{z}}/{z}/{x}/{y}",
        "javascript:{z}{x}{y}",
    ],
)
def test_an_address_that_is_no_tile_address_stops_the_start(app: Flask, address: str) -> None:
    with pytest.raises(BadSettingsError):
        replace(app.config["SETTINGS"], tile_url=address)


def test_a_configured_base_map_is_drawn_in_its_datum_and_named_in_the_policy(
    app: Flask, cast: Cast, signed_in: Browser
) -> None:
    plain = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        plain,
        tile_url="https://t.tiles.example/{z}/{x}/{y}.png",
        tile_datum="gcj02",
        tile_attribution="<b>示例</b>",
    )
    try:
        answer = signed_in("chenjing").get("/map/document")
    finally:
        app.config["SETTINGS"] = plain
    assert "img-src 'self' data: https://t.tiles.example;" in answer.headers["Content-Security-Policy"]
    assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]
    assert "datum=gcj02" in answer.text
    assert "<b>" not in answer.text
