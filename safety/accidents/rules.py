"""Rules of accident cases: clocks, seats, what can be done now.  Plain Python, no clock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from safety.accidents.injury_terms import PRECEDED, InjuryFacts, injury_clocks
from safety.accidents.vocabulary import CaseState, Outcome, SeatState, UnionPart
from safety.corrections.vocabulary import Stance
from safety.errors import Invalid, NotPossibleNow
from safety.law import clocks
from safety.law.accident_grades import AccidentGrade
from safety.law.calendar import HolidayTable
from safety.law.clocks import RULES, Clock, ClockStatus, Term
from safety.law.days import shanghai_date
from safety.law.provisions import REGISTER, provision_on
from safety.law.regimes import Edition, Regime, edition_on, windows
from safety.text import N_

#: A notice that comes later than this after the accident is shown as late (the union's own measure).
LATE_NOTICE = timedelta(hours=24)
LONGEST_ACTIVITY = timedelta(hours=24)


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
    referrals: Sequence[tuple[date | None, date | None]] = ()
    open_measures: int = 0
    measures: int = 0


def clocks_of(facts: CaseFacts, holidays: HolidayTable | None = None) -> list[Clock]:
    """Every term that runs, will run or was met in this case; the order is that of the law's procedure.

    The regime says which terms there are; a term runs only from a day on which its text was in force and was read.
    """
    on = shanghai_date(facts.happened_at)
    return [one for one in _every_clock(facts, holidays) if not _is_unread(one, on)]


def unread_clocks(facts: CaseFacts) -> list[Clock]:
    """Terms of the case that are not computed, because the text of the day from which they count was not read."""
    on = shanghai_date(facts.happened_at)
    return [one for one in _every_clock(facts, None) if _is_unread(one, on)]


def _every_clock(facts: CaseFacts, holidays: HolidayTable | None) -> list[Clock]:
    on = shanghai_date(facts.happened_at)
    edition = edition_on(facts.regime, on)
    short = windows(facts.regime, facts.category).casualty_days < clocks.SUPPLEMENT_DAYS
    made: list[tuple[Term, Callable[[], Clock | None]]] = [
        (
            Term.HEAD_REPORT,
            lambda: clocks.hour_clock(Term.HEAD_REPORT, facts.head_told_at, met_at=facts.authority_told_at),
        ),
        (
            Term.LEVEL_REPORT,
            lambda: clocks.hour_clock(
                Term.LEVEL_REPORT, facts.authority_told_at, met_at=facts.upward_told_at
            ),
        ),
        (
            Term.SUPPLEMENT,
            lambda: clocks.supplement_clock(on, traffic_or_fire=short, holidays=holidays),
        ),
        (Term.REPORT, lambda: _report(facts, edition, on, holidays)),
        (Term.APPROVAL, lambda: _approval(facts, holidays)),
        (
            Term.COPIES,
            lambda: clocks.day_clock(
                Term.COPIES, facts.approved_on, met=facts.copies_sent_on, holidays=holidays
            ),
        ),
        (
            Term.EVALUATION,
            lambda: clocks.day_clock(
                Term.EVALUATION, facts.approved_on, met=facts.evaluated_on, holidays=holidays
            ),
        ),
    ]
    found = [clock for term, make in made if term in edition.terms and (clock := make()) is not None]
    found += _of_every_regime(facts, on, holidays)
    return [_concealed(one, facts, on) for one in found if _existed(one)]


def _of_every_regime(facts: CaseFacts, on: date, holidays: HolidayTable | None) -> list[Clock]:
    """Terms of other laws than the one of the investigation: applications of the union, 工伤认定."""
    found = [
        clocks.day_clock(Term.REFERRAL, received, met=answered, holidays=holidays)
        for received, answered in facts.referrals
    ]
    return [*found, *injury_clocks(facts.injury, on, holidays)]


def _existed(clock: Clock) -> bool:
    """Whether a text that may set the term, this one or one before it, had begun on the day it counts from; a waiting term may."""
    day = clock.day_of_fact
    return (
        day is None
        or clock.term in PRECEDED
        or all(
            any(
                text.law.in_force_from is None or text.law.in_force_from <= day
                for text in REGISTER.versions(one)
            )
            for one in clock.provisions
        )
    )


def _is_unread(clock: Clock, accident_on: date) -> bool:
    """Whether a text of the term was not read for the day it counts from; one that has not begun begins after the accident."""
    day = clock.day_of_fact or accident_on
    texts = [provision_on(one, day) for one in clock.provisions]
    begun = clock.term not in PRECEDED or all(one.law.in_force(day) for one in texts)
    return not begun or any(
        not one.read or (one.law.in_force_to is not None and one.law.in_force_to < day) for one in texts
    )


def report_days(facts: CaseFacts) -> int | None:
    """Days for the investigation report by the regime and the grade; None where they are not known or were not read."""
    edition = _edition(facts)
    if facts.grade is None or edition.unread_terms(shanghai_date(facts.happened_at)):
        return None
    return edition.report_days.get(facts.grade)


def _edition(facts: CaseFacts) -> Edition:
    return edition_on(facts.regime, shanghai_date(facts.happened_at))


def reported_in_time(facts: CaseFacts) -> bool | None:
    """Whether the report reached the government within its term; None where that day or the term is not known."""
    clock = _report(facts, _edition(facts), shanghai_date(facts.happened_at), None)
    if clock is None or clock.met_at is None:
        return None
    return clock.status(clock.met_at) is ClockStatus.MET_IN_TIME


def unextended_report_due(facts: CaseFacts) -> date:
    """The last day of the report before any extension.

    Raises:
        Invalid: field ``term``: no term of the report is known under this regime and grade.
    """
    days = report_days(facts)
    if days is None:
        raise Invalid(fields={"term": [N_("这一制度的期限待核，不能登记延长")]})
    return clocks.report_due(shanghai_date(facts.happened_at), appraisals=facts.appraisals, days=days)


def check_report_extension(facts: CaseFacts, days: int) -> None:
    """Refuse more days of extension in all than the regime allows for the report.

    Raises:
        Invalid: fields ``extension_days``, ``term``.
    """
    unextended_report_due(facts)
    clocks.report_due(
        shanghai_date(facts.happened_at),
        extension_days=facts.report_extension_days + days,
        appraisals=facts.appraisals,
        extension_most=_edition(facts).extension_most(facts.grade),
    )


def check_approval_extension(facts: CaseFacts, days: int) -> None:
    """Refuse an extension of the approval beyond what the regime and the grade allow.

    Raises:
        Invalid: fields ``extension_days``, ``term``.
    """
    if facts.grade is None or Term.APPROVAL not in _edition(facts).terms:
        raise Invalid(fields={"term": [N_("这一制度的期限待核，不能登记延长")]})
    received = facts.report_submitted_on or shanghai_date(facts.happened_at)
    total = facts.approval_extension_days + days
    clocks.approval_due(received, grade=facts.grade, extension_days=total)


def _report(facts: CaseFacts, edition: Edition, on: date, holidays: HolidayTable | None) -> Clock | None:
    days = report_days(facts)
    if days is None:
        return None
    clock = clocks.report_clock(
        on,
        extension_days=facts.report_extension_days,
        appraisals=facts.appraisals,
        met=facts.report_submitted_on,
        holidays=holidays,
        days=days,
        # What was entered before the regime was changed stays in the term, and is no refusal on reading.
        extension_most=max(edition.extension_most(facts.grade), facts.report_extension_days),
    )
    seen = facts.report_received_on is not None or facts.approved_on is not None
    clock = replace(clock, day_unknown=seen and facts.report_submitted_on is None)
    own = edition.report_by != RULES[Term.REPORT].provisions
    return replace(clock, by=edition.report_by, days=days) if own else clock


def _approval(facts: CaseFacts, holidays: HolidayTable | None) -> Clock | None:
    if facts.grade is None:
        return None
    worst = facts.grade is AccidentGrade.EXTRAORDINARY
    clock = clocks.approval_clock(
        facts.report_submitted_on,
        grade=facts.grade,
        extension_days=facts.approval_extension_days if worst else 0,
        met=facts.approved_on,
        holidays=holidays,
    )
    return replace(clock, day_unknown=facts.approved_on is not None and facts.report_submitted_on is None)


def _concealed(clock: Clock, facts: CaseFacts, on: date) -> Clock:
    """A term from the accident, with the last day it had if it counted from the discovery: the text leaves that open."""
    if facts.discovered_on is None or clock.due_on is None or clock.term not in _FROM_ACCIDENT:
        return clock
    return replace(clock, from_discovery=clock.due_on + (facts.discovered_on - on))


_FROM_ACCIDENT = frozenset({Term.SUPPLEMENT, Term.REPORT})


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
