"""The paper of a re-check names who checked with their certificates, and rests on the law of what was checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.models import Demand, Recheck
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import RecheckResult
from safety.database import session
from safety.papers.content import content_from
from safety.papers.models import Paper
from safety.people.models import Certificate, Member
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast, id_of
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.inspections.test_rejudging import check_of
from tests.inspections.workplaces import load_sites
from tests.papers.golden_samples import text_of
from tests.projects.story import Story


def rechecked(cast: Cast, demand: Demand, *, by: str, companions: str = "") -> Paper:
    """The paper of a re-check that found nothing done."""
    recheck = record(cast, demand, by=by, companions=companions)
    return corrections.issue_recheck_opinion(actor=cast.actor("chenjing"), now=NOW, recheck=recheck)


def record(cast: Cast, demand: Demand, *, by: str, companions: str) -> Recheck:
    """A re-check that found nothing done."""
    return corrections.record_recheck(
        actor=cast.actor(by),
        now=NOW,
        checked_on=TODAY,
        lines=[RecheckLine(demand.id, RecheckResult.FAILED, words="仍未完成")],
        companions=companions,
    )


def test_a_colleague_who_came_along_stands_with_the_number_of_the_certificate(cast: Cast) -> None:
    with one_transaction():
        site = make_site(cast)
        (finding,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        issued_notice(cast, site, [finding])
        names = {one: session.get_one(Member, id_of(one)).name for one in ("liqiang", "zhoumin", "qianfeng")}
        paper = rechecked(
            cast, finding, by="liqiang", companions=f"{names['zhoumin']}、{names['qianfeng']}，王某"
        )
        signers = {one.name: one.note for one in content_from(paper.content).signers}
        numbers = {
            one.member_id: one.number
            for one in session.scalars(
                select(Certificate).where(Certificate.member_id.in_([id_of("liqiang"), id_of("zhoumin")]))
            )
        }
    for one in ("liqiang", "zhoumin"):
        assert signers[names[one]] == f"检查员证：{numbers[id_of(one)]}", one
    assert signers[names["qianfeng"]] == ""  # never certified
    assert signers["王某"] == ""


@pytest.mark.parametrize(("also", "note"), [("钱峰", "检查员证：示例-zhoumin"), ("周敏", "")])
def test_a_recheck_from_before_ids_were_kept_brings_the_number_of_a_name_that_one_member_bears(
    cast: Cast, also: str, note: str
) -> None:
    with one_transaction():
        site = make_site(cast)
        (finding,) = raise_findings(cast, site, FindingGrade.ORDINARY)
        issued_notice(cast, site, [finding])
        recheck = record(cast, finding, by="liqiang", companions="周敏")
        recheck.came_along = None
        session.get_one(Member, id_of("qianfeng")).name = also
        session.flush()
        paper = corrections.issue_recheck_opinion(actor=cast.actor("chenjing"), now=NOW, recheck=recheck)
        assert {one.name: one.note for one in content_from(paper.content).signers}["周敏"] == note
        assert "周敏" in text_of(content_from(paper.content))


def test_a_notice_names_the_colleague_of_the_check_with_the_certificate(
    cast: Cast, api: Callable[[str], FlaskClient]
) -> None:
    with one_transaction():
        load_sites()
    _check, finding = check_of(api("liqiang"), "2026-11-18")
    with one_transaction():
        demand = session.get_one(Demand, finding)
        assert demand.site is not None
        notice = issued_notice(cast, demand.site, [demand])
        signers = content_from(session.get_one(Paper, notice.paper_id).content).signers
    certified = {one.name: one.note for one in signers if one.label == "检查人员"}
    assert certified == {"李强": "检查员证：示例-liqiang", "周敏": "检查员证：示例-zhoumin"}


def test_the_paper_on_an_opinion_that_was_not_followed_rests_on_the_law_of_projects(cast: Cast) -> None:
    with one_transaction():
        story = Story(cast)
        review = story.review(story.project(), ReviewKind.DESIGN)
        opinion = story.opinion(review)
        story.send(review)
        story.reply(opinion)
        text = text_of(content_from(rechecked(cast, opinion.demand, by="wufang").content))
    assert "《工会法》第二十四条" in text
    assert "第六十条第一款" in text
    for wrong in ("第二十三条第（二）项", "第六十条第二款", "隐患"):
        assert wrong not in text, wrong
