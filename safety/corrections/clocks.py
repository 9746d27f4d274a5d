"""Terms and clocks of corrections: plain arithmetic on days and minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from safety.corrections.vocabulary import FindingGrade

#: How many days before its last day a running referral is shown on the Today page.
REFERRAL_WARNING_DAYS = 7
#: "This week" on the Today page: the days after today that it looks ahead.
DAYS_AHEAD = 7


@dataclass(frozen=True)
class Terms:
    """A union's own usual terms, in days; none of them is set by law.

    ``major_days``: until the plan for a 重大 hazard is there; the plan sets its own days.
    """

    ordinary_days: int = 15
    major_days: int = 7
    recheck_days: int = 7
    link_days: int = 60

    def term_for(
        self,
        grade: FindingGrade,
        today: date,
        *,
        danger: bool = False,
        set_before: date | None = None,
    ) -> date:
        """The last day to propose for a finding put on a notice ``today``; a danger has none but today.

        A term that was ``set_before`` and has not run out stays, but for a danger.
        """
        if danger:
            return today
        if set_before is not None and set_before >= today:
            return set_before
        major = grade is FindingGrade.MAJOR
        return today + timedelta(days=self.major_days if major else self.ordinary_days)

    def reply_by(self, terms: Iterable[tuple[date, bool]], today: date) -> date:
        """The day to propose for the written reply: the last of the terms; each is a day and whether it is asked at once.

        What is asked at once leaves the union's own days for the reply alone: those of a 重大 hazard's plan.
        """
        days = timedelta(days=min(self.major_days, self.ordinary_days))
        return max(today + days if at_once else term_on for term_on, at_once in terms)


def minutes_between(proposed_at: datetime, decided_at: datetime) -> int:
    """Whole minutes from a proposal to the employer's decision."""
    return int((decided_at - proposed_at).total_seconds() // 60)
