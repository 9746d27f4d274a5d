"""The map page, the map in its own document, and the small map of one site."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maps import scenes
from maps.boundaries import district_names, edition_on
from maps.coordinates import Datum, box_from_wgs84
from maps.page import BaseMap, Drawing, Picture, draw
from maps.risk import WORST_FIRST, Level
from maps.schemas import PERIODS, MapFilters
from maps.sources import RULE_IN_FORCE, rated_sites
from maps.wording import (
    DISPLAY_WORDS,
    LEVEL_MEANINGS,
    LEVELS,
    MEASURES,
    NOT_STATUTORY,
    PERIOD,
    SKETCH_ONLY,
    UNCERTAIN,
    rule_in_words,
    sentence,
)
from safety.access.permissions import Permission as P
from safety.law.industries import SECTIONS
from safety.people.guard import current_actor, current_scope, needs, today
from safety.text import Text
from safety.web.languages import language_tag
from safety.wire.problems import translate
from safety.workplaces.rules import SITE_KIND_LABELS

pages = Blueprint("maps", __name__, url_prefix="/map")

#: How many sites of a chosen district the page lists beside its map.
SITES_LISTED = 30
#: Half the side of a site's own map, in degrees (about 2 km).
_AROUND_A_SITE = 0.02
_PLAIN_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; frame-ancestors 'self'"


@pages.get("")
@needs(P.MAP_READ)
def overview() -> ResponseReturnValue:
    """Districts by level with their numbers, and the map; a chosen district lists its sites."""
    given = map_filters()
    filters = scenes.filters_from(given, today())
    rows = scenes.district_rows(current_scope(P.MAP_READ), filters, today())
    listed = []
    if filters.district:
        found = rated_sites(current_scope(P.SITE_READ), filters, today=today())
        listed = scenes.worst_first(found, SITES_LISTED)
    return render_template(
        "maps/overview.html",
        rows=rows,
        sites=listed,
        given=given,
        edition=edition_on(today()),
        is_outdated=edition_on(today()).is_outdated_on(today()),
        measures=[(key, translate(label)) for key, label in MEASURES.items() if key != "open"],
        periods=[(days, translate(Text(PERIOD, n=days))) for days in PERIODS],
        district_choices=_district_choices(),
        kinds=[(kind.value, translate(label)) for kind, label in SITE_KIND_LABELS.items()],
        industries=[(letter, f"{letter} {translate(label)}") for letter, label in SECTIONS.items()],
        labels={level.value: translate(label) for level, label in LEVELS.items()},
        not_statutory=translate(NOT_STATUTORY),
        site_url=site_url,
        document_url=_address("maps.document", given),
    )


@pages.get("/document")
@needs(P.MAP_READ)
def document() -> Response:
    """The map alone, for the frame of the page."""
    given = map_filters()
    codes = [given["district"]] if given.get("district") else None
    picture = Picture(
        bounds=box_from_wgs84(_bounds(codes), _display_datum()),
        words=_words(),
        districts_url=_districts_url(given),
        sites_url=_sites_url(given) if current_actor().may(P.SITE_READ) else None,
        districts_name=_("区县"),
        sites_name=_("场所"),
        base_map=_base_map(),
        sites_first=codes is not None,
    )
    return _answer(draw(picture, _asset), _("工会监督关注度地图"))


@pages.get("/site/<uuid:site_id>")
@needs(P.SITE_READ)
def site(site_id: uuid.UUID) -> Response:
    """A small map of one site with the reason of its colour, to be embedded in the site's page."""
    found = scenes.one_site(current_scope(P.SITE_READ), site_id, today())
    lon, lat = found.standing.lon, found.standing.lat
    if lon is None or lat is None:
        return Response(
            render_template("maps/no_position.html", asset=_asset, language=language_tag()),
            headers={"Content-Security-Policy": _PLAIN_POLICY},
        )
    around = _AROUND_A_SITE
    picture = Picture(
        bounds=box_from_wgs84((lon - around, lat - around, lon + around, lat + around), _display_datum()),
        words=_words(),
        districts_url=_districts_url({"district": found.standing.district_code}),
        sites_url=_sites_url({"site": site_id}),
        districts_name=_("区县"),
        sites_name=_("场所"),
        base_map=_base_map(),
        sites_first=True,
    )
    why = {
        "title": _("颜色的依据：%(label)s", label=translate(LEVELS[found.attention.level])),
        "nothing": _("没有计分的事项"),
        "level": found.attention.level,
        "terms": [translate(sentence(term)) for term in found.attention.terms],
    }
    return _answer(draw(picture, _asset), found.standing.name, why=why)


