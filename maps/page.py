"""What a map document shows, and how its texts are disarmed.  It is drawn in ``maps.drawing``.

Names, attributions and popups are read as HTML by Leaflet, as a template literal by Folium, and (what an element
rendered) once more as a Jinja template on the server: ``inert`` disarms a text for all three.

Rows never pass through Folium.  The document's modules ask for them as GeoJSON and write every text as
text, so that no name of a site or an employer reaches a place where it could be read as code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

# Everything that HTML, a template literal, or a Jinja template could read as more than a character.
_ACTIVE = re.compile(r"""[&<>"'`$\\{}%#]""")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_RISKY_IN_STRING = re.compile(r"[<>&'`${}%#]")


#: The names under which a page that opens anywhere finds the answers that the screen asks the server for.
DISTRICTS, LAYER = "districts", "layer"


@dataclass(frozen=True)
class BaseMap:
    """Tiles that an administrator configured: an address with {z}, {x}, {y}, and the attribution due."""

    url: str
    attribution: str

    @property
    def host(self) -> str:
        """The host for the document's policy; a subdomain letter becomes a wildcard."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.replace('{s}.', '*.')}"


@dataclass(frozen=True)
class Picture:
    """What a map document shows: addresses of its data (None leaves a layer out) and its words.

    ``bounds`` are west, south, east, north in degrees; ``words`` are translated sentences for the modules.
    """

    bounds: tuple[float, float, float, float]
    words: Mapping[str, str]
    districts_url: str | None = None
    sites_url: str | None = None
    surface_url: str | None = None
    projects_url: str | None = None
    accidents_url: str | None = None
    districts_name: str = "districts"
    sites_name: str = "sites"
    surface_name: str = "surface"
    projects_name: str = "projects"
    accidents_name: str = "accidents"
    base_map: BaseMap | None = None
    #: Show single sites however far away the view is (a district's own map).
    sites_first: bool = False
    #: A circle around what the map is about: longitude, latitude (in the datum of ``bounds``), metres.
    around: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Drawing:
    """The parts of a map document; all are markup that holds no text of users."""

    head: str
    body: str
    script: str
    image_hosts: tuple[str, ...] = ()

    def policy(self, nonce: str) -> str:
        """The Content-Security-Policy of the document: own files, and the inline script with ``nonce``."""
        images = " ".join(("'self'", "data:", *self.image_hosts))
        return (
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src {images}; "
            "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
        )


def inert(text: str) -> str:
    """``text`` as character references, harmless as HTML, as a template literal and as a Jinja template."""
    return _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", text)


def inert_json(value: object) -> str:
    """``value`` as JSON for a script: nothing in its strings can end the script or open a template."""

    def disarm(literal: re.Match[str]) -> str:
        return _RISKY_IN_STRING.sub(lambda match: f"\\u{ord(match[0]):04x}", literal[0])

    return _STRING.sub(disarm, json.dumps(value, default=str))
