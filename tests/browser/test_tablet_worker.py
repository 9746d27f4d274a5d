"""The worker that starts the tablet's page without a line: newer versions, and its end."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import tablet
from tests.browser.served import Served
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser
LOOK_FOR_A_NEWER = "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)"


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    """李强's tablet; the application's own worker and settings are put back afterwards."""
    with served.writing():
        load_sites()
    found = served.visit("liqiang")
    tablet.near_the_tower(found)
    tablet.enrol(found)
    tablet.take_along(found)
    kept = served.app.extensions["tablet_worker"], served.app.config["SETTINGS"]
    yield found
    served.app.extensions["tablet_worker"], served.app.config["SETTINGS"] = kept


def version_on(page: Page) -> str:
    """The version that the page of this device names."""
    tablet.go(page, "device")
    row = page.locator("[data-device-facts] div", has=page.get_by_text("应用版本"))
    return row.locator("dd").inner_text()


def test_the_page_starts_without_a_line_in_the_language_it_was_left_in(page: Page) -> None:
    page.goto("/tablet/en")
    tablet.unlock(page)
    with tablet.without_a_line(page):
        page.goto("/tablet")
        tablet.unlock(page)
        expect(page.locator("[data-nav]")).to_contain_text("Queue")
        tablet.go(page, "work")
        expect(page.get_by_text(tablet.TOWER, exact=True)).to_be_visible()


def test_a_device_that_cannot_start_without_a_line_says_so_and_mends_itself(page: Page) -> None:
    warned = page.locator("[data-warnings]")
    expect(warned).to_contain_text("浏览器没有答应长期保存")
    expect(warned).not_to_contain_text("还不能在没有网络时打开")
    with tablet.without_a_line(page):
        page.evaluate(
            "caches.keys().then((names) => Promise.all(names.map((one) => caches.open(one)"
            ".then((store) => store.delete('/tablet/en')))))"
        )
        page.locator("[data-lock]").click()
        tablet.unlock(page)
        expect(warned).to_contain_text("离线版本缺少文件")
    page.locator("[data-lock]").click()
    tablet.unlock(page)
    expect(page.locator("[data-line]")).to_have_text("已连接")
    expect(warned).not_to_contain_text("离线版本缺少文件")
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.unregister())")
    page.evaluate(
        "() => { ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('no')); }"
    )
    page.locator("[data-lock]").click()
    tablet.unlock(page)
    expect(warned).to_contain_text("离线版本没有装好")


def test_an_update_waits_until_the_person_agrees_and_keeps_the_open_draft(page: Page, served: Served) -> None:
    before = version_on(page)
    tablet.open_site(page)
    tablet.begin_check(page)
    tablet.add_finding(page, "临边缺少防护栏杆", [])
    script: str = served.app.extensions["tablet_worker"]
    served.app.extensions["tablet_worker"] = script.replace(before, "0123456789abcdef")
    assert page.evaluate(LOOK_FOR_A_NEWER)
    expect(page.locator("[data-update]")).to_contain_text("应用有新版本")
    page.locator("[data-f=place_on_site]").fill("就在更新之前写的一句")
    with page.expect_navigation():
        page.get_by_role("button", name="现在更新").click()
    tablet.unlock(page)
    expect(page.locator("[data-f=place_on_site]")).to_have_value("就在更新之前写的一句")
    assert version_on(page) == "0123456789abcdef"


def test_a_file_with_other_bytes_than_its_hash_never_replaces_the_version_before(
    page: Page, served: Served
) -> None:
    before = version_on(page)
    script: str = served.app.extensions["tablet_worker"]
    start = script.index("/css/tablet.css") + len('/css/tablet.css", "')
    spoilt = script[:start] + "0" * 64 + script[start + 64 :]
    served.app.extensions["tablet_worker"] = spoilt.replace(before, "feedfeedfeedfeed")
    page.evaluate(LOOK_FOR_A_NEWER.replace(".then(() => true)", ".catch(() => true)"))
    page.wait_for_function(
        "navigator.serviceWorker.getRegistration().then((one) => !one.installing && !one.waiting)"
    )
    expect(page.locator("[data-update]")).to_be_hidden()
    assert version_on(page) == before
    with tablet.without_a_line(page):
        page.reload()
        tablet.unlock(page)


def test_an_administrator_can_take_the_worker_away_and_drafts_stay(page: Page, served: Served) -> None:
    tablet.open_site(page)
    tablet.begin_check(page)
    tablet.add_finding(page, "临边缺少防护栏杆", [])
    tablet.kept(page)
    settings = served.app.config["SETTINGS"]
    served.app.config["SETTINGS"] = dataclasses.replace(settings, tablet_worker=False)
    page.evaluate(LOOK_FOR_A_NEWER)
    page.wait_for_function(
        "caches.keys().then((names) => !names.some((one) => one.startsWith('qunjian-shell-')))"
    )
    page.reload()
    tablet.unlock(page)
    tablet.go(page, "queue")
    expect(page.locator("[data-part=drafts] li")).to_have_count(1)
