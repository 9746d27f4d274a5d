"""Who may open what a tablet keeps: a lost one, a shared one, one whose sign-in ended, one that the server forgot."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, Route, expect

from safety.database import db
from safety.inspections.models import Inspection
from safety.sync.models import SyncDevice, SyncEnrolment
from safety.sync.operations import revoke_device
from safety.web.languages import COOKIE as LANGUAGE
from safety.web.signed_in import COOKIE
from tests.browser import tablet
from tests.browser.served import Served
from tests.cast import NOW
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser
SUMMARY = "三层东侧临边缺少防护栏杆"
OTHER_PIN = "460915"

#: Everything in the tablet's database as one text, with the bytes of what is encrypted as Latin-1.
_ON_DISK = """async () => {
  const opened = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("qunjian-tablet");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const found = [];
  for (const name of opened.objectStoreNames) {
    const rows = await new Promise((resolve) => {
      const asked = opened.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => resolve(asked.result);
    });
    for (const row of rows) {
      const bytes = row.data ? new TextDecoder().decode(row.data) : "";
      found.push(name + JSON.stringify(row) + bytes);
    }
  }
  opened.close();
  return found;
}"""


_OPENED = """const opened = await new Promise((resolve) => {
  const asked = indexedDB.open("qunjian-tablet");
  asked.onsuccess = () => resolve(asked.result);
});
const done = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
const store = opened.transaction("profiles", "readwrite").objectStore("profiles");
const [profile] = await done(store.getAll());"""

#: As if so many wrong PINs had been typed before.
_WRONG_TRIES = f"""async (failures) => {{
  {_OPENED}
  await done(store.put({{ ...profile, failures }}));
  opened.close();
}}"""

#: What the lock is made of, and what becomes of the right PIN without the browser's own key.
_LOCK = f"""async () => {{
  {_OPENED}
  opened.close();
  const {{ openVault }} = await import("/static/js/tablet/vault.js");
  const {{ device, ...rest }} = profile.lock;
  const without = await openVault({{ ...rest }}, "{tablet.PIN}").then(() => "opens", () => "OperationError");
  return {{ kept: device.constructor.name, extractable: device.extractable, without }};
}}"""


def on_disk(page: Page) -> list[str]:
    """The rows of the tablet's database, as somebody would read them who took the disk out."""
    rows: list[str] = page.evaluate(_ON_DISK)
    return rows


@pytest.fixture
def page(served: Served) -> Page:
    """李强's tablet, enrolled, with everything taken along."""
    with served.writing():
        load_sites()
    found = served.visit("liqiang")
    tablet.near_the_tower(found)
    tablet.enrol(found)
    tablet.take_along(found)
    return found


def queue_a_check(page: Page) -> None:
    """Put a short check into the queue while nothing can be sent."""
    tablet.short_check(page, SUMMARY, [])
    tablet.kept(page)
    tablet.finish(page)


def revoke(served: Served) -> None:
    """Chen Jing takes the only device away."""
    with served.writing() as cast:
        device = db.session.query(SyncDevice).one()
        revoke_device(actor=cast.actor("liqiang"), now=NOW, device=device, reason="遗失在出租车上")


def as_member(page: Page, served: Served, name: str) -> None:
    """Somebody signs in at the office pages of this browser."""
    page.context.clear_cookies()
    cookies = {LANGUAGE: "zh", COOKIE: served.session_of(name)}
    page.context.add_cookies([{"name": k, "value": v, "url": served.address} for k, v in cookies.items()])


def test_nothing_on_the_disk_can_be_read_without_the_pin(page: Page, served: Served) -> None:
    with tablet.without_a_line(page):
        queue_a_check(page)
        rows = on_disk(page)
        assert len(rows) > 10
        for secret in (SUMMARY, tablet.TOWER, "张建国", "周敏", tablet.PIN):
            assert not [row for row in rows if secret in row], secret
        page.reload()
        page.locator("[name=pin]").fill("000000")
        page.locator("[data-unlock-button]").click()
        expect(page.locator("[data-gate-problem]")).to_have_text("口令不对")
        tablet.unlock(page)
        tablet.go(page, "queue")
        expect(page.locator("[data-part=waiting] li")).to_contain_text(tablet.TOWER)


def test_a_revoked_tablet_erases_everything_at_its_next_contact(page: Page, served: Served) -> None:
    with tablet.without_a_line(page):
        queue_a_check(page)
        revoke(served)
    tablet.send_now(page)
    expect(page.locator("[data-gate-problem]")).to_contain_text("李强 的这台设备已被停用")
    assert on_disk(page) == []
    with served.app.app_context():
        assert db.session.query(Inspection).count() == 0


