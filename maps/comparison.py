"""The map on two days: the districts of both with what changed, for the page and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from maps import scenes
from maps.display import current_reader, duties_on
from maps.rulebook import rule_on
from maps.scenes import DistrictRow
from maps.sources import StandingFilters, months_before
from safety.people.guard import today


@dataclass(frozen=True)
class Comparison:
    """Two days of the map under the same filters.

    ``pairs`` are the districts of the earlier and the later day with how much ``measure`` grew, the largest growth
    first; ``rule_versions`` the colour rules of the two days, ``later_filters`` what the later one was asked with.
    """

    earlier: date
    later: date
    measure: str
    pairs: Sequence[tuple[DistrictRow | None, DistrictRow | None, float | None]]
    rule_versions: tuple[str, str]
    later_filters: StandingFilters


def comparison_of(given: Mapping[str, Any], asked: date | None) -> Comparison:
    """The day of the loaded filters ``given`` beside the day ``asked`` for; without one a year before."""
    later = scenes.past_day(given, today()) or today()
    earlier = asked if asked is not None and asked < later else _a_year_before(later)
    then, now = (scenes.filters_from({**given, "on": day}, today()) for day in (earlier, later))
    before, after = (
        scenes.district_rows(current_reader(), one, today(), duties_on(one)) for one in (then, now)
    )
    return Comparison(
        earlier=earlier,
        later=later,
        measure=given["measure"],
        pairs=scenes.side_by_side(before, after, given["measure"]),
        rule_versions=(rule_on(earlier).version, rule_on(later).version),
        later_filters=now,
    )


def _a_year_before(later: date) -> date:
    return months_before(later, 13)[0][1]
