"""What lies around an accident or a site: the sites within a radius, the nearest first, as a list and as a map."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maps import scenes
from maps.choice import SiteChoice, distance_to
from maps.coordinates import box_from_wgs84, from_wgs84
from maps.display import (
    accident_url,
    address,
    answer,
    base_map,
    current_reader,
    display_datum,
    districts_url,
    privacy_on,
    site_url,
    sites_url,
    words_of_scripts,
)
from maps.hotspots import METRES_PER_DEGREE
from maps.page import Picture
from maps.rulebook import rule_on
from maps.sources import RatedSite, StandingFilters
from maps.wording import LEVELS, NOT_STATUTORY
from safety.access.permissions import Permission as P
from safety.accidents.queries import get_accident
from safety.errors import NotFound
from safety.lists import Keys, part_of
from safety.people.guard import current_scope, needs, today
from safety.wire.paging import page_window
from safety.wire.problems import translate

pages = Blueprint("around", __name__, url_prefix="/map")

#: The radii to choose from, in metres, and the one without a choice.
RADII = (200, 500, 1000, 2000, 5000, 10_000)
USUAL = 1000


@dataclass(frozen=True)
class Centre:
    """Around what: its name, its page, and where the reader sees it (WGS 84), or None without a position."""

    id: uuid.UUID
    kind: str
    name: str
    url: str
    at: tuple[float, float] | None


@pages.get("/accidents/<uuid:accident_id>/around")
@needs(P.ACCIDENT_READ)
def accident(accident_id: uuid.UUID) -> ResponseReturnValue:
    """The sites around an accident."""
    return _page(centre_of_accident(accident_id))


@pages.get("/accidents/<uuid:accident_id>/around/document")
@needs(P.ACCIDENT_READ)
def accident_map(accident_id: uuid.UUID) -> Response:
    """The map of an accident and the sites around it."""
    return _document(centre_of_accident(accident_id))


@pages.get("/sites/<uuid:site_id>/around")
@needs(P.SITE_READ)
def site(site_id: uuid.UUID) -> ResponseReturnValue:
    """The sites around a site."""
    return _page(centre_of_site(site_id))


@pages.get("/sites/<uuid:site_id>/around/document")
@needs(P.SITE_READ)
def site_map(site_id: uuid.UUID) -> Response:
    """The map of a site and those around it."""
    return _document(centre_of_site(site_id))


def centre_of_accident(accident_id: uuid.UUID) -> Centre:
    """An accident as the middle of what lies around it."""
    row = get_accident(accident_id, current_scope(P.ACCIDENT_READ))
    found = current_reader().accident(accident_id)
    at = (found.lon, found.lat) if found else None
    return Centre(accident_id, "accident", row.title, accident_url(accident_id), at)


def centre_of_site(site_id: uuid.UUID) -> Centre:
    """A site as the middle of what lies around it."""
    found = scenes.one_site(current_reader(), site_id, today()).standing
    at = (found.lon, found.lat) if found.lon is not None and found.lat is not None else None
    return Centre(site_id, "site", found.name, site_url(site_id), at)


def _radius() -> int:
    asked = request.args.get("radius", USUAL, type=int)
    return asked if asked in RADII else USUAL


def _page(centre: Centre) -> ResponseReturnValue:
    radius, window = _radius(), page_window()
    found = sites_around(centre, radius)
    return render_template(
        "maps/around.html",
        centre=centre,
        radius=radius,
        radii=[(metres, _metres(metres)) for metres in RADII],
        usual=_metres(USUAL),
        page=part_of(found, window, lambda one: order_of(one, centre)),
        document_url=address(f"around.{centre.kind}_map", {f"{centre.kind}_id": centre.id, "radius": radius}),
        labels={level.value: translate(label) for level, label in LEVELS.items()},
        not_statutory=translate(NOT_STATUTORY),
        privacy=privacy_on("accidents" if centre.kind == "accident" else "sites"),
        site_url=site_url,
        distance=lambda one: round(distance_to(one, centre.at) or 0) if centre.at else None,
    )


def _metres(metres: int) -> str:
    return f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"


def sites_around(centre: Centre, radius: int) -> list[RatedSite]:
    """The sites in use within the radius, the nearest first, without the one in the middle."""
    if centre.at is None or not current_reader().actor.may(P.SITE_READ):
        return []
    filters = StandingFilters(box=_box(centre.at, radius))
    found = current_reader().sites(filters, today=today(), rule=rule_on(today()))
    near = SiteChoice(near=centre.at, radius=radius).of(found, today())
    others = [one for one in near if one.standing.id != centre.id]
    return sorted(others, key=lambda one: order_of(one, centre))


def order_of(site: RatedSite, centre: Centre) -> Keys:
    """By what the sites around are sorted: how far they lie, and of two that lie as far their ids."""
    return (distance_to(site, centre.at) or 0.0 if centre.at else 0.0), site.standing.id


def _box(at: tuple[float, float], metres: float) -> tuple[float, float, float, float]:
    """A rectangle that holds everything within ``metres``, with some room."""
    height = metres * 1.05 / METRES_PER_DEGREE
    width = height / max(0.1, cos(radians(at[1])))
    return at[0] - width, at[1] - height, at[0] + width, at[1] + height


def _document(centre: Centre) -> Response:
    """The map alone.

    Raises:
        NotFound: there is no position to draw.
    """
    if centre.at is None:
        raise NotFound
    radius, datum = _radius(), display_datum()
    lon, lat = from_wgs84(*centre.at, datum)
    layers: dict[str, Any] = {"sites_url": sites_url({"near": f"{lon},{lat}", "radius": radius})}
    if centre.kind == "accident":
        asked = {"accident": centre.id, "datum": datum.value}
        layers["accidents_url"] = address("maps_api.accidents", asked)
    picture = Picture(
        bounds=box_from_wgs84(_box(centre.at, radius), datum),
        words=words_of_scripts(),
        districts_url=districts_url({}) if current_reader().actor.may(P.MAP_READ) else None,
        districts_name=_("区县"),
        accidents_name=_("事故"),
        sites_name=_("场所"),
        base_map=base_map(),
        sites_first=True,
        around=(lon, lat, radius),
        **layers,
    )
    layer = "accidents" if centre.kind == "accident" else "sites"
    return answer(picture, centre.name, day=today(), layer=layer)
