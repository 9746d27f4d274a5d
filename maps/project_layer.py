"""Construction projects on the map: by stage, as outline or point, with those the union had no part in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from maps.reader import Reader
from safety.access.permissions import Permission as P
from safety.projects.queries import MapRow, ProjectFilters
from safety.projects.vocabulary import Stage

#: The most projects that a map is given.
MOST_PROJECTS = 2000
_DECIMALS = 5


def filters_from(given: Mapping[str, Any]) -> ProjectFilters:
    """The loaded filters of an address as the filters of the register."""
    stage = given.get("stage")
    return ProjectFilters(
        district=given.get("district"),
        stage=Stage(stage) if stage else None,
        no_union_part=given.get("no_union_part"),
    )


def projects(
    reader: Reader,
    filters: ProjectFilters,
    today: date,
    url_of: Callable[[uuid.UUID], str],
    most: int | None = None,
) -> dict[str, Any]:
    """Projects with a position as GeoJSON; those without union part first, and no more than ``most`` (else ``MOST_PROJECTS``)."""
    rows = sorted(reader.projects(filters, today=today), key=lambda row: not row.no_union_part)
    features = [project_feature(row, url_of) for row in rows[: most or MOST_PROJECTS]]
    return {
        "type": "FeatureCollection",
        "features": features,
        "shown": len(features),
        "total": len(rows),
        "positions": reader.precision(P.PROJECT_READ),
    }


def all_projects(
    reader: Reader, filters: ProjectFilters, today: date, url_of: Callable[[uuid.UUID], str]
) -> list[dict[str, Any]]:
    """Every project that may be read and has a position as a feature, for programs that page through them."""
    return [project_feature(row, url_of) for row in reader.projects(filters, today=today)]


def project_feature(row: MapRow, url_of: Callable[[uuid.UUID], str]) -> dict[str, Any]:
    """A project with a position as a feature, drawn by its outline where it has one."""
    point = {"type": "Point", "coordinates": [round(row.lon, _DECIMALS), round(row.lat, _DECIMALS)]}
    return {
        "type": "Feature",
        "geometry": row.outline or point,
        "properties": {
            "id": str(row.id),
            "name": row.name,
            "owner": row.owner,
            "stage": str(row.stage),
            "no_union_part": row.no_union_part,
            "district_code": row.district_code,
            "url": url_of(row.id),
            "at": point["coordinates"],
        },
    }
