"""Rows → GeoJSON features in plain Python: what a screen's map is given.  Frames for files of GIS programs: ``layers``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from maps.coordinates import Datum, from_wgs84
from maps.editions import Edition
from maps.risk import WORST_FIRST, Level

# A screen holds about this many cells side by side.
_CELLS_ACROSS = 24
_FEW_DISTRICTS = 3
_DECIMALS = 5
Box = tuple[float, float, float, float]
GeoJson = dict[str, Any]


def district_features(edition: Edition, facts: Mapping[str, Mapping[str, object]]) -> list[GeoJson]:
    """The districts named in ``facts`` with those properties and an inner point ``at``.

    Many are drawn from simplified outlines; a few, which are looked at closely, from the full ones.
    """
    areas = edition.drawn_in_full if len(facts) <= _FEW_DISTRICTS else edition.drawn
    features = []
    for code in edition.outlines:
        if code in facts:
            geometry, at = areas[code]
            told = {"code": code, "name": edition.names[code], "at": list(at), **facts[code]}
            features.append({"type": "Feature", "geometry": geometry, "properties": told})
    return features


def cells(lons: Sequence[float], lats: Sequence[float], levels: Sequence[Level], box: Box) -> GeoJson:
    """A grid over ``box`` with the exact number of points of each level in each cell, as GeoJSON points.

    A cell's point is the mean of its members, so that it lies where they are.
    """
    west, south, east, _ = box
    step = max((east - west) / _CELLS_ACROSS, 1e-6)
    members: dict[tuple[int, int], list[tuple[float, float, Level]]] = defaultdict(list)
    for lon, lat, level in zip(lons, lats, levels, strict=True):
        members[int((lon - west) // step), int((lat - south) // step)].append((lon, lat, level))
    features = []
    for _, some in sorted(members.items()):
        counted = Counter(level for _, _, level in some)
        counts = {level.value: counted[level] for level in WORST_FIRST if level in counted}
        centre = [
            round(sum(one[0] for one in some) / len(some), _DECIMALS),
            round(sum(one[1] for one in some) / len(some), _DECIMALS),
        ]
        geometry = {"type": "Point", "coordinates": centre}
        features.append({"type": "Feature", "geometry": geometry, "properties": {"counts": counts}})
    return {"type": "FeatureCollection", "features": features}


def shown_in(document: GeoJson, datum: Datum) -> GeoJson:
    """A GeoJSON object moved to the datum of the base map it is drawn on; unchanged without an offset."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return document
    for feature in document["features"]:
        # What is drawn of an edition is kept for the next who asks, so it is not changed in place.
        coordinates = _moved(feature["geometry"]["coordinates"], datum)
        feature["geometry"] = {**feature["geometry"], "coordinates": coordinates}
        if "at" in feature["properties"]:
            feature["properties"]["at"] = _moved(feature["properties"]["at"], datum)
    return document


def _moved(coordinates: Any, datum: Datum) -> Any:
    if isinstance(coordinates[0], (int, float)):
        return list(from_wgs84(coordinates[0], coordinates[1], datum))
    return [_moved(inner, datum) for inner in coordinates]
