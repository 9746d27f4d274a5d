"""WGS 84 / CGCS2000 ↔ GCJ-02 ↔ BD-09.  Plain arithmetic.

Every function takes and gives (longitude, latitude) in degrees.  GCJ-02 is the state's offset of
100–700 m used by 高德 and 腾讯 maps; BD-09 is Baidu's offset on top of it.  CGCS2000 differs from WGS 84
by decimetres and is treated as equal.  A round trip below a millimetre is a property of the arithmetic,
not of the place: keep the original coordinates beside converted ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import atan2, cos, hypot, isfinite, pi, radians, sin, sqrt

Point = tuple[float, float]

# The Krasovsky 1940 ellipsoid, on which the offset is defined.
_SEMI_MAJOR_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BAIDU_TURN = pi * 3000.0 / 180.0
# The box in which the map services apply the offset; outside it positions are left alone.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
# 1e-10 of a degree is about 0.01 mm.
_CLOSE_ENOUGH = 1e-10
_MOST_ROUNDS = 30


class Datum(StrEnum):
    """What a pair of coordinates is measured in."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_offset_area(lon: float, lat: float) -> bool:
    """Whether the map services shift a position there (a box around China, as they draw it)."""
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    """WGS 84 → GCJ-02; the same point outside China.

    Raises:
        ValueError: not a position on the Earth.
    """
    _check(lon, lat)
    return _add_offset(lon, lat) if in_offset_area(lon, lat) else (lon, lat)


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """GCJ-02 → WGS 84, by iteration, to well below a millimetre; the same point outside China."""
    _check(lon, lat)
    return _invert(_add_offset, lon, lat) if in_offset_area(lon, lat) else (lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    """GCJ-02 → BD-09; the same point outside China."""
    _check(lon, lat)
    return _add_baidu(lon, lat) if in_offset_area(lon, lat) else (lon, lat)


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    """BD-09 → GCJ-02, by iteration; the same point outside China."""
    _check(lon, lat)
    return _invert(_add_baidu, lon, lat) if in_offset_area(lon, lat) else (lon, lat)


def to_wgs84(lon: float, lat: float, datum: Datum) -> Point:
    """A position of any datum in WGS 84 (CGCS2000 is taken as equal)."""
    if datum is Datum.GCJ02:
        return gcj02_to_wgs84(lon, lat)
    if datum is Datum.BD09:
        return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))
    _check(lon, lat)
    return lon, lat


def from_wgs84(lon: float, lat: float, datum: Datum) -> Point:
    """A WGS 84 position in any datum, for drawing on a base map of that datum."""
    if datum is Datum.GCJ02:
        return wgs84_to_gcj02(lon, lat)
    if datum is Datum.BD09:
        return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))
    _check(lon, lat)
    return lon, lat


def box_to_wgs84(box: tuple[float, float, float, float], datum: Datum) -> tuple[float, float, float, float]:
    """A rectangle (west, south, east, north) of a map in ``datum``, by its corners."""
    return (*to_wgs84(box[0], box[1], datum), *to_wgs84(box[2], box[3], datum))


def box_from_wgs84(box: tuple[float, float, float, float], datum: Datum) -> tuple[float, float, float, float]:
    """A rectangle (west, south, east, north) on a map in ``datum``, by its corners."""
    return (*from_wgs84(box[0], box[1], datum), *from_wgs84(box[2], box[3], datum))


@dataclass(frozen=True)
class DatumGuess:
    """Which datum fits best; to be offered to a person, never applied in silence.

    ``confidence`` is 0 when the points cannot tell, up to 1; ``telling`` counts the points that fall on
    different sides of a border under different datums, on which alone the guess rests.
    """

    datum: Datum | None
    confidence: float
    telling: int


def detect_datum(
    points: Iterable[tuple[float, float, str | None]], district_of: Callable[[float, float], str | None]
) -> DatumGuess:
    """Guess the datum of points whose districts were stated, by which reading puts more of them there.

    A point is (lon, lat, stated district code); without a stated code it speaks only by lying inside or
    outside the whole area.  WGS 84 stands for CGCS2000 too: no fit tells them apart.
    """
    readings = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
    hits = dict.fromkeys(readings, 0)
    telling = 0
    for lon, lat, stated in points:
        fits = [_fits(district_of(*to_wgs84(lon, lat, datum)), stated) for datum in readings]
        if len(set(fits)) == 1:
            continue
        telling += 1
        for datum, fit in zip(readings, fits, strict=True):
            hits[datum] += fit
    best, second = sorted(readings, key=lambda datum: -hits[datum])[:2]
    if telling == 0 or hits[best] == hits[second]:
        return DatumGuess(None, 0.0, telling)
    # Few points prove little: five silent ones are added to those that speak.
    return DatumGuess(best, (hits[best] - hits[second]) / (telling + 5), telling)


def _fits(found: str | None, stated: str | None) -> bool:
    return found is not None if stated is None else found == stated


def metres_between(first: Point, second: Point) -> float:
    """The distance of two near positions in metres (equirectangular: good to 0.5 % within a district)."""
    mean = radians((first[1] + second[1]) / 2)
    east = radians(second[0] - first[0]) * cos(mean)
    north = radians(second[1] - first[1])
    return 6371008.8 * hypot(east, north)


def _check(lon: float, lat: float) -> None:
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(f"not a position: longitude {lon}, latitude {lat}")


def _invert(shift: Callable[[float, float], Point], lon: float, lat: float) -> Point:
    """The point that ``shift`` moves to (lon, lat): the shift changes slowly, so correcting converges."""
    guess_lon, guess_lat = lon, lat
    for _ in range(_MOST_ROUNDS):
        there_lon, there_lat = shift(guess_lon, guess_lat)
        step_lon, step_lat = lon - there_lon, lat - there_lat
        guess_lon, guess_lat = guess_lon + step_lon, guess_lat + step_lat
        if abs(step_lon) < _CLOSE_ENOUGH and abs(step_lat) < _CLOSE_ENOUGH:
            break
    return guess_lon, guess_lat


def _add_offset(lon: float, lat: float) -> Point:
    x, y = lon - 105.0, lat - 35.0
    east, north = _east_metres(x, y), _north_metres(x, y)
    phi = radians(lat)
    flattening = 1 - _ECCENTRICITY_SQUARED * sin(phi) ** 2
    meridian = _SEMI_MAJOR_AXIS * (1 - _ECCENTRICITY_SQUARED) / (flattening * sqrt(flattening))
    parallel = _SEMI_MAJOR_AXIS / sqrt(flattening) * cos(phi)
    return lon + east * 180.0 / (parallel * pi), lat + north * 180.0 / (meridian * pi)


def _ripple(x: float) -> float:
    return (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0


def _north_metres(x: float, y: float) -> float:
    metres = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + _ripple(x)
    metres += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return metres + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _east_metres(x: float, y: float) -> float:
    metres = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _ripple(x)
    metres += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return metres + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0


def _add_baidu(lon: float, lat: float) -> Point:
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BAIDU_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BAIDU_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006
