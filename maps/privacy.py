"""What may leave the house: rounded positions and suppressed small counts.  Plain arithmetic."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

#: Two decimals of a degree are about 1 km: a street or village, not a gate.
DECIMALS_FOR_OTHERS = 2
#: Counts of persons below this are not shown (and one more is hidden with a lone one).
SMALLEST_SHOWN = 5


def rounded(lon: float, lat: float, decimals: int = DECIMALS_FOR_OTHERS) -> tuple[float, float]:
    """A position coarse enough to show to those without the right to the precise one."""
    return round(lon, decimals), round(lat, decimals)


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
