"""Which provisions a paper rests on, chosen by rule from the facts of its case; every list is keys.

A paper cites what it rests on and nothing beside it: 工会法 24 names new, expanded and upgraded works and is no
basis for a rebuilt one; 25 speaks of dangerous orders, major hazards and occupational hazards alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from safety.law.citations import Citation, known_law
from safety.law.clocks import Term
from safety.law.project_natures import NAMED_BY, ProjectNature
from safety.law.regimes import Regime, edition_on

#: The section of mining in GB/T 4754.
MINING = "B"


@dataclass(frozen=True)
class Ground:
    """What decides the basis of a demand: a 重大 hazard, an occupational hazard, a mine, a toxic workplace."""

    major: bool = False
    health: bool = False
    mine: bool = False
    toxic: bool = False


def ground_of(*, major: bool, citations: Iterable[Citation], industries: Collection[str | None]) -> Ground:
    """The ground of a demand: what its own citations say of health and poison, and the industry of a mine."""
    found = (known_law(one.law) for one in citations)
    laws = {one.family for one in found if one}
    toxic = "toxic_workplaces" in laws
    return Ground(
        major=major,
        health=toxic or bool(laws & {"disease_law", "disease_three"}),
        mine=MINING in industries,
        toxic=toxic,
    )


def correction(grounds: Iterable[Ground]) -> tuple[str, ...]:
    """For a demand to correct: negotiating and demanding (工会法 23), 25 only for what that article names."""
    keys = ["union-23"]
    every = list(grounds)
    severe = any(one.major or one.health for one in every)
    mine = any(one.mine for one in every)
    keys += ["union-25"] * severe
    keys.append("safety-60-2")
    keys += ["disease-40"] * any(one.health for one in every)
    keys += ["mine-24"] * mine
    keys += ["mine-25"] * (mine and severe)
    keys += ["toxic-8"] * any(one.toxic for one in every)
    return (*keys, "cq-union-23-1")


def inspection(*, mine: bool) -> tuple[str, ...]:
    """For the record of a check: the union comes in, looks and asks; what it demands is on the notice."""
    return ("union-26", "safety-60-2", *["mine-23"] * mine, "cq-union-22", "cq-union-23-1")


def evacuation(ground: Ground) -> tuple[str, ...]:
    """For a proposal to withdraw: the union proposes it, the unit deals with it at once, workers may leave."""
    keys = ["union-25", "safety-55", "safety-60-2"]
    keys += ["mine-25"] * ground.mine
    return tuple(keys)


class Matter(StrEnum):
    """Why the union turns to a department."""

    ACCIDENT_NOT_INVITED = "accident_not_invited"
    PROJECT_NOT_INVITED = "project_not_invited"
    OBSTRUCTED = "obstructed"
    OWN_RIGHTS = "own_rights"
    UNCORRECTED = "uncorrected"
    ACCIDENT_OPINION = "accident_opinion"
    PROJECT_OPINION = "project_opinion"


#: The department's thirty days and its written answer: only where the union's own rights were infringed.
OWN_RIGHTS = ("cq-union-44-1", "cq-union-44-2")
#: Matters for which the law sets the department a term.
WITH_LEGAL_TERM = frozenset(
    {Matter.ACCIDENT_NOT_INVITED, Matter.PROJECT_NOT_INVITED, Matter.OBSTRUCTED, Matter.OWN_RIGHTS}
)


def referral(
    matter: Matter,
    *,
    on: date,
    regime: Regime | None = None,
    nature: ProjectNature | None = None,
    health: bool = False,
    grounds: Iterable[Ground] = (),
) -> tuple[str, ...]:
    """For an application to a department; ``on`` is the day of the fact, ``regime`` that of the accident it is about."""
    works = project(nature, health=health)
    return {
        Matter.ACCIDENT_NOT_INVITED: (
            "union-27",
            "union-50",
            "union-54",
            "safety-60-3",
            *["order-493-22"] * by_order_493(regime, on),
            *OWN_RIGHTS,
        ),
        Matter.PROJECT_NOT_INVITED: (*works, *OWN_RIGHTS),
        Matter.OBSTRUCTED: ("union-26", "cq-union-22", "cq-union-46-3", *OWN_RIGHTS),
        Matter.OWN_RIGHTS: ("union-50", *OWN_RIGHTS),
        Matter.ACCIDENT_OPINION: opinion_on_accident(regime, on),
        Matter.PROJECT_OPINION: works,
        Matter.UNCORRECTED: correction(grounds),
    }[matter]


#: For 提示函, 意见书 and 建议书: the rule that makes them is not read, so none is issued (``labour_law``).
LABOUR_LAW_LETTER = ("acftu-legal-supervision",)


def by_order_493(regime: Regime | None, on: date) -> bool:
    """Whether an accident of the day ``on`` is reported, investigated and approved by Order 493 under its regime.

    Else the regime's own rule was not read, or is another: no paper speaks of the Order's team and its leader.
    """
    return regime is not None and Term.APPROVAL in edition_on(regime, on).terms


def taking_part(regime: Regime, on: date) -> tuple[str, ...]:
    """For a letter about the union's part in an investigation."""
    return ("union-27", "safety-60-3", *["order-493-22"] * by_order_493(regime, on), "cq-union-23-3")


def opinion_on_accident(regime: Regime | None, on: date) -> tuple[str, ...]:
    """For the union's opinion on an accident."""
    return ("union-27", "safety-60-3", *["order-493-6"] * by_order_493(regime, on), "cq-union-23-3")


def news_of_accident(regime: Regime | None, on: date) -> tuple[str, ...]:
    """For the slip of news that came: departments tell the union; ``regime`` is None while there is no case."""
    return ("order-493-10",) if regime is None or by_order_493(regime, on) else ("union-27",)


def part_in_accident(regime: Regime, on: date) -> tuple[str, ...]:
    """For the record of the union's part, and that nothing of it is made public before the team's leader allows it."""
    return (*taking_part(regime, on), *["order-493-28"] * by_order_493(regime, on))


def measures_of_accident(regime: Regime, on: date) -> tuple[str, ...]:
    """For the sheet of a report's measures: union and workers supervise that the unit carries them out."""
    return ("order-493-33",) if by_order_493(regime, on) else ("union-27", "safety-60-3")


def approval_of_report(regime: Regime, on: date) -> tuple[str, ...]:
    """For the sheet of the government's approval of a report."""
    return ("order-493-32",) if by_order_493(regime, on) else ("union-27",)


def project(nature: ProjectNature | None, *, safety: bool = True, health: bool) -> tuple[str, ...]:
    """For a paper on a project's safety or health facilities: the provisions that name works of its nature."""
    named = ["union-24", "labour-53-2", *["safety-31"] * safety, "cq-union-23-2"]
    keys = [key for key in named if nature is None or nature in NAMED_BY[key]]
    keys += ["safety-60-1"] * safety
    keys += ["disease-18", "disease-40"] * health
    return tuple(keys)
