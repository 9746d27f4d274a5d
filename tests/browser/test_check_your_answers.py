"""The page before a paper goes out, as people use it: looked at in another window, changed by others, left too long."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine
from safety.corrections.models import Notice
from safety.corrections.rules import FindingGrade
from safety.database import session
from tests.browser.served import OFFICE, Served
from tests.cast import NOW, PASSWORD
from tests.corrections.story import TERM, make_site, raise_findings

pytestmark = pytest.mark.browser


@pytest.fixture
def address(served: Served) -> str:
    """李强's draft over one finding."""
    with served.writing() as cast:
        site = make_site(cast)
        (demand,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        lines = [NoticeLine(demand.id, term_on=TERM)]
        return f"/notices/{corrections.draft_notice(actor=cast.actor('liqiang'), now=NOW, site=site, lines=lines).id}"


def about_to_issue(served: Served, address: str) -> Page:
    page = served.visit("chenjing", size=OFFICE, touch=False)
    page.goto(address)
    page.get_by_role("button", name="签发", exact=True).click()
    page.wait_for_url("**/issue")
    return page


def test_chen_jing_looks_at_the_pdf_in_another_window_and_then_issues(served: Served, address: str) -> None:
    page = about_to_issue(served, address)
    with page.context.expect_page():
        page.get_by_role("button", name="查看 PDF").click()
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_text("意见书已签发")).to_be_visible()
    with served.writing():
        assert session.query(Notice).one().state == "issued"


def test_the_way_back_from_what_was_issued_comes_to_a_page_that_opens(served: Served, address: str) -> None:
    page = about_to_issue(served, address)
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_text("意见书已签发").wait_for()
    answer = page.go_back()
    assert answer is not None
    assert (answer.request.method, answer.status) == ("GET", 200)
    expect(page).to_have_url(re.compile(f"{address}$"))
    expect(page.get_by_text("渝中区总工会劳监意〔2026〕1号").first).to_be_visible()


def test_a_second_window_is_told_that_the_notice_went_and_leads_to_the_paper(
    served: Served, address: str
) -> None:
    windows = [about_to_issue(served, address) for _ in range(2)]
    windows[0].get_by_role("button", name="签发", exact=True).click()
    windows[0].get_by_text("意见书已签发").wait_for()
    with windows[1].expect_response("**/issue") as answer:
        windows[1].get_by_role("button", name="签发", exact=True).click()
    assert answer.value.status == 409
    expect(windows[1].get_by_text("意见书已经签发").first).to_be_visible()
    expect(windows[1].get_by_role("link", name="PDF")).to_be_visible()
    served.complaints[:] = [one for one in served.complaints if "409" not in one]


def test_chen_jing_looks_at_the_pdf_and_goes_back_to_change_the_draft(served: Served, address: str) -> None:
    page = about_to_issue(served, address)
    with page.context.expect_page():
        page.get_by_role("button", name="查看 PDF").click()
    page.get_by_text("返回修改").click()
    expect(page).to_have_url(re.compile(f"{address}(/edit)?$"))
    with served.writing():
        assert session.query(Notice).one().state == "draft"


def test_chen_jing_is_told_that_the_draft_changed_after_she_had_read_it(served: Served, address: str) -> None:
    page = about_to_issue(served, address)
    changed = page.get_by_text("您核对之后，文书的内容有了变化")
    expect(changed).to_have_count(0)
    with served.writing() as cast:
        notice = session.query(Notice).one()
        lines = [NoticeLine(one.demand_id, asked="立即停用", term_on=TERM) for one in notice.items]
        corrections.update_notice(actor=cast.actor("liqiang"), now=NOW, notice=notice, lines=lines)
    page.get_by_role("button", name="签发", exact=True).click()
    expect(changed).to_be_visible()
    expect(page.get_by_text("立即停用").first).to_be_visible()
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_text("意见书已签发").wait_for()


def test_a_session_that_ended_there_leads_back_to_the_draft(served: Served, address: str) -> None:
    page = about_to_issue(served, address)
    served.app.config["CLOCK"] = lambda: NOW + timedelta(minutes=31)
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_role("link", name="去登录").click()
    page.get_by_label("登录名").fill("chenjing")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**{address}")
    expect(page.get_by_role("button", name="签发", exact=True)).to_be_visible()
    served.complaints[:] = [one for one in served.complaints if "401" not in one]
