"""What becomes of a demand: past-tense facts, the state they add up to, and which moves are allowed.

A finding, an opinion, a condition and a corrective measure are four kinds of one demand.  No rule here
reads a clock or a table.  Terms are set by the union itself (重庆市工会条例 Art 23(1)); 工会法 names no
number of days for the employer, so none is called statutory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from safety.corrections import gate
from safety.corrections.rights import RIGHTS, KindRights, Sight, sight_of
from safety.corrections.vocabulary import (
    FACT_LABELS,
    GRADE_LABELS,
    KIND_LABELS,
    RESULT_LABELS,
    STANCE_LABELS,
    STATE_LABELS,
    DemandKind,
    DemandState,
    FactKind,
    FindingGrade,
    RecheckMethod,
    RecheckResult,
    Stance,
)
from safety.errors import Invalid, NotPossibleNow
from safety.law.days import shanghai_date
from safety.text import N_

__all__ = [
    "FACT_LABELS",
    "GRADE_LABELS",
    "KIND_LABELS",
    "RESULT_LABELS",
    "RIGHTS",
    "STANCE_LABELS",
    "STATE_LABELS",
    "DemandKind",
    "DemandState",
    "FactKind",
    "FindingGrade",
    "KindRights",
    "RecheckResult",
    "Sight",
    "Stance",
    "sight_of",
]

FINAL = frozenset({DemandState.CLOSED, DemandState.WITHDRAWN})
OPEN = frozenset(DemandState) - FINAL
#: States in which a demand waits for the union to look again.
WAITING_FOR_RECHECK = frozenset({DemandState.REPLIED})


@dataclass(frozen=True)
class Fact:
    """One thing that happened: when, by whom (None: the employer or the system), and its values.

    ``demand`` belongs to the raising: which kind of demand it is; ``on`` and ``method`` to a re-check.
    """

    kind: FactKind
    at: datetime
    by_id: UUID | None = None
    term_on: date | None = None
    grade: FindingGrade | None = None
    stance: Stance | None = None
    result: RecheckResult | None = None
    binding: bool = True
    demandable: bool = True
    reason: str | None = None
    demand: DemandKind = DemandKind.FINDING
    on: date | None = None
    method: RecheckMethod = RecheckMethod.ON_SITE


@dataclass(frozen=True)
class Standing:
    """What the facts add up to."""

    kind: DemandKind = DemandKind.FINDING
    grade: FindingGrade = FindingGrade.ORDINARY
    binding: bool = True
    demandable: bool = True
    raised_at: datetime | None = None
    raised_by: UUID | None = None
    term_on: date | None = None
    first_term_on: date | None = None
    demanded_at: datetime | None = None
    replied_at: datetime | None = None
    no_reply_at: datetime | None = None
    stance: Stance | None = None
    reply_waits: bool = False
    result: RecheckResult | None = None
    rechecked_by: UUID | None = None
    open_referrals: int = 0
    reminders: int = 0
    awaits_second: bool = False
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def state(self) -> DemandState:  # noqa: PLR0911 - one line a state, in order of precedence
        """The one state that says what comes next."""
        if self.withdrawn_at:
            return DemandState.WITHDRAWN
        if self.closed_at:
            return DemandState.CLOSED
        if self.awaits_second:
            return DemandState.AWAITING_SECOND
        if self.reply_waits:
            return DemandState.REPLIED
        if self.open_referrals:
            return DemandState.REFERRED
        if self.result is not None:
            return DemandState.UNCORRECTED
        return DemandState.DEMANDED if self.demanded_at else DemandState.RAISED

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done."""
        return self.state in OPEN


def reduce(facts: Iterable[Fact]) -> Standing:
    """The standing that ``facts``, in the order they were added, come to."""
    standing = Standing()
    for fact in facts:
        standing = after(standing, fact)
    return standing


def after(standing: Standing, fact: Fact) -> Standing:
    """The standing once ``fact`` is added; facts that only tell (delivered, handed over) change nothing."""
    step = _STEPS.get(fact.kind)
    return step(standing, fact) if step else standing


def _after_raised(standing: Standing, fact: Fact) -> Standing:
    return replace(
        standing,
        kind=fact.demand,
        raised_at=fact.at,
        grade=fact.grade or standing.grade,
        binding=fact.binding,
        demandable=fact.demandable,
        raised_by=fact.by_id,
        term_on=fact.term_on,
        first_term_on=fact.term_on,
    )


def _after_term(standing: Standing, fact: Fact) -> Standing:
    return replace(standing, term_on=fact.term_on, first_term_on=standing.first_term_on or fact.term_on)


def _after_demanded(standing: Standing, fact: Fact) -> Standing:
    term_on = fact.term_on or standing.term_on
    first = standing.first_term_on if standing.demanded_at else None
    return replace(
        standing, demanded_at=fact.at, term_on=term_on, first_term_on=first or term_on, result=None
    )


def _after_recheck(standing: Standing, fact: Fact) -> Standing:
    passed = fact.result is RecheckResult.PASSED
    major = standing.grade is FindingGrade.MAJOR
    return replace(
        standing,
        result=fact.result,
        rechecked_by=fact.by_id,
        reply_waits=False,
        awaits_second=passed and major,
        closed_at=fact.at if passed and not major else None,
    )


