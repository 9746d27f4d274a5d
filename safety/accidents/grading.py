"""The grade of an accident over time: what was known on a day, what of it counts, and what changed it.

A change of casualties counts when it happened within the days of Order 493 Art 13 (30; traffic and fire 7).
A later death or correction is kept and shown, and changes neither the grade nor who investigates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from safety.law import accident_grades
from safety.law.accident_grades import MISSING_PROVISION, AccidentGrade, Criterion, Graded, Level
from safety.law.provisions import provision_on
from safety.law.regimes import (
    Criteria,
    Edition,
    Investigation,
    Regime,
    Windows,
    edition_on,
    investigation,
    windows,
)
from safety.text import N_, Text

#: The levels of governments, the lowest first: a higher one may take an investigation over.
GOVERNMENTS = (Level.DISTRICT, Level.CITY, Level.STATE)


@dataclass(frozen=True)
class Casualties:
    """What was known on a day: people by harm, and the direct loss in yuan (None while unknown).

    ``poisoned`` are people with acute industrial poisoning; they are not among ``serious``.  ``deaths_on`` are the
    days on which those died whom ``deaths`` has more than the report before: one for each, or one for all of them.
    """

    on: date
    deaths: int = 0
    missing: int = 0
    serious: int = 0
    slight: int = 0
    direct_loss_yuan: Decimal | None = None
    poisoned: int = 0
    deaths_on: tuple[date, ...] = ()


COUNTS = ("deaths", "missing", "serious", "slight", "poisoned")


@dataclass(frozen=True)
class TakenOver:
    """A higher government took the investigation over on a day."""

    on: date
    level: Level
    whom: str


@dataclass(frozen=True)
class Ground:
    """What a grade stands on besides the numbers: day, regime, category, a grade that was told, who took over."""

    accident_on: date
    regime: Regime = Regime.ORDER_493
    category: str | None = None
    told: AccidentGrade | None = None
    taken_over: Sequence[TakenOver] = ()

    @cached_property
    def windows(self) -> Windows:
        """The days in which casualties change the grade, and after which the missing count."""
        return windows(self.regime, self.category)

    @cached_property
    def edition(self) -> Edition:
        """What the regime says of an accident of this day."""
        return edition_on(self.regime, self.accident_on)

    @property
    def has_window(self) -> bool:
        """Whether the rule was read that only changes within these days count: where Order 493 makes the grade."""
        return self.edition.criteria is Criteria.COUNTED or bool(self.edition.by_493)

    @property
    def last_day(self) -> date:
        """The last day whose changed casualties count."""
        return self.accident_on + timedelta(days=self.windows.casualty_days)

    @property
    def missing_count_from(self) -> date:
        """The first day on which people still missing are counted as dead."""
        return self.accident_on + timedelta(days=self.windows.missing_days + 1)


@dataclass(frozen=True)
class Counted:
    """The numbers that make the grade on a day; ``missing`` are the missing counted as dead."""

    deaths: int = 0
    missing: int = 0
    serious: int = 0
    poisoned: int = 0
    direct_loss_yuan: Decimal | None = None


@dataclass(frozen=True)
class GradeOn:
    """The grade from a day on, the fact that changed it, and who investigates; no grade where none can be known.

    ``checked`` is false while it rests on a text that was not read for that day: then it stays off papers.
    """

    on: date
    graded: Graded | None
    fact: Text
    investigation: Investigation
    taken_over: TakenOver | None = None
    provisions: tuple[str, ...] = ()
    checked: bool = True

    @property
    def grade(self) -> AccidentGrade | None:
        """The grade alone."""
        return self.graded.grade if self.graded else None

    @property
    def level(self) -> Level:
        """Who investigates from that day, after a taking over too."""
        return self.taken_over.level if self.taken_over else self.investigation.level

    @property
    def investigator(self) -> str:
        """The body that investigates: who took over, else the one that the law names."""
        return self.taken_over.whom if self.taken_over else self.investigation.body


def in_order(series: Sequence[Casualties]) -> list[Casualties]:
    """The reports by their days; of one day in the order in which they were entered."""
    return sorted(series, key=lambda one: one.on)


def by_days_of_death(first: Casualties) -> list[Casualties]:
    """The first numbers of a case as a series: those of their own day, then one report for each later day of death."""
    if not first.deaths_on:
        return [first]
    days = first.deaths_on * first.deaths if len(first.deaths_on) == 1 else first.deaths_on
    found = []
    for on in sorted({first.on, *(day for day in days if day > first.on)}):
        begins = on == first.on
        found.append(
            replace(
                first,
                on=on,
                deaths=sum(1 for day in days if day <= on),
                deaths_on=tuple(day for day in days if day == on or (begins and day < on)),
            )
        )
    return found


def known_on(series: Sequence[Casualties], on: date) -> Casualties:
    """The newest figures known by the day ``on``; the loss is the newest one named.  Nothing known is no harm."""
    known = [one for one in in_order(series) if one.on <= on]
    if not known:
        return Casualties(on)
    loss = next((one.direct_loss_yuan for one in reversed(known) if one.direct_loss_yuan is not None), None)
    return replace(known[-1], direct_loss_yuan=loss, deaths_on=())


def counted_on(series: Sequence[Casualties], ground: Ground, on: date) -> Counted:
    """The numbers that count on the day ``on``: changes within the days, the missing once their time is up.

    The missing are those of the newest report, whenever it came: who was found alive counts no more, who was found
    dead counts among the dead.  Each other death is judged by its own day; one within the days that became known
    later counts from the day it became known.  The loss is no casualty: the newest figure counts whenever it was named.
    """
    found, before = Counted(), None
    for one in in_order(series):
        if one.on > on:
            break
        change = change_of(one, before, ground)
        if one.on <= ground.last_day or before is None:
            found = Counted(
                one.deaths - change.uncounted, 0, one.serious, one.poisoned, found.direct_loss_yuan
            )
        else:
            cured = min(change.cured, found.serious)
            deaths = max(0, found.deaths + change.counted - change.missing_again)
            found = replace(found, deaths=deaths, serious=found.serious - cured)
        if one.direct_loss_yuan is not None:
            found = replace(found, direct_loss_yuan=one.direct_loss_yuan)
        before = one
    gone = before.missing if before and on >= ground.missing_count_from else 0
    return replace(found, missing=gone)


@dataclass(frozen=True)
class _Change:
    """The deaths that a report adds: those that count, those that do not, those of seriously injured people.

    ``missing_again``: people who were reported dead and are missing after all.
    """

    counted: int
    uncounted: int
    cured: int
    missing_again: int


def change_of(one: Casualties, before: Casualties | None, ground: Ground) -> _Change:
    """Which deaths of a report count: those within the days, and people found dead who were missing before."""
    was = before or Casualties(one.on)
    new = max(0, one.deaths - was.deaths)
    days = _deaths_of(one, before)
    in_time = sum(1 for day in days if day <= ground.last_day)
    if before is None or one.on <= ground.last_day:
        late = len(days) - in_time
        return _Change(new - late, late, 0, 0)
    # The injured are taken to have died before a missing person is taken to have been found dead.
    cured = min(in_time, max(0, was.serious - one.serious))
    injured = min(new, max(0, was.serious + was.poisoned - one.serious - one.poisoned))
    found_dead = min(max(0, was.missing - one.missing), new - injured)
    counted = max(in_time, min(new, found_dead + cured))
    again = min(max(0, was.deaths - one.deaths), max(0, one.missing - was.missing))
    return _Change(counted, new - counted, cured, again)


def _deaths_of(one: Casualties, before: Casualties | None) -> Sequence[date]:
    """The day of each death that this report adds, where its days are named."""
    new = max(0, one.deaths - (before.deaths if before else 0))
    return one.deaths_on * new if len(one.deaths_on) == 1 else one.deaths_on[:new]


def graded_by(counted: Counted, accident_on: date) -> Graded:
    """The grade that these numbers make by Order 493 Art 3, cited for the accident's day."""
    return accident_grades.grade_with_reason(
        deaths=counted.deaths + counted.missing,
        serious_injuries=counted.serious + counted.poisoned,
        direct_loss_yuan=counted.direct_loss_yuan or Decimal(0),
        accident_on=accident_on,
        of_them_poisoned=counted.poisoned,
        of_them_missing=counted.missing,
    )


