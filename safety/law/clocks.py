"""The law's clocks: a term with its rule, its start and end, when it was met, and how it stands.

Hours run from the minute.  Days are calendar days in Asia/Shanghai, the day of the event is day 0, and a
term ends at 24:00 of its last day.  A last day on a holiday is not moved; the day to which the Civil
Code (Art 203) would move it stands beside it as ``moved_to``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from safety.law.accident_grades import AccidentGrade
from safety.law.calendar import HolidayTable
from safety.law.days import end_of_day, shanghai_date, start_of_day
from safety.law.due_days import (
    REPORT_DAYS,
    REPORT_EXTENSION_MOST,
    SUPPLEMENT_DAYS,
    Interval,
    approval_due,
    copies_due,
    days_covered,
    evaluation_due,
    extension_asked_in_time,
    injury_by_employer_due,
    injury_by_union_due,
    referral_due,
    report_due,
    supplement_due,
)
from safety.text import N_, Text

__all__ = [
    "RULES",
    "STATUS_LABELS",
    "SUPPLEMENT_DAYS",
    "Clock",
    "ClockStatus",
    "Rule",
    "Term",
    "approval_clock",
    "approval_due",
    "copies_due",
    "day_clock",
    "end_of_day",
    "evaluation_due",
    "extension_asked_in_time",
    "hour_clock",
    "injury_by_employer_due",
    "injury_by_union_due",
    "injury_clock",
    "referral_due",
    "report_clock",
    "report_due",
    "shanghai_date",
    "supplement_clock",
    "supplement_due",
]


class Term(StrEnum):
    """What has to be done within a time."""

    HEAD_REPORT = "head_report"
    LEVEL_REPORT = "level_report"
    SUPPLEMENT = "supplement"
    REPORT = "report"
    APPROVAL = "approval"
    COPIES = "copies"
    EVALUATION = "evaluation"
    REFERRAL = "referral"
    INJURY_BY_EMPLOYER = "injury_by_employer"
    INJURY_BY_UNION = "injury_by_union"


@dataclass(frozen=True)
class Rule:
    """A term's name on screen, the keys of the provisions that set it, from what it counts, and its hours if any.

    ``open_start``: the text says "from the day" and leaves open whether that day counts.  ``condition``: what must
    be so for the term to apply.
    """

    label: str
    provisions: tuple[str, ...]
    counts_from: str
    hours: int | None = None
    open_start: bool = False
    condition: str = ""


#: Said of terms that count "from the day": whether that day counts itself is not written in their articles.
OPEN_START = N_("条文写“之日起”，没有写明当日是否计入；这里以当日为第 0 日")
#: Said of a concealed accident's terms that count from the accident.
OPEN_DISCOVERY = N_(
    "条文从事故发生之日起算，没有写明后来才发现的事故是否从发现之日起算；从发现之日起算为 %(day)s"
)

_ACCIDENT = N_("从事故发生之日起算")
_HEAD_TOLD = N_("从单位负责人接到报告的分钟起算")
_AUTHORITY_TOLD = N_("从接到报告的分钟起算")
_REPORT_RECEIVED = N_("从负责事故调查的人民政府收到调查报告之日起算")
_APPROVED = N_("从批复之日起算")
_APPLICATION_RECEIVED = N_("从接到申请起算")
_INJURED = N_("从事故伤害发生之日起算")
#: The other beginning that 工伤保险条例 Art 17 names.
DIAGNOSED = N_("从被诊断、鉴定为职业病之日起算")

RULES: Mapping[Term, Rule] = MappingProxyType(
    {
        Term.HEAD_REPORT: Rule(N_("单位负责人报告（1 小时）"), ("order-493-9",), _HEAD_TOLD, 1),
        Term.LEVEL_REPORT: Rule(N_("逐级上报（每级 2 小时）"), ("order-493-11",), _AUTHORITY_TOLD, 2),
        Term.SUPPLEMENT: Rule(
            N_("伤亡人数变化补报（30 日；道路交通、火灾 7 日）"),
            ("order-493-13",),
            _ACCIDENT,
            open_start=True,
        ),
        Term.REPORT: Rule(
            N_("提交事故调查报告（60 日）"), ("order-493-29", "order-493-27"), _ACCIDENT, open_start=True
        ),
        Term.APPROVAL: Rule(
            N_("事故调查报告批复（15 日；特别重大 30 日）"),
            ("order-493-32",),
            _REPORT_RECEIVED,
            open_start=True,
        ),
        Term.COPIES: Rule(N_("报告和批复抄送有关部门"), ("cq-safety-46",), _APPROVED, open_start=True),
        Term.EVALUATION: Rule(N_("整改措施落实情况评估（批复后一年内）"), ("safety-86",), _APPROVED),
        Term.REFERRAL: Rule(N_("对工会申请作出处理（30 日）"), ("cq-union-44-2",), _APPLICATION_RECEIVED),
        Term.INJURY_BY_EMPLOYER: Rule(
            N_("用人单位申请工伤认定（30 日）"), ("injury-17",), _INJURED, open_start=True
        ),
        Term.INJURY_BY_UNION: Rule(
            N_("职工、近亲属或工会申请工伤认定（1 年）"),
            ("injury-17",),
            _INJURED,
            open_start=True,
            condition=N_("用人单位未按规定申请的，才由职工、近亲属或者工会直接申请"),
        ),
    }
)


class ClockStatus(StrEnum):
    """Where a term stands.

    ``ENDED``: a span in which something counts is over, and nobody is late.  ``DAY_UNKNOWN``: it was done, but the day
    that decides whether in time was not entered.  ``DONE_INSTEAD``: the time is over, whose duty it was did nothing, and others
    did it in that place: nothing is left to do.
    """

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    OVERDUE = "overdue"
    MET_IN_TIME = "met_in_time"
    MET_LATE = "met_late"
    ENDED = "ended"
    DAY_UNKNOWN = "day_unknown"
    DONE_INSTEAD = "done_instead"


STATUS_LABELS: Mapping[ClockStatus, str] = MappingProxyType(
    {
        ClockStatus.NOT_BEGUN: N_("未开始"),
        ClockStatus.RUNNING: N_("进行中"),
        ClockStatus.OVERDUE: N_("已逾期"),
        ClockStatus.MET_IN_TIME: N_("按期完成"),
        ClockStatus.MET_LATE: N_("逾期完成"),
        ClockStatus.ENDED: N_("时段已满"),
        ClockStatus.DAY_UNKNOWN: N_("提交日期未登记"),
        ClockStatus.DONE_INSTEAD: N_("未按期办理，已由他人申请"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One term of one case.

    ``starts_at``: the minute (hours) or 00:00 of day 0 (days); None: not begun.  ``due_on``: the last day, None for hours.
    ``extension_days`` and ``appraisal_days`` are in ``due_on``.  ``from_discovery`` is the last day of a concealed
    accident's term if it counted from its discovery.  ``by`` and ``days`` are those of a regime with rules of its own.
    ``day_unknown``: the day it was done, or counts from, was not entered.  ``from_diagnosis``: it counts from a diagnosis.
    ``done_instead``: others did what had to be done.  ``of_record``: whose term it is.
    """

    term: Term
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    due_on: date | None = None
    moved_to: date | None = None
    met_at: datetime | None = None
    extension_days: int = 0
    appraisal_days: int = 0
    from_discovery: date | None = None
    by: tuple[str, ...] = ()
    days: int | None = None
    day_unknown: bool = False
    from_diagnosis: bool = False
    done_instead: bool = False
    of_record: UUID | None = None

    @property
    def label(self) -> Text:
        """The term's name; with its days where the regime has days of its own."""
        if self.days is None:
            return Text(self.rule.label)
        return Text(N_("提交事故调查报告（%(n)s 日）"), n=self.days)

    @property
    def rule(self) -> Rule:
        """The term's name and provisions."""
        return RULES[self.term]

    @property
    def counts_from(self) -> str:
        """From what it counts."""
        return DIAGNOSED if self.from_diagnosis else self.rule.counts_from

    @property
    def provisions(self) -> tuple[str, ...]:
        """The keys of the provisions that set the term."""
        return self.by or self.rule.provisions

    @property
    def day_of_fact(self) -> date | None:
        """The day whose law holds: the one it counts from; None before it has begun."""
        return None if self.starts_at is None else shanghai_date(self.starts_at)

    @property
    def open_points(self) -> list[Text]:
        """What the text leaves open of the day it counts from."""
        found = [Text(OPEN_START)] if self.rule.open_start else []
        if self.from_discovery is not None:
            found.append(Text(OPEN_DISCOVERY, day=self.from_discovery.isoformat()))
        return found

    def status(self, now: datetime) -> ClockStatus:
        """How the term stands at the moment ``now``."""
        if self.day_unknown:
            return ClockStatus.DAY_UNKNOWN
        if self.starts_at is None or self.ends_at is None:
            return ClockStatus.NOT_BEGUN
        if self.met_at is not None:
            return ClockStatus.MET_LATE if self._over(self.met_at) else ClockStatus.MET_IN_TIME
        if now < self.starts_at:
            return ClockStatus.NOT_BEGUN
        return self._unmet() if self._over(now) else ClockStatus.RUNNING

    def _unmet(self) -> ClockStatus:
        if self.done_instead:
            return ClockStatus.DONE_INSTEAD
        return ClockStatus.ENDED if self.term is Term.SUPPLEMENT else ClockStatus.OVERDUE

    def _over(self, moment: datetime) -> bool:
        # 24:00 of the last day is already the next day; the sixtieth minute of an hour is still in it.
        if self.ends_at is None:
            return False
        return moment >= self.ends_at if self.due_on else _minute(moment) > self.ends_at

    def days_left(self, now: datetime) -> int | None:
        """Days until the last day (0 on it, negative after it); None for hours and when nothing runs."""
        if self.due_on is None or self.met_at is not None:
            return None
        return (self.due_on - shanghai_date(now)).days

    def time_left(self, now: datetime) -> timedelta | None:
        """Time until the end (negative after it); None when nothing runs."""
        return None if self.ends_at is None or self.met_at is not None else self.ends_at - now

    def elapsed(self, now: datetime) -> float:
        """The part of the term that has passed at ``now`` or was used when it was met: 0 to 1."""
        if self.starts_at is None or self.ends_at is None:
            return 0.0
        used = ((self.met_at or now) - self.starts_at) / (self.ends_at - self.starts_at)
        return min(1.0, max(0.0, used))


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _moment(met: date | datetime | None) -> datetime | None:
    """A day on which something was done, as a moment of it."""
    return met if met is None or isinstance(met, datetime) else start_of_day(met)


