"""What of a position those may know who have no right to the precise one.  Plain arithmetic.

Who has the right is decided in ``people.sight`` (records) and ``maps.reader`` (maps, their files and ``/ogc``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Two decimals of a degree are about 1 km: a street or village, not a gate.
DECIMALS_FOR_OTHERS = 2
#: How far the point shown may lie from the true one, at most, in metres (half a cell's diagonal, in China).
FARTHEST_OFF_M = 800.0
_DEGREES = frozenset({"lon", "lat"})
#: What would tell more than the rounded point: the same place in another datum, its outline, how well it was measured.
_LEFT_OUT = frozenset({"given_lon", "given_lat", "outline", "accuracy", "accuracy_m"})


def rounded(lon: float, lat: float, decimals: int = DECIMALS_FOR_OTHERS) -> tuple[float, float]:
    """A position coarse enough to show to those without the right to the precise one."""
    return round(lon, decimals), round(lat, decimals)


def coarse(told: Any) -> Any:
    """A document of JSON values, at any depth with its degrees rounded and what tells more made empty."""
    if isinstance(told, Mapping):
        return {name: _coarse_field(name, value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [coarse(one) for one in told]
    return told


def _coarse_field(name: str, value: Any) -> Any:
    if name in _LEFT_OUT:
        return None
    return _few_decimals(value) if name in _DEGREES else coarse(value)


def _few_decimals(value: Any) -> Any:
    """Degrees rounded: a number, its text (the audit writes numbers so), or a list of them (before and after)."""
    if isinstance(value, list | tuple):
        return [_few_decimals(one) for one in value]
    if isinstance(value, int | float):
        return round(value, DECIMALS_FOR_OTHERS)
    try:
        return None if value is None else str(round(float(value), DECIMALS_FOR_OTHERS))
    except (TypeError, ValueError):
        return None
