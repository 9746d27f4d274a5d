"""Rows → GeoDataFrames, and those → GeoJSON.  GeoPandas lives here; nothing here knows the register."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, shape

from maps.coordinates import Datum, from_wgs84
from maps.outlines import Edition
from maps.risk import WORST_FIRST, Level

WGS84 = "EPSG:4326"
# A screen holds about this many cells side by side.
_CELLS_ACROSS = 24
_METRE_DECIMALS = 5
_FEW_DISTRICTS = 3
_PLACES = frozenset({"lon", "lat", "outline"})
Box = tuple[float, float, float, float]
GeoJson = dict[str, Any]


def district_frame(edition: Edition, facts: Mapping[str, Mapping[str, object]]) -> gpd.GeoDataFrame:
    """The districts named in ``facts`` with those columns and an inner point ``at``.

    Many are drawn from simplified outlines; a few, which are looked at closely, from the full ones.
    """
    full = {code: outline.area for code, outline in edition.outlines.items()}
    shapes = full if len(facts) <= _FEW_DISTRICTS else edition.simplified
    codes = [code for code in edition.outlines if code in facts]
    rows = []
    for code in codes:
        inner = edition.outlines[code].area.representative_point()
        at = [round(inner.x, 4), round(inner.y, 4)]
        rows.append({"code": code, "name": edition.outlines[code].name, "at": at, **facts[code]})
    return gpd.GeoDataFrame(rows, geometry=[shapes[code] for code in codes], crs=WGS84)


def row_frame(rows: Sequence[Mapping[str, object]]) -> gpd.GeoDataFrame:
    """Rows that have an ``outline`` (a GeoJSON geometry) as that, else ``lon`` and ``lat`` as a point."""
    shapes = [
        shape(dict(row["outline"])) if row.get("outline") else Point(row["lon"], row["lat"])  # type: ignore[call-overload]
        for row in rows
    ]
    told = [{key: value for key, value in row.items() if key not in _PLACES} for row in rows]
    return gpd.GeoDataFrame(pd.DataFrame(told, dtype=object), geometry=shapes, crs=WGS84)


def site_frame(rows: Sequence[Mapping[str, object]]) -> gpd.GeoDataFrame:
    """Rows that have ``lon`` and ``lat`` as points; these two columns become the geometry."""
    frame = pd.DataFrame(rows, dtype=object)
    if frame.empty:
        return gpd.GeoDataFrame(frame, geometry=[], crs=WGS84)
    points = gpd.points_from_xy(frame.pop("lon").astype(float), frame.pop("lat").astype(float))
    return gpd.GeoDataFrame(frame, geometry=points, crs=WGS84)


def cells(lons: Sequence[float], lats: Sequence[float], levels: Sequence[Level], box: Box) -> GeoJson:
    """A grid over ``box`` with the exact number of points of each level in each cell, as GeoJSON points.

    A cell's point is the mean of its members, so that it lies where they are.
    """
    west, south, east, _ = box
    step = max((east - west) / _CELLS_ACROSS, 1e-6)
    frame = pd.DataFrame({"lon": lons, "lat": lats, "level": [level.value for level in levels]})
    frame["x"] = ((frame["lon"] - west) // step).astype(int)
    frame["y"] = ((frame["lat"] - south) // step).astype(int)
    features = []
    for _, members in frame.groupby(["x", "y"], sort=True):
        counted = members["level"].value_counts().to_dict()
        counts = {level.value: int(counted[level.value]) for level in WORST_FIRST if level.value in counted}
        centre = [round(float(members["lon"].mean()), 5), round(float(members["lat"].mean()), 5)]
        geometry = {"type": "Point", "coordinates": centre}
        features.append({"type": "Feature", "geometry": geometry, "properties": {"counts": counts}})
    return {"type": "FeatureCollection", "features": features}


def as_geojson(frame: gpd.GeoDataFrame) -> GeoJson:
    """The frame as a GeoJSON object with plain values, coordinates to about a metre."""
    rounded = frame.set_geometry(frame.geometry.set_precision(10.0**-_METRE_DECIMALS, mode="pointwise"))
    document: GeoJson = json.loads(rounded.to_json(drop_id=True, na="null", default=str))
    document.pop("crs", None)
    return document


def shown_in(document: GeoJson, datum: Datum) -> GeoJson:
    """A GeoJSON object moved to the datum of the base map it is drawn on; unchanged without an offset."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return document
    for feature in document["features"]:
        geometry = feature["geometry"]
        geometry["coordinates"] = _moved(geometry["coordinates"], datum)
        if "at" in feature["properties"]:
            feature["properties"]["at"] = _moved(feature["properties"]["at"], datum)
    return document


def _moved(coordinates: Any, datum: Datum) -> Any:
    if isinstance(coordinates[0], (int, float)):
        return list(from_wgs84(coordinates[0], coordinates[1], datum))
    return [_moved(inner, datum) for inner in coordinates]