def _closed(standing: Standing, fact: Fact) -> Standing:
    return replace(standing, awaits_second=False, reply_waits=False, closed_at=fact.at)


_STEPS: Mapping[FactKind, Callable[[Standing, Fact], Standing]] = MappingProxyType(
    {
        FactKind.RAISED: _after_raised,
        FactKind.ADOPTED: lambda standing, _: replace(standing, demandable=True),
        FactKind.REJUDGED: lambda standing, fact: replace(standing, demandable=fact.demandable),
        FactKind.TERM_SET: _after_term,
        FactKind.DEMANDED: _after_demanded,
        FactKind.NOTICE_REVOKED: lambda standing, _: replace(standing, demanded_at=None),
        FactKind.REPLIED: lambda standing, fact: replace(
            standing,
            replied_at=max(fact.at, standing.replied_at or fact.at),  # an older one may be entered later
            stance=fact.stance,
            reply_waits=True,
        ),
        FactKind.NO_REPLY: lambda standing, fact: replace(standing, no_reply_at=fact.at),
        FactKind.REPLY_ACCEPTED: _closed,
        FactKind.REMINDED: lambda standing, _: replace(standing, reminders=standing.reminders + 1),
        FactKind.RECHECKED: _after_recheck,
        FactKind.CLOSE_CONFIRMED: _closed,
        FactKind.CLOSE_REFUSED: lambda standing, _: replace(
            standing, awaits_second=False, result=RecheckResult.FAILED
        ),
        FactKind.REFERRED: lambda standing, _: replace(standing, open_referrals=standing.open_referrals + 1),
        FactKind.REFERRAL_ANSWERED: lambda standing, _: replace(
            standing, open_referrals=max(0, standing.open_referrals - 1)
        ),
        FactKind.REFERRAL_REVOKED: lambda standing, _: replace(
            standing, open_referrals=max(0, standing.open_referrals - 1)
        ),
        FactKind.WITHDRAWN: lambda standing, fact: replace(standing, withdrawn_at=fact.at),
    }
)

_S = DemandState
_BEFORE_SECOND = frozenset({_S.RAISED, _S.DEMANDED, _S.REPLIED, _S.UNCORRECTED, _S.REFERRED})
_ASKED = _BEFORE_SECOND - {_S.RAISED}
#: In which states each kind of fact may be added.
ALLOWED: Mapping[FactKind, frozenset[DemandState]] = MappingProxyType(
    {
        FactKind.ADOPTED: OPEN,
        FactKind.REJUDGED: OPEN,
        FactKind.TERM_SET: _BEFORE_SECOND,
        FactKind.DEMANDED: frozenset({_S.RAISED, _S.UNCORRECTED}),
        FactKind.DELIVERED: frozenset(_S),
        FactKind.NOTICE_REVOKED: frozenset({_S.DEMANDED}),
        FactKind.REPLIED: _ASKED,
        FactKind.NO_REPLY: _ASKED - {_S.REPLIED},
        FactKind.REPLY_ACCEPTED: frozenset({_S.REPLIED}),
        FactKind.REMINDED: _ASKED,
        FactKind.RECHECKED: _BEFORE_SECOND,
        FactKind.CLOSE_CONFIRMED: frozenset({_S.AWAITING_SECOND}),
        FactKind.CLOSE_REFUSED: frozenset({_S.AWAITING_SECOND}),
        FactKind.REFERRED: _BEFORE_SECOND,
        FactKind.REFERRAL_ANSWERED: frozenset(_S),
        FactKind.REFERRAL_REVOKED: frozenset(_S),
        FactKind.WITHDRAWN: OPEN,
        FactKind.HANDED_OVER: OPEN,
        FactKind.CONTINUED: frozenset({_S.CLOSED}),
    }
)
_REASONED = frozenset({FactKind.WITHDRAWN, FactKind.CLOSE_REFUSED, FactKind.CONTINUED, FactKind.NO_REPLY})


def check(standing: Standing, fact: Fact) -> None:
    """Refuse ``fact`` unless it may be added to a demand that stands so.

    Raises:
        NotPossibleNow: the state, or the person, does not permit it; the sentence says why.
        Invalid: a reason, term, result or stance is missing (named in ``fields``).
    """
    if standing.state not in ALLOWED.get(fact.kind, frozenset()):
        raise NotPossibleNow(_WHY_NOT.get(standing.state), code=f"demand_{standing.state}")
    _check_values(standing, fact)
    _check_gate(standing, fact)
    _check_person(standing, fact)


