"""Which provisions a paper rests on, chosen by rule from the facts of its case; every list is keys.

A paper cites what it rests on and nothing beside it: 工会法 24 names new, expanded and upgraded works and is no
basis for a rebuilt one; 25 speaks of dangerous orders, major hazards and occupational hazards alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from safety.law import finding_words
from safety.law.citations import Citation, article_number, cited, joined, known_law
from safety.law.clocks import Term
from safety.law.project_natures import NAMED_BY, ProjectNature
from safety.law.provisions import PROVISIONS
from safety.law.regimes import Regime, edition_on

#: The section of mining in GB/T 4754.
MINING = "B"


#: Laws that speak of occupational hazards, of toxic workplaces and of coal mines, by the names of their texts.
DISEASE_LAW = "disease_law"
HEALTH_LAWS = frozenset({DISEASE_LAW, "disease_three", "toxic_workplaces"})
TOXIC_LAWS = frozenset({"toxic_workplaces"})
COAL_LAWS = frozenset({"coal_law", "coal_mine_rules"})
MINE_LAW = "mine_law"
#: In the names of rules that nobody read, and of the standards of health at work.
_COAL_RULES, _HEALTH_STANDARDS = "煤矿", "GBZ"
#: Provisions by which workers may refuse orders against the rules and orders to take a risk.
REFUSED_ORDERS = ("safety-54", "labour-56-2", "coal-rules-20")
#: 职业病防治法: protection, alarms, acute hazards.
PROTECTION = {22, 25, 37}
#: Articles on what the union may do where it is severe: the law of no finding but one of that kind.
FOR_SEVERE = frozenset({"union-25", "mine-25", "coal-35"})
#: Laws on labour rights other than safe conditions, by the names of their texts.
WOMEN_LAW, LABOUR_LAW, CONTRACT_LAW = "women_workers", "labour_law", "contract_law"
UNION_LAW = "union_law"
#: The items of 工会法 23 with what each is about.
RIGHTS_OF_UNION_LAW = {"union-23-1": "pay", "union-23": None, "union-23-3": "hours", "union-23-4": "women"}
#: 劳动法: overtime; wages kept back; women and minors; its chapter on safety and health.
OVERTIME, WAGES, WOMEN_AND_MINORS, SAFETY_CHAPTER = {36, 41, 43}, {50}, range(58, 66), {*range(52, 58), 92}
#: 劳动合同法: orders to take a risk may be refused, and who gives them is liable.
REFUSED_RISKS = {32, 88}
#: 职业病防治法: no hazardous work for minors and for women who are pregnant or nursing.
NO_HAZARDOUS_WORK = "disease-38"


@dataclass(frozen=True)
class Ground:
    """What decides the basis of a demand.

    Unsafe ``conditions``; the rights of ``women`` and minors, ``hours``, ``pay``, ``other`` labour rights; a 重大 hazard,
    orders against the rules (违章指挥、强令冒险作业), ``health`` (a duty of the law on occupational disease), an occupational
    ``hazard`` itself, a mine, a coal mine, a toxic workplace.
    """

    conditions: bool = True
    women: bool = False
    hours: bool = False
    pay: bool = False
    other: bool = False
    major: bool = False
    orders: bool = False
    health: bool = False
    hazard: bool = False
    mine: bool = False
    coal: bool = False
    toxic: bool = False

    @property
    def is_severe(self) -> bool:
        """Whether it is what 工会法 25 names."""
        return self.major or self.orders or self.hazard

    @property
    def is_of_rights(self) -> bool:
        """Whether it is about labour rights other than safe conditions."""
        return self.women or self.hours or self.pay or self.other


def ground_of(
    *,
    major: bool,
    citations: Iterable[Citation],
    industries: Collection[str | None],
    words: str = "",
    names: Iterable[str] = (),
) -> Ground:
    """The ground of a demand: its grade, what its citations and ``words`` speak of, the industry, the ``names`` of the place."""
    found = list(citations)
    laws = {one.family for one in (known_law(one.law) for one in found) if one}
    named = {one.key for one in found} | {known for one in found if (known := _known_key(one))}
    mine = MINING in industries or MINE_LAW in laws
    coal = (
        bool(laws & COAL_LAWS)
        or any(_COAL_RULES in one.law for one in found)
        or (mine and finding_words.name_a_coal_mine(names))
    )
    orders = finding_words.are_orders(words, refused=bool(named & set(REFUSED_ORDERS)))
    standards = any(one.law.strip("《 ").startswith(_HEALTH_STANDARDS) for one in found)
    hazard = _is_hazard(found, words, of_health=bool(laws & HEALTH_LAWS) or standards)
    rights = [_right(one) for one in found if _tells_of_the_matter(one)]
    return Ground(
        conditions=major or orders or hazard or not rights or None in rights,
        women="women" in rights,
        hours="hours" in rights,
        pay="pay" in rights,
        other="other" in rights,
        major=major,
        orders=orders,
        health=bool(laws & HEALTH_LAWS) or standards or hazard,
        hazard=hazard,
        mine=mine or coal,
        coal=coal,
        toxic=bool(laws & TOXIC_LAWS) or (hazard and finding_words.name_a_poison(words)),
    )


def ground_of_danger(
    danger: str,
    *,
    toxic: bool,
    health: bool | None = None,
    coal_mine: bool | None = None,
    industries: Collection[str | None],
    names: Iterable[str],
) -> Ground:
    """The ground of a proposal to withdraw: what was said of the danger and the place, else what their words say."""
    mine = MINING in industries
    named = mine and finding_words.name_a_coal_mine(names)
    coal = named if coal_mine is None else coal_mine
    return Ground(
        health=toxic or (finding_words.endanger_health(danger) if health is None else health),
        mine=mine or coal,
        coal=coal,
        toxic=toxic,
    )


def _is_hazard(found: Iterable[Citation], words: str, *, of_health: bool) -> bool:
    """Whether an occupational hazard itself was found, not only a paper or an examination that is missing.

    ``of_health``: a law or standard of health at work was cited; else the words name what endangers health.
    """
    if finding_words.is_exceeded(words) and (of_health or finding_words.speak_of_health(words)):
        return True
    laws = ((known_law(one.law), article_number(one.article)) for one in found)
    on_protection = any(law and law.family == DISEASE_LAW and number in PROTECTION for law, number in laws)
    return on_protection and finding_words.is_unprotected(words)


def of_a_finding(own: Iterable[Citation], ground: Ground) -> tuple[Citation, ...]:
    """What a finding cites itself, without the union's articles on severe hazards where the rule does not choose them."""
    chosen = set(correction([ground]))
    return tuple(one for one in own if one.key not in FOR_SEVERE or one.key in chosen)


