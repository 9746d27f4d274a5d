"""The union's part in a project: gates, two persons, what was signed, what is red."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from safety.corrections import operations as corrections
from safety.corrections.case_words import application_words
from safety.corrections.inputs import ReplyLine
from safety.corrections.vocabulary import ReferralDecision, Stance
from safety.database import session
from safety.errors import Conflict, Invalid, NotAllowed, NotPossibleNow
from safety.papers.content import content_from
from safety.papers.models import Paper
from safety.papers.queries import verdict_on
from safety.people.queries import actor_of
from safety.projects import operations, queries
from safety.projects.inputs import Condition
from safety.projects.vocabulary import Conclusion, ReviewKind
from tests.cast import NOW, PASSWORD, TODAY, Cast
from tests.papers.golden_samples import text_of
from tests.projects.story import WHOLE, Story, signature

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def story(cast: Cast) -> Story:
    """The project's people and places."""
    return Story(cast)


def test_straight_path_ends_with_two_signed_sheets(story: Story) -> None:
    """Design review and acceptance, each with an opinion answered and verified, are signed 同意."""
    project = story.project()
    design = story.concluded(project, ReviewKind.DESIGN)
    acceptance = story.concluded(project, ReviewKind.ACCEPTANCE)
    assert (design.conclusion, acceptance.conclusion) == ("agree", "agree")
    story.use(project)
    assert not project.no_union_part
    signed = acceptance.signed
    assert signed is not None
    paper = session.get_one(Paper, signed.paper_id)
    assert verdict_on(paper).genuine
    paper.content = {**paper.content, "addressee": "别的单位"}
    assert verdict_on(paper).field == "content.addressee"


def test_acceptance_is_not_agreed_before_the_design_review_is_signed(story: Story) -> None:
    """The refusal names what is missing."""
    review = story.review(story.project(), ReviewKind.ACCEPTANCE)
    story.attend(review)
    with pytest.raises(NotPossibleNow) as refused:
        story.propose(review, Conclusion.AGREE)
    assert [str(one) for one in refused.value.fields["conclusion"]] == ["设计审查还没有签署结论"]


def test_an_unverified_mandatory_opinion_stands_in_the_way(story: Story) -> None:
    """An answer alone is not enough; an explicit 不同意 can be signed."""
    project = story.project()
    story.concluded(project, ReviewKind.DESIGN)
    review = story.review(project, ReviewKind.ACCEPTANCE)
    story.attend(review)
    opinion = story.opinion(review, "光电保护装置未调试")
    story.send(review)
    story.reply(opinion)
    with pytest.raises(NotPossibleNow, match="缺少 1 项"):
        story.propose(review, Conclusion.AGREE)
    story.propose(review, Conclusion.REFUSE, words="保护装置未调试合格")
    story.sign(review)
    assert story.again(review).conclusion == "refuse"


def test_what_happens_between_proposal_and_signature_is_asked_again(story: Story) -> None:
    """A mandatory opinion entered after the proposal keeps the signature away."""
    review = story.review(story.project(), ReviewKind.DESIGN)
    story.attend(review)
    story.propose(review, Conclusion.AGREE)
    story.opinion(review)
    with pytest.raises(NotPossibleNow):
        story.sign(review)


def test_open_conditions_of_the_design_stage_stand_in_the_way(story: Story) -> None:
    """Conditions become demands with terms, and are named until fulfilled."""
    project = story.project()
    design = story.review(project, ReviewKind.DESIGN)
    story.attend(design)
    condition = Condition("开工前补充通风详图", TODAY + timedelta(days=30))
    story.propose(design, Conclusion.CONDITIONAL, conditions=[condition])
    story.sign(design)
    kept = queries.conditions_of([design.id])
    assert [(one.summary, one.term_on, one.state) for one in kept] == [
        (condition.text, condition.term_on, "demanded")
    ]
    acceptance = story.review(project, ReviewKind.ACCEPTANCE)
    story.attend(acceptance)
    with pytest.raises(NotPossibleNow) as refused:
        story.propose(acceptance, Conclusion.AGREE)
    assert "开工前补充通风详图" in str(refused.value.fields["conclusion"][0])


def test_who_proposes_does_not_sign_and_only_one_signature_is_kept(story: Story, cast: Cast) -> None:
    """The second signature finds nothing that waits."""
    review = story.review(story.project(), ReviewKind.DESIGN)
    story.attend(review)
    story.propose(review, Conclusion.AGREE)
    both = replace(story.signer, member_id=story.reviewer.member_id)
    with pytest.raises(NotPossibleNow, match="不能自己签署"):
        story.sign(review, actor=both)
    stale = story.again(review)
    story.sign(review)
    with pytest.raises(NotPossibleNow, match="没有等待签署"):
        operations.sign_conclusion(
            actor=story.signer, now=NOW, review=stale, password=PASSWORD, signature=signature()
        )


def test_an_appointment_that_ended_yesterday_does_not_sign(story: Story, cast: Cast) -> None:
    """Neither does a wrong password."""
    review = story.review(story.project(), ReviewKind.DESIGN)
    story.attend(review)
    story.propose(review, Conclusion.AGREE)
    with pytest.raises(Invalid) as refused:
        operations.sign_conclusion(
            actor=story.signer, now=NOW, review=story.again(review), password="x", signature=signature()
        )
    assert "password" in refused.value.fields
    member = cast.member("zhaolan")
    for one in member.appointments:
        one.valid_to = TODAY - timedelta(days=1)
    with pytest.raises(NotAllowed):
        story.sign(review, actor=actor_of(member, on=TODAY))


