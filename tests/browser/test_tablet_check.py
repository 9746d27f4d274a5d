"""A site check on the tablet's own page, from enrolling it to the receipt."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from safety.database import db
from safety.inspections.models import Finding, Inspection
from safety.sync.models import SyncEntry
from tests.browser import tablet
from tests.browser.served import Served
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser
SUMMARY = "配电箱未上锁"


@pytest.fixture
def page(served: Served) -> Page:
    """李强's tablet near the tower, enrolled, with everything taken along."""
    with served.writing():
        load_sites()
    found = served.visit("liqiang")
    tablet.near_the_tower(found)
    found.context.grant_permissions(["geolocation", "clipboard-read", "clipboard-write"])
    tablet.enrol(found)
    tablet.take_along(found)
    return found


@pytest.mark.both
def test_a_check_made_without_a_line_arrives_with_a_receipt(
    page: Page, served: Served, tmp_path: Path
) -> None:
    with tablet.without_a_line(page):
        tablet.open_site(page)
        tablet.begin_check(page, "有限空间作业安全检查表")
        expect(page.locator("[data-position=check]")).to_contain_text("精度 9 米")
        page.locator("[data-submit]").click()
        expect(page.locator("[data-problems-list] li")).to_have_count(18 + 5)
        for item in page.locator("[data-item] .answer-conforming").all():
            item.click()
        page.locator("#item-yx01 .answer-failing").click()
        card = page.locator("#item-yx01 [data-finding]")
        card.locator("[data-photo-input]").last.set_input_files(tablet.photograph(tmp_path, "池口"))
        expect(card.locator("figure")).to_have_count(1)
        tablet.complete(page)
        tablet.kept(page)
        page.reload()
        tablet.unlock(page)
        expect(page.locator("#item-yx01 figure")).to_have_count(1)
        expect(page.get_by_label("签名人姓名")).to_have_value("张建国")
        tablet.finish(page)
        expect(page.locator("[data-part=waiting] li")).to_have_count(1)
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        receipt = db.session.query(SyncEntry).one().receipt
        assert receipt is not None
        assert re.fullmatch(r"R-2026-\d{9}", receipt)
        expect(page.locator("[data-part=settled] li")).to_contain_text(receipt)
        assert db.session.query(Inspection).one().state == "submitted"
        assert len(db.session.query(Finding).one().photos) == 1


#: Of a plane of Unicode that has no signs: no font prints it, now or later.
NEVER = "\U0003fffd"


def test_no_pasted_word_is_cut_and_a_sign_without_a_font_is_named_before_finishing(
    page: Page, served: Served
) -> None:
    pasted = "配电箱未上锁，" * 60
    with tablet.without_a_line(page):
        tablet.short_check(page, "", [])
        summary = page.locator("#extra [data-f=summary]")
        page.evaluate("(words) => navigator.clipboard.writeText(words)", pasted)
        summary.focus()
        page.keyboard.press("Control+V")
        expect(summary).to_have_value(pasted)
        expect(page.locator("#extra .field-note")).to_have_text(
            re.compile("最多 300 字，现有 420 字，多出 120 字")
        )
        page.locator("[data-submit]").click()
        expect(page.locator("[data-problems]")).to_contain_text("以下内容过长")
        page.locator("[data-problems-list] button").click()
        expect(summary).to_be_focused()
        summary.fill(SUMMARY + NEVER)
        page.get_by_label("见证人").fill(f"周{NEVER}")
        expect(page.locator("#extra .field-note")).to_contain_text("U+3FFFD")
        page.locator("[data-submit]").click()
        expect(page.locator("[data-problems-list] li")).to_have_text(
            [re.compile("^隐患描述：.*U\\+3FFFD"), re.compile("^见证人：.*U\\+3FFFD")]
        )
        summary.fill(SUMMARY)
        page.locator("[data-submit]").click()
        expect(page.locator("[data-problems-list] li")).to_have_count(1)
        tablet.finish(page)
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        sent = db.session.query(Inspection).one().content
        assert sent["findings"][0]["summary"] == SUMMARY
        assert sent["signatures"]["witness"] == f"周{NEVER}"


#: Types without ever pausing long enough for the usual save; how often it was kept meanwhile.
_TYPE_ON = """async (typed) => {
  const field = document.querySelector("#extra [data-f=summary]");
  const label = document.querySelector("[data-view=draft] [data-saved]");
  let kept = 0;
  new MutationObserver(() => (kept += label.classList.contains("state-success"))).observe(label, { attributes: true });
  for (const sign of typed) {
    field.value += sign;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return kept;
}"""


@pytest.mark.parametrize("zone", ["Asia/Urumqi", "America/Los_Angeles"])
def test_typed_times_are_chinas_whatever_zone_the_device_stands_on(served: Served, zone: str) -> None:
    with served.writing():
        load_sites()
    page = served.visit("liqiang", zone=zone)
    tablet.near_the_tower(page)
    tablet.enrol(page)
    tablet.take_along(page)
    tablet.short_check(page, "配电箱未上锁", [])
    expect(page.locator("#started_at")).to_have_accessible_description("北京时间（UTC+8）")
    tablet.finish(page)
    tablet.arrived(page, 1)
    page.goto("/inspections/start")
    page.get_by_role("button", name="离我最近").click()
    page.locator("[data-near-list] a").first.click()
    page.get_by_text("有限空间作业安全检查表").click()
    page.get_by_role("button", name="开始检查").click()
    expect(page.locator("[data-position=check]")).to_contain_text("精度")
    page.locator("#started_at").fill("2026-11-23T09:00")
    expect(page.locator("[data-saved]")).to_have_text("已保存到服务器")
    page.reload()
    expect(page.locator("#started_at")).to_have_value("2026-11-23T09:00")
    with served.app.app_context():
        kept = {one.state: one.started_at for one in db.session.query(Inspection)}
    nine = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert kept == {"submitted": nine, "draft": nine}


def test_who_types_without_a_pause_loses_no_more_than_a_second(page: Page) -> None:
    with tablet.without_a_line(page):
        tablet.open_site(page)
        tablet.begin_check(page)
        tablet.add_finding(page, "", [])
        tablet.kept(page)
        assert page.evaluate(_TYPE_ON, "0123456789" * 4) >= 2


def test_the_nearest_site_comes_first_without_a_line_too(page: Page) -> None:
    names = page.locator("[data-part=sites] .tablet-title")
    with tablet.without_a_line(page):
        tablet.go(page, "work")
        expect(names.first).to_have_text(tablet.TOWER)
        expect(page.locator("[data-part=sites] li").first).to_contain_text("约 10 米")
        page.context.set_geolocation({"longitude": 106.586, "latitude": 29.567, "accuracy": 20})
        page.get_by_role("button", name="最近的在前").click()
        expect(names.first).to_have_text("朝天门隧道项目（示例）")
        expect(page.locator("[data-part=sites] li").nth(1)).to_contain_text("约 1.3 公里")


def test_a_device_that_gives_no_position_says_so_and_keeps_the_order_of_names(
    page: Page, served: Served
) -> None:
    page.context.clear_permissions()
    page.reload()
    tablet.unlock(page)
    tablet.go(page, "work")
    page.get_by_role("button", name="最近的在前").click()
    expect(page.get_by_role("status").filter(has_text="设备没有给出位置")).to_be_visible()
    expect(page.locator("[data-part=sites] .tablet-title").first).to_have_text("朝天门隧道项目（示例）")