def _check_values(standing: Standing, fact: Fact) -> None:
    if fact.kind in _REASONED and not fact.reason:
        raise _missing("reason", N_("请填写原因"))
    match fact.kind:
        case FactKind.ADOPTED if standing.demandable:
            raise NotPossibleNow(N_("不需要采认"), code="already_adopted")
        case FactKind.REFERRAL_ANSWERED | FactKind.REFERRAL_REVOKED if not standing.open_referrals:
            raise NotPossibleNow(N_("没有等待答复的处理申请"), code="no_referral")
        case FactKind.RECHECKED if fact.result is None:
            raise _missing("result", N_("请选择复查结果"))
        case FactKind.REPLIED:
            _check_reply(fact)
        case FactKind.TERM_SET:
            _check_term(standing, fact)
        case FactKind.DEMANDED:
            _check_demanded(standing, fact)
        case FactKind.REPLY_ACCEPTED if standing.binding or standing.grade is FindingGrade.MAJOR:
            raise NotPossibleNow(N_("必须落实的意见须经核验才能了结"), code="needs_recheck")


def _check_gate(standing: Standing, fact: Fact) -> None:
    day = shanghai_date(fact.at)
    match fact.kind:
        case FactKind.RECHECKED if fact.result is RecheckResult.PASSED:
            gate.check_passed(standing, on=fact.on or day, method=fact.method, by_id=fact.by_id)
        case FactKind.REPLIED:
            gate.check_reply_day(standing, at=fact.at)
        case FactKind.NO_REPLY:
            gate.check_no_reply(standing, today=day)


def _check_reply(fact: Fact) -> None:
    if fact.stance is None:
        raise _missing("stance", N_("请选择是否采纳"))
    if fact.stance is not Stance.ADOPTED and not fact.reason:
        raise _missing("reason", N_("不采纳或部分采纳时须说明理由"))


def _check_demanded(standing: Standing, fact: Fact) -> None:
    if not standing.demandable:
        raise NotPossibleNow(
            N_("该检查由无有效证件的人员进行，须由持证检查员采认后才能发出意见书"), code="not_adopted"
        )
    if (fact.term_on or standing.term_on) is None:
        raise _missing("term_on", N_("请填写整改期限"))


def _check_term(standing: Standing, fact: Fact) -> None:
    if fact.term_on is None:
        raise _missing("term_on", N_("请填写整改期限"))
    if standing.demanded_at is None:
        return
    if not fact.reason:
        raise _missing("reason", N_("延长期限须说明理由"))
    if standing.term_on is not None and fact.term_on <= standing.term_on:
        raise _missing("term_on", N_("新的期限应晚于原期限"))


def _check_person(standing: Standing, fact: Fact) -> None:
    """Two people for what is major: nobody closes what they re-checked or withdraws what they raised."""
    if fact.kind is FactKind.RECHECKED and fact.by_id is None:
        raise NotPossibleNow(N_("复查须由检查员本人进行"), code="needs_person")
    if fact.kind is FactKind.CLOSE_CONFIRMED and fact.by_id in {None, standing.rechecked_by}:
        raise NotPossibleNow(N_("重大隐患须由复查人以外的第二人确认销号"), code="needs_second_person")
    if fact.kind is FactKind.WITHDRAWN and not may_be_withdrawn_by(standing, fact.by_id):
        raise NotPossibleNow(N_("重大隐患须由登记人以外的第二人撤回"), code="needs_second_person")


def may_be_withdrawn_by(standing: Standing, member_id: UUID | None) -> bool:
    """Whether this person may withdraw it, its state aside: what is major only somebody else than who raised it."""
    return standing.grade is not FindingGrade.MAJOR or member_id not in {None, standing.raised_by}


def _missing(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, code=f"{field}_needed", fields={field: [sentence]})


_WHY_NOT: Mapping[DemandState, str] = MappingProxyType(
    {
        _S.RAISED: N_("尚未发出书面意见，不能进行这项操作"),
        _S.DEMANDED: N_("已发出书面意见，正等待答复，不能进行这项操作"),
        _S.REPLIED: N_("用人单位已答复，请先复查"),
        _S.UNCORRECTED: N_("复查未合格，不能进行这项操作"),
        _S.REFERRED: N_("已提请有关部门处理，不能进行这项操作"),
        _S.AWAITING_SECOND: N_("正等待第二人确认销号，不能进行这项操作"),
        _S.CLOSED: N_("已经销号；如问题重新出现，请作为新的关联事项提出"),
        _S.WITHDRAWN: N_("已经撤回，不能进行这项操作"),
    }
)


def moves(standing: Standing) -> frozenset[FactKind]:
    """What may happen next, persons and values aside."""
    found = {kind for kind, states in ALLOWED.items() if standing.state in states}
    if standing.binding or standing.grade is FindingGrade.MAJOR:
        found.discard(FactKind.REPLY_ACCEPTED)
    if standing.demandable:
        found.discard(FactKind.ADOPTED)
    else:
        found.discard(FactKind.DEMANDED)
    if not standing.open_referrals:
        found -= {FactKind.REFERRAL_ANSWERED, FactKind.REFERRAL_REVOKED}
    if not gate.lacks_reply(standing) or standing.demanded_at is None:
        found.discard(FactKind.NO_REPLY)
    return frozenset(found)


def is_overdue(*, is_open: bool, term_on: date | None, today: date) -> bool:
    """Whether the term has run out with the demand still open.

    A term ends at 24:00 of its last day.  An employer's word that all is corrected does not stop it:
    corrected but not re-checked counts as overdue.
    """
    return is_open and term_on is not None and today > term_on
