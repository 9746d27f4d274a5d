"""The grade of an accident (State Council Order 493, Art 3), who investigates it, and missing persons.

"以上" includes the number and "以下" excludes it; the grade is the worst of the three criteria.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from safety.errors import Invalid
from safety.law.citations import on_page
from safety.law.provisions import provision_on
from safety.text import N_, Text

MISSING_PROVISION = "cq-safety-48"
GRADES_PROVISION = "order-493-3"


class AccidentGrade(StrEnum):
    """Four grades, the least first."""

    ORDINARY = "ordinary"
    LARGER = "larger"
    MAJOR = "major"
    EXTRAORDINARY = "extraordinary"


LABELS: Mapping[AccidentGrade, str] = MappingProxyType(
    {
        AccidentGrade.ORDINARY: N_("一般事故"),
        AccidentGrade.LARGER: N_("较大事故"),
        AccidentGrade.MAJOR: N_("重大事故"),
        AccidentGrade.EXTRAORDINARY: N_("特别重大事故"),
    }
)


#: What a record says in place of a grade whose criteria were not read or that nobody has told.
UNGRADED = "ungraded"
#: The grades and what stands in place of one, for showing records.
WORDS: Mapping[str, str] = MappingProxyType(
    {**{str(one): label for one, label in LABELS.items()}, UNGRADED: N_("等级待核")}
)


class Criterion(StrEnum):
    """What decided a grade."""

    DEATHS = "deaths"
    SERIOUS_INJURIES = "serious_injuries"
    DIRECT_LOSS = "direct_loss_yuan"
    NONE = "none"
    TOLD = "told"


@dataclass(frozen=True)
class Bounds:
    """Lower bounds of a grade, each included: deaths, serious injuries, direct loss in yuan."""

    grade: AccidentGrade
    deaths: int
    serious_injuries: int
    direct_loss_yuan: Decimal


#: The worst grade first; what reaches none of them is ordinary.
BOUNDS = (
    Bounds(AccidentGrade.EXTRAORDINARY, 30, 100, Decimal(100_000_000)),
    Bounds(AccidentGrade.MAJOR, 10, 50, Decimal(50_000_000)),
    Bounds(AccidentGrade.LARGER, 3, 10, Decimal(10_000_000)),
)


GRADE_PROVISIONS: Mapping[AccidentGrade, str] = MappingProxyType(
    {
        AccidentGrade.EXTRAORDINARY: "order-493-3-1",
        AccidentGrade.MAJOR: "order-493-3-2",
        AccidentGrade.LARGER: "order-493-3-3",
        AccidentGrade.ORDINARY: "order-493-3-4",
    }
)


@dataclass(frozen=True)
class Graded:
    """A grade, which criterion decided it, and the sentence that says so."""

    grade: AccidentGrade
    criterion: Criterion
    reason: Text

    @property
    def provision(self) -> str:
        """The key of the provision that defines the grade."""
        return GRADE_PROVISIONS[self.grade]


_REASONS: Mapping[Criterion, str] = MappingProxyType(
    {
        Criterion.DEATHS: N_("死亡 %(n)s 人，依据%(basis)s"),
        Criterion.SERIOUS_INJURIES: N_("重伤 %(n)s 人，依据%(basis)s"),
        Criterion.DIRECT_LOSS: N_("直接经济损失 %(n)s 元，依据%(basis)s"),
    }
)
_WITH_MISSING = N_("死亡 %(n)s 人（其中下落不明 %(missing)s 人按死亡统计），依据%(basis)s")
_WITH_POISONED = N_("重伤 %(n)s 人（其中急性工业中毒 %(poisoned)s 人），依据%(basis)s")


def missing_is_read(accident_on: date) -> bool:
    """Whether the text by which the missing count as dead was read for an accident of this day."""
    return provision_on(MISSING_PROVISION, accident_on).checked(accident_on)


def grade_with_reason(
    *,
    deaths: int,
    serious_injuries: int,
    direct_loss_yuan: Decimal | int,
    accident_on: date | None = None,
    of_them_poisoned: int = 0,
    of_them_missing: int = 0,
) -> Graded:
    """The grade and what decided it (of several criteria the first: deaths, injuries, loss).

    ``serious_injuries`` includes acute industrial poisoning, ``deaths`` the missing that count as dead;
    ``of_them_poisoned`` and ``of_them_missing`` only word the reason.  ``accident_on`` is the day whose law is cited.

    Raises:
        Invalid: a count is negative or no whole number, or the loss is negative or no number.
    """
    # A float that slips in from outside is taken as it was written: 9999999.99 stays below ten million.
    loss = Decimal(str(direct_loss_yuan))
    _check_counts(deaths, serious_injuries, loss)
    basis = on_page([GRADES_PROVISION], accident_on)
    for bounds in BOUNDS:
        for criterion, value, bound in (
            (Criterion.DEATHS, deaths, bounds.deaths),
            (Criterion.SERIOUS_INJURIES, serious_injuries, bounds.serious_injuries),
            (Criterion.DIRECT_LOSS, loss, bounds.direct_loss_yuan),
        ):
            if value >= bound:
                words = Text(_REASONS[criterion], n=value, basis=basis)
                if criterion is Criterion.DEATHS and of_them_missing:
                    both = on_page([GRADES_PROVISION, MISSING_PROVISION], accident_on)
                    words = Text(_WITH_MISSING, n=value, missing=of_them_missing, basis=both)
                if criterion is Criterion.SERIOUS_INJURIES and of_them_poisoned:
                    words = Text(_WITH_POISONED, n=value, poisoned=of_them_poisoned, basis=basis)
                return Graded(bounds.grade, criterion, words)
    least = Text(N_("未达到较大事故的标准，依据%(basis)s"), basis=basis)
    return Graded(AccidentGrade.ORDINARY, Criterion.NONE, least)


def _wrong_counts(**counts: int) -> dict[str, list[str]]:
    wrong = [name for name, count in counts.items() if type(count) is not int or count < 0]
    return {name: [N_("请填写不小于 0 的整数")] for name in wrong}


def _check_counts(deaths: int, serious_injuries: int, loss: Decimal) -> None:
    wrong = _wrong_counts(deaths=deaths, serious_injuries=serious_injuries)
    if not loss.is_finite() or loss < 0:
        wrong["direct_loss_yuan"] = [N_("请填写不小于 0 的金额（元）")]
    if wrong:
        raise Invalid(code="casualties", fields=wrong)


def grade(*, deaths: int, serious_injuries: int, direct_loss_yuan: Decimal | int) -> AccidentGrade:
    """The grade of an accident; see ``grade_with_reason``."""
    return grade_with_reason(
        deaths=deaths, serious_injuries=serious_injuries, direct_loss_yuan=direct_loss_yuan
    ).grade


def missing_count_as_dead(*, accident_on: date, on: date, traffic_or_fire: bool) -> bool:
    """Whether persons still missing on ``on`` are counted as dead (重庆市安全生产条例 2015, Art 48).

    The law says from thirty days after the accident (seven for traffic and fire): still missing on day
    30 (7) is not yet counted, on day 31 (8) it is.
    """
    return (on - accident_on).days > (7 if traffic_or_fire else 30)


def counted_deaths(
    deaths: int, missing: int, *, accident_on: date, on: date, traffic_or_fire: bool = False
) -> int:
    """Deaths as the grade counts them on the day ``on``, missing persons included once their time is up.

    Raises:
        Invalid: a count is negative or no whole number.
    """
    if wrong := _wrong_counts(deaths=deaths, missing=missing):
        raise Invalid(code="casualties", fields=wrong)
    counts = missing_count_as_dead(accident_on=accident_on, on=on, traffic_or_fire=traffic_or_fire)
    return deaths + (missing if counts else 0)


def death_counts(*, died_on: date, accident_on: date, traffic_or_fire: bool = False) -> bool:
    """Whether a death on ``died_on`` changes the grade: within 30 days, 7 for traffic and fire (493 Art 13)."""
    return (died_on - accident_on).days <= (7 if traffic_or_fire else 30)


class Level(StrEnum):
    """Which government investigates; ``OTHER``: a body of its own kind, ``UNREAD``: the rule was not read."""

    DISTRICT = "district"
    CITY = "city"
    STATE = "state"
    OTHER = "other"
    UNREAD = "unread"


LEVEL_LABELS: Mapping[Level, str] = MappingProxyType(
    {
        Level.DISTRICT: N_("区县人民政府"),
        Level.CITY: N_("市人民政府"),
        Level.STATE: N_("国务院"),
        Level.OTHER: N_("专门机构"),
        Level.UNREAD: N_("待核"),
    }
)


def investigating_level(accident_grade: AccidentGrade) -> Level:
    """Who investigates in Chongqing (重庆市安全生产条例 2015, Art 44; 493 Art 19).

    A municipality has no tier between district and city, so larger and major accidents are both the
    city's.  Taking over (Art 20) and entrusting are facts of a case and recorded there.
    """
    return {
        AccidentGrade.ORDINARY: Level.DISTRICT,
        AccidentGrade.LARGER: Level.CITY,
        AccidentGrade.MAJOR: Level.CITY,
        AccidentGrade.EXTRAORDINARY: Level.STATE,
    }[accident_grade]


def may_be_entrusted_to_employer(accident_grade: AccidentGrade, *, casualties: bool) -> bool:
    """Whether the government may leave the investigation to the unit itself (493 Art 19): ordinary, nobody hurt."""
    return AccidentGrade(accident_grade) is AccidentGrade.ORDINARY and not casualties
