"""What was typed into a form stays until the server has it: sessions end, lines are cut, proxies answer, others come."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from safety.corrections import operations as corrections
from safety.corrections.models import Reply
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.web.signed_in import COOKIE
from tests.browser.accessibility import runs_over, violations
from tests.browser.served import OFFICE, Served
from tests.cast import NOW, PASSWORD, id_of
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.inspections.workplaces import picture
from tests.people.test_member_import import UNION, workbook

pytestmark = pytest.mark.browser
WORDS = "已加装防护栏杆，夜间有专人值守。" * 20
PICTURES = os.environ.get("QUNJIAN_PICTURES")
#: Every byte that this origin has stored in the browser, as far as a script can read it.
STORED = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  const text = (value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value)
    : value && typeof value === "object" ? Object.values(value).map(text).join(" ") : String(value);
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((done) => { const all = db.transaction(store).objectStore(store).getAll(); all.onsuccess = () => done(all.result); });
      found.push(name, store, ...rows.map(text));
    }
    db.close();
  }
  return found.join("\\n");
}"""


def look(page: Page, name: str) -> None:
    """Check the page with axe, and keep pictures of it when asked to."""
    assert violations(page) == []
    assert runs_over(page) == 0
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 800, "height": 1280})
        page.screenshot(path=str(Path(PICTURES) / f"{name}-tablet-dark.png"))
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": OFFICE[0], "height": OFFICE[1]})


#: Until each kept form has shown its copy, and what was typed since is on the disk.
SETTLED = """async () => {
  const keepers = [...document.forms].map((form) => form.keeper).filter(Boolean);
  while (keepers.some((one) => one.waiting)) await new Promise((done) => setTimeout(done, 20));
  for (const one of keepers) await one.last;
}"""


def settled(page: Page) -> None:
    """Wait until what is typed is kept, and what was kept is shown."""
    page.evaluate(SETTLED)


@pytest.fixture
def notice(served: Served) -> tuple[str, str]:
    """The form for the employer's reply in the office, and the employer's own link."""
    with served.writing() as cast:
        site = make_site(cast)
        issued = issued_notice(cast, site, raise_findings(cast, site, FindingGrade.ORDINARY))
        _, token = corrections.make_link(actor=cast.actor("chenjing"), now=NOW, notice=issued)
        return f"/notices/{issued.id}/reply", f"/reply/{token}"


@contextmanager
def answering(page: Page, pattern: str, handler: object) -> Iterator[None]:
    """While it lasts, requests of this pattern meet something else than the server."""
    page.context.route(pattern, handler)  # type: ignore[arg-type]
    yield
    page.context.unroute(pattern)


def instead(served: Served, status: int) -> object:
    """A proxy's own page in place of the application's answer to what is sent."""

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, content_type="text/html", body="<h1>proxy</h1>")
        else:
            route.fallback()

    return answer


def cut(route: Route) -> None:
    """No line for what is sent."""
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.fallback()


def fill(page: Page, photo: Path) -> None:
    settled(page)
    page.locator("[name^='lines.'][name$='.words']").first.fill(WORDS)
    page.get_by_text("采纳", exact=True).first.click()
    page.get_by_label("答复人").fill("邓某，项目经理")
    if page.get_by_label("收到时间").count():
        page.get_by_label("收到时间").fill("2026-11-23T09:30")
    page.locator("input[type=file]").set_input_files(photo)


def is_there(page: Page) -> None:
    """All that was typed, and the photograph that was chosen."""
    expect(page.locator("[name^='lines.'][name$='.words']").first).to_have_value(WORDS)
    expect(page.get_by_label("答复人")).to_have_value("邓某，项目经理")
    assert page.locator("input[type=file]").evaluate("input => [...input.files].map(file => file.name)") == [
        "栏杆.jpg"
    ]


def send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("保存答复|提交书面答复")).click()


