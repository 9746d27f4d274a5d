"""Places from files: features as rows, outlines repaired where that is safe, or refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from maps.coordinates import Datum
from maps.file_kinds import FileKind, kind_of
from maps.geojson_systems import in_degrees
from maps.open_rings import OPEN, is_open
from maps.repair import sound
from maps.shifts import shift
from maps.vector_files import (
    LARGEST_FILE,
    MOST_FEATURES,
    Fault,
    UnusableFileError,
    read_document,
)
from safety.errors import Invalid, Refusal, TooLarge
from safety.text import N_, Text

MOST_VERTICES = 5_000
# Wider than any site: about 100 km.
_WIDEST_DEGREES = 1.0
_SENTENCES: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.OTHER_KIND: N_("不是 Shapefile 压缩包、GeoPackage、KML 或 KMZ 文件"),
        Fault.DAMAGED: N_("文件已损坏或不完整，无法读取"),
        Fault.BAD_ARCHIVE: N_("压缩包已损坏或有密码，无法读取"),
        Fault.ENCODING: N_("文字编码无法识别，请另存为 UTF-8"),
        Fault.NO_LAYER: N_("文件里没有空间图层"),
        Fault.SEVERAL_LAYERS: N_("文件里有多个图层（%(names)s），请只保留要导入的一个"),
        Fault.NO_SYSTEM: N_("文件没有写明坐标系，坐标也不是经纬度；请附上 .prj 文件后重新打包"),
        Fault.TOO_LARGE: N_("文件过大"),
        Fault.UNPACKS_TOO_LARGE: N_("文件解压后过大"),
        Fault.OTHER_SYSTEM: N_("文件的坐标系无法换算成经纬度"),
        Fault.OLD_SYSTEM: N_(
            "文件的坐标系是西安 80 或北京 54，没有公开的精确换算，差几十米到上百米；请向提供者索取 CGCS2000 坐标"
        ),
    }
)
NO_GEOJSON = N_("文件不是 UTF-8 编码的 GeoJSON 要素集合")
_POSITION_FIELDS = ("lon", "lat", "outline", "refused", OPEN)


def read_features(path: Path, layer: str | None = None) -> list[dict[str, Any]]:
    """The features of a file as rows: the properties, with ``lon`` and ``lat``, or ``outline``.

    GeoJSON, a zipped Shapefile, GeoPackage, KML or KMZ; ``layer`` chooses among several.  Coordinates are in degrees,
    in the file's own datum; metres in a system that it does not name come as they stand.  A geometry that can be no site gives ``refused``, a sentence.
    A ring that was not closed gives ``open_ring``.  A feature without geometry gives its properties alone.

    Raises:
        Invalid: not a GeoJSON FeatureCollection in UTF-8, or not readable as what it is (field ``file``).
        TooLarge: more than 50,000 features or 64 MB.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise TooLarge
    document = _geojson(path) if kind_of(path) in {None, FileKind.GEOJSON} else _vectors(path, layer)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise _unreadable()
    if len(features) > MOST_FEATURES:
        raise TooLarge
    return [_row(feature) for feature in features]


def _vectors(path: Path, layer: str | None) -> dict[str, Any]:
    """A document of one of the binary or packed kinds; what is wrong with it in the reader's language."""
    try:
        return read_document(path, layer, unnamed=True)
    except UnusableFileError as error:
        raise _told(error) from error


def told_fault(error: UnusableFileError) -> Text:
    """Why a file is not read, in a sentence."""
    return Text(_SENTENCES[error.fault], names="、".join(error.names[:20]))


def _told(error: UnusableFileError) -> Refusal:
    """What is wrong with a file, in the reader's language."""
    if error.fault is Fault.UNPACKS_TOO_LARGE:
        return TooLarge(N_("文件解压后过大"), code="unpacks_too_large")
    if error.fault is Fault.TOO_LARGE:
        return TooLarge()
    sentence = told_fault(error)
    return Invalid(sentence, code="unreadable", fields={"file": [sentence]})


