"""Which step a review waits for."""

from __future__ import annotations

import pytest

from safety.projects.page_words import _WORDS
from safety.projects.rules import NextStep as S
from safety.projects.rules import Progress, next_step

ALONE = Progress(invited=False)


@pytest.mark.parametrize(
    ("progress", "step"),
    [
        (Progress(), S.RECORD),
        (Progress(has_begun=True), S.PROPOSE),
        (Progress(has_begun=True, unsent=2, has_open=True), S.SEND),
        (Progress(has_begun=True, has_open=True), S.OWNER),
        (Progress(has_begun=True, has_open=True, has_replies=True), S.VERIFY),
        (Progress(has_begun=True, proposed=True), S.SIGN),
        (Progress(has_begun=True, proposed=True, missing=1), S.COMPLETE),
        (Progress(has_begun=True, proposed=True, missing=1, unsent=1), S.SEND_BEFORE_SIGNING),
        (Progress(has_begun=True, signed=True), S.NOTHING),
        (Progress(has_begun=True, signed=True, unsent=1), S.SEND_AGAIN),
        (Progress(has_begun=True, signed=True, unsent=1, counter_waits=True), S.COUNTER_SIGN),
        (ALONE, S.APPLY),
        (Progress(invited=False, applications=frozenset({S.ISSUE_APPLICATION})), S.ISSUE_APPLICATION),
        (Progress(invited=False, applications=frozenset({S.ISSUE_APPLICATION, S.DEPARTMENT})), S.DEPARTMENT),
        (Progress(invited=False, applications=frozenset({S.DEPARTMENT, S.SETTLE})), S.SETTLE),
        (Progress(invited=False, settled=True), S.SETTLED),
        (Progress(invited=False, has_begun=True), S.PROPOSE),
    ],
)
def test_the_step_follows_from_how_far_the_review_has_come(progress: Progress, step: S) -> None:
    assert next_step(progress) is step


def test_every_step_has_its_words() -> None:
    assert set(_WORDS) == set(S)
