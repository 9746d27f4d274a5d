"""Where a provision is cited: which papers rest on it, which terms and rules of accidents it sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from safety.law import bases
from safety.law.bases import Ground, Matter
from safety.law.clocks import RULES
from safety.law.project_terms import project_provisions
from safety.law.regimes import REGIME_LABELS, REGIMES
from safety.text import N_

_EVERYTHING = Ground(major=True, health=True, mine=True, toxic=True)


def _papers() -> Mapping[str, Sequence[str]]:
    """Papers by name with every key that any of their facts can choose."""
    works = bases.project(None, health=True)
    applications = [key for one in Matter for key in bases.referral(one, health=True, grounds=[_EVERYTHING])]
    return {
        N_("文书：监督检查、复查、催办、销号"): bases.correction([_EVERYTHING]),
        N_("文书：现场检查记录"): bases.inspection(mine=True),
        N_("文书：撤离建议"): bases.evacuation(_EVERYTHING),
        N_("文书：提请处理申请"): applications,
        N_("文书：要求或派员参加事故调查"): bases.taking_part(),
        N_("文书：对事故的意见、保留意见"): bases.opinion_on_accident(),
        N_("文书：项目审查和验收"): works,
    }


def _pairs() -> Iterator[tuple[str, str]]:
    for paper, keys in _papers().items():
        yield from ((key, paper) for key in keys)
    for rule in RULES.values():
        yield from ((key, rule.label) for key in rule.provisions)
    for name, keys in project_provisions():
        yield from ((key, name) for key in keys)
    for regime, rules in REGIMES.items():
        for edition in rules.editions:
            for key in (*edition.criteria_by, *edition.levels_by, *edition.report_by):
                yield key, REGIME_LABELS[regime]


@cache
def _all() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for key, label in _pairs():
        found.setdefault(key, {})[label] = None
    return {key: tuple(labels) for key, labels in found.items()}


def uses_of(key: str) -> tuple[str, ...]:
    """The papers, terms and regimes that cite the provision of this key, as sentences to translate."""
    return _all().get(key, ())
