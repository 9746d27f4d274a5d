"""What an application of the union to a department (处理申请) rests on, and by when an answer is asked for.

The law sets thirty days only where the union's own rights were infringed (条例 44); a major hazard is dealt with at once; for the
rest the union names thirty days of its own, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from safety.law import bases
from safety.law.citations import cited, joined
from safety.law.grounds import Ground
from safety.law.project_natures import ProjectNature
from safety.law.regimes import Regime


class Matter(StrEnum):
    """Why the union turns to a department."""

    ACCIDENT_NOT_INVITED = "accident_not_invited"
    PROJECT_NOT_INVITED = "project_not_invited"
    OBSTRUCTED = "obstructed"
    ACCIDENT_OBSTRUCTED = "accident_obstructed"
    MEASURES_OBSTRUCTED = "measures_obstructed"
    PROJECT_OBSTRUCTED = "project_obstructed"
    UNCORRECTED = "uncorrected"
    ACCIDENT_OPINION = "accident_opinion"
    ACCIDENT_MEASURES = "accident_measures"
    PROJECT_OPINION = "project_opinion"


class AnswerTerm(StrEnum):
    """By when an answer is asked for."""

    BY_LAW = "by_law"
    AT_ONCE = "at_once"
    OWN = "own"


@dataclass(frozen=True)
class About:
    """What the law asks of the matter: the day of the fact, a project's nature and tracks, an accident's regime, the demands' grounds.

    ``to_department``: it goes to a department; else to a government.
    """

    on: date
    nature: ProjectNature | None = None
    safety: bool = True
    health: bool = False
    regime: Regime | None = None
    grounds: tuple[Ground, ...] = ()
    to_department: bool = False

    @property
    def works(self) -> tuple[str, ...]:
        """What a paper on the project rests on."""
        return bases.project(self.nature, safety=self.safety, health=self.health)

    @property
    def has_major(self) -> bool:
        """Whether one of the demands is a 重大 hazard."""
        return any(one.major for one in self.grounds)

    @property
    def governed(self) -> bool:
        """Whether it is about an accident that Order 493 governs."""
        return self.regime is not None and bases.by_order_493(self.regime, self.on)


#: The department's thirty days and its written answer: only where the union's own rights were infringed.
OWN_RIGHTS = ("cq-union-44-1", "cq-union-44-2")
#: Matters for which the law sets the department a term.
WITH_LEGAL_TERM = frozenset(
    {
        Matter.ACCIDENT_NOT_INVITED,
        Matter.PROJECT_NOT_INVITED,
        Matter.OBSTRUCTED,
        Matter.ACCIDENT_OBSTRUCTED,
        Matter.MEASURES_OBSTRUCTED,
        Matter.PROJECT_OBSTRUCTED,
    }
)
#: What gives the union a part in construction works; other provisions on these speak of the works alone.
PART_IN_WORKS = ("union-24", "safety-60-1", "disease-40", "cq-union-23-2")
#: A department presses for the removal of a 重大 hazard, and orders people out and work to stop until it is safe.
MAJOR_HAZARD = ("safety-41-3", "safety-65-3")
#: Whoever hinders the union's people at their work is dealt with by government or department.
_HINDERED = ("union-50", "cq-union-46-3", *OWN_RIGHTS)


#: The article by which a refusal to correct is brought before the local government, whichever item it rests on.
TO_GOVERNMENT = ("union-23", "union-23-1", "union-23-3", "union-23-4")
#: The article by which anybody may tell a department of a hazard.
TO_DEPARTMENT = "safety-74"
#: How the name of a government, of its own office and of what acts as one ends; a bureau of it, and a commission that supervises, is a department.
_GOVERNMENT = re.compile(r"(?:政府(?:办公[室厅])?|管委会|(?<!监督)管理委员会)(?:（[^）]*）)?$")


def is_government(name: str) -> bool:
    """Whether an addressee is a government, by its name."""
    return _GOVERNMENT.search(name.strip()) is not None


def goes_to_department(matter: Matter, about: About) -> bool:
    """Whom the form proposes: a department for what the law gives it to do, else the government that the provision names."""
    governed = matter is Matter.ACCIDENT_MEASURES and about.governed
    return governed or (matter is Matter.UNCORRECTED and about.has_major)


def answer_term(matter: Matter, about: About) -> AnswerTerm:
    """By when an answer is asked for: what was not read for the day of the fact sets no term.

    Who was not invited to works in which no text that was read gives the union a part was denied no right by one.
    """
    if matter in WITH_LEGAL_TERM and set(OWN_RIGHTS) <= set(basis(matter, about)):
        return AnswerTerm.BY_LAW if joined(cited(OWN_RIGHTS, about.on)) else AnswerTerm.OWN
    return AnswerTerm.AT_ONCE if matter is Matter.UNCORRECTED and about.has_major else AnswerTerm.OWN


def basis(matter: Matter, about: About) -> tuple[str, ...]:
    """For an application to a department: what the union stands on, and what the department is there for."""
    return (*to_the_unit(matter, about), *_OF_DEPARTMENTS.get(matter, _none)(about))


def to_the_unit(matter: Matter, about: About) -> tuple[str, ...]:
    """The same without what a department does: for a paper to the unit about the demands."""
    return _OWN[matter](about)


def _none(_: About) -> tuple[str, ...]:
    return ()


def _part(works: Collection[str]) -> tuple[str, ...]:
    return tuple(one for one in PART_IN_WORKS if one in works)


def _not_invited_to_accident(about: About) -> tuple[str, ...]:
    order = ["order-493-22"] * about.governed
    return ("union-27", "union-50", "union-54", "safety-60-3", *order, *OWN_RIGHTS)


def _not_invited_to_works(about: About) -> tuple[str, ...]:
    own = bool(joined(cited(_part(about.works), about.on)))
    return (*about.works, *OWN_RIGHTS * own)


def _obstructed(_: About) -> tuple[str, ...]:
    """At a check: the union comes in, asks, and is told."""
    return ("union-26", "cq-union-22", "cq-union-23-1", *_HINDERED)


def _obstructed_at_accident(about: About) -> tuple[str, ...]:
    """In an investigation: the union's part in it, and that nobody hinders the investigation."""
    order = ["order-493-7"] * about.governed
    part = ("union-26", "union-27", "union-54", "safety-60-3", "safety-88", *order)
    return (*part, "cq-union-22", "cq-union-23-3", *_HINDERED)


