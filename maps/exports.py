"""What the map shows as a file: for GIS programs, for spreadsheets, for paper, and as one page that opens anywhere."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from flask import render_template

from maps.formats import Format
from maps.geopackage import name_columns
from maps.kml import OTHER, dressed, table_of
from maps.layer_styles import LayerStyle, add_styles
from maps.layers import as_geojson, district_frame, row_frame
from maps.sheets import bar_of, picture_of, sheet
from maps.shown import Shown
from maps.standalone import chart_of
from safety.access.shapes import right_handed
from safety.exports.tables import Column, Sheet, Statement, write_xlsx
from safety.papers.rendering import FONTS

#: The ending of a column that holds the words for the codes of the one before it.
_WORDS = "_label"
#: What of a row is no text for people.
_UNTOLD = frozenset({"id", "outline"})
#: Columns whose codes decide the colours of a layer, where they do.
_COLOUR_COLUMNS = ("level", "stage", "grade", "heat", "shade")
_TABLE = ("code", "name", "level", "sites", "open", "overdue", "major", "checks")


def write(shown: Shown, wanted: Format, *, made_at: datetime, fonts: Sequence[Path] = (FONTS,)) -> bytes:
    """The file in the format that is wanted; a sheet of paper is set with the ``fonts`` of these folders."""
    writers: Mapping[Format, Callable[[], bytes]] = {
        Format.GEOJSON: lambda: _geojson(shown),
        Format.GEOJSON_LAYERS: lambda: _geojson_files(shown),
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


def _features(shown: Shown) -> dict[str, list[Any]]:
    """The features by layer as RFC 7946 wants them: rings by the right hand, and an id that is the record's own."""
    found: dict[str, list[Any]] = {}
    for layer, frame in _frames(shown).items():
        found[layer] = as_geojson(frame)["features"]
        for feature in found[layer]:
            told = feature["properties"]
            told["layer"] = layer
            feature["id"] = str(told.get("id") or told.get("code"))
            feature["geometry"] = right_handed(feature["geometry"])
    return found


def _collection(shown: Shown, name: str, features: Sequence[Any]) -> bytes:
    document = {
        "type": "FeatureCollection",
        "name": name,
        "about": dict(shown.about),
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False, default=str).encode()


def _geojson(shown: Shown) -> bytes:
    return _collection(shown, shown.title, [one for some in _features(shown).values() for one in some])


def _geojson_files(shown: Shown) -> bytes:
    """One file a layer, for programs that take one kind of geometry at a time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for layer, features in _features(shown).items():
            archive.writestr(f"{layer}.geojson", _collection(shown, layer, features))
        about = "\n".join(f"{heading}：{value}" for heading, value in shown.about.items())
        archive.writestr("about.txt", f"{shown.title}\n{shown.notice}\n{about}\n")
    return content.getvalue()


def _geopackage(shown: Shown) -> bytes:
    with tempfile.TemporaryDirectory(prefix="map-") as folder:
        path = Path(folder, "map.gpkg")
        for layer, frame in _frames(shown).items():
            _plain(frame).to_file(path, layer=layer, driver="GPKG", engine="pyogrio", **_metadata(shown))
        about = pd.DataFrame({"heading": list(shown.about), "value": list(shown.about.values())})
        pyogrio.write_dataframe(about, path, layer="about", driver="GPKG", append=True)
        name_columns(path, lambda name: _heading(shown, name))
        add_styles(path, _styles(shown))
        return path.read_bytes()


def _styles(shown: Shown) -> list[LayerStyle]:
    """The colours of the map for each layer, told by the column that decides them, else by each row."""
    rows: dict[str, list[Mapping[str, object]]] = {
        "districts": [{"code": code, **facts} for code, facts in shown.districts.items()],
        shown.layer.name: list(shown.layer.rows),
    }
    found = []
    for layer, members in rows.items():
        coloured = [(one, _fill(shown, one)) for one in members]
        by = next((key for key in _COLOUR_COLUMNS if _decides(key, coloured)), None)
        key = by or ("code" if layer == "districts" else "id")
        values = {str(one.get(key)): (fill, _words(shown, key, one)) for one, fill in coloured}
        listed = [(value, fill, words) for value, (fill, words) in sorted(values.items())]
        found.append(LayerStyle(layer, key, listed, shown.title))
    return found


def _decides(key: str, coloured: Sequence[tuple[Mapping[str, object], str]]) -> bool:
    """Whether rows with one value in the column have one colour."""
    if not all(key in one for one, _fill in coloured):
        return False
    return len({(str(one[key]), fill) for one, fill in coloured}) == len(
        {str(one[key]) for one, _ in coloured}
    )


def _fill(shown: Shown, row: Mapping[Any, Any]) -> str:
    return shown.fills.get(str(row.get("id") or row.get("code")), OTHER)


def _words(shown: Shown, key: str, row: Mapping[str, object]) -> str:
    if key in {"id", "code"}:
        return str(row.get("name") or shown.edition.names.get(str(row.get("code")), row.get(key)))
    return str(shown.told(key, row.get(key)))


def _metadata(shown: Shown) -> dict[str, Any]:
    told = {key: str(value) for key, value in shown.about.items()}
    return {"layer_metadata": told | {"DESCRIPTION": f"{shown.title} · {shown.notice}"}}


def _kml(shown: Shown) -> bytes:
    with tempfile.TemporaryDirectory(prefix="map-") as folder:
        path, fills = Path(folder, "map.kml"), {}
        for number, (layer, frame) in enumerate(_frames(shown).items()):
            named = _plain(frame).rename(columns={"name": "Name"})
            named["Description"] = [_card(shown, row) for row in frame.to_dict("records")]
            named.to_file(path, layer=layer, driver="LIBKML", engine="pyogrio", mode="a" if number else "w")
            fills[layer] = [_fill(shown, row) for row in frame.to_dict("records")]
        content = (
            path.read_bytes()
            if path.exists()
            else b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
        )
        return dressed(content, fills, {shown.title: shown.notice, **shown.about})


def _card(shown: Shown, row: Mapping[Any, Any]) -> str:
    """What opens over a place in a KML program: its facts in words; the file says of itself what it is once."""
    told = {key: shown.told(key, value) for key, value in row.items() if not key.endswith(_WORDS)}
    facts = [
        (shown.headings[key], format(value, "g") if isinstance(value, float) else str(value))
        for key, value in told.items()
        if key in shown.headings and value is not None and value != ""
    ]
    return table_of(facts, shown.notice)


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
