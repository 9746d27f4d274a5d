"""OGC API – Features, Part 1 (Core), read-only (its vector tiles: ``ogc_tiles``): live layers for QGIS and GDAL, within the scope of the token.

Written here because what it needs is small (four documents and one query) and because every answer has to go
through the caller's scope: the servers there are read their layers as one fixed user.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import shapely
from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError
from shapely.geometry import shape

from maps import accident_layer, project_layer, scenes
from maps.display import accident_url, current_reader, outdated_on, privacy_on, project_url, site_url
from maps.schemas import Box
from maps.sources import StandingFilters
from safety.access.permissions import Permission as P
from safety.errors import NotFound, Refusal
from safety.people.guard import current_actor, needs, today
from safety.projects.queries import ProjectFilters
from safety.text import N_

pages = Blueprint("ogc", __name__, url_prefix="/ogc")

CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
)
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
MOST_AT_ONCE = 10_000
_USUAL = 1000
Feature = dict[str, Any]
Fetched = Sequence[Feature]


def _districts(box: scenes.Box | None, day: date) -> Fetched:
    on = day if day < today() else None
    rows = scenes.district_rows(current_reader(), StandingFilters(on=on), today())
    found: list[Feature] = scenes.districts(rows, "attention", day, lambda code: code)["features"]
    for feature in found:
        feature["id"] = feature["properties"]["code"]
        feature["properties"].pop("at", None)
        feature["properties"]["outdated"] = outdated_on(day) or None
    return [feature for feature in found if box is None or _meets(feature["geometry"], box)]


def _sites(box: scenes.Box | None, day: date) -> Fetched:
    on = day if day < today() else None
    filters = StandingFilters(box=box, on=on)
    return _identified(scenes.all_sites(current_reader(), filters, today(), site_url))


def _projects(box: scenes.Box | None, _day_asked: date) -> Fetched:
    """Projects as they are now: their layer has no past days."""
    found = project_layer.all_projects(current_reader(), ProjectFilters(), today(), project_url)
    return _identified([one for one in found if box is None or _meets(one["geometry"], box)])


def _accidents(box: scenes.Box | None, day: date) -> Fetched:
    """Accidents up to the day, as far as they were registered on it; nothing of the people who were hurt."""
    found = accident_layer.all_accidents(current_reader(), {"on": day}, today(), accident_url)
    return _identified([one for one in found if box is None or _meets(one["geometry"], box)])


#: Name → the right it needs, its title, and how its features are read.
COLLECTIONS: Mapping[str, tuple[P, str, Callable[[scenes.Box | None, date], Fetched]]] = {
    "districts": (P.MAP_READ, N_("区县"), _districts),
    "sites": (P.SITE_READ, N_("场所"), _sites),
    "projects": (P.PROJECT_READ, N_("建设项目"), _projects),
    "accidents": (P.ACCIDENT_READ, N_("事故"), _accidents),
}


@pages.get("")
@pages.get("/")
@needs(P.MAP_READ)
def landing() -> Response:
    """Where the parts of this service are."""
    return answer(
        {
            "title": _("群监地图数据"),
            "description": _("只读；只含本人管辖范围内的数据"),
            "links": [
                link("ogc.landing", "self", "application/json"),
                {
                    "href": url_for("api-docs.openapi_json", _external=True),
                    "rel": "service-desc",
                    "type": "application/vnd.oai.openapi+json;version=3.1",
                },
                link("ogc.conformance", "conformance", "application/json"),
                link("ogc.collections", "data", "application/json"),
            ],
        }
    )


@pages.get("/conformance")
@needs(P.MAP_READ)
def conformance() -> Response:
    """What of the standard is kept."""
    return answer({"conformsTo": list(CONFORMS)})


@pages.get("/collections")
@needs(P.MAP_READ)
def collections() -> Response:
    """The layers that the caller may read."""
    allowed = [name for name, (right, _title, _read) in COLLECTIONS.items() if current_actor().may(right)]
    links = [link("ogc.collections", "self", "application/json")]
    return answer({"collections": [_described(name) for name in allowed], "links": links})


@pages.get("/collections/<collection>")
@needs(P.MAP_READ)
def collection(collection: str) -> Response:
    """One layer."""
    known(collection)
    return answer(_described(collection))


@pages.get("/collections/<collection>/items")
@needs(P.MAP_READ)
def items(collection: str) -> ResponseReturnValue:
    """The features of a layer: ``bbox`` (CRS 84), ``datetime`` (a day), ``limit``, ``offset``."""
    read = known(collection)
    refuse_unknown({"bbox", "datetime", "limit", "offset", "f"})
    limit = min(_number("limit", _USUAL, least=1), MOST_AT_ONCE)
    offset = _number("offset", 0, least=0)
    day = day_asked()
    found = read(_box(), day)
    part = list(found[offset : offset + limit])
    links = [_page(collection, "self", limit, offset)]
    if offset + limit < len(found):
        links.append(_page(collection, "next", limit, offset + limit))
    document = {
        "type": "FeatureCollection",
        "features": part,
        "numberMatched": len(found),
        "numberReturned": len(part),
        "positions": current_reader().precision(COLLECTIONS[collection][0]),
        "district_warning": outdated_on(day) or None,
        "links": links,
    }
    return answer(document, GEOJSON)


@pages.get("/collections/<collection>/items/<feature>")
@needs(P.MAP_READ)
def item(collection: str, feature: str) -> Response:
    """One feature of a layer."""
    read = known(collection)
    found = next((one for one in read(None, today()) if one["id"] == feature), None)
    if found is None:
        raise NotFound
    here = link("ogc.item", "self", GEOJSON, collection=collection, feature=feature)
    up = link("ogc.collection", "collection", "application/json", collection=collection)
    return answer(found | {"links": [here, up]}, GEOJSON)


def known(name: str) -> Callable[[scenes.Box | None, date], Fetched]:
    """How a layer is read; one that the caller has no right to is not there.

    Raises:
        NotFound: no such layer for the caller.
    """
    if name not in COLLECTIONS or not current_actor().may(COLLECTIONS[name][0]):
        raise NotFound
    return COLLECTIONS[name][2]


def _described(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "title": _(COLLECTIONS[name][1]),
        "description": " · ".join(filter(None, (privacy_on(name) or _("位置精确"), outdated_on(today())))),
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": [[105.0, 28.0, 110.5, 32.5]], "crs": CRS84}},
        "links": [
            link("ogc.collection", "self", "application/json", collection=name),
            link("ogc.items", "items", GEOJSON, collection=name),
            link("ogc_tiles.tilesets", TILESETS, "application/json", collection=name),
        ],
    }


def link(endpoint: str, rel: str, kind: str, **values: Any) -> dict[str, str]:
    """A link of the standard to another part of this service."""
    return {"href": url_for(endpoint, _external=True, **values), "rel": rel, "type": kind}


def _page(name: str, rel: str, limit: int, offset: int) -> dict[str, str]:
    kept = {key: request.args[key] for key in ("bbox", "datetime") if key in request.args}
    return link("ogc.items", rel, GEOJSON, collection=name, limit=limit, offset=offset, **kept)


def answer(document: Mapping[str, Any], kind: str = "application/json") -> Response:
    """A document of this service as JSON of some kind."""
    found = jsonify(document)
    found.mimetype = kind
    return found


def refuse_unknown(known: set[str]) -> None:
    """A parameter that is not known is refused, as the standard asks (Requirement 8)."""
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise _refused(unknown[0], N_("没有这个参数"))


def _number(name: str, usual: int, *, least: int) -> int:
    try:
        number = int(request.args.get(name, usual))
    except ValueError as error:
        raise _refused(name, N_("应为整数")) from error
    if not least <= number <= 2**31:
        raise _refused(name, N_("数值超出范围"))
    return number


def _box() -> scenes.Box | None:
    words = N_("范围应为 west,south,east,north 四个经纬度")
    if "bbox" not in request.args:
        return None
    parts = request.args["bbox"].split(",")
    six = 6
    if len(parts) == six:  # with heights, which are not looked at
        parts = [*parts[:2], *parts[3:5]]
    try:
        box: scenes.Box = Box().deserialize(",".join(parts))
    except ValidationError as error:
        raise _refused("bbox", words) from error
    return box


def day_asked() -> date:
    """The day of ``datetime``: of an interval its end, of an instant its day; today without one."""
    asked = request.args.get("datetime", "")
    text = asked.rsplit("/", 1)[-1]
    if text in {"", ".."}:
        return today()
    try:
        return min(date.fromisoformat(text[:10]), today())
    except ValueError as error:
        raise _refused("datetime", N_("应为日期")) from error


def _refused(name: str, words: str) -> Refusal:
    return Refusal(words, code="ogc_parameter", status=400, fields={name: [words]})


def _identified(features: Sequence[Feature]) -> Fetched:
    for feature in features:
        feature["id"] = feature["properties"].pop("id")
        feature["properties"].pop("at", None)
    return features


def _meets(geometry: Mapping[str, Any], box: scenes.Box) -> bool:
    return bool(shapely.box(*box).intersects(shape(dict(geometry))))
