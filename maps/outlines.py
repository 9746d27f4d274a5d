"""A file of district outlines: read, checked, brought to WGS 84, or refused with every reason."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from maps.coordinates import Datum, DatumGuess, to_wgs84
from maps.editions import Edition, Outline, read_outline
from maps.vector_files import FileKind, UnusableFileError, kind_of, read_document

_LONGITUDE_LATITUDE = re.compile(r"(CRS84|EPSG:+(?:[\d.]*:)?(?:4326|4490))$", re.IGNORECASE)
# Overlaps and gaps up to this share of the whole area are the noise of digitising.
_TOLERATED_SHARE = 0.001
_LARGEST_FILE = 64 * 1024 * 1024


class UnusableOutlinesError(ValueError):
    """The file cannot serve as district outlines; ``reasons`` says why, one sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))


def read_outlines(path: Path, datum: Datum) -> dict[str, Outline]:
    """The districts of a file (GeoJSON, zipped Shapefile, GeoPackage, KML, KMZ) whose coordinates are in ``datum``, in WGS 84, by code.

    Raises:
        UnusableOutlinesError: not GeoJSON, another coordinate system, a missing or doubled code or name,
            an area that crosses itself so that it is unclear what lies inside, or overlaps and gaps beyond one thousandth of the whole.
    """
    outlines = _read_features(_parse(path))
    if datum not in (Datum.WGS84, Datum.CGCS2000):
        outlines = {
            code: replace(outline, area=shift(outline.area, datum)) for code, outline in outlines.items()
        }
    reasons = _coverage_faults(outlines)
    if reasons:
        raise UnusableOutlinesError(reasons)
    return outlines


def described_in(path: Path) -> Mapping[str, str]:
    """What a file says of itself in an ``edition`` member: any of name, valid_from, source, review_no, datum."""
    about = _parse(path).get("edition")
    known = ("name", "valid_from", "source", "review_no", "datum")
    described = about if isinstance(about, dict) else {}
    return {name: str(described[name]) for name in known if described.get(name)}


def successors_in(path: Path) -> list[str]:
    """The table of successors in a file's ``edition`` member, a line for each old code (``500105=500157``)."""
    about = _parse(path).get("edition")
    table = about.get("successors") if isinstance(about, dict) else None
    rows = table.items() if isinstance(table, dict) else ()
    return [f"{old}={','.join(map(str, new if isinstance(new, list) else [new]))}" for old, new in rows]


def edition_as_geojson(edition: Edition) -> dict[str, Any]:
    """The document that ``read_edition`` reads back."""
    about = {
        "name": edition.name,
        "valid_from": edition.valid_from.isoformat(),
        "superseded_on": edition.superseded_on.isoformat() if edition.superseded_on else None,
        "superseded_by": edition.superseded_by,
        "datum": Datum.WGS84.value,
        "source": edition.source,
        "review_no": edition.review_no,
        "caution": edition.caution,
    }
    features = [
        {
            "type": "Feature",
            "properties": {"code": outline.code, "name": outline.name},
            "geometry": json.loads(shapely.to_geojson(outline.area)),
        }
        for outline in edition.outlines.values()
    ]
    return {"type": "FeatureCollection", "edition": about, "features": features}


def guess_datum(path: Path, reference: Mapping[str, Outline]) -> DatumGuess:
    """Which datum makes the districts of a file lie best on those of ``reference`` with the same codes.

    A guess for a person to confirm; with no common code it is silent.
    """
    found = _read_features(_parse(path))
    common = sorted(found.keys() & reference.keys())
    if not common:
        return DatumGuess(None, 0.0, 0)
    misfit = {
        datum: sum(_misfit(shift(found[code].area, datum), reference[code].area) for code in common)
        for datum in (Datum.WGS84, Datum.GCJ02, Datum.BD09)
    }
    best, second = sorted(misfit, key=lambda datum: misfit[datum])[:2]
    lead = 1 - misfit[best] / misfit[second] if misfit[second] else 0.0
    return DatumGuess(best if lead else None, lead, len(common))


def shift(area: BaseGeometry, datum: Datum) -> BaseGeometry:
    """A geometry given in ``datum``, in WGS 84."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return area
    return shapely.transform(area, lambda points: np.array([to_wgs84(x, y, datum) for x, y in points]))


def _misfit(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(shapely.make_valid(one).symmetric_difference(other).area)


def _parse(path: Path) -> dict[str, Any]:
    if path.stat().st_size > _LARGEST_FILE:
        raise UnusableOutlinesError([f"the file is larger than {_LARGEST_FILE // 1024 // 1024} MB"])
    try:
        document = _document(path)
    except UnusableFileError as error:
        raise UnusableOutlinesError([str(error)]) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UnusableOutlinesError([f"not GeoJSON in UTF-8: {error}"]) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise UnusableOutlinesError(["not a GeoJSON FeatureCollection"])
    crs = document.get("crs")
    crs_name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    if crs_name and not _LONGITUDE_LATITUDE.search(crs_name):
        raise UnusableOutlinesError(
            [f"coordinates must be longitude and latitude in degrees, not {crs_name}"]
        )
    return document


def _document(path: Path) -> Any:
    if kind_of(path) in {None, FileKind.GEOJSON}:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    return read_document(path)


def _read_features(document: Mapping[str, Any]) -> dict[str, Outline]:
    outlines: dict[str, Outline] = {}
    reasons: list[str] = []
    features = document.get("features")
    for number, feature in enumerate(features if isinstance(features, list) else [], start=1):
        try:
            outline = read_outline(feature)
        except ValueError as error:
            reasons.append(f"feature {number}: {error}")
            continue
        if outline.code in outlines:
            reasons.append(f"feature {number}: code {outline.code} is used twice")
        outlines[outline.code] = outline
    if not outlines and not reasons:
        reasons.append("there are no features")
    if reasons:
        raise UnusableOutlinesError(reasons)
    return outlines


def _coverage_faults(outlines: Mapping[str, Outline]) -> list[str]:
    areas = [outline.area for outline in outlines.values()]
    whole = shapely.union_all(areas)
    overlap = sum(area.area for area in areas) - whole.area
    # A district inside another fills its hole: what is left open in the whole is a gap.
    gaps = _area_of_holes(whole)
    faults = []
    if overlap > _TOLERATED_SHARE * whole.area:
        faults.append(f"districts overlap by {overlap / whole.area:.2%} of the whole area")
    if gaps > _TOLERATED_SHARE * whole.area:
        faults.append(f"gaps between districts make {gaps / whole.area:.2%} of the whole area")
    return faults


def _area_of_holes(area: BaseGeometry) -> float:
    parts = [part for part in shapely.get_parts(area) if isinstance(part, Polygon)]
    return float(sum(Polygon(hole).area for part in parts for hole in part.interiors))
