"""The coordinate systems of ``/ogc`` (OGC API – Features, Part 2), in plain arithmetic.

EPSG's geographic systems name latitude first.  CGCS2000 (EPSG:4490) differs from WGS 84 by decimetres and is read as it,
as everywhere in the house (``maps.coordinates``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import atan, degrees, exp, log, pi, radians, tan
from typing import Any

Point = tuple[float, float]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
#: The radius of Web Mercator's sphere, in metres.
_RADIUS = 6_378_137.0
#: Beyond it Web Mercator is not defined.
_FARTHEST_NORTH = 85.051128779806604
_DEGREE_DECIMALS, _METRE_DECIMALS = 5, 2


@dataclass(frozen=True)
class System:
    """A coordinate system: its address, and whether it counts metres, or names latitude first."""

    uri: str
    is_metric: bool = False
    is_latitude_first: bool = False

    def to_degrees(self, first: float, second: float) -> Point:
        """A position as longitude and latitude in degrees."""
        if self.is_metric:
            return degrees(first / _RADIUS), degrees(2 * atan(exp(second / _RADIUS)) - pi / 2)
        return (second, first) if self.is_latitude_first else (first, second)

    def from_degrees(self, lon: float, lat: float) -> list[float]:
        """Longitude and latitude as a position of this system, to a centimetre or a metre's share of a degree."""
        if self.is_metric:
            north = max(-_FARTHEST_NORTH, min(_FARTHEST_NORTH, lat))
            up = _RADIUS * log(tan(pi / 4 + radians(north) / 2))
            return [round(_RADIUS * radians(lon), _METRE_DECIMALS), round(up, _METRE_DECIMALS)]
        told = [round(lon, _DEGREE_DECIMALS), round(lat, _DEGREE_DECIMALS)]
        return told[::-1] if self.is_latitude_first else told

    def shown(self, geometry: Mapping[str, Any]) -> dict[str, Any]:
        """A GeoJSON geometry in degrees, in this system."""
        return {**geometry, "coordinates": self._moved(geometry["coordinates"])}

    def _moved(self, coordinates: Any) -> Any:
        if isinstance(coordinates[0], (int, float)):
            return self.from_degrees(coordinates[0], coordinates[1])
        return [self._moved(inner) for inner in coordinates]


#: By address; the first is what is meant without a word, and what the register stores.
SYSTEMS: Mapping[str, System] = {
    one.uri: one
    for one in (
        System(CRS84),
        System(f"{_EPSG}4326", is_latitude_first=True),
        System(f"{_EPSG}4490", is_latitude_first=True),
        System(f"{_EPSG}3857", is_metric=True),
    )
}
