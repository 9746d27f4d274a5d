"""Layers → a Folium map in a document of its own.  Folium lives here and nowhere else, and is loaded for a map only.

Two properties of Folium decide the shape of this module (a third: ``maps.page``):

- it loads scripts and styles from other hosts: ``OfflineMap`` and ``OfflineCluster`` name our own files;
- its scripts stand inside the page: they carry the nonce of the document's own policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import folium
from branca.element import Figure, MacroElement
from folium.plugins import MarkerCluster
from folium.template import Template

from maps.page import BaseMap, Drawing, Picture, inert, inert_json

_DEEPEST_ZOOM = 18


def draw(picture: Picture, asset: Callable[[str], str]) -> Drawing:
    """Draw ``picture``; ``asset`` turns the path of a served file into its address."""
    west, south, east, north = picture.bounds
    chart = OfflineMap(
        asset,
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        control_scale=True,
        # Without tiles Folium sets no limit, and markers then fail to gather into clusters.
        maxZoom=_DEEPEST_ZOOM,
        zoom_snap=0.25,
    )
    layers: dict[str, str] = {}
    if picture.base_map:
        _base_layer(picture.base_map).add_to(chart)
    if picture.districts_url:
        districts = folium.FeatureGroup(name=inert(picture.districts_name)).add_to(chart)
        layers["districts"] = districts.get_name()
    for key, url, name in (
        ("surface", picture.surface_url, picture.surface_name),
        ("projects", picture.projects_url, picture.projects_name),
        ("accidents", picture.accidents_url, picture.accidents_name),
    ):
        if url:
            layers[key] = folium.FeatureGroup(name=inert(name)).add_to(chart).get_name()
    if picture.sites_url:
        sites = OfflineCluster(asset, name=inert(picture.sites_name)).add_to(chart)
        layers["sites"] = sites.get_name()
    folium.LayerControl(collapsed=True).add_to(chart)
    HandOver(chart.get_name(), layers, _settings(picture)).add_to(chart)
    figure = cast(Figure, chart.get_root())
    figure.render()
    hosts = (picture.base_map.host,) if picture.base_map else ()
    return Drawing(figure.header.render(), figure.html.render(), figure.script.render(), hosts)


class OfflineMap(folium.Map):
    """A Folium map whose scripts and styles come from our own server, without inline styles."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map(
                {{ this.get_name()|tojson }},
                { center: {{ this.location|tojson }}, crs: L.CRS.EPSG3857, ...{{ this.options|tojavascript }} }
            );
            L.control.scale({ imperial: false }).addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, asset: Callable[[str], str], **options: Any) -> None:
        super().__init__(**options)
        self.default_js = [("leaflet", asset("vendor/leaflet/leaflet.js"))]
        self.default_css = [("leaflet_css", asset("vendor/leaflet/leaflet.css"))]
        # Folium has made a figure of its own; a bare one is enough.
        Figure().add_child(self)


class OfflineCluster(MarkerCluster):
    """Folium's marker cluster with our own copy of its files; the modules fill it."""

    def __init__(self, asset: Callable[[str], str], *, name: str) -> None:
        # Without movement a mark is where it can be tapped as soon as the map says that it is ready; the server
        # sends no more than a map can draw, so nothing needs loading in parts.
        options = {"max_cluster_radius": 56, "show_coverage_on_hover": False, "animate": False}
        super().__init__(name=name, **options)  # type: ignore[no-untyped-call]
        self.default_js = [("markercluster", asset("vendor/leaflet.markercluster/leaflet.markercluster.js"))]
        self.default_css = [("markercluster_css", asset("vendor/leaflet.markercluster/MarkerCluster.css"))]


class HandOver(MacroElement):
    """Gives the map and its layers, which Folium named at random, to our modules under one name."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            window.qunjianMap = {
                map: {{ this.map_name }},
                {%- for key, name in this.layers.items() %}
                {{ key }}: {{ name }},
                {%- endfor %}
                settings: {{ this.settings }}
            };
        {% endmacro %}
        """
    )

    def __init__(self, map_name: str, layers: Mapping[str, str], settings: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "HandOver"
        self.map_name = map_name
        self.layers = layers
        self.settings = settings


def _base_layer(base_map: BaseMap) -> folium.TileLayer:
    if any(opening in base_map.url for opening in ("{{", "{%", "{#")):
        raise ValueError("the address of the base map is not a tile template")
    return folium.TileLayer(
        tiles=base_map.url,
        attr=inert(base_map.attribution),
        name="base",
        control=False,
        max_zoom=_DEEPEST_ZOOM,
    )


def _settings(picture: Picture) -> str:
    return inert_json(
        {
            "bounds": picture.bounds,
            "districtsUrl": picture.districts_url,
            "sitesUrl": picture.sites_url,
            "surfaceUrl": picture.surface_url,
            "projectsUrl": picture.projects_url,
            "accidentsUrl": picture.accidents_url,
            "sitesFirst": picture.sites_first,
            "around": picture.around,
            "words": dict(picture.words),
        }
    )
