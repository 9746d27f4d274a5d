"""Regimes: which rules say how grave an accident is, who investigates it, and which terms run (Order 493, Art 45).

The data lies in ``regimes_data/``, one file a regime, with its source.  An edition holds for the accidents of
the days of the texts that it rests on: where another text is in force that says something else, it ends.  What was not
read is not computed: no grade, no level, no term.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from safety.errors import Invalid
from safety.law.accident_grades import LEVEL_LABELS, AccidentGrade, Level
from safety.law.clocks import Term
from safety.law.provisions import REGISTER, provision, provision_on
from safety.text import N_, Text


class Regime(StrEnum):
    """The systems of rules under which accidents are investigated."""

    ORDER_493 = "order_493"
    COAL_MINE = "coal_mine"
    SPECIAL_EQUIPMENT = "special_equipment"
    RAILWAY = "railway"
    POWER = "power"
    ROAD_TRAFFIC = "road_traffic"
    FIRE = "fire"
    WATER = "water"
    AVIATION = "aviation"
    ORDERS_34_75 = "orders_34_75"


REGIME_LABELS: Mapping[Regime, str] = MappingProxyType(
    {
        Regime.ORDER_493: N_("生产安全事故（国务院令第493号）"),
        Regime.COAL_MINE: N_("煤矿事故"),
        Regime.SPECIAL_EQUIPMENT: N_("特种设备事故"),
        Regime.RAILWAY: N_("铁路交通事故"),
        Regime.POWER: N_("电力安全事故"),
        Regime.ROAD_TRAFFIC: N_("道路交通事故"),
        Regime.FIRE: N_("火灾事故（消防）"),
        Regime.WATER: N_("水上交通事故"),
        Regime.AVIATION: N_("民用航空事故"),
        Regime.ORDERS_34_75: N_("2007年6月以前的事故（国务院令第34号、第75号）"),
    }
)


class Investigator(StrEnum):
    """Bodies that investigate in place of a government."""

    MINE_INSPECTORATE = "mine_inspectorate"
    EQUIPMENT_DEPARTMENTS = "equipment_departments"
    RAILWAY_BODIES = "railway_bodies"
    POLICE = "police"
    FIRE_BODIES = "fire_bodies"
    POWER_BODIES = "power_bodies"


INVESTIGATOR_LABELS: Mapping[Investigator, str] = MappingProxyType(
    {
        Investigator.MINE_INSPECTORATE: N_("矿山安全监察机构"),
        Investigator.EQUIPMENT_DEPARTMENTS: N_("特种设备安全监督管理部门"),
        Investigator.RAILWAY_BODIES: N_("铁路主管部门或者铁路管理机构"),
        Investigator.POLICE: N_("公安机关"),
        Investigator.FIRE_BODIES: N_("消防救援机构"),
        Investigator.POWER_BODIES: N_("电力监管机构"),
    }
)


class Criteria(StrEnum):
    """Where a grade comes from: the numbers, the authority's word, or nowhere yet."""

    COUNTED = "counted"
    TOLD = "told"
    UNREAD = "unread"


