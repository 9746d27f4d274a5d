"""Vector tiles: GeoJSON features of one Web-Mercator tile, gathered where they are many, as Mapbox Vector Tiles.

Plain geometry and encoding; positions come in WGS 84 degrees and leave in the tile's own units.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mapbox_vector_tile
import mercantile
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]
Feature = Mapping[str, Any]
Corners = npt.NDArray[np.float64]
#: The finest tiles that are made; about 60 m across, finer than positions are known.
FINEST = 19
#: A tile with more points than this holds cells with counts instead.
MOST_POINTS = 1000
#: How many cells such a tile has across.
_CELLS_ACROSS = 16
_EXTENT = 4096
#: How far beyond its edge a tile is filled, in its units: lines and marks join with the neighbour's.
_BUFFER = 64
_SEEN = shapely.box(-_BUFFER, -_BUFFER, _EXTENT + _BUFFER, _EXTENT + _BUFFER)
_to_mercator = Transformer.from_crs(4326, 3857, always_xy=True)


@dataclass(frozen=True)
class Tile:
    """One tile of the tile matrix set WebMercatorQuad."""

    z: int
    row: int
    column: int

    @property
    def exists(self) -> bool:
        """Whether there is such a tile, and it is not finer than the finest."""
        return 0 <= self.z <= FINEST and 0 <= self.row < 2**self.z and 0 <= self.column < 2**self.z

    @cached_property
    def metres(self) -> Box:
        """Its bounds in Web-Mercator metres: west, south, east, north."""
        west, south, east, north = mercantile.xy_bounds(self.column, self.row, self.z)
        return west, south, east, north

    @cached_property
    def degrees(self) -> Box:
        """Its bounds in WGS 84 degrees."""
        west, south, east, north = mercantile.bounds(self.column, self.row, self.z)
        return west, south, east, north


def encode(tile: Tile, name: str, features: Sequence[Feature]) -> bytes:
    """The features as the one layer of a tile; nothing (no byte) when none of them lies in it."""
    drawn = []
    for feature in gathered(tile, features):
        geometry = _drawn(tile, shape(dict(feature["geometry"])))
        if not geometry.is_empty:
            drawn.append({"geometry": geometry, "properties": _flat(feature["properties"])})
    if not drawn:
        return b""
    content: bytes = mapbox_vector_tile.encode(
        [{"name": name, "features": drawn}], default_options={"extents": _EXTENT}
    )
    return content


def gathered(tile: Tile, features: Sequence[Feature]) -> Sequence[Feature]:
    """The features themselves, or cells with counts when they are points and too many for a tile.

    A cell lies at the mean of its members and says how many they are (``count``), and of each level how many.
    """
    if len(features) <= MOST_POINTS or any(one["geometry"]["type"] != "Point" for one in features):
        return features
    west, south, east, north = tile.degrees
    across, up = (east - west) / _CELLS_ACROSS, (north - south) / _CELLS_ACROSS
    cells: dict[tuple[int, int], list[Feature]] = defaultdict(list)
    for one in features:
        lon, lat = one["geometry"]["coordinates"]
        cells[int((lon - west) // across), int((lat - south) // up)].append(one)
    return [_cell(members) for members in cells.values()]


def _cell(members: Sequence[Feature]) -> Feature:
    places = [one["geometry"]["coordinates"] for one in members]
    mean = [sum(place[axis] for place in places) / len(places) for axis in (0, 1)]
    levels = Counter(one["properties"]["level"] for one in members if one["properties"].get("level"))
    told = {"count": len(members), **{f"count_{level}": count for level, count in levels.items()}}
    return {"geometry": mapping(shapely.Point(mean)), "properties": told}


def _drawn(tile: Tile, geometry: BaseGeometry) -> BaseGeometry:
    """The part of a geometry (degrees) that a tile shows, in the tile's units, with the corners that can be seen."""
    west, south, east, _ = tile.metres
    scale = _EXTENT / (east - west)

    def to_units(corners: Corners) -> Corners:
        x, y = _to_mercator.transform(corners[:, 0], corners[:, 1])
        return np.column_stack(((x - west) * scale, (y - south) * scale))

    moved = shapely.transform(geometry, to_units)
    if moved.geom_type != "Point":
        moved = shapely.make_valid(moved.simplify(1.0))
    return shapely.intersection(moved, _SEEN)


def _flat(properties: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """What a tile can hold of the properties: texts, numbers, yes and no; counts one by one."""
    return dict(_plain(properties.items()))


def _plain(items: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str | int | float | bool]]:
    for name, value in items:
        if isinstance(value, Mapping):
            yield from _plain((f"{name}_{key}", each) for key, each in value.items())
        elif isinstance(value, (str, int, float)):
            yield name, value
        elif value is not None:
            yield name, str(value)
