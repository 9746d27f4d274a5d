"""A GeoJSON that names a coordinate system (the older ``crs`` member), in longitude and latitude."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyproj
import pyproj.exceptions

from maps.projections import refuses_conversion
from maps.vector_files import LARGEST_FILE, Fault, UnusableFileError


def in_degrees(document: Any) -> Any:
    """A document whose ``crs`` is projected with its coordinates in degrees; any other as it is.

    Raises:
        UnusableFileError: the system that is named is unknown, or cannot be converted exactly.
    """
    name = named_system(document)
    if name is None:
        return document
    try:
        system = pyproj.CRS.from_user_input(name)
        if refuses_conversion(system):
            raise UnusableFileError(Fault.OLD_SYSTEM)
        if system.is_geographic:
            return document
        degrees = pyproj.Transformer.from_crs(system, 4326, always_xy=True)
        for feature in document.get("features") or ():
            geometry = feature.get("geometry") if isinstance(feature, dict) else None
            if isinstance(geometry, dict):
                geometry["coordinates"] = _moved(geometry.get("coordinates"), degrees)
    except pyproj.exceptions.ProjError as error:
        raise UnusableFileError(Fault.OTHER_SYSTEM) from error
    return document


def named_system(document: Any) -> str | None:
    """What a document says of its coordinate system; None where it says nothing."""
    told = document.get("crs") if isinstance(document, dict) else None
    properties = told.get("properties") if isinstance(told, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def names_system(path: Path) -> bool:
    """Whether a file says in which coordinate system it is; False of one that cannot be read."""
    content = path.read_bytes()
    if b'"crs"' not in content or len(content) > LARGEST_FILE:
        return False
    try:
        return named_system(json.loads(content.decode("utf-8-sig"))) is not None
    except (ValueError, RecursionError):
        return False


def _moved(coordinates: Any, degrees: pyproj.Transformer) -> Any:
    if not isinstance(coordinates, list):
        return coordinates
    if len(coordinates) >= 2 and all(isinstance(one, int | float) for one in coordinates[:2]):
        return list(degrees.transform(coordinates[0], coordinates[1]))
    return [_moved(one, degrees) for one in coordinates]
