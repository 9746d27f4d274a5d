"""Rows → GeoDataFrames, and those → GeoJSON.  GeoPandas lives here; nothing here knows the register."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, shape

from maps.editions import Edition

WGS84 = "EPSG:4326"
_METRE_DECIMALS = 5
_FEW_DISTRICTS = 3
_PLACES = frozenset({"lon", "lat", "outline"})
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


def as_geojson(frame: gpd.GeoDataFrame) -> GeoJson:
    """The frame as a GeoJSON object with plain values, coordinates to about a metre."""
    rounded = frame.set_geometry(frame.geometry.set_precision(10.0**-_METRE_DECIMALS, mode="pointwise"))
    document: GeoJson = json.loads(rounded.to_json(drop_id=True, na="null", default=str))
    document.pop("crs", None)
    return document