def hour_clock(term: Term, starts_at: datetime | None, *, met_at: datetime | None = None) -> Clock:
    """A term of hours (``HEAD_REPORT``, ``LEVEL_REPORT``), from the minute the news was received."""
    hours = RULES[term].hours
    if hours is None:
        raise ValueError(f"{term} is no term of hours")
    if starts_at is None:
        return Clock(term=term, met_at=met_at)
    begun = _minute(starts_at)
    return Clock(term=term, starts_at=begun, ends_at=begun + timedelta(hours=hours), met_at=met_at)


_DUE: Mapping[Term, Callable[[date], date]] = {
    Term.COPIES: copies_due,
    Term.EVALUATION: evaluation_due,
    Term.REFERRAL: referral_due,
    Term.INJURY_BY_UNION: injury_by_union_due,
}


def day_clock(
    term: Term,
    starts_on: date | None,
    *,
    met: date | datetime | None = None,
    holidays: HolidayTable | None = None,
) -> Clock:
    """A term of days or a year that depends on its start alone: copies, evaluation, referral, 工伤认定 by the union."""
    due_on = None if starts_on is None else _DUE[term](starts_on)
    return _days(term, starts_on, due_on, met, holidays)


def injury_clock(
    begins: date,
    *,
    extension_days: int = 0,
    met: date | datetime | None = None,
    holidays: HolidayTable | None = None,
) -> Clock:
    """The employer's term for 工伤认定, with the days by which the social insurance department let it be extended."""
    due_on = injury_by_employer_due(begins, extension_days=extension_days)
    return _days(Term.INJURY_BY_EMPLOYER, begins, due_on, met, holidays, extension_days)


