"""Working days, from a table of each year's days off and make-up workdays.

The State Council announces both late in the year before: a year without a table is refused, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from safety.errors import Invalid
from safety.text import N_, Text

_SATURDAY = 5


@dataclass(frozen=True)
class HolidayYear:
    """One year's announced days off, and weekend days on which people work in exchange."""

    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True)
class HolidayTable:
    """The years whose holidays are known."""

    years: Mapping[int, HolidayYear]

    def knows(self, day: date) -> bool:
        """Whether there is a table for the year of ``day``."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``.

        Raises:
            Invalid: the year has no table (code ``no_holiday_table``).
        """
        year = self.years.get(day.year)
        if year is None:
            sentence = Text(N_("没有 %(year)s 年的节假日安排，请管理员先录入"), year=day.year)
            raise Invalid(sentence, code="no_holiday_table")
        return day in year.worked or (day.weekday() < _SATURDAY and day not in year.off)

    def after(self, start: date, workdays: int) -> date:
        """The last day of a term of ``workdays``; ``start`` is day 0 and need not be a workday.

        Raises:
            Invalid: a negative term, or a year without a table.
        """
        if workdays < 0:
            raise Invalid(fields={"workdays": [N_("工作日天数不能为负数")]})
        day = start
        while workdays:
            day += timedelta(days=1)
            workdays -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many workdays lie after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def moved(self, due_on: date) -> date:
        """The day to which the Civil Code (Art 203) moves a last day on which nobody works."""
        while not self.is_workday(due_on):
            due_on += timedelta(days=1)
        return due_on

    def moved_if_known(self, due_on: date) -> date | None:
        """As ``moved``; None where a year without a table would have to be guessed."""
        try:
            return self.moved(due_on)
        except Invalid:
            return None


def holiday_table(
    years: Iterable[int], *, off: Iterable[date] = (), worked: Iterable[date] = ()
) -> HolidayTable:
    """A table of ``years``; days of other years are left out.

    Raises:
        Invalid: a day is both off and worked, or a make-up workday is no Saturday or Sunday.
    """
    days_off, days_worked = frozenset(off), frozenset(worked)
    for day in sorted(days_worked):
        if day in days_off or day.weekday() < _SATURDAY:
            sentence = Text(N_("%(day)s 不能作为调休上班日：应为不放假的周六或周日"), day=day.isoformat())
            raise Invalid(fields={"worked": [sentence]})
    return HolidayTable(
        MappingProxyType(
            {
                year: HolidayYear(
                    frozenset(day for day in days_off if day.year == year),
                    frozenset(day for day in days_worked if day.year == year),
                )
                for year in years
            }
        )
    )