def _obstructed_at_measures(about: About) -> tuple[str, ...]:
    """The investigation has ended: what is hindered is the supervision of its measures."""
    return ("union-26", *_measures(about), "cq-union-22", *_HINDERED)


def _obstructed_at_works(about: About) -> tuple[str, ...]:
    return ("union-26", *_part(about.works), "cq-union-22", *_HINDERED)


def _uncorrected(about: About) -> tuple[str, ...]:
    """工会法 23 asks the local government; who turns to a department tells it of the hazard instead."""
    keys = bases.correction(about.grounds)
    if not about.to_department:
        return keys
    hazard = any(one.conditions for one in about.grounds)
    return (*(one for one in keys if one not in TO_GOVERNMENT), *[TO_DEPARTMENT] * hazard)


def _measures(about: About) -> tuple[str, ...]:
    return () if about.regime is None else bases.measures_of_accident(about.regime, about.on)


_OWN: Mapping[Matter, Callable[[About], tuple[str, ...]]] = MappingProxyType(
    {
        Matter.ACCIDENT_NOT_INVITED: _not_invited_to_accident,
        Matter.PROJECT_NOT_INVITED: _not_invited_to_works,
        Matter.OBSTRUCTED: _obstructed,
        Matter.ACCIDENT_OBSTRUCTED: _obstructed_at_accident,
        Matter.MEASURES_OBSTRUCTED: _obstructed_at_measures,
        Matter.PROJECT_OBSTRUCTED: _obstructed_at_works,
        Matter.UNCORRECTED: _uncorrected,
        Matter.ACCIDENT_OPINION: lambda about: bases.opinion_on_accident(about.regime, about.on),
        Matter.ACCIDENT_MEASURES: _measures,
        Matter.PROJECT_OPINION: lambda about: about.works,
    }
)
#: What a department is there for, beside what the union stands on.
_OF_DEPARTMENTS: Mapping[Matter, Callable[[About], tuple[str, ...]]] = MappingProxyType(
    {
        Matter.UNCORRECTED: lambda about: MAJOR_HAZARD * (about.has_major and about.to_department),
        Matter.ACCIDENT_MEASURES: lambda about: ("order-493-33-2",) * about.governed,
    }
)
