"""Whether a file is what its kind says, before GDAL opens it.

GDAL picks its reader by content, not by name: an XML text called ``places.shp`` can be a *virtual* source that
names other files of the server or addresses in the network, which GDAL would go and read.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from xml.parsers import expat

_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
#: Texts by which GDAL takes an XML file for one that leads elsewhere.
_ELSEWHERE: Final = (b"<OGR", b"<GDAL", b"opengis.net/gml", b"opengis.net/wfs")
#: Attributes of a GML whose addresses GDAL would fetch.
_LINK: Final = re.compile(
    rb"""\s[\w.-]+:(?:schemaLocation|noNamespaceSchemaLocation|href)\s*=\s*(?:"[^"]*"|'[^']*')"""
)
_OWN_TABLES: Final = re.compile(
    r"CREATE (TABLE|INDEX|UNIQUE INDEX|TRIGGER)\s.*"
    r"|CREATE VIRTUAL TABLE (\"[^\"]+\"|\w+) USING rtree\s*\([^()]*\)",
    re.DOTALL | re.IGNORECASE,
)


def is_shapefile(path: Path) -> bool:
    """Whether a file begins as a Shapefile does."""
    with path.open("rb") as stream:
        return stream.read(4) == _SHAPEFILE


def is_flatgeobuf(path: Path) -> bool:
    """Whether a file begins as a FlatGeobuf does."""
    with path.open("rb") as stream:
        return stream.read(8).startswith(b"fgb\x03fgb")


def is_kml(path: Path) -> bool:
    """Whether a file is XML with the root ``kml``, without a DTD, that no other reader of GDAL would take."""
    content = path.read_bytes()
    if any(mark in content for mark in _ELSEWHERE):
        return False
    return _root_of(content) == "kml"


def is_gml(path: Path) -> bool:
    """Whether a file is XML with the root ``FeatureCollection``, without a DTD and without what leads elsewhere."""
    content = path.read_bytes()
    leads = (b"<OGR", b"<GDAL", b"chemaLocation", b":href", b"\x00")
    if any(mark in content for mark in leads) or _LINK.search(content):
        return False
    return _root_of(content) == "FeatureCollection"


def without_links(content: bytes) -> bytes:
    """A GML without the addresses that GDAL would fetch: of its schema, and of geometries that lie elsewhere."""
    return _LINK.sub(b"", content)


def _root_of(content: bytes) -> str | None:
    """The name of an XML's root; None of one that has a DTD or cannot be read."""
    roots: list[str] = []
    parser = expat.ParserCreate()

    def begin(name: str, _attributes: object) -> None:
        if not roots:
            roots.append(name.rpartition(":")[2])

    def refuse(*_told: object) -> None:
        raise ValueError("a DTD")

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        return None
    return roots[0] if roots else None


def is_plain_geopackage(path: Path) -> bool:
    """Whether a file is SQLite whose tables are its own: no views, no virtual tables but spatial indexes."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
            told = opened.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
            return all(_OWN_TABLES.fullmatch(str(one)) is not None for (one,) in told)
    except sqlite3.Error:
        return False
