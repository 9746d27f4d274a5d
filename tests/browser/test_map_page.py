"""The map page inside the shell, in a real browser with nothing but this machine to reach."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from safety.accidents.grading import Casualties
from safety.accidents.inputs import AccidentFacts
from safety.accidents.operations import register_accident
from safety.transactions import one_transaction
from tests.browser.accessibility import assert_accessible
from tests.browser.served import OFFICE, Served
from tests.cast import NOW, TODAY
from tests.maps.places import NANAN, YUZHONG, add_check, add_finding, add_site

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("QUNJIAN_MAP_PICTURES")


def picture(page: Page, name: str) -> None:
    """Keep a picture when a folder for pictures is given."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def chart(page: Page) -> FrameLocator:
    """The map in its frame, once it has drawn."""
    frame = page.frame_locator("iframe.map-frame")
    expect(frame.locator("html[data-map=ready]")).to_have_count(1)
    return frame


@pytest.fixture
def town(served: Served) -> Served:
    """Three checked sites in 渝中, one in 南岸."""
    with served.app.app_context():
        for number in range(3):
            at = (YUZHONG[0] + number / 200, YUZHONG[1])
            add_check(add_site(served.cast, "yuzhong", f"解放碑工地{number}", at), days_ago=2)
        add_site(served.cast, "nanan", "南岸仓库", NANAN)
    return served


@pytest.mark.both
def test_the_colour_of_a_district_changes_with_a_major_hazard(town: Served) -> None:
    page = town.visit("chenjing")
    page.goto("/map")
    expect(chart(page).locator("path.map-area-blue")).to_have_count(1)
    with town.app.app_context():
        site = add_site(town.cast, "yuzhong", "朝天门工地", (YUZHONG[0], YUZHONG[1] + 0.003))
        add_finding(town.cast, site, major=True)
    page.goto("/map")
    expect(chart(page).locator("path.map-area-red")).to_have_count(1)
    expect(page.locator("table")).to_contain_text("红色")
    picture(page, "page-district-tablet")


def test_a_district_is_opened_from_its_card_on_the_map(town: Served) -> None:
    page = town.visit("liuyang", size=OFFICE)
    page.goto("/map?measure=sites")
    frame = chart(page)
    expect(frame.locator("path.map-district")).to_have_count(38)
    picture(page, "page-city-office")
    frame.locator(".map-mark-number").first.focus()
    page.keyboard.press("Enter")
    frame.locator(".map-card a").click()
    page.wait_for_url("**/map?*district=500*")
    assert "measure=sites" in page.url
    expect(chart(page).locator("path.map-district")).to_have_count(1)
    expect(page.get_by_role("heading", name="需要关注的场所")).to_be_visible()
    for wanted in ("html", "xlsx"):  # the page stays, and so does its button
        page.get_by_label("导出当前地图").select_option(wanted)
        with page.expect_download() as taken:
            page.get_by_role("button", name="导出").click()
        assert taken.value.suggested_filename.endswith(wanted)


def test_filters_stay_in_the_address_and_reach_the_map(town: Served) -> None:
    page = town.visit("chenjing", size=OFFICE)
    page.goto("/map")
    page.get_by_text("筛选和显示").click()
    page.get_by_label("行业门类").select_option("E")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**/map?*industry=E*")
    expect(chart(page).locator("#map-status")).to_have_text("没有符合条件的场所")


@pytest.mark.parametrize(("language", "dark"), [("zh", False), ("zh", True), ("en", False)])
def test_the_page_and_the_map_are_accessible(town: Served, language: str, *, dark: bool) -> None:
    page = town.visit("chenjing", language=language, dark=dark)
    page.goto("/map?district=500103")
    chart(page)
    picture(page, f"page-{language}-{'dark' if dark else 'light'}")
    assert_accessible(page)
    page.goto("/map/document")
    page.wait_for_selector("html[data-map=ready]")
    assert_accessible(page)
    page.goto("/map/editions")
    picture(page, f"editions-{language}-{'dark' if dark else 'light'}")
    assert_accessible(page)


def test_the_small_map_of_a_site_shows_it_and_why_it_has_its_colour(town: Served) -> None:
    with town.app.app_context():
        site = add_site(town.cast, "yuzhong", "朝天门工地", YUZHONG)
        add_finding(town.cast, site, major=True)
    page = town.visit("chenjing")
    page.goto(f"/map/site/{site}")
    page.wait_for_selector("html[data-map=ready]")
    expect(page.locator(".map-mark-site")).to_have_count(1)
    page.locator("summary").click()
    expect(page.locator(".map-legend")).to_contain_text("有重大隐患即为红色")
    picture(page, "page-site")


def test_a_name_that_is_code_is_shown_as_a_name(town: Served) -> None:
    name = "<img src=x onerror=window.ran=1>${window.ran=2}`{{7*7}}</script>"
    with town.app.app_context():
        site = add_site(town.cast, "yuzhong", name, (YUZHONG[0] - 0.02, YUZHONG[1]))
    page = town.visit("chenjing")
    page.goto("/map?district=500103")
    frame = chart(page)
    frame.get_by_title(name).focus()
    page.keyboard.press("Enter")
    expect(frame.locator(".map-card h2")).to_have_text(name)
    expect(page.get_by_role("table").filter(has_text=name)).to_have_count(1)
    page.goto(f"/map/site/{site}")
    page.wait_for_selector("html[data-map=ready]")
    assert page.title() == name
    assert page.evaluate("window.ran") is None


def test_accidents_stand_on_the_map_and_their_titles_run_nothing(town: Served) -> None:
    hostile = "事故<img src=x onerror=window.ran=1>${window.ran=2}`'\"</script>"
    with town.app.app_context():
        site = add_site(town.cast, "yuzhong", "较场口工地", YUZHONG)
        with one_transaction():
            register_accident(
                actor=town.cast.actor("sunjie"),
                now=NOW,
                facts=AccidentFacts(
                    title=hostile,
                    happened_at=NOW - timedelta(days=3),
                    place="较场口",
                    employer_name="示例公司",
                    site_id=site,
                ),
                casualties=Casualties(TODAY - timedelta(days=3), deaths=3),
            )
    page = town.visit("sunjie", size=OFFICE)
    page.goto("/map?layer=accidents")
    frame = chart(page)
    expect(frame.locator("#map-status")).to_have_text("显示 1 起事故，共 1 起")
    mark = frame.locator("path.map-grade-larger.map-bare")
    expect(mark).to_have_count(1)
    mark.hover(force=True)
    mark.click(force=True)
    expect(frame.locator(".map-card")).to_contain_text("事故<img src=x")
    picture(page, "page-accidents-office")
    assert frame.locator("html").evaluate("() => window.ran") is None
    frame.get_by_role("link", name="打开事故页面").click()
    page.wait_for_url("**/accidents/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("事故<img src=x")
