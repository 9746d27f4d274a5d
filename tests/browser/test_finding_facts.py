"""The facts of a finding that decide its law: asked behind one line, which opens when words propose one."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine
from safety.corrections.models import Demand
from safety.database import db
from safety.inspections.models import Inspection
from safety.law import finding_words
from safety.law.grounds import Said
from tests.browser import tablet
from tests.browser.served import Served
from tests.browser.test_site_check import HERE, begin
from tests.cast import NOW
from tests.inspections.workplaces import load_sites

pytestmark = pytest.mark.browser
PHRASES = tomllib.loads(
    (Path(__file__).parents[1] / "law" / "finding_phrases.toml").read_text(encoding="utf-8")
)["phrases"]
WORDS = "为降低成本，队长强令工人冒险下池"
_PROPOSED = """async (phrases) => {
  const { proposedFacts } = await import("/static/js/finding-words.js");
  const rules = JSON.parse(document.querySelector("[data-finding-template]").dataset.wordRules);
  return phrases.map((words) => [...proposedFacts(words, rules)].sort());
}"""


def at_the_tower(served: Served) -> Page:
    with served.writing():
        load_sites()
    page = served.visit("liqiang")
    page.clock.set_system_time(NOW)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE)
    return page


def choose(card: Locator, fact: str, words: str) -> None:
    card.locator(f"[data-fact={fact}]").get_by_text(words, exact=True).click()


def picture(page: Page, name: str) -> None:
    """For whoever looks: where ``QUNJIAN_PICTURES`` names a folder, both sizes, light and dark."""
    folder = os.environ.get("QUNJIAN_PICTURES")
    if not folder:
        return
    for width, height in ((1280, 800), (800, 1280)):
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.evaluate("(theme) => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
            page.wait_for_timeout(400)  # until the colours have changed
            page.screenshot(path=f"{folder}/{name}-{width}-{theme}.png")
    page.evaluate("() => document.documentElement.setAttribute('data-bs-theme', 'light')")


def test_the_form_proposes_from_words_exactly_what_the_server_does(served: Served) -> None:
    page = at_the_tower(served)
    begin(page)
    words = [one["words"] for one in PHRASES]
    assert page.evaluate(_PROPOSED, words) == [sorted(finding_words.proposed(one)) for one in words]


@pytest.mark.both
def test_liqiang_is_asked_where_his_words_propose_a_fact_and_his_no_is_kept_over_a_reload(
    served: Served,
) -> None:
    page = at_the_tower(served)
    begin(page)
    page.locator("#item-yx01 .answer-failing").click()
    card = page.locator("#item-yx01 [data-finding]")
    fold = card.locator("[data-facts-fold]")
    expect(fold).not_to_have_attribute("open", "")
    fold.scroll_into_view_if_needed()
    picture(page, "form-folded")
    card.locator("[data-f=summary]").fill(WORDS)
    card.locator("[data-f=summary]").blur()
    expect(fold).to_have_attribute("open", "")
    expect(card.locator("[data-fact=orders] [data-proposed]")).to_be_visible()
    expect(card.locator("[data-fact=health] [data-proposed]")).to_be_hidden()
    fold.scroll_into_view_if_needed()
    picture(page, "form-open")
    choose(card, "orders", "否")
    choose(card, "health", "是")
    expect(card.locator("[data-fact=orders] [data-proposed]")).to_be_hidden()
    expect(page.locator("[data-saved]")).to_have_text("已保存到服务器")
    page.reload()
    expect(card.locator("[data-facts-said]")).to_have_text(
        "存在违章指挥、强令冒险作业：否；存在职业病危害：是"
    )
    expect(fold).not_to_have_attribute("open", "")  # what words proposed was answered
    fold.locator("summary").click()
    for box in card.locator("[data-fact] .form-selectgroup-label").all():
        size = box.bounding_box()
        assert size is not None
        assert size["height"] >= 44
    with served.app.app_context():
        (finding,) = db.session.query(Inspection).one().content["findings"]
        assert [finding[name] for name in ("orders", "health", "toxic", "coal_mine")] == [
            False,
            True,
            None,
            None,
        ]


@pytest.mark.both
def test_what_liqiang_said_without_a_line_is_read_in_the_queue_and_arrives(served: Served) -> None:
    page = at_the_tower(served)
    tablet.enrol(page)
    tablet.take_along(page)
    with tablet.without_a_line(page):
        tablet.short_check(page, WORDS, [])
        card = page.locator("#extra [data-finding]")
        expect(card.locator("[data-facts-fold]")).to_have_attribute("open", "")
        card.locator("[data-facts-fold]").scroll_into_view_if_needed()
        picture(page, "tablet-open")
        choose(card, "orders", "是")
        choose(card, "toxic", "否")
        tablet.kept(page)
        page.reload()
        tablet.unlock(page)
        expect(card.locator("[data-fact=orders] input[value=true]")).to_be_checked()
        expect(card.locator("[data-fact=toxic] input[value=false]")).to_be_checked()
        tablet.finish(page)
        page.locator("[data-part=waiting] li a").first.click()
        expect(page.locator(".reading-finding")).to_contain_text("存在违章指挥、强令冒险作业")
        expect(page.locator(".reading-finding")).not_to_contain_text("现场在煤矿")
        picture(page, "tablet-reading")
    tablet.go(page, "queue")
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        assert db.session.query(Demand).one().said == Said(orders=True, toxic=False)


def test_chenjing_answers_on_the_page_before_the_issue_and_on_the_findings_own(served: Served) -> None:
    page = at_the_tower(served)
    tablet.enrol(page)
    tablet.take_along(page)
    tablet.short_check(page, WORDS, [])
    tablet.finish(page)
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.writing() as cast:
        demand = db.session.query(Demand).one()
        demand.can_be_demanded, demand_id = True, demand.id
        assert demand.site is not None
        notice = corrections.draft_notice(
            actor=cast.actor("chenjing"), now=NOW, site=demand.site, lines=[NoticeLine(demand.id)]
        )
        notice_id = notice.id
    office = served.visit("chenjing")
    office.goto(f"/demands/{demand_id}")
    picture(office, "demand")
    office.get_by_role("button", name="依据所需事实").click()
    picture(office, "demand-dialog")
    office.get_by_role("button", name="取消").locator("visible=true").click()
    office.goto(f"/notices/{notice_id}")
    office.get_by_role("button", name="签发").click()
    expect(office.locator("details.grounds")).to_have_attribute("open", "")
    expect(office.locator(".paper-sheet, main")).to_contain_text(["第二十五条"])
    picture(office, "check")
    office.locator("[id*=orders]").get_by_text("否", exact=True).click()
    office.get_by_role("button", name="按所说的更新文书").click()
    expect(office.locator("main")).not_to_contain_text("第五十四条")
    picture(office, "check-updated")
    office.get_by_role("button", name="签发", exact=True).click()
    office.wait_for_url(f"**/notices/{notice_id}")
    with served.app.app_context():
        assert db.session.query(Demand).one().said == Said(orders=False)
