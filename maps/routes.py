"""The map page, the map in its own document, two dates side by side, and why a site has its colour."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from maps import scenes
from maps.boundaries import edition_on
from maps.comparison import comparison_of
from maps.coordinates import box_from_wgs84
from maps.display import (
    address,
    answer,
    asset,
    base_map,
    bounds_of,
    current_reader,
    display_datum,
    district_choices,
    districts_url,
    duties_on,
    layer_urls,
    layers_shown,
    map_filters,
    measures_shown,
    privacy_on,
    site_url,
    sites_url,
    words_of_scripts,
)
from maps.exporting import exported, rows_sent, sent
from maps.page import Picture
from maps.rulebook import rule_on
from maps.schemas import PERIODS, ExportIn
from maps.sources import StandingFilters, monthly, months_before
from maps.trend import trend_of
from maps.wording import (
    FORMAT_LABELS,
    LAYERS,
    LEVEL_MEANINGS,
    LEVELS,
    MEASURES,
    NOT_STATUTORY,
    PERIOD,
    sentence,
    warning_of,
)
from safety.access.permissions import Permission as P
from safety.exports.operations.map_files import content_of, kept_map
from safety.law.industries import SECTIONS
from safety.people.guard import current_actor, current_scope, needs, today
from safety.text import Text
from safety.web.languages import language_tag
from safety.wire.problems import translate
from safety.workplaces.rules import SITE_KIND_LABELS

pages = Blueprint("maps", __name__, url_prefix="/map")

#: How many sites of a chosen district the page lists beside its map.
SITES_LISTED = 30
#: How far back the slider of months goes.
MONTHS_BACK = 24
#: Half the side of a site's own map, in degrees (about 2 km).
_AROUND_A_SITE = 0.02
_PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)


@pages.get("")
@needs(P.MAP_READ)
def overview() -> ResponseReturnValue:
    """Districts by level with their numbers, and the map; a chosen district lists its sites."""
    given = map_filters()
    filters = scenes.filters_from(given, today())
    day = filters.on or today()
    listed, months = [], None
    if filters.district:
        found = current_reader().sites(filters, today=day, rule=rule_on(day))
        listed = scenes.worst_first(found, SITES_LISTED)
        months = trend_of(monthly(current_scope(P.SITE_READ), filters, day=day))
    return render_template(
        "maps/overview.html",
        rows=scenes.district_rows(current_reader(), filters, today(), duties_on(filters)),
        sites=listed,
        trend=months,
        document_url=address("maps.document", given),
        compare_url=address("maps.compare", given),
        **_choices(given, day, filters),
    )


@pages.get("/compare")
@needs(P.MAP_READ)
def compare() -> ResponseReturnValue:
    """The same map on two days side by side, with what changed in each district."""
    given = map_filters()
    found = comparison_of(given, _asked_before())
    return render_template(
        "maps/compare.html",
        pairs=found.pairs,
        days=(found.earlier, found.later),
        rules=found.rule_versions,
        document_urls=tuple(address("maps.document", one) for one in ({**given, "on": found.earlier}, given)),
        overview_url=address("maps.overview", given),
        **_choices(given, found.later, found.later_filters),
    )


@pages.get("/document")
@needs(P.MAP_READ)
def document() -> Response:
    """The map alone, for the frame of the page."""
    given = map_filters()
    day = scenes.past_day(given, today()) or today()
    codes = [given["district"]] if given.get("district") else None
    picture = Picture(
        bounds=box_from_wgs84(bounds_of(codes), display_datum()),
        words=words_of_scripts(),
        districts_url=districts_url(given),
        districts_name=_("区县"),
        sites_name=_("场所"),
        surface_name=translate(LAYERS[given["layer"]]),
        projects_name=_("建设项目"),
        accidents_name=_("事故"),
        base_map=base_map(),
        sites_first=codes is not None or given["layer"] != "sites",
        **layer_urls(given),
    )
    return answer(picture, _("工会监督关注度地图"), day=day, layer=given["layer"])


@pages.get("/site/<uuid:site_id>")
@needs(P.SITE_READ)
def site(site_id: uuid.UUID) -> Response:
    """A small map of one site with the reason of its colour, to be embedded in the site's page."""
    found = scenes.one_site(current_reader(), site_id, today())
    lon, lat = found.standing.lon, found.standing.lat
    if lon is None or lat is None:
        return Response(
            render_template("maps/no_position.html", asset=asset, language=language_tag()),
            headers={"Content-Security-Policy": _PLAIN_POLICY},
        )
    around = _AROUND_A_SITE
    picture = Picture(
        bounds=box_from_wgs84((lon - around, lat - around, lon + around, lat + around), display_datum()),
        words=words_of_scripts(),
        districts_url=districts_url({"district": found.standing.district_code}),
        sites_url=sites_url({"site": site_id}),
        districts_name=_("区县"),
        sites_name=_("场所"),
        base_map=base_map(),
        sites_first=True,
    )
    why = {
        "title": _("颜色的依据：%(label)s", label=translate(LEVELS[found.attention.level])),
        "nothing": _("没有计分的事项"),
        "level": found.attention.level,
        "terms": [translate(sentence(term)) for term in found.attention.terms],
    }
    return answer(picture, found.standing.name, day=today(), why=why)


