"""What the map shows as a file: for GIS programs, for spreadsheets, for paper, and as one page that opens anywhere."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import typst
from flask import render_template

from maps.file_layers import FileLayer
from maps.formats import Format
from maps.layers import as_geojson, district_frame, row_frame
from maps.outlines import Edition
from maps.picture import District, Drawn, Mark, Patch, drawn_map, drawn_tiles
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
#: Width and height of a sheet in millimetres, lying.
_PAPER: Mapping[Format, tuple[int, int]] = MappingProxyType(
    {Format.PDF_A4: (297, 210), Format.PDF_A3: (420, 297), Format.PNG: (297, 210)}
)
_PICTURE = (760.0, 560.0)
_DPI = 150
#: The picture's width on the sheet, as a share of the sheet's.
_SHARE = 0.66


@dataclass(frozen=True)
class Shown:
    """What is exported: facts by district, the rows of the layer over them, and the words around them."""

    title: str
    notice: str
    day: date
    edition: Edition
    districts: Mapping[str, Mapping[str, object]]
    layer: FileLayer
    fills: Mapping[str, str]
    #: Statement of the export: heading → value (source, datum, rule, filters, scope).
    about: Mapping[str, str]
    legend: Sequence[tuple[str, str]]
    headings: Mapping[str, str]
    scale_words: str
    count_label: str
    is_cartogram: bool = False


def file_name(shown: Shown, wanted: Format) -> str:
    """A name that says what and which day."""
    ending = {"pdf-a4": "pdf", "pdf-a3": "pdf"}.get(wanted.value, wanted.value)
    return f"map-{shown.day.isoformat()}.{ending}"


def write(shown: Shown, wanted: Format, *, made_at: datetime) -> bytes:
    """The file in the format that is wanted."""
    writers: Mapping[Format, Callable[[], bytes]] = {
        Format.GEOJSON: lambda: _geojson(shown),
        Format.GPKG: lambda: _geopackage(shown),
        Format.KML: lambda: _kml(shown),
        Format.XLSX: lambda: _spreadsheet(shown),
        Format.HTML: lambda: _page(shown),
    }
    return writers[wanted]() if wanted in writers else _paper(shown, wanted, made_at)


def _frames(shown: Shown) -> dict[str, gpd.GeoDataFrame]:
    frames = {}
    if shown.districts and not shown.is_cartogram:
        frames["districts"] = district_frame(shown.edition, shown.districts).drop(columns="at")
    if shown.layer.rows:
        frames[shown.layer.name] = row_frame(shown.layer.rows)
    return frames


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
        return path.read_bytes()


def _metadata(shown: Shown) -> dict[str, Any]:
    told = {key: str(value) for key, value in shown.about.items()}
    return {"layer_metadata": told | {"DESCRIPTION": f"{shown.title} · {shown.notice}"}}


def _kml(shown: Shown) -> bytes:
    with tempfile.TemporaryDirectory(prefix="map-") as folder:
        path = Path(folder, "map.kml")
        for number, (layer, frame) in enumerate(_frames(shown).items()):
            named = _plain(frame).rename(columns={"name": "Name"})
            named["Description"] = f"{shown.notice} · " + " · ".join(
                f"{k}: {v}" for k, v in shown.about.items()
            )
            named.to_file(path, layer=layer, driver="LIBKML", engine="pyogrio", mode="a" if number else "w")
        return path.read_bytes() if path.exists() else b'<kml xmlns="http://www.opengis.net/kml/2.2"/>'


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
        lambda row: row.get(key),
    )


def _picture(shown: Shown) -> Drawn:
    areas = shown.edition.simplified if len(shown.districts) > 3 else None
    districts = [
        District(
            code,
            shown.edition.names[code],
            areas[code] if areas else shown.edition.outlines[code].area,
            shown.fills.get(code, "#c9d0d8"),
            "" if facts.get("number") is None else f"{facts['number']}",
            bool(facts.get("uncertain")),
        )
        for code, facts in shown.districts.items()
    ]
    if shown.is_cartogram:
        return drawn_tiles(districts, *_PICTURE)
    return drawn_map(districts, _marks(shown), *_PICTURE, _patches(shown))


def _marks(shown: Shown) -> list[Mark]:
    """The rows with a position as marks, the first on top."""
    return [
        Mark(
            str(row["name"]),
            float(str(row["lon"])),
            float(str(row["lat"])),
            _fill(shown, row),
            bool(row.get("no_union_part")),
        )
        for row in reversed(shown.layer.rows)
        if "lon" in row
    ]


def _patches(shown: Shown) -> list[Patch]:
    """The rows that are nothing but an outline as patches of colour."""
    rows = [row for row in shown.layer.rows if "lon" not in row]
    shapes = list(row_frame(rows).geometry) if rows else []
    return [Patch(area, _fill(shown, row)) for area, row in zip(shapes, rows, strict=True)]


def _fill(shown: Shown, row: Mapping[str, object]) -> str:
    return shown.fills.get(str(row["id"]), "#5d6776")


def _page(shown: Shown) -> bytes:
    picture = _picture(shown)
    page: str = render_template(
        "maps/standalone.html",
        shown=shown,
        picture=picture.svg,
        metres=_bar(picture)[0],
        bar=_bar(picture)[1],
    )
    return page.encode()


def _bar(picture: Drawn) -> tuple[int, float]:
    """A round length in metres for the scale bar, and its length in units; (0, 0) for a picture without scale."""
    if picture.metres_per_unit is None:
        return 0, 0.0
    longest = picture.metres_per_unit * 120
    rounds = [step * 10**power for power in range(1, 7) for step in (1, 2, 5)]
    metres = max((length for length in rounds if length <= longest), default=10)
    return metres, metres / picture.metres_per_unit


def _paper(shown: Shown, wanted: Format, made_at: datetime) -> bytes:
    width, height = _PAPER[wanted]
    picture = _picture(shown)
    metres, bar = _bar(picture)
    facts = {
        "title": shown.title,
        "notice": shown.notice,
        "legend": [list(line) for line in shown.legend],
        "about": [list(line) for line in shown.about.items()],
        "width": width,
        "height": height,
        "bar": round(bar / _PICTURE[0] * width * _SHARE, 3),
        "scale": f"{metres // 1000} km" if metres >= 1000 else f"{metres} m",
        "scale_words": shown.scale_words if metres else "",
    }
    with tempfile.TemporaryDirectory(prefix="map-") as folder:
        root = Path(folder)
        (root / "map.svg").write_text(picture.svg, encoding="utf-8")
        (root / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        (root / "main.typ").write_text(_SHEET.read_text(encoding="utf-8"), encoding="utf-8")
        source, fonts = root / "main.typ", [FONTS]
        if wanted is Format.PNG:
            made = typst.compile(source, root=root, format="png", font_paths=fonts, ppi=_DPI)
        else:
            made = typst.compile(
                source, root=root, format="pdf", font_paths=fonts, timestamp=made_at.replace(microsecond=0)
            )
    return bytes(made)


_SHEET = Path(__file__).parent / "sheet.typ"
