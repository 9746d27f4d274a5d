"""A map as an SVG picture without scripts: for paper, for a file that opens anywhere, and for nothing to be fetched.

Districts are drawn by their outlines or, as a cartogram, as equal tiles that show no boundary at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from xml.sax.saxutils import escape

import shapely
from shapely.geometry.base import BaseGeometry

from maps.hotspots import METRES_PER_DEGREE
from maps.shades import LEVEL_FILLS

_MARGIN = 12.0
_TILE_GAP = 3.0
#: The width and height of the words on a district, in units.
_LABEL = (28.0, 19.0)


@dataclass(frozen=True)
class District:
    """A district to draw: its outline, its fill, and what is written on it."""

    code: str
    name: str
    area: BaseGeometry
    fill: str
    number: str
    is_uncertain: bool


@dataclass(frozen=True)
class Mark:
    """A site, project or accident to draw."""

    name: str
    lon: float
    lat: float
    fill: str
    #: Drawn with a broken line: the union has no part in it.
    is_bare: bool = False
    #: How many sites it stands for, written on it.
    count: str = ""


@dataclass(frozen=True)
class Patch:
    """A coloured piece of ground without a name."""

    area: BaseGeometry
    fill: str


@dataclass(frozen=True)
class Drawn:
    """The picture and, where it is true to scale, how many metres a unit of it is."""

    svg: str
    metres_per_unit: float | None


def tiles_of(districts: Sequence[District]) -> dict[str, tuple[int, int]]:
    """Each district's tile (column, row from the top): near where it lies, never two on one, always the same."""
    if not districts:
        return {}
    centres = {one.code: (one.area.centroid.x, one.area.centroid.y) for one in districts}
    west, east = min(x for x, _ in centres.values()), max(x for x, _ in centres.values())
    south, north = min(y for _, y in centres.values()), max(y for _, y in centres.values())
    side = max(1, round(len(districts) ** 0.5 * 1.35))
    wanted = {
        code: (
            (x - west) / ((east - west) or 1) * (side - 1),
            (north - y) / ((north - south) or 1) * (side - 1),
        )
        for code, (x, y) in centres.items()
    }
    free = [(column, row) for column in range(side) for row in range(side)]
    placed: dict[str, tuple[int, int]] = {}
    middle = (side - 1) / 2
    for code in sorted(
        wanted, key=lambda one: (hypot(wanted[one][0] - middle, wanted[one][1] - middle), one)
    ):
        at = wanted[code]
        tile = min(free, key=lambda cell: (hypot(cell[0] - at[0], cell[1] - at[1]), cell))
        placed[code] = tile
        free.remove(tile)
    return placed


def drawn_map(
    districts: Sequence[District],
    marks: Sequence[Mark],
    width: float,
    height: float,
    patches: Sequence[Patch] = (),
) -> Drawn:
    """Districts and sites in a box of ``width`` x ``height`` units, north up, true to scale in its middle."""
    grounds = [one.area for one in districts] or [one.area for one in patches]
    boxes = [area.bounds for area in grounds]
    boxes = boxes or [(mark.lon, mark.lat, mark.lon, mark.lat) for mark in marks]
    if not boxes:
        return Drawn(_svg(width, height, []), None)
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    squeeze = cos(radians((south + north) / 2))
    scale = min(
        (width - 2 * _MARGIN) / max((east - west) * squeeze, 1e-4),
        (height - 2 * _MARGIN) / max(north - south, 1e-4),
    )
    left = (width - (east - west) * squeeze * scale) / 2
    top = (height - (north - south) * scale) / 2

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round(left + (lon - west) * squeeze * scale, 2), round(top + (north - lat) * scale, 2)

    parts = [_outline(one, at) for one in districts]
    parts += [_patch(patch, at) for patch in patches]
    parts += [_mark(mark, at(mark.lon, mark.lat)) for mark in marks]
    parts += _labels(districts, at) if not marks else []
    return Drawn(_svg(width, height, parts), METRES_PER_DEGREE / scale)


