"""Where a provision is cited: which papers and checklists rest on it, which terms, duties and rules it sets.

What this folder holds is found here; features above it register what they cite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from safety.law.accident_grades import GRADE_PROVISIONS, MISSING_PROVISION
from safety.law.clocks import RULES
from safety.law.duties import CONCEALMENT, DUTIES, OCCASION_LABELS, TAKING_OVER
from safety.law.project_natures import NAMED_BY
from safety.law.project_terms import project_provisions
from safety.law.regimes import OTHER_RULES, REGIME_LABELS, REGIMES
from safety.text import N_, Sentence, Text

Uses = Iterable[tuple[str, Sentence]]
_REGISTERED: list[Callable[[], Uses]] = []


def register_uses(source: Callable[[], Uses]) -> None:
    """Keys that a feature cites, each with the sentence that says where."""
    _REGISTERED.append(source)
    _all.cache_clear()


def _own() -> Iterator[tuple[str, Sentence]]:
    for rule in RULES.values():
        yield from ((key, rule.label) for key in rule.provisions)
    for name, keys in project_provisions():
        yield from ((key, name) for key in keys)
    for regime, rules in REGIMES.items():
        for edition in rules.editions:
            for key in (*edition.criteria_by, *edition.levels_by, *edition.report_by):
                yield key, REGIME_LABELS[regime]
    for occasion, duties in DUTIES.items():
        label = Text(N_("工会的职责：%(occasion)s"), occasion=Text(OCCASION_LABELS[occasion]))
        yield from ((key, label) for one in duties for key in one.provisions)
    yield from ((key, N_("事故等级")) for key in GRADE_PROVISIONS.values())
    yield MISSING_PROVISION, N_("事故等级：下落不明人员的计算")
    yield from ((key, N_("适用“三同时”的项目性质")) for key in NAMED_BY)
    yield from ((key, N_("迟报、漏报、谎报、瞒报的事故")) for key in CONCEALMENT)
    yield from ((key, N_("上级人民政府提级调查")) for key in TAKING_OVER)
    yield OTHER_RULES, N_("事故调查适用哪一制度")


@cache
def _all() -> Mapping[str, tuple[Sentence, ...]]:
    found: dict[str, dict[Sentence, None]] = {}
    for source in (*_REGISTERED, _own):
        for key, label in source():
            found.setdefault(key, {})[label] = None
    return {key: tuple(labels) for key, labels in found.items()}


def uses_of(key: str) -> tuple[Sentence, ...]:
    """The papers, terms, duties and regimes that cite the provision of this key, as sentences to translate."""
    return _all().get(key, ())
