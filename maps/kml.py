"""The look of a KML file: a style for each colour of the map, and a balloon that a person can read.

GDAL writes the places; what it cannot write is added to its file: ``Style``, ``styleUrl`` and descriptions in HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from xml.etree import ElementTree as ET

KML = "http://www.opengis.net/kml/2.2"
#: How much of what lies below shows through an area.
_AREA = "99"
_LINE = "ff5c4a3a"
#: A plain white disc, which takes the colour of its style.  Programs that cannot fetch it draw their own pin in that colour.
_DISC = "http://maps.google.com/mapfiles/kml/shapes/shaded_dot.png"
OTHER = "#6c757d"


def dressed(content: bytes, fills: Mapping[str, Sequence[str]], about: Mapping[str, str]) -> bytes:
    """``content`` of GDAL with the fill of each placemark of each folder, in order, and what the file says of itself."""
    ET.register_namespace("", KML)
    root = ET.fromstring(content)  # noqa: S314 - our own file
    document = root.find(_tag("Document"))
    if document is None:
        return content
    used = sorted({fill for column in fills.values() for fill in column})
    for place, fill in enumerate(used):
        document.insert(place, _style(fill))
    description = ET.Element(_tag("description"))
    description.text = "".join(f"<p>{escape(name)}：{escape(value)}</p>" for name, value in about.items())
    document.insert(0, description)
    for folder in document.findall(_tag("Document")):
        folder.tag = _tag("Folder")  # a layer; GDAL writes one document in another
        name = folder.findtext(_tag("name")) or ""
        for mark, fill in zip(folder.iter(_tag("Placemark")), fills.get(name, ()), strict=False):
            _dress(mark, fill)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def table_of(facts: Sequence[tuple[str, str]], notice: str) -> str:
    """The balloon of a place: its facts as a table, then what the map says of itself."""
    rows = "".join(
        f"<tr><th align='left'>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts
    )
    return f"<table>{rows}</table><p>{escape(notice)}</p>"


def _tag(name: str) -> str:
    return f"{{{KML}}}{name}"


def _name(fill: str) -> str:
    return f"c{fill.lstrip('#').lower()}"


def _abgr(fill: str, alpha: str = "ff") -> str:
    red, green, blue = (fill.lstrip("#")[at : at + 2] for at in (0, 2, 4))
    return f"{alpha}{blue}{green}{red}".lower()


def _style(fill: str) -> ET.Element:
    style = ET.Element(_tag("Style"), id=_name(fill))
    icon = ET.SubElement(style, _tag("IconStyle"))
    ET.SubElement(icon, _tag("color")).text = _abgr(fill)
    ET.SubElement(icon, _tag("scale")).text = "0.9"
    ET.SubElement(ET.SubElement(icon, _tag("Icon")), _tag("href")).text = _DISC
    line = ET.SubElement(style, _tag("LineStyle"))
    ET.SubElement(line, _tag("color")).text = _LINE
    ET.SubElement(line, _tag("width")).text = "1"
    ET.SubElement(ET.SubElement(style, _tag("PolyStyle")), _tag("color")).text = _abgr(fill, _AREA)
    balloon = ET.SubElement(style, _tag("BalloonStyle"))
    ET.SubElement(balloon, _tag("text")).text = "<h3>$[name]</h3>$[description]"
    return style


#: What stands before ``styleUrl`` in a placemark, by the standard's order.
_BEFORE = frozenset({"name", "visibility", "open", "address", "phoneNumber", "Snippet", "description"})


def _dress(mark: ET.Element, fill: str) -> None:
    inner: Iterator[tuple[int, ET.Element]] = enumerate(mark)
    place = max((at + 1 for at, one in inner if one.tag.rpartition("}")[2] in _BEFORE), default=0)
    for old in mark.findall(_tag("styleUrl")):
        mark.remove(old)
    url = ET.Element(_tag("styleUrl"))
    url.text = f"#{_name(fill)}"
    mark.insert(place, url)
