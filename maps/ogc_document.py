"""The description of ``/ogc`` as OpenAPI 3.0: what the clients of the standard read, and nothing of the rest of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from maps.ogc_asked import FORMATS, MOST_AT_ONCE, TEXT, USUAL, YES_NO, Values
from maps.ogc_layers import Layer
from maps.ogc_systems import CRS84, SYSTEMS
from safety.text import N_
from safety.wire.problems import PROBLEM, translate

KIND = "application/vnd.oai.openapi+json;version=3.0"
_GEOJSON = "application/geo+json"
#: The tile matrix set of the vector tiles.
MATRIX_SET = "WebMercatorQuad"
_TILE = "application/vnd.mapbox-vector-tile"
_WORDS: Mapping[str, str] = {
    "bbox": N_("范围：四个数，先是一角再是对角，按 bbox-crs 的坐标系；西大于东表示跨越 180 度经线"),
    "bbox-crs": N_("bbox 的坐标系"),
    "crs": N_("返回坐标的坐标系"),
    "datetime": N_(
        "某一天、某一时刻或“起/止”的时段（.. 表示不限），按重庆时间：场所和区县取末日的状况，事故取发生在其间的"
    ),
    "f": N_("格式；只有 json"),
    "limit": N_("一页最多多少个要素"),
    "sortby": N_("排序的属性，前加 - 为倒序"),
    "after": N_("接在哪一个之后；取自 next 链接"),
}
#: What every call may answer instead.
_REFUSALS: Mapping[int, str] = {
    400: N_("参数不存在，或其值有误"),
    401: N_("未登录，或令牌无效"),
    403: N_("没有这项权限"),
    429: N_("请求过于频繁，请稍后再试"),
}
_NOT_FOUND: Mapping[int, str] = {404: N_("没有这一项，或者它不在本人的管辖范围内")}


def described(layers: Mapping[str, Layer], server: str) -> dict[str, Any]:
    """The document for a caller who may read ``layers``; ``server`` is the address of the service."""
    paths: dict[str, Any] = {
        "/": _get("getLandingPage", _("服务入口")),
        "/api": _get("getApi", _("本文档"), kind=KIND),
        "/conformance": _get("getConformance", _("所遵循的标准")),
        "/collections": _get("getCollections", _("图层")),
    }
    for name, layer in layers.items():
        paths |= _paths_of(name, layer)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("群监地图数据"),
            "version": "1.0",
            "description": _("只读；只含本人管辖范围内的数据"),
        },
        "servers": [{"url": server.rstrip("/")}],
        "security": [{"token": []}, {"name_and_token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": _security(),
            "schemas": {"problem": {"type": "object", "properties": {"code": {"type": "string"}}}},
        },
    }


def _paths_of(name: str, layer: Layer) -> dict[str, Any]:
    """The calls of one collection: itself, its features, its tiles."""
    title = translate(layer.title)
    here = f"/collections/{name}"
    tiles = f"{here}/tiles/{MATRIX_SET}"
    feature = [_in_path("featureId", "string"), _system("crs")]
    tile = [*(_in_path(one, "integer") for one in ("tileMatrix", "tileRow", "tileCol")), _datetime()]
    call = partial(_get, title=title, refusals=_NOT_FOUND)
    return {
        here: call(f"describe.{name}"),
        f"{here}/items": call(f"getFeatures.{name}", parameters=_parameters(layer), kind=_GEOJSON),
        f"{here}/items/{{featureId}}": call(f"getFeature.{name}", parameters=feature, kind=_GEOJSON),
        f"{here}/tiles": call(f"getTileSets.{name}"),
        tiles: call(f"getTileSet.{name}"),
        f"{tiles}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": call(
            f"getTile.{name}", parameters=tile, kind=_TILE
        ),
    }


def _security() -> dict[str, Any]:
    """A token as a bearer, or as the password of Basic: desktop programs keep those."""
    basic = {"type": "http", "scheme": "basic", "description": _("用户名为登录名，密码为个人访问令牌")}
    return {"token": {"type": "http", "scheme": "bearer"}, "name_and_token": basic}


def _get(
    name: str,
    title: str,
    parameters: Sequence[dict[str, Any]] = (),
    kind: str = "application/json",
    refusals: Mapping[int, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """A path with its one operation and all that it may answer."""
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    schema = {"type": "string", "format": "binary"} if kind == _TILE else {"type": "object"}
    told: dict[str, Any] = {"200": {"description": title, "content": {kind: {"schema": schema}}}}
    if kind == _TILE:
        told["204"] = {"description": _("瓦片中没有要素")}
    for status, words in sorted({**_REFUSALS, **refusals}.items()):
        told[str(status)] = {"description": translate(words), "content": problem}
    asked = [*parameters, _in_query("f", {"type": "string", "enum": list(FORMATS)})]
    return {"get": {"operationId": name, "summary": title, "parameters": asked, "responses": told}}


def _parameters(layer: Layer) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE, "default": USUAL}
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    sorts = [sign + name for name in layer.sortable for sign in ("", "-")]
    names = {"type": "array", "items": {"type": "string", "enum": sorts}}
    return [
        _in_query("bbox", box),
        _system("bbox-crs"),
        _system("crs"),
        _datetime(),
        _in_query("limit", number),
        _in_query("sortby", names),
        _in_query("after", {"type": "string"}),
        *(_in_query(name, _schema_of(values)) for name, values in layer.filterable.items()),
    ]


def _schema_of(values: Values) -> dict[str, Any]:
    if isinstance(values, tuple):
        return {"type": "string", "enum": list(values)}
    return {TEXT: {"type": "string"}, YES_NO: {"type": "boolean"}}[values]


def _datetime() -> dict[str, Any]:
    return _in_query("datetime", {"type": "string"})


def _system(name: str) -> dict[str, Any]:
    return _in_query(name, {"type": "string", "format": "uri", "default": CRS84, "enum": list(SYSTEMS)})


def _in_query(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter as the standard defines its own: several values stand in one, with commas."""
    words = {"description": translate(_WORDS[name])} if name in _WORDS else {}
    form = {"style": "form", "explode": False}
    return {"name": name, "in": "query", "required": False, "schema": schema, **form, **words}


def _in_path(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind}}
