"""The rules of a demand, tried as sentences and as a machine that makes every allowed move."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from safety.corrections.rules import (
    OPEN,
    DemandKind,
    DemandState,
    Fact,
    FactKind,
    FindingGrade,
    RecheckResult,
    Stance,
    Standing,
    after,
    check,
    is_overdue,
    moves,
    reduce,
)
from safety.corrections.vocabulary import RecheckMethod
from safety.errors import Invalid, NotPossibleNow, Refusal
from tests.sizes import of_whole

LI_NA, WANG_QIANG, ZHOU_MIN = (UUID(int=n) for n in (1, 2, 3))
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TERM = date(2026, 3, 16)


def raised(
    *,
    grade: FindingGrade = FindingGrade.ORDINARY,
    binding: bool = True,
    demandable: bool = True,
    demand: DemandKind = DemandKind.FINDING,
) -> Fact:
    return Fact(
        FactKind.RAISED,
        MORNING,
        LI_NA,
        term_on=TERM,
        grade=grade,
        binding=binding,
        demandable=demandable,
        demand=demand,
    )


def told(*facts: Fact) -> Standing:
    standing = Standing()
    for fact in facts:
        if fact.kind is not FactKind.RAISED:
            check(standing, fact)
        standing = after(standing, fact)
    return standing


DEMANDED = Fact(FactKind.DEMANDED, MORNING, ZHOU_MIN, term_on=TERM)
ALL_DONE = Fact(FactKind.REPLIED, MORNING, None, stance=Stance.ADOPTED)
PASSED_BY_LI = Fact(FactKind.RECHECKED, MORNING, LI_NA, result=RecheckResult.PASSED)


def test_an_ordinary_finding_closes_when_the_recheck_passes() -> None:
    assert told(raised(), DEMANDED, ALL_DONE, PASSED_BY_LI).state is DemandState.CLOSED


def test_a_major_finding_waits_for_a_second_person() -> None:
    standing = told(raised(grade=FindingGrade.MAJOR), DEMANDED, ALL_DONE, PASSED_BY_LI)
    assert standing.state is DemandState.AWAITING_SECOND
    with pytest.raises(NotPossibleNow) as refused:
        check(standing, Fact(FactKind.CLOSE_CONFIRMED, MORNING, LI_NA))
    assert refused.value.code == "needs_second_person"
    assert after(standing, Fact(FactKind.CLOSE_CONFIRMED, MORNING, ZHOU_MIN)).state is DemandState.CLOSED


def test_the_second_person_may_refuse_and_the_finding_is_uncorrected_again() -> None:
    standing = told(
        raised(grade=FindingGrade.MAJOR),
        DEMANDED,
        PASSED_BY_LI,
        Fact(FactKind.CLOSE_REFUSED, MORNING, ZHOU_MIN, reason="照片看不清护栏"),
    )
    assert standing.state is DemandState.UNCORRECTED


def test_nobody_withdraws_the_major_finding_they_raised() -> None:
    standing = told(raised(grade=FindingGrade.MAJOR))
    with pytest.raises(NotPossibleNow):
        check(standing, Fact(FactKind.WITHDRAWN, MORNING, LI_NA, reason="看错了"))
    check(standing, Fact(FactKind.WITHDRAWN, MORNING, ZHOU_MIN, reason="看错了"))


def test_a_rejection_needs_a_reason() -> None:
    with pytest.raises(Invalid) as refused:
        told(raised(), DEMANDED, Fact(FactKind.REPLIED, MORNING, None, stance=Stance.REJECTED))
    assert "reason" in refused.value.fields


def test_findings_of_an_uncertified_inspection_go_on_no_notice_until_adopted() -> None:
    with pytest.raises(NotPossibleNow) as refused:
        told(raised(demandable=False), DEMANDED)
    assert refused.value.code == "not_adopted"
    adopted = Fact(FactKind.ADOPTED, MORNING, ZHOU_MIN)
    assert told(raised(demandable=False), adopted, DEMANDED).state is DemandState.DEMANDED


def test_a_term_once_demanded_is_only_moved_later_and_with_a_reason() -> None:
    standing = told(raised(), DEMANDED)
    for term_on, reason in ((TERM + timedelta(days=7), None), (TERM, "等设备"), (None, "等设备")):
        with pytest.raises(Invalid):
            check(standing, Fact(FactKind.TERM_SET, MORNING, ZHOU_MIN, term_on=term_on, reason=reason))
    longer = Fact(FactKind.TERM_SET, MORNING, ZHOU_MIN, term_on=TERM + timedelta(days=7), reason="等设备")
    standing = told(raised(), DEMANDED, longer)
    assert (standing.term_on, standing.first_term_on) == (TERM + timedelta(days=7), TERM)


def test_corrected_but_not_rechecked_after_its_term_is_overdue() -> None:
    standing = told(raised(), DEMANDED, ALL_DONE)
    assert not is_overdue(is_open=standing.is_open, term_on=standing.term_on, today=TERM)
    assert is_overdue(is_open=standing.is_open, term_on=standing.term_on, today=TERM + timedelta(days=1))


def test_an_answered_referral_gives_the_demand_back() -> None:
    standing = told(raised(), DEMANDED, Fact(FactKind.REFERRED, MORNING, ZHOU_MIN))
    assert standing.state is DemandState.REFERRED
    assert after(standing, Fact(FactKind.REFERRAL_ANSWERED, MORNING, ZHOU_MIN)).state is DemandState.DEMANDED


def test_an_advisory_opinion_may_end_with_its_reply_a_mandatory_one_may_not() -> None:
    accepted = Fact(FactKind.REPLY_ACCEPTED, MORNING, ZHOU_MIN)
    assert told(raised(binding=False), DEMANDED, ALL_DONE, accepted).state is DemandState.CLOSED
    with pytest.raises(NotPossibleNow):
        told(raised(), DEMANDED, ALL_DONE, accepted)


def test_what_is_closed_stays_closed() -> None:
    closed = told(raised(), DEMANDED, PASSED_BY_LI)
    assert moves(closed) == {FactKind.CONTINUED, FactKind.DELIVERED}


def days(number: int) -> datetime:
    return MORNING + timedelta(days=number)


def passed(day: int, by: UUID = LI_NA, method: RecheckMethod = RecheckMethod.ON_PAPER) -> Fact:
    return Fact(
        FactKind.RECHECKED,
        days(day),
        by,
        result=RecheckResult.PASSED,
        on=days(day).date(),
        method=method,
    )


def no_reply(day: int) -> Fact:
    return Fact(FactKind.NO_REPLY, days(day), ZHOU_MIN, reason="多次催要，仍不予答复")


@pytest.mark.parametrize("method", RecheckMethod)
@pytest.mark.parametrize("demand", [DemandKind.OPINION, DemandKind.CONDITION])
def test_a_mandatory_opinion_is_not_closed_before_the_owner_has_answered_in_writing(
    demand: DemandKind, method: RecheckMethod
) -> None:
    sent = told(raised(demand=demand), DEMANDED)
    with pytest.raises(NotPossibleNow) as refused:
        check(sent, passed(3, method=method))
    assert refused.value.code == "needs_reply"
    answered = after(sent, Fact(FactKind.REPLIED, days(4), stance=Stance.ADOPTED))
    with pytest.raises(NotPossibleNow) as early:
        check(answered, passed(3, method=method))
    assert early.value.code == "recheck_before_reply"
    check(answered, passed(4, method=method))
    assert after(answered, passed(4)).state is DemandState.CLOSED


def test_an_advisory_opinion_and_a_measure_need_no_reply() -> None:
    for fact in (raised(demand=DemandKind.OPINION, binding=False), raised(demand=DemandKind.MEASURE)):
        assert told(fact, DEMANDED, passed(3)).state is DemandState.CLOSED


def test_that_no_reply_is_given_is_recorded_only_after_the_term_and_opens_the_gate() -> None:
    sent = told(raised(demand=DemandKind.OPINION), DEMANDED)
    with pytest.raises(NotPossibleNow) as early:
        check(sent, no_reply(14))  # the last day of the term
    assert early.value.code == "term_runs"
    with pytest.raises(Invalid):
        check(sent, Fact(FactKind.NO_REPLY, days(15), ZHOU_MIN))
    check(sent, no_reply(15))
    silent = after(sent, no_reply(15))
    assert silent.state is DemandState.DEMANDED
    check(silent, Fact(FactKind.REPLIED, days(16), stance=Stance.ADOPTED))  # late, and still welcome
    assert after(silent, passed(15, method=RecheckMethod.ON_SITE)).state is DemandState.CLOSED
    with pytest.raises(NotPossibleNow):
        check(silent, passed(14))
    with pytest.raises(NotPossibleNow) as answered:
        check(after(sent, Fact(FactKind.REPLIED, days(4), stance=Stance.ADOPTED)), no_reply(15))
    assert answered.value.code in {"answered", "demand_replied"}


def test_an_opinion_that_was_never_sent_is_neither_answered_nor_closed() -> None:
    failed = Fact(FactKind.RECHECKED, MORNING, LI_NA, result=RecheckResult.FAILED)
    answer = Fact(FactKind.REPLIED, days(1), stance=Stance.ADOPTED)
    with pytest.raises(NotPossibleNow) as refused:
        told(raised(demand=DemandKind.OPINION), failed, answer, passed(2))
    assert refused.value.code == "not_sent"


def test_who_found_it_does_not_close_it_the_same_day_by_looking_at_paper() -> None:
    found = told(raised())
    with pytest.raises(NotPossibleNow) as refused:
        check(found, passed(0))
    assert refused.value.code == "same_day_on_paper"
    with pytest.raises(NotPossibleNow):
        check(told(raised(), DEMANDED), passed(0))  # the notice alone is no answer
    check(found, passed(0, by=WANG_QIANG))
    check(found, passed(0, method=RecheckMethod.ON_SITE))
    check(found, passed(1))
    check(told(raised(), DEMANDED, ALL_DONE), passed(0))


@settings(max_examples=of_whole(150), stateful_step_count=25)
class AMandatoryOpinion(RuleBasedStateMachine):
    """Whoever does what on whatever day: it is closed only after a reply or a refusal, by a later look."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = [raised(demand=DemandKind.OPINION)]
        self.standing = reduce(self.facts)

    @rule(
        kind=st.sampled_from(
            [kind for kind in FactKind if kind is not FactKind.RAISED]
            + [FactKind.DEMANDED, FactKind.REPLIED, FactKind.RECHECKED, FactKind.NO_REPLY] * 3
        ),
        by=st.sampled_from([LI_NA, WANG_QIANG]),
        day=st.integers(0, 30),
        on=st.integers(0, 30),
        method=st.sampled_from(RecheckMethod),
        result=st.sampled_from([RecheckResult.PASSED, *RecheckResult]),
    )
    def somebody_tries(
        self, kind: FactKind, by: UUID, day: int, on: int, method: RecheckMethod, result: RecheckResult
    ) -> None:
        fact = Fact(
            kind,
            days(day),
            by,
            term_on=TERM + timedelta(days=on),
            stance=Stance.ADOPTED,
            result=result,
            reason="理由",
            on=days(on).date(),
            method=method,
        )
        try:
            check(self.standing, fact)
        except Refusal:
            return
        assert kind in moves(self.standing)
        self.facts.append(fact)
        self.standing = after(self.standing, fact)

    @invariant()
    def it_was_asked_answered_and_then_looked_at(self) -> None:
        assert reduce(self.facts) == self.standing
        if self.standing.state is not DemandState.CLOSED:
            return
        kinds = [fact.kind for fact in self.facts]
        assert FactKind.DEMANDED in kinds
        closing = max(n for n, kind in enumerate(kinds) if kind is FactKind.RECHECKED)
        before = self.facts[:closing]
        answers = [one for one in before if one.kind in {FactKind.REPLIED, FactKind.NO_REPLY}]
        assert answers
        looked_on = self.facts[closing].on
        assert looked_on is not None
        assert all(one.at.date() <= looked_on for one in answers)
        for one in answers:
            if one.kind is FactKind.NO_REPLY:
                assert one.at.date() > TERM


