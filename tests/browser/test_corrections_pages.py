"""The pages of corrections in a real browser, from the draft to the closed notice."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from safety.corrections import operations as corrections
from safety.corrections.models import Notice
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.papers.models import Paper
from tests.browser.accessibility import runs_over, small_targets, violations
from tests.browser.checking import issue
from tests.browser.served import OFFICE, Served
from tests.cast import NOW, TODAY
from tests.corrections.story import issued_notice, make_site, raise_findings

pytestmark = pytest.mark.browser
#: The address of a record's own page, which the form's address with its query is not.
RECORD = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}$")
PICTURES = os.environ.get("QUNJIAN_PICTURES")


def look(page: Page, name: str) -> None:
    """Keep a picture when asked to, and check the page with axe."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
    page.wait_for_load_state()
    assert violations(page) == []
    assert small_targets(page) == []
    assert runs_over(page) == 0


def open_dialog(page: Page, name: str) -> None:
    """Press a button that asks first, once its script is there."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name=name).first.click()
    page.locator("dialog[open]").wait_for()


@pytest.mark.both
def test_the_notice_is_drafted_issued_answered_and_settled(served: Served) -> None:  # noqa: PLR0915
    with served.writing() as cast:
        site = make_site(cast)
        raise_findings(cast, site, FindingGrade.ORDINARY, FindingGrade.MAJOR)
        site_id = site.id
    page = served.visit("liqiang")
    page.goto(f"/notices/new?site_id={site_id}")
    look(page, "notice-form")
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(RECORD)
    address = page.url
    look(page, "notice-draft")
    office = served.visit("chenjing", size=OFFICE, touch=False)
    office.goto(address)
    office.get_by_role("button", name="签发", exact=True).click()
    office.wait_for_url("**/issue")
    look(office, "paper-check")
    issue(office)
    office.get_by_text("意见书已签发").wait_for()
    open_dialog(office, "登记送达")
    office.get_by_label("送达时间").fill("2026-11-23T10:00")
    office.get_by_text("当面送达").click()
    office.get_by_label("签收人").fill("邓某")
    office.locator("dialog[open] button[type=submit]").click()
    office.get_by_text("送达情况已登记").wait_for()
    look(office, "notice-delivered")
    with served.writing():
        notice = session.query(Notice).one()
        paper = session.get_one(Paper, notice.paper_id)
        (url,) = [block["url"] for block in paper.content["blocks"] if block["block"] == "link"]
    employer = served.visit(None, size=(390, 844))
    employer.goto("/reply/" + url.rsplit("/", 1)[1])
    look(employer, "employer-reply")
    employer.get_by_text("采纳", exact=True).first.click()
    employer.locator("[name^='lines.'][name$='.words']").first.fill("已加装防护栏杆")
    employer.get_by_text("采纳", exact=True).last.click()
    employer.get_by_label("答复人").fill("邓某，项目经理")
    employer.get_by_role("button", name="提交书面答复").click()
    employer.get_by_text("答复已送达").wait_for()
    page.goto(address.replace("/notices/", "/rechecks/new?notice_id="))
    look(page, "recheck")
    for group in page.locator("fieldset:has(input[value='passed'])").all():
        group.get_by_text("合格", exact=True).click()
    page.get_by_role("button", name="保存复查结果").click()
    page.get_by_text("复查结果已保存").wait_for()
    look(page, "notice-rechecked")
    office.goto("/demands?state=awaiting_second")
    office.locator("tbody a").first.click()
    look(office, "demand-second")
    open_dialog(office, "确认销号")
    office.locator("dialog[open] button[type=submit]").click()
    office.get_by_text("已确认销号").wait_for()
    office.goto(address)
    assert office.get_by_text("全部事项已办结").first.is_visible()
    look(office, "notice-settled")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_list_and_form_reads_well(served: Served, language: str) -> None:
    with served.writing() as cast:
        site = make_site(cast)
        demands = raise_findings(cast, site, FindingGrade.ORDINARY, FindingGrade.MAJOR, FindingGrade.ORDINARY)
        notice = issued_notice(cast, site, demands[:2])
        referral = corrections.refer(
            actor=cast.actor("chenjing"),
            now=NOW,
            place=cast.place("yuzhong"),
            department="渝中区应急管理局",
            about="示例建设有限公司逾期未整改",
            reason="经两次催办仍未整改",
            request="请依法责令限期整改",
            demand_ids=[demands[0].id],
        )
        corrections.record_referral_receipt(
            actor=cast.actor("chenjing"), now=NOW, referral=referral, received_on=TODAY
        )
        proposal = corrections.propose_evacuation(
            actor=cast.actor("liqiang"),
            now=NOW,
            site=site,
            danger="深基坑支护变形加剧",
            suggestion="立即撤出坑内全部人员",
            told_name="邓某",
            told_position="项目经理",
            proposed_at=NOW - timedelta(minutes=20),
        )
        addresses = {
            "demands": "/demands",
            "demand": f"/demands/{demands[1].id}",
            "notices": "/notices",
            "notice": f"/notices/{notice.id}",
            "reply-form": f"/notices/{notice.id}/reply",
            "referrals": "/referrals",
            "referral": f"/referrals/{referral.id}",
            "referral-form": f"/referrals/new?demand={demands[1].id}",
            "evacuations": "/evacuations",
            "evacuation": f"/evacuations/{proposal.id}",
            "evacuation-form": f"/evacuations/new?site_id={site.id}",
            "terms": "/terms",
        }
    page = served.visit("chenjing", size=OFFICE, touch=False, language=language)
    for name, address in addresses.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        look(page, f"{language}-{name}")
