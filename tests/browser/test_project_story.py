"""A project on a tablet, in Chinese, through the pages alone: the straight path, and the refused acceptance."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Locator, Page, expect

from safety.access.scope import Scope
from safety.projects.operations import make_link
from safety.projects.queries import get_review
from tests.browser.accessibility import assert_accessible
from tests.browser.checking import issue
from tests.browser.served import Served
from tests.cast import NOW, PASSWORD
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser

TODAY = "2026-11-23"
REPLY_BY = "2026-12-10"


def fits(page: Page) -> None:
    """Accessible, once the page is whole."""
    page.wait_for_load_state("networkidle")
    assert_accessible(page)


def draw(page: Page) -> None:
    """A stroke in the box for the signature."""
    page.wait_for_load_state("networkidle")
    canvas: Locator = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80, steps=6)
    page.mouse.move(box["x"] + 200, box["y"] + 40, steps=6)
    page.mouse.up()


def choose(page: Page, text: str) -> None:
    """Tap one of the large choices."""
    page.locator(".form-selectgroup-item").filter(has_text=re.compile(f"^\\s*{text}\\s*$")).click()


def dialog(page: Page, button: str) -> Locator:
    """Press a button that asks first."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name=button, exact=True).first.click()
    found = page.locator("dialog[open]")
    expect(found).to_be_visible()
    return found


def register(page: Page) -> None:
    """A project at the tower site."""
    page.goto("/projects/new")
    page.get_by_label("项目名称").fill("解放碑塔楼新建工程")
    page.get_by_label("建设单位").first.select_option(label="解放碑塔楼项目（示例）公司")
    page.get_by_label("已登记的场所").select_option(label="解放碑塔楼项目（示例）")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("项目已登记")).to_be_visible()


def open_review(page: Page, kind: str) -> None:
    """Enter the invitation, an attendance with a drawn signature."""
    page.get_by_role("link", name=f"登记{kind}").click()
    choose(page, "已受邀请")
    page.get_by_label("收到邀请或得知的日期").fill(TODAY)
    page.get_by_label("邀请单位或消息来源").fill("建设单位安全部")
    choose(page, "书面")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(kind)
    page.get_by_role("link", name="签到").click()
    page.get_by_label("姓名").fill("陈静")
    draw(page)
    page.get_by_role("button", name="保存签到").click()
    expect(page.get_by_text("到场情况已登记")).to_be_visible()


def give_opinion(page: Page, text: str) -> None:
    """One mandatory opinion, sent with a term."""
    page.get_by_role("link", name="登记意见").click()
    choose(page, "消防和疏散")
    choose(page, "必须落实")
    page.get_by_label("意见", exact=False).first.fill(text)
    page.get_by_role("button", name="保存意见").click()
    asked = dialog(page, "发出意见书")
    asked.get_by_label("书面答复期限").fill(REPLY_BY)
    asked.locator("button[type=submit]").click()
    issue(page)
    expect(page.get_by_text("意见书已签发，可下载盖章并送达")).to_be_visible()


def answer(served: Served, page: Page) -> None:
    """The owner answers through its link, without an account."""
    review_id = page.url.rstrip("/").rsplit("/", 1)[1]
    with served.writing() as cast:
        review = get_review(uuid.UUID(review_id), Scope(everything=True))
        _, token = make_link(actor=cast.actor("chenjing"), now=NOW, review=review)
    owner = served.visit()
    owner.goto(f"/project-reply/{token}")
    fits(owner)
    choose(owner, "采纳")
    owner.get_by_label("整改措施和结果；不采纳时的理由").fill("已修改图纸")
    owner.get_by_label("答复人（姓名、职务）").fill("王工")
    owner.get_by_role("button", name="提交书面答复").click()
    expect(owner.get_by_text("工会将进行核实")).to_be_visible()
    page.reload()


def verify(page: Page, result: str) -> None:
    """Verify the answered opinion."""
    review = page.url
    page.get_by_role("link", name="核实").first.click()
    choose(page, result)
    page.get_by_label("复查情况").fill("现场核对")
    page.get_by_role("button", name="保存复查结果").click()
    expect(page.get_by_text("复查结果已保存")).to_be_visible()
    page.goto(review)


def propose(page: Page, conclusion: str, words: str = "") -> None:
    page.get_by_role("link", name="提出结论").click()
    choose(page, conclusion)
    if words:
        page.get_by_label("结论说明").fill(words)
    page.get_by_role("button", name="提出结论").click()


def sign(served: Served, url: str) -> None:
    """The other person signs: password again, and by hand."""
    page = served.visit("zhaolan")
    page.goto("/")
    page.get_by_role("link", name=re.compile("等待我签署的项目结论")).click()
    expect(page).to_have_url(re.compile(re.escape(url.rsplit("/", 1)[1])))
    page.get_by_role("link", name="签署", exact=True).click()
    fits(page)
    draw(page)
    page.get_by_label("再次输入登录密码").fill("不是这个")
    page.get_by_role("button", name="签署结论").click()
    expect(page.get_by_role("alert").get_by_text("密码不正确")).to_be_visible()
    page.get_by_label("再次输入登录密码").fill(PASSWORD)
    page.get_by_role("button", name="签署结论").click()
    issue(page)
    expect(page.get_by_text("结论已签署，会签表已签发")).to_be_visible()


def conclude(served: Served, page: Page, kind: str) -> None:
    open_review(page, kind)
    give_opinion(page, "疏散门应向外开启")
    answer(served, page)
    verify(page, "合格")
    propose(page, "同意")
    expect(page.get_by_text("结论已提出，等待另一名签署人签署")).to_be_visible()
    sign(served, page.url)


@pytest.mark.both
def test_straight_path_and_a_refused_acceptance(served: Served) -> None:
    """A project is reviewed and signed; its acceptance is refused until verified, then signed 不同意."""
    with served.writing():
        load_sites()
    page = served.visit("chenjing")
    register(page)
    project = page.url
    conclude(served, page, "设计审查")
    page.goto(project)
    expect(page.get_by_text("同意", exact=True).first).to_be_visible()
    fits(page)
    open_review(page, "竣工验收")
    give_opinion(page, "光电保护装置未调试合格")
    answer(served, page)
    verify(page, "不合格")
    propose(page, "同意")
    expect(page.get_by_role("heading", name=re.compile("还不能签署这个结论，缺少 1 项"))).to_be_visible()
    page.get_by_role("link", name="取消").click()
    propose(page, "不同意", "光电保护装置未调试合格")
    expect(page.get_by_text("结论已提出，等待另一名签署人签署")).to_be_visible()
    fits(page)
    sign(served, page.url)
    page.goto("/projects")
    expect(page.get_by_role("cell", name="不同意")).to_be_visible()
    page.goto("/projects/board")
    fits(page)
    page.goto("/projects/numbers")
    fits(page)