def test_a_project_in_use_without_the_union_is_red_until_it_is_settled(story: Story) -> None:
    """Settled is only what a department has answered."""
    project = story.project()
    review = story.review(project, ReviewKind.ACCEPTANCE, invited=False)
    story.use(project)
    assert project.no_union_part
    with pytest.raises(NotPossibleNow):
        operations.settle_review(actor=story.signer, now=NOW, review=story.again(review), reason="已补")
    referral = operations.refer_review(
        actor=story.officer,
        now=NOW,
        review=story.again(review),
        department="渝中区应急管理局",
        reason="未邀请工会参加竣工验收",
        request="责令补正",
    )
    corrections.record_referral_answer(
        actor=story.officer,
        now=NOW,
        referral=referral,
        answered_on=TODAY,
        decision=ReferralDecision.HANDLED,
        answer="已约谈",
    )
    operations.settle_review(actor=story.signer, now=NOW, review=story.again(review), reason="已约谈")
    assert not project.no_union_part


@pytest.mark.parametrize(
    ("invited", "came", "papers_came", "begins"),
    [
        (True, True, False, "我会参加上述项目设计审查，对劳动条件"),
        (True, False, True, "我会审阅上述项目设计审查的资料，对劳动条件"),
        (True, False, False, "我会对上述项目的劳动条件"),
        (False, False, False, "上述项目设计审查未邀请我会。我会对上述项目的劳动条件"),
        (False, True, False, "上述项目设计审查未邀请我会。我会人员自行到场，对劳动条件"),
    ],
)
def test_the_opinion_paper_says_of_the_unions_part_what_was_entered(
    story: Story, invited: bool, came: bool, papers_came: bool, begins: str
) -> None:
    review = story.review(story.project(), ReviewKind.DESIGN, invited=invited)
    if came:
        story.attend(review)
    if papers_came:
        operations.add_material(
            actor=story.reviewer, now=NOW, review=story.again(review), name="初步设计", received_on=TODAY
        )
    opinion = story.opinion(review)
    story.send(review)
    text = text_of(content_from(session.get_one(Paper, story.again(review).paper_id).content))
    assert f"\n{begins}和安全卫生设施提出下列意见：\n" in text
    lines = application_words([opinion.demand], TODAY)["reason"]
    assert "在建设项目审查中" not in lines


def test_no_link_is_made_where_nothing_was_sent(story: Story) -> None:
    review = story.review(story.project(), ReviewKind.DESIGN)
    story.opinion(review)
    with pytest.raises(NotPossibleNow) as refused:
        operations.make_link(actor=story.officer, now=NOW, review=story.again(review))
    assert refused.value.code == "not_sent"


def test_the_owner_answers_through_the_link_and_only_about_its_review(story: Story) -> None:
    """The same name twice is shown as a likely duplicate."""
    project = story.project()
    review = story.review(project, ReviewKind.DESIGN)
    opinion = story.opinion(review)
    story.send(review)
    link, token = operations.make_link(actor=story.officer, now=NOW, review=story.again(review))
    assert queries.live_link(token, NOW).id == link.id

    line = ReplyLine(opinion.demand_id, Stance.ADOPTED, "已修改图纸")
    operations.reply_by_link(link=queries.live_link(token, NOW), now=NOW, lines=[line], author="王工")
    assert opinion.demand.state == "replied"
    with pytest.raises(Conflict):
        story.project()


def test_what_was_signed_is_only_added_to(story: Story) -> None:
    """A supplement has its own paper; nothing else can be entered any more."""
    review = story.concluded(story.project(), ReviewKind.DESIGN)
    with pytest.raises(NotPossibleNow):
        story.opinion(review)
    paper = operations.supplement(
        actor=story.signer,
        now=NOW,
        review=review,
        words="更正项目名称",
        password=PASSWORD,
        signature=signature(),
    )
    assert paper.number
    assert verdict_on(paper).genuine


def test_attendance_sheet_is_a_paper_with_the_drawn_signatures(story: Story) -> None:
    """Nobody signed in, no sheet."""
    review = story.review(story.project(), ReviewKind.DESIGN)
    with pytest.raises(NotPossibleNow):
        operations.issue_attendance_sheet(actor=story.reviewer, now=NOW, review=story.again(review))
    story.attend(review)
    paper = operations.issue_attendance_sheet(actor=story.reviewer, now=NOW, review=story.again(review))
    assert paper.number
    assert paper.content["signers"][0]["picture_sha256"]


def test_numbers_count_invitations_attendance_and_replies_in_time(story: Story) -> None:
    """One review with one adopted opinion."""
    story.concluded(story.project(), ReviewKind.DESIGN)
    rows = queries.tallies(WHOLE, queries.ProjectFilters(), queries.By.DISTRICT, today=TODAY)
    assert [tuple(row) for row in rows] == [("500103", 1, 1, 1, 1, 1, 1, 1, 1)]
    assert len(queries.map_rows(WHOLE, today=TODAY)) == 1
