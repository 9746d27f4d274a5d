"""Every page there is, on a tablet and in an office: accessible, quiet in the console, no wider than its window.

The table of pages is `tools/page_list.py`; a page that is in neither of its tables fails.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from functools import cache

import pyotp
import pytest
from playwright.sync_api import Page

from app import create_app
from maps.rulebook import content_of, rule_on
from safety.access.roles import Role
from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine
from safety.corrections.models import Notice
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.exports.asked import Asked, FileFormat, RegisterName
from safety.exports.operations import begin_export, begin_participation
from safety.exports.rules import participation
from safety.inspections import operations as inspections
from safety.inspections.inputs import CheckFacts
from safety.inspections.schemas import CheckIn
from safety.jobs import operations as jobs
from safety.papers.models import Paper
from safety.people.operations import second_factor
from safety.projects import operations as projects
from safety.projects.models import Review
from safety.reference.operations import draft_colour_rule
from safety.workplaces.models import Site
from tests.accidents.sending import appoint
from tests.architecture.record_ids import RECORDS, fixed
from tests.architecture.records import load_records
from tests.browser.accessibility import (
    assert_accessible,
    carry_axe,
    missing_icons,
    runs_over,
    small_targets,
    violations,
)
from tests.browser.served import OFFICE, TABLET, Served
from tests.cast import NOW, PASSWORD, TODAY
from tests.conftest import settings_for
from tests.corrections.story import TERM, raise_findings
from tests.inspections.workplaces import site_id, version_of
from tests.machine import ROOT
from tests.sizes import WHOLE
from tools.page_list import PageAddress, page_addresses, unknown_pages

pytestmark = pytest.mark.browser

WHO = {
    "officer": "chenjing",
    "inspector": "liqiang",
    "system": "huangtao",
    "security": "hemei",
    "auditor": "marui",
    "signatory": "zhaolan",
    "accidents": "sunjie",
    "supervisor": "qianfeng",
}
DRAFT = uuid.uuid5(uuid.NAMESPACE_URL, "record:draft check")


@dataclass(frozen=True)
class Way:
    """How a page is looked at."""

    size: tuple[int, int]
    language: str
    dark: bool


@pytest.fixture
def pages(served: Served) -> list[PageAddress]:
    """Every page about the records of 渝中."""
    with served.app.app_context():
        load_records(served.app, served.cast)
        appoint(WHO["supervisor"], "yuzhong", Role.LABOUR_LAW_SUPERVISOR)
    served.app.config["WTF_CSRF_ENABLED"] = True
    own = _more_records(served)
    own["exports.export", "export_id"] = _finished_export(served)
    own["participation.export", "export_id"] = _finished_participation(served)

    def value_of(endpoint: str, argument: str) -> object:
        return own.get((endpoint, argument), RECORDS[argument]["own"])

    return list(page_addresses(served.app, value_of))


def _more_records(served: Served) -> dict[tuple[str, str], object]:
    """What the table of records has not: drafts, a link that works, a paper's code."""
    with served.writing() as cast:
        site = session.get_one(Site, site_id("tower"))
        facts = CheckFacts(site_id=site.id, version_id=version_of("confined").id, started_at=NOW)
        inspections.save_draft(
            actor=cast.actor("liqiang"),
            now=NOW,
            id=DRAFT,
            facts=facts,
            content=CheckIn(exclude=("submit",)).dump(facts),
        )
        notice = session.get_one(Notice, fixed("notice", "own"))
        _, token = corrections.make_link(actor=cast.actor("chenjing"), now=NOW, notice=notice)
        paper = session.get_one(Paper, fixed("paper", "own"))
        (raised,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        draft = corrections.draft_notice(
            actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(raised.id, term_on=TERM)]
        )
        own_list = inspections.make_checklist(
            actor=cast.actor("chenjing"),
            now=NOW,
            title="渝中区有限空间检查表",
            union=cast.union("yuzhong"),
            copied_from=version_of("confined"),
        )
        review = session.get_one(Review, fixed("review", "own"))
        review.transmitted_at = NOW
        _, owner_token = projects.make_link(actor=cast.actor("chenjing"), now=NOW, review=review)
        rule = draft_colour_rule(
            actor=cast.actor("huangtao"),
            now=NOW,
            version="示例",
            note="试一试",
            content=content_of(rule_on(TODAY)),
        )
        return {
            ("projects.owner_reply", "token"): owner_token,
            ("colour_rules.version", "rule_id"): rule.id,
            ("inspections.checklist", "checklist_id"): version_of("confined").template_id,
            ("inspections.edit_checklist", "checklist_id"): own_list.id,
            ("inspections.check", "inspection_id"): DRAFT,
            ("corrections.edit_notice", "notice_id"): draft.id,
            ("corrections.employer_reply", "token"): token,
            ("papers.verify", "code"): paper.verification_code,
        }


