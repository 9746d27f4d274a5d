"""The colours of a GeoPackage's layers as QGIS keeps them: its table ``layer_styles``, which it reads by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

_TABLE = """CREATE TABLE IF NOT EXISTS layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT
    (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
_CONTENTS = """INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
    VALUES ('layer_styles', 'attributes', 'layer_styles', '')"""
_STYLE = """INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,
    styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')"""


@dataclass(frozen=True)
class LayerStyle:
    """How a layer is drawn: the column that says the colour, and for each value its colour and its words."""

    layer: str
    column: str
    values: Sequence[tuple[str, str, str]]
    title: str


def add_styles(path: Path, styles: Sequence[LayerStyle]) -> None:
    """Put the styles into the GeoPackage at ``path`` as the default ones of their layers."""
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute(_TABLE)
        opened.execute(_CONTENTS)
        for one in styles:
            found = opened.execute(
                "SELECT column_name, geometry_type_name FROM gpkg_geometry_columns WHERE table_name = ?",
                (one.layer,),
            ).fetchone()
            if found is not None:
                qml = _qml(one, is_point=str(found[1]).upper().endswith("POINT"))
                opened.execute(_STYLE, (one.layer, found[0], one.layer, qml, one.title))


def _qml(style: LayerStyle, *, is_point: bool) -> str:
    root = ET.Element("qgis", version="3.34.0", styleCategories="Symbology")
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=style.column, symbollevels="0", enableorderby="0"
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, (value, colour, words) in enumerate(style.values):
        ET.SubElement(
            categories,
            "category",
            symbol=str(number),
            value=value,
            label=words,
            render="true",
            type="string",
        )
        symbols.append(_symbol(str(number), colour, is_point=is_point))
    doctype = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return doctype + ET.tostring(root, encoding="unicode")


def _symbol(name: str, colour: str, *, is_point: bool) -> ET.Element:
    kind, layer = ("marker", "SimpleMarker") if is_point else ("fill", "SimpleFill")
    symbol = ET.Element("symbol", name=name, type=kind, alpha="1" if is_point else "0.7", clip_to_extent="1")
    drawn = ET.SubElement(symbol, "layer", {"class": layer, "enabled": "1", "locked": "0", "pass": "0"})
    red, green, blue = (int(colour.lstrip("#")[at : at + 2], 16) for at in (0, 2, 4))
    options = {
        "color": f"{red},{green},{blue},255",
        "outline_color": "255,255,255,255" if is_point else "90,90,90,255",
        "outline_width": "0.3",
        **({"name": "circle", "size": "3", "size_unit": "MM"} if is_point else {"style": "solid"}),
    }
    inner = ET.SubElement(drawn, "Option", type="Map")
    for key, value in options.items():
        ET.SubElement(inner, "Option", name=key, type="QString", value=value)
    return symbol
