"""What may leave the house: rounded positions and suppressed small counts.  Plain arithmetic.

Who may see more is decided in ``maps.reader``, through which every layer, file and answer goes.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from safety.access.positions import rounded

Key = TypeVar("Key", bound=Hashable)

#: Counts of persons below this are not shown (and one more is hidden with a lone one).
SMALLEST_SHOWN = 5


class Placed(Protocol):
    """A row of a register that has an id and a position in degrees (both None, or neither)."""

    @property
    def id(self) -> UUID:
        """Which record it is."""

    @property
    def lon(self) -> float | None:
        """Degrees east."""

    @property
    def lat(self) -> float | None:
        """Degrees north."""


Row = TypeVar("Row", bound=Placed)


@dataclass(frozen=True)
class Sight:
    """Which records somebody sees precisely: those with these ids, or every one (None)."""

    precise: frozenset[UUID] | None = frozenset()

    @property
    def is_full(self) -> bool:
        """Whether nothing is rounded."""
        return self.precise is None

    def shows(self, record: UUID) -> bool:
        """Whether the record is seen precisely."""
        return self.precise is None or record in self.precise

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows as they are seen: elsewhere rounded, without outline, and without a small number of dead."""
        if self.precise is None:
            return rows
        return [row if row.id in self.precise else coarse(row) for row in rows]


def coarse(row: Row) -> Row:
    """A row (named tuple or dataclass) as those without the right to its precise position see it."""
    given: Any = row
    told: dict[str, object] = {}
    if row.lon is not None and row.lat is not None:
        told["lon"], told["lat"] = rounded(row.lon, row.lat)
    names = {one.name for one in fields(given)} if is_dataclass(given) else set(given._fields)
    if "outline" in names:
        told["outline"] = None
    if "deaths" in names:
        told["deaths"] = hidden_if_small(given.deaths)
    change: Any = replace if is_dataclass(given) else type(given)._replace
    return cast(Row, change(given, **told))


def hidden_if_small(count: int | None, smallest: int = SMALLEST_SHOWN) -> int | None:
    """A count that stands alone: None for a small one; zero stays."""
    return None if count is not None and 0 < count < smallest else count


def suppressed(counts: Mapping[Key, int], smallest: int = SMALLEST_SHOWN) -> dict[Key, int | None]:
    """Counts by key with the small ones hidden (None); zero stays.

    A single hidden count could be found from the total, so the next smallest is hidden with it.
    """
    hidden = {key for key, count in counts.items() if 0 < count < smallest}
    if len(hidden) == 1:
        others = {key: count for key, count in counts.items() if count and key not in hidden}
        if others:
            hidden.add(min(others, key=lambda key: others[key]))
    return {key: None if key in hidden else count for key, count in counts.items()}


def suppressed_in(keys: frozenset[Key], counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Counts by key, of which only those of ``keys`` are kept from small numbers."""
    return {**counts, **suppressed({key: count for key, count in counts.items() if key in keys})}
