"""What kind of file holds places, told by its content."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from safety.wire import archives

_HEAD: Final = 4_096


class FileKind(StrEnum):
    """The kinds of file that hold places."""

    GEOJSON = "geojson"
    SHAPEFILE = "shapefile"
    FLATGEOBUF = "flatgeobuf"
    GPKG = "gpkg"
    KML = "kml"
    KMZ = "kmz"
    GML = "gml"


def kind_of(path: Path) -> FileKind | None:
    """What a file is by its content, whatever it is called; None when it is none of these."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.lstrip(b"\x1e")[:1] in {b"{", b"["}:
        return FileKind.GEOJSON
    if head.startswith(b"SQLite format 3\0"):
        return FileKind.GPKG
    if head.startswith(b"fgb\x03fgb"):
        return FileKind.FLATGEOBUF
    if head.startswith(b"<") and (b"<kml" in head or b"opengis.net/gml" in head):
        return FileKind.KML if b"<kml" in head else FileKind.GML
    if not zipfile.is_zipfile(path):
        return None
    endings = {PurePosixPath(name).suffix.lower() for name in _names(path)}
    return FileKind.SHAPEFILE if ".shp" in endings else FileKind.KMZ if ".kml" in endings else None


def _names(path: Path) -> list[str]:
    try:
        with archives.opened(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []
