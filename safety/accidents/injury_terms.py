"""工伤认定 (工伤保险条例 Art 17): from the accident or the diagnosis, extended by approval, and whose turn it is to apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from safety.accidents.vocabulary import InjuryApplicant
from safety.errors import Invalid
from safety.law import clocks
from safety.law.calendar import HolidayTable
from safety.law.clocks import Clock, Term
from safety.text import N_

#: Terms that another rule, which was not read, set before the first text that we know of: they are not computed, and that is said.
PRECEDED = frozenset({Term.INJURY_BY_EMPLOYER, Term.INJURY_BY_UNION})


@dataclass(frozen=True)
class InjuryFacts:
    """What is known of the applications for 工伤认定 of a case.

    ``hurt``: people were hurt otherwise than by poisoning; ``poisoned``: by acute poisoning.  ``diagnosed_on``: the day on which an
    occupational disease was diagnosed or identified.  ``applied_by`` is None where nobody entered who applied.
    ``extension_days`` were approved for the employer.
    """

    hurt: bool = False
    poisoned: bool = False
    diagnosed_on: date | None = None
    applied_on: date | None = None
    applied_by: InjuryApplicant | None = None
    extension_days: int = 0

    @property
    def by_employer(self) -> bool:
        """Whether the employer applied."""
        return self.applied_on is not None and self.applied_by is InjuryApplicant.EMPLOYER

    @property
    def by_others(self) -> bool:
        """Whether the worker, the kin or the union applied in the employer's place."""
        return self.applied_on is not None and self.applied_by not in {None, InjuryApplicant.EMPLOYER}


def injury_clocks(
    facts: InjuryFacts, accident_on: date, holidays: HolidayTable | None = None
) -> Iterator[Clock]:
    """The employer's term and, unless the employer has applied, that of worker, kin and union.

    Both count from the accident, and from the diagnosis of an occupational disease where one was entered on another day; of people who
    were only poisoned, from the diagnosis alone.  An application meets no term that began after it.
    """
    from_accident = facts.hurt or (facts.poisoned and facts.diagnosed_on is None)
    if from_accident:
        yield from _pair(facts, accident_on, holidays, from_diagnosis=False)
    # Of two beginnings on one day every term ends on one day: it is one term.
    if facts.diagnosed_on is not None and not (from_accident and facts.diagnosed_on == accident_on):
        yield from _pair(facts, facts.diagnosed_on, holidays, from_diagnosis=True)


def _pair(
    facts: InjuryFacts, begins: date, holidays: HolidayTable | None, *, from_diagnosis: bool
) -> Iterator[Clock]:
    applied = facts.applied_on if facts.applied_on and facts.applied_on >= begins else None
    employer = clocks.injury_clock(
        begins,
        extension_days=facts.extension_days,
        met=None if facts.by_others else applied,
        holidays=holidays,
    )
    instead = applied is not None and facts.by_others
    yield replace(employer, from_diagnosis=from_diagnosis, done_instead=instead)
    if not (applied is not None and facts.by_employer):
        union = clocks.day_clock(Term.INJURY_BY_UNION, begins, met=applied, holidays=holidays)
        yield replace(union, from_diagnosis=from_diagnosis)


def check_injury_extension(facts: InjuryFacts) -> None:
    """Refuse an extension where no term of 工伤认定 runs for the employer.

    Raises:
        Invalid: field ``term``: nobody was hurt, or somebody has applied.
    """
    if not (facts.hurt or facts.poisoned or facts.diagnosed_on):
        raise Invalid(fields={"term": [N_("没有登记伤亡或者职业病诊断，没有工伤认定期限")]})
    if facts.applied_on is not None:
        raise Invalid(fields={"term": [N_("已登记申请工伤认定，不再登记延长")]})


def check_injury_days(facts: InjuryFacts, accident_on: date) -> None:
    """Refuse days of a diagnosis or an application before the accident, and an application nobody is named for.

    Raises:
        Invalid: fields ``disease_diagnosed_on``, ``injury_applied_on``, ``injury_applied_by``.
    """
    days = {"disease_diagnosed_on": facts.diagnosed_on, "injury_applied_on": facts.applied_on}
    early = {name: [_EARLY] for name, day in days.items() if day is not None and day < accident_on}
    if early:
        raise Invalid(fields=early)
    if facts.applied_by is not None and facts.applied_on is None:
        raise Invalid(fields={"injury_applied_on": [N_("请填写申请工伤认定日期")]})
    if facts.applied_on is not None and facts.applied_by is None:
        raise Invalid(fields={"injury_applied_by": [N_("请选择由谁申请")]})


_EARLY = N_("日期不能早于事故发生之日")
