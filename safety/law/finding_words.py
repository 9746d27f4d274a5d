"""Which facts a finding's own words propose: orders, hazards to health, poisons, what allows no day; names of coal mines.

The rules are data (``finding_words.toml``), which the scripts of the forms read too.  They are narrow: what words do
not clearly say in one clause they do not propose, and what a person said of a finding goes before them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: Words for a danger to health of 职业病防治法, in a proposal to withdraw; and names of coal mines.
_HEALTH_DANGER = re.compile(
    "中暑|高温作业|噪声|辐射|射线|放射|缺氧|窒息|中毒|有毒|毒气|硫化氢|一氧化碳|氯气|氨气|职业病|职业危害|粉尘(?!.{0,2}爆)"
)
_COAL = re.compile("煤(?!层气)")
_PATTERNS = ("all", "without", "without_before", "without_around")

#: The facts that a form asks a person about.
ASKED = frozenset({"orders", "health", "toxic", "women", "gas", "disabled", "acting"})
#: The facts on labour rights other than safe conditions.  Of them a form asks about ``women`` alone.
OF_RIGHTS = frozenset({"women", "barred", "minors", "barred_for_minors", "hours", "pay", "other"})
#: The law that a finding cites, as far as rules ask for it.
REFUSED, HEALTH_LAW, PROTECTION = "refused", "health_law", "protection"


@dataclass(frozen=True)
class Rule:
    """When words propose ``fact`` and ``also``; ``finding_words.toml`` says what each list of patterns does."""

    fact: str
    also: str | None
    needs: str | None
    all: tuple[str, ...]
    without: tuple[str, ...] = ()
    without_before: tuple[str, ...] = ()
    without_around: tuple[str, ...] = ()

    def fits(self, item: str, before: str, clause: str) -> bool:
        """Whether the item proposes the fact; ``before`` is the clause up to its end."""
        return (
            all(re.search(one, item) for one in self.all)
            and not any(re.search(one, item) for one in self.without)
            and not any(re.search(one, before) for one in self.without_before)
            and not any(re.search(one, clause) for one in self.without_around)
        )


@cache
def _raw() -> Mapping[str, Any]:
    text = (files("safety.law") / "finding_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def rules_for_scripts() -> dict[str, Any]:
    """The rules with their parts put in, as the scripts of the forms take them; without those that need law."""
    told = [
        {name: value for name in ("fact", *_PATTERNS) if (value := getattr(one, name))}
        for one in _rules()
        if one.needs is None and one.fact in ASKED
    ]
    return {"clause": _raw()["clause"], "item": _raw()["item"], "rules": told}


@cache
def _rules() -> tuple[Rule, ...]:
    parts: Mapping[str, str] = _raw()["parts"]

    def whole(pattern: str) -> str:
        return re.sub(r"\{([a-z_]+)\}", lambda named: f"({parts[named[1]]})", pattern)

    return tuple(
        Rule(
            fact=raw["fact"],
            also=raw.get("also"),
            needs=raw.get("needs"),
            **{name: tuple(map(whole, raw.get(name, ()))) for name in _PATTERNS},
        )
        for raw in _raw()["rules"]
    )


def _clauses(words: str) -> Iterator[str]:
    return (one.strip() for one in re.split(_raw()["clause"], words) if one.strip())


def proposed(words: str, *, cites: Collection[str] = ()) -> frozenset[str]:
    """The facts that words propose of those that a form asks about (``ASKED``)."""
    return told_by(words, cites=cites) & ASKED


def told_by(words: str, *, cites: Collection[str] = ()) -> frozenset[str]:
    """Every fact that words propose; ``cites``: the law that is cited beside them.

    Beside those that a form asks about: ``exceeded`` and ``idle`` of a hazard to health, ``health_duty`` of health law,
    ``barred`` of work that the rules may bar for women workers, ``barred_for_minors`` of the same for minors, and
    ``minors``, ``hours``, ``pay`` and ``other`` labour rights.
    """
    rules = [one for one in _rules() if one.needs is None or one.needs in cites]
    found: set[str] = set()
    for clause in _clauses(words):
        before = ""
        for item in re.split(_raw()["item"], clause):
            before = f"{before}、{item}" if before else item
            for one in rules:
                if one.fits(item, before, clause):
                    found |= {one.fact, one.also or one.fact}
    return frozenset(found)


def tell_of_rights_alone(words: str) -> bool:
    """Whether words tell of labour rights other than safe conditions, and no clause of them of anything else.

    A clause that only says who complains, how many they are or how long it lasts tells of nothing else. One that joins
    something unsafe to a right (拖欠工资并且配电箱漏电) tells of both.
    """
    clauses = [one for one in _clauses(words) if not re.search(_raw()["parts"]["aside"], one)]
    told = [told_by(one) for one in clauses]
    return (
        bool(told) and all(one and one <= OF_RIGHTS for one in told) and not any(map(_joins_unsafe, clauses))
    )


def _joins_unsafe(clause: str) -> bool:
    """Whether one of the things that a clause joins is unsafe and tells of no right."""
    parts = re.split(_raw()["parts"]["joined"], clause)
    return len(parts) > 1 and any(
        re.search(_raw()["parts"]["unsafe"], one) and not told_by(one) & OF_RIGHTS for one in parts
    )


def own_words(words: str, question: str | None) -> str:
    """What was written beside the text of the question that a finding was begun from: a question tells no fact."""
    asked = set(_clauses(question or ""))
    return "，".join(one for one in _clauses(words) if one not in asked)


def endanger_health(danger: str) -> bool:
    """Whether a danger, in the words of a proposal to withdraw, is one to health."""
    return _HEALTH_DANGER.search(danger) is not None


def name_a_coal_mine(names: Iterable[str]) -> bool:
    """Whether a name of a mine is that of a coal mine."""
    return any(_COAL.search(one) for one in names)
