"""A register as GeoJSON (RFC 7946): a feature a record, in WGS 84, written as it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from safety.access.shapes import right_handed
from safety.exports.registers import Line, Register
from safety.law.days import SHANGHAI


def feature(register: Register, line: Line) -> dict[str, Any]:
    """A record as a feature: its outline, else its point, else no geometry.

    Who may not know it precisely gets a rounded point and no outline.  A property named as a column holds the code
    where there is one, and with ``_label`` behind its name the word for it.
    """
    placed = register.placed(line.row) if register.placed else None
    told: dict[str, Any] = {}
    for one in register.columns:
        if one.key in {"id", "lon", "lat"}:
            continue
        told[one.key] = _json(one.code(line) if one.code else one.value(line))
        if one.code:
            told[f"{one.key}_label"] = one.value(line)
    return {
        "type": "Feature",
        "id": str(getattr(line.row, "id", "")),
        "geometry": _geometry(line, placed),
        "properties": told | {"position_is_rounded": not line.is_precise},
    }


def _geometry(line: Line, placed: Any) -> Mapping[str, Any] | None:
    outline = getattr(placed, "outline", None) if line.is_precise else None
    if outline is not None:
        return right_handed(outline)
    lon, lat = line.degrees(placed)
    return None if lon is None else {"type": "Point", "coordinates": [lon, lat]}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def write_features(path: Path, name: str, about: Mapping[str, str], rows: Iterator[Sequence[Any]]) -> int:
    """Write the features (each the only cell of its row) to ``path``; how many."""
    head = {"type": "FeatureCollection", "name": name, "about": dict(about)}
    count = 0
    with path.open("w", encoding="utf-8") as out:
        out.write(json.dumps(head, ensure_ascii=False).removesuffix("}") + ', "features": [')
        for count, row in enumerate(rows, start=1):
            out.write((",\n" if count > 1 else "\n") + json.dumps(row[0], ensure_ascii=False))
        out.write("\n]}\n")
    return count
