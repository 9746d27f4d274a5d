"""What decides the basis of a demand: the ground, told from what was said, cited and written of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from safety.law import finding_words
from safety.law.citations import Citation, article_number, known_law
from safety.law.provisions import REGISTER

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
#: Laws on labour rights other than safe conditions, by the names of their texts.
WOMEN_LAW, LABOUR_LAW, CONTRACT_LAW = "women_workers", "labour_law", "contract_law"
UNION_LAW = "union_law"
#: The items of 工会法 23 with what each is about.
RIGHTS_OF_UNION_LAW = {"union-23-1": "pay", "union-23": None, "union-23-3": "hours", "union-23-4": "women"}
#: 劳动法: overtime; wages kept back; women and minors; its chapter on safety and health.
OVERTIME, WAGES, WOMEN_AND_MINORS, SAFETY_CHAPTER = {36, 41, 43}, {50}, range(58, 66), {*range(52, 58), 92}
#: Those on women alone: what the regulation on women workers is about too.  58 names both, 64 and 65 minors.
OF_WOMEN = range(59, 64)
#: 劳动合同法: orders to take a risk may be refused, and who gives them is liable.
REFUSED_RISKS = {32, 88}
#: 职业病防治法: no hazardous work for minors and for women who are pregnant or nursing.
NO_HAZARDOUS_WORK = "disease-38"


@dataclass(frozen=True)
class Ground:
    """What decides the basis of a demand.

    Unsafe ``conditions``; the rights of ``women`` and minors, what the regulation on women workers is about, ``hours``, ``pay``, ``other`` labour rights; a 重大 hazard,
    orders against the rules (违章指挥、强令冒险作业), ``health`` (a duty of the law on occupational disease), an occupational
    ``hazard`` itself, a mine, a coal mine, a toxic workplace.  Of a hazard: a value over its limit (``exceeded``), protection
    that stands still (``idle``).  ``gas`` that may explode, poison or smother, a safety device put out of use (``disabled``),
    a dangerous act in progress (``acting``).  By words alone: work that the rules may bar for
    a woman (``barred``) or a minor (``barred_for_minors``).
    """

    conditions: bool = True
    women: bool = False
    women_rules: bool = False
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
    exceeded: bool = False
    idle: bool = False
    gas: bool = False
    disabled: bool = False
    acting: bool = False
    barred: bool = False
    barred_for_minors: bool = False

    @property
    def is_severe(self) -> bool:
        """Whether it is what 工会法 25 names."""
        return self.major or self.orders or self.hazard

    @property
    def is_of_rights(self) -> bool:
        """Whether it is about labour rights other than safe conditions."""
        return self.women or self.hours or self.pay or self.other


@dataclass(frozen=True)
class Said:
    """What a person said of a finding; None where nobody did.

    ``orders`` against the rules; ``health``: it is an occupational hazard itself; ``toxic``: it is about poisons that work
    uses; ``coal_mine``: the place is one; ``women``: it is about what the law gives women workers; ``gas``, ``disabled``,
    ``acting``: as in ``Ground``.
    """

    orders: bool | None = None
    health: bool | None = None
    toxic: bool | None = None
    coal_mine: bool | None = None
    women: bool | None = None
    gas: bool | None = None
    disabled: bool | None = None
    acting: bool | None = None


UNSAID = Said()
#: The mark of a ground that stands for each fact.
MARK_OF: Mapping[str, str] = MappingProxyType(
    {one.name: one.name for one in fields(Said)}
    | {"health": "hazard", "coal_mine": "coal", "women": "women_rules"}
)
#: The facts by which conditions are unsafe at this moment, whatever else is cited.
_UNSAFE = ("gas", "disabled", "acting")


def said_together(said: Iterable[Said]) -> Said:
    """What was said of several findings of one place: yes where it was of one, no only where somebody said so and nobody yes."""
    every = list(said)

    def one(name: str) -> bool | None:
        told = {getattr(each, name) for each in every} - {None}
        return max(told) if told else None

    return Said(**{each.name: one(each.name) for each in fields(Said)})


def ground_of(
    *,
    major: bool,
    citations: Iterable[Citation],
    industries: Collection[str | None],
    words: str = "",
    names: Iterable[str] = (),
    said: Said = UNSAID,
) -> Ground:
    """The ground of a demand: its grade, what was ``said`` of it, else what its citations, ``words`` and ``names`` of the place tell."""
    found = list(citations)
    laws = {one.family for one in (known_law(one.law) for one in found) if one}
    of_health = bool(laws & HEALTH_LAWS) or any(_is_of_health(one) for one in found)
    told = finding_words.told_by(words, cites=_cited_law(found, of_health=of_health))
    orders = _first_said(said.orders, "orders" in told)
    hazard = _first_said(said.health, "health" in told)
    toxic = _first_said(said.toxic, bool(laws & TOXIC_LAWS) or (hazard and "toxic" in told))
    mine = MINING in industries or MINE_LAW in laws
    coal = _first_said(said.coal_mine, _is_coal_mine(found, laws, mine=mine, names=names))
    rights = [_right(one) for one in found if _tells_of_the_matter(one)]
    of_women = _first_said(said.women, "women" in told or any(map(_is_of_women_workers, found)))
    rights_told = (told & finding_words.OF_RIGHTS) - (set() if of_women else {"women", "barred"})
    rights_alone = bool(rights_told) and finding_words.tell_of_rights_alone(words)
    unsafe = {one: _first_said(getattr(said, one), one in told) for one in _UNSAFE}
    urgent = major or orders or hazard or any(unsafe.values())
    return Ground(
        conditions=urgent or None in rights or not (rights or rights_alone),
        women=of_women
        or "minors" in told
        or any(_right(one) == "women" for one in found if not _is_of_women_workers(one)),
        women_rules=of_women,
        hours="hours" in rights or "hours" in told,
        pay="pay" in rights or "pay" in told,
        other="other" in rights or "other" in told,
        major=major,
        orders=orders,
        health=of_health or hazard or toxic or "health_duty" in told,
        hazard=hazard,
        mine=mine or coal,
        coal=coal,
        toxic=toxic,
        exceeded=hazard and "exceeded" in told,
        idle=hazard and "idle" in told,
        barred=of_women and "barred" in told,
        barred_for_minors="barred_for_minors" in told,
        **unsafe,
    )


def denied_of(words: str, citations: Iterable[Citation], said: Said) -> frozenset[str]:
    """The facts that words propose and that a person said are not so."""
    told = ground_of(major=False, citations=citations, industries=(), words=words)
    return frozenset(
        fact
        for fact, mark in MARK_OF.items()
        if fact in finding_words.ASKED and getattr(told, mark) and getattr(said, fact) is False
    )


def proposals(told: Ground, by_law: Ground, said: Said) -> tuple[str, ...]:
    """The facts that nobody said and that words or names alone put into a ground; ``by_law``: without words and names."""
    return tuple(
        fact
        for fact, mark in MARK_OF.items()
        if getattr(said, fact) is None and getattr(told, mark) and not getattr(by_law, mark)
    )


def _first_said(said: bool | None, told: bool) -> bool:  # noqa: FBT001 - a yes or no beside another
    return told if said is None else said


def _is_of_health(one: Citation) -> bool:
    return one.law.strip("《 ").startswith(_HEALTH_STANDARDS)


def _is_coal_mine(
    found: Iterable[Citation], laws: Collection[str], *, mine: bool, names: Iterable[str]
) -> bool:
    cited = bool(COAL_LAWS.intersection(laws)) or any(_COAL_RULES in one.law for one in found)
    return cited or (mine and finding_words.name_a_coal_mine(names))


def _cited_law(found: Iterable[Citation], *, of_health: bool) -> set[str]:
    """The law that rules of words ask for."""
    every = list(found)
    keys = {one.key for one in every} | {_known_key(one) for one in every}
    laws = ((known_law(one.law), article_number(one.article)) for one in every)
    protects = any(law and law.family == DISEASE_LAW and number in PROTECTION for law, number in laws)
    told = {
        finding_words.REFUSED: bool(keys.intersection(REFUSED_ORDERS)),
        finding_words.HEALTH_LAW: of_health,
        finding_words.PROTECTION: protects,
    }
    return {one for one, so in told.items() if so}


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


def _is_of_women_workers(one: Citation) -> bool:
    """Whether an article is of the regulation on women workers, or of the labour law on the same."""
    law = known_law(one.law)
    if law is None or law.family != LABOUR_LAW:
        return law is not None and law.family == WOMEN_LAW
    return article_number(one.article) in OF_WOMEN


def _known_key(one: Citation) -> str:
    """The key of an article that was cited by its law and number alone."""
    law = known_law(one.law)
    same = REGISTER.at(law.name, one.article) if law and one.article else None
    return same.present_key if same else ""


def together(grounds: Iterable[Ground]) -> Ground:
    """What the grounds of several demands are together: each mark that one of them has."""
    every = list(grounds)
    return Ground(**{one.name: any(getattr(each, one.name) for each in every) for one in fields(Ground)})
