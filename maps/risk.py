"""The union's attention level (工会监督关注度) of a site and of a district, term by term.  Plain arithmetic.

These are the union's own colours: they steer its checks and are not the statutory risk grade of the
enterprise.  The four colours and the LEC bands follow common practice (RiskRule holds every number).  A
rule is never edited: a change is a new version, so that a past map can be drawn again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """How much of the union's attention a place needs, worst first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


#: Worst first: the order in which colours win.
WORST_FIRST: tuple[Level, ...] = (Level.RED, Level.ORANGE, Level.YELLOW, Level.BLUE)


class TermKind(StrEnum):
    """What a part of a score comes from."""

    MAJOR = "major"
    LEC_RED = "lec_red"
    LEC_ORANGE = "lec_orange"
    LEC_YELLOW = "lec_yellow"
    LEC_BLUE = "lec_blue"
    UNSCORED = "unscored"
    OVERDUE = "overdue"
    OVERDUE_LONG = "overdue_long"
    NEVER_CHECKED = "never_checked"
    CHECKED_LONG_AGO = "checked_long_ago"
    ACCIDENT = "accident"
    EXPOSED = "exposed"


@dataclass(frozen=True)
class RiskRule:
    """One version of the rule: points by term, bands of the score, shares of a district's sites."""

    version: str
    points: Mapping[TermKind, int]
    #: From this score on, the level holds (blue below all).
    bands: Mapping[Level, int]
    #: Lower bounds of D = L x E x C, highest first; sources leave the edges open, here the bound is included.
    lec_bands: tuple[tuple[int, TermKind], ...]
    long_overdue_days: int
    long_unchecked_days: int
    #: The share of a district's sites, at this level or worse, that gives the district the level.
    district_shares: Mapping[Level, float]
    #: Below this number of sites a district's colour is uncertain.
    enough_sites: int
    #: An accident counts for this many days.
    accident_days: int = 1095
    #: From each of these headcounts on, open findings weigh one step more.
    exposure_steps: tuple[int, ...] = ()


RULE_2026 = RiskRule(
    version="2026-1",
    points=MappingProxyType(
        {
            TermKind.MAJOR: 100,
            TermKind.LEC_RED: 60,
            TermKind.LEC_ORANGE: 30,
            TermKind.LEC_YELLOW: 12,
            TermKind.LEC_BLUE: 4,
            TermKind.UNSCORED: 5,
            TermKind.OVERDUE: 10,
            TermKind.OVERDUE_LONG: 15,
            TermKind.NEVER_CHECKED: 10,
            TermKind.CHECKED_LONG_AGO: 5,
            TermKind.ACCIDENT: 15,
            TermKind.EXPOSED: 3,
        }
    ),
    bands=MappingProxyType({Level.RED: 60, Level.ORANGE: 30, Level.YELLOW: 10}),
    lec_bands=(
        (320, TermKind.LEC_RED),
        (160, TermKind.LEC_ORANGE),
        (70, TermKind.LEC_YELLOW),
        (0, TermKind.LEC_BLUE),
    ),
    long_overdue_days=30,
    long_unchecked_days=365,
    district_shares=MappingProxyType({Level.RED: 0.10, Level.ORANGE: 0.25, Level.YELLOW: 0.50}),
    enough_sites=10,
    exposure_steps=(100, 500),
)


@dataclass(frozen=True)
class OpenFinding:
    """What counts of a finding that is not yet closed; ``lec`` is D = L x E x C when it was scored."""

    is_major: bool
    lec: float | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class SiteFacts:
    """What the level of a site is computed from: how many open findings of each kind, and its last check."""

    open_by_kind: Mapping[TermKind, int] = field(default_factory=dict)
    overdue: int = 0
    overdue_long: int = 0
    last_checked_on: date | None = None
    #: Workers at the site, where known; accidents of the last ``RiskRule.accident_days``.
    headcount: int | None = None
    accidents: int = 0


@dataclass(frozen=True)
class Term:
    """One part of a score: ``count`` things of ``kind`` gave ``points`` together."""

    kind: TermKind
    count: int
    points: int


@dataclass(frozen=True)
class Attention:
    """The level of a site with its reason: the terms add up to the score, and the rule is named."""

    level: Level
    score: int
    terms: tuple[Term, ...]
    rule_version: str


