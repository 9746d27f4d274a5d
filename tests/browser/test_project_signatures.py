"""A reservation kept beside the conclusion, the city's counter-signature, and the review on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from safety.database import session
from safety.people.models import Appointment
from safety.projects.models import Project
from safety.projects.operations import add_participant
from safety.projects.vocabulary import Conclusion, ReviewKind
from tests.browser.checking import issue
from tests.browser.served import Served
from tests.browser.test_project_story import dialog, draw, fits, sign
from tests.cast import NOW, PASSWORD, id_of
from tests.projects.story import Story

pytestmark = pytest.mark.browser
RESERVATION = "排烟风量计算偏小，建议复算。"


@pytest.fixture
def review(served: Served) -> str:
    """The design review of a project of the city, proposed by 吴芳, with 陈静 taking part: its address."""
    with served.writing() as cast:
        story = Story(cast)
        project = story.project()
        session.get_one(Project, project.id).is_city_project = True
        session.add(
            Appointment(
                member_id=id_of("liuyang"), union_id=id_of("city"), role="signatory", valid_from=NOW.date()
            )
        )
        found = story.review(project, ReviewKind.DESIGN)
        story.attend(found)
        add_participant(
            actor=story.reviewer, now=NOW, review=story.again(found), member_id=id_of("chenjing"), duty="参加"
        )
        story.propose(story.again(found), Conclusion.AGREE)
        return f"/projects/reviews/{found.id}"


def test_a_reservation_and_the_counter_signature_stand_beside_the_conclusion(
    served: Served, review: str
) -> None:
    officer = served.visit("chenjing")
    officer.goto(review)
    asked = dialog(officer, "登记保留意见")
    asked.locator("textarea").fill(RESERVATION)
    asked.locator("button[type=submit]").click()
    expect(officer.get_by_text(RESERVATION)).to_be_visible()
    expect(officer.get_by_role("button", name="登记保留意见")).to_have_count(0)
    sign(served, review)
    city = served.visit("liuyang")
    city.goto(review)
    expect(city.get_by_text("待会签")).to_be_visible()
    city.get_by_role("link", name="会签", exact=True).click()
    fits(city)
    draw(city)
    city.get_by_label("再次输入登录密码").fill(PASSWORD)
    city.get_by_role("button", name=re.compile("会签")).click()
    issue(city)
    expect(city.get_by_text("待会签")).to_have_count(0)
    expect(city.get_by_role("main").get_by_text(re.compile("刘洋 · 2026"))).to_be_visible()
    expect(city.get_by_text(RESERVATION)).to_be_visible()
    fits(city)


def test_the_review_on_paper_has_its_records_and_no_buttons(served: Served, review: str) -> None:
    page = served.visit("chenjing")
    page.goto(review)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("建设单位安全部")).to_be_visible()
    for name in ("登记保留意见", "撤回结论"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.locator(".skip-link")).to_be_hidden()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
