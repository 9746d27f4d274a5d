"""Terms of the law as computed days: calendar days in Asia/Shanghai, the day of the event is day 0.

A term ends at 24:00 of its last day and is not moved for a holiday: the earlier date is the safe one.
Where the Civil Code (Art 203) would move a last day, ``moved_for_holiday`` gives that day beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from safety.errors import Invalid
from safety.law.accident_grades import AccidentGrade
from safety.text import N_

REPORT_DAYS = 60
REPORT_EXTENSION_MOST = 60
APPROVAL_DAYS = 15
APPROVAL_DAYS_EXTRAORDINARY = 30
APPROVAL_EXTENSION_MOST = 30
REFERRAL_DAYS = 30
COPIES_DAYS = 30
SUPPLEMENT_DAYS = 30
SUPPLEMENT_DAYS_TRAFFIC_FIRE = 7
INJURY_APPLICATION_DAYS = 30

Interval = tuple[date, date]


def days_covered(intervals: Iterable[Interval]) -> int:
    """How many days the intervals cover, both ends included, days that overlap counted once.

    Raises:
        Invalid: an interval ends before it begins (field ``appraisals``).
    """
    covered = 0
    counted_to: date | None = None
    for first, last in sorted(intervals):
        if last < first:
            raise Invalid(fields={"appraisals": [N_("鉴定的结束日期早于开始日期")]})
        begin = first if counted_to is None or first > counted_to else counted_to + timedelta(days=1)
        if last >= begin:
            covered += (last - begin).days + 1
        counted_to = last if counted_to is None else max(counted_to, last)
    return covered


def report_due(accident_on: date, *, extension_days: int = 0, appraisals: Iterable[Interval] = ()) -> date:
    """The last day for the investigation report (Order 493, Art 29; appraisal days: Art 27).

    60 days after the accident, plus an approved extension of at most 60 days, plus the days of technical
    appraisal (pairs of first and last day, both included, overlaps counted once).

    Raises:
        Invalid: an extension below 0 or over 60 days; an appraisal that ends before it begins.
    """
    if not 0 <= extension_days <= REPORT_EXTENSION_MOST:
        raise Invalid(fields={"extension_days": [N_("延长的期限最长不超过 60 日")]})
    return accident_on + timedelta(days=REPORT_DAYS + extension_days + days_covered(appraisals))


def approval_due(report_received_on: date, *, grade: AccidentGrade, extension_days: int = 0) -> date:
    """The last day for the approval (批复) of the report (Order 493, Art 32).

    15 days after its receipt; 30 for an extraordinary accident, which alone may be extended by at most 30.

    Raises:
        Invalid: an extension below 0 or over 30 days, or for another grade than extraordinary.
    """
    extraordinary = AccidentGrade(grade) is AccidentGrade.EXTRAORDINARY
    if not 0 <= extension_days <= APPROVAL_EXTENSION_MOST:
        raise Invalid(fields={"extension_days": [N_("批复延长的期限最长不超过 30 日")]})
    if extension_days and not extraordinary:
        raise Invalid(fields={"extension_days": [N_("只有特别重大事故的批复可以延长")]})
    term = APPROVAL_DAYS_EXTRAORDINARY if extraordinary else APPROVAL_DAYS
    return report_received_on + timedelta(days=term + extension_days)


def referral_due(received_on: date) -> date:
    """The last day for a department's decision on a union's application (重庆市工会条例, Art 44(2))."""
    return received_on + timedelta(days=REFERRAL_DAYS)


def copies_due(approved_on: date) -> date:
    """The last day for copying report and approval to the departments (重庆市安全生产条例 2015, Art 46)."""
    return approved_on + timedelta(days=COPIES_DAYS)


def supplement_due(accident_on: date, *, traffic_or_fire: bool) -> date:
    """The last day on which changed casualties must be reported (Order 493, Art 13)."""
    days = SUPPLEMENT_DAYS_TRAFFIC_FIRE if traffic_or_fire else SUPPLEMENT_DAYS
    return accident_on + timedelta(days=days)


def years_after(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def evaluation_due(approved_on: date) -> date:
    """The last day for evaluating the corrective measures (安全生产法 2021, Art 86): within one year."""
    return years_after(approved_on, 1)


class ClockStatus(StrEnum):
    """Where a term stands."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    OVERDUE = "overdue"
    MET_IN_TIME = "met_in_time"
    MET_LATE = "met_late"


@dataclass(frozen=True)
class Clock:
    """A term with its provision: from when, until when, and when it was met."""

    provision: str
    starts_on: date | None
    due_on: date | None
    met_on: date | None = None

    def status(self, today: date) -> ClockStatus:
        """How the term stands on the day ``today``."""
        if self.starts_on is None or self.due_on is None:
            return ClockStatus.NOT_BEGUN
        if self.met_on is not None:
            return ClockStatus.MET_IN_TIME if self.met_on <= self.due_on else ClockStatus.MET_LATE
        return ClockStatus.OVERDUE if today > self.due_on else ClockStatus.RUNNING

    def days_left(self, today: date) -> int | None:
        """Days until the last day (negative once it has passed); None when nothing is running."""
        if self.due_on is None or self.met_on is not None:
            return None
        return (self.due_on - today).days


def moved_for_holiday(due_on: date, is_working: Callable[[date], bool]) -> date:
    """The day to which the Civil Code (Art 203) moves a last day that is no working day."""
    moved = due_on
    while not is_working(moved):
        moved += timedelta(days=1)
    return moved
