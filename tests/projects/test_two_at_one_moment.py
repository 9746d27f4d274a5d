"""Of two people who act on one review at one moment the second finds what the first has done."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from safety.corrections import operations as corrections
from safety.corrections.vocabulary import ReferralDecision
from safety.database import session
from safety.errors import NotPossibleNow
from safety.projects import operations
from safety.projects.models import Review
from safety.projects.vocabulary import ReviewKind
from safety.transactions import abandon, one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.meanwhile import meanwhile
from tests.projects.story import Story

LATER = NOW + timedelta(days=5)


def an_answered_application(cast: Cast) -> uuid.UUID:
    """A review without the union, about which the department has answered; its id."""
    story = Story(cast)
    review = story.review(story.project(), ReviewKind.ACCEPTANCE, invited=False)
    referral = operations.refer_review(
        actor=story.officer,
        now=NOW,
        review=review,
        department="渝中区住房和城乡建设委员会",
        reason="未邀请工会参加竣工验收",
        request="请依法处理",
    )
    corrections.record_referral_answer(
        actor=story.officer,
        now=LATER,
        referral=referral,
        answered_on=TODAY + timedelta(days=4),
        answer="已责令补充邀请",
        decision=ReferralDecision.HANDLED,
    )
    return review.id


def settle(cast: Cast, review: Review, reason: str) -> None:
    operations.settle_review(actor=cast.actor("zhaolan"), now=LATER, review=review, reason=reason)


def test_a_review_that_zhao_lan_settled_a_moment_ago_is_not_settled_again(app: Flask, cast: Cast) -> None:
    """The second window, which read the review before, is told so; one settling is kept, with its moment."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    with one_transaction():
        review_id = an_answered_application(cast)
    with one_transaction():
        read_before = session.get_one(Review, review_id)
        meanwhile(app, lambda: settle(cast, session.get_one(Review, review_id), "住建委已答复"))
        assert read_before.settled_at is None
        with pytest.raises(NotPossibleNow) as refused:
            settle(cast, read_before, "另一个窗口")
        assert refused.value.code == "settled"
        abandon()
