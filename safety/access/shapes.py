"""Outlines as RFC 7946 wants them.  Plain arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

Ring = Sequence[Sequence[float]]


def right_handed(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A GeoJSON geometry with the rings of its polygons by the right-hand rule (RFC 7946, 3.1.6).

    Outer rings run against the clock, holes with it; all else is as it was.
    """
    told, found = dict(geometry), geometry.get("coordinates")
    if geometry["type"] == "Polygon" and found:
        told["coordinates"] = _polygon(found)
    elif geometry["type"] == "MultiPolygon" and found:
        told["coordinates"] = [_polygon(one) for one in found]
    elif geometry["type"] == "GeometryCollection":
        told["geometries"] = [right_handed(one) for one in geometry["geometries"]]
    return told


def _polygon(rings: Sequence[Ring]) -> list[list[Any]]:
    return [_turned(ring, against_clock=number == 0) for number, ring in enumerate(rings)]


def _turned(ring: Ring, *, against_clock: bool) -> list[Any]:
    return list(ring) if (_area(ring) >= 0) is against_clock else list(reversed(ring))


def _area(ring: Ring) -> float:
    """Twice the signed area of a closed ring in square degrees: positive against the clock."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0, *_), (x1, y1, *_) in pairwise(ring))
