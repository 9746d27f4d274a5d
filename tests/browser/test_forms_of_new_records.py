"""Forms of new records: one record a sending, whichever window it comes from and however often one comes back to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from safety.accidents.models import Notification
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.web.keeping import COOKIE as KEPT
from tests.browser.served import OFFICE, Served
from tests.browser.test_kept_forms import answering, look, quiet, settled
from tests.corrections.story import issued_notice, make_site, raise_findings

pytestmark = pytest.mark.browser


def lost(route: Route) -> None:
    """What is sent arrives, and its answer does not."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.request.frame.page.context.clear_cookies(name=KEPT)  # its headers do not arrive either
        route.abort("internetdisconnected")
    else:
        route.fallback()


def test_two_windows_of_one_new_form_keep_two_records_and_saving_one_leaves_the_other(
    served: Served,
) -> None:
    form = "/accidents/notices/new"
    first = served.visit("sunjie", size=OFFICE, touch=False)
    second, third = first.context.new_page(), first.context.new_page()
    words = {first: "一名架子工从外架坠落。", second: "地下室有人中毒。", third: ""}

    def opened(page: Page) -> None:
        page.goto(form)
        settled(page)
        expect(page.locator("[name=words]")).to_have_value(words[page])

    for page in (first, second):
        page.goto(form)
        settled(page)
        page.locator("[name=words]").fill(words[page])
        settled(page)
    # Each finds its own; a new window is not given the words of one that is open.
    for page in (second, first, third):
        opened(page)
    first.get_by_label("收到时间").fill("2026-11-22T11:20")
    first.get_by_label("来自谁").fill("渝中区应急管理局")
    first.get_by_text("部门通知", exact=True).click()
    first.get_by_role("button", name="保存").click()
    first.wait_for_url(lambda address: not address.endswith("/new"))
    opened(second)
    expect(second.locator("[data-say=offered]:not(template *)")).to_have_count(0)
    words[first] = ""
    opened(first)
    second.close()
    words[third] = words[second]
    opened(third)  # nobody has it open any more


def test_back_on_a_recorded_form_leads_to_the_record_and_offers_nothing_to_save_twice(served: Served) -> None:
    page = served.visit("sunjie", size=OFFICE, touch=False)
    form = "/accidents/notices/new"

    def typed() -> None:
        page.goto(form)
        settled(page)
        page.locator("[name=words]").fill("一名架子工从外架坠落。")
        page.get_by_label("收到时间").fill("2026-11-22T11:20")
        page.get_by_label("来自谁").fill("渝中区应急管理局")
        page.get_by_text("部门通知", exact=True).click()

    typed()
    # The answer is lost on its way; what is sent again is the same form.
    with answering(page, f"**{form}", lost):
        page.get_by_role("button", name="保存").click()
        expect(page).to_have_url(re.compile("^chrome-error:"))
    page.goto(form)
    told = page.locator("main [data-say=recorded]")
    expect(told).to_contain_text("这张表已经提交，内容已于")
    expect(page.locator("[name=words]")).to_be_hidden()
    expect(page.get_by_role("button", name="保存")).to_be_hidden()
    look(page, "kept-recorded")
    told.get_by_role("link", name="查看登记的内容").click()
    expect(page.locator("main")).to_contain_text("一名架子工从外架坠落")
    record = page.url
    page.goto(form)
    expect(told).to_have_count(0)
    # Saved in the usual way, left, and come back to.
    typed()
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(lambda address: not address.endswith("/new"))
    assert page.url != record
    page.go_back()
    expect(told).to_be_visible()
    expect(page.locator("[name=words]")).to_be_hidden()
    told.get_by_role("button", name="另填一张").click()
    expect(page.locator("[name=words]")).to_have_value("")
    expect(page.get_by_role("button", name="保存")).to_be_visible()
    expect(told).to_have_count(0)
    with served.writing():
        assert session.query(Notification).count() == 2
    quiet(served)


def test_back_on_a_kept_recheck_never_moves_a_result_to_what_has_not_passed(served: Served) -> None:
    # 李强 passes the first finding and not the second. Coming back, the page asks for the second alone, in the first one's place.
    with served.writing() as cast:
        site = make_site(cast)
        demands = raise_findings(cast, site, FindingGrade.ORDINARY, FindingGrade.ORDINARY)
        notice_id = issued_notice(cast, site, demands).id
    page = served.visit("liqiang", size=OFFICE, touch=False)
    page.goto(f"/rechecks/new?notice_id={notice_id}")
    settled(page)
    for number, result in enumerate(("合格", "不合格")):
        asked = page.locator("fieldset:has([name^='lines.'][name$='.result'])").nth(number)
        asked.get_by_text(result, exact=True).click()
    page.get_by_role("button", name="保存复查结果").click()
    page.wait_for_url(f"**/notices/{notice_id}")
    page.go_back()
    told = page.locator("main [data-say=recorded]")
    expect(told).to_contain_text("这张表已经提交，内容已于")
    expect(page.get_by_role("button", name="保存复查结果")).to_be_hidden()
    told.get_by_role("button", name="另填一张").click()
    settled(page)
    expect(page.get_by_role("button", name="保存复查结果")).to_be_visible()
    expect(page.locator("[name^='lines.'][name$='.result']:checked")).to_have_count(0)
    quiet(served)