def grade_on(series: Sequence[Casualties], ground: Ground, on: date) -> Graded | None:
    """The grade as the day ``on`` knows it: by the numbers, or as it was told; None where neither can be."""
    match ground.edition.criteria:
        case Criteria.COUNTED:
            return graded_by(counted_on(series, ground, on), ground.accident_on)
        case Criteria.TOLD:
            return _higher(counted_on(series, ground, on), ground)
        case _:
            return None


def _higher(counted: Counted, ground: Ground) -> Graded | None:
    """The grade that was told, or where its regime says so a higher one by the numbers; untold only the latter, if sure."""
    told = Graded(ground.told, Criterion.TOLD, Text(N_("按主管部门认定的等级登记"))) if ground.told else None
    if not ground.edition.by_493:
        return told
    ours = graded_by(counted, ground.accident_on)
    if told is None:
        return ours if _goes_by_493(counted, ground) else None
    return ours if _gravity(ours) > _gravity(told) else told


def _goes_by_493(counted: Counted, ground: Ground) -> bool:
    """Whether the casualties alone, the loss aside, make a grade that Order 493 governs under this regime."""
    by_casualties = graded_by(replace(counted, direct_loss_yuan=None), ground.accident_on)
    return by_casualties.grade in ground.edition.by_493


def regime_on(series: Sequence[Casualties], ground: Ground, on: date) -> Regime:
    """The regime by which the accident is investigated as the day ``on`` knows it: its own, or Order 493 in its place."""
    if ground.edition.by_493 and _goes_by_493(counted_on(series, ground, on), ground):
        return Regime.ORDER_493
    return ground.regime