def sign_in(served: Served, page: Page, name: str) -> None:
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def quiet(served: Served) -> None:
    """What a browser says of the faults this test makes is no complaint."""
    expected = ("502", "503", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    served.complaints[:] = [one for one in served.complaints if not any(part in one for part in expected)]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    found = tmp_path / "栏杆.jpg"
    found.write_bytes(picture())
    return found


def test_no_fault_on_the_way_loses_what_was_typed(
    served: Served, notice: tuple[str, str], photo: Path
) -> None:
    form, _ = notice
    page = served.visit("chenjing", size=OFFICE, touch=False)
    page.goto(form)
    fill(page, photo)
    for status in (413, 502):
        with answering(page, f"**{form}", instead(served, status)):
            send(page)
            expect(page.locator("h1")).to_have_text("proxy")
        page.goto(form)
        is_there(page)
    with answering(page, f"**{form}", cut):
        send(page)
        expect(page).to_have_url(re.compile("^chrome-error:"))
    page.goto(form)
    is_there(page)
    # A page of an earlier sign-in, sent as if nothing had happened: 400.
    with answering(page, "**/keeping", lambda route: route.fulfill(json=old_answer(route))):
        send(page)
        expect(page.locator("h1")).to_contain_text("另一次登录")
    page.goto("/notices")
    page.goto(form)
    is_there(page)
    with answering(page, "**/keeping", lambda route: route.abort("internetdisconnected")):
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("没有网络")
        is_there(page)
    with answering(page, "**/keeping", lambda route: route.fulfill(status=502, body="<h1>proxy</h1>")):
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("服务器暂时没有应答（502）")
    look(page, "kept-no-answer")
    send(page)
    page.get_by_text("答复已登记").wait_for()
    page.goto(form)
    settled(page)
    expect(page.locator("[name^='lines.'][name$='.words']").first).to_have_value("")
    with served.writing():
        assert session.query(Reply).count() == 1
    quiet(served)


def test_a_file_over_the_limit_is_named_when_it_is_chosen_and_nothing_is_sent(
    served: Served, notice: tuple[str, str], photo: Path, tmp_path: Path
) -> None:
    form, _ = notice
    film = tmp_path / "隧道全景.jpg"
    film.write_bytes(picture() + b"0" * served.app.config["SETTINGS"].upload_limit)
    page = served.visit("chenjing", size=OFFICE, touch=False)
    page.goto(form)
    fill(page, film)
    told = page.get_by_role("alert").filter(has_text="“隧道全景.jpg”有 25.0 MB，超过了单个文件 25 MB 的上限")
    expect(told).to_be_visible()
    send(page)
    expect(told).to_be_visible()
    assert page.url.endswith(form)
    page.locator("input[type=file]").set_input_files(photo)
    send(page)
    page.get_by_text("答复已登记").wait_for()


def old_answer(route: Route) -> dict[str, str]:
    """What the server tells, with the token of another session."""
    return {**json.loads(route.fetch().text()), "csrf_token": "of-another-session"}


def test_a_session_that_ended_is_said_and_its_owner_finds_all_again(
    served: Served, notice: tuple[str, str], photo: Path
) -> None:
    form, _ = notice
    page = served.visit("chenjing", size=OFFICE, touch=False)
    page.goto(form)
    fill(page, photo)
    settled(page)
    assert WORDS[:8] not in page.evaluate(STORED)
    served.app.config["CLOCK"] = lambda: NOW + timedelta(minutes=31)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("登录已经失效")
    is_there(page)
    look(page, "kept-signed-out")
    # Somebody else sits down in between: the form is not theirs, neither on the page nor when it is opened again.
    page.context.add_cookies([{"name": COOKIE, "value": served.session_of("liqiang"), "url": served.address}])
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("现在登录的是李强")
    page.goto(form)
    settled(page)
    expect(page.locator("[name^='lines.'][name$='.words']").first).to_have_value("")
    page.context.clear_cookies(name=COOKIE)
    page.goto(form)
    page.wait_for_url(re.compile(r"/sign-in\?next="))
    sign_in(served, page, "chenjing")
    page.wait_for_url(f"**{form}")
    is_there(page)
    expect(page.get_by_text("已恢复您在本机填写")).to_be_visible()
    look(page, "kept-restored")


def test_an_import_of_people_keeps_the_answers_until_they_are_saved(served: Served, tmp_path: Path) -> None:
    sheet = tmp_path / "人员.xlsx"
    sheet.write_bytes(workbook(["姓名", "所在工会", "登录名"], ["李强", UNION, "liqiang2"]))
    page = served.visit("hemei", size=OFFICE, touch=False)
    page.goto("/people/members/import")
    settled(page)
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="上传并预览").click()
    other = page.get_by_label("是另一个，新增")
    other.check()
    save = page.get_by_role("button", name="保存所选，重新预览")
    with answering(page, "**/keeping", lambda route: route.abort("internetdisconnected")):
        save.click()
        expect(page.get_by_role("alert")).to_contain_text("没有网络")
        expect(other).to_be_checked()
    page.reload()
    settled(page)
    expect(other).to_be_checked()
    look(page, "members-asked")
    save.click()
    expect(page.locator("#asked")).to_contain_text("已选择")
    page.get_by_role("button", name="开始导入").click()
    page.get_by_role("button", name="生成临时密码").click()
    expect(page.locator("main code")).to_have_count(1)
    look(page, "members-passwords")
    quiet(served)


