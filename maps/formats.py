"""The kinds of file a map can be taken as."""

from __future__ import annotations

from enum import StrEnum


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
