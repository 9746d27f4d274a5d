"""What another version of the colour rule would change on today's map, before it is adopted."""

from __future__ import annotations

from datetime import date

from maps.risk import RiskRule
from maps.rulebook import Change, compare, rule_on
from maps.sources import StandingFilters, areas, rated_sites
from safety.access.scope import Scope


def effect_of(scope: Scope, rule: RiskRule, day: date) -> Change:
    """The sites and districts of ``scope`` whose level would differ under ``rule`` on ``day``."""
    present = rule_on(day)
    now = rated_sites(scope, StandingFilters(), today=day, rule=present)
    then = rated_sites(scope, StandingFilters(), today=day, rule=rule)
    before, after = areas(now, rule=present), areas(then, rule=rule)
    districts = {code: (before[code].attention.level, after[code].attention.level) for code in sorted(before)}
    return compare([site.attention.level for site in now], [site.attention.level for site in then], districts)
