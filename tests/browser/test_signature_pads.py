"""What is seen on a signature pad is what is sent: after a reload, an undo, and a turn of the device."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, expect

from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.evidence.storage import the_store
from safety.inspections.models import Inspection
from safety.projects.models import Attendance
from safety.projects.vocabulary import Conclusion, ReviewKind
from tests.browser import pads, tablet
from tests.browser.served import Served
from tests.inspections.workplaces import load_sites
from tests.projects.story import Story

pytestmark = pytest.mark.browser
ACROSS, UPRIGHT = (1280, 800), (420, 900)


def sent_strokes(served: Served, sha256: str) -> int:
    """The strokes of a signature as the server keeps it."""
    with served.app.app_context():
        return pads.strokes_of(the_store().get(sha256))


def test_a_signature_of_a_check_on_line_is_sent_as_it_is_seen(served: Served) -> None:
    with served.writing():
        load_sites()
    page = served.visit("liqiang", size=ACROSS)
    tablet.near_the_tower(page)
    page.goto("/inspections/start")
    page.get_by_role("button", name="离我最近").click()
    page.locator("[data-near-list] a").first.click()
    page.get_by_role("button", name="开始检查").click()
    saved = page.locator("[data-saved]")
    pad = pads.pad(page.locator("form[data-check]"), "inspector_signature")
    for at in (40, 110, 180):
        pads.stroke(pad, at)
    expect(saved).to_have_text("已保存到服务器")
    page.reload()
    pads.shows_and_holds(pad, 3)
    pads.stroke(pad, 250)
    pads.shows_and_holds(pad, 4)
    pads.turn(pad, *UPRIGHT)
    pads.shows_and_holds(pad, 4)
    pad.get_by_role("button", name="撤销一笔").click()
    pads.shows_and_holds(pad, 3)
    # What was drawn before the reload is undone stroke by stroke, too.
    pad.get_by_role("button", name="撤销一笔").click()
    pads.shows_and_holds(pad, 2)
    pads.stroke(pad, 110)
    pads.shows_and_holds(pad, 3)
    expect(saved).to_have_text("已保存到服务器")
    with served.app.app_context():
        named = db.session.query(Inspection).one().content["signatures"]["inspector_file"]
        sha256 = db.session.get_one(EvidenceFile, uuid.UUID(named)).sha256
    assert sent_strokes(served, sha256) == 3
    # Another browser of the same person has no drawing: it shows the picture that the server has.
    other = served.visit("liqiang", size=ACROSS)
    other.goto(page.url)
    pads.shows_and_holds(pads.pad(other.locator("form[data-check]"), "inspector_signature"), 3)


def test_a_signature_on_the_tablet_arrives_as_it_was_seen(served: Served) -> None:
    with served.writing() as cast:
        story = Story(cast)
        story.review(story.project(), ReviewKind.DESIGN)
    page = served.visit("wufang")
    tablet.enrol(page)
    tablet.take_along(page)
    with tablet.without_a_line(page):
        tablet.go(page, "work")
        page.get_by_role("button", name="签到").click()
        page.locator("[data-view=draft] .form-selectgroup-label").first.click()
        pad = pads.pad(page.locator("[data-view=draft]"), "signature")
        for at in (40, 120, 520):
            pads.stroke(pad, at)
        pads.turn(pad, *UPRIGHT)  # the last stroke lies beyond the edge of the narrower pad
        pads.shows_and_holds(pad, 3)
        tablet.kept(page)
        page.reload()
        tablet.unlock(page)
        pads.shows_and_holds(pad, 3)
        pads.stroke(pad, 360)
        pads.shows_and_holds(pad, 4)
        tablet.kept(page)
        tablet.finish(page)
    tablet.send_now(page)
    tablet.arrived(page, 1)
    with served.app.app_context():
        sha256 = db.session.query(Attendance).one().signature_sha256
    assert sha256 is not None
    assert sent_strokes(served, sha256) == 4


def test_a_refused_signing_shows_the_signature_again(served: Served) -> None:
    with served.writing() as cast:
        story = Story(cast)
        review = story.review(story.project(), ReviewKind.DESIGN)
        story.attend(review)
        story.propose(story.again(review), Conclusion.AGREE)
        url = f"/projects/reviews/{review.id}"
    page = served.visit("zhaolan", size=ACROSS)
    page.goto(url)
    page.get_by_role("link", name="签署", exact=True).click()
    _signed_and_refused(page)
    page.reload()
    # The browser sends the refused form again, or begins with an empty one: the pad shows what the field holds.
    pads.shows_and_holds(pads.pad(page.locator("main"), "signature"), None)


def _signed_and_refused(page: Page) -> None:
    pad = pads.pad(page.locator("main"), "signature")
    for at in (40, 120, 520):
        pads.stroke(pad, at)
    page.get_by_label("再次输入登录密码").fill("不是这个")
    page.get_by_role("button", name="签署结论").click()
    expect(page.get_by_role("alert").get_by_text("密码不正确")).to_be_visible()
    pads.shows_and_holds(pad, 3)
    pads.turn(pad, *UPRIGHT)
    pads.shows_and_holds(pad, 3)
    pad.get_by_role("button", name="重签").click()
    pads.shows_and_holds(pad, 0)
    for at in (60, 160):
        pads.stroke(pad, at)
    pads.shows_and_holds(pad, 2)
