"""Rules of a site check: answers, states, and what a complete check needs.  Plain Python, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.text import N_


class Answer(StrEnum):
    """What was found for one item of a checklist."""

    CONFORMING = "conforming"
    FAILING = "failing"
    NOT_APPLICABLE = "not_applicable"


ANSWER_LABELS: Mapping[Answer, str] = MappingProxyType(
    {Answer.CONFORMING: N_("符合"), Answer.FAILING: N_("不符合"), Answer.NOT_APPLICABLE: N_("不适用")}
)


class InspectionState(StrEnum):
    """Where a check stands.

    ``UNCERTIFIED``: submitted by somebody without a certificate valid on the day; kept, but no notice
    can rest on it until a certified inspector adopts it (``ADOPTED``).
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNCERTIFIED = "uncertified"
    ADOPTED = "adopted"


STATE_LABELS: Mapping[InspectionState, str] = MappingProxyType(
    {
        InspectionState.DRAFT: N_("草稿"),
        InspectionState.SUBMITTED: N_("已提交"),
        InspectionState.UNCERTIFIED: N_("待持证人员认可"),
        InspectionState.ADOPTED: N_("已认可"),
    }
)


def state_when_submitted(*, certified: bool) -> InspectionState:
    """The state of a check at the moment it is submitted."""
    return InspectionState.SUBMITTED if certified else InspectionState.UNCERTIFIED


def state_when_rejudged(
    state: InspectionState, *, certified: bool, adopter_certified: bool
) -> InspectionState:
    """The state of a kept check by what is known now of the certificates of those who made and adopted it."""
    if state is InspectionState.DRAFT or (state is InspectionState.ADOPTED and adopter_certified):
        return state
    return state_when_submitted(certified=certified)


def may_found_a_notice(state: InspectionState) -> bool:
    """Whether findings of a check in ``state`` can be the basis of a notice."""
    return state in {InspectionState.SUBMITTED, InspectionState.ADOPTED}


class PlanState(StrEnum):
    """Where a plan stands, told from its dates and assignments."""

    RUNNING = "running"
    OVERDUE = "overdue"
    DONE = "done"
    CLOSED = "closed"


PLAN_STATE_LABELS: Mapping[PlanState, str] = MappingProxyType(
    {
        PlanState.RUNNING: N_("进行中"),
        PlanState.OVERDUE: N_("已逾期"),
        PlanState.DONE: N_("已完成"),
        PlanState.CLOSED: N_("已结束"),
    }
)