def _geojson(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except ValueError as error:
        raise _unreadable() from error
    try:
        return in_degrees(json.loads(text, parse_constant=_no_constant))
    except UnusableFileError as error:
        raise _told(error) from error
    except (ValueError, RecursionError) as error:
        return _sequence(text, error)


def _sequence(text: str, error: Exception) -> dict[str, Any]:
    """The features of a GeoJSONSeq: one a line, with or without a record separator before it."""
    lines = [one.strip("\x1e\r ") for one in text.split("\n")]
    try:
        found = [json.loads(one, parse_constant=_no_constant) for one in lines if one]
    except (ValueError, RecursionError):
        raise _unreadable() from error
    if len(found) < 2 and "\x1e" not in text:
        raise _unreadable() from error
    return {"type": "FeatureCollection", "features": found}


def outline_to_wgs84(outline: Mapping[str, Any], datum: Datum) -> tuple[dict[str, Any], tuple[float, float]]:
    """A GeoJSON polygon of ``datum`` in WGS 84, repaired where that is safe, and a point inside it.

    Raises:
        Invalid: no polygon, too many corners, wider than a site can be, not in degrees, or crossing itself
            so that it is unclear what lies inside (field ``outline``).
    """
    area = _sound(_polygon(outline))
    west, south, east, north = area.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise _bad_outline(N_("范围的坐标不是经纬度"))
    if max(east - west, north - south) > _WIDEST_DEGREES:
        raise _bad_outline(N_("范围过大，不像一个场所"))
    moved = shapely.set_precision(shift(area, datum), 1e-7, mode="pointwise")
    inside = moved.representative_point()
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(moved))
    return geometry, (inside.x, inside.y)


def _row(feature: object) -> dict[str, Any]:
    if not isinstance(feature, dict):
        return {"refused": N_("不是 GeoJSON 要素")}
    properties = feature.get("properties")
    row = dict(properties) if isinstance(properties, dict) else {}
    row = {str(name): value for name, value in row.items() if name not in _POSITION_FIELDS}
    geometry = feature.get("geometry")
    if geometry is None:
        return row
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "Point":
        return row | _point(geometry.get("coordinates"))
    if kind in {"Polygon", "MultiPolygon"}:
        outline = {"type": kind, "coordinates": geometry.get("coordinates")}
        return row | {"outline": outline} | ({OPEN: True} if is_open(feature) else {})
    return row | {"refused": N_("几何类型应为点或面")}


def _point(coordinates: object) -> dict[str, Any]:
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        lon, lat = coordinates[:2]
        if all(isinstance(one, int | float) and not isinstance(one, bool) for one in (lon, lat)):
            return {"lon": lon, "lat": lat}
    return {"refused": N_("点的坐标不完整")}


def _polygon(outline: Mapping[str, Any]) -> BaseGeometry:
    if outline.get("type") not in {"Polygon", "MultiPolygon"}:
        raise _bad_outline(N_("几何类型应为点或面"))
    try:
        area = shapely.force_2d(shape(dict(outline)))
    except (AttributeError, TypeError, ValueError, LookupError, shapely.errors.ShapelyError) as error:
        raise _bad_outline(N_("范围的坐标不完整")) from error
    if area.is_empty or not bool(shapely.get_num_coordinates(area)):
        raise _bad_outline(N_("范围的坐标不完整"))
    if int(shapely.get_num_coordinates(area)) > MOST_VERTICES:
        raise _bad_outline(N_("范围的顶点过多"))
    return area


def _sound(area: BaseGeometry) -> BaseGeometry:
    """The area itself when it is valid, or a repair that leaves it as large as it was."""
    whole = sound(area)
    if whole is None:
        raise _bad_outline(N_("范围的边线自相交，无法确定内外"))
    return whole


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _unreadable() -> Invalid:
    return Invalid(NO_GEOJSON, code="not_geojson", fields={"file": [NO_GEOJSON]})


def _bad_outline(sentence: str) -> Invalid:
    return Invalid(sentence, code="outline", fields={"outline": [sentence]})
