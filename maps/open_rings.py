"""Rings of areas that do not end where they begin: read with their ends joined, and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pyogrio
import shapely

#: The member of a feature that says that one of its rings was not closed.
OPEN: Final = "open_ring"


def open_rings(path: Path, layer: str, encoding: str | None) -> list[bool]:
    """Which features of a layer have a ring that is not closed, in its order.

    GDAL hands rings on as the file has them; GEOS, which would close them, says which it cannot read otherwise.
    """
    _, _, rings, _ = pyogrio.raw.read(path, layer=layer, columns=[], encoding=encoding)
    if rings is None:
        return []
    as_they_stand = shapely.from_wkb(rings, on_invalid="ignore")
    closed = shapely.from_wkb(rings, on_invalid="fix")
    found = shapely.is_missing(as_they_stand) & ~shapely.is_missing(closed)
    return [bool(one) for one in found]


def is_open(feature: Any) -> bool:
    """Whether a ring of a GeoJSON feature's area does not end where it begins; False of what is no area."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return False
    parts = geometry.get("coordinates")
    if not isinstance(parts, list):
        return False
    if geometry["type"] == "MultiPolygon":
        parts = [ring for part in parts if isinstance(part, list) for ring in part]
    unlike = (isinstance(ring, list) and len(ring) > 2 and ring[0] != ring[-1] for ring in parts)
    return feature.get(OPEN) is True or any(unlike)
