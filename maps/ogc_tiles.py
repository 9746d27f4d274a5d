"""OGC API – Tiles, Part 1, for the layers of ``/ogc``: vector tiles of what the caller may read.

Addresses are ``…/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}``; a program that knows XYZ tiles only is given
``{z}/{y}/{x}`` in their place.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from maps import ogc
from maps.display import outdated_on
from maps.ogc_asked import period_asked, refuse_unknown
from maps.ogc_document import MATRIX_SET
from maps.ogc_layers import LAYERS
from safety.access.permissions import Permission as P
from safety.errors import NotFound
from safety.people.guard import needs, today
from safety.wire.addresses import address_of

pages = Blueprint("ogc_tiles", __name__, url_prefix="/ogc")

TILE = "application/vnd.mapbox-vector-tile"
_SCHEME = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_SCHEME_LINK = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
#: Points or areas; a project is either.
_DIMENSIONS = {"districts": 2, "sites": 0, "accidents": 0}


@pages.get("/collections/<collection>/tiles")
@needs(P.MAP_READ)
def tilesets(collection: str) -> Response:
    """The one tile set of a layer."""
    ogc.known(collection)
    refuse_unknown()
    here = ogc.link("ogc_tiles.tilesets", "self", "application/json", collection=collection)
    return ogc.answer({"tilesets": [_described(collection)], "links": [here]})


@pages.get(f"/collections/<collection>/tiles/{MATRIX_SET}")
@needs(P.MAP_READ)
def tileset(collection: str) -> Response:
    """What a tile set holds, and where its tiles are."""
    ogc.known(collection)
    refuse_unknown()
    return ogc.answer(_described(collection))


@pages.get(f"/collections/<collection>/tiles/{MATRIX_SET}/<int:tile_matrix>/<int:tile_row>/<int:tile_col>")
@needs(P.MAP_READ)
def tile(collection: str, tile_matrix: int, tile_row: int, tile_col: int) -> Response:
    """One tile, of a day with ``datetime``; 204 when nothing lies in it."""
    from maps.tiles import Tile, encode  # geometry and its encoding, for a tile only

    layer = ogc.known(collection)
    refuse_unknown("datetime")
    asked = Tile(tile_matrix, tile_row, tile_col)
    if not asked.exists:
        raise NotFound
    content = encode(asked, collection, layer.inside(asked.degrees, period_asked()))
    if not content:
        return Response(status=204)
    answer = Response(content, mimetype=TILE, headers={"Cache-Control": "private, no-cache"})
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _described(collection: str) -> dict[str, Any]:
    from maps.tiles import FINEST, MOST_POINTS

    drawn = {"geometryDimension": _DIMENSIONS[collection]} if collection in _DIMENSIONS else {}
    template = address_of(
        "ogc_tiles.tile", collection=collection, tile_matrix=0, tile_row=0, tile_col=0
    ).removesuffix("0/0/0")
    return {
        "title": _(LAYERS[collection].title),
        "description": " · ".join(
            filter(
                None,
                (
                    _("一块瓦片中超过 %(most)s 个点时，以带数目的汇总点代替", most=MOST_POINTS),
                    outdated_on(today()),
                ),
            )
        ),
        "dataType": "vector",
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "tileMatrixSetURI": _SCHEME,
        "layers": [
            {
                "id": collection,
                "dataType": "vector",
                "maxTileMatrix": str(FINEST),
                **drawn,
            }
        ],
        "links": [
            ogc.link("ogc_tiles.tileset", "self", "application/json", collection=collection),
            {"rel": _SCHEME_LINK, "href": _SCHEME, "type": "application/json"},
            {
                "rel": "item",
                "href": template + "{tileMatrix}/{tileRow}/{tileCol}",
                "type": TILE,
                "templated": True,
                "title": "tiles",
            },
        ],
    }
