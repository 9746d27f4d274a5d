"""Nearest first, and the spread of a plan's sites over its inspectors: fair, near, and repeatable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from safety.law.positions import distance_m

Point = tuple[float, float]


@dataclass(frozen=True)
class Stop:
    """A site to be visited: where it lies (WGS 84 degrees), and in which district."""

    id: UUID
    district_code: str | None = None
    point: Point | None = None


S = TypeVar("S", bound=Stop)


def metres_between(one: Point, other: Point) -> float:
    """The great-circle distance of two (lon, lat) points in metres."""
    return distance_m(*one, *other)


def nearest_first(stops: Iterable[S], here: Point) -> list[tuple[S, float | None]]:
    """The stops with their distance in metres from ``here``; those without a position come last."""
    measured = [(stop, None if stop.point is None else metres_between(here, stop.point)) for stop in stops]
    return sorted(measured, key=lambda pair: (pair[1] is None, pair[1] or 0.0, str(pair[0].id)))


def spread(
    stops: Sequence[Stop], inspectors: Sequence[UUID], *, load: Mapping[UUID, int] | None = None
) -> dict[UUID, UUID]:
    """Which inspector visits which site.

    The sites are put on one walk (by district, then each next the nearest to the last) and the walk is cut
    into pieces, one for each inspector: neighbours stay together, and the totals including the work
    somebody already has (``load``) differ by no more than one where that is possible.  The same sites and
    inspectors always give the same spread.
    """
    if not stops or not inspectors:
        return {}
    already = {one: (load or {}).get(one, 0) for one in inspectors}
    order = sorted(already, key=lambda one: (already[one], str(one)))
    shares = _shares(len(stops), [already[one] for one in order])
    walk = iter(_walk(stops))
    return {next(walk).id: person for person, share in zip(order, shares, strict=True) for _ in range(share)}


def _shares(count: int, load: Sequence[int]) -> list[int]:
    """How many of ``count`` each takes so that the totals (``load``, ascending, included) are level."""
    shares = [0] * len(load)
    for _ in range(count):
        least = min(range(len(load)), key=lambda i: (load[i] + shares[i], i))
        shares[least] += 1
    return shares


def _walk(stops: Sequence[Stop]) -> list[Stop]:
    walk: list[Stop] = []
    districts = sorted({stop.district_code or "" for stop in stops})
    for district in districts:
        left = sorted(
            (stop for stop in stops if (stop.district_code or "") == district), key=lambda stop: str(stop.id)
        )
        placed = [stop for stop in left if stop.point is not None]
        walk += _chain(placed, walk[-1].point if walk else None)
        walk += [stop for stop in left if stop.point is None]
    return walk


def _chain(stops: list[Stop], start: Point | None) -> list[Stop]:
    """The stops so that each next one is the nearest to the last; without a start the westernmost begins."""
    left = list(stops)
    chain: list[Stop] = []
    here = start or min((stop.point for stop in left if stop.point), default=None)
    while left:
        place = here
        nearest = min(left, key=lambda stop: (_from(place, stop), str(stop.id)))
        left.remove(nearest)
        chain.append(nearest)
        here = nearest.point
    return chain


def _from(here: Point | None, stop: Stop) -> float:
    return 0.0 if here is None or stop.point is None else metres_between(here, stop.point)
