"""Which acts an application to a department permits, and the right that issues it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from safety.access.permissions import Permission
from safety.corrections.rules import ALLOWED as FACTS_ALLOWED
from safety.corrections.rules import FactKind
from safety.corrections.vocabulary import DemandKind, DemandState, ReferralKind, ReferralState
from safety.errors import NotPossibleNow
from safety.law import bases
from safety.law.bases import Matter
from safety.text import N_


class ReferralAct(StrEnum):
    """What may be done with an application."""

    UPDATE = "update"
    ISSUE = "issue"
    DISCARD = "discard"
    REVOKE = "revoke"
    RECEIPT = "receipt"
    ANSWER = "answer"


#: The states of a demand in which a department may be asked to deal with it.
REFERABLE = FACTS_ALLOWED[FactKind.REFERRED]
_R = ReferralState
ALLOWED: Mapping[ReferralAct, frozenset[ReferralState]] = MappingProxyType(
    {
        ReferralAct.UPDATE: frozenset({_R.DRAFT}),
        ReferralAct.ISSUE: frozenset({_R.DRAFT}),
        ReferralAct.DISCARD: frozenset({_R.DRAFT}),
        ReferralAct.REVOKE: frozenset({_R.SENT}),
        ReferralAct.RECEIPT: frozenset({_R.SENT}),
        ReferralAct.ANSWER: frozenset({_R.SENT}),
    }
)
_WHY_NOT: Mapping[ReferralState, str] = MappingProxyType(
    {
        _R.DRAFT: N_("处理申请还是草稿，请先签发"),
        _R.SENT: N_("处理申请已经签发，内容不能再修改"),
        _R.REVOKED: N_("处理申请已经作废，不能进行这项操作"),
    }
)
#: What an application about measures that a report on an accident asks for names as its subject.
MEASURES = "accident_measure"
#: What an application about demands of a kind names as its subject; one about findings names none.
SUBJECT_OF: Mapping[DemandKind, str | None] = MappingProxyType(
    {
        DemandKind.FINDING: None,
        DemandKind.OPINION: "review",
        DemandKind.CONDITION: "review",
        DemandKind.MEASURE: MEASURES,
    }
)
_OF_ACCIDENTS = frozenset({"accident", "accident_opinion", MEASURES})
_K = ReferralKind
#: Which kinds of application fit what it is about, and which matter of the law each then is.
_MATTERS: Mapping[str | None, Mapping[ReferralKind, Matter]] = MappingProxyType(
    {
        None: dict.fromkeys((_K.REFUSAL, _K.OVERDUE, _K.MAJOR, _K.OTHER), Matter.UNCORRECTED)
        | {_K.OBSTRUCTED: Matter.OBSTRUCTED},
        "review": dict.fromkeys((_K.REFUSAL, _K.OVERDUE, _K.OTHER), Matter.PROJECT_OPINION)
        | {_K.NOT_INVITED: Matter.PROJECT_NOT_INVITED, _K.OBSTRUCTED: Matter.OBSTRUCTED},
        MEASURES: dict.fromkeys((_K.REFUSAL, _K.OVERDUE, _K.OTHER), Matter.ACCIDENT_MEASURES)
        | {_K.OBSTRUCTED: Matter.OBSTRUCTED},
        "accident": {_K.NOT_INVITED: Matter.ACCIDENT_NOT_INVITED, _K.OBSTRUCTED: Matter.OBSTRUCTED},
        "accident_opinion": dict.fromkeys((_K.REFUSAL, _K.OVERDUE), Matter.ACCIDENT_OPINION),
    }
)


def kinds_for(
    subject_kind: str | None, *, invited: bool = True, major: bool = False, has_demands: bool = True
) -> tuple[ReferralKind, ...]:
    """The kinds that fit an application, in their order.

    ``invited``: the union was invited to the review it is about; ``major``: a demand of it is a 重大 hazard.  That the union
    was not invited has a term of the law (条例 44), opinions that were not adopted have none: they are two applications.
    """
    wrong = {_K.NOT_INVITED} if subject_kind == "review" and invited else set()
    if not major:
        wrong.add(_K.MAJOR)
    if subject_kind == "review" and not invited:
        wrong |= {_K.NOT_INVITED} if has_demands else {_K.REFUSAL, _K.OVERDUE, _K.OTHER}
    fitting = _MATTERS.get(subject_kind, {})
    return tuple(one for one in ReferralKind if one in fitting and one not in wrong)


def matter_of(kind: ReferralKind, subject_kind: str | None) -> Matter:
    """Why the union turns to the department, which decides the basis and whether the law sets a term.

    A kind that does not fit, as an older edition may have kept it, is no matter of the union's own rights.
    """
    return _MATTERS.get(subject_kind, {}).get(kind, Matter.UNCORRECTED)


def has_legal_term(kind: str, subject_kind: str | None, on: date) -> bool:
    """Whether the law of the day of the fact sets the department a term; else the thirty days are the union's own."""
    return bases.has_legal_term(matter_of(ReferralKind(kind), subject_kind), on)


@dataclass(frozen=True)
class ReferralNow:
    """An application as it stands; ``demands`` are the states of what it is about."""

    state: ReferralState
    received: bool = False
    answered: bool = False
    demands: Collection[DemandState] = ()


def check_referral(now: ReferralNow, act: ReferralAct) -> None:
    """Refuse ``act`` unless the application permits it.

    Raises:
        NotPossibleNow: with a sentence that names the state; what was answered is not revoked, what was entered
            once is not entered again.
    """
    if now.state not in ALLOWED[act]:
        raise NotPossibleNow(_WHY_NOT[now.state], code=f"referral_{now.state}")
    if act is ReferralAct.REVOKE and now.answered:
        raise NotPossibleNow(N_("部门已经答复，处理申请不能再作废"), code="already_answered")
    if act is ReferralAct.ANSWER and now.answered:
        raise NotPossibleNow(N_("部门答复已经登记"), code="already_answered")
    if act is ReferralAct.RECEIPT and now.received:
        raise NotPossibleNow(N_("签收日期已经登记"), code="already_received")


def can_be_sent(now: ReferralNow) -> bool:
    """Whether a draft may be issued as it is: nothing that it is about has ended, or waits for a second person."""
    return all(one in REFERABLE for one in now.demands)


def referral_acts(now: ReferralNow) -> frozenset[ReferralAct]:
    """What may be done with it now."""
    found = set()
    for act in ReferralAct:
        try:
            check_referral(now, act)
        except NotPossibleNow:
            continue
        found.add(act)
    return frozenset(found if can_be_sent(now) else found - {ReferralAct.ISSUE})


def issuing_right(subject_kind: str | None) -> Permission:
    """The right to draft, issue, revoke and follow an application about such a record."""
    return Permission.ACCIDENT_RECORD if subject_kind in _OF_ACCIDENTS else Permission.NOTICE_ISSUE
