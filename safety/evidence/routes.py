"""Serving evidence to those who may see the record it belongs to."""

from __future__ import annotations

import io
import uuid
from pathlib import PurePath

from flask import Blueprint, Response, send_file

from safety.access.permissions import Permission
from safety.evidence import queries
from safety.evidence.copies import SHOWN, THUMBNAIL, copy_of
from safety.evidence.models import EvidenceFile
from safety.evidence.storage import the_store
from safety.people.guard import current_actor, needs
from safety.people.sight import sees_precisely

pages = Blueprint("evidence", __name__)
#: Whatever a file may contain, opened by itself it can load and run nothing.
POLICY = "default-src 'none'; base-uri 'none'; sandbox"


def picture_answer(file: EvidenceFile, name: str) -> Response:
    """A picture's copy to be shown inside a page."""
    response = send_file(io.BytesIO(copy_of(file, name)), mimetype="image/jpeg")
    return _inert(response)


def original_answer(file: EvidenceFile) -> Response:
    """The original, byte for byte, always as a download under a neutral name.

    A photograph carries in itself where it was taken: who may not know that gets the copy, which does not.
    """
    if file.is_picture and not sees_precisely(file):
        return _as_copy(file)
    content = the_store().get(file.sha256)
    response = send_file(io.BytesIO(content), mimetype=file.kind, as_attachment=True, download_name=file.name)
    return _inert(response)


def _as_copy(file: EvidenceFile) -> Response:
    content, name = copy_of(file, SHOWN), f"{PurePath(file.name).stem}.jpg"
    return _inert(
        send_file(io.BytesIO(content), mimetype="image/jpeg", as_attachment=True, download_name=name)
    )


def _inert(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@pages.get("/files/<uuid:file_id>/shown")
@needs(Permission.SELF)
def shown(file_id: uuid.UUID) -> Response:
    """The re-encoded copy of a picture."""
    return picture_answer(queries.visible_file(current_actor(), file_id), SHOWN)


@pages.get("/files/<uuid:file_id>/thumbnail")
@needs(Permission.SELF)
def thumbnail(file_id: uuid.UUID) -> Response:
    """The small copy of a picture."""
    return picture_answer(queries.visible_file(current_actor(), file_id), THUMBNAIL)


@pages.get("/files/<uuid:file_id>/original")
@needs(Permission.SELF)
def original(file_id: uuid.UUID) -> Response:
    """The file as it was sent."""
    return original_answer(queries.visible_file(current_actor(), file_id))
