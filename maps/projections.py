"""Eastings and northings of CGCS2000's Gauss-Krüger zones in degrees, and systems that cannot be converted exactly."""

from __future__ import annotations

from functools import lru_cache

import pyproj

from safety.workplaces.projections import PROJECTIONS, Projection

#: EPSG codes of the zones without a number before the easting, from the central meridian 75° E on.
_FIRST_CODE = {3: 4534, 6: 4502}
_FIRST_MERIDIAN = 75
#: Datums from which no transformation of known accuracy leads to CGCS2000; PROJ would set them equal without a word.
_OLD = ("xian", "beijing")


def to_degrees(easting: float, northing: float, key: str) -> tuple[float, float]:
    """Longitude and latitude (CGCS2000) of metres in the zone ``key``, the easting without the zone's number."""
    lon, lat = _transformer(PROJECTIONS[key]).transform(easting, northing)
    return float(lon), float(lat)


def refuses_conversion(system: pyproj.CRS) -> bool:
    """Whether a system rests on a datum (Xi'an 80, Beijing 54) whose places would come out tens of metres off."""
    geodetic = system.geodetic_crs
    datum = geodetic.datum if geodetic is not None else None
    names = f"{system.name} {datum.name if datum is not None else ''}".casefold().replace("'", "")
    return any(old in names for old in _OLD)


@lru_cache(maxsize=len(PROJECTIONS))
def _transformer(zone: Projection) -> pyproj.Transformer:
    code = _FIRST_CODE[zone.width] + (zone.meridian - _FIRST_MERIDIAN) // zone.width
    return pyproj.Transformer.from_crs(code, 4490, always_xy=True)
