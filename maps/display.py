"""What every map shows around its layers: addresses, base map, legend, notice, and its own document."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext as _

from maps.boundaries import district_names, edition_on
from maps.coordinates import Datum
from maps.duties import RIGHTS, DutyCounts, duty_counts
from maps.layer_data import LAYER_RIGHTS, layer_ask
from maps.page import BaseMap, Picture
from maps.reader import Reader
from maps.risk import WORST_FIRST, Level
from maps.rulebook import rule_on
from maps.schemas import MapFilters
from maps.sources import StandingFilters
from maps.wording import (
    DISPLAY_WORDS,
    FEW_HIDDEN,
    LAYER_NOTES,
    LAYERS,
    LEVEL_MEANINGS,
    LEVELS,
    MEASURES,
    NOT_STATUTORY,
    ROUNDED,
    SKETCH_ONLY,
    UNCERTAIN,
    rule_in_words,
)
from safety.access.permissions import Permission as P
from safety.law.accident_grades import WORDS as GRADE_LABELS
from safety.people.guard import current_actor, current_scope, today
from safety.projects.vocabulary import STAGE_LABELS
from safety.web.languages import language_tag
from safety.wire.problems import translate

#: Where the map document asks for a layer: the key of the Picture and the endpoint, by ``LayerAsk.source``.
_LAYER_ADDRESSES: Mapping[str, tuple[str, str]] = {
    "sites": ("sites_url", "maps_api.sites"),
    "heat": ("surface_url", "maps_api.heat"),
    "hot": ("surface_url", "maps_api.hotspots"),
    "projects": ("projects_url", "maps_api.projects"),
    "accidents": ("accidents_url", "maps_api.accidents"),
}


def map_filters() -> dict[str, Any]:
    """The filters of the address; one that makes no sense is left out."""
    given = {name: request.args[name] for name in MapFilters().fields if request.args.get(name)}
    wrong = MapFilters().validate(given)
    loaded: dict[str, Any] = MapFilters().load(
        {name: value for name, value in given.items() if name not in wrong}
    )
    return loaded


def current_reader() -> Reader:
    """The person of the request, before a map."""
    return Reader(current_actor())


def duties_on(filters: StandingFilters) -> DutyCounts:
    """What the other duties say of the districts, as far as the person of the request may see it."""
    return duty_counts(current_reader(), filters, today())


def measures_shown() -> list[tuple[str, str]]:
    """The measures that this person may choose, besides the attention level."""
    actor = current_actor()
    return [
        (key, translate(label))
        for key, label in MEASURES.items()
        if key != "attention" and (key not in RIGHTS or actor.may(RIGHTS[key]))
    ]


def site_url(site_id: uuid.UUID) -> str:
    """The page of a site."""
    return url_for("workplaces.site", site_id=site_id)


def project_url(project_id: uuid.UUID) -> str:
    """The page of a project."""
    return url_for("projects.project", project_id=project_id)


def accident_url(accident_id: uuid.UUID) -> str:
    """The page of an accident."""
    return url_for("accidents.accident", accident_id=accident_id)


def layers_shown() -> list[tuple[str, str]]:
    """The layers that this person may choose, besides the sites."""
    may_see = current_actor().may(P.ACCIDENT_READ)
    return [
        (key, translate(label))
        for key, label in LAYERS.items()
        if key != "sites" and (key != "accidents" or may_see)
    ]


def district_url(code: str) -> str:
    """The map page of a district, the other filters kept."""
    query = request.args.to_dict() | {"district": code}
    return address("maps.overview", {name: query[name] for name in MapFilters().fields if name in query})


def address(endpoint: str, query: Mapping[str, Any]) -> str:
    """The address of an endpoint with the filters that are set."""
    values: dict[str, Any] = {name: _in_address(value) for name, value in query.items() if value is not None}
    return url_for(endpoint, **values)


def _in_address(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def districts_url(given: Mapping[str, Any]) -> str:
    """Where the map asks for its districts."""
    return address("maps_api.districts", {**given, "datum": display_datum().value})


def layer_urls(given: Mapping[str, Any]) -> dict[str, Any]:
    """Where the map asks for the chosen layer over the districts: the key is the Picture's."""
    ask = layer_ask(current_actor(), given, today())
    if ask is None:
        return {}
    key, endpoint = _LAYER_ADDRESSES[ask.source]
    return {key: address(endpoint, {**ask.query, "datum": display_datum().value})}