def test_a_lost_tablet_erases_itself_without_being_unlocked(page: Page, served: Served) -> None:
    # Being locked it asks whether it is still let in: it is.
    with page.expect_response("**/api/v1/sync/devices"):
        page.locator("[data-lock]").click()
    page.locator("[data-unlock]").wait_for()
    revoke(served)
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("[data-gate-problem]")).to_contain_text("李强 的这台设备已被停用")
    assert on_disk(page) == []


def test_two_inspectors_on_one_tablet_do_not_see_each_others_work(page: Page, served: Served) -> None:
    with tablet.without_a_line(page):
        queue_a_check(page)
        page.locator("[data-lock]").click()
        page.locator("[data-unlock]").wait_for()
    as_member(page, served, "zhoumin")
    page.reload()
    page.locator("[data-enrol-card] summary").click()
    page.get_by_label("设备名称").fill("平板一")
    page.get_by_label("设置口令").fill(OTHER_PIN)
    page.get_by_label("再输一次").fill(OTHER_PIN)
    page.get_by_role("button", name="登记", exact=True).click()
    page.locator("[data-nav]").wait_for()
    tablet.go(page, "queue")
    expect(page.locator("[data-queue-empty]")).to_be_visible()
    tablet.go(page, "work")
    expect(page.locator("[data-nothing-taken]")).to_be_visible()
    page.locator("[data-lock]").click()
    # 李强 opens his part while 周敏 is signed in: it is kept, and nothing is sent in her name.
    page.locator("[data-profiles] label", has_text="李强").click()
    tablet.unlock(page)
    tablet.go(page, "queue")
    expect(page.locator("[data-line]")).to_have_text("登录的是另一名人员")
    expect(page.locator("[data-part=waiting] li")).to_have_count(1)
    with served.app.app_context():
        assert db.session.query(Inspection).count() == 0
    as_member(page, served, "liqiang")
    tablet.send_now(page)
    tablet.arrived(page, 1)


def test_a_sign_in_that_expired_keeps_the_queue_until_the_next(page: Page, served: Served) -> None:
    with tablet.without_a_line(page):
        queue_a_check(page)
        page.context.clear_cookies()
        tablet.open_site(page)
        tablet.begin_check(page)
        tablet.add_finding(page, "写到一半的隐患", [])
        tablet.kept(page)
    page.evaluate("dispatchEvent(new Event('online'))")
    asked = page.locator("[data-ask-sign-in]")
    expect(asked).to_contain_text("内容都在本机")
    way = asked.get_by_role("link", name="登录").get_attribute("href")
    assert way is not None
    as_member(page, served, "liqiang")
    page.goto(way)  # who is signed in already is led on at once
    tablet.unlock(page)
    expect(page.locator("[data-f=summary]")).to_have_value("写到一半的隐患")
    tablet.go(page, "queue")
    tablet.send_now(page)
    tablet.arrived(page, 1)
    expect(page.locator("[data-ask-sign-in]")).to_be_hidden()


def test_signing_out_takes_what_was_taken_along_and_leaves_what_is_not_sent(
    page: Page, served: Served
) -> None:
    with tablet.without_a_line(page):
        queue_a_check(page)
    tablet.go(page, "device")
    with tablet.without_a_line(page):
        page.get_by_role("button", name="退出登录").click()
        page.locator("[data-unlock]").wait_for()
        tablet.unlock(page)
        tablet.go(page, "work")
        expect(page.locator("[data-nothing-taken]")).to_be_visible()
        tablet.go(page, "queue")
        expect(page.locator("[data-part=waiting] li")).to_have_count(1)


def test_a_device_that_the_server_forgot_is_enrolled_anew_with_its_queue(page: Page, served: Served) -> None:
    """As after a restore from a backup that is older than the enrolment."""
    with tablet.without_a_line(page):
        queue_a_check(page)
        with served.writing():
            device = db.session.query(SyncDevice).one()
            forgotten: uuid.UUID = device.id
            db.session.query(SyncEnrolment).delete()
            db.session.delete(device)
    tablet.send_now(page)
    expect(page.locator("[data-ask-enrol]")).to_contain_text("服务器不认识这台设备")
    page.get_by_role("button", name="重新登记").click()
    tablet.arrived(page, 1)
    with served.app.app_context():
        assert db.session.query(SyncDevice).one().id != forgotten
        assert db.session.query(Inspection).one().state == "submitted"
    page.reload()
    tablet.unlock(page)
    tablet.go(page, "queue")
    expect(page.locator("[data-line]")).to_have_text("已连接")


def try_pin(page: Page, pin: str) -> None:
    """Type a PIN and press the button."""
    page.locator("[name=pin]").fill(pin)
    page.locator("[data-unlock-button]").click()
    expect(page.locator("[data-unlock-button]")).to_be_enabled()


