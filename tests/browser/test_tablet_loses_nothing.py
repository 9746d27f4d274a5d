"""Nothing that was taken into a check is lost: finished at once, judged otherwise, removed, or on a full disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from safety.database import db
from safety.inspections.models import Finding, Inspection
from safety.sync.models import SyncEntry
from tests.browser import tablet
from tests.browser.served import Served
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser
SUMMARY = "配电箱未上锁"
#: The device takes two seconds to say where it is.
SLOW_POSITION = """(() => {
  const ask = Geolocation.prototype.getCurrentPosition;
  Geolocation.prototype.getCurrentPosition = function (good, bad, how) {
    setTimeout(() => ask.call(this, good, bad, how), 2000);
  };
})()"""


#: ... and four to make a photograph smaller, however fast or busy this machine is.
SLOW_SHRINKING = """(() => {
  const draw = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (done, ...how) {
    draw.call(this, (blob) => setTimeout(() => done(blob), 4000), ...how);
  };
})()"""


@pytest.fixture
def quick_page(served: Served) -> Page:
    """李强's tablet near the tower."""
    with served.writing():
        load_sites()
    found = served.visit("liqiang")
    tablet.near_the_tower(found)
    return found


@pytest.fixture
def page(quick_page: Page) -> Page:
    """The same tablet; where it is, it says late, and a photograph takes its time."""
    quick_page.add_init_script(SLOW_POSITION)
    quick_page.add_init_script(SLOW_SHRINKING)
    return quick_page


def begin_on_line(page: Page, checklist: str) -> None:
    """Begin a check on line at the tower."""
    page.goto("/inspections/start")
    page.get_by_role("button", name="离我最近").click()
    page.locator("[data-near-list] a").first.click()
    page.get_by_text(checklist).click()
    page.get_by_role("button", name="开始检查").click()
    page.locator("form[data-check]").wait_for()


def test_finish_waits_for_a_photo_and_a_position_and_leaves_no_draft_behind(
    page: Page, served: Served, tmp_path: Path
) -> None:
    picture = tablet.photograph(tmp_path, "配电箱")
    tablet.enrol(page)
    tablet.take_along(page)
    with tablet.without_a_line(page):
        tablet.short_check(page, SUMMARY, [])
        expect(page.locator("[data-position=check]")).to_contain_text("精度 9 米")
        page.context.set_geolocation({"longitude": 106.578, "latitude": 29.559, "accuracy": 5})
        page.locator("#extra [data-photo-input]").last.set_input_files(picture)
        page.get_by_role("button", name="更新位置").click()
        page.locator("[data-submit]").click()
        waits = page.locator("[data-waits]")
        expect(waits).to_contain_text("正在处理照片 1 张")
        expect(waits).to_contain_text("正在等待位置")
        page.locator("[data-part=waiting] li").wait_for()
    tablet.send_now(page)
    tablet.arrived(page, 1)
    expect(page.locator("[data-part=drafts]")).to_be_hidden()
    with served.app.app_context():
        assert db.session.query(SyncEntry).one().state == "arrived"
        assert len(db.session.query(Finding).one().photos) == 1
        assert db.session.query(Inspection).one().content["position"]["accuracy"] == 5


def test_submitting_on_line_waits_too_and_nothing_of_the_check_stays_in_the_browser(
    page: Page, served: Served, tmp_path: Path
) -> None:
    picture = tablet.photograph(tmp_path, "池口")
    begin_on_line(page, "不用检查表")
    expect(page.locator("[data-position=check]")).to_contain_text("精度 9 米")
    page.get_by_role("button", name="记录一条隐患").click()
    page.locator("#extra [data-f=summary]").fill(SUMMARY)
    tablet.complete(page)
    page.context.set_geolocation({"longitude": 106.578, "latitude": 29.559, "accuracy": 5})
    page.locator("#extra [data-photo-input]").last.set_input_files(picture)
    page.get_by_role("button", name="更新位置").click()
    page.get_by_role("button", name="提交检查记录").click()
    page.locator("form[data-check]").wait_for(state="detached")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('qunjian-check'))") == []
    with served.app.app_context():
        assert db.session.query(Inspection).one().state == "submitted"
        assert len(db.session.query(Finding).one().photos) == 1
        assert db.session.query(Inspection).one().content["position"]["accuracy"] == 5


