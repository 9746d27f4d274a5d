"""What the page of a review offers is what the register takes, and its next step can be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.vocabulary import ReferralDecision
from safety.database import session
from safety.errors import Invalid, NotAllowed, NotPossibleNow
from safety.projects import operations
from safety.projects.models import Review
from safety.projects.vocabulary import Conclusion, ReviewKind
from safety.transactions import one_transaction
from tests.cast import NOW, PASSWORD, TODAY, Cast
from tests.projects.story import BASE_URL, IN_TWO_WEEKS, Story, signature

pytestmark = pytest.mark.once

Clients = Callable[[str], FlaskClient]
DESIGN = ReviewKind.DESIGN


def _opened(story: Story) -> Review:
    return story.review(story.project(), DESIGN)


def _asked(story: Story) -> Review:
    review = _opened(story)
    story.attend(review)
    story.opinion(review)
    return review


def _sent(story: Story) -> Review:
    review = _asked(story)
    story.send(review)
    return review


def _refused(story: Story) -> Review:
    review = _sent(story)
    story.propose(review, Conclusion.REFUSE, words="疏散不符合规定")
    return review


def _agreed(story: Story) -> Review:
    review = _opened(story)
    story.attend(review)
    story.propose(review, Conclusion.AGREE)
    return review


def _agreed_with_a_new_opinion(story: Story) -> Review:
    review = _agreed(story)
    story.opinion(review, "又发现一处")
    return review


def _signed(story: Story) -> Review:
    return story.concluded(story.project(), DESIGN)


def _not_invited(story: Story, *steps: str) -> Review:
    review = story.review(story.project(), DESIGN, invited=False)
    if steps:
        referral = operations.refer_review(
            actor=story.officer,
            now=NOW,
            review=story.again(review),
            department="渝中区应急管理局",
            reason="未邀请",
            request="请处理",
        )
        if "answered" in steps:
            corrections.record_referral_answer(
                actor=story.officer,
                now=NOW,
                referral=referral,
                answered_on=TODAY,
                decision=ReferralDecision.HANDLED,
                answer="已责令",
            )
        if "settled" in steps:
            operations.settle_review(actor=story.signer, now=NOW, review=story.again(review), reason="已补")
    return review


REVIEWS: Mapping[str, tuple[Callable[[Story], Review], str]] = {
    "invited": (_opened, "登记收到的资料和参加人员"),
    "with an opinion": (_asked, "意见书还没有发出"),
    "its opinion sent": (_sent, "等待建设单位书面答复"),
    "不同意 proposed": (_refused, "等待另一名签署人签署"),
    "同意 proposed": (_agreed, "等待另一名签署人签署"),
    "同意 proposed, with a new opinion": (_agreed_with_a_new_opinion, "还有 1 项意见没有发出"),
    "signed": (_signed, "结论已经签署"),
    "not invited": (_not_invited, "提请有关部门处理，或在"),
    "referred": (lambda story: _not_invited(story, "referred"), "等待答复"),
    "answered": (lambda story: _not_invited(story, "referred", "answered"), "部门已经答复，可以了结"),
    "settled": (lambda story: _not_invited(story, "referred", "answered", "settled"), "已经了结"),
}
Act = tuple[str, Callable[[dict[str, Any], Review], object]]


def _first(review: Review) -> Any:
    if not review.opinions:
        raise NotPossibleNow
    return review.opinions[-1]


#: Where the page leads, who does it, and the act behind it.
ACTS: Mapping[str, Act] = {
    "/projects/reviews/{id}/opinions/{opinion}/withdraw": (
        "chenjing",
        lambda by, one: operations.withdraw_opinion(**by, opinion=_first(one), reason="重复"),
    ),
    "/projects/reviews/{id}/transmit": (
        "chenjing",
        lambda by, one: operations.transmit_opinions(
            **by, review=one, reply_by=IN_TWO_WEEKS, base_url=BASE_URL
        ),
    ),
    "/projects/reviews/{id}/proposal": (
        "chenjing",
        lambda by, one: operations.propose_conclusion(
            **by, review=one, conclusion=Conclusion.REFUSE, words="不符合"
        ),
    ),
    "/projects/reviews/{id}/proposal/withdraw": (
        "chenjing",
        lambda by, one: operations.withdraw_conclusion(**by, review=one, reason="再议"),
    ),
    "/projects/reviews/{id}/sign": (
        "zhaolan",
        lambda by, one: operations.sign_conclusion(
            **by, review=one, password=PASSWORD, signature=signature()
        ),
    ),
    "/projects/reviews/{id}/supplement": (
        "zhaolan",
        lambda by, one: operations.supplement(
            **by, review=one, words="补充", password=PASSWORD, signature=signature()
        ),
    ),
    "/projects/reviews/{id}/settle": (
        "zhaolan",
        lambda by, one: operations.settle_review(**by, review=one, reason="已处理"),
    ),
}


class _UndoneError(Exception):
    """The try is over."""


def _taken(story: Story, review_id: Any) -> set[str]:
    """Which acts the register takes now; each is tried by itself and undone."""
    found = set()
    for path, (who, act) in ACTS.items():
        try:
            with one_transaction():
                by = {"actor": story.cast.actor(who), "now": NOW}
                act(by, story.again(session.get_one(Review, review_id)))
                session.flush()
                found.add(path)
                raise _UndoneError
        except (_UndoneError, NotPossibleNow, NotAllowed):
            continue
        except Invalid as refusal:
            if refusal.code != "no_opinion":
                raise
    return found


@pytest.mark.parametrize("state", REVIEWS)
def test_a_review_offers_what_is_taken_and_nothing_else(
    app: Flask, cast: Cast, signed_in: Clients, state: str
) -> None:
    begin, step = REVIEWS[state]
    with one_transaction():
        story = Story(cast)
        review = story.again(begin(story))
        review_id, opinion = review.id, review.opinions[-1].id if review.opinions else None
    address = f"/projects/reviews/{review_id}"
    pages = {who: signed_in(who).get(address).get_data(as_text=True) for who in ("chenjing", "zhaolan")}
    offered = {
        path
        for path, (who, _act) in ACTS.items()
        if f'"{path.format(id=review_id, opinion=opinion)}"' in pages[who]
    }
    assert offered == _taken(story, review_id)
    assert step in pages["chenjing"]


def test_the_worklist_leads_to_the_signature_only_when_it_can_be_given(
    app: Flask, cast: Cast, signed_in: Clients
) -> None:
    with one_transaction():
        story = Story(cast)
        review_id = _agreed_with_a_new_opinion(story).id
    page = signed_in("zhaolan").get("/").get_data(as_text=True)
    assert "结论待签署，还有缺项" in page
    assert f"/projects/reviews/{review_id}/sign" not in page


def test_the_form_of_an_opinion_leads_back_to_a_signed_review(
    app: Flask, cast: Cast, signed_in: Clients
) -> None:
    with one_transaction():
        address = f"/projects/reviews/{_signed(Story(cast)).id}"
    away = signed_in("chenjing").get(f"{address}/opinions/new", follow_redirects=True)
    assert (away.request.path, "结论已经签署，只能作补充" in away.text) == (address, True)
