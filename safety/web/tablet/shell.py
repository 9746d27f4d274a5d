"""The tablet's page before it is filled: the same for everybody, so that a browser may keep it.

It holds forms, words and code lists, and nothing of anybody: what a person takes along is kept by the page's
scripts, encrypted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app, render_template

from safety import faces
from safety.sync.rules import CHOICE_LABELS, KIND_LABELS, MARK_LABELS, EntryKind

LANGUAGES = ("zh", "en")
#: Under which name the application keeps the drawn shells.
_SHELLS = "tablet_shells"


def path_of(language: str) -> str:
    """Where the shell of a language is served."""
    return f"/tablet/{language}"


def shell_bytes(language: str, *, today: date) -> bytes:
    """The shell as it is served to everybody: drawn once a process, for no person."""
    kept: dict[str, bytes] = current_app.extensions.setdefault(_SHELLS, {})
    if language not in kept or current_app.debug:
        # With a context of its own: inside the request that asks, its language would be that of the shell.
        with current_app.app_context(), current_app.test_request_context(path_of(language)):
            kept[language] = render_template("tablet/shell.html", **_lists(today)).encode()
    return kept[language]


def _lists(today: date) -> Mapping[str, Any]:
    of_duties: dict[str, Any] = {}
    for face in faces.shown():
        if face.tablet_lists is not None:
            of_duties |= face.tablet_lists(today)
    return of_duties | {
        "kinds": {str(kind): label for kind, label in KIND_LABELS.items()},
        "marks": {str(mark): label for mark, label in MARK_LABELS.items()},
        "choices_made": {str(choice): label for choice, label in CHOICE_LABELS.items()},
        "entry_kinds": list(EntryKind),
        "upload_limit": current_app.config["SETTINGS"].upload_limit,
    }
