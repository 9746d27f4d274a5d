"""No conclusion gets past what is missing, however the facts are put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.errors import Invalid, NotPossibleNow
from safety.projects.charts import BAR_WIDTH, share_chart
from safety.projects.rules import OpinionFacts, ReviewFacts, check_conclusion, missing_for
from safety.projects.vocabulary import Conclusion, ReviewKind

OPINIONS = st.lists(
    st.builds(
        OpinionFacts,
        st.just("意见"),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        answered=st.booleans(),
    ),
    max_size=4,
)
REVIEWS = st.builds(
    ReviewFacts,
    kind=st.sampled_from(ReviewKind),
    took_part=st.booleans(),
    opinions=OPINIONS,
    design_conclusion=st.none() | st.sampled_from(Conclusion),
    design_opinions=OPINIONS,
    open_design_conditions=st.lists(st.just("条件"), max_size=2),
)


@given(REVIEWS)
def test_an_agreed_acceptance_has_everything_verified(facts: ReviewFacts) -> None:
    """Whatever the facts: once nothing is missing for 同意, every mandatory opinion is answered and verified."""
    if missing_for(Conclusion.AGREE, facts):
        with pytest.raises(NotPossibleNow):
            check_conclusion(Conclusion.AGREE, facts, conditions=0)
        return
    asked = list(facts.opinions)
    if facts.kind is ReviewKind.ACCEPTANCE:
        asked += facts.design_opinions
        assert facts.design_conclusion in {Conclusion.AGREE, Conclusion.CONDITIONAL}
        assert not facts.open_design_conditions
    assert facts.took_part
    assert all(
        (one.verified and one.answered) or not one.mandatory or one.withdrawn_before_sent for one in asked
    )


@given(REVIEWS)
def test_what_keeps_a_conditional_agreement_away_keeps_agreement_away(facts: ReviewFacts) -> None:
    """同意 asks for at least as much; an explicit 不同意 asks for nothing."""
    assert set(map(str, missing_for(Conclusion.CONDITIONAL, facts))) <= set(
        map(str, missing_for(Conclusion.AGREE, facts))
    )
    assert missing_for(Conclusion.REFUSE, facts) == []


def test_conditions_belong_to_a_conditional_agreement_alone() -> None:
    """And it needs one."""
    facts = ReviewFacts(ReviewKind.DESIGN, took_part=True)
    with pytest.raises(Invalid):
        check_conclusion(Conclusion.CONDITIONAL, facts, conditions=0)
    with pytest.raises(Invalid):
        check_conclusion(Conclusion.AGREE, facts, conditions=1)


def test_bars_are_as_long_as_their_shares() -> None:
    """Nothing of nothing has no share and no bar."""
    chart = share_chart([("渝中区", 1, 2), ("南岸区", 0, 0)])
    assert [(one.length, one.share) for one in chart.bars] == [(BAR_WIDTH / 2, 0.5), (0.0, None)]
