"""The layer over the districts as the rows of a file: sites, cells, projects or accidents, as the reader sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from maps.layer_data import LAYER_RIGHTS, LayerAsk, layer_ask, layer_document
from maps.reader import Reader
from maps.shades import LEVEL_FILLS
from safety.errors import Invalid
from safety.text import N_, Text

#: The most rows in one file; with more the filters have to be narrowed, since a file holds what the screen counts.
MOST_EXPORTED = 50_000
STAGE_FILLS: Mapping[str, str] = MappingProxyType(
    {
        "registered": "#6c757d",
        "design": "#7048a8",
        "construction": "#d9580d",
        "trial": "#1f7a8c",
        "acceptance": "#2b6cb0",
        "in_use": "#2f7d4f",
    }
)
GRADE_FILLS: Mapping[str, str] = MappingProxyType(
    {
        "ordinary": "#8f87c4",
        "larger": "#7048a8",
        "major": "#54278f",
        "extraordinary": "#2d004b",
        "ungraded": "#6c757d",
    }
)
HEAT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "hot_sure": N_("隐患明显聚集（1% 水平）"),
        "hot": N_("隐患聚集（5% 水平）"),
        "plain": N_("与全图平均没有明显差别"),
        "cold": N_("隐患偏少（5% 水平）"),
        "cold_sure": N_("隐患明显偏少（1% 水平）"),
    }
)
HEAT_FILLS: Mapping[object, str] = MappingProxyType(
    {
        **dict(enumerate(("#ffffff", "#fdd49e", "#fdbb84", "#fc8d59", "#e34a33", "#b30000"))),
        "hot_sure": "#a50f15",
        "hot": "#fb6a4a",
        "plain": "#ffffff",
        "cold": "#6baed6",
        "cold_sure": "#08519c",
    }
)


@dataclass(frozen=True)
class FileLayer:
    """A layer's rows: ``lon`` and ``lat`` in WGS 84, or an ``outline`` (GeoJSON), and the fill of each by its id."""

    name: str
    rows: Sequence[Mapping[str, object]] = ()
    total: int = 0
    fills: Mapping[str, str] = field(default_factory=dict)
    #: Of cells: their side in metres, and the smallest and largest weight of each shade.
    cell_metres: float = 0.0
    classes: Sequence[tuple[float, float]] = ()
    #: How many more fit the filters and have no position.
    unplaced: int = 0
    #: The answer that the rows were made of, as the screen's map gets it.
    document: Mapping[str, Any] = field(default_factory=dict)
    source: str = "sites"


_NO_PAGES: Mapping[str, Any] = MappingProxyType(
    dict.fromkeys(("sites", "projects", "accidents"), lambda _id: "")
)
_NAMES: Mapping[str, str] = MappingProxyType({"heat": "cells", "hot": "cells"})


def layer_of(reader: Reader, given: Mapping[str, Any], today: date) -> FileLayer:
    """What the map with the filters ``given`` shows over the districts; no row without the right to read them.

    Raises:
        Invalid: more rows than a file may have.
    """
    ask = layer_ask(reader.actor, given, today)
    if ask is None:
        name = str(given.get("layer", "sites"))
        return FileLayer({"bare": "projects"}.get(name, name if name in LAYER_RIGHTS else "sites"))
    document = layer_document(reader, ask, today, _NO_PAGES, most=MOST_EXPORTED)
    total = int(document.get("total", len(document["features"])))
    if total > MOST_EXPORTED:
        sentence = Text(N_("记录超过 %(most)s 个，请先选择区县或其他条件"), most=MOST_EXPORTED)
        raise Invalid(sentence, code="too_many_to_export", fields={"district": [sentence]})
    rows = [_row(number, one) for number, one in enumerate(document["features"], 1)]
    return FileLayer(
        _NAMES.get(ask.source, ask.source),
        rows,
        total,
        {str(row["id"]): _fill(ask, row) for row in rows},
        document.get("cell_metres", 0.0),
        document.get("classes", ()),
        int(document.get("unplaced", 0)),
        document,
        ask.source,
    )


def _row(number: int, feature: Mapping[str, Any]) -> Mapping[str, object]:
    """A feature as a row: its point, its outline where it is no point, and no address of a page."""
    told = {key: value for key, value in feature["properties"].items() if key not in {"url", "at"}}
    geometry, at = feature["geometry"], feature["properties"].get("at")
    if geometry["type"] == "Point":
        at = geometry["coordinates"]
    if at is None:
        return {"id": str(number), **told, "outline": geometry}
    outline = None if geometry["type"] == "Point" else geometry
    return {**told, "lon": at[0], "lat": at[1], "outline": outline}


def _fill(ask: LayerAsk, row: Mapping[str, object]) -> str:
    if ask.source == "projects":
        return STAGE_FILLS[str(row["stage"])]
    if ask.source == "accidents":
        return GRADE_FILLS[str(row["grade"])]
    if ask.source in {"heat", "hot"}:
        return HEAT_FILLS[row.get("heat", row.get("shade"))]
    return LEVEL_FILLS[str(row["level"])]
