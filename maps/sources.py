"""The one door to safety's queries: sites and districts with their attention levels, within a scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from maps.risk import (
    Attention,
    DistrictAttention,
    Level,
    RiskRule,
    SiteFacts,
    TermKind,
    attention,
    roll_up,
)
from safety.access.scope import Scope
from safety.accidents.queries import counts_by_site
from safety.inspections.queries.standing import (
    SiteStanding,
    StandingFilters,
    count_outside,
    site_standings,
)
from safety.inspections.queries.trend import Month, monthly, months_before
from safety.law.days import shanghai_date, start_of_day

# The counts in a standing, from ``open`` to ``overdue_long``.
_FIRST_COUNT = SiteStanding._fields.index("open")
_AFTER_COUNTS = SiteStanding._fields.index("checks")

__all__ = [
    "AreaSummary",
    "Month",
    "RatedSite",
    "StandingFilters",
    "areas",
    "count_outside",
    "monthly",
    "months_before",
    "rated_sites",
    "summary",
]


@dataclass(frozen=True, slots=True)
class RatedSite:
    """A site with its counts and the level they give."""

    standing: SiteStanding
    attention: Attention

    @property
    def last_checked_on(self) -> date | None:
        """The day of the last check in Chongqing, or None."""
        moment = self.standing.last_checked_at
        return shanghai_date(moment) if moment else None


@dataclass(frozen=True)
class AreaSummary:
    """Sums over the sites of an area, and the level they roll up to; None is a number that is not shown."""

    attention: DistrictAttention
    sites: int | None
    open: int | None
    overdue: int | None
    major: int | None
    checks: int | None
    by_level: Mapping[Level, int | None]

    @property
    def checks_per_100(self) -> float | None:
        """Checks of the period for every 100 sites, to one decimal; not shown when one of the two is not."""
        if self.sites is None or self.checks is None:
            return None
        return round(100 * self.checks / self.sites, 1) if self.sites else 0.0


def rated_sites(scope: Scope, filters: StandingFilters, *, today: date, rule: RiskRule) -> list[RatedSite]:
    """Every site of ``scope`` that fits ``filters``, with its level on ``today``, in the order of names.

    The positions are the true ones: what shows them asks ``maps.reader``, what only counts asks here.
    With ``filters.on`` (a past day) that is the day meant, whatever ``today`` is.
    """
    today = filters.on or today
    long_before = today - timedelta(days=rule.long_overdue_days)
    rows = site_standings(scope, filters, today=today, long_overdue_before=long_before)
    long_ago = start_of_day(today - timedelta(days=rule.long_unchecked_days))
    accidents_since = today - timedelta(days=rule.accident_days - 1)
    accidents = counts_by_site(since=accidents_since, day=today)
    # Most sites of a city share few combinations of counts: each is rated once.
    known: dict[tuple[Any, ...], Attention] = {}
    rated = []
    for row in rows:
        freshness = None if row.last_checked_at is None else row.last_checked_at >= long_ago
        exposure = sum((row.headcount or 0) >= step for step in rule.exposure_steps)
        happened = accidents.get(row.id, 0)
        key = (freshness, exposure, happened, *row[_FIRST_COUNT:_AFTER_COUNTS])
        found = known.get(key)
        if found is None:
            found = known[key] = attention(_facts(row, happened), today=today, rule=rule)
        rated.append(RatedSite(row, found))
    return rated


def areas(sites: Iterable[RatedSite], *, rule: RiskRule) -> dict[str, AreaSummary]:
    """The sites gathered by district code; sites without a district are left out."""
    by_code: dict[str, list[RatedSite]] = {}
    for site in sites:
        if site.standing.district_code:
            by_code.setdefault(site.standing.district_code, []).append(site)
    return {code: summary(members, rule=rule) for code, members in by_code.items()}


def summary(sites: Sequence[RatedSite], *, rule: RiskRule) -> AreaSummary:
    """The sums over some sites, and the level they roll up to."""
    counts: Counter[Level] = Counter(site.attention.level for site in sites)
    return AreaSummary(
        attention=roll_up(counts, rule=rule),
        sites=len(sites),
        open=sum(site.standing.open for site in sites),
        overdue=sum(site.standing.overdue for site in sites),
        major=sum(site.standing.open_major for site in sites),
        checks=sum(site.standing.checks for site in sites),
        by_level=dict(counts),
    )


def _facts(row: SiteStanding, accidents: int) -> SiteFacts:
    coloured = row.open_red + row.open_orange + row.open_yellow + row.open_blue
    counts = {
        TermKind.MAJOR: row.open_major,
        TermKind.LEC_RED: row.open_red,
        TermKind.LEC_ORANGE: row.open_orange,
        TermKind.LEC_YELLOW: row.open_yellow,
        TermKind.LEC_BLUE: row.open_blue,
        TermKind.UNSCORED: row.open - coloured,
    }
    return SiteFacts(
        {kind: count for kind, count in counts.items() if count > 0},
        overdue=row.overdue,
        overdue_long=row.overdue_long,
        last_checked_on=shanghai_date(row.last_checked_at) if row.last_checked_at else None,
        headcount=row.headcount,
        accidents=accidents,
    )