def map_filters() -> dict[str, Any]:
    """The filters of the address; one that makes no sense is left out."""
    given = {name: request.args[name] for name in MapFilters().fields if request.args.get(name)}
    wrong = MapFilters().validate(given)
    loaded: dict[str, Any] = MapFilters().load(
        {name: value for name, value in given.items() if name not in wrong}
    )
    return loaded


def site_url(site_id: uuid.UUID) -> str:
    """The page of a site."""
    return url_for("workplaces.site", site_id=site_id)


def district_url(code: str) -> str:
    """The map page of a district, the other filters kept."""
    query = request.args.to_dict() | {"district": code}
    return _address("maps.overview", {name: query[name] for name in MapFilters().fields if name in query})


def _address(endpoint: str, query: Mapping[str, Any]) -> str:
    values: dict[str, Any] = {name: str(value) for name, value in query.items() if value is not None}
    return url_for(endpoint, **values)


def _districts_url(given: Mapping[str, Any]) -> str:
    return _address("maps_api.districts", {**given, "datum": _display_datum().value})


def _sites_url(given: Mapping[str, Any]) -> str:
    return _address("maps_api.sites", {**given, "datum": _display_datum().value})


def _display_datum() -> Datum:
    """The datum of the base map, in which everything on it is drawn; WGS 84 without one."""
    settings = current_app.config["SETTINGS"]
    return Datum(settings.tile_datum) if settings.tile_url else Datum.WGS84


def _district_choices() -> list[tuple[str, str]]:
    scope = current_scope(P.MAP_READ)
    names = district_names(today())
    return [(code, name) for code, name in names.items() if scope.everything or code in scope.district_codes]


def _bounds(codes: list[str] | None) -> tuple[float, float, float, float]:
    """The rectangle of the districts that are shown, or of all when none of them is known."""
    scope = current_scope(P.MAP_READ)
    outlines = edition_on(today()).outlines
    wanted = codes or ([] if scope.everything else sorted(scope.district_codes))
    areas = [outlines[code].area for code in wanted if code in outlines]
    boxes = [area.bounds for area in areas or [outline.area for outline in outlines.values()]]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _base_map() -> BaseMap | None:
    settings = current_app.config["SETTINGS"]
    return BaseMap(settings.tile_url, settings.tile_attribution) if settings.tile_url else None


def _asset(path: str) -> str:
    return url_for("static", filename=path)


def _words() -> dict[str, str]:
    words = {name: translate(text) for name, text in DISPLAY_WORDS.items()}
    for level in WORST_FIRST:
        words[f"level_{level}"] = translate(LEVELS[level])
        words[f"short_{level}"] = _short(level)
    return words


def _short(level: Level) -> str:
    """The letter in a mark, by which a level is told without its colour: the first of its name."""
    return translate(LEVELS[level])[:1]


def _legend() -> dict[str, Any]:
    levels = [
        {
            "key": level.value,
            "short": _short(level),
            "label": f"{translate(LEVELS[level])} · {translate(LEVEL_MEANINGS[level])}",
        }
        for level in WORST_FIRST
    ]
    rule = [translate(NOT_STATUTORY), *(translate(text) for text in rule_in_words(RULE_IN_FORCE))]
    return {"title": _("图例"), "levels": levels, "uncertain": translate(UNCERTAIN), "rule": rule}


def _notice(day: date) -> str:
    """What must stand on every map: its 审图号, or that it is a sketch for internal use."""
    number = current_app.config["SETTINGS"].map_review_no or edition_on(day).review_no
    return _("审图号：%(number)s", number=number) if number else translate(SKETCH_ONLY)


def _answer(drawing: Drawing, title: str, why: Mapping[str, Any] | None = None) -> Response:
    nonce = secrets.token_urlsafe(16)
    html = render_template(
        "maps/document.html",
        drawing=drawing,
        nonce=nonce,
        title=title,
        language=language_tag(),
        why=why,
        notice=_notice(today()),
        asset=_asset,
        legend=_legend(),
    )
    return Response(html, headers={"Content-Security-Policy": drawing.policy(nonce)})
