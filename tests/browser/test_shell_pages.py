"""The shell's own pages in a real browser: tablets first, both languages, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible, runs_over
from tests.browser.served import OFFICE, Served
from tests.cast import PASSWORD, id_of

pytestmark = pytest.mark.browser

PAGES = {
    "today": ("chenjing", "/"),
    "profile": ("chenjing", "/profile"),
    "password": ("chenjing", "/profile/password"),
    "second factor": ("chenjing", "/profile/second-factor"),
    "unions": ("huangtao", "/people/unions"),
    "a union": ("huangtao", f"/people/unions/{id_of('yuzhong')}"),
    "members": ("hemei", "/people/members"),
    "a member": ("hemei", f"/people/members/{id_of('liqiang')}"),
    "a new member": ("hemei", "/people/members/new"),
    "a new appointment": ("hemei", f"/people/members/{id_of('liqiang')}/appointments/new"),
    "certificates": ("hemei", "/people/certificates"),
    "roles": ("hemei", "/people/roles"),
    "audit": ("marui", "/audit"),
    "a refusal": ("chenjing", "/audit"),
    "nothing there": ("chenjing", "/nowhere"),
}
#: Pages whose title holds the (Chinese) name of a person or union.
WITH_A_NAME = {"a union", "a member", "a new appointment"}
#: The others are in the table of every page, which is looked at in three ways (``test_every_page_axe``).
REFUSALS = ("a refusal", "nothing there")
IN_A_FOURTH_WAY = [one if one in REFUSALS else pytest.param(one, marks=pytest.mark.long) for one in PAGES]


@pytest.mark.parametrize("name", REFUSALS)
def test_a_page_is_accessible_on_a_tablet_in_chinese(served: Served, name: str) -> None:
    who, address = PAGES[name]
    page = served.visit(who)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert_accessible(page)


@pytest.mark.parametrize("name", IN_A_FOURTH_WAY)
def test_a_page_is_accessible_in_an_office_in_english_and_dark(served: Served, name: str) -> None:
    who, address = PAGES[name]
    page = served.visit(who, size=OFFICE, language="en", dark=True)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    if name not in WITH_A_NAME:
        assert not re.search(r"[\u4e00-\u9fff]", page.title()), page.title()
    assert_accessible(page)


def test_chen_jing_signs_in_with_her_password_and_out_again(served: Served) -> None:
    page = served.visit()
    page.goto("/people/members")
    assert_accessible(page)
    page.get_by_label("登录名").fill("chenjing")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("人员")
    page.wait_for_load_state("load")  # the menu opens by its script
    page.get_by_role("button", name="陈静").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录群监")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录群监")


def test_a_wrong_password_says_so_and_moves_the_focus_to_the_summary(served: Served) -> None:
    page = served.visit()
    page.goto("/sign-in")
    page.get_by_label("登录名").fill("chenjing")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不正确")
    expect(page.get_by_role("alert")).to_be_focused()


def test_the_choice_of_dark_is_kept_on_this_device(served: Served) -> None:
    page = served.visit("chenjing")
    page.goto("/")
    page.get_by_role("button", name="切换深色与浅色").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_menu_of_a_tablet_opens_and_leads_on(served: Served) -> None:
    page = served.visit("hemei")
    page.goto("/")
    page.get_by_role("button", name="展开菜单").click()
    page.get_by_role("link", name="检查员证", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("检查员证")


def test_the_keyboard_skips_the_menu_and_finds_the_search(served: Served) -> None:
    page = served.visit("hemei", size=OFFICE, touch=False)
    page.goto("/people/members")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("搜索")).to_be_focused()


@pytest.mark.parametrize("name", ["members", "a member", "audit", "today"])
def test_text_at_twice_its_size_needs_no_sideways_scrolling(served: Served, name: str) -> None:
    who, address = PAGES[name]
    page = served.visit(who, size=OFFICE)
    page.goto(address)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert runs_over(page) == 0


def test_disabling_asks_first_and_can_be_given_up(served: Served) -> None:
    page = served.visit("hemei", size=OFFICE)
    page.goto(f"/people/members/{id_of('liqiang')}")
    page.get_by_role("button", name="停用账号").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("停用李强的账号？")
    assert_accessible(page)
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="停用账号").click()
    dialog.get_by_label("原因").fill("调离")
    dialog.get_by_role("button", name="停用账号").click()
    expect(page.get_by_text("账号已停用")).to_be_visible()
