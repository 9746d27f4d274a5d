"""A map on paper: its picture with every record that the file counts, the legend, and what the sheet says of itself."""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import typst

from maps.features import cells
from maps.formats import Format
from maps.layers import row_frame
from maps.picture import District, Drawn, Mark, Patch, drawn_map, drawn_tiles
from maps.risk import WORST_FIRST, Level
from maps.shades import LEVEL_FILLS
from maps.shown import Shown
from safety.papers.glyphs import missing

#: With more sites a picture on paper shows them gathered in cells, with how many they are.
MOST_SINGLY = 400
#: Width and height of a sheet in millimetres, lying.
_PAPER: Mapping[Format, tuple[int, int]] = MappingProxyType(
    {Format.PDF_A4: (297, 210), Format.PDF_A3: (420, 297), Format.PNG: (297, 210)}
)
_PICTURE = (760.0, 560.0)
_DPI = 150
#: The picture's width on the sheet, as a share of the sheet's.
_SHARE = 0.66
#: The length of a PNG's signature and its header chunk, in bytes.
_AFTER_HEADER = 33
_SHEET = Path(__file__).parent / "sheet.typ"


def picture_of(shown: Shown) -> Drawn:
    """The map as a picture."""
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
    """The rows with a position as marks, the first on top; many sites gathered, so that each is counted once."""
    rows = [row for row in shown.layer.rows if "lon" in row]
    if len(rows) > MOST_SINGLY and shown.layer.source == "sites":
        return _gathered(rows)
    return [
        Mark(
            str(row["name"]),
            float(str(row["lon"])),
            float(str(row["lat"])),
            _fill(shown, row),
            bool(row.get("no_union_part")),
        )
        for row in reversed(rows)
    ]


def _gathered(rows: Sequence[Mapping[str, object]]) -> list[Mark]:
    lons, lats = ([float(str(row[name])) for row in rows] for name in ("lon", "lat"))
    box = (min(lons), min(lats), max(lons), max(lats))
    found = cells(lons, lats, [Level(str(row["level"])) for row in rows], box)
    marks = []
    for one in found["features"]:
        counts: Mapping[str, int] = one["properties"]["counts"]
        worst = next(level.value for level in WORST_FIRST if level.value in counts)
        lon, lat = one["geometry"]["coordinates"]
        number = str(sum(counts.values()))
        marks.append(Mark(number, lon, lat, LEVEL_FILLS[worst], count=number))
    return marks


def _patches(shown: Shown) -> list[Patch]:
    """The rows that are nothing but an outline as patches of colour."""
    rows = [row for row in shown.layer.rows if "lon" not in row]
    shapes = list(row_frame(rows).geometry) if rows else []
    return [Patch(area, _fill(shown, row)) for area, row in zip(shapes, rows, strict=True)]


def _fill(shown: Shown, row: Mapping[str, object]) -> str:
    return shown.fills.get(str(row["id"]), "#5d6776")


def bar_of(picture: Drawn) -> tuple[int, float]:
    """A round length in metres for the scale bar, and its length in units; (0, 0) for a picture without scale."""
    if picture.metres_per_unit is None:
        return 0, 0.0
    longest = picture.metres_per_unit * 120
    rounds = [step * 10**power for power in range(1, 7) for step in (1, 2, 5)]
    metres = max((length for length in rounds if length <= longest), default=10)
    return metres, metres / picture.metres_per_unit


def unprintable(shown: Shown, fonts: Sequence[Path]) -> tuple[str, ...]:
    """The characters in the words of a sheet that no font in the folders ``fonts`` prints."""
    words = [shown.title, shown.notice, *(word for line in shown.legend for word in line)]
    return missing("".join([*words, *shown.about, *shown.about.values()]), fonts)


def sheet(shown: Shown, wanted: Format, made_at: datetime, fonts: Sequence[Path]) -> bytes:
    """The map on one lying sheet: PDF, or a picture whose statement is also kept as its description."""
    width, height = _PAPER[wanted]
    picture = picture_of(shown)
    metres, bar = bar_of(picture)
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
        source, folders = root / "main.typ", [folder for folder in fonts if folder.is_dir()]
        if wanted is Format.PNG:
            made = typst.compile(source, root=root, format="png", font_paths=folders, ppi=_DPI)
            return _described(bytes(made), shown)
        stamp = made_at.replace(microsecond=0)
        return bytes(typst.compile(source, root=root, format="pdf", font_paths=folders, timestamp=stamp))


def _described(png: bytes, shown: Shown) -> bytes:
    """A PNG with the map's title and statement as text in it (an ``iTXt`` chunk before the first of its pixels)."""
    words = "\n".join(
        [shown.title, shown.notice, *(f"{name}：{value}" for name, value in shown.about.items())]
    )
    content = b"iTXt" + b"Description\0\0\0\0\0" + words.encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return png[:_AFTER_HEADER] + chunk + png[_AFTER_HEADER:]
