"""Districts and sites to draw: the real outlines, with whatever texts a test wants in them."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import shapely

from maps.boundaries import edition_on
from maps.risk import WORST_FIRST

Features = dict[str, Any]


def districts(**texts: object) -> Features:
    """All 38 districts with made-up numbers; ``texts`` override properties of each."""
    features = []
    for number, (code, outline) in enumerate(edition_on(date(2024, 5, 1)).outlines.items()):
        inner = outline.area.representative_point()
        properties = {
            "code": code,
            "name": outline.name,
            "level": WORST_FIRST[number % 4].value,
            "number": number + 1,
            "sites": number + 1,
            "open": 3,
            "overdue": 1,
            "major": 0,
            "uncertain": number % 5 == 0,
            "at": [inner.x, inner.y],
            "url": f"/map?district={code}",
        }
        geometry = json.loads(shapely.to_geojson(outline.area))
        features.append({"type": "Feature", "geometry": geometry, "properties": properties | texts})
    return {"type": "FeatureCollection", "features": features}


def sites(count: int = 300, *, spread: float = 0.4, complete: bool = True, **texts: object) -> Features:
    """Sites scattered about the inner city; ``texts`` override properties of each."""
    dice = random.Random(count)
    features = []
    for number in range(count):
        place = [106.55 + dice.gauss(0, spread), 29.56 + dice.gauss(0, spread)]
        properties = {
            "name": f"示例场所 {number}",
            "employer": "示例建设有限公司",
            "level": dice.choice(WORST_FIRST).value,
            "open": 2,
            "overdue": 0,
            "major": 0,
            "last_checked": None,
            "url": "/sites/1",
        }
        geometry = {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "geometry": geometry, "properties": properties | texts})
    return {
        "type": "FeatureCollection",
        "features": features,
        "shown": count,
        "total": count,
        "complete": complete,
    }


def _scattered(count: int, spread: float, properties: dict[str, object], total: object) -> Features:
    dice = random.Random(count)
    features = []
    for _ in range(count):
        place = [106.55 + dice.gauss(0, spread), 29.56 + dice.gauss(0, spread)]
        geometry = {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "geometry": geometry, "properties": dict(properties)})
    return {"type": "FeatureCollection", "features": features, "shown": count, "total": total}


def projects(count: int = 2, **texts: object) -> Features:
    """Projects about the inner city; ``texts`` override properties of each, ``total`` their number."""
    total = texts.pop("total", count)
    told: dict[str, object] = {
        "name": "示例工程",
        "owner": "示例建设有限公司",
        "stage": "design",
        "no_union_part": True,
        "url": "/projects/1",
    }
    return _scattered(count, 0.3, told | texts, total)


def accidents(count: int = 2, **texts: object) -> Features:
    """Accidents about the inner city; ``texts`` override properties of each, ``total`` their number."""
    total = texts.pop("total", count)
    told: dict[str, object] = {
        "name": "示例事故",
        "day": "2026-10-19",
        "grade": "ordinary",
        "deaths": 1,
        "no_union_part": False,
        "url": "/accidents/1",
        "around": "/map/accidents/1/around",
    }
    return _scattered(count, 0.3, told | texts, total)


def cells(count: int = 2, **texts: object) -> Features:
    """Hot spots of one cell each; ``texts`` override properties, ``hot`` and ``cells`` their numbers."""
    numbers = {name: texts.pop(name, count) for name in ("cells", "hot")}
    told: dict[str, object] = {"heat": "hot", "z": 2.5, "p": 0.01, "sites": 3, "open": 9}
    features = []
    for number in range(count):
        west, south = 106.4 + number / 10, 29.5
        ring = [[west, south], [west + 0.05, south], [west + 0.05, south + 0.05], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "geometry": geometry, "properties": told | texts})
    return {"type": "FeatureCollection", "features": features, **numbers}