def supplement_clock(
    accident_on: date, *, traffic_or_fire: bool, holidays: HolidayTable | None = None
) -> Clock:
    """How long changed casualties must be reported and can change the grade."""
    due_on = supplement_due(accident_on, traffic_or_fire=traffic_or_fire)
    return _days(Term.SUPPLEMENT, accident_on, due_on, None, holidays)


def report_clock(
    accident_on: date,
    *,
    extension_days: int = 0,
    appraisals: Sequence[Interval] = (),
    met: date | datetime | None = None,
    holidays: HolidayTable | None = None,
    days: int = REPORT_DAYS,
    extension_most: int = REPORT_EXTENSION_MOST,
) -> Clock:
    """The term of the investigation report; refuses what ``report_due`` refuses."""
    due_on = report_due(
        accident_on,
        extension_days=extension_days,
        appraisals=appraisals,
        days=days,
        extension_most=extension_most,
    )
    stopped = days_covered(appraisals)
    return _days(Term.REPORT, accident_on, due_on, met, holidays, extension_days, stopped)


def approval_clock(
    report_received_on: date | None,
    *,
    grade: AccidentGrade,
    extension_days: int = 0,
    met: date | datetime | None = None,
    holidays: HolidayTable | None = None,
) -> Clock:
    """The term of the approval, from the government's receipt of the report; refuses what ``approval_due`` refuses."""
    if report_received_on is None:
        return _days(Term.APPROVAL, None, None, met, holidays)
    due_on = approval_due(report_received_on, grade=grade, extension_days=extension_days)
    return _days(Term.APPROVAL, report_received_on, due_on, met, holidays, extension_days)


def _days(
    term: Term,
    starts_on: date | None,
    due_on: date | None,
    met: date | datetime | None,
    holidays: HolidayTable | None,
    extension_days: int = 0,
    appraisal_days: int = 0,
) -> Clock:
    return Clock(
        term=term,
        starts_at=None if starts_on is None else start_of_day(starts_on),
        ends_at=None if due_on is None else end_of_day(due_on),
        due_on=due_on,
        moved_to=None if due_on is None or holidays is None else holidays.moved_if_known(due_on),
        met_at=_moment(met),
        extension_days=extension_days,
        appraisal_days=appraisal_days,
    )