@pages.get("/sites/<uuid:site_id>/why")
@needs(P.SITE_READ)
def why(site_id: uuid.UUID) -> ResponseReturnValue:
    """Why a site has its colour, today or on a past day: every term with its points, and the rule."""
    on = scenes.past_day(map_filters(), today())
    day = on or today()
    found = scenes.one_site(current_reader(), site_id, today(), on)
    level = found.attention.level
    return render_template(
        "maps/why.html",
        site=found.standing,
        attention=found.attention,
        level_label=translate(LEVELS[level]),
        meaning=translate(LEVEL_MEANINGS[level]),
        terms=[(translate(sentence(term)), term.points) for term in found.attention.terms],
        rule=rule_on(day),
        labels={one.value: translate(label) for one, label in LEVELS.items()},
        not_statutory=translate(NOT_STATUTORY),
        day=day,
        site_url=site_url(site_id),
        document_url=address("maps.site", {"site_id": site_id}),
    )


@pages.post("/export")
@needs(P.EXPORT_CREATE)
def export() -> Response:
    """What the map shows as a file; the filters come in the address."""
    asked = ExportIn().load({name: request.form[name] for name in ExportIn().fields if name in request.form})
    return exported(map_filters(), asked["format"], is_cartogram=asked["cartogram"])


@pages.get("/exports/<code>/file")
@needs(P.EXPORT_CREATE)
def kept_file(code: str) -> Response:
    """A map's file as it was taken, under the code printed on it."""
    found = kept_map(current_actor(), code)
    return sent(found, content_of(found))


@pages.get("/exports/<code>/rows")
@needs(P.EXPORT_CREATE)
def kept_rows(code: str) -> Response:
    """The rows of a map's file as GeoJSON."""
    return rows_sent(kept_map(current_actor(), code))


def _asked_before() -> date | None:
    """The earlier day of a comparison that the address asks for; nonsense counts as none."""
    try:
        return date.fromisoformat(request.args.get("before", ""))
    except ValueError:
        return None


def _choices(given: Mapping[str, Any], day: date, filters: StandingFilters) -> dict[str, Any]:
    """What the page's filters offer, and the words around the map."""
    edition = edition_on(day)
    return {
        "given": given,
        "export_url": address("maps.export", given),
        "formats": [(one.value, translate(label)) for one, label in FORMAT_LABELS.items()],
        "privacy": privacy_on(given["layer"]),
        "may_export": current_actor().may(P.EXPORT_CREATE),
        "day": day,
        "is_past": filters.on is not None,
        "slider": [last.isoformat() for _, last in months_before(today(), MONTHS_BACK)],
        "edition": edition,
        "outside": scenes.outside(current_reader(), filters, today()),
        "editions_url": url_for("editions.overview"),
        "warning": translate(warning) if (warning := warning_of(edition, day)) else "",
        "measures": measures_shown(),
        "attention_label": translate(MEASURES["attention"]),
        "layers": layers_shown(),
        "periods": [(days, translate(Text(PERIOD, n=days))) for days in PERIODS],
        "district_choices": district_choices(),
        "kinds": [(kind.value, translate(label)) for kind, label in SITE_KIND_LABELS.items()],
        "industries": [(letter, f"{letter} {translate(label)}") for letter, label in SECTIONS.items()],
        "labels": {level.value: translate(label) for level, label in LEVELS.items()},
        "not_statutory": translate(NOT_STATUTORY),
        "site_url": site_url,
    }