def sites_url(given: Mapping[str, Any]) -> str:
    """Where the map asks for its sites."""
    return address("maps_api.sites", {**given, "datum": display_datum().value})


def display_datum() -> Datum:
    """The datum of the base map, in which everything on it is drawn; WGS 84 without one."""
    settings = current_app.config["SETTINGS"]
    return Datum(settings.tile_datum) if settings.tile_url else Datum.WGS84


def district_choices() -> list[tuple[str, str]]:
    """The districts a person may choose, with their names."""
    scope = current_scope(P.MAP_READ)
    names = district_names(today())
    return [(code, name) for code, name in names.items() if scope.everything or code in scope.district_codes]


def bounds_of(codes: list[str] | None) -> tuple[float, float, float, float]:
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


def base_map() -> BaseMap | None:
    """The configured base map, or None for boundaries alone."""
    settings = current_app.config["SETTINGS"]
    return BaseMap(settings.tile_url, settings.tile_attribution) if settings.tile_url else None


def asset(path: str) -> str:
    """The address of a served file."""
    return url_for("static", filename=path)


def words_of_scripts() -> dict[str, str]:
    """What the scripts of a map document say, in the language of the request."""
    words = {name: translate(text) for name, text in DISPLAY_WORDS.items()}
    for grade, label in GRADE_LABELS.items():
        words[f"grade_{grade}"] = translate(label)
    for stage, label in STAGE_LABELS.items():
        words[f"stage_{stage}"] = translate(label)
    for level in WORST_FIRST:
        words[f"level_{level}"] = translate(LEVELS[level])
        words[f"short_{level}"] = _short(level)
    return words


def _short(level: Level) -> str:
    """The letter in a mark, by which a level is told without its colour: the first of its name."""
    return translate(LEVELS[level])[:1]


def _legend(day: date, layer: str) -> dict[str, Any]:
    levels = [
        {
            "key": level.value,
            "short": _short(level),
            "label": f"{translate(LEVELS[level])} · {translate(LEVEL_MEANINGS[level])}",
        }
        for level in WORST_FIRST
    ]
    note = [translate(LAYER_NOTES[layer])] if layer in LAYER_NOTES else []
    rule = [*note, translate(NOT_STATUTORY), *(translate(text) for text in rule_in_words(rule_on(day)))]
    return {"title": _("图例"), "levels": levels, "uncertain": translate(UNCERTAIN), "rule": rule}


def notice_on(day: date) -> str:
    """What must stand on every map: its 审图号, or that it is a sketch for internal use."""
    number = current_app.config["SETTINGS"].map_review_no or edition_on(day).review_no
    notice = _("审图号：%(number)s", number=number) if number else translate(SKETCH_ONLY)
    return " · ".join(filter(None, (notice, outdated_on(day))))


def outdated_on(day: date) -> str:
    """In a few words, that the districts of a day were others than those drawn; nothing where they were not."""
    edition = edition_on(day)
    if not edition.is_outdated_on(day):
        return ""
    return str(_("区划：%(name)s，不含 %(day)s 起的调整", name=edition.name, day=edition.superseded_on))


def privacy_on(layer: str) -> str:
    """What a map or a file with this layer says of rounding, or nothing where everything is precise."""
    reader, right = current_reader(), LAYER_RIGHTS.get(layer, P.SITE_READ)
    if not reader.actor.may(right):
        return translate(FEW_HIDDEN) if right is P.SITE_READ else ""
    return "" if reader.sight(right).is_full else translate(ROUNDED)


def answer(
    picture: Picture, title: str, *, day: date, layer: str = "sites", why: Mapping[str, Any] | None = None
) -> Response:
    """The map alone, under its own policy; ``day`` is the day the map shows."""
    from maps.drawing import draw  # Folium and what it brings, for a map only

    drawing, nonce = draw(picture, asset), secrets.token_urlsafe(16)
    html = render_template(
        "maps/document.html",
        drawing=drawing,
        nonce=nonce,
        title=title,
        language=language_tag(),
        why=why,
        notice=" · ".join(filter(None, (notice_on(day), privacy_on(layer)))),
        day=_("截至 %(day)s（按今天所知）", day=day.isoformat()) if day < today() else day.isoformat(),
        asset=asset,
        legend=_legend(day, layer),
    )
    return Response(html, headers={"Content-Security-Policy": drawing.policy(nonce)})
