"""The map's data through the API: what the page draws, bounded, within the caller's scope."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, url_for
from flask_smorest import Blueprint

from maps import accident_layer, project_layer, scenes, surfaces
from maps.choice import choice_from
from maps.coordinates import box_to_wgs84, to_wgs84
from maps.display import accident_url, current_reader, district_url, duties_on, project_url, site_url
from maps.exporting import exported, rows_sent, sent
from maps.features import shown_in
from maps.schemas import (
    AccidentDataFilters,
    AccidentsOut,
    AttentionOut,
    DistrictDataFilters,
    DistrictsOut,
    ExportFilters,
    KeptMapOut,
    ProjectDataFilters,
    ProjectsOut,
    SiteDataFilters,
    SitesOut,
    SurfaceOut,
)
from maps.wording import LEVELS, sentence
from safety.access.permissions import Permission as P
from safety.exports.models import MapExport
from safety.exports.operations.map_files import content_of, kept_map
from safety.people.guard import current_actor, needs, today
from safety.wire.problems import translate

api = Blueprint("maps_api", __name__, description="Maps: districts and sites with their attention levels")


@api.get("/map/districts")
@api.arguments(DistrictDataFilters, location="query")
@api.response(200, DistrictsOut)
@needs(P.MAP_READ)
def districts(given: dict[str, Any]) -> dict[str, Any]:
    """Districts with their numbers, their sites by level, and the level these roll up to."""
    filters = scenes.filters_from(given, today())
    rows = scenes.district_rows(current_reader(), filters, today(), duties_on(filters))
    document = scenes.districts(rows, given["measure"], filters.on or today(), district_url, today())
    document["outside"] = scenes.outside(current_reader(), filters, today())
    return shown_in(document, given["datum"])


@api.get("/map/sites")
@api.arguments(SiteDataFilters, location="query")
@api.response(200, SitesOut)
@needs(P.SITE_READ)
def sites(given: dict[str, Any]) -> dict[str, Any]:
    """Sites with their levels; cells with exact counts by level when there are too many to draw singly."""
    if "bbox" in given:
        given["bbox"] = box_to_wgs84(given["bbox"], given["datum"])
    filters = scenes.filters_from(given, today())
    if "near" in given:
        given["near"] = to_wgs84(given["near"][0], given["near"][1], given["datum"])
    found = scenes.sites(current_reader(), filters, today(), site_url, choice_from(given))
    return shown_in(found, given["datum"])


@api.get("/map/heat")
@api.arguments(DistrictDataFilters, location="query")
@api.response(200, SurfaceOut)
@needs(P.SITE_READ)
def heat(given: dict[str, Any]) -> dict[str, Any]:
    """How many open findings lie where: square cells in shades."""
    filters = scenes.filters_from(given, today())
    return shown_in(surfaces.heat(current_reader(), filters, today()), given["datum"])


@api.get("/map/hotspots")
@api.arguments(DistrictDataFilters, location="query")
@api.response(200, SurfaceOut)
@needs(P.SITE_READ)
def hotspots(given: dict[str, Any]) -> dict[str, Any]:
    """Where findings gather more than chance would have it: Getis-Ord Gi* with significance, cell by cell."""
    filters = scenes.filters_from(given, today())
    return shown_in(surfaces.hot(current_reader(), filters, today()), given["datum"])


@api.get("/map/projects")
@api.arguments(ProjectDataFilters, location="query")
@api.response(200, ProjectsOut)
@needs(P.PROJECT_READ)
def projects(given: dict[str, Any]) -> dict[str, Any]:
    """Construction projects with a position: by stage, with those without union part first."""
    filters = project_layer.filters_from(given)
    found = project_layer.projects(current_reader(), filters, today(), project_url)
    return shown_in(found, given["datum"])


@api.get("/map/accidents")
@api.arguments(AccidentDataFilters, location="query")
@api.response(200, AccidentsOut)
@needs(P.ACCIDENT_READ)
def accidents(given: dict[str, Any]) -> dict[str, Any]:
    """Accidents with a position: by grade, the newest first; nothing of the people who were hurt."""
    found = accident_layer.accidents(current_reader(), given, today(), accident_url)
    for one in found["features"]:
        one["properties"]["around"] = url_for("around.accident", accident_id=one["properties"]["id"])
    return shown_in(found, given["datum"])


@api.post("/map/exports")
@api.arguments(ExportFilters)
@api.response(200, content_type="application/octet-stream")
@needs(P.EXPORT_CREATE)
def export(given: dict[str, Any]) -> Response:
    """What the map shows as a file; taking it is noted in the audit."""
    wanted, cartogram = given.pop("format"), given.pop("cartogram")
    return exported(given, wanted, is_cartogram=cartogram)


@api.get("/map/exports/<code>")
@api.response(200, KeptMapOut)
@needs(P.EXPORT_CREATE)
def kept(code: str) -> MapExport:
    """What is kept of a map under the code printed on it, for those who may see all that it shows."""
    return kept_map(current_actor(), code)


@api.get("/map/exports/<code>/file")
@api.response(200, content_type="application/octet-stream")
@needs(P.EXPORT_CREATE)
def kept_file(code: str) -> Response:
    """The file as it was taken."""
    found = kept_map(current_actor(), code)
    return sent(found, content_of(found))


@api.get("/map/exports/<code>/rows")
@api.response(200, content_type="application/geo+json")
@needs(P.EXPORT_CREATE)
def kept_rows(code: str) -> Response:
    """The rows of the file as GeoJSON."""
    return rows_sent(kept_map(current_actor(), code))


@api.get("/map/sites/<uuid:site_id>/attention")
@api.response(200, AttentionOut)
@needs(P.SITE_READ)
def why(site_id: uuid.UUID) -> dict[str, Any]:
    """Why a site has its colour, term by term."""
    found = scenes.one_site(current_reader(), site_id, today()).attention
    terms = [
        {"kind": term.kind, "count": term.count, "points": term.points, "sentence": translate(sentence(term))}
        for term in found.terms
    ]
    return {
        "level": found.level,
        "label": translate(LEVELS[found.level]),
        "score": found.score,
        "rule_version": found.rule_version,
        "day": today(),
        "terms": terms,
    }