def _records_and_changes_the_answer(page: Page, picture: Path) -> Locator:
    item = page.locator("#item-yx01")
    item.locator(".answer-failing").click()
    card = item.locator("[data-finding]")
    card.locator("[data-f=summary]").fill(SUMMARY)
    card.locator("[data-photo-input]").last.set_input_files(picture)
    expect(card.locator("figcaption")).not_to_have_text("正在处理，还没有存", timeout=30_000)
    item.locator(".answer-conforming").click()
    expect(item.locator("[data-aside]")).to_contain_text("原记的 1 条隐患（文字和照片）保留到提交")
    return item


def _is_there_again(item: Locator) -> None:
    card = item.locator("[data-finding]")
    expect(card).to_be_hidden()
    item.locator(".answer-failing").click()
    expect(card.locator("[data-f=summary]")).to_have_value(SUMMARY)
    expect(card.locator("figure:not([data-removed])")).to_have_count(1)
    expect(item.locator("[data-aside]")).to_be_hidden()


def _removes(item: Locator) -> None:
    card = item.locator("[data-finding]")
    card.get_by_role("button", name="移除照片").click()
    expect(card.locator("figcaption")).to_have_text("已移除，提交前可恢复")
    card.get_by_role("button", name="删除这条").click()
    expect(card.locator("[data-f=summary]")).to_be_hidden()
    expect(card).to_contain_text(f"已删除这条隐患，提交前可恢复：{SUMMARY}")


def _brings_back(item: Locator) -> None:
    card = item.locator("[data-finding]")
    card.get_by_role("button", name="恢复这条").click()
    card.get_by_role("button", name="恢复照片").click()
    expect(card.locator("[data-f=summary]")).to_have_value(SUMMARY)
    expect(card.locator("figure:not([data-removed]) img")).to_be_visible()


def _removes_the_first_of_two(page: Page) -> None:
    for words in (SUMMARY, "灭火器过期"):
        page.locator("#extra").get_by_role("button", name="记录一条隐患").click()
        page.locator("#extra [data-f=summary]").last.fill(words)
    page.locator("#extra").get_by_role("button", name="删除这条").first.click()


def _first_is_first_again(page: Page) -> None:
    page.locator("#extra").get_by_role("button", name="恢复这条").click()
    expect(page.locator("#extra [data-f=summary]").first).to_have_value(SUMMARY)


def test_another_answer_and_a_removal_can_be_taken_back_on_the_tablet(page: Page, tmp_path: Path) -> None:
    picture = tablet.photograph(tmp_path, "池口")
    tablet.enrol(page)
    tablet.take_along(page)
    with tablet.without_a_line(page):
        tablet.open_site(page)
        tablet.begin_check(page, "有限空间作业安全检查表")
        item = _records_and_changes_the_answer(page, picture)
        tablet.kept(page)
        page.reload()
        tablet.unlock(page)
        _is_there_again(item)
        _removes(item)
        _removes_the_first_of_two(page)
        tablet.kept(page)
        page.reload()
        tablet.unlock(page)
        _brings_back(item)
        _first_is_first_again(page)


def test_another_answer_and_a_removal_can_be_taken_back_on_line(
    page: Page, served: Served, tmp_path: Path
) -> None:
    picture, saved = tablet.photograph(tmp_path, "池口"), page.locator("[data-saved]")
    begin_on_line(page, "有限空间作业安全检查表")
    item = _records_and_changes_the_answer(page, picture)
    expect(saved).to_have_text("已保存到服务器")
    with served.app.app_context():
        assert db.session.query(Inspection).one().content["findings"] == []
    page.reload()
    _is_there_again(item)
    _removes(item)
    expect(saved).to_have_text("已保存到服务器")
    page.reload()
    _brings_back(item)
    expect(saved).to_have_text("已保存到服务器")
    with served.app.app_context():
        (finding,) = db.session.query(Inspection).one().content["findings"]
        assert (finding["summary"], len(finding["photos"])) == (SUMMARY, 1)


