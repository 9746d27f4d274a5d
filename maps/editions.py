"""Dated editions of districts: their names at once, their outlines when somebody asks where something lies.

What only names districts (most pages) loads no geospatial library: an outline is made of its GeoJSON when it is looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_CODE = re.compile(r"\d{6}")
_DISTRICT_LETTERS = 60
# About 200 m: invisible on a screen, and half the bytes.
_TOLERANCE = 0.002
#: Of a degree, as drawn: about a metre.
_DECIMALS = 5
#: A GeoJSON geometry, and a point inside it.
Drawn = tuple[Mapping[str, Any], tuple[float, float]]


class OutlineFault(StrEnum):
    """Why a feature is no outline of a district."""

    NO_FEATURE = "not a feature with properties"
    CODE = "the code is not six digits"
    NAME = "no usable name"
    GEOMETRY = "no readable geometry"
    NO_AREA = "not an area"
    CROSSED = "it is unclear what lies inside"
    NO_DEGREES = "outside longitude and latitude in degrees"


class BadOutlineError(ValueError):
    """A feature that is no outline of a district: why, its code, and what the geometry library says."""

    def __init__(self, fault: OutlineFault, code: str = "", detail: str = "") -> None:
        self.fault, self.code, self.detail = fault, code, detail
        super().__init__(f"district {code}: {fault} {detail}")


@dataclass(frozen=True)
class Outline:
    """A district's name and its area in WGS 84; ``repaired`` says what was wrong with the file's, where it was mended."""

    code: str
    name: str
    area: BaseGeometry
    repaired: str = ""


@dataclass(frozen=True)
class Edition:
    """One dated set of districts; ``superseded_on`` is the day the real districts are known to have changed."""

    name: str
    valid_from: date
    source: str
    review_no: str
    outlines: Mapping[str, Outline]
    superseded_on: date | None = None
    #: What changed on that day, in words.
    superseded_by: str = ""
    caution: str = ""

    def __str__(self) -> str:
        """Its name, as maps and records call it."""
        return self.name

    @property
    def names(self) -> Mapping[str, str]:
        """Names by six-digit code."""
        if isinstance(self.outlines, KeptOutlines):
            return self.outlines.names
        return {code: outline.name for code, outline in self.outlines.items()}

    @cached_property
    def simplified(self) -> Mapping[str, BaseGeometry]:
        """The areas with fewer vertices, for drawing; neighbours together, so that no gap opens between them."""
        import shapely

        areas = [outline.area for outline in self.outlines.values()]
        return dict(zip(self.outlines, shapely.coverage_simplify(areas, _TOLERANCE), strict=True))

    @cached_property
    def drawn(self) -> Mapping[str, Drawn]:
        """The simplified areas as GeoJSON to about a metre, each with a point inside the district."""
        return {code: self._drawn(code, area) for code, area in self.simplified.items()}

    @cached_property
    def drawn_in_full(self) -> Mapping[str, Drawn]:
        """As ``drawn``, with every vertex."""
        return {code: self._drawn(code, outline.area) for code, outline in self.outlines.items()}

    def _drawn(self, code: str, area: BaseGeometry) -> Drawn:
        import shapely

        inner = self.outlines[code].area.representative_point()
        plain = shapely.set_precision(area, 10.0**-_DECIMALS, mode="pointwise")
        return json.loads(shapely.to_geojson(plain)), (round(inner.x, 4), round(inner.y, 4))

    def is_outdated_on(self, on: date) -> bool:
        """Whether the districts are known to have changed between this edition and ``on``."""
        return self.superseded_on is not None and on >= self.superseded_on


class KeptOutlines(Mapping[str, Outline]):
    """The districts of an edition as this program keeps them, each read when it is asked for."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._features = {str(one["properties"]["code"]): one for one in document["features"]}
        self._read: dict[str, Outline] = {}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names by six-digit code."""
        return {code: str(one["properties"]["name"]) for code, one in self._features.items()}

    def __getitem__(self, code: str) -> Outline:
        if code not in self._read:
            self._read[code] = read_outline(self._features[code])
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._features)

    def __len__(self) -> int:
        return len(self._features)


def read_edition(path: Path) -> Edition:
    """An edition as this program keeps it: outlines in WGS 84 with an ``edition`` member that describes them."""
    document = json.loads(path.read_text(encoding="utf-8"))
    about = document["edition"]
    superseded = about.get("superseded_on")
    return Edition(
        name=about["name"],
        valid_from=date.fromisoformat(about["valid_from"]),
        source=about["source"],
        review_no=about.get("review_no", ""),
        outlines=KeptOutlines(document),
        superseded_on=date.fromisoformat(superseded) if superseded else None,
        superseded_by=about.get("superseded_by", ""),
        caution=about.get("caution", ""),
    )


def read_outline(feature: object) -> Outline:
    """A district of a GeoJSON feature with ``code`` (or ``adcode``) and ``name``; mended where that is safe.

    Raises:
        BadOutlineError: it is none, and why.
    """
    import shapely
    from shapely.geometry import MultiPolygon, Polygon, shape

    from maps.repair import sound

    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(properties, dict):
        raise BadOutlineError(OutlineFault.NO_FEATURE)
    code = str(properties.get("code") or properties.get("adcode") or "")
    name = str(properties.get("name") or "").strip()
    if not _CODE.fullmatch(code):
        raise BadOutlineError(OutlineFault.CODE, code[:20])
    if not 0 < len(name) <= _DISTRICT_LETTERS or any(ord(letter) < 32 or letter in "<>" for letter in name):
        raise BadOutlineError(OutlineFault.NAME, code)
    try:
        area = shape(feature.get("geometry") or {})
    except (AttributeError, TypeError, ValueError, LookupError, shapely.errors.ShapelyError) as error:
        raise BadOutlineError(OutlineFault.GEOMETRY, code) from error
    if not isinstance(area, Polygon | MultiPolygon) or area.is_empty:
        raise BadOutlineError(OutlineFault.NO_AREA, code)
    whole = sound(area)
    if whole is None:
        raise BadOutlineError(OutlineFault.CROSSED, code, shapely.is_valid_reason(area))
    west, south, east, north = area.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadOutlineError(OutlineFault.NO_DEGREES, code)
    return Outline(code, name, whole, "" if whole is area else shapely.is_valid_reason(area))


def edition_as_geojson(edition: Edition) -> dict[str, Any]:
    """The document that ``read_edition`` reads back."""
    import shapely

    about = {
        "name": edition.name,
        "valid_from": edition.valid_from.isoformat(),
        "superseded_on": edition.superseded_on.isoformat() if edition.superseded_on else None,
        "superseded_by": edition.superseded_by,
        "datum": "wgs84",
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
