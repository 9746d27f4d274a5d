"""Static files: addresses that change with the content, kept by browsers for good, sent compressed where that is taken.

An address holds a version, which is the hash of all files together, so that what a script or style names beside itself
has the version too and an upgrade shows at once. ``tools.compressed`` makes the compressed copies at set-up.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, current_app, request, send_from_directory

from safety.people.guard import open_to_all

STATIC: Final = Path(__file__).parent / "static"
#: The compressed copies and, in ``of.json``, the hash of the file that each was made of.
COMPRESSED: Final = Path(__file__).parent / "static_compressed"
#: Content codings by preference, with the ending of a copy's name.
CODINGS: Final = {"br": ".br", "gzip": ".gz"}
FOR_GOOD: Final = "public, max-age=31536000, immutable"

_ADDRESS: Final = re.compile(r"^/static/(?:v-[0-9a-f]+/)?")


def init_app(app: Flask) -> None:
    """Serve the files; ``url_for("static", filename=…)`` gives an address with the version of now."""
    app.add_url_rule("/static/v-<named>/<path:filename>", endpoint="static", view_func=static_file)
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static_file)

    @app.url_defaults
    def name_the_version(endpoint: str, values: dict[str, Any]) -> None:
        # While somebody works on the files, each is asked for anew under its plain address.
        if endpoint == "static" and not app.debug:
            values.setdefault("named", version())


@open_to_all("styles, scripts and pictures of the application itself")
def static_file(filename: str, named: str | None = None) -> Response:
    """A file of the application's own front end, as the browser takes it.

    Under another version than that of now it is what it is now and is not kept: a page that was open during an
    upgrade goes on.
    """
    coding = _coding_for(filename)
    folder, name = (COMPRESSED, filename + CODINGS[coding]) if coding else (STATIC, filename)
    response = send_from_directory(folder, name, mimetype=mimetypes.guess_type(filename)[0], max_age=0)
    if coding:
        response.headers["Content-Encoding"] = coding
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_GOOD if named == version() else "no-cache"
    return response


def name_of(address: str) -> str:
    """The name in the static folder of what an address is of, whichever version it holds."""
    return _ADDRESS.sub("", address)


@cache
def version() -> str:
    """Sixteen hexadecimal digits that change with any byte or name of any file; found once a process."""
    lines = (f"{digest} {name}" for name, digest in _digests().items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@cache
def _digests() -> dict[str, str]:
    """The SHA-256 of every file by its name in the static folder."""
    return digests(STATIC)


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its name there with forward slashes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def _compressed() -> dict[str, str]:
    """What the compressed copies were made of: name and SHA-256; nothing where none were made."""
    list_of_copies = COMPRESSED / "of.json"
    if not list_of_copies.is_file():
        return {}
    made: dict[str, str] = json.loads(list_of_copies.read_text(encoding="utf-8"))
    return made


def _coding_for(filename: str) -> str | None:
    """The coding to send a file in: one that the browser takes and of which there is a copy of the file as it is now."""
    if current_app.debug or filename not in _compressed():
        return None
    if _compressed()[filename] != _digests().get(filename):
        return None
    return next((coding for coding in CODINGS if request.accept_encodings[coding]), None)