def regime_of(series: Sequence[Casualties], ground: Ground, kept: AccidentGrade | None) -> Regime:
    """``regime_on`` as the newest numbers know it that make the ``kept`` grade."""
    if not ground.edition.by_493:
        return ground.regime
    days = sorted({*(one.on for one in series), ground.missing_count_from}, reverse=True)
    for day in days:
        graded = grade_on(series, ground, day)
        if (graded.grade if graded else None) is kept:
            return regime_on(series, ground, day)
    return ground.regime


def standing_on(series: Sequence[Casualties], ground: Ground, on: date) -> GradeOn:
    """The grade and who investigates as the day ``on`` knows them."""
    counted = counted_on(series, ground, on)
    graded = grade_on(series, ground, on)
    law = investigation(regime_on(series, ground, on), graded.grade if graded else None, ground.accident_on)
    provisions = _provisions(graded, counted, ground)
    return GradeOn(
        on,
        graded,
        Text(N_("首次登记")),
        law,
        _taken_over(ground, law.level, on),
        provisions,
        graded is not None
        and all(provision_on(one, ground.accident_on).checked(ground.accident_on) for one in provisions),
    )


def _provisions(graded: Graded | None, counted: Counted, ground: Ground) -> tuple[str, ...]:
    """The provisions a grade rests on; the missing among the dead rest on one of their own."""
    accident_on = ground.accident_on
    if graded is None or graded.criterion is Criterion.TOLD:
        return ()
    without = graded_by(replace(counted, missing=0), accident_on).grade
    more = (MISSING_PROVISION,) if counted.missing and without is not graded.grade else ()
    higher = ground.edition.criteria_by if ground.edition.by_493 else ()
    return (graded.provision, *more, *higher)


def _taken_over(ground: Ground, level: Level, on: date) -> TakenOver | None:
    """The newest taking over by the day ``on``, unless the law names a higher government by then."""
    found = max((one for one in ground.taken_over if one.on <= on), key=lambda one: one.on, default=None)
    if found is None or (level in GOVERNMENTS and _rank(level) > _rank(found.level)):
        return None
    return found


def _rank(level: Level) -> int:
    return GOVERNMENTS.index(level) if level in GOVERNMENTS else 0


def grade_history(series: Sequence[Casualties], ground: Ground, *, today: date) -> list[GradeOn]:
    """Every day on which the grade or who investigates changed, the first one first, with the fact that did it."""
    turns = {one.on for one in series if one.on <= today}
    turns |= {one.on for one in ground.taken_over if one.on <= today}
    if turns and min(turns) < ground.missing_count_from <= today:
        turns.add(ground.missing_count_from)
    history: list[GradeOn] = []
    for day in sorted(turns or {ground.accident_on}):
        now = standing_on(series, ground, day)
        if not history:
            history.append(now)
        elif (now.grade, now.level, now.taken_over) != (
            history[-1].grade, history[-1].level, history[-1].taken_over,
        ):  # fmt: skip
            history.append(replace(now, fact=_fact(history[-1], now, series, ground)))
    return history


def _fact(before: GradeOn, now: GradeOn, series: Sequence[Casualties], ground: Ground) -> Text:
    """Which fact changed the grade, or who investigates."""
    if now.grade is before.grade:
        whom = now.taken_over.whom if now.taken_over else ""
        return Text(N_("%(whom)s提级调查"), whom=whom)
    criterion = max((one.graded for one in (now, before) if one.graded), key=_gravity).criterion
    was = counted_on(series, ground, now.on - timedelta(days=1))
    is_now = counted_on(series, ground, now.on)
    return _change(criterion, was, is_now, ground)


def _gravity(graded: Graded) -> int:
    return list(AccidentGrade).index(graded.grade)


def _change(criterion: Criterion, was: Counted, now: Counted, ground: Ground) -> Text:
    if criterion is Criterion.DIRECT_LOSS:
        return Text(
            N_("直接经济损失由 %(before)s 元变为 %(after)s 元"),
            before=was.direct_loss_yuan or 0,
            after=now.direct_loss_yuan or 0,
        )
    if criterion is Criterion.SERIOUS_INJURIES:
        return Text(
            N_("重伤（含急性工业中毒）由 %(before)s 人变为 %(after)s 人"),
            before=was.serious + was.poisoned,
            after=now.serious + now.poisoned,
        )
    if now.missing < was.missing:
        return Text(
            N_("死亡（含按死亡统计的下落不明人员）由 %(before)s 人变为 %(after)s 人"),
            before=was.deaths + was.missing,
            after=now.deaths + now.missing,
        )
    if was.missing != now.missing:
        return Text(
            N_("下落不明 %(n)s 人自事故发生 %(days)s 日后按死亡统计"),
            n=now.missing,
            days=ground.windows.missing_days,
        )
    return Text(N_("死亡由 %(before)s 人变为 %(after)s 人"), before=was.deaths, after=now.deaths)
