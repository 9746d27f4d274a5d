"""The service worker: which files the tablet starts from without a line, each with its SHA-256.

The list is found, not kept by hand: what the shells name, what those scripts import and what those styles name.
A file that is not on the list is not there without a line; a file whose bytes are not those of its hash never
enters the browser's store.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import current_app, url_for

from safety.web.static_files import STATIC, name_of
from safety.web.tablet.shell import LANGUAGES, path_of, shell_bytes

_CODE = "js/tablet-worker.js"
_CODE_OFF = "js/tablet-worker-off.js"
_WORKERS = "tablet_worker"
#: What is kept once it was fetched and no start waits for: the decoder of HEIC.
_LATER = ("js/heic-worker.js",)

_IN_PAGE = re.compile(r"""\b(?:src|href)="(/static/[^"#?]+)""")
_IN_SCRIPT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
_IN_STYLE = re.compile(r"""url\(["']?([^"')#?]+)""")


@dataclass(frozen=True)
class Kept:
    """One address of the precache and the hash of what must be there."""

    url: str
    sha256: str


def _named_in(name: str, text: str) -> Iterator[str]:
    """The files that a script or style names, as names in the static folder."""
    pattern = {".js": _IN_SCRIPT, ".css": _IN_STYLE}.get(Path(name).suffix)
    for found in pattern.findall(text) if pattern else ():
        if not found.startswith(("data:", "/", "http:", "https:")):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), found))


def static_files(pages: list[str]) -> dict[str, bytes]:
    """Every static file that ``pages`` need, by its name, with its bytes.

    Raises:
        FileNotFoundError: a page, script or style names a file that is not served.
    """
    return _with_what_they_name([name_of(found) for page in pages for found in _IN_PAGE.findall(page)])


def _with_what_they_name(waiting: list[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    while waiting:
        name = waiting.pop()
        if name not in files:
            files[name] = (STATIC / name).read_bytes()
            waiting.extend(_named_in(name, files[name].decode("utf-8", "replace")))
    return files


def kept_files(*, today: date) -> list[Kept]:
    """What the worker keeps: the shells and every file they need, in the order of the addresses."""
    shells = {path_of(language): shell_bytes(language, today=today) for language in LANGUAGES}
    files = static_files([body.decode() for body in shells.values()])
    bodies = shells | {_address_of(name): body for name, body in files.items()}
    return [Kept(url, hashlib.sha256(bodies[url]).hexdigest()) for url in sorted(bodies)]


def _address_of(name: str) -> str:
    return url_for("static", filename=name)


def later_files() -> list[Kept]:
    """What the worker keeps from the first use on, in the order of the addresses."""
    files = _with_what_they_name(list(_LATER))
    return [Kept(_address_of(name), hashlib.sha256(files[name]).hexdigest()) for name in sorted(files)]


def version_of(kept: list[Kept], code: str) -> str:
    """The version of a list: it changes with any byte of any file, and with the worker itself."""
    lines = [code, *(f"{one.sha256} {one.url}" for one in kept)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def worker_script(*, today: date) -> str:
    """The worker as it is served: its list and version before its code; or the one that takes itself away."""
    if not current_app.config["SETTINGS"].tablet_worker:
        return (STATIC / _CODE_OFF).read_text(encoding="utf-8")
    made: str | None = current_app.extensions.get(_WORKERS)
    if made is None or current_app.debug:
        kept, later = kept_files(today=today), later_files()
        code = (STATIC / _CODE).read_text(encoding="utf-8")
        given = {
            "version": version_of(kept + later, code),
            "files": [[one.url, one.sha256] for one in kept],
            "later": [[one.url, one.sha256] for one in later],
        }
        made = f"const KEPT = {json.dumps(given)};\n{code}"
        current_app.extensions[_WORKERS] = made
    return made
