"""The tablet's page, its manifest and its worker: the same for everybody."""

from __future__ import annotations

from flask import Response, jsonify, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from safety.people.guard import open_to_all, today
from safety.web.languages import current_language
from safety.web.routes.blueprint import pages
from safety.web.tablet import shell, worker

_WHY = "a page of forms without anybody's data; it must start without a line and without a session"


@pages.get("/tablet")
@open_to_all(_WHY)
def tablet() -> BaseResponse:
    """The shell in the reader's language."""
    return redirect(url_for(f"web.tablet_{current_language()}"))


@pages.get("/tablet/zh")
@open_to_all(_WHY)
def tablet_zh() -> Response:
    """The shell in Chinese."""
    return _shell("zh")


@pages.get("/tablet/en")
@open_to_all(_WHY)
def tablet_en() -> Response:
    """The shell in English."""
    return _shell("en")


def _shell(language: str) -> Response:
    return Response(shell.shell_bytes(language, today=today()), mimetype="text/html")


@pages.get("/sw.js")
@open_to_all("the tablet's worker: a list of the application's own files")
def tablet_worker() -> Response:
    """The service worker for the whole address, or the one that takes itself away."""
    response = Response(worker.worker_script(today=today()), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/manifest.webmanifest")
@open_to_all("what a browser installs the application by")
def tablet_manifest() -> Response:
    """Name, icons and start address of the installed application."""
    response = jsonify(
        id="/tablet",
        name=_("群监 · 工会劳动保护监督"),
        short_name=_("群监"),
        start_url="/tablet",
        scope="/",
        display="standalone",
        lang=current_language(),
        background_color="#f4f6f9",
        theme_color="#0b5cab",
        icons=[
            _icon("mark.svg", "any", "image/svg+xml"),
            _icon("app-192.png", "192x192"),
            _icon("app-512.png", "512x512"),
            _icon("app-maskable-512.png", "512x512", purpose="maskable"),
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


def _icon(name: str, sizes: str, kind: str = "image/png", purpose: str = "any") -> dict[str, str]:
    return {
        "src": url_for("static", filename=f"img/{name}"),
        "sizes": sizes,
        "type": kind,
        "purpose": purpose,
    }