# ---- a full disk


# ---- a clock that is set meanwhile

#: `setClock(ms)` sets this device's clock by so much, forward or back; what cannot be set stays.
_SETTABLE_CLOCK = """(() => {
  const Kept = Date;
  let ahead = 0;
  window.setClock = (step) => (ahead += step);
  window.Date = class extends Kept {
    constructor(...given) {
      if (given.length) super(...given);
      else super(Kept.now() + ahead);
    }
    static now() {
      return Kept.now() + ahead;
    }
  };
})()"""
_HOURS = 3_600_000


@pytest.mark.parametrize(("step", "words"), [(-3 * _HOURS, "调慢了 3 小时"), (50 * _HOURS, "调快了 50 小时")])
def test_a_clock_that_is_set_during_a_check_is_told_with_it_and_the_next_record_is_told_the_right_difference(
    quick_page: Page, served: Served, step: int, words: str
) -> None:
    page = quick_page
    page.add_init_script(_SETTABLE_CLOCK)
    tablet.enrol(page)
    tablet.take_along(page)
    with tablet.without_a_line(page):
        tablet.short_check(page, SUMMARY, [])
        tablet.kept(page)
        page.evaluate("step => setClock(step)", step)
        tablet.finish(page)
        tablet.short_check(page, "临边防护缺失", [])
        tablet.finish(page)
    tablet.send_now(page)
    tablet.arrived(page, 2)
    with served.app.app_context():
        during, after = db.session.query(SyncEntry).order_by(SyncEntry.sequence)
        assert during.clock_set_ms == pytest.approx(step, abs=2_000)
        assert after.clock_set_ms is None
        # Both are told what the tablet measures itself to be off by when it is back on the line.
        assert during.offset_ms == pytest.approx(after.device.offset_ms, abs=60_000)
        assert after.offset_ms == pytest.approx(after.device.offset_ms, abs=60_000)
        assert ("clock_set" in during.judged, "clock_changed" in during.judged) == (True, False)
        address = str(during.url)
    page.goto(address)
    expect(page.locator(".alert-warning")).to_contain_text(f"检查期间，设备时钟被{words}")


def test_a_clock_that_is_set_forward_while_the_page_of_a_check_on_line_is_closed_is_told_with_it(
    quick_page: Page, served: Served
) -> None:
    page = quick_page
    page.add_init_script(_SETTABLE_CLOCK)
    begin_on_line(page, "不用检查表")
    tablet.complete(page)
    expect(page.locator("[data-saved]")).to_have_text("已保存到服务器")
    page.add_init_script(f"setClock({50 * _HOURS})")
    page.reload()
    expect(page.get_by_label("签名人姓名")).to_have_value("张建国")
    page.get_by_role("button", name="提交检查记录").click()
    page.locator("form[data-check]").wait_for(state="detached")
    expect(page.locator(".alert-warning")).to_contain_text("检查期间，设备时钟被调快了 50 小时")


# ---- a store that the browser emptied


def empty_the_store(page: Page) -> None:
    """The browser throws away what the origin keeps, under the open page, as it does on a disk that stays full."""
    origin = page.evaluate("location.origin")
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    session.detach()


#: The kept photographs go, and nothing else.
_WITHOUT_PHOTOGRAPHS = """() => new Promise((done, failed) => {
  const asked = indexedDB.open("qunjian-tablet");
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const writing = asked.result.transaction("sealed", "readwrite");
    writing.objectStore("sealed").openCursor().onsuccess = ({ target: { result: row } }) => {
      if (!row) return;
      if (["file", "bytes"].includes(row.value.box)) row.delete();
      row.continue();
    };
    writing.oncomplete = () => done(asked.result.close());
  };
})"""