def test_guessing_the_pin_takes_longer_with_each_wrong_one(page: Page) -> None:
    page.locator("[data-lock]").click()
    for _ in range(3):
        page.locator("[name=pin]").fill("000000")
        page.locator("[data-unlock-button]").click()
        expect(page.locator("[data-gate-problem]")).to_have_text("口令不对")
        expect(page.locator("[data-unlock-button]")).to_be_enabled()
    # Neither another date on the device nor a page opened anew makes it shorter.
    page.add_init_script("const now = Date.now; Date.now = () => now() + 2 * 86_400_000;")
    page.reload()
    try_pin(page, tablet.PIN)
    expect(page.locator("[data-gate-problem]")).to_contain_text("口令错误次数过多，请等")
    expect(page.locator("[data-nav]")).to_be_hidden()
    page.evaluate("const here = performance.now(); performance.now = () => here + 31_000;")
    try_pin(page, tablet.PIN)
    page.locator("[data-nav]").wait_for()


def test_after_ten_wrong_pins_only_a_sign_in_at_the_server_opens(page: Page, served: Served) -> None:
    page.locator("[data-lock]").click()
    page.evaluate(_WRONG_TRIES, 9)
    page.evaluate("performance.now = () => 3_700_000;")
    try_pin(page, "000000")
    expect(page.locator("[data-gate-problem]")).to_have_text("口令不对")
    try_pin(page, tablet.PIN)
    expect(page.locator("[data-gate-problem]")).to_have_text(
        "口令已输错 10 次：须联网，由本人登录系统后才能再试"
    )
    page.reload()
    expect(page.locator("[data-signed-in]")).to_have_text("登记前须先登录。")
    for name in (None, "zhoumin"):
        if name:
            as_member(page, served, name)
        try_pin(page, tablet.PIN)
        expect(page.locator("[data-gate-problem]")).to_contain_text("由本人登录系统后才能再试")
        expect(page.locator("[data-sign-in-again] a")).to_be_visible()
    as_member(page, served, "liqiang")
    try_pin(page, tablet.PIN)
    page.locator("[data-nav]").wait_for()


def test_a_second_window_takes_over_and_the_first_keeps_what_was_typed_and_locks(page: Page) -> None:
    tablet.open_site(page)
    tablet.begin_check(page)
    page.locator("[data-view=draft] textarea").last.fill(SUMMARY)
    second = page.context.new_page()
    second.goto("/tablet/zh")
    second.locator("[name=pin]").fill(tablet.PIN)
    second.locator("[data-unlock-button]").click()
    expect(second.get_by_role("alert")).to_contain_text("这份登记已在另一个窗口打开")
    second.locator("[name=pin]").fill(tablet.PIN)
    second.get_by_role("button", name="改在这里打开").click()
    expect(second.locator("[data-nav]")).to_be_visible()
    expect(page.locator("[name=pin]")).to_be_visible()
    expect(page.locator("[data-view=draft]")).to_be_hidden()
    expect(second.locator("[data-view=draft] textarea").last).to_have_value(SUMMARY)


def test_the_pin_is_tried_on_this_browser_only(page: Page) -> None:
    """Around what the PIN opens lies a key that no script can read: who copies the database has only half of it."""
    lock = page.evaluate(_LOCK)
    assert lock == {"kept": "CryptoKey", "extractable": False, "without": "OperationError"}


def test_a_tablet_left_alone_locks_itself_and_warns_of_old_unsent_work(served: Served) -> None:
    with served.writing():
        load_sites()
    page = served.visit("liqiang")
    page.clock.install()
    tablet.near_the_tower(page)
    tablet.enrol(page)
    tablet.take_along(page)
    with tablet.without_a_line(page):
        queue_a_check(page)
        expect(page.locator("[data-warnings]")).not_to_contain_text("没有送达")
        page.clock.fast_forward(4 * 24 * 3_600_000)
        page.locator("[data-unlock]").wait_for()
        expect(page.locator("[data-profiles]")).to_contain_text("1 条未送达")
        tablet.unlock(page)
        expect(page.locator("[data-warnings]")).to_contain_text("有 1 条没有送达，最早的是 4天前")
        expect(page.locator("[data-warnings] .alert-warning").first).to_be_visible()


def test_a_tablet_left_alone_while_it_sends_locks_itself_when_that_is_done(served: Served) -> None:
    with served.writing():
        load_sites()
    page = served.visit("liqiang")
    page.clock.install()
    tablet.enrol(page)
    expect(page.locator("[data-line]")).to_have_text("已连接")
    contact = "**/api/v1/sync/devices/*/contact"
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(contact, hold)
    tablet.go(page, "queue")
    # Where it began to send by itself meanwhile, the button does nothing.
    page.locator("[data-send-now]").evaluate("(button) => button.click()")
    expect(page.locator("[data-line]")).to_have_text("正在发送")
    page.clock.fast_forward(16 * 60_000)
    expect(page.locator("[data-line]")).to_have_text("正在发送")
    expect(page.locator("[data-unlock]")).to_be_hidden()
    page.unroute(contact)
    assert held
    page.locator("[data-unlock]").wait_for()
