"""The period of a return: a quarter or a year, and the day up to which entries count in it.

A return is due by the 15th of the first month after its period.  What was entered by the end of that day
counts, what came later does not: so the return of a past period gives the same numbers whenever it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from safety.errors import Invalid
from safety.law.days import end_of_day, start_of_day
from safety.text import N_, Text

#: Districts send their returns by this day of the month after the quarter.
DUE_DAY = 15
FIRST_YEAR = 2000
_KEY = re.compile(r"(\d{4})(?:Q([1-4]))?")


@dataclass(frozen=True, order=True)
class Period:
    """A year (``quarter`` 0) or one of its quarters."""

    year: int
    quarter: int = 0

    @property
    def key(self) -> str:
        """How it stands in an address: ``2026`` or ``2026Q3``."""
        return f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.quarter - 2 if self.quarter else 1, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        if self.quarter in {0, 4}:
            return date(self.year, 12, 31)
        return date(self.year, 3 * self.quarter + 1, 1) - timedelta(days=1)

    @property
    def due_day(self) -> date:
        """The day by which the return is sent."""
        return self.last_day + timedelta(days=DUE_DAY)

    @property
    def label(self) -> Text:
        """Its name on a page."""
        if self.quarter:
            return Text(N_("%(year)s 年第 %(quarter)s 季度"), year=self.year, quarter=self.quarter)
        return Text(N_("%(year)s 年全年"), year=self.year)

    @property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters of a year; none for a quarter."""
        return () if self.quarter else tuple(Period(self.year, one) for one in (1, 2, 3, 4))


@dataclass(frozen=True)
class Span:
    """A period with the last day whose entries count: everything a number of a return depends on."""

    period: Period
    as_of: date

    @property
    def begins(self) -> datetime:
        """The first moment of the period."""
        return start_of_day(self.period.first_day)

    @property
    def ends(self) -> datetime:
        """The first moment after the period."""
        return end_of_day(self.period.last_day)

    @property
    def known_before(self) -> datetime:
        """Entries from this moment on do not count."""
        return end_of_day(self.as_of)

    def is_provisional(self, today: date) -> bool:
        """Whether the numbers may still change: the last day that counts is not over."""
        return self.as_of >= today


def period_from(key: str) -> Period:
    """The period that ``key`` names.

    Raises:
        Invalid: it names none (field ``period``).
    """
    found = _KEY.fullmatch(key.strip().upper())
    if found is None or not FIRST_YEAR <= int(found[1]) <= 2199:
        raise Invalid(fields={"period": [N_("请填写年度或季度，如 2026 或 2026Q3")]})
    return Period(int(found[1]), int(found[2] or 0))


def span_of(period: Period, *, today: date, as_of: date | None = None) -> Span:
    """The span of a return: entries count up to the day it is due, or up to ``as_of``; never beyond today.

    Raises:
        Invalid: the period has not begun (field ``period``), or ``as_of`` lies before it (field ``as_of``).
    """
    if period.first_day > today:
        raise Invalid(fields={"period": [N_("这一期还没有开始")]})
    if as_of is not None and as_of < period.first_day:
        raise Invalid(fields={"as_of": [N_("截止登记日不能早于期初")]})
    return Span(period, min(as_of or period.due_day, today))


def periods_before(today: date, *, years: int = 5) -> Sequence[Period]:
    """The periods to choose from, the newest first: those begun in this year and the ``years`` before it."""
    found = [
        Period(year, quarter)
        for year in range(today.year, max(today.year - years, FIRST_YEAR) - 1, -1)
        for quarter in (0, 4, 3, 2, 1)
    ]
    return [one for one in found if one.first_day <= today]


def present_period(today: date) -> Period:
    """The quarter that a return is to be made for: the present one, or until its due day the one before."""
    present = Period(today.year, (today.month + 2) // 3)
    before = Period(today.year, present.quarter - 1) if present.quarter > 1 else Period(today.year - 1, 4)
    return before if today <= before.due_day else present
