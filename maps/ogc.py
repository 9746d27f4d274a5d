"""OGC API – Features, read-only (its vector tiles: ``ogc_tiles``): live layers for QGIS, ArcGIS and GDAL, within the scope of who asks.

Written here because what it needs is small (a few documents and one query) and because every answer has to go
through the caller's scope: the servers there are read their layers as one fixed user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maps import ogc_document
from maps.display import current_reader, outdated_on, privacy_on
from maps.ogc_asked import PARAMETERS, Asked, asked, refuse_unknown, system_asked
from maps.ogc_layers import LAYERS, Layer
from maps.ogc_systems import CRS84, SYSTEMS, System
from safety.access.permissions import Permission as P
from safety.errors import NotFound
from safety.people.guard import current_actor, needs, today
from safety.wire.addresses import address_of

pages = Blueprint("ogc", __name__, url_prefix="/ogc")

CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
)
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
GEOJSON = "application/geo+json"


@pages.get("")
@pages.get("/")
@needs(P.MAP_READ)
def landing() -> Response:
    """Where the parts of this service are."""
    refuse_unknown()
    return answer(
        {
            "title": _("群监地图数据"),
            "description": _("只读；只含本人管辖范围内的数据"),
            "links": [
                link("ogc.landing", "self", "application/json"),
                link("ogc.document", "service-desc", ogc_document.KIND),
                link("ogc.conformance", "conformance", "application/json"),
                link("ogc.collections", "data", "application/json"),
            ],
        }
    )


@pages.get("/api")
@needs(P.MAP_READ)
def document() -> Response:
    """The description of this service alone, as OpenAPI 3.0: what the standard's clients read."""
    refuse_unknown()
    return answer(ogc_document.described(_allowed(), address_of("ogc.landing")), ogc_document.KIND)


@pages.get("/conformance")
@needs(P.MAP_READ)
def conformance() -> Response:
    """What of the standard is kept."""
    refuse_unknown()
    return answer({"conformsTo": list(CONFORMS)})


@pages.get("/collections")
@needs(P.MAP_READ)
def collections() -> Response:
    """The layers that the caller may read."""
    refuse_unknown()
    links = [link("ogc.collections", "self", "application/json")]
    return answer(
        {"collections": [_described(name) for name in _allowed()], "crs": list(SYSTEMS), "links": links}
    )


@pages.get("/collections/<collection>")
@needs(P.MAP_READ)
def collection(collection: str) -> Response:
    """One layer."""
    known(collection)
    refuse_unknown()
    return answer(_described(collection))


@pages.get("/collections/<collection>/items")
@needs(P.MAP_READ)
def items(collection: str) -> ResponseReturnValue:
    """The features of a layer, a page by key: by place, day and properties, sorted, in a coordinate system."""
    layer = known(collection)
    wanted = asked(layer.filterable, layer.sortable)
    part = layer.page(wanted)
    links = [_page(collection, layer, wanted, "self", request.args.get("after"))]
    if part.after is not None:
        links.append(_page(collection, layer, wanted, "next", part.after))
    document = {
        "type": "FeatureCollection",
        "features": [_shown(one, wanted.system) for one in part.features],
        "numberReturned": len(part.features),
        "positions": current_reader().precision(layer.right),
        "district_warning": outdated_on(wanted.day) or None,
        "links": links,
    }
    matched = {} if part.matched is None else {"numberMatched": part.matched}
    return _in_system(answer(document | matched, GEOJSON), wanted.system)


@pages.get("/collections/<collection>/items/<feature>")
@needs(P.MAP_READ)
def item(collection: str, feature: str) -> Response:
    """One feature of a layer."""
    layer = known(collection)
    refuse_unknown("crs")
    system = system_asked("crs")
    found = layer.one(feature)
    if found is None:
        raise NotFound
    here = link("ogc.item", "self", GEOJSON, collection=collection, feature=feature)
    up = link("ogc.collection", "collection", "application/json", collection=collection)
    return _in_system(answer(_shown(found, system) | {"links": [here, up]}, GEOJSON), system)


def known(name: str) -> Layer:
    """A layer; one that the caller has no right to is not there.

    Raises:
        NotFound: no such layer for the caller.
    """
    if name not in _allowed():
        raise NotFound
    return LAYERS[name]


def _allowed() -> dict[str, Layer]:
    """The layers that the caller may read."""
    return {name: layer for name, layer in LAYERS.items() if current_actor().may(layer.right)}


def _shown(feature: Mapping[str, Any], system: System) -> dict[str, Any]:
    return {**feature, "geometry": system.shown(feature["geometry"])}


def _in_system(found: Response, system: System) -> Response:
    found.headers["Content-Crs"] = f"<{system.uri}>"
    return found


def _described(name: str) -> dict[str, Any]:
    layer = LAYERS[name]
    return {
        "id": name,
        "title": _(layer.title),
        "description": " · ".join(filter(None, (privacy_on(name) or _("位置精确"), outdated_on(today())))),
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": CRS84,
        **_extent(layer),
        "links": [
            link("ogc.collection", "self", "application/json", collection=name),
            link("ogc.items", "items", GEOJSON, collection=name),
            link("ogc_tiles.tilesets", TILESETS, "application/json", collection=name),
        ],
    }


def _extent(layer: Layer) -> dict[str, Any]:
    """Where the layer's features lie for the caller, and since when; nothing when there are none."""
    box, since = layer.extent(), layer.since()
    if box is None:
        return {}
    extent: dict[str, Any] = {"spatial": {"bbox": [list(box)], "crs": CRS84}}
    if since is not None:
        extent["temporal"] = {"interval": [[f"{since.isoformat()}T00:00:00+08:00", None]]}
    return {"extent": extent}


def link(endpoint: str, rel: str, kind: str, **values: Any) -> dict[str, str]:
    """A link of the standard to another part of this service."""
    return {"href": address_of(endpoint, **values), "rel": rel, "type": kind}


def _page(name: str, layer: Layer, wanted: Asked, rel: str, after: str | None) -> dict[str, str]:
    """A link to a page with what the present request asks for."""
    kept: dict[str, Any] = {
        key: request.args[key] for key in (*PARAMETERS, *layer.filterable) if key in request.args
    }
    kept |= {"limit": wanted.limit, "after": after}
    return {
        "href": address_of("ogc.items", collection=name, **kept),
        "rel": rel,
        "type": GEOJSON,
    }


def answer(document: Mapping[str, Any], kind: str = "application/json") -> Response:
    """A document of this service as JSON of some kind."""
    found = jsonify(document)
    found.mimetype = kind
    return found
