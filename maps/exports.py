"""What the map shows as a file: for GIS programs, for spreadsheets, for paper, and as one page that opens anywhere."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from flask import render_template

from maps.formats import Format
from maps.geopackage import name_columns
from maps.layers import as_geojson, district_frame, row_frame
from maps.sheets import bar_of, picture_of, sheet
from maps.shown import Shown
from maps.standalone import chart_of
from safety.exports.tables import Column, Sheet, Statement, write_xlsx
from safety.papers.rendering import FONTS

MIMETYPES: Mapping[Format, str] = MappingProxyType(
    {
        Format.GEOJSON: "application/geo+json",
        Format.GPKG: "application/geopackage+sqlite3",
        Format.KML: "application/vnd.google-earth.kml+xml",
        Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format.HTML: "text/html; charset=utf-8",
        Format.PDF_A4: "application/pdf",
        Format.PDF_A3: "application/pdf",
        Format.PNG: "image/png",
    }
)
#: The ending of a column that holds the words for the codes of the one before it.
_WORDS = "_label"
#: What of a row is no text for people.
_UNTOLD = frozenset({"id", "outline"})
_TABLE = ("code", "name", "level", "sites", "open", "overdue", "major", "checks")


def file_name(shown: Shown, wanted: Format) -> str:
    """A name that says what and which day."""
    ending = {"pdf-a4": "pdf", "pdf-a3": "pdf"}.get(wanted.value, wanted.value)
    return f"map-{shown.day.isoformat()}.{ending}"


def write(shown: Shown, wanted: Format, *, made_at: datetime, fonts: Sequence[Path] = (FONTS,)) -> bytes:
    """The file in the format that is wanted; a sheet of paper is set with the ``fonts`` of these folders."""
    writers: Mapping[Format, Callable[[], bytes]] = {
        Format.GEOJSON: lambda: _geojson(shown),
        Format.GPKG: lambda: _geopackage(shown),
        Format.KML: lambda: _kml(shown),
        Format.XLSX: lambda: _spreadsheet(shown),
        Format.HTML: lambda: _page(shown),
    }
    return writers[wanted]() if wanted in writers else sheet(shown, wanted, made_at, fonts)


def _frames(shown: Shown) -> dict[str, gpd.GeoDataFrame]:
    frames = {}
    if shown.districts and not shown.is_cartogram:
        frames["districts"] = district_frame(shown.edition, shown.districts).drop(columns="at")
    if shown.layer.rows:
        frames[shown.layer.name] = row_frame(shown.layer.rows)
    for frame in frames.values():
        for key in shown.code_words:
            if key in frame:
                frame.insert(
                    list(frame.columns).index(key) + 1,
                    f"{key}{_WORDS}",
                    [shown.told(key, value) for value in frame[key]],
                )
    return frames


def _heading(shown: Shown, column: str) -> str:
    """What a column of a file is called in the file's language."""
    return shown.headings.get(column.removesuffix(_WORDS), column)


def _geojson(shown: Shown) -> bytes:
    features: list[Any] = []
    for layer, frame in _frames(shown).items():
        for feature in as_geojson(frame)["features"]:
            feature["properties"]["layer"] = layer
            features.append(feature)
    document = {
        "type": "FeatureCollection",
        "name": shown.title,
        "about": dict(shown.about),
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False, default=str).encode()


def _geopackage(shown: Shown) -> bytes:
    with tempfile.TemporaryDirectory(prefix="map-") as folder:
        path = Path(folder, "map.gpkg")
        for layer, frame in _frames(shown).items():
            _plain(frame).to_file(path, layer=layer, driver="GPKG", engine="pyogrio", **_metadata(shown))
        about = pd.DataFrame({"heading": list(shown.about), "value": list(shown.about.values())})
        pyogrio.write_dataframe(about, path, layer="about", driver="GPKG", append=True)
        name_columns(path, lambda name: _heading(shown, name))
        return path.read_bytes()


