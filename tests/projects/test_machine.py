"""Whatever officers do in whatever order: acceptance never ends in 同意 with a mandatory opinion unverified."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from safety.corrections.models import Demand
from safety.corrections.vocabulary import RecheckResult
from safety.database import db
from safety.errors import Refusal
from safety.projects.inputs import Condition
from safety.projects.models import Opinion, Project, Review
from safety.projects.vocabulary import Conclusion, ReviewKind
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import Cast
from tests.conftest import empty
from tests.projects.story import IN_TWO_WEEKS, Story
from tests.sizes import of_whole

#: What leads to the end at stake is tried more often.
KINDS = st.sampled_from([ReviewKind.ACCEPTANCE, ReviewKind.ACCEPTANCE, ReviewKind.DESIGN])
CONCLUSIONS = st.sampled_from([Conclusion.AGREE, Conclusion.AGREE, Conclusion.CONDITIONAL, Conclusion.REFUSE])
EXAMPLES, STEPS = of_whole(25), 30


def unverified(project: Project) -> list[str]:
    """Mandatory opinions of the project not answered, or passed by no verification, asked of the rows themselves."""
    own = select(Opinion.demand_id).join(Review).where(Review.project_id == project.id)
    statement = select(Demand).where(
        Demand.id.in_(own) | Demand.continues_id.in_(own), Demand.binding, Demand.withdrawn_at.is_(None)
    )
    return [
        one.summary
        for one in db.session.scalars(statement)
        if one.closed_at is None or one.result != RecheckResult.PASSED or one.replied_at is None
    ]


class Officers(RuleBasedStateMachine):
    """Chen Jing, Wu Fang and Zhao Lan at one project; every step may be refused, none may be lost halfway."""

    app: Flask
    agreements = 0  # how often the machine came to the end that is at stake

    @initialize(designed=st.booleans(), pending=st.booleans())
    def begin(self, designed: bool, pending: bool) -> None:
        """One project: nothing begun, or the acceptance invited after a design review, an opinion sent or none."""
        empty(self.app)
        with one_transaction():
            the_cast.load()
            self.story = Story(Cast())
            self.project = self.story.project()
            if designed:
                self.story.concluded(self.project, ReviewKind.DESIGN)
                acceptance = self.story.review(self.project, ReviewKind.ACCEPTANCE)
                self.story.attend(acceptance)
                if pending:
                    self.story.opinion(acceptance)
                    self.story.send(acceptance)
        self.agreed_wrongly: list[str] = []

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            with one_transaction():
                act()
        except Refusal:
            return False
        return True

    def _review(self, kind: ReviewKind) -> Review | None:
        statement = select(Review).where(Review.project_id == self.project.id, Review.kind == kind)
        return db.session.scalars(statement).one_or_none()

    def _on(self, kind: ReviewKind, act: Callable[[Review], object]) -> bool:
        review = self._review(kind)
        return review is not None and self._try(lambda: act(review))

    def _opinions(self, kind: ReviewKind) -> list[Opinion]:
        review = self._review(kind)
        return list(self.story.again(review).opinions) if review else []

    @rule(kind=KINDS, invited=st.booleans(), comes=st.booleans())
    def open(self, kind: ReviewKind, invited: bool, comes: bool) -> None:
        """The invitation, or its absence; somebody comes or not."""
        project = db.session.get_one(Project, self.project.id)
        self._try(lambda: self.story.review(project, kind, invited=invited))
        if comes:
            self._on(kind, self.story.attend)

    @rule(kind=KINDS)
    def attend(self, kind: ReviewKind) -> None:
        """Somebody of the union comes."""
        self._on(kind, self.story.attend)

    @rule(kind=KINDS, mandatory=st.booleans(), sent=st.booleans())
    def give_an_opinion(self, kind: ReviewKind, mandatory: bool, sent: bool) -> None:
        """An opinion is entered, and sent or not yet."""
        self._on(kind, lambda review: self.story.opinion(review, mandatory=mandatory))
        if sent:
            self._on(kind, self.story.send)

    @rule(kind=KINDS)
    def send(self, kind: ReviewKind) -> None:
        """The opinion paper goes out."""
        self._on(kind, self.story.send)

    @rule(kind=KINDS, which=st.integers(0, 3))
    def reply(self, kind: ReviewKind, which: int) -> None:
        """The owner answers one opinion."""
        for opinion in self._opinions(kind)[which : which + 1]:
            self._try(lambda one=opinion: self.story.reply(one))  # type: ignore[misc]

    @rule(kind=KINDS, which=st.integers(0, 3), result=st.sampled_from(RecheckResult))
    def verify(self, kind: ReviewKind, which: int, result: RecheckResult) -> None:
        """The union looks at one opinion."""
        for opinion in self._opinions(kind)[which : which + 1]:
            self._try(lambda one=opinion: self.story.verify(one, result))  # type: ignore[misc]

    @rule(kind=KINDS)
    def settle_every_opinion(self, kind: ReviewKind) -> None:
        """Every opinion is sent, answered and passed."""
        self._on(kind, self.story.send)
        for opinion in self._opinions(kind):
            self._try(lambda one=opinion: self.story.reply(one))  # type: ignore[misc]
            self._try(lambda one=opinion: self.story.verify(one))  # type: ignore[misc]

    @rule(kind=KINDS, conclusion=CONCLUSIONS)
    def propose(self, kind: ReviewKind, conclusion: Conclusion) -> None:
        """A conclusion is proposed."""
        more = (
            {"conditions": [Condition("补装应急照明", IN_TWO_WEEKS)]} if conclusion == "conditional" else {}
        )
        words = {"words": "不同意"} if conclusion == "refuse" else {}
        self._on(kind, lambda review: self.story.propose(review, conclusion, **more, **words))

    @rule(kind=KINDS, conclusion=CONCLUSIONS)
    def conclude(self, kind: ReviewKind, conclusion: Conclusion) -> None:
        """A conclusion is proposed and signed in one go."""
        self.propose(kind, conclusion)
        self.sign(kind)

    @rule(kind=KINDS)
    def sign(self, kind: ReviewKind) -> None:
        """Zhao Lan signs what waits."""
        if not self._on(kind, self.story.sign):
            return
        review = self._review(kind)
        assert review is not None
        signed = self.story.again(review).signed
        if kind is ReviewKind.ACCEPTANCE and signed is not None and signed.conclusion == Conclusion.AGREE:
            Officers.agreements += 1
            self.agreed_wrongly += unverified(self.project)

    @invariant()
    def no_mandatory_opinion_was_passed_over(self) -> None:
        """What this test is about."""
        assert getattr(self, "agreed_wrongly", []) == []


def test_no_sequence_of_allowed_steps_reaches_agreement_over_a_mandatory_opinion(app: Flask) -> None:
    Officers.app = app
    run_state_machine_as_test(
        Officers,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # shrinking a failure would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
    db.session.rollback()
    assert Officers.agreements > 0
