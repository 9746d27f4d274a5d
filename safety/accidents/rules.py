"""Rules of accident cases: grade over time, clocks, seats, what can be done now.  Plain Python, no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from safety.accidents.vocabulary import CaseState, Outcome, SeatState, UnionPart
from safety.corrections.vocabulary import Stance
from safety.errors import Invalid, NotPossibleNow
from safety.law import accident_grades, clocks
from safety.law.accident_grades import AccidentGrade, Graded, Level
from safety.law.calendar import HolidayTable
from safety.law.clocks import Clock, Term
from safety.law.days import shanghai_date
from safety.text import N_

#: A notice that comes later than this after the accident is shown as late (the union's own measure).
LATE_NOTICE = timedelta(hours=24)
LONGEST_ACTIVITY = timedelta(hours=24)


@dataclass(frozen=True)
class Casualties:
    """What was known on a day: people by harm, and the direct loss in yuan (None while unknown)."""

    on: date
    deaths: int = 0
    missing: int = 0
    serious: int = 0
    slight: int = 0
    direct_loss_yuan: Decimal | None = None


@dataclass(frozen=True)
class GradeOn:
    """The grade from a day on, what decided it, and who investigates by law."""

    on: date
    graded: Graded
    level: Level


def known_on(series: Sequence[Casualties], on: date) -> Casualties:
    """The newest figures known by the day ``on``; the loss is the newest one named.  Nothing known is no harm."""
    known = [one for one in sorted(series, key=lambda one: one.on) if one.on <= on]
    if not known:
        return Casualties(on)
    loss = next((one.direct_loss_yuan for one in reversed(known) if one.direct_loss_yuan is not None), None)
    last = known[-1]
    return Casualties(last.on, last.deaths, last.missing, last.serious, last.slight, loss)


def grade_on(series: Sequence[Casualties], *, accident_on: date, on: date, traffic_or_fire: bool) -> Graded:
    """The grade as the day ``on`` knows it: missing people count as dead from day 31 (8) on.

    (``cq-safety-48``, ``order-493-3``, ``order-493-13``).  What becomes
    known after the 30 (7) days still counts when it is about the harm itself, not about a later death.
    """
    known = known_on(series, on)
    deaths = accident_grades.counted_deaths(
        known.deaths, known.missing, accident_on=accident_on, on=on, traffic_or_fire=traffic_or_fire
    )
    return accident_grades.grade_with_reason(
        deaths=deaths,
        serious_injuries=known.serious,
        direct_loss_yuan=known.direct_loss_yuan or Decimal(0),
        accident_on=accident_on,
    )


def grade_history(
    series: Sequence[Casualties], *, accident_on: date, today: date, traffic_or_fire: bool
) -> list[GradeOn]:
    """Every day on which the grade changed, the first one first, each with its reason and consequence."""
    turns = {one.on for one in series if one.on <= today}
    counted_from = accident_on + timedelta(days=8 if traffic_or_fire else 31)
    if counted_from <= today:
        turns.add(counted_from)
    history: list[GradeOn] = []
    for day in sorted(turns or {accident_on}):
        graded = grade_on(series, accident_on=accident_on, on=day, traffic_or_fire=traffic_or_fire)
        if not history or history[-1].graded.grade is not graded.grade:
            history.append(GradeOn(day, graded, accident_grades.investigating_level(graded.grade)))
    return history


def check_casualties(new: Casualties, *, accident_on: date, today: date) -> None:
    """Refuse figures of a day before the accident or to come, and numbers that cannot be.

    Raises:
        Invalid: by field.
    """
    found: dict[str, list[str]] = {}
    if not accident_on <= new.on <= today:
        found["on"] = [N_("截至日期应在事故发生之日和今天之间")]
    for name in ("deaths", "missing", "serious", "slight"):
        if getattr(new, name) < 0:
            found[name] = [N_("人数不能为负数")]
    if new.direct_loss_yuan is not None and new.direct_loss_yuan < 0:
        found["direct_loss_yuan"] = [N_("金额不能为负数")]
    if found:
        raise Invalid(fields=found)


@dataclass(frozen=True)
class CaseFacts:
    """What the clocks and the state of a case are computed from; days are Asia/Shanghai."""

    happened_at: datetime
    traffic_or_fire: bool
    grade: AccidentGrade
    head_told_at: datetime | None = None
    authority_told_at: datetime | None = None
    upward_told_at: datetime | None = None
    report_extension_days: int = 0
    approval_extension_days: int = 0
    appraisals: Sequence[tuple[date, date]] = ()
    report_received_on: date | None = None
    approved_on: date | None = None
    copies_sent_on: date | None = None
    evaluated_on: date | None = None
    closed_on: date | None = None
    injury_applied_on: date | None = None
    has_casualties: bool = False
    seats: Collection[SeatState] = field(default_factory=tuple)
    has_activities: bool = False
    referrals: Sequence[tuple[date | None, date | None]] = ()
    open_measures: int = 0
    measures: int = 0


def clocks_of(facts: CaseFacts, holidays: HolidayTable | None = None) -> list[Clock]:
    """Every term that runs, will run or was met in this case; the order is that of the law's procedure."""
    on = shanghai_date(facts.happened_at)
    found = [
        clocks.hour_clock(Term.HEAD_REPORT, facts.head_told_at, met_at=facts.authority_told_at),
        clocks.hour_clock(Term.LEVEL_REPORT, facts.authority_told_at, met_at=facts.upward_told_at),
        clocks.supplement_clock(on, traffic_or_fire=facts.traffic_or_fire, holidays=holidays),
        clocks.report_clock(
            on,
            extension_days=facts.report_extension_days,
            appraisals=facts.appraisals,
            met=facts.report_received_on,
            holidays=holidays,
        ),
        clocks.approval_clock(
            facts.report_received_on,
            grade=facts.grade,
            extension_days=facts.approval_extension_days,
            met=facts.approved_on,
            holidays=holidays,
        ),
        clocks.day_clock(Term.COPIES, facts.approved_on, met=facts.copies_sent_on, holidays=holidays),
        clocks.day_clock(Term.EVALUATION, facts.approved_on, met=facts.evaluated_on, holidays=holidays),
    ]
    found += [
        clocks.day_clock(Term.REFERRAL, received, met=answered, holidays=holidays)
        for received, answered in facts.referrals
    ]
    if facts.has_casualties:
        found += [
            clocks.day_clock(term, on, met=facts.injury_applied_on, holidays=holidays)
            for term in (Term.INJURY_BY_EMPLOYER, Term.INJURY_BY_UNION)
        ]
    return found


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
        # What the government still owes after the approval runs on when the union has archived its part.
        return frozenset({"copies", "evaluate"})
    found = {"casualties", "person", "seat", "activity", "opinion", "handover"}
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

