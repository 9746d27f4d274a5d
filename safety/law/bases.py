"""Which provisions a paper rests on, chosen by rule from the facts of its case; every list is keys.

A paper cites what it rests on and nothing beside it: 工会法 24 names new, expanded and upgraded works and is no
basis for a rebuilt one; 25 speaks of dangerous orders, major hazards and occupational hazards alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from safety.law import at_once
from safety.law.citations import Citation
from safety.law.clocks import Term
from safety.law.grounds import Ground, together
from safety.law.project_natures import NAMED_BY, ProjectNature
from safety.law.regimes import Regime, edition_on

#: Articles on what the union may do where it is severe: the law of no finding but one of that kind.
FOR_SEVERE = frozenset({"union-25", "mine-25", "coal-35"})


def of_a_finding(own: Iterable[Citation], ground: Ground) -> tuple[Citation, ...]:
    """What a finding cites itself, without the union's articles on severe hazards where the rule does not choose them."""
    chosen = set(correction([ground]))
    return tuple(one for one in own if one.key not in FOR_SEVERE or one.key in chosen)


def correction(grounds: Iterable[Ground]) -> tuple[str, ...]:
    """For a demand to correct: the item of 工会法 23 that names it, 25 only for what that article names."""
    every = list(grounds)
    whole = together(every or [Ground()])
    severe = any(one.is_severe for one in every)
    dangerous = whole.major or whole.orders
    return (
        *["union-23-1"] * whole.pay,
        *["union-23"] * whole.conditions,
        *["union-23-3"] * whole.hours,
        *["union-23-4"] * whole.women,
        *["union-25"] * severe,
        *["safety-60-2"] * whole.conditions,
        *["labour-88"] * whole.is_of_rights,
        *["labour-64"] * whole.barred_for_minors,
        *["women-12-2"] * whole.women_rules,
        *["safety-54", "labour-56-2"] * whole.orders,
        *(key for one in every for key in at_once.provisions_of(one)),
        *["disease-40"] * whole.health,
        *["mine-24"] * (whole.mine and whole.conditions),
        *["mine-25"] * (whole.mine and severe),
        *["coal-35"] * (whole.coal and dangerous),
        *["toxic-8"] * whole.toxic,
        "cq-union-23-1",
    )


def inspection(ground: Ground) -> tuple[str, ...]:
    """For the record of a check: the union comes in, looks and asks; what it demands is on the notice.

    ``ground``: what was asked and found, and the mine; a check on labour rights alone is none of the safety law's.
    """
    return (
        "union-26",
        *["safety-60-2"] * ground.conditions,
        *["labour-88"] * ground.is_of_rights,
        *["mine-23"] * ground.mine,
        *["women-12-2"] * ground.women_rules,
        "cq-union-22",
        "cq-union-23-1",
    )


def evacuation(ground: Ground) -> tuple[str, ...]:
    """For a proposal to withdraw: the union proposes it, the unit deals with it at once, workers may leave."""
    return (
        "union-25",
        "safety-55",
        "safety-60-2",
        *["disease-40"] * ground.health,
        *["mine-25"] * ground.mine,
        *["coal-35"] * ground.coal,
        *["toxic-8"] * ground.toxic,
    )


#: For 提示函, 意见书 and 建议书: the rule that makes them is not read, so none is issued (``labour_law``).
LABOUR_LAW_LETTER = ("acftu-legal-supervision",)


def by_order_493(regime: Regime | None, on: date) -> bool:
    """Whether an accident of the day ``on`` is reported, investigated and approved by Order 493 under its regime.

    Else the regime's own rule was not read, or is another: no paper speaks of the Order's team and its leader.
    """
    return regime is not None and Term.APPROVAL in edition_on(regime, on).terms


def governing(keys: Iterable[str], regime: Regime, on: date) -> list[str]:
    """Those of ``keys`` that hold for an accident: without articles of Order 493 where it does not govern (its Art 45)."""
    return [key for key in keys if by_order_493(regime, on) or not key.startswith("order-493-")]


def taking_part(regime: Regime, on: date) -> tuple[str, ...]:
    """For a letter about the union's part in an investigation."""
    return ("union-27", "safety-60-3", *["order-493-22"] * by_order_493(regime, on), "cq-union-23-3")


def opinion_on_accident(regime: Regime | None, on: date) -> tuple[str, ...]:
    """For the union's opinion on an accident."""
    return ("union-27", "safety-60-3", *["order-493-6"] * by_order_493(regime, on), "cq-union-23-3")


def news_of_accident(regime: Regime | None, on: date) -> tuple[str, ...]:
    """For the slip of news that came: departments tell the union by Order 493, where it governs.

    ``regime`` is None while there is no case, and nobody knows yet which rules govern: then what holds under each.
    """
    return ("order-493-10",) if by_order_493(regime, on) else ("union-27",)


def part_in_accident(regime: Regime, on: date) -> tuple[str, ...]:
    """For the record of the union's part, and that nothing of it is made public before the team's leader allows it."""
    return (*taking_part(regime, on), *["order-493-28"] * by_order_493(regime, on))


def measures_of_accident(regime: Regime, on: date) -> tuple[str, ...]:
    """For the sheet of a report's measures: union and workers supervise that the unit carries them out.

    Where the Order does not hold no rule on measures was read: what is left is that the union supervises safety and what it may ask of
    a unit.  工会法 27 and 安全生产法 60(3) speak of the investigation, which has ended.
    """
    return ("order-493-33",) if by_order_493(regime, on) else ("safety-7", "cq-union-23-1")


def approval_of_report(regime: Regime, on: date) -> tuple[str, ...]:
    """For the sheet of the government's approval of a report: nothing where the rule on approvals was not read."""
    return ("order-493-32",) if by_order_493(regime, on) else ()


def project(nature: ProjectNature | None, *, safety: bool = True, health: bool) -> tuple[str, ...]:
    """For a paper on a project's safety or health facilities: the provisions that name works of its nature.

    安全生产法 and 职业病防治法 say first which works they call 建设项目, so what they say of these holds for those alone.
    Works that no text names that was read (续建, 技术引进) rest on the union's own rule.
    """
    own = ("safety-31", "safety-60-1") * safety + ("disease-18", "disease-40") * health
    named = [
        key
        for key in ("union-24", "labour-53-2", *own, "cq-union-23-2")
        if nature is None or nature in NAMED_BY[key]
    ]
    return tuple(named) or ("acftu-projects",)
