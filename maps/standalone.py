"""The map as one file: Leaflet, our own modules and the data inside it, so that it opens without a network.

It is drawn by the scripts that draw the screen's map, from the answers that the screen gets; a policy in the file
lets those scripts run and nothing else, and lets nothing be fetched.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from maps.drawing import draw
from maps.page import DISTRICTS, LAYER, Picture, inert_json

_STATIC = Path(__file__).parents[1] / "safety" / "web" / "static"
_STYLES = ("vendor/leaflet/leaflet.css", "vendor/leaflet.markercluster/MarkerCluster.css", "css/map.css")
_LIBRARIES = ("vendor/leaflet/leaflet.js", "vendor/leaflet.markercluster/leaflet.markercluster.js")
_ENTRY = "map-document"
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function) (\w+)", re.MULTILINE)
_PICTURE = re.compile(r"url\((images/[\w.-]+\.png)\)")


@dataclass(frozen=True)
class Chart:
    """The parts of the page that draw; ``data`` is JSON that cannot end its script."""

    body: str
    script: str
    modules: str
    libraries: tuple[str, ...]
    styles: tuple[str, ...]
    data: str
    nonce: str


def chart_of(picture: Picture, districts: Mapping[str, Any] | None, layer: Mapping[str, Any] | None) -> Chart:
    """What draws ``picture``, whose addresses are ``DISTRICTS`` and ``LAYER``, from these two answers."""
    drawing = draw(picture, lambda path: path)
    data = {DISTRICTS: districts, LAYER: layer}
    return Chart(
        body=drawing.body,
        script=drawing.script,
        modules=_modules(),
        libraries=tuple(_text(name) for name in _LIBRARIES),
        styles=tuple(_style(name) for name in _STYLES),
        data=inert_json({name: answer for name, answer in data.items() if answer}),
        nonce=secrets.token_urlsafe(16),
    )


@lru_cache(maxsize=1)
def _modules() -> str:
    """Our modules as one script: each a function that returns what it exports, those it needs before it."""
    done: dict[str, str] = {}

    def add(name: str) -> None:
        if name in done:
            return
        source = _text(f"js/{name}.js")
        for _names, needed in _IMPORT.findall(source):
            add(needed)
        names = [found for _kind, found in _EXPORT.findall(source)]
        inner = _IMPORT.sub(r'const \1 = modules["\2"];', source)
        inner = _EXPORT.sub(r"\1 \2", inner)
        done[name] = (
            f'modules["{name}"] = (() => {{ "use strict";\n{inner}\nreturn {{ {", ".join(names)} }};\n}})();'
        )

    add(_ENTRY)
    return "const modules = {};\n" + "\n".join(done.values())


@lru_cache
def _text(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


@lru_cache
def _style(name: str) -> str:
    """A style sheet with its pictures inside it."""
    folder = (_STATIC / name).parent

    def inside(found: re.Match[str]) -> str:
        return f"url(data:image/png;base64,{base64.b64encode((folder / found[1]).read_bytes()).decode()})"

    return _PICTURE.sub(inside, _text(name))