def drawn_tiles(districts: Sequence[District], width: float, height: float) -> Drawn:
    """The districts as equal tiles: no boundary is shown, so nothing of them can be wrong or need review."""
    places = tiles_of(districts)
    if not places:
        return Drawn(_svg(width, height, []), None)
    columns = max(column for column, _ in places.values()) + 1
    rows = max(row for _, row in places.values()) + 1
    size = min((width - 2 * _MARGIN) / columns, (height - 2 * _MARGIN) / rows)
    left, top = (width - columns * size) / 2, (height - rows * size) / 2
    parts = []
    for one in districts:
        column, row = places[one.code]
        x, y = round(left + column * size, 2), round(top + row * size, 2)
        inner = round(size - _TILE_GAP, 2)
        parts.append(
            f'<rect x="{x}" y="{y}" width="{inner}" height="{inner}" rx="4" fill="{one.fill}"'
            f'{_faint(one)} stroke="#5a6778"><title>{escape(one.name)} {escape(one.number)}</title></rect>'
        )
        parts.append(_label(one, (x + inner / 2, y + inner / 2)))
    return Drawn(_svg(width, height, parts), None)


def _labels(districts: Sequence[District], place: Callable[[float, float], tuple[float, float]]) -> list[str]:
    """The words on the districts, the largest first; what would lie on another is left to the table."""
    placed: list[tuple[float, float]] = []
    parts = []
    for one in sorted(districts, key=lambda district: -district.area.area):
        x, y = place(*_inner(one.area))
        if all(abs(x - there[0]) > _LABEL[0] or abs(y - there[1]) > _LABEL[1] for there in placed):
            placed.append((x, y))
            parts.append(_label(one, (x, y)))
    return parts


def _inner(area: BaseGeometry) -> tuple[float, float]:
    point = area.representative_point()
    return point.x, point.y


def _rings(area: BaseGeometry, place: Callable[[float, float], tuple[float, float]]) -> str:
    lines = [ring for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join("{},{}".format(*place(*point[:2])) for point in ring.coords) + "Z" for ring in lines
    )


def _patch(one: Patch, place: Callable[[float, float], tuple[float, float]]) -> str:
    return f'<path d="{_rings(one.area, place)}" fill="{one.fill}" fill-opacity="0.75"/>'


def _outline(one: District, place: Callable[[float, float], tuple[float, float]]) -> str:
    title = f"<title>{escape(one.name)} {escape(one.number)}</title>"
    return (
        f'<path d="{_rings(one.area, place)}" fill="{one.fill}" fill-rule="evenodd"{_faint(one)} stroke="#5a6778"'
        f' stroke-width="0.6">{title}</path>'
    )


def _faint(one: District) -> str:
    """Few sites prove little: a pale fill and a broken line instead of a bold colour."""
    return ' fill-opacity="0.25" stroke-dasharray="4 3"' if one.is_uncertain else ' fill-opacity="0.75"'


def _mark(mark: Mark, at: tuple[float, float]) -> str:
    if mark.count:
        return _counted(mark, at)
    edge = 'stroke="#1b2434" stroke-dasharray="2 1.4"' if mark.is_bare else 'stroke="#fff"'
    return (
        f'<circle cx="{at[0]}" cy="{at[1]}" r="3.6" fill="{mark.fill}" {edge} stroke-width="0.8">'
        f"<title>{escape(mark.name)}</title></circle>"
    )


def _counted(mark: Mark, at: tuple[float, float]) -> str:
    radius = 5.5 + 1.6 * len(mark.count)
    dark = mark.fill == LEVEL_FILLS["yellow"]
    return (
        f'<circle cx="{at[0]}" cy="{at[1]}" r="{radius:g}" fill="{mark.fill}" stroke="#fff" stroke-width="0.8"/>'
        f'<text x="{at[0]}" y="{round(at[1] + 2.6, 2)}" text-anchor="middle" font-size="7" font-weight="700"'
        f' fill="{"#1b2434" if dark else "#ffffff"}">{escape(mark.count)}</text>'
    )


def _label(one: District, at: tuple[float, float]) -> str:
    x, y = round(at[0], 2), round(at[1], 2)
    halo = 'stroke="#ffffff" stroke-width="2.4" paint-order="stroke" stroke-linejoin="round"'
    short = one.name if len(one.name) <= 4 else one.name[:2]
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" font-size="8" {halo} fill="#1b2434">{escape(short)}</text>'
        f'<text x="{x}" y="{y + 9}" text-anchor="middle" font-size="8" font-weight="700" {halo} fill="#1b2434">'
        f"{escape(one.number)}</text>"
    )


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
        f' height="{height:g}" font-family="Noto Sans SC, sans-serif">{"".join(parts)}</svg>'
    )
