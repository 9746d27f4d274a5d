"""Last days of the terms that the law sets: calendar days, the day of the event is day 0.

Nothing here is moved for a holiday: the earlier date is the safe one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from safety.errors import Invalid
from safety.law.accident_grades import AccidentGrade
from safety.text import N_, Text

REPORT_DAYS = 60
REPORT_EXTENSION_MOST = 60
APPROVAL_DAYS = 15
APPROVAL_DAYS_EXTRAORDINARY = 30
APPROVAL_EXTENSION_MOST = 30
REFERRAL_DAYS = 30
COPIES_DAYS = 30
SUPPLEMENT_DAYS = 30
SUPPLEMENT_DAYS_TRAFFIC_FIRE = 7
INJURY_BY_EMPLOYER_DAYS = 30

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


def report_due(
    accident_on: date,
    *,
    extension_days: int = 0,
    appraisals: Iterable[Interval] = (),
    days: int = REPORT_DAYS,
    extension_most: int = REPORT_EXTENSION_MOST,
) -> date:
    """The last day for the investigation report (Order 493, Art 29; appraisal days: Art 27).

    60 days after the accident, plus an approved extension of at most 60 days, plus the days of technical
    appraisal (pairs of first and last day, both included, overlaps counted once).  Appraisal time does not
    count in the term, so its days are added even when they fall into the extension.  Another regime has
    other ``days`` and another ``extension_most``.

    Raises:
        Invalid: an extension below 0 or over 60 days; an appraisal that ends before it begins, or begins
            before the accident.
    """
    if not 0 <= extension_days <= extension_most:
        refused = Text(N_("延长的期限最长不超过 %(most)s 日"), most=extension_most)
        raise Invalid(fields={"extension_days": [refused]})
    stops = list(appraisals)
    if any(first < accident_on for first, _ in stops):
        raise Invalid(fields={"appraisals": [N_("鉴定的开始日期早于事故发生日期")]})
    return accident_on + timedelta(days=days + extension_days + days_covered(stops))


def extension_asked_in_time(
    asked_on: date, *, accident_on: date, appraisals: Iterable[Interval] = ()
) -> bool:
    """Whether an extension of the report's term was asked for before the unextended term had run out."""
    return asked_on <= report_due(accident_on, appraisals=appraisals)


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


def referral_due(received_on: date, *, at_once: bool = False) -> date:
    """The last day for a department's decision on a union's application (重庆市工会条例, Art 44(2)); on a 重大 hazard it is the first."""
    return received_on + timedelta(days=0 if at_once else REFERRAL_DAYS)


def copies_due(approved_on: date) -> date:
    """The last day for copying report and approval to the departments (重庆市安全生产条例 2015, Art 46)."""
    return approved_on + timedelta(days=COPIES_DAYS)


def supplement_due(accident_on: date, *, traffic_or_fire: bool) -> date:
    """The last day whose changed casualties must be reported (Order 493, Art 13)."""
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


def injury_by_employer_due(begins: date, *, extension_days: int = 0) -> date:
    """The last day for the employer to apply for 工伤认定 (工伤保险条例, Art 17), from the injury or the diagnosis.

    The department may let the term be extended in special circumstances; the article names no number of days.
    """
    return begins + timedelta(days=INJURY_BY_EMPLOYER_DAYS + extension_days)


def injury_by_union_due(begins: date) -> date:
    """The last day for the worker, the kin, or the union to apply for 工伤认定 (工伤保险条例, Art 17)."""
    return years_after(begins, 1)
