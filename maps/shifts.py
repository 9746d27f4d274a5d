"""Whole geometries of a map service's datum in WGS 84."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.coordinates import Datum, to_wgs84


def shift(area: BaseGeometry, datum: Datum) -> BaseGeometry:
    """A geometry given in ``datum``, in WGS 84."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return area
    return shapely.transform(area, lambda points: np.array([to_wgs84(x, y, datum) for x, y in points]))