@dataclass(frozen=True)
class DistrictAttention:
    """The level of a district (None without sites), the sites by level, and whether so few prove little."""

    level: Level | None
    counts: Mapping[Level, int]
    sites: int
    is_uncertain: bool
    rule_version: str


def kind_of(finding: OpenFinding, rule: RiskRule) -> TermKind:
    """The term under which an open finding counts by its LEC score; a 重大隐患 counts as such besides."""
    if finding.lec is None:
        return TermKind.UNSCORED
    return next(kind for lower, kind in rule.lec_bands if finding.lec >= lower)


def facts_of(
    findings: Iterable[OpenFinding], *, last_checked_on: date | None, today: date, rule: RiskRule
) -> SiteFacts:
    """Gather the open findings of one site as of ``today``; a finding is overdue the day after its term."""
    open_by_kind: dict[TermKind, int] = {}
    days_over = []
    for finding in findings:
        kind = kind_of(finding, rule)
        open_by_kind[kind] = open_by_kind.get(kind, 0) + 1
        if finding.is_major:
            open_by_kind[TermKind.MAJOR] = open_by_kind.get(TermKind.MAJOR, 0) + 1
        if finding.due_on is not None and finding.due_on < today:
            days_over.append((today - finding.due_on).days)
    return SiteFacts(
        open_by_kind=open_by_kind,
        overdue=len(days_over),
        overdue_long=sum(days > rule.long_overdue_days for days in days_over),
        last_checked_on=last_checked_on,
    )


def attention(facts: SiteFacts, *, today: date, rule: RiskRule) -> Attention:
    """The level of a site on ``today``: the sum of its terms against the bands; a 重大隐患 makes it red."""
    counts = {kind: facts.open_by_kind.get(kind, 0) for kind in TermKind}
    counts[TermKind.OVERDUE] = facts.overdue
    counts[TermKind.OVERDUE_LONG] = facts.overdue_long
    if facts.last_checked_on is None:
        counts[TermKind.NEVER_CHECKED] = 1
    elif (today - facts.last_checked_on).days > rule.long_unchecked_days:
        counts[TermKind.CHECKED_LONG_AGO] = 1
    counts[TermKind.ACCIDENT] = facts.accidents
    counts[TermKind.EXPOSED] = _exposure(facts, rule)
    terms = tuple(Term(kind, count, count * rule.points[kind]) for kind, count in counts.items() if count)
    score = sum(term.points for term in terms)
    level = Level.RED if counts[TermKind.MAJOR] else _band(score, rule)
    return Attention(level, score, terms, rule.version)


def _exposure(facts: SiteFacts, rule: RiskRule) -> int:
    """How many steps of headcount a site with open findings has reached; nothing open, nobody exposed."""
    if facts.headcount is None or not any(facts.open_by_kind.values()):
        return 0
    return sum(facts.headcount >= step for step in rule.exposure_steps)


def roll_up(counts: Mapping[Level, int], *, rule: RiskRule) -> DistrictAttention:
    """The level of a district from its sites by level.

    The worst level which, together with all worse ones, reaches its share of the sites; a district with
    any red site is at least yellow, so that one 重大隐患 is never lost in a large district.
    """
    sites = sum(counts.values())
    if sites == 0:
        return DistrictAttention(None, MappingProxyType(dict(counts)), 0, True, rule.version)
    level = Level.BLUE
    at_least = 0
    for candidate in WORST_FIRST[:-1]:
        at_least += counts.get(candidate, 0)
        if at_least >= rule.district_shares[candidate] * sites and at_least:
            level = candidate
            break
    if level is Level.BLUE and counts.get(Level.RED, 0):
        level = Level.YELLOW
    return DistrictAttention(
        level, MappingProxyType(dict(counts)), sites, sites < rule.enough_sites, rule.version
    )


def worst(levels: Iterable[Level]) -> Level | None:
    """The worst of some levels, or None of none."""
    return min(levels, key=WORST_FIRST.index, default=None)


def _band(score: int, rule: RiskRule) -> Level:
    return next((level for level in WORST_FIRST[:-1] if score >= rule.bands[level]), Level.BLUE)