#: What is missing stands below the bars that stay at the top.
_IN_SIGHT = """() => {
  const [box, bar] = ["[data-problems]", ".check-bar"].map((one) => document.querySelector(`[data-view=draft] ${one}`));
  return document.querySelector("[data-nav]").getBoundingClientRect().top === 0
    && box.getBoundingClientRect().top >= bar.getBoundingClientRect().bottom;
}"""


def _answers_with_a_photo(page: Page, picture: Path) -> Locator:
    """Every item conforms but one, which has a finding with a photograph; ready to be finished."""
    for item in page.locator("[data-item] .answer-conforming").all():
        item.click()
    page.locator("#item-yx01 .answer-failing").click()
    card = page.locator("#item-yx01 [data-finding]")
    card.locator("[data-f=summary]").fill(SUMMARY)
    card.locator("[data-photo-input]").last.set_input_files(picture)
    tablet.complete(page)
    expect(card.locator("figcaption")).to_have_text("已存在本机", timeout=30_000)
    tablet.kept(page)
    return card


def _tells_what_is_lost(page: Page) -> None:
    told = page.get_by_role("alertdialog")
    expect(told).to_contain_text("浏览器清空了本机的存储")
    expect(told.locator("[data-lost-entries] li")).to_have_count(1)
    expect(told.locator("[data-lost-entries] li")).to_contain_text(tablet.TOWER)
    expect(told.locator("[data-lost-entries] li")).to_contain_text("2026")
    expect(told.locator("[data-lost-drafts]")).to_be_hidden()
    expect(told).to_contain_text("这个页面上还有的内容已重新存入本机。", timeout=30_000)


def _refuses_a_missing_photo_by_name(page: Page, picture: Path) -> None:
    card = page.locator("#item-yx01 [data-finding]")
    expect(card.locator("figcaption")).to_have_text("照片已不在本机")
    page.locator("[data-submit]").click()
    expect(page.locator("[data-problems-list] li")).to_have_text(
        [f"“{SUMMARY}”的照片 1 不在本机：请补拍，并移除这张照片"]
    )
    page.wait_for_function(_IN_SIGHT)
    card.get_by_role("button", name="移除照片").click()
    card.locator("[data-photo-input]").last.set_input_files(picture)
    expect(card.locator("figcaption")).to_have_text("已存在本机", timeout=30_000)


def test_a_store_that_the_browser_emptied_is_told_and_what_the_page_still_has_is_kept_again(
    quick_page: Page, served: Served, tmp_path: Path
) -> None:
    page, picture = quick_page, tablet.photograph(tmp_path, "池口")
    tablet.enrol(page)
    tablet.take_along(page)
    with tablet.without_a_line(page):
        tablet.short_check(page, SUMMARY, [])
        tablet.finish(page)
        tablet.open_site(page)
        expect(page.locator("[data-warnings]")).to_contain_text("浏览器没有答应长期保存")
        tablet.begin_check(page, "有限空间作业安全检查表")
        card = _answers_with_a_photo(page, picture)
        empty_the_store(page)
        _tells_what_is_lost(page)
        page.reload()
        tablet.unlock(page)
        _tells_what_is_lost_still(page)
        expect(page.locator("[data-progress-words]")).to_have_text("18 / 18")
        expect(card.locator("figcaption")).to_have_text("已存在本机")
        assert card.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth)")
        tablet.go(page, "queue")
        page.evaluate(_WITHOUT_PHOTOGRAPHS)
        page.locator("[data-part=drafts] a").click()
        _refuses_a_missing_photo_by_name(page, picture)
        tablet.finish(page)
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        assert len(db.session.query(Finding).one().photos) == 1


def _tells_what_is_lost_still(page: Page) -> None:
    """Until somebody says to have read it, after a restart too."""
    told = page.get_by_role("alertdialog")
    expect(told.locator("[data-lost-entries] li")).to_contain_text(tablet.TOWER)
    told.get_by_role("button", name="我知道了").click()
    expect(told).to_be_hidden()