def _metadata(shown: Shown) -> dict[str, Any]:
    told = {key: str(value) for key, value in shown.about.items()}
    return {"layer_metadata": told | {"DESCRIPTION": f"{shown.title} · {shown.notice}"}}


def _kml(shown: Shown) -> bytes:
    with tempfile.TemporaryDirectory(prefix="map-") as folder:
        path = Path(folder, "map.kml")
        for number, (layer, frame) in enumerate(_frames(shown).items()):
            named = _plain(frame).rename(columns={"name": "Name"})
            named["Description"] = [_card(shown, row) for row in frame.to_dict("records")]
            named.to_file(path, layer=layer, driver="LIBKML", engine="pyogrio", mode="a" if number else "w")
        return (
            path.read_bytes()
            if path.exists()
            else b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
        )


def _card(shown: Shown, row: Mapping[Any, Any]) -> str:
    """What opens over a place in a KML program: its facts in words, then what the file says of itself."""
    told = {key: shown.told(key, value) for key, value in row.items() if not key.endswith(_WORDS)}
    facts = [
        f"{shown.headings[key]}: {format(value, 'g') if isinstance(value, float) else value}"
        for key, value in told.items()
        if key in shown.headings and value is not None and value != ""
    ]
    about = [f"{heading}: {value}" for heading, value in shown.about.items()]
    return "\n".join([*facts, "", shown.notice, *about])


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns as a file format can hold them: everything that is no number (or no number shown) as text."""
    for name in frame.columns.drop("geometry"):
        numbers = all(value is None or isinstance(value, (int, float)) for value in frame[name])
        frame[name] = (
            frame[name].astype(float) if numbers else frame[name].map(lambda v: "" if v is None else str(v))
        )
    return frame


def _spreadsheet(shown: Shown) -> bytes:
    rows: dict[str, list[Mapping[str, object]]] = {
        "districts": [
            {"code": code, "name": shown.edition.names[code], **facts}
            for code, facts in shown.districts.items()
        ],
        shown.layer.name: list(shown.layer.rows),
    }
    sheets = [
        Sheet(shown.headings[name], [_column(shown, key) for key in members[0] if key != "outline"], members)
        for name, members in rows.items()
        if members
    ]
    with tempfile.TemporaryDirectory(prefix="map-") as folder:
        path = Path(folder, "map.xlsx")
        write_xlsx(path, sheets, Statement(shown.title, shown.about), count_label=shown.count_label)
        return path.read_bytes()


def _column(shown: Shown, key: str) -> Column:
    return Column(
        shown.headings.get(key, key),
        24 if key in {"name", "employer", "owner"} else 12,
        lambda row: shown.told(key, row.get(key)) if key in shown.code_words else row.get(key),
    )


def _page(shown: Shown) -> bytes:
    picture = picture_of(shown) if shown.chart is None or shown.is_cartogram else None
    chart = (
        chart_of(shown.chart, shown.district_document, shown.layer.document)
        if shown.chart is not None and picture is None
        else None
    )
    metres, bar = bar_of(picture) if picture else (0, 0.0)
    page: str = render_template(
        "maps/standalone.html",
        shown=shown,
        picture=picture,
        chart=chart,
        tables=_tables(shown),
        metres=metres,
        bar=bar,
    )
    return page.encode()


def _tables(shown: Shown) -> list[tuple[str, list[str], list[Mapping[str, object]]]]:
    """The rows of the page: the layer, then the districts, each with a name and the columns that are told."""
    districts: list[Mapping[str, object]] = [
        {"code": code, "name": shown.edition.names[code], **facts} for code, facts in shown.districts.items()
    ]
    layer = list(shown.layer.rows)
    shown_columns = [key for key in (layer[0] if layer else ()) if key not in _UNTOLD]
    tables = [
        (shown.headings.get(shown.layer.name, shown.layer.name), shown_columns, layer),
        (shown.headings.get("districts", ""), list(_TABLE), districts),
    ]
    return [one for one in tables if one[2]]
