"""Which acts an application to a department permits, and the right that issues it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.access.permissions import Permission
from safety.corrections.vocabulary import ReferralKind, ReferralState
from safety.errors import NotPossibleNow
from safety.law.bases import WITH_LEGAL_TERM, Matter
from safety.text import N_


class ReferralAct(StrEnum):
    """What may be done with an application."""

    UPDATE = "update"
    ISSUE = "issue"
    DISCARD = "discard"
    REVOKE = "revoke"
    RECEIPT = "receipt"
    ANSWER = "answer"


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
_OF_ACCIDENTS = frozenset({"accident", "accident_opinion"})
_NOT_INVITED: Mapping[str | None, Matter] = MappingProxyType(
    {"accident": Matter.ACCIDENT_NOT_INVITED, "review": Matter.PROJECT_NOT_INVITED}
)
_OPINIONS: Mapping[str | None, Matter] = MappingProxyType(
    {"accident_opinion": Matter.ACCIDENT_OPINION, "review": Matter.PROJECT_OPINION}
)


def matter_of(kind: ReferralKind, subject_kind: str | None) -> Matter:
    """Why the union turns to the department, which decides the basis and whether the law sets a term."""
    match kind:
        case ReferralKind.NOT_INVITED:
            return _NOT_INVITED.get(subject_kind, Matter.OWN_RIGHTS)
        case ReferralKind.OBSTRUCTED:
            return Matter.OBSTRUCTED
        case _:
            return _OPINIONS.get(subject_kind, Matter.UNCORRECTED)


def has_legal_term(kind: str, subject_kind: str | None) -> bool:
    """Whether the law sets the department a term for such an application; else the thirty days are the union's own."""
    return matter_of(ReferralKind(kind), subject_kind) in WITH_LEGAL_TERM


def check_referral(state: ReferralState, act: ReferralAct, *, answered: bool) -> None:
    """Refuse ``act`` unless the application's state permits it.

    Raises:
        NotPossibleNow: with a sentence that names the state; what was answered is not revoked.
    """
    if state not in ALLOWED[act]:
        raise NotPossibleNow(_WHY_NOT[state], code=f"referral_{state}")
    if act is ReferralAct.REVOKE and answered:
        raise NotPossibleNow(N_("部门已经答复，处理申请不能再作废"), code="already_answered")


def referral_acts(state: ReferralState, *, answered: bool) -> frozenset[ReferralAct]:
    """What may be done in ``state``."""
    found = {act for act, states in ALLOWED.items() if state in states}
    return frozenset(found - {ReferralAct.REVOKE} if answered else found)


def issuing_right(subject_kind: str | None) -> Permission:
    """The right to draft, issue, revoke and follow an application about such a record."""
    return Permission.ACCIDENT_RECORD if subject_kind in _OF_ACCIDENTS else Permission.NOTICE_ISSUE
