"""Layers over a grid: heat (how much lies where) and hot spots (where it is more than chance)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import exp
from typing import Any

from maps import shades
from maps.hotspots import METRES_PER_DEGREE, Cell, Grid, Heat, hot_spots
from maps.reader import Reader
from maps.rulebook import rule_on
from maps.sources import RatedSite, StandingFilters
from safety.access.permissions import Permission as P

#: The finest cells, in metres; they grow until a layer holds no more than ``MOST_CELLS``.
FINEST_METRES = 500.0
#: The finest cells of rounded positions, which lie about 1 km apart.
FINEST_ROUNDED = 2000.0
MOST_CELLS = 1500
#: How far a point's heat reaches, in cells.
_REACH = 2
_CELLS_ACROSS = 80


def heat(reader: Reader, filters: StandingFilters, today: date) -> dict[str, Any]:
    """Open findings spread over the cells around their sites, in shades; cells without any are left out.

    ``classes`` say the smallest and the largest weight of each shade, as they are told.
    """
    sites, day = _placed(reader, filters, today)
    loaded = [site for site in sites if site.standing.open]
    grid = _grid(loaded, finest_for(reader))
    weights: dict[Cell, float] = defaultdict(float)
    for site in loaded:
        x, y = grid.cell_of(*_at(site))
        for dx in range(-_REACH, _REACH + 1):
            for dy in range(-_REACH, _REACH + 1):
                weights[x + dx, y + dy] += site.standing.open * exp(-(dx * dx + dy * dy) / 2)
    told = {cell: round(weight, 2) for cell, weight in weights.items()}
    bounds = shades.upper_bounds(told.values())
    features = [
        _feature(grid, cell, {"shade": shades.shade_of(weight, bounds), "weight": weight})
        for cell, weight in sorted(told.items())
    ]
    return _layer(features, day, reader) | {
        "cell_metres": grid.metres,
        "classes": shades.classes(told.values()),
        "findings": sum(s.standing.open for s in loaded),
    }


def hot(reader: Reader, filters: StandingFilters, today: date) -> dict[str, Any]:
    """Cells by Getis-Ord Gi* of their open findings per site, with score, p-value and verdict."""
    sites, day = _placed(reader, filters, today)
    grid = _grid(sites, finest_for(reader))
    members: dict[Cell, list[RatedSite]] = defaultdict(list)
    for site in sites:
        members[grid.cell_of(*_at(site))].append(site)
    values = {cell: _per_site(inside) for cell, inside in members.items()}
    found = hot_spots(values)
    features = [
        _feature(
            grid,
            cell,
            {
                "heat": found[cell].heat.value,
                "z": round(found[cell].z, 2),
                "p": round(found[cell].p, 4),
                "sites": len(members[cell]),
                "open": sum(site.standing.open for site in members[cell]),
            },
        )
        for cell in sorted(values)
    ]
    spotted = sum(one.heat in (Heat.HOT, Heat.HOT_SURE) for one in found.values())
    return _layer(features, day, reader) | {"cell_metres": grid.metres, "cells": len(values), "hot": spotted}


def finest_for(reader: Reader) -> float:
    """The side of the finest cells that somebody is shown, in metres."""
    return FINEST_METRES if reader.sight(P.SITE_READ).is_full else FINEST_ROUNDED


def _per_site(sites: Sequence[RatedSite]) -> float:
    return sum(site.standing.open for site in sites) / len(sites)


def _placed(reader: Reader, filters: StandingFilters, today: date) -> tuple[list[RatedSite], date]:
    day = filters.on or today
    sites = reader.sites(filters, today=day, rule=rule_on(day))
    return [site for site in sites if site.standing.lon is not None and site.standing.lat is not None], day


def _at(site: RatedSite) -> tuple[float, float]:
    return float(site.standing.lon or 0), float(site.standing.lat or 0)


def _grid(sites: Sequence[RatedSite], finest: float) -> Grid:
    """The finest grid that suits the extent and has at most ``MOST_CELLS`` cells with something in them."""
    if not sites:
        return Grid(0.0, 0.0, finest)
    lons, lats = zip(*(_at(site) for site in sites), strict=True)
    # Neighbours have to meet: about as many cells across as a screen tells apart, whatever the extent.
    across = max(max(lons) - min(lons), max(lats) - min(lats)) * METRES_PER_DEGREE / _CELLS_ACROSS
    metres = finest
    while metres < across:
        metres *= 2
    while True:
        # Whole multiples of the cell from a fixed origin: the same place always falls into the same cell.
        step = metres / METRES_PER_DEGREE
        grid = Grid((min(lons) // step) * step, (min(lats) // step) * step, metres)
        if len({grid.cell_of(*_at(site)) for site in sites}) <= MOST_CELLS // (2 * _REACH + 1):
            return grid
        metres *= 2


def _feature(grid: Grid, cell: Cell, properties: Mapping[str, object]) -> dict[str, Any]:
    ring = [[round(lon, 5), round(lat, 5)] for lon, lat in grid.ring(cell)]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": dict(properties),
    }


def _layer(features: list[dict[str, Any]], day: date, reader: Reader) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": features,
        "rule_version": rule_on(day).version,
        "day": day,
        "positions": reader.precision(P.SITE_READ),
    }
