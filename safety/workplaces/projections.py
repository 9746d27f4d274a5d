"""Coordinates in metres: the Gauss-Krüger zones of CGCS2000 by name, and which numbers are such coordinates.

The zones follow GB/T 22021 and GB 50026: three degrees wide (zones 25 to 45) or six degrees (zones 13 to 23), eastings
counted from 500 km west of the central meridian, often with the number of the zone before them (36 500 000).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from safety.errors import Invalid
from safety.text import N_, Text

_ZONE = 1_000_000
#: Northings of China, and eastings with and without the number of a zone, in metres: no number is both.
_NORTHINGS = (1_900_000.0, 6_100_000.0)
_EASTINGS = (100_000.0, 900_000.0)
_ZONES = range(13, 46)


@dataclass(frozen=True)
class Projection:
    """A zone of CGCS2000: its width and its central meridian in degrees."""

    width: int
    meridian: int

    @property
    def zone(self) -> int:
        """The number of the zone."""
        return self.meridian // 3 if self.width == 3 else (self.meridian + 3) // 6

    @property
    def key(self) -> str:
        """How programs name it."""
        return f"cgcs2000-{self.width}-{self.meridian}"

    @property
    def label(self) -> Text:
        """How people name it."""
        return Text(
            N_("CGCS2000 %(width)s 度带，中央经线 %(meridian)s°E（第 %(zone)s 带）"),
            width=self.width,
            meridian=self.meridian,
            zone=self.zone,
        )

    def easting(self, given: float) -> float:
        """An easting without the number of its zone.

        Raises:
            Invalid: it bears the number of another zone (field ``lon``).
        """
        zone, metres = divmod(given, _ZONE)
        if int(zone) in {0, self.zone}:
            return metres
        sentence = N_("横坐标前的带号是 %(given)s，所选的是第 %(zone)s 带")
        raise Invalid(fields={"lon": [Text(sentence, given=int(zone), zone=self.zone)]})


PROJECTIONS: Mapping[str, Projection] = MappingProxyType(
    {
        one.key: one
        for one in (
            *(Projection(3, meridian) for meridian in range(75, 136, 3)),
            *(Projection(6, meridian) for meridian in range(75, 136, 6)),
        )
    }
)
_NOT_EXACT = N_(
    "西安 80、北京 54 换算到 CGCS2000 要用当地测绘部门的参数，没有公开的精确换算，差几十米到上百米；请向提供者索取 CGCS2000 坐标"
)
#: Older systems, which are named in the list and refused.
OLD_SYSTEMS: Mapping[str, str] = MappingProxyType(
    {"xian80": N_("西安 80（不能精确换算）"), "beijing54": N_("北京 54（不能精确换算）")}
)


def projection_of(key: str) -> Projection:
    """The zone of that key.

    Raises:
        Invalid: an older system, with the reason, or none of the list (field ``projection``).
    """
    if key in OLD_SYSTEMS:
        raise Invalid(code="old_system", fields={"projection": [_NOT_EXACT]})
    if key not in PROJECTIONS:
        raise Invalid(fields={"projection": [N_("不在可选范围内")]})
    return PROJECTIONS[key]


def metres_written(words: object) -> float | None:
    """A coordinate in metres as a number; None for what is no number."""
    if isinstance(words, int | float) and not isinstance(words, bool):
        return float(words)
    text = unicodedata.normalize("NFKC", str(words or "")).replace(",", "").strip().removesuffix("m")
    try:
        return float(text)
    except ValueError:
        return None


def is_pair_of_metres(x: float, y: float) -> bool:
    """Whether a pair of numbers is no pair of degrees but an easting and a northing in China, in either order."""
    return (_is_easting(x) and _is_northing(y)) or (_is_easting(y) and _is_northing(x))


def in_order(x: float, y: float) -> tuple[float, float]:
    """Easting and northing of a pair, whichever comes first: surveyors call the northing X, map programs the easting."""
    return (y, x) if _is_northing(x) and _is_easting(y) else (x, y)


def zone_before(easting: float) -> int | None:
    """The number of the zone before an easting; None where there is none."""
    return int(easting // _ZONE) or None


def _is_northing(number: float) -> bool:
    return _NORTHINGS[0] <= number <= _NORTHINGS[1]


def _is_easting(number: float) -> bool:
    zone, metres = divmod(number, _ZONE)
    return _EASTINGS[0] <= metres <= _EASTINGS[1] and (zone == 0 or int(zone) in _ZONES)
