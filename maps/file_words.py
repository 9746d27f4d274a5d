"""The names and words of vector files that GDAL would garble: cut headings of a Shapefile, Chinese fields of a KML."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import geopandas

#: Every byte is a character in it: what GDAL reads so can be read anew as what it is.
BYTES: Final = "ISO-8859-1"
_HEADER: Final = 32
#: Elements of a KML whose attribute ``name`` is the name of a field.
_FIELDS: Final = frozenset({"Data", "SimpleData", "SimpleField"})


def encoding_of(shapefile: Path) -> str:
    """How the words of a Shapefile are written: as its .cpg says, else UTF-8 where they fit it, else GB 18030."""
    told = shapefile.with_suffix(".cpg")
    if told.exists():
        name = told.read_text(encoding="ascii", errors="ignore").strip().removeprefix("ANSI ")
        for tried in (name, f"cp{name}"):
            try:
                return codecs.lookup(tried).name
            except LookupError:
                continue
    table = shapefile.with_suffix(".dbf")
    content = table.read_bytes()[_HEADER:] if table.exists() else b""
    text = content.decode("utf-8", errors="replace")
    # A word that the format cut ends amid a character: a few such say nothing against UTF-8.
    is_utf8 = sum("\u00a0" <= one != "\ufffd" for one in text) >= text.count("\ufffd")
    return "utf-8" if is_utf8 else "gb18030"


def reread(frame: geopandas.GeoDataFrame, encoding: str) -> geopandas.GeoDataFrame:
    """A frame that was read as ``BYTES``, with its headings and words in ``encoding``; what the format cut is left out."""

    def anew(words: Any) -> Any:
        return words.encode(BYTES).decode(encoding, errors="ignore") if isinstance(words, str) else words

    names = [one for one in frame.columns if one != frame.geometry.name]
    for name in names:
        if frame[name].dtype.kind == "O" or str(frame[name].dtype).startswith("str"):
            frame[name] = [anew(one) for one in frame[name]]
    return frame.rename(columns={name: anew(name) for name in names})


def name_plainly(kml: Path) -> Mapping[str, str]:
    """Give the fields of a KML plain names in the file itself, which GDAL leaves as they are; plain name → its own.

    The file was looked at before: it has no DTD.
    """
    root = ET.fromstring(kml.read_bytes())  # noqa: S314 - see maps.contents
    namespace = root.tag.partition("}")[0].removeprefix("{") if root.tag.startswith("{") else ""
    if namespace:
        ET.register_namespace("", namespace)
    plain: dict[str, str] = {}
    for one in root.iter():
        if str(one.tag).rpartition("}")[2] in _FIELDS and one.get("name"):
            own = str(one.get("name"))
            one.set("name", plain.setdefault(own, f"field_{len(plain)}"))
    if plain:
        ET.ElementTree(root).write(kml, encoding="utf-8", xml_declaration=True)
    return {name: own for own, name in plain.items()}
