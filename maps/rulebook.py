"""The versions of the colour rule: the one that ships, and those an administrator has adopted.

A version is never edited once adopted.  A map of a past day is coloured by the version in force on that day,
so that it can be drawn again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from maps.risk import RULE_2026, WORST_FIRST, Level, RiskRule, TermKind
from safety.errors import Invalid
from safety.reference.models import ColourRule
from safety.reference.queries import colour_rules
from safety.text import N_

BANDS = WORST_FIRST[:-1]
_DAYS = ("long_overdue_days", "long_unchecked_days", "accident_days")
_MOST_POINTS = 1000


@dataclass(frozen=True)
class Change:
    """What another rule would do: sites by (level now, level then), and districts whose level differs."""

    sites: int
    moves: Mapping[tuple[Level, Level], int]
    districts: Sequence[tuple[str, Level | None, Level | None]]

    @property
    def changed(self) -> int:
        """How many sites change colour."""
        return sum(count for (before, after), count in self.moves.items() if before is not after)


def rule_on(day: date) -> RiskRule:
    """The version in force on a day: the last one adopted by then, else the one that ships."""
    adopted = [row for row in colour_rules() if row.valid_from is not None and row.valid_from <= day]
    return rule_of(adopted[-1]) if adopted else RULE_2026


def rule_of(row: ColourRule) -> RiskRule:
    """A kept version as a rule."""
    return rule_from(row.version, row.content)


def content_of(rule: RiskRule) -> dict[str, Any]:
    """A rule as the plain values that are kept of it; shares in whole percent."""
    return {
        "points": {kind.value: rule.points[kind] for kind in TermKind},
        "bands": {level.value: rule.bands[level] for level in BANDS},
        "shares": {level.value: round(rule.district_shares[level] * 100) for level in BANDS},
        "enough_sites": rule.enough_sites,
        "exposure_steps": list(rule.exposure_steps),
        **{name: getattr(rule, name) for name in _DAYS},
    }


def rule_from(version: str, content: Mapping[str, Any]) -> RiskRule:
    """A rule from the plain values that are kept of it.

    Raises:
        Invalid: bands or shares that do not fall from red to yellow, or a number out of range.
    """
    points = {kind: int(content["points"].get(kind.value, 0)) for kind in TermKind}
    bands = {level: int(content["bands"][level.value]) for level in BANDS}
    shares = {level: int(content["shares"][level.value]) for level in BANDS}
    _check(points.values(), bands, shares)
    return RiskRule(
        version=version,
        points=MappingProxyType(points),
        bands=MappingProxyType(bands),
        lec_bands=RULE_2026.lec_bands,
        district_shares=MappingProxyType({level: share / 100 for level, share in shares.items()}),
        enough_sites=int(content["enough_sites"]),
        exposure_steps=tuple(sorted(int(step) for step in content["exposure_steps"])),
        **{name: int(content[name]) for name in _DAYS},
    )


def compare(
    before: Iterable[Level],
    after: Iterable[Level],
    districts: Mapping[str, tuple[Level | None, Level | None]],
) -> Change:
    """The effect of another rule on the same sites, both given in one order."""
    moves: dict[tuple[Level, Level], int] = {}
    for now, then in zip(before, after, strict=True):
        moves[now, then] = moves.get((now, then), 0) + 1
    changed = [(code, now, then) for code, (now, then) in districts.items() if now is not then]
    return Change(sum(moves.values()), moves, changed)


def _check(points: Iterable[int], bands: Mapping[Level, int], shares: Mapping[Level, int]) -> None:
    if not all(0 <= value <= _MOST_POINTS for value in points):
        raise _refused("points", N_("分值应在 0 至 1000 之间"))
    red, orange, yellow = (bands[level] for level in BANDS)
    if not red > orange > yellow > 0:
        raise _refused("bands", N_("红、橙、黄的起点分应依次降低并大于 0"))
    red, orange, yellow = (shares[level] for level in BANDS)
    if not 0 < red <= orange <= yellow <= 100:
        raise _refused("shares", N_("红、橙、黄的占比应依次升高，在 1 至 100 之间"))


def _refused(field: str, words: str) -> Invalid:
    return Invalid(words, code="colour_rule", fields={field: [words]})