@dataclass(frozen=True)
class Edition:
    """What a regime says of accidents of some days, by keys of provisions.

    Of the grade that was told and that of Order 493 the higher holds where there is any grade in ``by_493``; the grades
    in it are investigated by that Order where casualties make them.

    ``text`` sets these days by its own; ``until`` ends them the day before its text begins, ``after`` begins them the
    day after its text ended.
    """

    text: str | None
    until: str | None
    after: str | None
    criteria: Criteria
    criteria_by: tuple[str, ...]
    investigator: Investigator | None
    levels: Mapping[AccidentGrade, Level]
    levels_by: tuple[str, ...]
    levels_unread: frozenset[AccidentGrade]
    terms: frozenset[Term]
    report_days: Mapping[AccidentGrade, int]
    report_extensions: Mapping[AccidentGrade, int]
    report_by: tuple[str, ...]
    by_493: frozenset[AccidentGrade] = frozenset()

    def extension_most(self, grade: AccidentGrade | None) -> int:
        """Days by which the report's term may be extended; 0 where the rule names none."""
        return self.report_extensions.get(grade, 0) if grade else 0

    def unread_terms(self, on: date) -> bool:
        """Whether a term of the investigation rests on a text that was not read for an accident of the day ``on``."""
        return Term.REPORT not in self.terms or not _is_read(self.report_by, on)

    def covers(self, on: date) -> bool:
        """Whether it holds for an accident of the day ``on``: its texts do, and say what they said when it was written."""
        return (
            not (self.until and _has_begun(self.until, on))
            and not (self.after and not _has_ended(self.after, on))
            and all(_says_the_same(key, on) for key in self.rests_on)
        )

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Keys of every provision whose change ends it."""
        own = (self.text,) if self.text else ()
        return tuple(dict.fromkeys((*own, *self.criteria_by, *self.levels_by, *self.report_by)))


def _has_begun(key: str, on: date) -> bool:
    first = provision(key).law.in_force_from
    return first is not None and first <= on


def _is_read(keys: Iterable[str], on: date) -> bool:
    return all(provision_on(key, on).checked(on) for key in keys)


def _has_ended(key: str, on: date) -> bool:
    last = provision(key).law.in_force_to
    return last is not None and last < on


def _says_the_same(key: str, on: date) -> bool:
    """Whether the text of the day ``on`` says what the one that came with the application says under this key.

    Nothing rests on what a text says that had not been read: neither its first reading nor a later version ends an edition.
    """
    now, then = provision_on(key, on), provision(key)
    same = now is then or (now.read and now.says == then.says)
    return not then.read or (now.law.in_force(on) and same)


@dataclass(frozen=True)
class Rules:
    """A regime's data: days within which casualties change the grade, days until the missing count, editions."""

    casualty_days: int
    missing_days: int
    source: str
    editions: tuple[Edition, ...]


#: What a day or regime without a text that was read says.
NOTHING = Edition(
    None, None, None, Criteria.UNREAD, (), None, MappingProxyType({}), (), frozenset(), frozenset(),
    MappingProxyType({}), MappingProxyType({}), (),
)  # fmt: skip


def _edition(raw: Mapping[str, Any]) -> Edition:
    return Edition(
        raw.get("text"),
        raw.get("until"),
        raw.get("after"),
        Criteria(raw["criteria"]),
        tuple(raw["criteria_by"]),
        Investigator(raw["investigator"]) if "investigator" in raw else None,
        MappingProxyType({AccidentGrade(one): Level(level) for one, level in raw["levels"].items()}),
        tuple(raw["levels_by"]),
        frozenset(AccidentGrade(one) for one in raw["levels_unread"]),
        frozenset(Term(one) for one in raw["terms"]),
        MappingProxyType({AccidentGrade(one): days for one, days in raw.get("report_days", {}).items()}),
        MappingProxyType(
            {AccidentGrade(one): days for one, days in raw.get("report_extensions", {}).items()}
        ),
        tuple(raw.get("report_by", ())),
        frozenset(AccidentGrade(one) for one in raw.get("by_493", ())),
    )


def _load(regime: Regime) -> Rules:
    file = files("safety.law") / "regimes_data" / f"{regime}.toml"
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    editions = tuple(_edition(one) for one in raw["edition"])
    return Rules(raw["casualty_days"], raw["missing_days"], raw["source"], editions)


REGIMES: Mapping[Regime, Rules] = MappingProxyType({one: _load(one) for one in Regime})

#: GB 6441: 火灾 in both editions, and 道路（轨道）车辆致害 of the new one, which does not tell road from rail.
FIRE_CATEGORIES = frozenset({"08", "n09"})
TRAFFIC_CATEGORIES = frozenset({"n03"})
#: 锅炉爆炸 and 容器爆炸 of both editions: boilers and pressure vessels are special equipment.
EQUIPMENT_CATEGORIES = frozenset({"16", "17", "n14"})
#: The provision that says who investigates accidents of special equipment.
EQUIPMENT_INVESTIGATION = "special-equipment-72"
#: Days of Order 493 Art 13 and of Chongqing's regulation of 2015 Art 48 for fire and traffic.
SHORT_DAYS = 7
#: The provision by which another law's rules go before those of Order 493.
OTHER_RULES = "order-493-45"
#: The provision whose text took the place of Orders 34 and 75 on the day it came into force.
ORDER_493 = "order-493-3"