TestAMandatoryOpinion = AMandatoryOpinion.TestCase


@settings(max_examples=of_whole(150), stateful_step_count=25)
class AMajorDemand(RuleBasedStateMachine):
    """Three people make any move on a major demand, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = [raised(grade=FindingGrade.MAJOR)]
        self.standing = reduce(self.facts)

    @rule(
        kind=st.sampled_from([kind for kind in FactKind if kind is not FactKind.RAISED]),
        by=st.sampled_from([LI_NA, WANG_QIANG, ZHOU_MIN, None]),
        later=st.integers(-5, 40),
        stance=st.sampled_from([*Stance, None]),
        result=st.sampled_from([*RecheckResult, None]),
        reason=st.sampled_from(["理由", None]),
    )
    def somebody_tries(
        self,
        kind: FactKind,
        by: UUID | None,
        later: int,
        stance: Stance | None,
        result: RecheckResult | None,
        reason: str | None,
    ) -> None:
        fact = Fact(
            kind,
            MORNING,
            by,
            term_on=TERM + timedelta(days=later),
            stance=stance,
            result=result,
            reason=reason,
        )
        try:
            check(self.standing, fact)
        except Refusal:
            return
        assert kind in moves(self.standing)
        self.facts.append(fact)
        self.standing = after(self.standing, fact)

    @invariant()
    def the_state_is_the_reduction_of_the_facts(self) -> None:
        assert reduce(self.facts) == self.standing

    @invariant()
    def no_one_person_ended_it(self) -> None:
        if self.standing.state is DemandState.CLOSED:
            confirmed = [fact.by_id for fact in self.facts if fact.kind is FactKind.CLOSE_CONFIRMED]
            assert confirmed
            assert confirmed[-1] not in {None, self.standing.rechecked_by}
            assert self.standing.rechecked_by is not None
            assert self.standing.result is RecheckResult.PASSED
        if self.standing.state is DemandState.WITHDRAWN:
            assert self.facts[-1].by_id != LI_NA or self.facts[-1].kind is not FactKind.WITHDRAWN

    @precondition(lambda self: self.standing.state not in OPEN)
    @rule()
    def an_ended_demand_takes_no_more_moves(self) -> None:
        # An application about it may still be answered, or revoked.
        told = {FactKind.REFERRAL_ANSWERED, FactKind.REFERRAL_REVOKED}
        assert moves(self.standing) <= {FactKind.CONTINUED, FactKind.DELIVERED} | told


TestAMajorDemand = AMajorDemand.TestCase
