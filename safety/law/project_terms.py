"""Terms of construction projects, who organises their acceptance, and the classes of occupational hazard.

The numbers lie in ``project_terms.toml``.  What rests on an article that was not read, or did not hold on the
day, is shown and computes nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from safety.errors import Invalid
from safety.law.calendar import HolidayTable
from safety.law.project_works import HazardClass, Organiser, Step, Track, Works
from safety.law.provisions import provision, provision_on
from safety.text import N_, Text


class ProjectTerm(StrEnum):
    """What has to be done by a time."""

    DESIGN_INTAKE = "design_intake"
    DESIGN_REVIEW = "design_review"
    COAL_DESIGN_REVIEW = "coal_design_review"
    PRE_EVALUATION = "pre_evaluation"
    SAFETY_TRIAL = "safety_trial"
    HEALTH_TRIAL = "health_trial"
    EFFECT_EVALUATION = "effect_evaluation"
    ACCEPTANCE_PLAN = "acceptance_plan"
    SAFETY_ACCEPTANCE = "safety_acceptance"
    COAL_ACCEPTANCE = "coal_acceptance"
    OTHER_ACCEPTANCE = "other_acceptance"
    HEALTH_ACCEPTANCE = "health_acceptance"
    ACCEPTANCE_REPORT = "acceptance_report"


_ACCEPTED_BEFORE_USE = N_("安全设施验收合格后投入使用")
TERM_LABELS: Mapping[ProjectTerm, str] = MappingProxyType(
    {
        ProjectTerm.DESIGN_INTAKE: N_("安全设施设计审查申请是否受理"),
        ProjectTerm.DESIGN_REVIEW: N_("安全设施设计审查决定"),
        ProjectTerm.COAL_DESIGN_REVIEW: N_("煤矿安全设施设计审查"),
        ProjectTerm.PRE_EVALUATION: N_("放射性职业病危害预评价报告审核"),
        ProjectTerm.SAFETY_TRIAL: N_("试运行（安全设施）"),
        ProjectTerm.HEALTH_TRIAL: N_("试运行（职业病防护设施）"),
        ProjectTerm.EFFECT_EVALUATION: N_("竣工验收前进行职业病危害控制效果评价"),
        ProjectTerm.ACCEPTANCE_PLAN: N_("验收前报告验收方案"),
        ProjectTerm.SAFETY_ACCEPTANCE: _ACCEPTED_BEFORE_USE,
        ProjectTerm.COAL_ACCEPTANCE: _ACCEPTED_BEFORE_USE,
        ProjectTerm.OTHER_ACCEPTANCE: _ACCEPTED_BEFORE_USE,
        ProjectTerm.HEALTH_ACCEPTANCE: N_("职业病防护设施验收合格后投入使用"),
        ProjectTerm.ACCEPTANCE_REPORT: N_("验收后报告验收情况"),
    }
)


class Standing(StrEnum):
    """How a term stands; ``UNREAD`` computes nothing, ``UNRECORDED``: what it bounds is past and no day is entered."""

    UNREAD = "unread"
    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    OVERDUE = "overdue"
    UNRECORDED = "unrecorded"
    MET_IN_TIME = "met_in_time"
    MET_LATE = "met_late"
    TOO_SHORT = "too_short"


STANDING_LABELS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.UNREAD: N_("待核"),
        Standing.NOT_BEGUN: N_("未开始"),
        Standing.RUNNING: N_("进行中"),
        Standing.OVERDUE: N_("已逾期"),
        Standing.UNRECORDED: N_("没有登记日期"),
        Standing.MET_IN_TIME: N_("按期完成"),
        Standing.MET_LATE: N_("逾期完成"),
        Standing.TOO_SHORT: N_("时间不足"),
    }
)


class Shape(StrEnum):
    """Within some days, a span of some days, or before something else is done."""

    WITHIN = "within"
    SPAN = "span"
    BEFORE = "before"


@dataclass(frozen=True)
class Rule:
    """One term as the data says it; ``only`` and ``unless`` name marks of works (``Works.marks``).

    ``earlier`` set the same before the text of ``provisions`` began.
    """

    term: ProjectTerm
    shape: Shape
    track: Track
    provisions: tuple[str, ...]
    since: Step
    done: Step
    only: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    days: int = 0
    least: int = 0
    extension_most: int = 0
    working_days: bool = False
    earlier: tuple[str, ...] = ()

    def by_law_of(self, on: date) -> Rule:
        """The rule as the provisions of the day ``on`` set it."""
        return replace(self, provisions=_by_law_of(on, self.provisions, self.earlier))

    def fits(self, works: Works) -> bool:
        """Whether the term is one of these works: not of those in use one that nobody recorded a day of."""
        if self.track not in works.facilities or not self.only <= works.marks or self.unless & works.marks:
            return False
        past = self.shape is Shape.WITHIN and Step.USED in works.days
        return not past or self.since in works.days or self.done in works.days


@dataclass(frozen=True)
class ProjectClock:
    """A term of one project ``today``; ``first_on`` and ``due_on`` bound the day on which it may be met.

    ``law_day`` is the day whose law holds.  ``planned``: the last day rests on a planned day alone.
    Of a term that is ``UNREAD`` no day is told.
    """

    rule: Rule
    standing: Standing
    today: date
    law_day: date
    since: date | None = None
    first_on: date | None = None
    due_on: date | None = None
    met_on: date | None = None
    planned: bool = False

    @property
    def days_left(self) -> int | None:
        """Days until the last day; None when nothing runs, or the last day is only planned."""
        runs = self.standing in {Standing.RUNNING, Standing.OVERDUE} and not self.planned
        return None if self.due_on is None or not runs else (self.due_on - self.today).days


def clocks_of(works: Works, today: date, holidays: HolidayTable | None = None) -> list[ProjectClock]:
    """Every term of these works as it stands today, in the order of the procedure."""
    return [_clock(rule, works, today, holidays) for rule in _RULES if rule.fits(works)]


def _clock(rule: Rule, works: Works, today: date, holidays: HolidayTable | None) -> ProjectClock:
    since, met = works.days.get(rule.since), works.days.get(rule.done)
    on = since or met or today
    rule = rule.by_law_of(on)
    if not _read(rule.provisions, on):
        return ProjectClock(rule, Standing.UNREAD, today, on)
    clock = ProjectClock(rule, Standing.NOT_BEGUN, today, on, since, met_on=met)
    if rule.shape is Shape.BEFORE:
        return _before(clock, works.planned.get(rule.since))
    if since is None:
        return replace(clock, standing=Standing.MET_IN_TIME) if met else clock
    due_on = _after(since, rule, holidays)
    first_on = since + timedelta(days=rule.least) if rule.least else None
    clock = replace(clock, due_on=due_on, first_on=first_on)
    return replace(clock, standing=_within(clock))


def _by_law_of(on: date, provisions: tuple[str, ...], earlier: tuple[str, ...]) -> tuple[str, ...]:
    begun = all(
        first is None or first <= on for first in (provision(one).law.in_force_from for one in provisions)
    )
    return provisions if begun or not earlier else earlier


def _read(provisions: Iterable[str], on: date) -> bool:
    return all(provision_on(key, on).checked(on) for key in provisions)


def _after(since: date, rule: Rule, holidays: HolidayTable | None) -> date | None:
    """The last day; None where workdays are counted and no table of their year is there."""
    if not rule.working_days:
        return since + timedelta(days=rule.days)
    try:
        return holidays.after(since, rule.days) if holidays else None
    except Invalid:
        return None


def _within(clock: ProjectClock) -> Standing:
    if clock.met_on is not None:
        if clock.first_on is not None and clock.met_on < clock.first_on:
            return Standing.TOO_SHORT
        late = clock.due_on is not None and clock.met_on > clock.due_on
        return Standing.MET_LATE if late else Standing.MET_IN_TIME
    over = clock.due_on is not None and clock.today > clock.due_on
    return Standing.OVERDUE if over else Standing.RUNNING


def _before(clock: ProjectClock, planned: date | None) -> ProjectClock:
    """Of what has to be done before something else: with its day it is early or late, without it nobody is late."""
    bound = clock.since or planned
    if bound is None:
        return replace(clock, standing=Standing.MET_IN_TIME) if clock.met_on else clock
    clock = replace(clock, due_on=bound - timedelta(days=clock.rule.days), planned=clock.since is None)
    if clock.met_on is not None:
        late = clock.due_on is not None and clock.met_on > clock.due_on and not clock.planned
        return replace(clock, standing=Standing.MET_LATE if late else Standing.MET_IN_TIME)
    return replace(clock, standing=Standing.RUNNING if clock.planned else Standing.UNRECORDED)


@dataclass(frozen=True)
class Organises:
    """Who organises an acceptance; ``who`` is None where the rule was not read for that day.

    ``doubt`` names articles in force that say otherwise.
    """

    who: Organiser | None
    provisions: tuple[str, ...]
    doubt: tuple[str, ...] = ()


def organiser_of(works: Works, track: Track, on: date) -> Organises:
    """Who has to organise the acceptance of these facilities, by the law of the day ``on``."""
    row = next(
        one for one in _ORGANISERS if one["track"] == track and set(one.get("only", ())) <= works.marks
    )
    provisions = _by_law_of(on, tuple(row["provisions"]), tuple(row.get("earlier", ())))
    who = Organiser(row["who"]) if _read(provisions, on) else None
    return Organises(who, provisions, tuple(row.get("doubt", ())))


@dataclass(frozen=True)
class Classes:
    """The classes that the rule of a day knows; ``read`` when its text was read."""

    names: tuple[HazardClass, ...]
    provisions: tuple[str, ...]
    read: bool


def classes_on(on: date) -> Classes | None:
    """The classes of occupational hazard by the rule of the day ``on``; None before any rule we know of."""
    held = [one for one in _CLASSES if _holds_by_then(one, on)][-1:]
    rows = held + [one for one in _CLASSES if one.get("in_the_year") == on.year]
    if not rows:
        return None
    names = dict.fromkeys(HazardClass(name) for row in rows for name in row["names"])
    provisions = tuple(key for row in rows for key in row["provisions"])
    return Classes(tuple(names), provisions, len(rows) == 1 and _read(provisions, on))


def _holds_by_then(row: Mapping[str, Any], on: date) -> bool:
    return bool(row["in_the_year"] < on.year if "in_the_year" in row else row["in_force_from"] <= on)


def check_class(hazard_class: HazardClass | None, facilities: Iterable[Track], on: date) -> None:
    """Refuse a class without the facilities it is about, and one that the rule of the day does not know.

    A rule that was not read refuses nothing.

    Raises:
        Invalid: field ``hazard_class``.
    """
    if hazard_class is None:
        return
    if Track.HEALTH not in facilities:
        raise Invalid(fields={"hazard_class": [N_("只有职业病防护设施“三同时”的项目才分职业病危害类别")]})
    known = classes_on(on)
    if known is not None and known.read and hazard_class not in known.names:
        raise Invalid(fields={"hazard_class": [N_("当日的分类中没有这一类")]})


def days_of(rule: Rule) -> Text | None:
    """The length of a term in words; None where the law names no number of days."""
    if rule.shape is Shape.SPAN:
        return Text(N_("%(least)s 日至 %(most)s 日"), least=rule.least, most=rule.days)
    if rule.working_days:
        words = (
            N_("%(n)s 个工作日（经批准可延长 %(more)s 个）") if rule.extension_most else N_("%(n)s 个工作日")
        )
        return Text(words, n=rule.days, more=rule.extension_most)
    return Text(N_("%(n)s 日"), n=rule.days) if rule.days else None


def _load() -> Mapping[str, Any]:
    return tomllib.loads((files("safety.law") / "project_terms.toml").read_text(encoding="utf-8"))


def _rule(raw: Mapping[str, Any]) -> Rule:
    return Rule(
        ProjectTerm(raw["term"]),
        Shape(raw["shape"]),
        Track(raw["track"]),
        tuple(raw["provisions"]),
        Step(raw["since"]),
        Step(raw["done"]),
        frozenset(raw.get("only", ())),
        frozenset(raw.get("unless", ())),
        earlier=tuple(raw.get("earlier", ())),
        **{name: raw[name] for name in ("days", "least", "extension_most", "working_days") if name in raw},
    )


_DATA = _load()
_RULES = tuple(_rule(one) for one in _DATA["term"])
_ORGANISERS: tuple[Mapping[str, Any], ...] = tuple(_DATA["organiser"])
_CLASSES: tuple[Mapping[str, Any], ...] = tuple(_DATA["classes"])


def project_provisions() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the data says of projects by its name, with the keys of the provisions that set it or doubt it."""
    for rule in _RULES:
        yield TERM_LABELS[rule.term], (*rule.provisions, *rule.earlier)
    for row in _ORGANISERS:
        yield N_("验收由谁组织"), (*row["provisions"], *row.get("earlier", ()), *row.get("doubt", ()))
    for row in _CLASSES:
        yield N_("职业病危害分类"), tuple(row["provisions"])
