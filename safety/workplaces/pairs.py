"""Which sites of a register are probably the same place twice: the rule of registering, over all pairs at once.

Plain Python.  Only sites near each other, or of one employer, are compared, so that the time grows with the sites
and not with their square; a test compares the result with every pair held against the rule.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

from safety.folding.names import LIKE_NAME, likeness
from safety.law.positions import distance_m
from safety.text import N_
from safety.workplaces.rules import NEAR_M

#: At least ``NEAR_M`` on the ground in both directions, up to the northern border (53.5 degrees).
_CELL_DEGREES = 0.0035
_BESIDE = ((0, 0), (1, -1), (1, 0), (1, 1), (0, 1))


class Why(StrEnum):
    """What makes two sites probably one, besides being near."""

    BOTH = "both"
    EMPLOYER = "employer"
    NAME = "name"


WHY_LABELS: Mapping[Why, str] = MappingProxyType(
    {
        Why.BOTH: N_("同一单位且名称相近"),
        Why.EMPLOYER: N_("同一单位"),
        Why.NAME: N_("名称相近"),
    }
)


@dataclass(frozen=True, slots=True)
class Known:
    """A registered site as it is compared; ``position`` is WGS 84 (longitude, latitude)."""

    id: uuid.UUID
    name: str
    employer_id: uuid.UUID
    employer: str
    district_code: str | None
    position: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sites that are probably one; ``metres`` is None where a position is missing."""

    first: Known
    second: Known
    metres: float | None
    likeness: float
    why: Why


def probable_pairs(sites: Sequence[Known]) -> list[Pair]:
    """Every pair of ``sites`` (in the order of their registration) that the rule takes for one place.

    Near (within 200 m) with the same employer or a like name; or of the same employer with a like name
    where either has no position.  The nearest come first, those without a distance last.
    """
    found = [pair for one, other in _candidates(sites) if (pair := _paired(one, other)) is not None]
    return sorted(found, key=lambda pair: (pair.metres is None, pair.metres or 0, -pair.likeness))


def _candidates(sites: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
    """The pairs worth comparing, each once, the earlier registered first."""
    order = {site.id: number for number, site in enumerate(sites)}
    for one, other in (*_neighbours(sites), *_unplaced(sites)):
        yield (one, other) if order[one.id] < order[other.id] else (other, one)


def _neighbours(sites: Iterable[Known]) -> Iterator[tuple[Known, Known]]:
    cells: dict[tuple[int, int], list[Known]] = defaultdict(list)
    for site in sites:
        if site.position is not None:
            lon, lat = site.position
            cells[int(lon // _CELL_DEGREES), int(lat // _CELL_DEGREES)].append(site)
    for (x, y), members in cells.items():
        for dx, dy in _BESIDE:
            if dx == dy == 0:
                yield from combinations(members, 2)
            else:
                yield from ((one, other) for one in members for other in cells.get((x + dx, y + dy), ()))


def _unplaced(sites: Iterable[Known]) -> Iterator[tuple[Known, Known]]:
    """Pairs of one employer of which at least one has no position."""
    of_employer: dict[uuid.UUID, list[Known]] = defaultdict(list)
    for site in sites:
        of_employer[site.employer_id].append(site)
    for members in of_employer.values():
        if any(site.position is None for site in members):
            yield from (
                pair
                for pair in combinations(members, 2)
                if pair[0].position is None or pair[1].position is None
            )


def _paired(earlier: Known, later: Known) -> Pair | None:
    same = earlier.employer_id == later.employer_id
    metres = None
    if earlier.position is not None and later.position is not None:
        metres = distance_m(*later.position, *earlier.position)
        if metres > NEAR_M:
            return None
    alike = likeness(later.name, earlier.name, needed=0.0 if same else LIKE_NAME)
    is_like = alike >= LIKE_NAME
    if not is_like and (metres is None or not same):
        return None
    why = Why.BOTH if same and is_like else Why.EMPLOYER if same else Why.NAME
    return Pair(earlier, later, metres, alike, why)