_SEAT_ACTS = {
    SeatState.ASKED: frozenset({"give", "not_invited"}),
    SeatState.NOT_INVITED: frozenset({"give"}),
    SeatState.GIVEN: frozenset({"name", "end"}),
    SeatState.NAMED: frozenset({"declare", "replace", "end"}),
    SeatState.REPLACED: frozenset(),
    SeatState.ENDED: frozenset(),
}


def seat_acts(state: SeatState, *, declared: bool) -> frozenset[str]:
    """What can be done with a seat now; the declaration is made once."""
    found: frozenset[str] = _SEAT_ACTS[state]
    return found - {"declare"} if declared else found


def check_seat_act(act: str, state: SeatState, *, declared: bool) -> None:
    """Refuse what a seat's state does not allow.

    Raises:
        NotPossibleNow: code ``seat_state``.
    """
    if act not in seat_acts(state, declared=declared):
        raise NotPossibleNow(N_("席位目前的状态不能这样办理，可能刚刚被别人更改"), code="seat_state")


def opinion_can_be_referred(
    *, stance: str | None, answered_on: date | None, due_on: date | None, applied: bool, today: date
) -> bool:
    """Whether the union may ask a department to deal with an opinion: overdue without an answer, or rejected.

    ``applied`` says that an application about it waits for its answer.  工会法 54 obliges the department
    to answer it within thirty days.
    """
    if applied:
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


def minutes_after(happened_at: datetime | None, received_at: datetime) -> int | None:
    """Whole minutes between an accident and the news of it; None while the time is unknown."""
    return None if happened_at is None else int((received_at - happened_at).total_seconds() // 60)
