"""Mending areas whose rings cross or touch themselves, where it is clear what lies inside.  Plain geometry."""

from __future__ import annotations

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

#: A repair that changes the area by more than this share changes the place.
SAFE_REPAIR = 0.01


def sound(area: BaseGeometry) -> BaseGeometry | None:
    """The area itself when it is valid, a repair that leaves it as large as it was, or None without one."""
    if area.is_valid and area.area > 0:
        return area
    repaired = shapely.make_valid(area)
    parts = [part for part in shapely.get_parts(repaired) if isinstance(part, Polygon | MultiPolygon)]
    whole: BaseGeometry = shapely.union_all(parts) if parts else repaired
    if not whole.area or abs(whole.area - area.area) > SAFE_REPAIR * whole.area:
        return None
    return whole
