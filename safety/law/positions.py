"""Whether a pair of degrees can be a place of work in China, and how far two places are apart."""

from __future__ import annotations

import math

from safety.errors import Invalid
from safety.text import N_

#: China's bounding box, degrees.
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
EARTH_RADIUS_M = 6_371_008.8


def _inside(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def check_position(lon: float, lat: float) -> tuple[float, float]:
    """The pair, when it lies in China's bounding box (WGS 84 degrees).

    Raises:
        Invalid: no numbers, out of range, (0, 0), swapped, or abroad; fields ``lon`` and ``lat``.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        sentence = N_("经纬度不是有效的数字")
    elif lon == 0 and lat == 0:
        sentence = N_("经纬度为 0，设备没有定位")
    elif _inside(lon, lat):
        return lon, lat
    elif _inside(lat, lon):
        sentence = N_("经度和纬度可能填反了")
    elif not (-180 <= lon <= 180 and -90 <= lat <= 90):
        sentence = N_("经纬度超出范围")
    else:
        sentence = N_("位置不在中国境内")
    raise Invalid(sentence, code="position", fields={"lon": [sentence], "lat": [sentence]})


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """The great-circle distance of two WGS 84 positions in metres (on a sphere: good to half a per cent)."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))
