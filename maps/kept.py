"""The sums by district for the map of the city: kept ones, with what changed since counted anew.

They are exact whenever they are read (docs/decisions/0013-kept-roll-ups.md): what is kept is corrected by the sites
that were marked since, and what cannot be corrected so (another day, another rule, a period, a part of the sites) is
counted in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from maps.risk import Level, RiskRule, roll_up
from maps.rulebook import rule_on
from maps.sources import AreaSummary, RatedSite, StandingFilters, areas, rated_sites
from safety.access.scope import Scope
from safety.law.days import shanghai_date
from safety.rollups.operations import Rating, hold_marked, hold_state, keep_all, keep_marked
from safety.rollups.queries import kept_sums
from safety.transactions import one_transaction

#: With more marked sites than this, counting everything is no slower.
MOST_MARKED = 1000
#: How many marked sites are counted in one writing transaction.
BATCH = 500
_EVERYWHERE = Scope(everything=True)
#: Filters that are also columns of what is kept.
_KEYS = {"district": "district_code", "industry": "industry", "kind": "kind"}


def area_sums(
    scope: Scope, filters: StandingFilters, *, today: date, rule: RiskRule
) -> dict[str, AreaSummary]:
    """The sums of the sites of ``scope`` by district code, as ``areas`` of all rated sites would give them."""
    found = _from_kept(scope, filters, today=today, rule=rule)
    if found is None:
        return areas(rated_sites(scope, filters, today=today, rule=rule), rule=rule)
    return found


def _from_kept(
    scope: Scope, filters: StandingFilters, *, today: date, rule: RiskRule
) -> dict[str, AreaSummary] | None:
    where = {column: getattr(filters, name) for name, column in _KEYS.items() if getattr(filters, name)}
    asked = replace(filters, **dict.fromkeys(_KEYS))
    if not scope.everything or asked != StandingFilters():
        return None
    kept = kept_sums(day=today, rule_version=rule.version, where=where, most_marked=MOST_MARKED)
    if kept is None:
        return None
    sums = kept.sums
    if kept.marked:
        changed = replace(filters, site_ids=frozenset(kept.marked))
        for site in rated_sites(scope, changed, today=today, rule=rule):
            there = sums.setdefault((site.standing.district_code or "", site.attention.level), Counter())
            there.update(sites=1, **_numbers(site))
    return _summaries(sums, rule)


def _summaries(sums: Mapping[tuple[str, str], Counter[str]], rule: RiskRule) -> dict[str, AreaSummary]:
    totals: dict[str, Counter[str]] = {}
    levels: dict[str, dict[Level, int]] = {}
    for (code, level), numbers in sums.items():
        if code and numbers["sites"]:
            totals.setdefault(code, Counter()).update(numbers)
            levels.setdefault(code, {})[Level(level)] = numbers["sites"]
    return {
        code: AreaSummary(
            attention=roll_up(levels[code], rule=rule),
            sites=total["sites"],
            open=total["open"],
            overdue=total["overdue"],
            major=total["major"],
            checks=total["checks"],
            by_level=levels[code],
        )
        for code, total in totals.items()
    }


def keep(now: datetime, *, anew: bool = False) -> int:
    """Bring what is kept up to date, in transactions of its own; how many sites were counted.

    The first time on a day, or under a rule, every site is counted: its level changes with the days alone.
    ``anew`` counts every site in any case.
    """
    day = shanghai_date(now)
    with one_transaction():
        rule = rule_on(day)
        if hold_state() != (day, rule.version) or anew:
            marked = hold_marked()
            ratings = _ratings(StandingFilters(), day, rule)
            keep_all(ratings, day=day, rule_version=rule.version, marked=marked)
            return len(ratings)
    counted = 0
    while batch := _keep_batch(day):
        counted += batch
    return counted


def _keep_batch(day: date) -> int:
    with one_transaction():
        rule = rule_on(day)
        if hold_state() != (day, rule.version):
            return 0  # somebody else has begun another day meanwhile
        marked = hold_marked(BATCH)
        if marked:
            ratings = _ratings(StandingFilters(site_ids=frozenset(marked)), day, rule)
            keep_marked(ratings, marked=marked)
        return len(marked)


def _ratings(filters: StandingFilters, day: date, rule: RiskRule) -> list[Rating]:
    return [
        Rating(
            site.standing.id,
            (
                site.standing.district_code or "",
                site.standing.industry or "",
                site.standing.kind,
                site.attention.level.value,
            ),
            tuple(_numbers(site).values()),
        )
        for site in rated_sites(_EVERYWHERE, filters, today=day, rule=rule)
    ]


def _numbers(site: RatedSite) -> dict[str, int]:
    """The numbers of a site in the order in which they are kept."""
    standing = site.standing
    return {
        "open": standing.open,
        "overdue": standing.overdue,
        "major": standing.open_major,
        "checks": standing.checks,
    }
