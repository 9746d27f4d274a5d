"""Hazard factors, accident categories and the LEC score, as an inspector chooses them at a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from safety.law import accident_categories, hazard_factors, lec

FACTOR_CODES = hazard_factors.BY_CODE.keys()
ACCIDENT_CODES = accident_categories.LABELS.keys()
#: The scales of the method, for the tablet's choices: field, values with their meaning.
SCALES: Mapping[str, Mapping[Decimal, str]] = {
    "likelihood": lec.LIKELIHOODS,
    "exposure": lec.EXPOSURES,
    "consequence": lec.CONSEQUENCES,
}


@dataclass(frozen=True)
class FactorGroup:
    """A heading of the tree with the factors below it that a finding can be given."""

    heading: str
    parent: str
    factors: Sequence[hazard_factors.Factor]


def factor_groups() -> list[FactorGroup]:
    """The tree of factors as one level of groups: what a grouped select shows."""
    groups = []
    for top in hazard_factors.children(None):
        inner = hazard_factors.children(top.code)
        bare = [one for one in inner if not hazard_factors.children(one.code)]
        if bare:
            groups.append(FactorGroup(top.name, top.name, bare))
        groups += [
            FactorGroup(one.name, top.name, hazard_factors.children(one.code))
            for one in inner
            if hazard_factors.children(one.code)
        ]
    return groups


def factor_name(code: str | None) -> str | None:
    """The name of a hazard factor (Chinese source text), None when there is no such code."""
    found = hazard_factors.BY_CODE.get(code or "")
    return found.name if found else None


def accident_name(code: str | None) -> str | None:
    """The name of an accident category of either standard, None when there is no such code."""
    return accident_categories.LABELS.get(code or "")


def result(
    likelihood: Decimal | None, exposure: Decimal | None, consequence: Decimal | None
) -> lec.LecResult | None:
    """The score with its band; None while one of the three is missing.

    Raises:
        Invalid: a value is not one of the method's.
    """
    if likelihood is None or exposure is None or consequence is None:
        return None
    return lec.risk(likelihood, exposure, consequence)
