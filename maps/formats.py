"""The kinds of file a map can be taken as."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Format(StrEnum):
    """The kinds of file."""

    GEOJSON = "geojson"
    GEOJSON_LAYERS = "geojson-layers"
    GPKG = "gpkg"
    KML = "kml"
    XLSX = "xlsx"
    HTML = "html"
    PDF_A4 = "pdf-a4"
    PDF_A3 = "pdf-a3"
    PNG = "png"


MIMETYPES: Mapping[Format, str] = MappingProxyType(
    {
        Format.GEOJSON: "application/geo+json",
        Format.GEOJSON_LAYERS: "application/zip",
        Format.GPKG: "application/geopackage+sqlite3",
        Format.KML: "application/vnd.google-earth.kml+xml",
        Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format.HTML: "text/html",
        Format.PDF_A4: "application/pdf",
        Format.PDF_A3: "application/pdf",
        Format.PNG: "image/png",
    }
)
_PAPER = frozenset({Format.PDF_A4, Format.PDF_A3, Format.PNG})


def file_name(day: date, wanted: Format) -> str:
    """A name that says what and which day."""
    endings = {"pdf-a4": "pdf", "pdf-a3": "pdf", "geojson-layers": "geojson.zip"}
    ending = endings.get(wanted.value, wanted.value)
    return f"map-{day.isoformat()}.{ending}"


def is_sheet(wanted: Format) -> bool:
    """Whether the format is a sheet of paper, with letters that need a font."""
    return wanted in _PAPER
