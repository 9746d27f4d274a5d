"""Rows of a frame as GeoJSON features."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import geopandas
import numpy as np
import shapely
from shapely.geometry import GeometryCollection, MultiPoint
from shapely.geometry.base import BaseGeometry


def features_of(frame: geopandas.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a frame as GeoJSON features, their cells as JSON has them."""
    properties = frame.drop(columns=frame.geometry.name)
    names = [str(one) for one in properties.columns]
    rows = properties.itertuples(index=False, name=None)
    for geometry, values in zip(frame.geometry, rows, strict=True):
        told = {name: _plain(value) for name, value in zip(names, values, strict=True)}
        yield {"type": "Feature", "properties": told, "geometry": _geometry(geometry)}


def _plain(value: Any) -> Any:
    """A cell as JSON has it: numbers of the machine as numbers, what is missing as nothing."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) else str(value)


def _geometry(geometry: BaseGeometry | None) -> Mapping[str, Any] | None:
    """A geometry as GeoJSON in two dimensions; a group of one is that one; None where there is none."""
    if geometry is None:
        return None
    flat: BaseGeometry = shapely.force_2d(geometry)
    if isinstance(flat, MultiPoint | GeometryCollection) and len(flat.geoms) == 1:
        flat = flat.geoms[0]
    if flat.is_empty or not np.isfinite(shapely.get_coordinates(flat)).all():
        return {"type": "Point", "coordinates": []}
    found: dict[str, Any] = json.loads(shapely.to_geojson(flat))
    return found
