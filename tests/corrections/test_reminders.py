"""The employer is pressed by the notice that was the last to ask, and by no other of the same moment."""

from __future__ import annotations

import pytest

from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.queries.notices import newer_than
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import RecheckResult
from safety.errors import NotPossibleNow
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import issued_notice, make_site, raise_findings

pytestmark = pytest.mark.usefixtures("app")


def test_of_two_notices_of_one_moment_li_qiang_presses_by_the_one_that_asked_last(cast: Cast) -> None:
    site = make_site(cast)
    (finding,) = raise_findings(cast, site, FindingGrade.ORDINARY)
    first = issued_notice(cast, site, [finding])
    failed = [RecheckLine(finding.id, RecheckResult.FAILED, words="护栏仍未安装")]
    corrections.record_recheck(actor=cast.actor("liqiang"), now=NOW, checked_on=TODAY, lines=failed)
    second = issued_notice(cast, site, [finding])
    assert first.issued_at == second.issued_at == NOW
    assert [one.id for one in newer_than(first)] == [second.id]
    assert newer_than(second) == []
    with pytest.raises(NotPossibleNow) as refused:
        corrections.remind(actor=cast.actor("liqiang"), now=NOW, notice=first, words="请尽快整改")
    assert refused.value.code == "nothing_to_press"
    corrections.remind(actor=cast.actor("liqiang"), now=NOW, notice=second, words="请尽快整改")
    assert finding.reminders == 1
