"""Which of the rated sites a layer keeps: those long unchecked, or those around a position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any

from maps.sources import RatedSite

_EARTH_METRES = 6_371_008.8
_DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class SiteChoice:
    """Sites without a check in ``unchecked_months``, and within ``radius`` metres of ``near`` (lon, lat)."""

    unchecked_months: int | None = None
    near: tuple[float, float] | None = None
    radius: int = 1000

    def of(self, sites: Sequence[RatedSite], day: date) -> list[RatedSite]:
        """The sites that fit, in their order; the nearest first where a position was given."""
        kept = [site for site in sites if self._is_unchecked(site, day)]
        if self.near is None:
            return kept
        far = [(distance_to(site, self.near), site) for site in kept]
        near = [(metres, site) for metres, site in far if metres is not None and metres <= self.radius]
        return [site for _, site in sorted(near, key=lambda pair: pair[0])]

    def _is_unchecked(self, site: RatedSite, day: date) -> bool:
        if self.unchecked_months is None or site.last_checked_on is None:
            return True
        return (day - site.last_checked_on).days > self.unchecked_months * _DAYS_A_MONTH


ANY_SITE = SiteChoice()


def choice_from(given: dict[str, Any]) -> SiteChoice:
    """The loaded filters of an address as a choice."""
    return SiteChoice(given.get("unchecked_months"), given.get("near"), given.get("radius", 1000))


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance over the ground of two positions (lon, lat) in WGS 84 degrees, on a sphere (within 0.5 %)."""
    lon1, lat1, lon2, lat2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_METRES * asin(min(1.0, sqrt(half)))


def distance_to(site: RatedSite, at: tuple[float, float]) -> float | None:
    """Metres from a site to a position; None for a site without one."""
    lon, lat = site.standing.lon, site.standing.lat
    return None if lon is None or lat is None else metres_between((lon, lat), at)
