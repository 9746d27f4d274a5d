"""A file of district outlines: read, checked, brought to WGS 84, or refused with every reason."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from maps.boundaries import edition_on
from maps.coordinates import Datum, DatumGuess
from maps.district_matching import ANY, Columns, Matched, columns_in, matched
from maps.editions import BadOutlineError, Outline, OutlineFault, read_outline
from maps.file_kinds import FileKind, kind_of
from maps.imports import NO_GEOJSON, told_fault
from maps.open_rings import is_open
from maps.shifts import shift
from maps.vector_files import UnusableFileError, read_document
from safety.text import N_, Text

_FAULTS: Mapping[OutlineFault, str] = MappingProxyType(
    {
        OutlineFault.NO_FEATURE: N_("不是有属性的要素"),
        OutlineFault.CODE: N_("代码“%(code)s”不是六位数字"),
        OutlineFault.NAME: N_("区县 %(code)s 没有可用的名称"),
        OutlineFault.GEOMETRY: N_("区县 %(code)s 的图形无法读取"),
        OutlineFault.NO_AREA: N_("区县 %(code)s 的图形不是面"),
        OutlineFault.CROSSED: N_("区县 %(code)s 的边线有误，分不清内外：%(detail)s"),
        OutlineFault.NO_DEGREES: N_("区县 %(code)s 的坐标不是经纬度"),
    }
)
_LONGITUDE_LATITUDE = re.compile(r"(CRS84|EPSG:+(?:[\d.]*:)?(?:4326|4490))$", re.IGNORECASE)
# Overlaps and gaps up to this share of the whole area are the noise of digitising.
_TOLERATED_SHARE = 0.001
#: Less of a district than this within the present ones: it lies elsewhere.
_MOSTLY = 0.5
_UNCLOSED = N_("范围的边线没有闭合，按首尾相连读取，请在地图上核对：%(rows)s")
_LARGEST_FILE = 64 * 1024 * 1024


class UnusableOutlinesError(ValueError):
    """The file cannot serve as district outlines; ``reasons`` says why, one sentence each."""

    def __init__(self, reasons: Sequence[Text]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(map(str, reasons)))


def read_outlines(path: Path, datum: Datum, columns: Columns = ANY) -> dict[str, Outline]:
    """The districts of a file (GeoJSON, zipped Shapefile, GeoPackage, KML, KMZ) whose coordinates are in ``datum``, in WGS 84, by code.

    Former districts are read as those that follow them, several of one as one area; see ``maps.district_matching``.

    Raises:
        UnusableOutlinesError: not GeoJSON, another coordinate system, a feature that is no known district and has no code, a code used twice,
            a district outside the present ones, an area that crosses itself so that it is unclear what lies inside, or overlaps and gaps beyond one thousandth of the whole.
    """
    outlines = _read_features(_parse(path), columns)
    if datum not in (Datum.WGS84, Datum.CGCS2000):
        outlines = {
            code: replace(outline, area=shift(outline.area, datum)) for code, outline in outlines.items()
        }
    reasons = _outside(outlines) or _coverage_faults(outlines)
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


def remarks_on(path: Path, columns: Columns = ANY) -> list[Text]:
    """Which features of a file are read otherwise than they stand: former districts, names for codes, open rings."""
    document = _parse(path)
    unclosed = [str(at) for at, one in enumerate(_features_of(document), start=1) if is_open(one)]
    told = [Text(_UNCLOSED, rows="、".join(unclosed))] if unclosed else []
    return [*_matched(document, columns).remarks, *told]


def columns_of(path: Path) -> list[str]:
    """The columns of a file, for choosing those of the code and the name."""
    return columns_in(_features_of(_parse(path)))


def guess_datum(path: Path, reference: Mapping[str, Outline], columns: Columns = ANY) -> DatumGuess:
    """Which datum makes the districts of a file lie best on those of ``reference`` with the same codes.

    A guess for a person to confirm; with no common code it is silent.
    """
    found = _read_features(_parse(path), columns)
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


def _misfit(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(shapely.make_valid(one).symmetric_difference(other).area)


def _parse(path: Path) -> dict[str, Any]:
    if path.stat().st_size > _LARGEST_FILE:
        raise UnusableOutlinesError([Text(N_("文件超过 %(mb)s MB"), mb=_LARGEST_FILE // 1024 // 1024)])
    try:
        document = _document(path)
    except UnusableFileError as error:
        raise UnusableOutlinesError([told_fault(error)]) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UnusableOutlinesError([Text(NO_GEOJSON)]) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise UnusableOutlinesError([Text(NO_GEOJSON)])
    crs = document.get("crs")
    crs_name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    if crs_name and not _LONGITUDE_LATITUDE.search(crs_name):
        raise UnusableOutlinesError([Text(N_("坐标应为经纬度，文件写的是 %(system)s"), system=crs_name[:80])])
    return document


def _document(path: Path) -> Any:
    if kind_of(path) in {None, FileKind.GEOJSON}:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    return read_document(path)


def _features_of(document: Mapping[str, Any]) -> list[Any]:
    features = document.get("features")
    return features if isinstance(features, list) else []


def _matched(document: Mapping[str, Any], columns: Columns) -> Matched:
    return matched(_features_of(document), edition_on(date.max).names, columns)


def _read_features(document: Mapping[str, Any], columns: Columns) -> dict[str, Outline]:
    outlines: dict[str, Outline] = {}
    told = _matched(document, columns)
    reasons = list(told.reasons)
    for feature in told.features:
        try:
            outline = read_outline(feature)
        except BadOutlineError as error:
            reasons.append(Text(_FAULTS[error.fault], code=error.code, detail=error.detail))
            continue
        earlier = outlines.get(outline.code)
        if earlier is not None and outline.code in told.joined:
            outline = replace(earlier, area=shapely.union(earlier.area, outline.area))
        elif earlier is not None:
            reasons.append(Text(N_("代码 %(code)s 用了两次"), code=outline.code))
        outlines[outline.code] = outline
    if not outlines and not reasons:
        reasons.append(Text(N_("文件里没有要素")))
    if reasons:
        raise UnusableOutlinesError(reasons)
    return outlines


def _outside(outlines: Mapping[str, Outline]) -> list[Text]:
    """The districts that lie for the most part outside all present ones."""
    present = [one.area for one in edition_on(date.max).outlines.values()]
    sentence = N_("区县 %(code)s（%(name)s）不在本市范围内")
    return [
        Text(sentence, code=one.code, name=one.name)
        for one in outlines.values()
        if sum(one.area.intersection(area).area for area in present) < _MOSTLY * one.area.area
    ]


def _coverage_faults(outlines: Mapping[str, Outline]) -> list[Text]:
    areas = [outline.area for outline in outlines.values()]
    whole = shapely.union_all(areas)
    overlap = sum(area.area for area in areas) - whole.area
    # A district inside another fills its hole: what is left open in the whole is a gap.
    gaps = _area_of_holes(whole)
    faults = []
    if overlap > _TOLERATED_SHARE * whole.area:
        faults.append(Text(N_("区县相互重叠，占总面积的 %(share)s"), share=f"{overlap / whole.area:.2%}"))
    if gaps > _TOLERATED_SHARE * whole.area:
        faults.append(Text(N_("区县之间有空隙，占总面积的 %(share)s"), share=f"{gaps / whole.area:.2%}"))
    return faults


def _area_of_holes(area: BaseGeometry) -> float:
    parts = [part for part in shapely.get_parts(area) if isinstance(part, Polygon)]
    return float(sum(Polygon(hole).area for part in parts for hole in part.interiors))
