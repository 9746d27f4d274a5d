"""What an application to a department may be about, of which kind, with which right, and what may be done with it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from safety.access.permissions import Permission
from safety.corrections.rights import RIGHTS
from safety.corrections.rules import ALLOWED as FACTS_ALLOWED
from safety.corrections.rules import FactKind
from safety.corrections.vocabulary import DemandKind, DemandState, ReferralKind, ReferralState
from safety.errors import Invalid, NotPossibleNow
from safety.law.applications import Matter
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
_K = ReferralKind
#: About the demands themselves, whichever way they were left undone.
_UNDONE = (_K.REFUSAL, _K.OVERDUE, _K.OTHER)


@dataclass(frozen=True)
class Subject:
    """What an application may be about: its demands, the right to draft, issue and follow it, its kinds each with its matter."""

    right: Permission
    matters: Mapping[ReferralKind, Matter]
    demands: frozenset[DemandKind] = frozenset()


#: By what an application names as its subject; one about findings names none.
SUBJECTS: Mapping[str | None, Subject] = MappingProxyType(
    {
        None: Subject(
            RIGHTS[DemandKind.FINDING].refer,
            dict.fromkeys((*_UNDONE, _K.MAJOR), Matter.UNCORRECTED) | {_K.OBSTRUCTED: Matter.OBSTRUCTED},
            frozenset({DemandKind.FINDING}),
        ),
        "review": Subject(
            RIGHTS[DemandKind.OPINION].refer,
            dict.fromkeys(_UNDONE, Matter.PROJECT_OPINION)
            | {_K.NOT_INVITED: Matter.PROJECT_NOT_INVITED, _K.OBSTRUCTED: Matter.PROJECT_OBSTRUCTED},
            frozenset({DemandKind.OPINION, DemandKind.CONDITION}),
        ),
        "accident": Subject(
            Permission.ACCIDENT_RECORD,
            {_K.NOT_INVITED: Matter.ACCIDENT_NOT_INVITED, _K.OBSTRUCTED: Matter.ACCIDENT_OBSTRUCTED},
        ),
        "accident_opinion": Subject(
            Permission.ACCIDENT_RECORD, dict.fromkeys((_K.REFUSAL, _K.OVERDUE), Matter.ACCIDENT_OPINION)
        ),
        "accident_measure": Subject(
            RIGHTS[DemandKind.MEASURE].refer,
            dict.fromkeys(_UNDONE, Matter.ACCIDENT_MEASURES) | {_K.OBSTRUCTED: Matter.MEASURES_OBSTRUCTED},
            frozenset({DemandKind.MEASURE}),
        ),
    }
)
#: What an application about measures that a report on an accident asks for names as its subject.
MEASURES = "accident_measure"
#: What an application about demands of a kind names as its subject.
SUBJECT_OF: Mapping[DemandKind, str | None] = MappingProxyType(
    {kind: name for name, subject in SUBJECTS.items() for kind in subject.demands}
)


def subject_of(demands: Iterable[tuple[DemandKind, uuid.UUID]]) -> tuple[str | None, uuid.UUID | None]:
    """The record that an application is about, from its demands' kinds and the records that they come from.

    Raises:
        Invalid: field ``demand_ids``: they are about several matters, which rest on different law.
    """
    found = {(SUBJECT_OF[kind], source if SUBJECT_OF[kind] else None) for kind, source in demands}
    if len(found) > 1:
        raise Invalid(
            code="several_matters",
            fields={
                "demand_ids": [N_("一份申请只能涉及一类事项：隐患，或同一次审查的意见，或同一起事故的措施")]
            },
        )
    return next(iter(found), (None, None))


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
        wrong |= {_K.NOT_INVITED} if has_demands else set(_UNDONE)
    fitting = SUBJECTS[subject_kind].matters if subject_kind in SUBJECTS else {}
    return tuple(one for one in ReferralKind if one in fitting and one not in wrong)


def check_kind(kind: str, fitting: Collection[ReferralKind]) -> None:
    """Refuse a kind that is not among those ``fitting`` what the application is about.

    Raises:
        Invalid: field ``kind``.
    """
    if kind not in fitting:
        raise Invalid(
            code="kind_does_not_fit", fields={"kind": [N_("这一类别与申请所涉及的事项不符，请另选类别")]}
        )


def matter_of(kind: ReferralKind, subject_kind: str | None) -> Matter:
    """Why the union turns to the department, which decides the basis and by when an answer is asked for.

    A kind that does not fit, as an older edition may have kept it, is no matter of the union's own rights.
    """
    fitting = SUBJECTS[subject_kind].matters if subject_kind in SUBJECTS else {}
    return fitting.get(kind, Matter.UNCORRECTED)


def issuing_right(subject_kind: str | None) -> Permission:
    """The right to draft, issue, revoke and follow an application about such a record."""
    return SUBJECTS[subject_kind].right if subject_kind in SUBJECTS else Permission.NOTICE_ISSUE


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