def _tells_of_the_matter(one: Citation) -> bool:
    """Whether a citation says what was found: the union law's articles on what the union may do do not."""
    law = known_law(one.law)
    return law is None or law.family != UNION_LAW or (one.key or _known_key(one)) in RIGHTS_OF_UNION_LAW


def _right(one: Citation) -> str | None:
    """The labour right that an article is about; None for safe conditions and for what is not known."""
    law = known_law(one.law)
    family = law.family if law else ""
    number = article_number(one.article)
    if family == UNION_LAW:
        return RIGHTS_OF_UNION_LAW[one.key or _known_key(one)]
    if family == WOMEN_LAW or NO_HAZARDOUS_WORK in (one.key, _known_key(one)):
        return "women"
    if family != LABOUR_LAW or number is None:
        return "other" if family == CONTRACT_LAW and number not in REFUSED_RISKS else None
    if number in SAFETY_CHAPTER:
        return None
    kinds = (("hours", OVERTIME), ("pay", WAGES), ("women", WOMEN_AND_MINORS))
    return next((kind for kind, articles in kinds if number in articles), "other")


def _known_key(one: Citation) -> str:
    """The key of an article that was cited by its law and number alone."""
    law = known_law(one.law)
    same = (each for each in PROVISIONS.values() if law and each.law.name == law.name)
    return next((each.present_key for each in same if one.article and each.article == one.article), "")


