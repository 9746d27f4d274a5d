"""What papers after the notice print as the term: at once where no day may be left, and a day for the answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from safety.corrections import operations as corrections
from safety.corrections.case_words import application_words
from safety.corrections.inputs import NoticeLine, RecheckLine
from safety.corrections.models import Demand, Referral
from safety.corrections.readings import reading_of
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import RecheckResult
from safety.database import session
from safety.papers.content import content_from
from safety.papers.models import Paper
from safety.people.queries import place_of
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import BASE_URL, TERM, make_site, raise_findings
from tests.papers.golden_samples import text_of

EXTENDED = "立即（曾定期限至2026年12月8日，应当立即整改的，不因此免除）"
NOISE, CURTAIN, RAIL = "冲压岗位噪声高于85分贝", "冲床光栅被短接", "临边防护缺失"


@pytest.fixture
def site(cast: Cast) -> Site:
    return make_site(cast)


def demanded(cast: Cast, site: Site, words: str, term_on: date | None = None) -> Demand:
    """A blue finding of 李强 in these words that is on a notice, issued by 陈静."""
    finding = raise_findings(cast, site, *[FindingGrade.ORDINARY] * 3)[2]
    finding.summary, finding.detail, finding.basis = words, "", []
    session.flush()
    notice = corrections.draft_notice(
        actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(finding.id, term_on=term_on)]
    )
    corrections.issue_notice(actor=cast.actor("chenjing"), now=NOW, notice=notice, base_url=BASE_URL)
    return finding


def put_off(finding: Demand) -> None:
    """As an earlier version, which refused no later day, left it."""
    finding.term_on = TODAY + timedelta(days=15)
    session.flush()


def looked_again(cast: Cast, finding: Demand, result: RecheckResult) -> str:
    """The paper of a re-check by 李强."""
    recheck = corrections.record_recheck(
        actor=cast.actor("liqiang"), now=NOW, checked_on=TODAY, lines=[RecheckLine(finding.id, result)]
    )
    paper = corrections.issue_recheck_opinion(actor=cast.actor("chenjing"), now=NOW, recheck=recheck)
    return text_of(content_from(paper.content))


def test_a_recheck_prints_at_once_and_that_a_day_of_then_lifts_no_duty(cast: Cast, site: Site) -> None:
    noise = demanded(cast, site, NOISE)
    put_off(noise)
    text = looked_again(cast, noise, RecheckResult.FAILED)
    assert f"｜{EXTENDED}\n" in text
    assert "将整改情况书面答复我会" in text
    assert "整改期限由工会提出" not in text  # 立即 is no term of the union's own


def test_a_closing_slip_and_an_application_print_the_same(cast: Cast, site: Site) -> None:
    closed, referred = demanded(cast, site, NOISE), demanded(cast, site, NOISE)
    for one in (closed, referred):
        put_off(one)
    looked_again(cast, closed, RecheckResult.PASSED)
    slip = corrections.issue_closing_slip(actor=cast.actor("chenjing"), now=NOW, demand=closed)
    assert EXTENDED in text_of(content_from(slip.content))
    application = corrections.refer(
        actor=cast.actor("chenjing"),
        now=NOW,
        place=place_of(referred),
        demand_ids=[referred.id],
        department="渝中区人民政府",
        about="噪声超标",
        reason="没有整改",
        request="请处理",
    )
    paper = session.get_one(Paper, session.get_one(Referral, application.id).paper_id)
    assert EXTENDED in text_of(content_from(paper.content))


def test_what_the_notice_asked_at_once_is_asked_at_once_by_the_papers_after_it(
    cast: Cast, site: Site
) -> None:
    """Words alone told of the light curtain: at once as long as no officer set a later day, and then that day."""
    curtain = demanded(cast, site, CURTAIN)
    assert reading_of(curtain).printed_term == "立即"
    put_off(curtain)
    assert reading_of(curtain).printed_term == "2026年12月8日"
    curtain.disabled = True
    session.flush()
    assert reading_of(curtain).printed_term == EXTENDED


def test_an_ordinary_finding_keeps_its_day_and_the_answer_has_its_own(cast: Cast, site: Site) -> None:
    rail = demanded(cast, site, RAIL, TERM)
    text = looked_again(cast, rail, RecheckResult.FAILED)
    day = f"{TERM.year}年{TERM.month}月{TERM.day}日"
    assert f"｜{day}\n" in text
    assert f"请继续整改，并于{day}前将整改情况书面答复我会（答复期限由我会提出，不是法定期限）" in text
    late = demanded(cast, site, RAIL, TODAY)
    assert "2026年11月30日前将整改情况书面答复" in looked_again(cast, late, RecheckResult.PARTLY)


def test_a_recheck_that_passed_everything_asks_for_no_answer(cast: Cast, site: Site) -> None:
    assert "答复" not in looked_again(cast, demanded(cast, site, RAIL, TERM), RecheckResult.PASSED)


def test_the_case_of_an_application_tells_that_it_was_asked_at_once(cast: Cast, site: Site) -> None:
    noise, rail = demanded(cast, site, NOISE), demanded(cast, site, RAIL, TERM)
    assert "，要求立即整改。" in application_words([noise], TODAY)["reason"]
    assert "，要求于2026年12月3日前整改。" in application_words([rail], TODAY)["reason"]