def _finished_export(served: Served) -> uuid.UUID:
    asked = Asked(RegisterName.HAZARDS, FileFormat.CSV)
    with served.writing() as cast:
        job_id = begin_export(actor=cast.actor("chenjing"), now=NOW, asked=asked).id
    with served.app.app_context():
        jobs.run(job_id)
    return job_id


def _finished_participation(served: Served) -> uuid.UUID:
    with served.writing() as cast:
        job_id = begin_participation(actor=cast.actor("zhaolan"), now=NOW, asked=participation.Asked()).id
    with served.app.app_context():
        jobs.run(job_id)
    return job_id


@cache
def drawn_icons() -> frozenset[str]:
    """The names of the icons that are served."""
    sprite = ROOT / "safety" / "web" / "static" / "vendor" / "icons" / "sprite.svg"
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite.read_text(encoding="utf-8")))


def _complaints(page: Page, one: PageAddress) -> list[str]:
    answer = page.goto(one.address)
    if answer is None or not answer.ok:
        return [f"answers {answer.status if answer else 'nothing'} at {one.address}"]
    if one.endpoint == "maps.document":
        page.locator("html[data-map=ready]").wait_for()
    for number in range(page.locator("iframe.map-frame").count()):
        page.frame_locator("iframe.map-frame").nth(number).locator("html[data-map=ready]").wait_for()
    return violations(page) + missing_icons(page, drawn_icons()) + _misfits(page)


def _misfits(page: Page) -> list[str]:
    """What does not fit a finger or the window: in the page's own size, then in the other one without a second load."""
    own = page.viewport_size
    assert own is not None
    found = []
    for width, height in (OFFICE, TABLET) if own["width"] == OFFICE[0] else (TABLET, OFFICE):
        page.set_viewport_size({"width": width, "height": height})
        over = runs_over(page)
        found += [f"{one} at {width} px" for one in small_targets(page)]
        found += [f"{over} px wider than {width} px"] if over else []
    page.set_viewport_size(own)
    return found


#: Chinese by day and English by night, each measured in both sizes.  An everyday run opens every page once, half of
#: them each way, with all rules of WCAG; a whole run opens all of them both ways, and by day in an office too.
WAYS = {"Chinese, by day": Way(TABLET, "zh", dark=False), "English, dark": Way(TABLET, "en", dark=True)}
IN_AN_OFFICE = Way(OFFICE, "zh", dark=False)


@pytest.mark.parametrize("number", range(len(WAYS)), ids=WAYS.keys())
def test_every_page_can_be_used_by_everybody(served: Served, pages: list[PageAddress], number: int) -> None:
    chosen = pages if WHOLE else pages[number :: len(WAYS)]
    assert _wrong(served, chosen, tuple(WAYS.values())[number]) == {}


@pytest.mark.long
def test_every_page_can_be_used_in_an_office(served: Served, pages: list[PageAddress]) -> None:
    assert _wrong(served, pages, IN_AN_OFFICE) == {}


def _wrong(served: Served, pages: list[PageAddress], way: Way) -> dict[str, list[str]]:
    open_pages = {
        who: served.visit(WHO[who] if who else None, size=way.size, language=way.language, dark=way.dark)
        for who in {p.who for p in pages}
    }
    for page in open_pages.values():
        carry_axe(page.context)
    wrong: dict[str, list[str]] = {}
    for one in pages:
        found = _complaints(open_pages[one.who], one) + served.complaints
        served.complaints.clear()
        if found:
            wrong[one.endpoint] = found
    return wrong


@pytest.mark.parametrize("way", [*WAYS.values(), IN_AN_OFFICE], ids=[*WAYS.keys(), "in an office"])
def test_the_step_between_password_and_code_can_be_used_by_everybody(served: Served, way: Way) -> None:
    enrol_chen_jing(served)
    page = served.visit(None, size=way.size, language=way.language, dark=way.dark)
    page.goto("/sign-in")
    page.locator("[name=sign_in_name]").fill("chenjing")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url("**/sign-in/code*")
    assert_accessible(page)


def enrol_chen_jing(served: Served) -> None:
    """陈静 has a second factor."""
    now = served.app.config["CLOCK"]()
    secret = second_factor.new_secret()
    with served.writing() as cast:
        second_factor.enrol_second_factor(
            actor=cast.actor("chenjing"),
            now=now,
            secret=secret,
            code=pyotp.TOTP(secret).at(now),
            password=PASSWORD,
            secret_key=served.app.config["SETTINGS"].secret_key,
        )


def test_every_page_is_in_the_table(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert unknown_pages(create_app(settings_for(tmp_path_factory.mktemp("pages")))) == []
