"""An accident on a tablet, in Chinese, through the pages alone: from the news to the signature on the report."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.checking import issue
from tests.browser.served import Served
from tests.cast import NOW, PASSWORD, TODAY
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser

SITE = "解放碑塔楼项目（示例）"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of the scene."""
    file = tmp_path / "现场.jpg"
    Image.new("RGB", (640, 480), "grey").save(file, "JPEG")
    return file


def open_dialog(page: Page, button: str) -> None:
    """Press a button that asks first, once its script is there."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name=button, exact=True).first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


def fill(page: Page, **values: str) -> None:
    """Fill the fields of the open dialog by their names."""
    for name, value in values.items():
        page.locator(f"dialog[open] [name='{name}']").fill(value)


def send(page: Page, said: str) -> None:
    """Send the open dialog and read what the page says."""
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_text(said).first).to_be_visible()


def local(days: int, time: str) -> str:
    """A time so many days before today, as a date-and-time field takes it."""
    return f"{TODAY - timedelta(days=days)}T{time}"


def tell(page: Page) -> None:
    """The department tells the union, and the officer makes an accident of it."""
    page.goto("/accidents/notices/new")
    page.get_by_label("收到时间").fill(local(5, "11:20"))
    page.get_by_label("来自谁").fill("渝中区应急管理局")
    page.get_by_text("部门通知", exact=True).click()
    page.get_by_label("内容").fill("一名架子工从外架坠落，送医后死亡。")
    page.get_by_label("事故发生时间").fill(local(5, "09:30"))
    page.locator("[name=site_id]").select_option(label=SITE)
    page.locator("[name=deaths]").fill("1")
    assert_accessible(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("110 分钟")).to_be_visible()
    page.get_by_role("link", name="立为事故").click()
    page.get_by_label("事故名称").fill("外架坠落事故")
    page.locator("[name=place]").fill("塔楼东侧")
    page.locator("[name=employer_name]").fill("示例建设公司")
    page.locator("[name=category]").select_option("n10")
    assert_accessible(page)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("外架坠落事故")
    expect(page.get_by_text("一般事故").first).to_be_visible()
    expect(page.get_by_text("适用制度：生产安全事故（国务院令第493号）")).to_be_visible()


def sit(page: Page) -> None:
    """The union asks for its seat, gets it, names the officer, who declares."""
    page.get_by_role("link", name="工会席位").click()
    open_dialog(page, "要求参加调查")
    fill(page, asked_of="渝中区人民政府")
    page.locator("dialog[open] [name=union_id]").select_option(label="渝中区总工会（示例）")
    send(page, "已登记要求参加调查")
    open_dialog(page, "已同意")
    fill(page, given_on=str(TODAY))
    send(page, "席位已登记")
    open_dialog(page, "派员")
    page.locator("dialog[open] [name=member_id]").select_option(label="孙洁")
    fill(page, expertise="建筑施工安全")
    send(page, "人员已派出")
    open_dialog(page, "无利害关系声明")
    send(page, "声明已登记")
    assert_accessible(page)


def take_part(page: Page, photo: Path) -> None:
    """A scene survey, with a photograph."""
    page.get_by_role("link", name="参与记录").click()
    page.get_by_role("link", name="登记活动").click()
    page.get_by_text("现场勘查", exact=True).click()
    page.get_by_label("开始").fill(local(2, "14:00"))
    page.get_by_label("结束").fill(local(2, "16:30"))
    page.get_by_label("地点").fill("塔楼东侧外架")
    page.get_by_label("做了什么").fill("勘查外架连墙件，拍照。")
    page.get_by_label("照片和文件").set_input_files(photo)
    assert_accessible(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("共 1 次，2.5 小时")).to_be_visible()
    expect(page.get_by_role("img", name="现场.jpg")).to_be_visible()


def sign_with_reservation(page: Page, photo: Path) -> None:
    """The report comes with its file; the officer signs it with a reservation."""
    page.get_by_role("link", name="报告与批复").click()
    open_dialog(page, "收到报告")
    fill(page, title="事故调查报告（送审稿）")
    page.locator("dialog[open] input[type=file]").set_input_files(photo)
    send(page, "报告已登记")
    page.get_by_role("link", name="签署", exact=True).click()
    page.get_by_text("保留意见签名", exact=True).click()
    page.get_by_label("保留意见或拒签理由").fill("管理责任认定不足。")
    page.get_by_label("再次输入登录密码").fill(PASSWORD)
    page.wait_for_load_state("networkidle")
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=6)
    page.mouse.up()
    assert_accessible(page)
    page.get_by_role("button", name="签署").click()
    issue(page)
    expect(page.get_by_text("签署已记录")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("保留意见书"))).to_be_visible()


@pytest.mark.both
def test_an_accident_from_the_news_to_the_signature(served: Served, photo: Path) -> None:
    with served.writing():
        load_sites()
    page = served.visit("sunjie")
    page.clock.set_fixed_time(NOW)
    tell(page)
    assert_accessible(page)
    sit(page)
    take_part(page, photo)
    sign_with_reservation(page, photo)
    page.get_by_role("link", name="时限").first.click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    assert_accessible(page)
    for address in (
        "/accidents",
        "/accidents/clocks",
        "/accidents/numbers",
        "/accidents/hours",
        "/profile/calendar",
    ):
        page.goto(address)
        assert_accessible(page)
