"""What lies over the districts: one question, asked by the screen through the API and by a file at once.

``layer_ask`` turns the filters of the map page into what is asked for; the map document gets it as an address,
a file gets the answer itself.  So a file cannot hold other records than the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from maps import accident_layer, project_layer, scenes, surfaces
from maps.choice import choice_from
from maps.reader import Reader
from safety.access.permissions import Permission as P
from safety.access.scope import Actor

#: Sites without a check for this long are a layer of their own.
UNCHECKED_MONTHS = 12
#: What a layer shows and needs, where that is not the sites.
LAYER_RIGHTS: Mapping[str, P] = {
    "projects": P.PROJECT_READ,
    "bare": P.PROJECT_READ,
    "accidents": P.ACCIDENT_READ,
}
Urls = Mapping[str, Callable[[Any], str]]


@dataclass(frozen=True)
class LayerAsk:
    """A question for a layer: ``source`` is sites, heat, hot, projects or accidents; ``query`` its filters."""

    source: str
    query: Mapping[str, Any]


def layer_ask(actor: Actor, given: Mapping[str, Any], today: date) -> LayerAsk | None:
    """What the layer chosen in ``given`` asks for; None for those who may not read it."""
    layer = str(given.get("layer", "sites"))
    if not actor.may(LAYER_RIGHTS.get(layer, P.SITE_READ)):
        return None
    if layer == "accidents":
        filters = scenes.filters_from(given, today)
        days = {name: getattr(filters, name) for name in ("district", "since", "until", "on")}
        return LayerAsk("accidents", days)
    if layer in {"projects", "bare"}:
        only = {"no_union_part": True} if layer == "bare" else {}
        return LayerAsk("projects", {"district": given.get("district"), **only})
    more = {"unchecked_months": UNCHECKED_MONTHS} if layer == "unchecked" else {}
    return LayerAsk(layer if layer in {"heat", "hot"} else "sites", {**given, **more})


def layer_document(
    reader: Reader, ask: LayerAsk, today: date, urls: Urls, *, most: int | None = None
) -> dict[str, Any]:
    """The layer as GeoJSON; ``urls`` give the pages of records, ``most`` how many come singly (else as on a screen)."""
    query = dict(ask.query)
    if ask.source == "projects":
        asked = project_layer.filters_from(query)
        return project_layer.projects(reader, asked, today, urls["projects"], most=most)
    if ask.source == "accidents":
        return accident_layer.accidents(reader, query, today, urls["accidents"], most=most)
    filters = scenes.filters_from(query, today)
    if ask.source in {"heat", "hot"}:
        draw = surfaces.heat if ask.source == "heat" else surfaces.hot
        return draw(reader, filters, today)
    return scenes.sites(reader, filters, today, urls["sites"], choice_from(query), most=most)