def together(grounds: Iterable[Ground]) -> Ground:
    """What the grounds of several demands are together: each mark that one of them has."""
    every = list(grounds)
    return Ground(**{one.name: any(getattr(each, one.name) for each in every) for one in fields(Ground)})


def correction(grounds: Iterable[Ground]) -> tuple[str, ...]:
    """For a demand to correct: the item of 工会法 23 that names it, 25 only for what that article names.

    Items (一) and (三), on pay and hours, were not read: no paper prints them, and none prints another item instead.
    """
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
        *["safety-54", "labour-56-2"] * whole.orders,
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
        *["women-12-2"] * ground.women,
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


class Matter(StrEnum):
    """Why the union turns to a department."""

    ACCIDENT_NOT_INVITED = "accident_not_invited"
    PROJECT_NOT_INVITED = "project_not_invited"
    OBSTRUCTED = "obstructed"
    UNCORRECTED = "uncorrected"
    ACCIDENT_OPINION = "accident_opinion"
    ACCIDENT_MEASURES = "accident_measures"
    PROJECT_OPINION = "project_opinion"


#: The department's thirty days and its written answer: only where the union's own rights were infringed.
OWN_RIGHTS = ("cq-union-44-1", "cq-union-44-2")
#: Matters for which the law sets the department a term.
WITH_LEGAL_TERM = frozenset({Matter.ACCIDENT_NOT_INVITED, Matter.PROJECT_NOT_INVITED, Matter.OBSTRUCTED})


#: What gives the union a part in construction works; other provisions on these speak of the works alone.
PART_IN_WORKS = frozenset({"union-24", "safety-60-1", "disease-40", "cq-union-23-2"})


def has_legal_term(
    matter: Matter,
    on: date,
    *,
    nature: ProjectNature | None = None,
    safety: bool = True,
    health: bool = False,
) -> bool:
    """Whether the law of the day ``on`` sets the department a term: what was not read for that day sets none.

    Who was not invited to works in which no text that was read gives the union a part was denied no right by one.
    """
    if matter is Matter.PROJECT_NOT_INVITED and not _has_part(
        project(nature, safety=safety, health=health), on
    ):
        return False
    return matter in WITH_LEGAL_TERM and bool(joined(cited(OWN_RIGHTS, on)))


def _has_part(works: Collection[str], on: date) -> bool:
    """Whether one of the provisions on works gives the union a part in them, by a text that was read for the day."""
    return bool(joined(cited(PART_IN_WORKS.intersection(works), on)))


def referral(
    matter: Matter,
    *,
    on: date,
    regime: Regime | None = None,
    nature: ProjectNature | None = None,
    safety: bool = True,
    health: bool = False,
    grounds: Iterable[Ground] = (),
) -> tuple[str, ...]:
    """For an application to a department; ``on`` is the day of the fact, ``regime`` that of the accident it is about."""
    works = project(nature, safety=safety, health=health)
    return {
        Matter.ACCIDENT_NOT_INVITED: (
            "union-27",
            "union-50",
            "union-54",
            "safety-60-3",
            *["order-493-22"] * by_order_493(regime, on),
            *OWN_RIGHTS,
        ),
        Matter.PROJECT_NOT_INVITED: (*works, *OWN_RIGHTS * _has_part(works, on)),
        Matter.OBSTRUCTED: (
            "union-26",
            *["union-27", "union-54"] * (regime is not None),
            "cq-union-22",
            "cq-union-46-3",
            *OWN_RIGHTS,
        ),
        Matter.ACCIDENT_OPINION: opinion_on_accident(regime, on),
        Matter.ACCIDENT_MEASURES: () if regime is None else measures_of_accident(regime, on),
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
