"""Rules of accident cases: what their facts come to, and what can be done now.  Plain Python, no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from safety.accidents.injury_terms import InjuryFacts
from safety.accidents.vocabulary import CaseState, Outcome, SeatState, UnionPart
from safety.corrections.vocabulary import Stance
from safety.errors import Invalid, NotPossibleNow
from safety.law.accident_grades import AccidentGrade
from safety.law.days import shanghai_date
from safety.law.regimes import Regime
from safety.text import N_

#: A notice that comes later than this after the accident is shown as late (the union's own measure).
LATE_NOTICE = timedelta(hours=24)
LONGEST_ACTIVITY = timedelta(hours=24)


class ApplicationDays(NamedTuple):
    """An application of the union: the days on which it was received and answered; its record's id."""

    received_on: date | None
    answered_on: date | None
    record_id: UUID | None = None


@dataclass(frozen=True)
class CaseFacts:
    """What the clocks and the state of a case are computed from; days are Asia/Shanghai.

    ``grade`` is None where none can be known; ``discovered_on`` is the day on which a concealed accident came out.
    ``report_submitted_on`` is the day on which the government that investigates received the report (493 Art 29, 32),
    ``report_received_on`` that on which the union did: no term of the law rests on it.
    """

    happened_at: datetime
    regime: Regime
    grade: AccidentGrade | None
    category: str | None = None
    discovered_on: date | None = None
    head_told_at: datetime | None = None
    authority_told_at: datetime | None = None
    upward_told_at: datetime | None = None
    report_extension_days: int = 0
    approval_extension_days: int = 0
    appraisals: Sequence[tuple[date, date]] = ()
    report_submitted_on: date | None = None
    report_received_on: date | None = None
    approved_on: date | None = None
    copies_sent_on: date | None = None
    evaluated_on: date | None = None
    closed_on: date | None = None
    injury: InjuryFacts = field(default_factory=InjuryFacts)
    seats: Collection[SeatState] = field(default_factory=tuple)
    has_activities: bool = False
    referrals: Sequence[ApplicationDays] = ()
    open_measures: int = 0
    measures: int = 0


def state_of(facts: CaseFacts) -> CaseState:
    """How far the case has come, reduced from what is recorded."""
    if facts.closed_on is not None:
        return CaseState.CLOSED
    if facts.approved_on is not None:
        return CaseState.APPROVED
    if facts.report_received_on is not None:
        return CaseState.REPORTED
    return CaseState.INVESTIGATING if facts.seats or facts.has_activities else CaseState.REGISTERED


def union_part(seats: Collection[SeatState]) -> UnionPart:
    """Whether the union takes part: one seat is enough; not being invited shows until a seat is given."""
    states = set(seats)
    if states & {SeatState.GIVEN, SeatState.NAMED, SeatState.ENDED}:
        return UnionPart.TAKING_PART
    if SeatState.NOT_INVITED in states:
        return UnionPart.NOT_INVITED
    return UnionPart.ASKED if SeatState.ASKED in states else UnionPart.NONE


def acts(facts: CaseFacts) -> frozenset[str]:
    """What can be recorded of the case now; the operations ask the same."""
    if facts.closed_on is not None:
        # What others still owe runs on when the union has archived its part.
        return frozenset({"copies", "evaluate", "injury"})
    found = {"casualties", "person", "seat", "activity", "opinion", "handover", "injury"}
    if facts.report_received_on is None:
        found |= {"appraise", "extend"}
    if facts.approved_on is None:
        found |= {"report"}
        if facts.report_received_on is not None:
            found |= {"approve", "sign"}
    else:
        found |= {"measure", "copies", "evaluate"}
        if facts.open_measures == 0:
            found.add("close")
    return frozenset(found)


def check_act(act: str, facts: CaseFacts) -> None:
    """Refuse what cannot be recorded now.

    Raises:
        NotPossibleNow: code ``not_now``; the sentence says what has to come first.
    """
    if act in acts(facts):
        return
    if facts.closed_on is not None:
        raise NotPossibleNow(N_("这起事故已经归档，不能再登记"), code="closed")
    raise NotPossibleNow(_FIRST.get(act, N_("现在不能登记这一项")), code="not_now")


_FIRST = {
    "extend": N_("已收到调查报告，不再登记延长和鉴定"),
    "appraise": N_("已收到调查报告，不再登记延长和鉴定"),
    "report": N_("已经批复，不再登记报告"),
    "approve": N_("须先登记收到的调查报告，且尚未批复"),
    "sign": N_("没有等待签署的调查报告，或报告已经批复"),
    "measure": N_("批复以后才能登记整改措施"),
    "copies": N_("批复以后才有抄送"),
    "evaluate": N_("批复以后才有评估"),
    "close": N_("须已批复，且整改措施全部核实后才能归档"),
}


def opinion_can_be_referred(
    *,
    stance: str | None,
    answered_on: date | None,
    due_on: date | None,
    applied: bool,
    revoked: bool,
    today: date,
) -> bool:
    """Whether the union may ask a department to deal with an opinion: overdue without an answer, or rejected.

    ``applied`` says that an application about it waits for its answer, ``revoked`` that its paper was taken back.  Which application has
    thirty days by law is said by ``law.applications``.
    """
    if applied or revoked:
        return False
    if answered_on is not None:
        return stance == Stance.REJECTED
    return due_on is not None and due_on < today


def check_interval(starts_at: datetime, ends_at: datetime, *, happened_at: datetime, now: datetime) -> None:
    """Refuse an activity that ends before it begins or in the future, lasts over a day, or precedes the accident.

    Raises:
        Invalid: fields ``starts_at``, ``ends_at``.
    """
    found: dict[str, list[str]] = {}
    if starts_at < happened_at:
        found["starts_at"] = [N_("活动不能早于事故发生时间")]
    if ends_at <= starts_at:
        found["ends_at"] = [N_("结束时间应晚于开始时间")]
    elif ends_at - starts_at > LONGEST_ACTIVITY:
        found["ends_at"] = [N_("一次活动最长 24 小时，跨日的请分次登记")]
    elif ends_at > now:
        found["ends_at"] = [N_("活动还没有结束，结束时间不能晚于现在")]
    if found:
        raise Invalid(fields=found)


def check_words(outcome: Outcome, words: str | None) -> None:
    """A reservation and a refusal need their reasons.

    Raises:
        Invalid: field ``words``.
    """
    if outcome is not Outcome.SIGNED and not words:
        raise Invalid(fields={"words": [N_("保留意见或拒绝签名须写明理由")]})


def check_days(today: date, **days: date | None) -> None:
    """Refuse days to come, by field.

    Raises:
        Invalid: each day that lies after ``today``.
    """
    late = {name: [N_("日期不能晚于今天")] for name, day in days.items() if day is not None and day > today}
    if late:
        raise Invalid(fields=late)


def check_submitted(field: str, submitted_on: date | None, facts: CaseFacts) -> None:
    """Refuse a day of the report's submission to the government that lies before the accident or after the approval.

    Raises:
        Invalid: under ``field``.
    """
    if submitted_on is None:
        return
    if submitted_on < shanghai_date(facts.happened_at):
        raise Invalid(fields={field: [N_("提交日期不能早于事故发生之日")]})
    if facts.approved_on is not None and submitted_on > facts.approved_on:
        raise Invalid(fields={field: [N_("提交日期不能晚于批复日期")]})


def minutes_after(happened_at: datetime | None, received_at: datetime) -> int | None:
    """Whole minutes between an accident and the news of it; None while the time is unknown."""
    return None if happened_at is None else int((received_at - happened_at).total_seconds() // 60)