@dataclass(frozen=True)
class Windows:
    """Days after the accident in which casualties change the grade, and after which the missing count as dead."""

    casualty_days: int = 30
    missing_days: int = 30


def windows(regime: Regime, category: str | None) -> Windows:
    """The days of a regime; a fire by its category has the short ones under any regime.

    Vehicles of road or rail are traffic, of whose missing Chongqing's Art 48 speaks; that they were on a road, of which Order
    493 Art 13 speaks, the regime says alone.
    """
    rules = REGIMES[regime]
    if category in FIRE_CATEGORIES:
        return Windows(SHORT_DAYS, SHORT_DAYS)
    missing = SHORT_DAYS if category in TRAFFIC_CATEGORIES else rules.missing_days
    return Windows(rules.casualty_days, missing)


def edition_on(regime: Regime, on: date) -> Edition:
    """What the regime says of an accident of the day ``on``; ``NOTHING`` where no text of that day was read."""
    return _edition_on(regime, on, REGISTER.edition)


@lru_cache(maxsize=4096)
def _edition_on(regime: Regime, on: date, _edition_of_law: int) -> Edition:
    return next((one for one in REGIMES[regime].editions if one.covers(on)), NOTHING)


def proposed(on: date, category: str | None) -> Regime:
    """The regime to begin with for an accident of the day ``on`` and this category; a person may choose another.

    A category tells boilers and pressure vessels.  It does not tell a fire or drowning at work from one that the
    fire authorities or those for shipping investigate, nor a coal mine, a railway or a power grid: these a person names.

    Raises:
        Invalid: field ``regime``: the category names vehicles of road and rail in one, whose rules are not the same.
    """
    if not _has_begun(ORDER_493, on):
        return Regime.ORDERS_34_75
    if category in EQUIPMENT_CATEGORIES and _has_begun(EQUIPMENT_INVESTIGATION, on):
        return Regime.SPECIAL_EQUIPMENT
    if category in TRAFFIC_CATEGORIES:
        raise Invalid(fields={"regime": [N_("这一类别不分道路车辆和轨道车辆，请选择适用制度")]})
    return Regime.ORDER_493


def check_regime(regime: Regime, on: date) -> None:
    """Refuse Order 493 for an accident before it, and the Orders before it for a later one.

    Raises:
        Invalid: field ``regime``.
    """
    early = not _has_begun(ORDER_493, on)
    if (regime is Regime.ORDER_493 and early) or (regime is Regime.ORDERS_34_75 and not early):
        first = provision(ORDER_493).law.in_force_from
        sentence = Text(N_("事故发生之日施行的不是这一制度（以 %(day)s 为界）"), day=first)
        raise Invalid(fields={"regime": [sentence]})


@dataclass(frozen=True)
class Investigation:
    """Who investigates by law: the level, the body in words, the provisions, and whether their text was read."""

    level: Level
    body: str
    provisions: tuple[str, ...]
    checked: bool


def investigation(regime: Regime, grade: AccidentGrade | None, on: date) -> Investigation:
    """Who investigates an accident of the day ``on``; of what was not read the level is ``UNREAD``."""
    edition = edition_on(regime, on)
    level = edition.levels.get(grade, Level.UNREAD) if grade else Level.UNREAD
    # Whatever the regime, the State Council or whom it authorises investigates the gravest accidents.
    gravest = grade is AccidentGrade.EXTRAORDINARY and level is Level.STATE
    own = None if gravest else edition.investigator
    body = INVESTIGATOR_LABELS[own] if own else LEVEL_LABELS[level]
    checked = level is not Level.UNREAD and grade not in edition.levels_unread
    return Investigation(level, body, edition.levels_by, checked)