def test_what_was_begun_for_another_new_record_is_offered_and_never_filled_in(served: Served) -> None:
    page = served.visit("hemei", size=OFFICE, touch=False)
    form = f"/people/members/{id_of('chenjing')}/appointments/new"
    second, offer = page.get_by_label("其登录名"), page.locator("[data-say=offered]")

    def opened(one: Page, expected: str) -> None:
        one.goto(form)
        settled(one)
        one.locator("details summary").filter(has_text="另一名安全管理员").click()
        expect(one.get_by_label("其登录名")).to_have_value(expected)

    opened(page, "")
    second.fill("dingnan")
    settled(page)
    opened(page, "dingnan")  # left without an answer, the same day
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=25))
    opened(page, "")
    expect(offer).to_contain_text("上次没有提交的内容")
    look(page, "kept-offered")
    second.fill("liuyang")  # typing on does not lose what is offered
    settled(page)
    opened(page, "liuyang")
    offer.get_by_role("button", name="恢复").click()
    expect(second).to_have_value("dingnan")
    opened(page, "dingnan")
    expect(offer).to_have_count(0)
    # An appointment is made in another tab from the same copy; this tab types on.
    other = page.context.new_page()
    other.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=25, minutes=5))
    opened(other, "dingnan")
    other.get_by_label("其登录名").fill("")
    other.locator("[name=role]").select_option("inspector")
    other.get_by_role("button", name="登记任职").click()
    other.get_by_text("已登记任职").wait_for()
    opened(other, "")
    second.fill("dingnan2")
    settled(page)
    opened(other, "")
    other.locator("[data-say=offered]").get_by_role("button", name="不要").click()
    expect(other.locator("[data-say=offered]")).to_have_count(0)
    opened(other, "")
    expect(other.locator("[data-say]:not(template *)")).to_have_count(0)


def test_signing_out_asks_and_erases(served: Served, notice: tuple[str, str], photo: Path) -> None:
    form, _ = notice
    page = served.visit("chenjing", size=OFFICE, touch=False)
    page.goto(form)
    fill(page, photo)
    settled(page)
    page.goto("/profile")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="陈静").click()
    page.get_by_role("button", name="退出登录").click()
    asks = page.locator("dialog[open]")
    expect(asks).to_contain_text("1 份内容还没有提交")
    look(page, "kept-sign-out")
    asks.get_by_role("button", name="先不退出").click()
    page.goto(form)
    is_there(page)
    page.goto("/profile")
    page.get_by_role("button", name="陈静").click()
    page.get_by_role("button", name="退出登录").click()
    asks.get_by_role("button", name="删除并退出").click()
    page.wait_for_url("**/sign-in")
    assert "ArrayBuffer" not in page.evaluate(STORED)
    sign_in(served, page, "chenjing")
    page.goto(form)
    settled(page)
    expect(page.locator("[name^='lines.'][name$='.words']").first).to_have_value("")


def test_the_employer_s_reply_by_link_is_kept_with_the_link(
    served: Served, notice: tuple[str, str], photo: Path
) -> None:
    _, link = notice
    page = served.visit(None, size=(390, 844))
    page.goto(link)
    fill(page, photo)
    with answering(page, f"**{link}", cut):
        send(page)
        expect(page).to_have_url(re.compile("^chrome-error:"))
    page.goto(link)
    is_there(page)
    page.context.clear_cookies(
        name="qunjian_state"
    )  # the browser was closed: the token of the page is an old one
    send(page)
    page.get_by_text("答复已送达").wait_for()
    page.goto(link)
    settled(page)
    expect(page.locator("[name^='lines.'][name$='.words']").first).to_have_value("")
    quiet(served)
