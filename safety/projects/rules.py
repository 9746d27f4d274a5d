"""Rules of projects: how stages move, what each conclusion needs, and who may sign.  Plain Python, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID

from safety.errors import Invalid, NotPossibleNow
from safety.law.project_works import Step
from safety.projects.vocabulary import STAGES, Conclusion, ReviewKind, Stage
from safety.text import N_, Text


def next_stages(present: Stage) -> list[Stage]:
    """The stages that may follow: any later one, since some projects have no trial run."""
    return list(STAGES[STAGES.index(present) + 1 :])


def check_move(present: Stage, target: Stage) -> None:
    """Refuse a step that does not lead forward.

    Raises:
        NotPossibleNow: the project is there already or past it.
    """
    if target not in next_stages(present):
        raise NotPossibleNow(N_("项目已经到达或超过这个阶段"), code="stage_passed")


@dataclass(frozen=True)
class OpinionFacts:
    """An opinion as the gates see it; ``verified`` is a passed verification, not a mere answer.

    ``answered``: the owner replied in writing or it was recorded that it does not, or the opinion was raised
    again and the new one has to be answered instead.
    """

    summary: str
    mandatory: bool
    transmitted: bool
    verified: bool
    withdrawn_before_sent: bool = False
    answered: bool = False

    @property
    def blocks(self) -> bool:
        """Whether it stands in the way of 同意: mandatory, and not answered in writing and verified.

        One taken back before anybody was told of it is none; one taken back later still counts.
        """
        return self.mandatory and not (self.verified and self.answered) and not self.withdrawn_before_sent


@dataclass(frozen=True)
class ReviewFacts:
    """A review as the gates see it; ``design_*`` tell of the design review of the same project."""

    kind: ReviewKind
    took_part: bool
    opinions: Sequence[OpinionFacts] = ()
    design_conclusion: Conclusion | None = None
    design_opinions: Sequence[OpinionFacts] = ()
    open_design_conditions: Sequence[str] = ()


def missing_for(conclusion: Conclusion, facts: ReviewFacts) -> list[Text]:
    """What is missing before the union may sign this conclusion; nothing is missing for an explicit 不同意."""
    if conclusion is Conclusion.REFUSE:
        return []
    missing: list[Text] = []
    if not facts.took_part:
        missing.append(Text(N_("工会没有收到资料，也没有人员参加会议或现场查验")))
    missing += [
        Text(N_("意见「%(summary)s」还没有发出"), summary=one.summary)
        for one in facts.opinions
        if not one.transmitted and not one.withdrawn_before_sent
    ]
    if facts.kind is ReviewKind.ACCEPTANCE:
        missing += _of_design(facts)
    if conclusion is Conclusion.AGREE:
        missing += [
            Text(N_("必须落实的意见「%(summary)s」还没有核实合格"), summary=one.summary)
            if not one.verified
            else Text(N_("必须落实的意见「%(summary)s」销号时没有书面答复，须重新提出"), summary=one.summary)
            for one in (*facts.opinions, *(facts.design_opinions if _accepts(facts) else ()))
            if one.blocks
        ]
    return missing


def _accepts(facts: ReviewFacts) -> bool:
    return facts.kind is ReviewKind.ACCEPTANCE


def _of_design(facts: ReviewFacts) -> list[Text]:
    if facts.design_conclusion is None:
        return [Text(N_("设计审查还没有签署结论"))]
    if facts.design_conclusion is Conclusion.REFUSE:
        return [Text(N_("设计审查的结论是不同意，须先重新签署设计审查"))]
    return [
        Text(N_("设计审查附带的条件「%(summary)s」还没有落实"), summary=one)
        for one in facts.open_design_conditions
    ]


def check_conclusion(conclusion: Conclusion, facts: ReviewFacts, *, conditions: int) -> None:
    """Refuse a conclusion that something stands in the way of, naming everything that is missing.

    Raises:
        NotPossibleNow: code ``not_ready``, field ``conclusion`` with a sentence for each thing missing.
        Invalid: 附条件同意 without a condition, or conditions with another conclusion.
    """
    missing = missing_for(conclusion, facts)
    if missing:
        raise NotPossibleNow(
            Text(N_("还不能签署这个结论，缺少 %(n)s 项"), n=len(missing)),
            code="not_ready",
            fields={"conclusion": missing},
        )
    if conclusion is Conclusion.CONDITIONAL and not conditions:
        raise Invalid(fields={"conditions": [N_("附条件同意须至少写明一项条件")]})
    if conclusion is not Conclusion.CONDITIONAL and conditions:
        raise Invalid(fields={"conditions": [N_("只有附条件同意才能附带条件")]})


class NextStep(StrEnum):
    """What a review waits for: the step that its page names first."""

    COUNTER_SIGN = "counter_sign"
    SEND_AGAIN = "send_again"
    NOTHING = "nothing"
    SEND_BEFORE_SIGNING = "send_before_signing"
    COMPLETE = "complete"
    SIGN = "sign"
    SETTLED = "settled"
    SETTLE = "settle"
    DEPARTMENT = "department"
    ISSUE_APPLICATION = "issue_application"
    APPLY = "apply"
    SEND = "send"
    VERIFY = "verify"
    OWNER = "owner"
    RECORD = "record"
    PROPOSE = "propose"


@dataclass(frozen=True)
class Progress:
    """How far a review has come.

    ``unsent`` and ``missing`` are numbers: of opinions that have not gone out, of what a proposed conclusion lacks.
    ``applications`` tells of those about the missing invitation the furthest: answered, sent, or only drafted.
    """

    invited: bool = True
    has_begun: bool = False
    proposed: bool = False
    signed: bool = False
    counter_waits: bool = False
    settled: bool = False
    unsent: int = 0
    missing: int = 0
    applications: frozenset[NextStep] = frozenset()
    has_replies: bool = False
    has_open: bool = False


def next_step(of: Progress) -> NextStep:
    """The step that comes next: of the conclusion, of the department where the union was left out, else of the opinions."""
    if of.signed or of.proposed:
        return _step_of_conclusion(of)
    if not of.invited and not of.has_begun:
        return _step_of_department(of)
    steps = (
        (of.unsent > 0, NextStep.SEND),
        (of.has_replies, NextStep.VERIFY),
        (of.has_open, NextStep.OWNER),
        (not of.has_begun, NextStep.RECORD),
    )
    return next((step for holds, step in steps if holds), NextStep.PROPOSE)


def _step_of_conclusion(of: Progress) -> NextStep:
    steps = (
        (of.counter_waits, NextStep.COUNTER_SIGN),
        (of.signed and of.unsent > 0, NextStep.SEND_AGAIN),
        (of.signed, NextStep.NOTHING),
        (of.unsent > 0, NextStep.SEND_BEFORE_SIGNING),
        (of.missing > 0, NextStep.COMPLETE),
    )
    return next((step for holds, step in steps if holds), NextStep.SIGN)


def _step_of_department(of: Progress) -> NextStep:
    if of.settled:
        return NextStep.SETTLED
    furthest = (NextStep.SETTLE, NextStep.DEPARTMENT, NextStep.ISSUE_APPLICATION)
    return next((step for step in furthest if step in of.applications), NextStep.APPLY)


def check_signer(*, proposed_by: UUID | None, signer_id: UUID | None) -> None:
    """Two persons: who proposes a conclusion does not sign it.

    Raises:
        NotPossibleNow: code ``same_person``.
    """
    if signer_id is None or signer_id == proposed_by:
        raise NotPossibleNow(N_("提出结论的人不能自己签署，须由另一名签署人签署"), code="same_person")


def is_without_union(*, stage: Stage, acceptance_concluded: bool, settled: bool) -> bool:
    """Whether a project is in use with no union part: no signed conclusion on acceptance and nothing settled."""
    return stage is Stage.IN_USE and not acceptance_concluded and not settled


#: Days of steps of which the later may not be before the earlier.
IN_ORDER = (
    ("design_applied_on", "design_accepted_on", "design_decided_on"),
    ("pre_evaluation_received_on", "pre_evaluation_decided_on"),
    ("health_accepted_on", "acceptance_reported_on"),
)


def check_steps(given: Mapping[str, Any], today: date) -> None:
    """Refuse a step on a day to come, and one before the step that it follows.

    Raises:
        Invalid: by field.
    """
    for step in Step:
        if given.get(step) is not None:
            check_day(given[step], today=today, field=step)
    for names in IN_ORDER:
        known = [(name, given[name]) for name in names if given.get(name) is not None]
        for (_, before), (name, day) in pairwise(known):
            if day < before:
                raise Invalid(fields={name: [N_("日期早于它之前的一步")]})


def check_day(day: date, *, today: date, field: str) -> None:
    """Refuse a day to come.

    Raises:
        Invalid: in ``field``.
    """
    if day > today:
        raise Invalid(fields={field: [N_("日期不能晚于今天")]})
